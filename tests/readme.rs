//! The README's commands and claims.

use crate::desk::{monthend, root};

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("README.md is there")
}

#[test]
fn is_short_and_shows_two_commands() {
    let text = readme();
    assert!(
        text.lines().count() <= 150,
        "{} lines",
        text.lines().count()
    );
    assert!(text.contains("$ cargo run --release -- run sample-data"));
    assert!(text.contains("$ cargo test"));
}

#[test]
fn its_files_and_pictures_are_there() {
    let text = readme();
    for target in text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        if !target.starts_with("http") && !target.starts_with('#') {
            assert!(root().join(target).exists(), "{target}");
        }
    }
}

#[test]
fn its_figures_are_known_and_defined_as_it_says() {
    let text = readme();
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| `") && !line.starts_with("| `monthend"))
        .collect();
    assert!(rows.len() >= 10, "the table of metrics");
    for row in rows {
        let name = row.split('`').nth(1).expect("a name in back ticks");
        let said = monthend(&["explain", name]);
        assert_eq!(said.code, 0, "{name}");
        let definition = row.split('|').nth(2).expect("a definition").trim();
        assert!(
            said.stdout.contains(definition),
            "{name}: {definition:?} is not what explain says"
        );
    }
}

#[test]
fn its_problem_message_is_real() {
    let text = readme();
    let shown = text
        .split("```text\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .find(|block| block.starts_with("set aside"))
        .expect("a message");
    let said = monthend(&["check", "sample-data"]);
    assert!(
        said.stdout.contains(shown.trim_end()),
        "README shows\n{shown}\nbut check says\n{}",
        said.stdout
    );
}
