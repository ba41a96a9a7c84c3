//! `monthend run`: the main job.

use std::path::Path;

use super::args::{Format, RunArgs};
use super::profile::Profile;
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::pack::Pack;
use crate::report::labels::Lacking;
use crate::run::{Formats, Job, run as run_job};

/// Writes the pack and says what it holds and what was left out.
pub fn run(args: &RunArgs) -> Result<Outcome, Error> {
    let job = job(args);
    let profile = Profile::new(Bar::new(args.quiet), args.verbose);
    let pack = run_job(&job, &profile)?;
    profile.end();
    if args.verbose && pack.as_before > 0 && !pack.stands {
        show::talk(&format!(
            "{} workbook(s) are as in the pack before",
            pack.as_before
        ));
    }
    if args.profile {
        profile.told().iter().for_each(|line| show::talk(line));
    }
    if !args.quiet {
        tell(&pack, &job.out);
    }
    if pack.unread > 0 || !pack.adds_up {
        show::talk(&trouble(&pack));
        return Ok(Outcome::Problems);
    }
    Ok(Outcome::Fine)
}

fn job(args: &RunArgs) -> Job {
    Job {
        paths: args.paths.clone(),
        period: args.month.or(args.period),
        as_of: args.as_of,
        out: args.out.clone(),
        language: args.lang.clone(),
        reports: args.reports.clone(),
        issue: args.issue,
        strict: args.strict,
        cache: (!args.no_cache).then_some(args.cache_limit.saturating_mul(1 << 20)),
        formats: Formats {
            xlsx: args.formats.contains(&Format::Xlsx),
            html: args.formats.contains(&Format::Html),
            csv: args.formats.contains(&Format::Csv),
            json: args.formats.contains(&Format::Json),
        },
    }
}

fn tell(pack: &Pack, out: &Path) {
    let rows = &pack.rows;
    show::talk(&format!(
        "period {} ({}), as of {}",
        pack.period, pack.chosen, pack.as_of
    ));
    tell_issued(pack);
    if pack.stands {
        show::talk(
            "nothing changed since the last run: its pack is whole and stays as it is; nothing is written",
        );
    }
    for file in &pack.top_files {
        show::say(&pack.folder.join(file).display().to_string());
    }
    show::talk(&format!(
        "and {} more files in {}",
        pack.files - pack.top_files.len(),
        pack.folder.display()
    ));
    show::talk(&format!(
        "{} rows in {} files: {} used, {} set aside, {} not data (titles, headings, totals, blanks)",
        rows["total"], pack.inputs, rows["used"], rows["set_aside"], rows["not_data"]
    ));
    if rows["unknown"] > 0 {
        show::talk(&format!(
            "{} of them stand in tables that were not recognised: `monthend inspect` shows why",
            rows["unknown"]
        ));
    }
    if pack.kept > 0 {
        show::talk(&format!(
            "{} workbook(s) of an earlier run were not asked for and stay as they were",
            pack.kept
        ));
    }
    show::passed_over(&pack.passed_over);
    pack.lacking.iter().for_each(tell_lacking);
    if rows["set_aside"] > 0 || pack.look > 0 {
        show::talk(&format!(
            "{} rows set aside and {} to look at: the sheet of problems in the data workbook, and data/problems",
            rows["set_aside"], pack.look
        ));
    }
    if pack.answers_stay {
        show::talk(&format!(
            "{} was saved while this run went on and stays as it is; run again, which reads its answers and asks what is new",
            pack.decisions.display()
        ));
    }
    if pack.unanswered > 0 {
        show::talk(&format!(
            "{} question(s) for you in {}",
            pack.unanswered,
            pack.decisions.display()
        ));
    }
    debug_assert!(
        pack.folder.starts_with(out),
        "packs are written below --out"
    );
}

/// Which texts of a language stand in English.
fn tell_lacking(lacking: &Lacking) {
    let first: Vec<&str> = lacking.first().collect();
    let rest = match lacking.keys.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    show::talk(&format!(
        "templates/languages/{}.toml lacks {} of {} texts, which stand in English: {}{rest}",
        lacking.code,
        lacking.keys.len(),
        lacking.of,
        first.join(", ")
    ));
}

/// What became of the pack of this period that was issued before.
fn tell_issued(pack: &Pack) {
    let Some(before) = &pack.issued_before else {
        return;
    };
    let name = before.display();
    if pack.stays {
        show::talk(&format!(
            "{name} was issued from the same inputs and stays as it is; nothing is written"
        ));
    } else {
        show::talk(&format!(
            "{name} is issued and stays as it is; this pack stands beside it, its finance workbook shows what is restated"
        ));
    }
    if let Some(draft) = &pack.draft_left {
        show::talk(&format!(
            "{} is issued now and could not be removed, is a file in it open?",
            draft.display()
        ));
    }
}

fn trouble(pack: &Pack) -> String {
    let mut parts = Vec::new();
    if pack.unread > 0 {
        parts.push(format!(
            "{} file(s) or sheet(s) could not be read; `monthend check` names them",
            pack.unread
        ));
    }
    if !pack.adds_up {
        parts.push(
            "a control total does not add up; see the control totals in the data workbook"
                .to_owned(),
        );
    }
    parts.join("\n")
}
