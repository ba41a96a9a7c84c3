//! What happens around a run: disks without room, folders that may not be written, packs in use, files that change while they
//! are read, long paths. Each time there is a clear message, the pack before stays whole, and nothing half-written is left.
//!
//! Small and read-only disks are mounted in a namespace of their own, which needs rights that not every system gives;
//! `MONTHEND_MOUNTS=required` (as `.ci/run` sets) makes a refusal a failure. The same faults are also made without any rights.

use std::path::Path;
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

use crate::crash::{names, whole};
use crate::desk::{Desk, files_below};

const TIME: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,7.5\n2026-10-02,Borea,Shop,Ivo,8\n";
const MORE: &str = "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,7.5\n2026-10-02,Borea,Shop,Ivo,8\n2026-10-05,Orlo,App,Ivo,3\n";

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A desk with a pack, whose input has changed since.
fn desk_with_a_pack() -> Desk {
    let desk = Desk::new().file("time.csv", TIME);
    assert_eq!(desk.run("run", &[]).code, 0);
    desk.file("time.csv", MORE)
}

/// The run wrote nothing, said why and what to do, in two lines and without the names of temporary files.
fn refused(output: &Output, told: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for words in told {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    assert!(!said.contains("/.monthend-"), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
}

/// The shell lets no file of its children grow beyond so many blocks, and hands on that this is an error and no signal.
#[cfg(unix)]
fn with_small_files(desk: &Desk, blocks: u32) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    Command::new("sh")
        .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_monthend"), "run"])
        .arg(desk.path())
        .arg("--out")
        .arg(desk.out())
        .env("XDG_CACHE_HOME", desk.cache())
        .output()
        .expect("a shell")
}

#[test]
#[cfg(unix)]
fn a_disk_without_room_costs_nothing_that_is_there() {
    let desk = desk_with_a_pack();
    let pack = desk.out().join("2026-10");
    let before = files_below(&pack);
    let decisions = std::fs::read(desk.path().join("monthend-decisions.xlsx")).ok();
    let largest = before.iter().map(|(_, bytes)| bytes.len()).max();
    // a block has 512 bytes, or 1024: from nothing at all to all but the largest file
    let most = largest.unwrap_or_default() as u32 / 1024;
    assert!(most > 16, "{most}");
    for blocks in [0, 1, 4, 8, most / 2] {
        let output = with_small_files(&desk, blocks);
        refused(
            &output,
            &[
                "monthend: cannot write ",
                "; make room there, or choose another folder with --out\n  because: File too large",
            ],
        );
        assert!(files_below(&pack) == before, "{blocks} blocks");
        assert_eq!(names(&desk.out()), ["2026-10"], "{blocks} blocks");
        let after = std::fs::read(desk.path().join("monthend-decisions.xlsx")).ok();
        assert!(after == decisions, "{blocks} blocks");
        assert!(
            names(&desk.path())
                .iter()
                .all(|name| !name.starts_with(".monthend-"))
        );
    }
    assert_eq!(desk.run("run", &[]).code, 0);
    assert!(files_below(&pack) != before);
    whole(&pack);
}

/// Runs a script of the shell in a namespace of mounts of its own, `$1` and so on are the arguments; none where the system
/// does not let us.
#[cfg(target_os = "linux")]
fn with_mounts(script: &str, arguments: &[&Path]) -> Option<Output> {
    let required = std::env::var("MONTHEND_MOUNTS").is_ok_and(|wish| wish == "required");
    for own in [&["-m"][..], &["-r", "-m"]] {
        let unshare = |script: &str| {
            let mut command = Command::new("unshare");
            command
                .args(own)
                .args(["sh", "-c", script, "sh"])
                .args(arguments);
            command.output()
        };
        let tried = unshare("mount -t tmpfs none /mnt");
        if tried.is_ok_and(|output| output.status.success()) {
            return Some(unshare(script).expect("it was there"));
        }
    }
    assert!(!required, "no disk can be mounted here");
    None
}

#[test]
#[cfg(target_os = "linux")]
fn a_small_disk_that_is_full_costs_nothing_that_is_there() {
    let desk = desk_with_a_pack();
    let program = Path::new(env!("CARGO_BIN_EXE_monthend"));
    let (folder, out) = (desk.path(), desk.out());
    let arguments = [program, &folder, &out];
    // so much room beside the pack that is there, in KiB
    for room in [0, 64, 200] {
        let script = format!(
            "set -e
            used=$(du -sk \"$3\" | cut -f1)
            mount -t tmpfs -o size=$((used + 64 + {room}))k none /mnt
            cp -a \"$3/.\" /mnt
            rc=0; \"$1\" run \"$2\" --out /mnt || rc=$?
            diff -r \"$3\" /mnt >&2 || exit 90
            [ \"$(ls -A /mnt)\" = 2026-10 ] || exit 91
            mount -o remount,size=1g /mnt
            \"$1\" run \"$2\" --out /mnt --quiet || exit 92
            [ \"$(ls -A /mnt)\" = 2026-10 ] || exit 93
            exit $rc"
        );
        let Some(output) = with_mounts(&script, &arguments) else {
            return;
        };
        refused(
            &output,
            &[
                "cannot write /mnt",
                "; make room there, or choose another folder with --out\n  because: No space left on device",
            ],
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_read_only_disk_is_told() {
    let desk = desk_with_a_pack();
    let program = Path::new(env!("CARGO_BIN_EXE_monthend"));
    let (folder, out) = (desk.path(), desk.out());
    let before = files_below(&out);
    let script = "mount --bind \"$3\" /mnt && mount -o remount,bind,ro /mnt && exec \"$1\" run \"$2\" --out /mnt";
    let Some(output) = with_mounts(script, &[program, &folder, &out]) else {
        return;
    };
    refused(
        &output,
        &[
            "cannot write /mnt; choose a folder that may be written with --out\n  because: read-only filesystem",
        ],
    );
    assert!(files_below(&out) == before);
}

/// The pack's folder is a disk of its own, which nobody can move away: as a folder in use is elsewhere.
#[test]
#[cfg(target_os = "linux")]
fn a_pack_in_use_is_told_and_stays() {
    let desk = desk_with_a_pack();
    let program = Path::new(env!("CARGO_BIN_EXE_monthend"));
    let (folder, out) = (desk.path(), desk.out());
    let pack = out.join("2026-10");
    let before = files_below(&out);
    let script = "mount --bind \"$4\" \"$4\" && exec \"$1\" run \"$2\" --out \"$3\"";
    let Some(output) = with_mounts(script, &[program, &folder, &out, &pack]) else {
        return;
    };
    refused(
        &output,
        &[
            "cannot replace ",
            "2026-10; close the files in it, and run again\n  because: ",
        ],
    );
    assert!(files_below(&out) == before);
}

/// A run that may not do more than anybody, whoever runs the tests.
#[cfg(unix)]
fn as_anybody(desk: &Desk, closed: &Path, mode: u32) -> Output {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let open = |path: &Path| {
        set_permissions(path, Permissions::from_mode(0o755)).expect("ours");
    };
    let home = desk.path();
    let home = home.parent().expect("a folder");
    open(home);
    // the tests' own folder may be closed to others
    let program = home.join("monthend");
    std::fs::copy(env!("CARGO_BIN_EXE_monthend"), &program).expect("room for it");
    open(&program);
    set_permissions(closed, Permissions::from_mode(mode)).expect("ours");
    let mut command = Command::new(&program);
    command
        .arg("run")
        .arg(desk.path())
        .arg("--out")
        .arg(desk.out());
    command.current_dir(home);
    // who may do everything is not refused by modes
    if is_root(home) {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().expect("the command starts");
    set_permissions(closed, Permissions::from_mode(0o755)).expect("ours");
    output
}

/// Root's files belong to number 0.
#[cfg(unix)]
fn is_root(own: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(own).expect("ours").uid() == 0
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_is_told() {
    let desk = desk_with_a_pack();
    let before = files_below(&desk.out());
    let output = as_anybody(&desk, &desk.out(), 0o555);
    let told = format!(
        "cannot write {}; choose a folder that may be written with --out\n  because: permission denied",
        desk.out().display()
    );
    refused(&output, &[&told]);
    assert!(files_below(&desk.out()) == before);
}

/// As a workbook that Excel holds is on other systems.
#[test]
#[cfg(unix)]
fn a_locked_file_is_told_and_the_rest_is_read() {
    let desk = Desk::new()
        .file("time.csv", TIME)
        .file("locked.csv", MORE)
        .file("~$time.xlsx", "a lock");
    std::fs::create_dir_all(desk.out()).expect("writable");
    let locked = desk.path().join("locked.csv");
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(desk.out(), std::fs::Permissions::from_mode(0o777)).expect("ours");
    let output = as_anybody(&desk, &locked, 0o000);
    let said = said(&output);
    let _ = std::fs::set_permissions(desk.out(), std::fs::Permissions::from_mode(0o777));
    assert_eq!(output.status.code(), Some(1), "{said}");
    for told in [
        "passed over: ~$time.xlsx (a lock file of an open workbook)",
        "1 file(s) or sheet(s) could not be read",
        "3 rows in 2 files: 2 used",
    ] {
        assert!(said.contains(told), "{told} in {said}");
    }
    let problems = desk.written("2026-10/data/problems.csv");
    for told in [
        "file.unreadable,",
        "locked.csv",
        "Permission denied",
        "close it in other programs",
    ] {
        assert!(problems.contains(told), "{told} in {problems}");
    }
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_read_is_told_and_the_rest_is_read() {
    let desk = Desk::new()
        .file("time.csv", TIME)
        .file("closed/more.csv", MORE);
    std::fs::create_dir_all(desk.out()).expect("writable");
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(desk.out(), std::fs::Permissions::from_mode(0o777)).expect("ours");
    let output = as_anybody(&desk, &desk.path().join("closed"), 0o000);
    let said = said(&output);
    let _ = std::fs::set_permissions(desk.out(), std::fs::Permissions::from_mode(0o777));
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("1 file(s) or sheet(s) could not be read"),
        "{said}"
    );
    let problems = desk.written("2026-10/data/problems.csv");
    for told in [
        "file.unreadable,",
        "closed",
        "a folder that may be read",
        "check its permissions",
    ] {
        assert!(problems.contains(told), "{told} in {problems}");
    }
}

/// Excel and LibreOffice leave a file beside a workbook that they have open.
#[test]
fn a_pack_of_which_a_workbook_is_open_stays() {
    for lock in ["~$Finance 2026-10.xlsx", ".~lock.Finance 2026-10.xlsx#"] {
        let desk = desk_with_a_pack().file("more.csv", MORE);
        let pack = desk.out().join("2026-10");
        std::fs::write(pack.join(lock), "somebody").expect("writable");
        let before = files_below(&desk.out());
        let said = desk.run("run", &[]);
        assert_eq!(said.code, 2, "{}", said.stderr);
        let told =
            format!("Finance 2026-10.xlsx: open in another program, which left {lock} beside it");
        assert!(said.stderr.contains(&told), "{told} in {}", said.stderr);
        assert!(files_below(&desk.out()) == before, "{lock}");
        std::fs::remove_file(pack.join(lock)).expect("removable");
        assert_eq!(desk.run("run", &[]).code, 0);
    }
}

/// What people typed into a workbook that nobody can read any more is not replaced.
#[test]
fn a_workbook_of_the_pack_before_that_cannot_be_read_stops_the_run() {
    let desk = desk_with_a_pack().file("more.csv", MORE);
    let book = desk.out().join("2026-10/Utilization 2026-10.xlsx");
    let whole = std::fs::read(&book).expect("readable");
    std::fs::write(&book, &whole[..whole.len() - 300]).expect("writable");
    let before = files_below(&desk.out());
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 2, "{}", said.stderr);
    let told = "Utilization 2026-10.xlsx: cannot be read, and what was typed into it would be lost";
    assert!(said.stderr.contains(told), "{}", said.stderr);
    assert!(files_below(&desk.out()) == before);
    std::fs::write(&book, whole).expect("writable");
    assert_eq!(desk.run("run", &[]).code, 0);
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Entries of one person; long enough to be read in pieces.
fn long_time(person: &str) -> String {
    let note = "a note ".repeat(60);
    let rows = (0..21_000).map(|at| {
        let day = at % 28 + 1;
        format!("2026-10-{day:02},Halden,{person},0.01,{note}\n")
    });
    let text = format!(
        "Date,Client,Person,Hours,Note\n{}",
        rows.collect::<String>()
    );
    assert!(text.len() > 8 << 20, "{}", text.len());
    text
}

#[test]
fn a_file_that_grows_while_it_is_read_is_told() {
    use std::io::Write;
    use std::sync::atomic::{AtomicBool, Ordering};
    let desk = Desk::new()
        .file("other.csv", TIME)
        .file("time.csv", long_time("Olga"));
    let path = desk.path().join("time.csv");
    let done = AtomicBool::new(false);
    let said = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = std::fs::OpenOptions::new()
                .append(true)
                .open(&path)
                .expect("there");
            while !done.load(Ordering::Relaxed) {
                file.write_all(b"2026-10-01,Halden,Olga,0.01,more\n")
                    .expect("writable");
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let said = desk.run("check", &[]);
        done.store(true, Ordering::Relaxed);
        said
    });
    assert_eq!(said.code, 1, "{}", said.stderr);
    for told in [
        "not read  file.changed  time.csv, A1",
        "a file that nobody writes to; it changed each of 3 times it was read",
        "hint      close the program that writes it, and run again",
    ] {
        assert!(said.stdout.contains(told), "{told} in {}", said.stdout);
    }
}

/// While a file is replaced again and again, a pack is of one version of it, whose hash it names, or says that it changed.
#[test]
fn hash_and_figures_are_of_the_same_bytes() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let versions = [long_time("Olga"), long_time("Ivor")];
    let desk = Desk::new()
        .file("other.csv", TIME)
        .file("time.csv", &versions[0]);
    let path = desk.path().join("time.csv");
    let done = AtomicBool::new(false);
    // the people of a pack, which is of one version and names its hash
    let read = || {
        let people = desk.written("2026-10/data/utilization_person.csv");
        let of = |name: &str| people.contains(name);
        assert_ne!(of("Olga"), of("Ivor"), "{people}");
        let version = &versions[usize::from(of("Ivor"))];
        let manifest = desk.written("2026-10/manifest.json");
        assert!(manifest.contains(&hash(version.as_bytes())), "{manifest}");
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for version in (0..).map(|turn| &versions[turn % 2]) {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                std::fs::write(&path, version).expect("writable");
                std::thread::sleep(std::time::Duration::from_millis(700));
            }
        });
        for _ in 0..4 {
            let said = desk.run("run", &["--format", "csv"]);
            assert!((0..=1).contains(&said.code), "{}", said.stderr);
            if !desk.written("2026-10/data/problems.csv").contains("file.") {
                read();
                continue;
            }
            let people = desk.written("2026-10/data/utilization_person.csv");
            assert!(
                !people.contains("Olga") && !people.contains("Ivor"),
                "{people}"
            );
        }
        done.store(true, Ordering::Relaxed);
    });
    // nobody writes any more
    assert_eq!(desk.run("run", &["--format", "csv"]).code, 0);
    read();
}

#[test]
fn a_path_beyond_what_the_system_takes_is_told() {
    let desk = Desk::new().file("time.csv", TIME);
    let long = "x".repeat(300);
    let output = desk
        .program()
        .arg("run")
        .arg(desk.path())
        .arg("--out")
        .arg(desk.out().join(&long))
        .output()
        .expect("the command starts");
    refused(
        &output,
        &[
            "cannot write ",
            "; choose a shorter path with --out\n  because: File name too long",
        ],
    );
    assert!(!desk.out().join(&long).exists());
}

/// 250 characters are as long as most systems let a file's name be.
#[test]
fn files_of_any_name_are_read() {
    let ending = |name: String| format!("{name}.csv");
    let names = [
        ending("n".repeat(246)),
        ending("часы за октябрь ".repeat(8)),
        ending("十月工时 ".repeat(15)),
        ending("  two  spaces & 'quotes' #1 %20 ".to_owned()),
    ];
    let mut desk = Desk::new();
    for (at, name) in names.iter().enumerate() {
        let person = format!("Person{at}");
        desk = desk.file(name, TIME.replace("Mara", &person).replace("Ivo", &person));
    }
    let said = desk.run("run", &[]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(
        said.stderr.contains("12 rows in 4 files: 8 used"),
        "{}",
        said.stderr
    );
    let rows = desk.written("2026-10/data/rows.csv");
    for name in &names {
        assert!(rows.contains(name.trim()), "{name} in {rows}");
    }
    whole(&desk.out().join("2026-10"));
}
