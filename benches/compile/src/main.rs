//! What an attribute costs at compile time: seconds, bytes of the program, and lines of expansion.
//!
//! `cargo run --release` in this folder generates the crates, builds them, prints the tables, and writes them to
//! `RESULTS.md`.

mod build;
mod crates;
mod expansion;
mod figures;
mod machine;
mod options;
mod parts;
mod report;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use crate::build::Workspace;
use crate::options::{Command, Options};

fn main() -> ExitCode {
    let done = options::parse(lexopt::Parser::from_env()).and_then(|command| match command {
        Command::Help => {
            print!("{}", options::HELP);
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
    // First, since it includes the load before this program adds to it.
    let machine = machine::describe()?;
    let workspace = Workspace::generate(package, &target)?;
    let mut results = report::heading(&machine, &workspace.versions()?, options.effort.repetitions);
    print!("{results}");
    for &part in &options.parts {
        let section = parts::measure(part, &workspace, options.effort)?;
        print!("{section}");
        results.push_str(&section);
    }
    if options.is_complete() {
        let file = package.join("RESULTS.md");
        fs::write(&file, results).map_err(|error| format!("{}: {error}", file.display()))?;
        println!("\nWritten to {}.", file.display());
    }
    Ok(())
}
