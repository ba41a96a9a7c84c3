//! One test binary; `tests/README.md` says how to run, add and accept.

mod cache; // what was read before
mod commands; // the verbs, exit codes and words of the command
mod crash; // runs that are killed, and runs at the same time
mod decisions; // the decisions workbook in the hands of people
mod desk; // a temporary folder with files in it, and the command run on it
mod disk; // disks without room, closed folders, packs in use, files that change, long paths
mod edge_cases; // the gallery of edge cases: a small agency each, and what its figures must be
mod excel; // what Excel would refuse in written workbooks
mod figures; // rows and cells of a written pack
mod fuzz; // readers are given files changed at random
mod gallery; // a case of the gallery of layouts, told in words
mod golden; // the xml of a small workbook against texts that were read
mod harmful; // packages made to do harm
mod hostile; // broken and harmful files: told, the rest read, little memory
mod injection; // texts that are meant to become formulas, codes, commands, markup or paths
mod issued; // issued packs, what would be restated, what comes late
mod languages; // a new language is one file
mod laws; // what holds for any folder
mod layouts; // the gallery of layouts
mod limits; // how much of a file is read
#[path = "bench/markup.rs"]
mod markup; // the parts of a written workbook as trees
mod months; // small whole months, worked out by hand
mod overview; // the page for a browser
mod packs; // packs as folders, kinds of output, names of files
mod printed; // a template's own print set-up and conditions
mod problems; // the gallery of messages
mod readings; // what is read does not depend on how a table is written
mod readme; // the README's commands and claims
mod sample; // the sample agency against the figures worked out without the program
mod settings; // each setting changes a result
mod since; // what changed since the pack before
mod theme; // fonts, colours, logo and profile of all pages
mod tidy; // floors, fences, house rules
mod trust; // names of figures, status of control totals, links of problems
mod typed; // what people typed survives
mod workbook; // written workbooks read back

#[test]
fn every_file_here_is_listed() {
    let listed = include_str!("main.rs");
    for entry in
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).expect("tests are here")
    {
        let name = entry
            .expect("readable")
            .file_name()
            .to_string_lossy()
            .into_owned();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") {
            assert!(
                listed.contains(&format!("mod {module};")),
                "tests/{name} is not listed in tests/main.rs"
            );
        }
    }
}
