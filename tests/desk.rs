//! A temporary folder with files in it, and the command run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use monthend::metrics::MetricFrame;
use monthend::report::csv::put_frame;
use tempfile::TempDir;

/// A folder of a test; it is gone when the desk is dropped.
pub struct Desk {
    folder: TempDir,
}

/// What the command said and how it ended.
pub struct Said {
    /// Exit code.
    pub code: i32,
    /// Data.
    pub stdout: String,
    /// Talk.
    pub stderr: String,
}

impl Desk {
    /// An empty folder.
    pub fn new() -> Desk {
        Desk {
            folder: TempDir::new().expect("a temporary folder"),
        }
    }

    /// The folder of input files.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("in")
    }

    /// Where packs are written.
    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// The user's folder for what can be made again.
    pub fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// Puts a file there.
    pub fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Desk {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        std::fs::write(path, bytes).expect("writable");
        self
    }

    /// The command, with the user's folder of this desk.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_monthend"));
        command.env("XDG_CACHE_HOME", self.cache());
        command
    }

    /// Runs `monthend VERB FOLDER ARGS...` (for `run` with `--out`), outside the folder.
    pub fn run(&self, verb: &str, args: &[&str]) -> Said {
        std::fs::create_dir_all(self.path()).expect("writable");
        let mut command = self.program();
        command
            .arg(verb)
            .arg(self.path())
            .args(args)
            .current_dir(self.folder.path());
        if verb == "run" && !args.contains(&"--out") {
            command.arg("--out").arg(self.out());
        }
        said(&command.output().expect("the command starts"))
    }

    /// Text of a file of the pack.
    pub fn written(&self, name: &str) -> String {
        let path = self.out().join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

/// Runs `monthend ARGS...` in the repository's folder.
pub fn monthend(args: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_monthend"))
        .args(args)
        .current_dir(root())
        .output();
    said(&output.expect("the command starts"))
}

/// The repository's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A frame as it stands in `data/`.
pub fn csv_of(frame: &MetricFrame) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_frame(frame, &mut bytes).expect("memory takes all");
    bytes
}

fn said(output: &Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Every file below a folder, relative, sorted, with its bytes.
pub fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry
                .path()
                .strip_prefix(folder)
                .expect("below")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read(entry.path()).expect("readable"))
        })
        .collect();
    files.sort();
    files
}
