//! Rules of structure, kept by a test rather than by memory.

use std::path::Path;

use crate::desk::root;

/// Every Rust file of `src/<floor>`, with its text; the whole of `src` for an empty floor.
fn sources(floor: &str) -> Vec<(String, String)> {
    let folder = root().join("src").join(floor);
    let mut files: Vec<(String, String)> = walkdir::WalkDir::new(&folder)
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "rs")
        })
        .map(|entry| {
            let name = entry
                .path()
                .strip_prefix(root())
                .expect("below")
                .to_string_lossy()
                .into_owned();
            (
                name,
                std::fs::read_to_string(entry.path()).expect("readable"),
            )
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} has files", folder.display());
    files
}

/// Lines of code that name `word`, as `file: line`, comments left out.
fn naming(files: &[(String, String)], word: &str) -> Vec<String> {
    files
        .iter()
        .flat_map(|(name, text)| {
            text.lines()
                .filter(|line| !line.trim_start().starts_with("//") && line.contains(word))
                .map(move |line| format!("{name}: {}", line.trim()))
        })
        .collect()
}

#[test]
fn floors_import_only_what_is_below() {
    for (floor, above) in [
        (
            "model",
            &[
                "crate::ingest",
                "crate::metrics",
                "crate::report",
                "crate::cli",
                "crate::run",
                "crate::library",
            ][..],
        ),
        (
            "ingest",
            &[
                "crate::metrics",
                "crate::report",
                "crate::cli",
                "crate::run",
                "crate::library",
            ][..],
        ),
        (
            "metrics",
            &[
                "crate::ingest",
                "crate::report",
                "crate::cli",
                "crate::run",
                "crate::library",
            ][..],
        ),
        (
            "report",
            &[
                "crate::ingest",
                "crate::cli",
                "crate::run",
                "crate::library",
            ][..],
        ),
    ] {
        let files = sources(floor);
        for word in above {
            assert_eq!(
                naming(&files, word),
                Vec::<String>::new(),
                "{floor} names {word}"
            );
        }
    }
}

/// The code that is shipped: a reader's tests may write workbooks and a writer's tests read them.
fn shipped(files: Vec<(String, String)>) -> Vec<(String, String)> {
    files
        .into_iter()
        .filter(|(name, _)| !name.ends_with("/tests.rs"))
        .map(|(name, text)| {
            let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
            (name, text[..end].to_owned())
        })
        .collect()
}

#[test]
fn heavy_libraries_stay_behind_their_fence() {
    let files = shipped(sources(""));
    for (library, fence) in [
        // The writer's own tests read back what they wrote.
        (
            "calamine",
            &["src/ingest/excel", "src/report/xlsx/tests"][..],
        ),
        ("rust_xlsxwriter", &["src/report/xlsx"][..]),
        (
            "encoding_rs",
            &["src/ingest/text", "src/ingest/encoding"][..],
        ),
        ("chardetng", &["src/ingest/text", "src/ingest/encoding"][..]),
        ("csv::Reader", &[][..]),
        ("csv::Writer", &["src/report/csv"][..]),
        ("clap::", &["src/cli/args", "src/cli/mod"][..]),
        ("indicatif", &["src/cli/progress"][..]),
        ("rust_embed", &["src/library"][..]),
    ] {
        let outside: Vec<String> = naming(&files, library)
            .into_iter()
            .filter(|line| !fence.iter().any(|place| line.starts_with(place)))
            .filter(|line| !line.contains("super::csv::") && !line.contains("report::csv::"))
            .collect();
        assert_eq!(
            outside,
            Vec::<String>::new(),
            "{library} is named outside {fence:?}"
        );
    }
}

#[test]
fn model_and_metrics_do_no_input_or_output() {
    for floor in ["model", "metrics"] {
        let files = sources(floor);
        for word in [
            "std::fs",
            "std::net",
            "std::env",
            "SystemTime",
            "Instant::now",
            "File::open",
        ] {
            assert_eq!(
                naming(&files, word),
                Vec::<String>::new(),
                "{floor} names {word}"
            );
        }
    }
}

#[test]
fn nothing_asks_for_the_clock() {
    let files = sources("");
    for word in ["SystemTime::now", "Local::now", "Utc::now"] {
        assert_eq!(naming(&files, word), Vec::<String>::new(), "{word}");
    }
    // a stopwatch for who waits; no floor below hears of it
    let watched = naming(&files, "Instant::now");
    let elsewhere = watched
        .iter()
        .find(|line| !line.starts_with("src/cli/profile.rs: "));
    assert_eq!(elsewhere, None);
}

/// The network, and programs of the system.
#[test]
fn nothing_leaves_the_machine() {
    let files = shipped(sources(""));
    for word in [
        "std::net",
        "TcpStream",
        "UdpSocket",
        "UnixStream",
        "ToSocketAddrs",
        "process::Command",
        "Command::new",
        "tokio",
        "env::set_var",
    ] {
        assert_eq!(naming(&files, word), Vec::<String>::new(), "{word}");
    }
}

#[test]
fn only_the_command_prints() {
    for floor in ["model", "ingest", "metrics", "report"] {
        let files = sources(floor);
        for word in ["println!", "eprintln!", "print!(", "process::exit"] {
            assert_eq!(
                naming(&files, word),
                Vec::<String>::new(),
                "{floor} names {word}"
            );
        }
    }
}

#[test]
fn no_module_attracts_clutter() {
    for (name, _) in sources("") {
        let stem = Path::new(&name)
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        assert!(
            ![
                "util", "utils", "common", "misc", "helpers", "manager", "data"
            ]
            .contains(&stem.as_str()),
            "{name}"
        );
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("readable");
    let mut section = "";
    let mut before = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies]") && line.contains('=') {
            assert!(before.starts_with('#'), "no reason above: {line}");
        }
        before = line;
    }
}
