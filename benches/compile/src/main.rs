//! What an attribute costs while a program compiles: time, size and lines of expansion.
//!
//! `cargo run --release` in this folder generates the crates, builds them, prints the tables, and writes them to
//! `RESULTS.md`.

mod arguments;
mod build;
mod crates;
mod expansion;
mod figures;
mod machine;
mod parts;
mod report;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use crate::arguments::{Command, Options};
use crate::build::Workspace;

fn main() -> ExitCode {
    let done = arguments::parse(lexopt::Parser::from_env()).and_then(|command| match command {
        Command::Help => {
            print!("{}", arguments::HELP);
            Ok(())
        }
        Command::Measure(options) => measure(&options),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("cors-bench-compile: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<(), String> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = match env::var_os("CARGO_TARGET_DIR") {
        Some(target) => target.into(),
        None => package.join("target"),
    };
    // Before anything of ours runs: whether it is busy with something else.
    let machine = machine::describe()?;
    let workspace = Workspace::generate(package, &target)?;
    let mut results = report::heading(&machine, &workspace.versions()?, options);
    print!("{results}");
    for part in &options.parts {
        let section = part.measure(&workspace, options.effort)?;
        print!("{section}");
        results.push_str(&section);
    }
    if options.is_whole() {
        let file = package.join("RESULTS.md");
        fs::write(&file, results).map_err(|error| format!("{}: {error}", file.display()))?;
        println!("\nThis is in {} too.", file.display());
    }
    Ok(())
}
