//! Build script: a number that changes with the code that reads and fits files, so that nothing an older program kept is
//! taken for its own.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// What reading depends on; templates are hashed when they are read.
const CODE: [&str; 3] = ["src/ingest", "src/model", "Cargo.lock"];

fn main() -> io::Result<()> {
    let mut files = BTreeSet::new();
    for place in CODE {
        println!("cargo::rerun-if-changed={place}");
        collect(Path::new(place), &mut files)?;
    }
    let mut version = DefaultHasher::new();
    for file in files {
        file.to_string_lossy().replace('\\', "/").hash(&mut version);
        fs::read(&file)?.hash(&mut version);
    }
    let version = version.finish();
    println!("cargo::rustc-env=MONTHEND_READER={version:016x}");
    Ok(())
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
