//! `monthend templates`: knowledge that a user may look at, copy and change.

use std::path::{Path, PathBuf};

use super::args::{TemplatesArgs, TemplatesVerb};
use super::{Outcome, show};
use crate::error::Error;
use crate::library::Library;
use crate::model::suggest::nearest;

/// Lists, shows or copies templates.
pub fn templates(args: &TemplatesArgs) -> Result<Outcome, Error> {
    let library = Library::open(Some(Path::new(".")))?;
    match args.verb.as_ref().unwrap_or(&TemplatesVerb::List) {
        TemplatesVerb::List => list(&library),
        TemplatesVerb::Show { name } => show::say(found(&library, name)?.1.trim_end()),
        TemplatesVerb::Eject { name } => eject(found(&library, name)?)?,
    }
    Ok(Outcome::Fine)
}

fn list(library: &Library) {
    for name in library.names() {
        let about = library
            .text(name)
            .and_then(|(_, text)| about(text))
            .unwrap_or_default();
        let own = if library.own().iter().any(|own| own == name) {
            " (your own)"
        } else {
            ""
        };
        show::say(&format!(
            "{:<40} {about}{own}",
            name.trim_end_matches(".toml")
        ));
    }
}

/// The template's own `about`, else its first comment.
fn about(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    let said = table
        .get("about")
        .and_then(|about| about.as_str())
        .map(str::to_owned);
    said.or_else(|| text.lines().next()?.strip_prefix("# ").map(str::to_owned))
}

fn found<'a>(library: &'a Library, name: &str) -> Result<(&'a str, &'a str), Error> {
    library.text(name).ok_or_else(|| Error::NoTemplate {
        name: name.to_owned(),
        suggestion: nearest(
            name,
            library
                .names()
                .flat_map(|known| [known.trim_end_matches(".toml"), bare(known)]),
        )
        .map(str::to_owned),
    })
}

fn bare(path: &str) -> &str {
    path.rsplit('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".toml")
}

/// Copies a template to `./templates`; never over a file that is there.
fn eject((name, text): (&str, &str)) -> Result<(), Error> {
    let path = PathBuf::from("templates").join(name);
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(path.parent().expect("a template has a folder"))?;
        std::io::Write::write_all(&mut std::fs::File::create_new(&path)?, text.as_bytes())
    };
    write().map_err(|source| Error::Unwritable {
        path: path.clone(),
        source,
    })?;
    show::say(&path.display().to_string());
    show::talk(
        "change it, and keep it in the templates folder beside your data: it is then used instead of the built-in one",
    );
    Ok(())
}
