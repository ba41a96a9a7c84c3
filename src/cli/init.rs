//! `monthend init`: a commented monthend.toml filled with what was found.

use std::path::Path;

use super::args::InitArgs;
use super::progress::Bar;
use super::proposals::{Proposal, fills, holidays, proposals};
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::{Folder, SETTINGS};
use crate::model::Settings;
use crate::model::intake::Intake;
use crate::model::meanings::meaning;
use crate::report::staging::FreshFile;
use crate::run::read;

/// Writes the file, unless one is there and `--force` is not given.
pub fn init(args: &InitArgs) -> Result<Outcome, Error> {
    let path = args.folder.join(SETTINGS);
    if path.exists() && !args.force {
        return Err(Error::AlreadyThere { path });
    }
    let paths = [args.folder.clone()];
    let folder = Folder::open(&paths, Path::new("monthend-out"))?;
    let intake = read(&paths, &folder, &Bar::new(false))?;
    let text = text(&intake, &folder.settings);
    let fresh = FreshFile::written(&path, text.as_bytes());
    let written = fresh.and_then(FreshFile::take_place);
    written.map_err(|source| Error::Unwritable {
        path: path.clone(),
        source,
    })?;
    show::say(&path.display().to_string());
    Ok(Outcome::Fine)
}

/// Every setting with its default as a comment; what the files speak for stands uncommented, with the reason.
fn text(intake: &Intake, settings: &Settings) -> String {
    let defaults = toml::to_string(&Settings::default()).expect("settings are a table");
    let proposals = proposals(intake, settings);
    let mut lines = vec![
        "# Settings of monthend for this folder. Everything has a default: a line that begins with # shows it.".to_owned(),
        "# Take the # away and change the value to use your own.".to_owned(),
        String::new(),
    ];
    for proposal in &proposals {
        lines.extend(proposed(proposal));
    }
    lines.extend(holidays(intake));
    lines.push(String::new());
    let told = |line: &&str| {
        let key = line.split(" =").next().unwrap_or_default();
        proposals.iter().any(|proposal| proposal.key == key) || *line == "[colours]"
    };
    let rest = defaults.lines().filter(|line| !told(line));
    let (mut explained, mut group) = (String::new(), "");
    for line in rest.filter(|line| !line.is_empty()) {
        let key = line.trim_start_matches('[').split([' ', '.', ']']).next();
        let key = key.unwrap_or_default();
        if let Some((of, meaning)) = meaning(key).filter(|_| key != explained) {
            if of != group {
                lines.extend([String::new(), format!("# --- {of} ---")]);
                group = of;
            }
            lines.extend([String::new(), format!("# {}", sentence(meaning))]);
            explained = key.to_owned();
        }
        lines.push(format!("# {line}"));
    }
    lines.push(String::new());
    lines.push("# What the fills of planning grids mean: tentative or firm.".to_owned());
    lines.push("[colours]".to_owned());
    for (fill, seen_in) in fills(intake) {
        lines.push(format!(
            "# {fill:?} = \"tentative\"  # seen in {}",
            seen_in.replace(['\n', '\r'], " ")
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// With a capital and a full stop.
fn sentence(meaning: &str) -> String {
    let mut letters = meaning.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    format!("{}{}.", first.collect::<String>(), letters.as_str())
}

/// The evidence, the setting, an empty line.
fn proposed(proposal: &Proposal) -> [String; 3] {
    let Proposal {
        key,
        value,
        why,
        sure,
    } = proposal;
    let off = if *sure { "" } else { "# " };
    [
        format!("# {why}"),
        format!("{off}{key} = {value}"),
        String::new(),
    ]
}
