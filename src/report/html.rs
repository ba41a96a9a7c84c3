//! The month as one page for a browser: the first page of every workbook of the agency, and links to all workbooks.
//!
//! Self-contained: no script, nothing from elsewhere, which the page itself forbids. Every text is escaped (`escape`), links
//! lead to files of the pack only. The bytes depend on the books alone.

mod blocks;
mod chart;
mod escape;
mod figures;
mod marks;
mod picture;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::book::{Block, Book, Page};
use super::pack::{Content, PackFile};
use super::theme::{Look, Theme};
use escape::{escape, link};

/// Name of the page in the pack.
pub const OVERVIEW: &str = "overview.html";

/// The page; none without a workbook of the agency. `linked`: the workbooks are written too.
pub fn overview(
    files: &[PackFile<'_>],
    linked: bool,
    word: &dyn Fn(&str) -> String,
) -> Option<PackFile<'static>> {
    let own: Vec<(&str, &Book)> = files
        .iter()
        .filter_map(|file| match &file.content {
            Content::Book(book) => Some((file.path.as_str(), book.as_ref())),
            Content::Later(_) | Content::Bytes(_) | Content::Streamed(_) => None,
        })
        .collect();
    let (_, first) = own.first()?;
    let mut html = head(first);
    let _ = write!(
        html,
        "<header>\n{}<h1>{}</h1>\n<p class=\"under\">{}</p>\n",
        picture::logo(first),
        escape(first.pages.first().map_or(&first.title, |page| &page.title)),
        escape(&first.subject)
    );
    let (agency, clients) = match linked {
        true => contents(files, word),
        false => (String::new(), String::new()),
    };
    html.push_str(&agency);
    html.push_str("</header>\n<main>\n");
    for (at, (path, book)) in own.iter().enumerate() {
        let path = linked.then_some(*path);
        html.push_str(&section(book, path, at > 0, word));
    }
    html.push_str(&clients);
    let _ = write!(
        html,
        "</main>\n<footer>{}</footer>\n</body>\n</html>\n",
        escape(&first.confidentiality)
    );
    Some(PackFile {
        path: OVERVIEW.to_owned(),
        content: Content::Bytes(html.into_bytes()),
    })
}

fn head(book: &Book) -> String {
    let theme = book.theme.as_ref();
    // what the page may load: nothing, but for the picture that it carries itself
    let pictures = theme.logo.as_ref().map_or("", |_| "; img-src data:");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{pictures}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>:root{{{}{}}}\n{}</style>\n</head>\n<body>\n{}",
        escape(&book.language),
        escape(&book.title),
        colours(&theme.look),
        type_of(theme, &book.language),
        include_str!("html/overview.css"),
        marks::patterns(&theme.look),
    )
}

fn colours(look: &Look) -> String {
    let named = [
        ("ink", look.ink),
        ("dark", look.dark),
        ("on-dark", look.on_dark),
        ("grey", look.grey),
        ("line", look.line),
        ("grid", look.grid),
        ("pale", look.pale),
        ("accent", look.accent),
        ("bar", look.bar),
        ("good", look.good),
        ("bad", look.bad),
        ("red", look.red),
        ("amber", look.amber),
        ("green", look.green),
    ];
    let named = named
        .iter()
        .map(|(name, colour)| format!("--{name}:{};", colour.hex()));
    named.collect()
}

/// Font and sizes; the names of fonts hold no quotes, see `theme`.
fn type_of(theme: &Theme, language: &str) -> String {
    let scale = theme.look.scale();
    let font = theme
        .font(language)
        .replace(['\\', '\'', '{', '}', ';'], "");
    format!(
        "--font:\"{font}\";--size:{:.1}px;--small:{:.1}px;",
        14.0 * scale,
        11.0 * scale
    )
}

/// Links to the workbooks of the agency, which come first, and to those of each folder, folded: of many clients there are lines
/// and lines of them, and figures come before those.
fn contents(files: &[PackFile<'_>], word: &dyn Fn(&str) -> String) -> (String, String) {
    let mut folders: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    for file in files {
        let title = match &file.content {
            Content::Book(book) => &book.title,
            Content::Later(later) => &later.title,
            Content::Bytes(_) | Content::Streamed(_) => continue,
        };
        let path = file.path.as_str();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (links, count) = folders.entry(folder).or_default();
        *count += 1;
        let _ = writeln!(links, "<a href=\"{}\">{}</a>", link(path), escape(title));
    }
    let agency = folders.remove("").map_or_else(String::new, |(links, _)| {
        let name = escape(&word("workbooks"));
        format!("<nav>\n<span>{name}</span>\n{links}</nav>\n")
    });
    let folded = folders.iter().map(|(folder, (links, count))| {
        let name = escape(&word(folder));
        format!(
            "<details>\n<summary>{name} ({count})</summary>\n<nav>\n{links}</nav>\n</details>\n"
        )
    });
    (agency, folded.collect())
}

fn section(book: &Book, path: Option<&str>, titled: bool, word: &dyn Fn(&str) -> String) -> String {
    let Some(page) = book.pages.first() else {
        return String::new();
    };
    let mut html = "<section>\n".to_owned();
    if titled {
        let title = escape(&page.title);
        let title = path.map_or(title.clone(), |path| {
            format!("<a href=\"{}\">{title}</a>", link(path))
        });
        let _ = writeln!(html, "<h2>{title}</h2>");
    }
    let more = word("more_rows");
    let desk = blocks::Desk {
        book,
        path,
        more: &more,
    };
    html.push_str(&body(&desk, page));
    html.push_str("</section>\n");
    html
}

/// Blocks from top to bottom; charts that follow one another stand side by side.
fn body(desk: &blocks::Desk<'_>, page: &Page) -> String {
    let mut html = String::new();
    let mut drawn = String::new();
    for block in &page.blocks {
        if let Block::Chart(chart) = block {
            drawn.push_str(&chart::draw(desk.book, chart).unwrap_or_default());
            continue;
        }
        html.push_str(&side_by_side(&std::mem::take(&mut drawn)));
        html.push_str(&desk.block(block));
    }
    html.push_str(&side_by_side(&drawn));
    html
}

fn side_by_side(charts: &str) -> String {
    match charts {
        "" => String::new(),
        charts => format!("<div class=\"charts\">\n{charts}</div>\n"),
    }
}

#[cfg(test)]
mod tests;
