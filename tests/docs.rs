//! The texts outside of the code agree with each other, with the tests and with the files they name.

#![expect(clippy::expect_used, reason = "what isn't there fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

const README: &str = include_str!("../README.md");
const SECURITY: &str = include_str!("../SECURITY.md");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The pages that people read in the repository, below its root.
fn pages() -> Vec<(PathBuf, String)> {
    let folders = [
        ".",
        "docs",
        "examples/axum",
        "examples/lambda",
        "examples/quickstart",
        "benches/compile",
        "benches/runtime",
        "cors-check",
        "tests/browser",
    ];
    let mut pages = vec![];
    for folder in folders.map(|folder| root().join(folder)) {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).expect("the page can be read");
                pages.push((path, text));
            }
        }
    }
    assert!(pages.len() > 12, "{} pages", pages.len());
    pages
}

/// The targets of `[…](…)`, outside of blocks of code.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("\n```").step_by(2);
    prose.flat_map(|prose| {
        let targets = prose.split("](").skip(1);
        targets.filter_map(|rest| Some(rest.split_once(')')?.0))
    })
}

/// The anchor that a page's heading gets.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|character| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_'))
        .map(|character| if character == ' ' { '-' } else { character })
        .collect()
}

fn has_anchor(text: &str, target: &str) -> bool {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' '))
        .any(|heading| anchor(heading) == target)
}

#[test]
fn the_readme_has_the_tables_of_the_documentation() {
    let tables = [
        include_str!("../docs/arguments.md"),
        include_str!("../docs/frameworks.md"),
        include_str!("../docs/origins.md"),
    ];
    for text in tables {
        // The table comes first.
        let table = text
            .split_once("\n\n")
            .map_or(text, |(table, _)| table)
            .trim_end();
        assert!(table.starts_with('|') && table.lines().count() > 5);
        assert!(README.contains(&format!("\n{table}\n")), "{table}");
    }
    assert!(README.contains(include_str!("../docs/wire.md")));
}

#[test]
fn the_frameworks_of_the_table_are_tested_in_the_version_that_it_says() {
    let manifests = [
        "Cargo.toml",
        "tests/frameworks/Cargo.toml",
        "tests/loco/Cargo.toml",
    ];
    let manifests =
        manifests.map(|path| fs::read_to_string(root().join(path)).expect("a manifest"));
    let is_tested = |name: &str, version: &str| {
        manifests.iter().flat_map(|text| text.lines()).any(|line| {
            let of_name = line
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix(" = "));
            of_name.is_some_and(|rest| rest.replace('~', "").contains(&format!("\"{version}")))
        })
    };
    let mut tested = 0;
    for row in include_str!("../docs/frameworks.md").lines().skip(2) {
        let words: Vec<_> = row.split([' ', ',', ':', '|']).collect();
        for pair in words.windows(2) {
            if pair[1].starts_with(|first: char| first.is_ascii_digit()) {
                let name = match pair[0] {
                    "loco" => "loco-rs".to_owned(),
                    "salvo" => "salvo_core".to_owned(),
                    name => name.to_lowercase(),
                };
                assert!(is_tested(&name, pair[1]), "{row}");
                tested += 1;
            }
        }
    }
    assert!(tested >= 10, "{tested}");
}

#[test]
fn the_readme_quotes_the_compiler() {
    let (_, quote) = README.split_once("```text\n").expect("it quotes an error");
    let mut message = quote.lines().take(2);
    let stderr = fs::read_to_string(root().join("tests/ui/fail/credentials-any-origin.stderr"))
        .expect("the error has a snapshot");
    assert!(message.all(|line| stderr.lines().any(|other| other == line)));
}

#[test]
fn links_to_files_and_headings_lead_somewhere() {
    let mut checked = 0;
    for (path, text) in pages() {
        let folder = path.parent().unwrap_or(Path::new("."));
        for link in links(&text) {
            // The rest are the web's, and rustdoc's, which checks its own.
            if link.contains("://") || link.contains("::") || link.starts_with("macro@") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                file => folder.join(file),
            };
            assert!(target.exists(), "{}: {link}", path.display());
            if !heading.is_empty() {
                let text = fs::read_to_string(&target).expect("a page");
                assert!(has_anchor(&text, heading), "{}: {link}", path.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked} links were checked");
}

#[test]
fn the_migration_takes_as_many_lines_as_the_guide_says() {
    let guide = include_str!("../docs/guide-tower-http.md");
    let (_, section) = guide
        .split_once("# A service with middleware\n")
        .expect("the section");
    let mut blocks = section.split("```rust\n").skip(1);
    let mut shown = || {
        let block = blocks.next().expect("a block of code");
        let (code, after) = block.split_once("```").expect("it ends");
        let is_shown = |line: &&str| !line.is_empty() && !line.starts_with("# ");
        (code.lines().filter(is_shown).collect::<Vec<_>>(), after)
    };
    let ((before, text), (after, _)) = (shown(), shown());
    // The longest lists of lines that are in the beginnings of both.
    let mut common = vec![0; after.len() + 1];
    for old in &before {
        let mut diagonal = 0;
        for (index, new) in after.iter().enumerate() {
            let above = common[index + 1];
            common[index + 1] = match old == new {
                true => diagonal + 1,
                false => above.max(common[index]),
            };
            diagonal = above;
        }
    }
    let same = common[after.len()];
    let count = format!(
        "{} lines in place of {}",
        after.len() - same,
        before.len() - same
    );
    assert!(text.contains(&count), "{count}");
}

#[test]
fn the_tests_that_hold_a_promise_exist() {
    let mut named = 0;
    for row in SECURITY.lines().filter(|line| line.starts_with("| ")) {
        let Some((_, held_by)) = row.trim_end_matches(['|', ' ']).rsplit_once(" | ") else {
            continue;
        };
        // Names follow the file that they are in.
        for part in held_by.split("[`").skip(1) {
            let (file, names) = part.split_once("`](").expect("a link to the file");
            let file = root().join(file);
            if file.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = fs::read_to_string(&file).expect("the file can be read");
            for name in names.split('`').skip(1).step_by(2) {
                // The claims of the conformance suite are generic.
                let is_there = ["(", "<"]
                    .iter()
                    .any(|next| text.contains(&format!("fn {name}{next}")));
                assert!(is_there, "{}: {name}", file.display());
                named += 1;
            }
        }
    }
    assert!(named > 10, "{named} tests were found");
}
