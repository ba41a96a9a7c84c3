//! Build script: numbers that change with the code that reads and fits files, with that which adds up their months and with that
//! which draws workbooks, and with all of it, so that nothing an older program kept is taken for its own.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// What reading depends on; templates are hashed when they are read.
const READER: [&str; 3] = ["src/ingest", "src/model", "Cargo.lock"];
/// What adding up months depends on.
const SUMS: [&str; 3] = ["src/metrics", "src/model", "Cargo.lock"];
/// What drawing workbooks depends on; what is drawn is hashed when it is laid out.
const DRAWN: [&str; 3] = ["src/report", "src/model", "Cargo.lock"];
/// What a whole run depends on, besides what people give it.
const PROGRAM: [&str; 3] = ["src", "templates", "Cargo.lock"];

fn main() -> io::Result<()> {
    for (name, code) in [
        ("MONTHEND_READER", READER),
        ("MONTHEND_SUMS", SUMS),
        ("MONTHEND_DRAWN", DRAWN),
        ("MONTHEND_PROGRAM", PROGRAM),
    ] {
        println!("cargo::rustc-env={name}={:016x}", version_of(code)?);
    }
    Ok(())
}

fn version_of(code: [&str; 3]) -> io::Result<u64> {
    let mut files = BTreeSet::new();
    for place in code {
        println!("cargo::rerun-if-changed={place}");
        collect(Path::new(place), &mut files)?;
    }
    let mut version = DefaultHasher::new();
    for file in files {
        file.to_string_lossy().replace('\\', "/").hash(&mut version);
        fs::read(&file)?.hash(&mut version);
    }
    Ok(version.finish())
}

fn collect(place: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if place.is_file() {
        files.insert(place.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(place)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
