//! What was read before: the same results with and without it, whatever became of the cache.

use std::fs;
use std::path::{Path, PathBuf};

use monthend::Folder;
use monthend::ingest::cache::{Cache, Reading};
use monthend::ingest::door::{Door, Taken};
use monthend::ingest::find::{InputFile, find};
use monthend::ingest::fitted::FittedFile;
use monthend::model::intake::{Question, Topic};
use monthend::model::{Severity, Table, Tables};
use monthend::run::{Silence, read_after};
use rayon::prelude::*;
use tempfile::TempDir;

use crate::decisions::saved_elsewhere;
use crate::desk::{Desk, files_below, root};

/// A time sheet that is large enough to be kept.
fn long_sheet() -> String {
    let rows = (0..3_000).map(|row| {
        let day = 1 + row % 28;
        format!(
            "2026-10-{day:02},Mara,Halden,Site,{}.5,note {row}\n",
            row % 8
        )
    });
    let head = "Date,Person,Client,Project,Hours,Note\n".to_owned();
    head + &rows.collect::<String>()
}

/// All that is known of a file.
fn told(file: &FittedFile) -> String {
    let mut told = format!("{:?}\n{:?}\n", file.input, file.problems);
    for sheet in &file.sheets {
        told += &format!(
            "{:?}\n{:?}\n{:?}\n{:?}\n{:?} {:?} {} {:?} {:?}\n",
            sheet.about,
            sheet.readings,
            sheet.problems,
            sheet.questions,
            sheet.tables,
            sheet.lines,
            sheet.is_attendance,
            sheet.signatures,
            sheet.nameless
        );
        told += &format!("{:?}\n", sheet.fates.rows().collect::<Vec<_>>());
        for batch in sheet.facts.batches() {
            told += &format!("{:?} {:?}\n", batch.table, batch.rows);
            batch
                .facts()
                .for_each(|fact| told += &format!("{fact:?}\n"));
        }
    }
    told
}

fn plain() -> Folder {
    let nowhere = root().join("tests/layouts/nowhere");
    Folder::open(std::slice::from_ref(&nowhere), &nowhere).expect("built-in templates hold")
}

fn cache_in(folder: &Path) -> Cache {
    Cache::open(folder.to_owned(), u64::MAX, 0).expect("a temporary folder")
}

fn take(folder: &Folder, cache: &Cache, file: &InputFile) -> Taken {
    let door = Door {
        reading: folder.reading(),
        cache: Some(cache),
    };
    door.take(file)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).expect("a folder").flatten();
    let mut all: Vec<PathBuf> = all
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "parquet"))
        .collect();
    all.sort();
    all
}

/// Every file that the tests have.
fn files() -> Vec<InputFile> {
    let mut files = Vec::new();
    for folder in [
        "tests/layouts",
        "tests/edge_cases",
        "tests/problems",
        "sample-data",
    ] {
        files.extend(find(&[root().join(folder)]).expect("folders").files);
    }
    for (seed, at) in fs::read_dir(root().join("tests/fuzz/seeds"))
        .expect("seeds")
        .flatten()
        .zip(0..)
    {
        files.push(InputFile {
            name: format!("seed {at}").into(),
            path: seed.path(),
        });
    }
    files
}

#[test]
fn what_is_kept_of_a_file_is_what_reading_it_gives() {
    let (folder, kept) = (plain(), TempDir::new().expect("a folder"));
    let files = files();
    let cold = cache_in(kept.path());
    let first: Vec<String> = files
        .par_iter()
        .map(|file| {
            let taken = take(&folder, &cold, file);
            assert!(!taken.was_known, "{}", file.name);
            told(&taken.file)
        })
        .collect();
    let warm = cache_in(kept.path());
    files.par_iter().zip(&first).for_each(|(file, read)| {
        let taken = take(&folder, &warm, file);
        assert_eq!(&told(&taken.file), read, "{}", file.name);
        let problems = taken.file.sheets.iter().flat_map(|sheet| &sheet.problems);
        let mut problems = problems.chain(&taken.file.problems);
        let unread = problems.any(|problem| problem.severity == Severity::Unread);
        assert_eq!(taken.was_known, !unread, "{}", file.name);
    });
    assert!(files.len() > 500, "{}", files.len());
}

/// All that is known of a folder after its files are brought together.
fn told_of_run(place: &Path, folder: &Folder, cache: Option<&Cache>) -> (String, Tables) {
    let intake = read_after(&[place.to_owned()], folder, cache, &Silence).expect("a folder");
    let told = format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        intake.problems,
        intake.accounts,
        intake.readings,
        intake.questions,
        intake.links,
        intake.payers,
        intake.inputs
    );
    (told, intake.tables)
}

/// Files are told apart by what other files hold, names and rows that stand twice: that is worked out anew each time.
#[test]
fn what_other_files_tell_is_the_same_with_a_cache() {
    let galleries = ["tests/layouts", "tests/edge_cases", "tests/problems"];
    let cases = galleries.iter().flat_map(|gallery| {
        let cases = fs::read_dir(root().join(gallery)).expect("a gallery");
        cases.flatten().map(|case| case.path().join("in"))
    });
    let has_several = |case: &PathBuf| {
        let files = walkdir::WalkDir::new(case).into_iter().flatten();
        files.filter(|entry| entry.file_type().is_file()).count() > 1
    };
    let mut cases: Vec<PathBuf> = cases.filter(has_several).collect();
    cases.push(root().join("sample-data"));
    assert!(cases.len() > 60, "{}", cases.len());
    let kept = TempDir::new().expect("a folder");
    cases.par_iter().enumerate().for_each(|(at, case)| {
        let place = kept.path().join(at.to_string());
        let paths = std::slice::from_ref(case);
        let folder = Folder::open(paths, case).expect("templates hold");
        let without = told_of_run(case, &folder, None);
        for pass in ["cold", "warm"] {
            let with = told_of_run(case, &folder, Some(&cache_in(&place)));
            assert_eq!(with.0, without.0, "{} {pass}", case.display());
            for table in Table::ALL {
                let (own, other) = (with.1.frame(table), without.1.frame(table));
                assert!(
                    own.equals_missing(other),
                    "{} {pass} {table}",
                    case.display()
                );
            }
        }
    });
}

/// A sheet that names nobody is of whom other files know, once they are there, though it was kept when they were not.
#[test]
fn a_kept_file_is_read_again_when_others_name_whom_it_is_of() {
    let nobodys = long_sheet()
        .replace(",Person,", ",Phase,")
        .replace(",Mara,", ",1,");
    let desk = Desk::new().file("Nora Lind/log.csv", nobodys);
    let folder = plain();
    let kept = TempDir::new().expect("a folder");
    let of_nora = |desk: &Desk, cache: Option<&Cache>| {
        let (_, tables) = told_of_run(&desk.path(), &folder, cache);
        let people = tables.rows(Table::Time);
        people
            .text("person")
            .iter()
            .flatten()
            .filter(|name| **name == "Nora Lind")
            .count()
    };
    assert_eq!(of_nora(&desk, Some(&cache_in(kept.path()))), 0);
    assert_eq!(entries(kept.path()).len(), 1, "it is kept");
    let desk = desk.file(
        "people.csv",
        "Person,Role\nNora Lind,Design\nIvo Berg,Copy\n",
    );
    let without = of_nora(&desk, None);
    assert!(without > 1_000, "{without}");
    for _ in ["the list is new", "the list is kept"] {
        assert_eq!(of_nora(&desk, Some(&cache_in(kept.path()))), without);
    }
    fs::remove_file(desk.path().join("people.csv")).expect("ours");
    assert_eq!(of_nora(&desk, Some(&cache_in(kept.path()))), 0);
}

#[test]
fn all_that_reading_depends_on_tells_files_apart() {
    let desk = Desk::new().file("time.csv", long_sheet());
    let kept = TempDir::new().expect("a folder");
    let file = find(&[desk.path()]).expect("a folder").files.remove(0);
    let mut folder = plain();
    take(&folder, &cache_in(kept.path()), &file);
    let known =
        |folder: &Folder, file: &InputFile| take(folder, &cache_in(kept.path()), file).was_known;
    assert!(known(&folder, &file));
    // a question that nobody answered, about names or another file changes nothing
    let asked = |topic: Topic, seen_in: &str, answer: &str| Question {
        topic,
        kind: String::new(),
        subject: "Note".to_owned(),
        seen_in: seen_in.to_owned(),
        proposal: "task".to_owned(),
        reason: Default::default(),
        answer: answer.to_owned(),
        stale: false,
    };
    for (topic, seen_in, answer) in [
        (Topic::Columns, "time.csv", ""),
        (Topic::Columns, "other.csv", "ignore"),
        (Topic::Names, "time.csv", "Halden"),
    ] {
        folder.decisions.questions = vec![asked(topic, seen_in, answer)];
        assert!(known(&folder, &file), "{topic:?} {seen_in} {answer}");
    }
    for (topic, seen_in) in [(Topic::Columns, "time.csv"), (Topic::Columns, "")] {
        folder.decisions.questions = vec![asked(topic, seen_in, "ignore")];
        assert!(!known(&folder, &file), "{topic:?} {seen_in}");
        assert!(known(&folder, &file), "it is kept beside the other");
    }
    folder.decisions.questions.clear();
    assert!(known(&folder, &file));
    folder.settings.limit_line_mib = 1.0;
    assert!(!known(&folder, &file), "limits");
    folder
        .settings
        .colours
        .insert("FF0000".to_owned(), "tentative".to_owned());
    assert!(!known(&folder, &file), "colours");
    folder.templates.push('x');
    assert!(!known(&folder, &file), "templates");
    let other = InputFile {
        name: "leave.csv".into(),
        path: file.path.clone(),
    };
    assert!(!known(&folder, &other), "name");
    fs::write(&file.path, long_sheet().replace("note 7\n", "note 8\n")).expect("writable");
    assert!(!known(&folder, &file), "bytes");
}

#[test]
fn a_damaged_cache_is_as_good_as_none_and_is_made_anew() {
    let desk = Desk::new().file("time.csv", long_sheet());
    let (folder, kept) = (plain(), TempDir::new().expect("a folder"));
    let file = find(&[desk.path()]).expect("a folder").files.remove(0);
    let expected = told(&take(&folder, &cache_in(kept.path()), &file).file);
    let [entry] = &entries(kept.path())[..] else {
        panic!("one file is kept");
    };
    let whole = fs::read(entry).expect("readable");
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("cut", whole[..whole.len() / 2].to_vec()),
        ("a bit of a value", flipped(whole.len() / 3)),
        ("a bit of the footer", flipped(whole.len() - 20)),
        ("foreign", b"PAR1 something else PAR1".to_vec()),
    ] {
        fs::write(entry, bytes).expect("writable");
        let taken = take(&folder, &cache_in(kept.path()), &file);
        assert!(!taken.was_known, "{what}");
        assert_eq!(told(&taken.file), expected, "{what}");
        assert_eq!(fs::read(entry).expect("made anew"), whole, "{what}");
        assert!(
            take(&folder, &cache_in(kept.path()), &file).was_known,
            "{what}"
        );
    }
}

#[test]
fn what_killed_runs_left_unfinished_goes_and_what_is_being_written_stays() {
    let desk = Desk::new().file("time.csv", long_sheet());
    let kept = TempDir::new().expect("a folder");
    let put = |name: &str| {
        let file = fs::File::create(kept.path().join(name)).expect("writable");
        fs::write(kept.path().join(name), vec![7; 1 << 16]).expect("writable");
        file
    };
    put("unfinished-left");
    let living = put("unfinished-living");
    living.try_lock().expect("nobody else has it");
    let file = find(&[desk.path()]).expect("a folder").files.remove(0);
    let cache = cache_in(kept.path());
    take(&plain(), &cache, &file);
    cache.trim();
    let left = entries(kept.path());
    let is_there = |name: &str| kept.path().join(name).exists();
    assert!(!is_there("unfinished-left"), "{left:?}");
    assert!(is_there("unfinished-living"), "{left:?}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_in_the_cache_is_cleared_away() {
    let desk = Desk::new().file("time.csv", long_sheet());
    let (folder, kept) = (plain(), TempDir::new().expect("a folder"));
    let file = find(&[desk.path()]).expect("a folder").files.remove(0);
    // as at the end of a run
    let all_of_it = || {
        let cache = cache_in(kept.path());
        let taken = take(&folder, &cache, &file);
        cache.remember();
        taken
    };
    let expected = told(&all_of_it().file);
    let [entry] = &entries(kept.path())[..] else {
        panic!("one file is kept");
    };
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.is_ok_and(|status| status.success()));
    };
    let endless = |path: &Path| std::os::unix::fs::symlink("/dev/zero", path).expect("a link");
    let folder_there = |path: &Path| fs::create_dir(path).expect("a folder");
    for name in [
        entry.clone(),
        kept.path().join("stamps"),
        kept.path().join("last-run"),
    ] {
        for (what, put) in [
            ("pipe", &pipe as &dyn Fn(&Path)),
            ("endless", &endless),
            ("folder", &folder_there),
        ] {
            fs::remove_file(&name).expect("it was there");
            put(&name);
            assert_eq!(told(&all_of_it().file), expected, "{what} {name:?}");
            assert!(all_of_it().was_known, "{what} {name:?}");
            assert!(
                fs::symlink_metadata(&name).is_ok_and(|about| about.is_file()),
                "{what} {name:?}"
            );
        }
    }
}

#[test]
fn what_was_not_used_for_longest_goes_first() {
    let mut desk = Desk::new();
    for name in ["a.csv", "b.csv", "c.csv"] {
        desk = desk.file(name, long_sheet() + name);
    }
    let (folder, kept) = (plain(), TempDir::new().expect("a folder"));
    let files = find(&[desk.path()]).expect("a folder").files;
    for (file, days) in files.iter().zip([3, 2, 1]) {
        let before = entries(kept.path());
        take(&folder, &cache_in(kept.path()), file);
        let mut new = entries(kept.path());
        new.retain(|entry| !before.contains(entry));
        let handle = fs::File::options()
            .append(true)
            .open(&new[0])
            .expect("ours");
        let written = handle.metadata().expect("ours").modified().expect("a time");
        let age = std::time::Duration::from_secs(days * 24 * 60 * 60);
        handle.set_modified(written - age).expect("ours");
    }
    let known = |file: &InputFile| take(&folder, &cache_in(kept.path()), file).was_known;
    assert!(known(&files[0]), "it was used last from now on");
    let one = fs::metadata(&entries(kept.path())[0]).expect("ours").len();
    let small = Cache::open(kept.path().to_owned(), one * 5 / 2, 0).expect("a folder");
    small.trim();
    assert_eq!(entries(kept.path()).len(), 2);
    let reading: Reading<'_> = folder.reading();
    let left: Vec<bool> = files
        .iter()
        .map(|file| cache_in(kept.path()).recall(file, &reading).is_some())
        .collect();
    assert_eq!(left, [true, false, true]);
}

/// Every file of a pack with its bytes.
fn pack(desk: &Desk) -> Vec<(PathBuf, Vec<u8>)> {
    let files = walkdir::WalkDir::new(desk.out()).sort_by_file_name();
    let files = files
        .into_iter()
        .map(|entry| entry.expect("readable").into_path());
    files
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(path).expect("readable")))
        .collect()
}

#[test]
fn a_run_writes_the_same_with_and_without_a_cache() {
    let desk = Desk::new()
        .file("time.csv", long_sheet())
        .file("clients.csv", "Client,Status\nHalden,active\n");
    let inputs = || {
        let files = fs::read_dir(desk.path()).expect("a folder").flatten();
        files.count()
    };
    let folder = desk.cache().join("monthend/read");
    let told = |args: &[&str]| {
        let said = desk.run("run", args);
        assert_eq!(said.code, 0, "{}", said.stderr);
        (
            pack(&desk),
            said.stderr.contains("time.csv was read before"),
        )
    };
    let before = inputs();
    let (without, known) = told(&["--no-cache", "--verbose"]);
    assert!(!known && !folder.exists(), "nothing is kept");
    let (cold, known) = told(&["--verbose"]);
    assert!(!known);
    assert_eq!(entries(&folder).len(), 1, "the small file is not kept");
    let (warm, known) = told(&["--verbose"]);
    assert!(known);
    let (still_without, known) = told(&["--no-cache", "--verbose"]);
    assert!(!known);
    assert!(without == cold && cold == warm && warm == still_without);
    let (tight, _) = told(&["--cache-limit", "0"]);
    assert!(tight == warm && entries(&folder).is_empty(), "no room");
    fs::remove_dir_all(desk.cache()).expect("ours");
    fs::write(desk.cache(), "no folder").expect("ours");
    let (closed, _) = told(&[]);
    assert!(closed == warm, "no folder to keep it in");
    // the decisions workbook may have come beside the inputs
    assert!(inputs() <= before + 1);
}

/// Workbooks that a late payment says nothing of are taken from the pack before, and every file is as if all had been drawn.
#[test]
fn a_rerun_writes_the_same_whether_workbooks_are_drawn_again_or_taken() {
    let clients = (0..40).map(|at| format!("Client {at},active\n"));
    let bills = (0..40).map(|at| format!("INV-{at},Client {at},2026-10-0{},1000\n", 1 + at % 9));
    let desk = Desk::new()
        .file(
            "clients.csv",
            "Client,Status\n".to_owned() + &clients.collect::<String>(),
        )
        .file(
            "invoices.csv",
            "Number,Client,Issued on,Net\n".to_owned() + &bills.collect::<String>(),
        )
        .file(
            "payments.csv",
            "Date,Invoice,Amount\n2026-10-20,INV-3,1000\n",
        );
    let run = |desk: &Desk, args: &[&str]| {
        let said = desk.run("run", &[&["--verbose"], args].concat());
        assert_eq!(said.code, 0, "{}", said.stderr);
        let mut lines = said.stderr.lines();
        let told =
            lines.find_map(|line| line.strip_suffix(" workbook(s) are as in the pack before"));
        told.map_or(0, |count| count.parse::<usize>().expect("a number"))
    };
    assert_eq!(run(&desk, &[]), 0, "there is no pack before");
    let first = pack(&desk);
    let desk = desk.file(
        "payments.csv",
        "Date,Invoice,Amount\n2026-10-20,INV-3,1000\n2026-10-21,INV-5,1000\n",
    );
    let taken = run(&desk, &[]);
    let books = first
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|it| it == "xlsx"));
    let books = books.count();
    assert!(taken > 30 && taken < books, "{taken} of {books}");
    let with = pack(&desk);
    for (path, bytes) in &first {
        fs::write(path, bytes).expect("ours");
    }
    assert_eq!(run(&desk, &["--no-cache"]), 0);
    assert!(with == pack(&desk));
}

#[test]
fn two_runs_at_once_share_a_cache() {
    let desk = Desk::new().file("time.csv", long_sheet());
    let expected = desk.run("run", &["--no-cache"]);
    assert_eq!(expected.code, 0, "{}", expected.stderr);
    let alone = pack(&desk);
    let folder = desk.cache().join("monthend/read");
    for _ in 0..3 {
        let _ = fs::remove_dir_all(desk.cache());
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..2)
                .map(|run| {
                    let (desk, folder) = (&desk, desk.out().join(run.to_string()));
                    scope.spawn(move || desk.run("run", &["--out", &folder.to_string_lossy()]))
                })
                .collect();
            for run in runs {
                let said = run.join().expect("the command starts");
                assert_eq!(said.code, 0, "{}", said.stderr);
            }
        });
        assert_eq!(entries(&folder).len(), 1);
        let left = fs::read_dir(&folder).expect("a folder").flatten();
        let unfinished = left.filter(|entry| {
            let name = entry.file_name();
            name.to_string_lossy().starts_with("unfinished")
        });
        assert_eq!(unfinished.count(), 0, "nothing unfinished is left");
        desk.run("run", &[]);
        fs::remove_dir_all(desk.out().join("0")).expect("a pack");
        fs::remove_dir_all(desk.out().join("1")).expect("a pack");
        assert!(pack(&desk) == alone);
    }
}

/// Time sheets of a month: many people, so that there is much to add up.
fn sheet_of(month: u32) -> String {
    let rows = (0..3_000).map(|row| {
        let (day, person) = (1 + row % 28, row % 60);
        let (client, project) = (row % 7, row % 5);
        format!("2026-{month:02}-{day:02},Person {person},Client {client},Project {client}.{project},Task {},{}.5,note {row}\n", row % 9, row % 8)
    });
    let head = "Date,Person,Client,Project,Task,Hours,Note\n".to_owned();
    head + &rows.collect::<String>()
}

/// Lets go of what came of whole runs, so that the next one computes.
fn forget_runs(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "run")
        {
            fs::remove_file(entry.path()).expect("ours");
        }
    }
}

/// What is kept of months, with its bytes.
fn sums(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let all = fs::read_dir(folder).expect("a folder").flatten();
    let paths = all.map(|entry| entry.path());
    let sums = paths.filter(|path| path.extension().is_some_and(|ending| ending == "sums"));
    let mut sums: Vec<_> = sums
        .map(|path| (path.clone(), fs::read(&path).expect("readable")))
        .collect();
    sums.sort();
    sums
}

#[test]
fn months_are_added_up_once_and_a_new_one_is_added_to_them() {
    let people = "Person,Weekly hours,Cost rate,Bill rate,Currency\nPerson 1,40,30,80,EUR\n";
    let desk = Desk::new()
        .file("time-08.csv", sheet_of(8))
        .file("time-09.csv", sheet_of(9))
        .file("people.csv", people);
    let folder = desk.cache().join("monthend/read");
    let told = |args: &[&str]| {
        forget_runs(&folder);
        let said = desk.run("run", args);
        assert_eq!(said.code, 0, "{}", said.stderr);
        pack(&desk)
    };
    assert_eq!(told(&[]), told(&["--no-cache"]));
    let first = sums(&folder);
    assert_eq!(first.len(), 2);
    assert_eq!(told(&[]), told(&["--no-cache"]));
    assert_eq!(sums(&folder), first, "nothing changed");
    let desk_with =
        |name: &str, text: String| fs::write(desk.path().join(name), text).expect("ours");
    desk_with("time-10.csv", sheet_of(10));
    assert_eq!(told(&[]), told(&["--no-cache"]));
    let second = sums(&folder);
    assert_eq!(second.len(), 3);
    assert!(
        first.iter().all(|kept| second.contains(kept)),
        "old months are as they were"
    );
    // half of what is kept of a month, and another's under its name
    fs::write(&second[0].0, &second[0].1[..second[0].1.len() / 2]).expect("ours");
    fs::write(&second[1].0, &second[2].1).expect("ours");
    assert_eq!(told(&[]), told(&["--no-cache"]));
    assert_eq!(sums(&folder), second, "what is damaged is added up anew");
    // a rate changes what all months are worth
    desk_with("people.csv", people.replace(",30,", ",31,"));
    assert_eq!(told(&[]), told(&["--no-cache"]));
    assert_eq!(sums(&folder).len(), 6);
    told(&["--cache-limit", "0"]);
    assert!(sums(&folder).is_empty());
}

/// What a run says when it leaves the pack as it is.
const STANDS: &str = "nothing changed since the last run";

/// A desk with a pack that stands: one more run would write the same.
fn desk_with_a_standing_pack(args: &[&str]) -> Desk {
    let desk = Desk::new()
        .file("time.csv", "Date,Client,Project,Person,Hours\n2026-10-01,Halden,Site,Mara,7.5\n2026-10-02,Borea,Shop,Ivo,8\n")
        .file("clients.csv", "Client,Status\nHalden,active\nBorea,active\n")
        .file("monthend.toml", "agency = \"Ours\"\n");
    // the first may ask, and finds no pack before
    for _ in 0..2 {
        let said = desk.run("run", args);
        assert_eq!(said.code, 0, "{}", said.stderr);
    }
    desk
}

fn stands(desk: &Desk, args: &[&str]) -> bool {
    let said = desk.run("run", args);
    assert_eq!(said.code, 0, "{}", said.stderr);
    said.stderr.contains(STANDS)
}

/// The days on which files were written, which a run that writes changes even where it writes the same.
fn written_at(desk: &Desk) -> Vec<std::time::SystemTime> {
    let about = |(path, _): (PathBuf, _)| fs::metadata(path).and_then(|about| about.modified());
    let times = pack(desk).into_iter().map(about);
    times.map(|time| time.expect("readable")).collect()
}

#[test]
fn a_run_that_would_write_the_same_writes_nothing_and_says_the_same() {
    let desk = desk_with_a_standing_pack(&[]);
    let (before, written) = (pack(&desk), written_at(&desk));
    let anew = desk.run("run", &["--no-cache"]);
    assert!(!anew.stderr.contains(STANDS));
    assert!(pack(&desk) == before && written_at(&desk) != written);
    let written = written_at(&desk);
    let again = desk.run("run", &[]);
    assert!(again.stderr.contains(STANDS), "{}", again.stderr);
    assert!(pack(&desk) == before && written_at(&desk) == written);
    let without = |text: &str| {
        let lines = text.lines().filter(|line| !line.contains(STANDS));
        lines.map(str::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(again.stdout, anew.stdout);
    assert_eq!(without(&again.stderr), without(&anew.stderr));
    // what a killed run left goes all the same
    let left = desk.out().join(".monthend-killed");
    fs::create_dir_all(left.join("pack")).expect("ours");
    fs::write(left.join("lock"), "").expect("ours");
    assert!(stands(&desk, &[]) && !left.exists());
}

/// Whatever a pack depends on: when it changes the pack is written as by a run that knows nothing.
#[test]
fn whatever_changes_a_pack_no_longer_stands() {
    const TABLES: &[&str] = &["--format", "csv"];
    fn put(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("ours");
        fs::write(path, text).expect("ours");
    }
    let desk = desk_with_a_standing_pack(TABLES);
    let (given, pack) = (desk.path(), desk.out().join("2026-10"));
    let hours = fs::read_to_string(given.join("time.csv")).expect("ours");
    let words = fs::read_to_string(root().join("templates/trade.toml")).expect("ours");
    let change = |what: &str| match what {
        "hours, as many bytes" => put(&given.join("time.csv"), &hours.replace("7.5", "6.5")),
        "a file more" => put(&given.join("more.csv"), &hours.replace("10-0", "10-1")),
        "the name of a file" => {
            fs::rename(given.join("more.csv"), given.join("others.csv")).expect("ours");
        }
        "a file that is no table" => put(&given.join("notes.md"), "# hello"),
        "a setting" => put(&given.join("monthend.toml"), "agency = \"Hers\"\n"),
        "a template" => put(
            &given.join("templates/trade.toml"),
            &(words.clone() + "# ours\n"),
        ),
        "the answers" => {
            let rows = [
                "Столбец|Где встречено|Предложение|Причина|Ответ",
                "Дата|a.csv|x|x|",
            ];
            let rows = rows.map(|row| row.split('|').map(str::to_owned).collect());
            let sheets = vec![("Даты".to_owned(), rows.to_vec())];
            saved_elsewhere(&given.join("monthend-decisions.xlsx"), &sheets);
        }
        "a file of the pack" => put(&pack.join("data/client_month.csv"), "x"),
        "a file among those of the pack" => put(&pack.join("mine.txt"), "x"),
        "a file gone from the pack" => fs::remove_file(pack.join("data/ageing.csv")).expect("ours"),
        "another pack" => put(
            &desk.out().join("2026-09/manifest.json"),
            r#"{"monthend": "0.1.0", "period": "2026-09", "as_of": "2026-09-30", "outputs": []}"#,
        ),
        "what another pack kept" => put(&desk.out().join("2026-09/figures.json"), "{}"),
        _ => (),
    };
    let all = || [files_below(&given), files_below(&desk.out())];
    for (what, args) in [
        ("hours, as many bytes", &[][..]),
        ("a file more", &[]),
        ("the name of a file", &[]),
        ("a file that is no table", &[]),
        ("a setting", &[]),
        ("a template", &[]),
        ("the answers", &[]),
        ("a file of the pack", &[]),
        ("a file among those of the pack", &[]),
        ("a file gone from the pack", &[]),
        ("another pack", &[]),
        ("what another pack kept", &[]),
        ("another day", &["--as-of", "2026-10-20"]),
    ] {
        // a run that asked something is no answer to the next one
        assert!(
            stands(&desk, TABLES) || stands(&desk, TABLES),
            "before {what}"
        );
        change(what);
        let changed = all();
        assert!(!stands(&desk, &[TABLES, args].concat()), "{what}");
        let with = all();
        for (folder, files) in [&given, &desk.out()].into_iter().zip(&changed) {
            fs::remove_dir_all(folder).expect("ours");
            for (name, bytes) in files {
                put(&folder.join(name), "");
                fs::write(folder.join(name), bytes).expect("ours");
            }
        }
        assert!(!stands(&desk, &[TABLES, &["--no-cache"], args].concat()));
        assert!(with == all(), "{what}");
    }
}

#[test]
fn what_is_kept_of_a_run_is_believed_only_as_it_was_written() {
    let desk = desk_with_a_standing_pack(&[]);
    let before = pack(&desk);
    let folder = desk.cache().join("monthend/read");
    let kept = || -> Vec<PathBuf> {
        let all = fs::read_dir(&folder).expect("a folder").flatten();
        let paths = all.map(|entry| entry.path());
        paths
            .filter(|path| path.extension().is_some_and(|ending| ending == "run"))
            .collect()
    };
    assert_eq!(kept().len(), 1);
    let damages: [fn(&mut Vec<u8>); 3] = [
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes[20] ^= 1,
        Vec::clear,
    ];
    for damage in damages {
        let mut bytes = fs::read(&kept()[0]).expect("readable");
        damage(&mut bytes);
        fs::write(&kept()[0], bytes).expect("ours");
        assert!(!stands(&desk, &[]));
        assert!(stands(&desk, &[]), "it is kept anew");
        assert!(pack(&desk) == before);
    }
}
