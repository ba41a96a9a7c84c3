//! Arguments; the doc comments are the help.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Span;

/// Turns the spreadsheets an agency already keeps into its month-end pack
#[derive(Debug, Parser)]
#[command(name = "monthend", version, max_term_width = 100)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// One for each verb
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads, checks, computes, and writes the pack
    Run(RunArgs),
    /// Shows what each file is believed to be, and why; writes nothing
    Inspect(InspectArgs),
    /// Reads and checks only: problems with file, sheet and cell
    Check(CheckArgs),
    /// Writes a commented monthend.toml filled with what was found
    Init(InitArgs),
    /// Says what a figure means; with a folder, the operands and source rows behind it
    Explain(ExplainArgs),
    /// Lists, shows or copies the built-in tables, sources, reports and languages
    Templates(TemplatesArgs),
}

/// Arguments of `run`
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Folders or files; the first folder is where decisions and settings are kept
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// The month to report, like 2026-10 [default: the last full month of time]
    #[arg(long, value_name = "YYYY-MM", value_parser = read_month, conflicts_with = "period")]
    pub month: Option<Span>,
    /// A longer period: a quarter like 2026-Q4 or a year like 2026
    #[arg(long, value_name = "PERIOD", value_parser = read_period)]
    pub period: Option<Span>,
    /// Only facts dated up to this day count [default: the period's last day]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = read_day)]
    pub as_of: Option<NaiveDate>,
    /// Where packs are written
    #[arg(long, value_name = "DIR", default_value = "./monthend-out")]
    pub out: PathBuf,
    /// Language of the workbooks: en, ru, zh, or CODE of a file templates/languages/CODE.toml beside the data [default:
    /// monthend.toml, else en]
    #[arg(long, value_name = "CODE")]
    pub lang: Option<String>,
    /// Only this report; may be given several times
    #[arg(long = "report", value_name = "NAME")]
    pub reports: Vec<String>,
    /// Freezes this pack as issued: later runs leave it as it is, write beside it, and show what is restated or came late
    #[arg(long)]
    pub issue: bool,
    /// Writes nothing when a row was set aside, a file unread, or a total does not add up
    #[arg(long)]
    pub strict: bool,
    /// Says only what went wrong
    #[arg(long, short)]
    pub quiet: bool,
    /// Says what takes how long while it runs
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
    /// At the end, time and memory of each stage
    #[arg(long)]
    pub profile: bool,
    /// Reads every file anew, and keeps nothing of what was read for the next run
    #[arg(long)]
    pub no_cache: bool,
    /// MiB that may be kept of what was read, in the user's cache folder
    #[arg(
        long,
        value_name = "MIB",
        default_value_t = 2048,
        conflicts_with = "no_cache"
    )]
    pub cache_limit: u64,
    /// Kinds of output
    #[arg(long = "format", value_delimiter = ',', default_values_t = [Format::Xlsx, Format::Html, Format::Csv])]
    pub formats: Vec<Format>,
}

/// Arguments of `inspect`
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Folders or files
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// For scripts
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The folder
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// For scripts
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// Replaces a monthend.toml that is there
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A figure as data/*.csv names it, like billable_utilization_net
    pub metric: String,
    /// The folder whose numbers are meant
    pub folder: Option<PathBuf>,
    /// Only this client
    #[arg(long)]
    pub client: Option<String>,
    /// Only this person
    #[arg(long)]
    pub person: Option<String>,
    /// Only this project
    #[arg(long)]
    pub project: Option<String>,
    /// The month meant [default: the last full month of time]
    #[arg(long, value_name = "YYYY-MM", value_parser = read_month)]
    pub month: Option<Span>,
    /// For scripts
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `templates`
#[derive(Debug, Args)]
pub struct TemplatesArgs {
    /// What to do with them
    #[command(subcommand)]
    pub verb: Option<TemplatesVerb>,
}

/// One for each thing to do with templates
#[derive(Debug, Subcommand)]
pub enum TemplatesVerb {
    /// All of them, with what each is for
    List,
    /// Prints one
    Show {
        /// Like reports/portfolio or portfolio
        name: String,
    },
    /// Copies one to ./templates for editing; it is used when it lies in the folder's templates
    Eject {
        /// Like reports/portfolio or portfolio
        name: String,
    },
}

/// Kinds of output
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Workbooks
    Xlsx,
    /// overview.html, where all reports are written
    Html,
    /// data/*.csv
    Csv,
    /// data/*.json
    Json,
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Format::Xlsx => "xlsx",
            Format::Html => "html",
            Format::Csv => "csv",
            Format::Json => "json",
        })
    }
}

fn read_month(text: &str) -> Result<Span, String> {
    text.parse()
        .map(Span::month)
        .map_err(|()| "expected a month, like 2026-10".to_owned())
}

fn read_period(text: &str) -> Result<Span, String> {
    text.parse()
        .map_err(|()| "expected a month, quarter or year, like 2026-10, 2026-Q4 or 2026".to_owned())
}

fn read_day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| "expected a day, like 2026-10-31".to_owned())
}
