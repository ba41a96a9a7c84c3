//! `monthend templates`: knowledge that a user may look at, copy and change.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::args::{TemplatesArgs, TemplatesVerb};
use super::{Outcome, show};
use crate::error::Error;
use crate::library::Library;
use crate::metrics::definition;
use crate::model::suggest::nearest;

/// Lists, shows or copies templates.
pub fn templates(args: &TemplatesArgs) -> Result<Outcome, Error> {
    let library = Library::open(Some(Path::new(".")))?;
    match args.verb.as_ref().unwrap_or(&TemplatesVerb::List) {
        TemplatesVerb::List => list(&library),
        TemplatesVerb::Show { name } => {
            let (name, text) = found(&library, name)?;
            show::say(whole(&library, name, text).trim_end());
        }
        TemplatesVerb::Eject { name } => {
            let (name, text) = found(&library, name)?;
            eject((name, &whole(&library, name, text)))?;
        }
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
    let language = || {
        Some(format!(
            "words, numbers and dates: {}",
            table.get("name")?.as_str()?
        ))
    };
    said.or_else(|| first_sentence(text)).or_else(language)
}

/// The first sentence of the comment that a template begins with.
fn first_sentence(text: &str) -> Option<String> {
    let lines = text.lines().map_while(|line| line.strip_prefix("# "));
    let comment = lines.collect::<Vec<&str>>().join(" ");
    let sentence = comment.split_inclusive(". ").next()?;
    Some(sentence.trim_end().to_owned())
}

/// A template as it is shown and copied: the English file has no sentences of its own, as they stand in the program, and a
/// copy that becomes another language needs them all.
fn whole<'t>(library: &'t Library, name: &str, text: &'t str) -> Cow<'t, str> {
    if name != "languages/en.toml" || text.contains("\n[definitions]") {
        return text.into();
    }
    let translated = library
        .text("languages/ru.toml")
        .and_then(|(_, text)| text.parse().ok());
    let translated: toml::Table = translated.unwrap_or_default();
    let phrases = translated
        .get("phrases")
        .and_then(|phrases| phrases.as_table());
    let phrases = phrases.into_iter().flat_map(|phrases| phrases.keys());
    let definitions = definition::ALL
        .iter()
        .map(|figure| (figure.name, figure.text));
    let mut all = format!("{}\n\n[definitions]\n", text.trim_end());
    let quoted = |text: &str| toml::Value::from(text).to_string();
    for (name, text) in definitions {
        all.push_str(&format!("{} = {}\n", quoted(name), quoted(text)));
    }
    all.push_str("\n[phrases]\n");
    for phrase in phrases {
        let phrase = quoted(phrase);
        all.push_str(&format!("{phrase} = {phrase}\n"));
    }
    all.into()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_file_is_copied_whole() {
        let library = Library::open(None).expect("the built-in templates");
        let (name, text) = found(&library, "languages/en").expect("it is there");
        let copy: toml::Table = whole(&library, name, text).parse().expect("it reads");
        let (_, russian) = found(&library, "languages/ru").expect("it is there");
        let russian: toml::Table = russian.parse().expect("it reads");
        for part in ["words", "columns", "codes", "definitions", "phrases"] {
            let keys = |language: &toml::Table| -> Vec<String> {
                let keys = language[part].as_table().expect("a table").keys();
                keys.cloned().collect()
            };
            assert_eq!(keys(&copy), keys(&russian), "{part}");
        }
    }

    #[test]
    fn a_list_tells_the_first_sentence() {
        let told = |text: &str| about(text).unwrap_or_default();
        assert_eq!(
            told("# What is kept\n# apart. More of it.\na = 1\n"),
            "What is kept apart."
        );
        assert_eq!(told("about = 'lists'\n"), "lists");
        assert_eq!(
            told("language = 'xx'\nname = 'Own'\n"),
            "words, numbers and dates: Own"
        );
    }
}
