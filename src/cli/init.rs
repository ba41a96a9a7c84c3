//! `monthend init`: a commented monthend.toml filled with what was found.

use std::path::Path;

use super::args::InitArgs;
use super::progress::Bar;
use super::{Outcome, show};
use crate::error::Error;
use crate::folder::{Folder, SETTINGS};
use crate::metrics;
use crate::model::Settings;
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
    let base = metrics::base_currency(&intake.tables, &folder.settings);
    std::fs::write(&path, text(&base)).map_err(|source| Error::Unwritable {
        path: path.clone(),
        source,
    })?;
    show::say(&path.display().to_string());
    Ok(Outcome::Fine)
}

/// Every setting with its default as a comment; what was found stands uncommented.
fn text(base_currency: &str) -> String {
    let defaults = toml::to_string_pretty(&Settings::default()).expect("settings are a table");
    let mut lines = vec![
        "# Settings of monthend for this folder. Everything has a default: a line that begins with # shows it.".to_owned(),
        "# Take the # away and change the value to use your own.".to_owned(),
        String::new(),
        "# The currency that other currencies are converted to, found in your files.".to_owned(),
        if base_currency.is_empty() { "# base_currency = \"EUR\"".to_owned() } else { format!("base_currency = {base_currency:?}") },
        String::new(),
    ];
    let rest = defaults
        .lines()
        .filter(|line| !line.starts_with("base_currency"));
    lines.extend(rest.map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!("# {line}")
        }
    }));
    lines.push(String::new());
    lines.join("\n")
}
