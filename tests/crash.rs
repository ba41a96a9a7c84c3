//! Runs that are killed, and runs at the same time: a pack is there whole, the old one or the new one.

use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Instant;

use sha2::{Digest, Sha256};

use crate::desk::Desk;

const TIME: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,7.5\n2026-10-02,Borea,Shop,Ivo,8\n";
/// Moments at which a run is killed, spread over the time that a whole run takes.
const MOMENTS: u32 = 16;

fn start(desk: &Desk) -> Child {
    desk.program()
        .arg("run")
        .arg(desk.path())
        .arg("--out")
        .arg(desk.out())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts")
}

/// Every file that the manifest names is there with its hash; the hash of the inputs says which pack it is.
pub fn whole(pack: &Path) -> String {
    let manifest = std::fs::read_to_string(pack.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("json");
    let outputs = manifest["outputs"].as_array().expect("outputs");
    assert!(outputs.len() > 10, "{outputs:?}");
    for output in outputs {
        let file = output["file"].as_str().expect("a path");
        let bytes = std::fs::read(pack.join(file)).unwrap_or_else(|why| panic!("{file}: {why}"));
        let digest = Sha256::digest(&bytes);
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(output["sha256"].as_str(), Some(hash.as_str()), "{file}");
    }
    manifest["inputs"].to_string()
}

pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("readable").flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_killed_run_leaves_a_whole_pack_and_nothing_piles_up() {
    let desk = Desk::new().file("time.csv", TIME);
    let begun = Instant::now();
    assert_eq!(desk.run("run", &[]).code, 0);
    let whole_run = begun.elapsed();
    let pack = desk.out().join("2026-10");
    let mut packs = vec![whole(&pack)];
    let mut desk = desk;
    for moment in 1.. {
        // every run has something new to write, and to ask: whether this client is Halden
        let ending = ["n", "m", "r", "t"][moment as usize % 4];
        let more = format!(
            "{TIME}2026-10-05,Halden{ending},Site,Mara,{}\n",
            moment % 9 + 1
        );
        desk = desk.file("time.csv", more);
        let mut run = start(&desk);
        sleep(whole_run * moment / MOMENTS);
        let _ = run.kill();
        run.wait().expect("it ends");
        packs.push(whole(&pack));
        let left = names(&desk.out()).len() - 1;
        assert!(left <= 1, "{:?}", names(&desk.out()));
        let left = hidden(&desk.path()).len();
        assert!(left <= 1, "{:?}", names(&desk.path()));
        answers_can_be_read(&desk.path().join("monthend-decisions.xlsx"));
        packs.dedup();
        // on a busy machine a run takes longer than the first one did
        if moment >= MOMENTS && packs.len() > 1 {
            break;
        }
        assert!(moment < 20 * MOMENTS, "no run came to its end");
    }
    assert_eq!(desk.run("run", &[]).code, 0);
    assert_eq!(
        names(&desk.out()),
        ["2026-10"],
        "what killed runs left is gone"
    );
    assert_eq!(hidden(&desk.path()), [""; 0]);
    let last = whole(&pack);
    assert_eq!(desk.run("run", &[]).code, 0);
    assert_eq!(whole(&pack), last);
}

/// Hidden files and folders, as those are that belong to one run.
fn hidden(folder: &Path) -> Vec<String> {
    let mut names = names(folder);
    names.retain(|name| name.starts_with('.'));
    names
}

/// A workbook that people write their answers into is whole, where there is one.
fn answers_can_be_read(book: &Path) {
    if book.is_file() {
        let parts = crate::workbook::parts(book);
        assert!(parts.iter().any(|(name, _)| name == "xl/workbook.xml"));
    }
}

#[test]
fn runs_at_the_same_time_do_not_mix() {
    let asked = format!("{TIME}2026-10-05,Haldenn,Site,Mara,1\n");
    let desk = Desk::new().file("time.csv", asked);
    let runs: Vec<Child> = (0..3).map(|_| start(&desk)).collect();
    for mut run in runs {
        assert_eq!(run.wait().expect("it ends").code(), Some(0));
    }
    whole(&desk.out().join("2026-10"));
    assert_eq!(names(&desk.out()), ["2026-10"]);
    assert_eq!(names(&desk.path()), ["monthend-decisions.xlsx", "time.csv"]);
    answers_can_be_read(&desk.path().join("monthend-decisions.xlsx"));
}

#[test]
fn folders_of_any_name_will_do() {
    let long = "a folder with a long name ".repeat(9);
    for name in [
        "with spaces & signs",
        "Отчёты за октябрь",
        "十月 报表",
        long.trim(),
    ] {
        let desk = Desk::new().file(&format!("{name}/{name}/time.csv"), TIME);
        let folder = desk.path().join(name).join(name);
        let said = desk
            .program()
            .args(["run", "."])
            .current_dir(&folder)
            .output()
            .expect("the command starts");
        assert_eq!(
            said.status.code(),
            Some(0),
            "{name}: {}",
            String::from_utf8_lossy(&said.stderr)
        );
        whole(&folder.join("monthend-out/2026-10"));
    }
}
