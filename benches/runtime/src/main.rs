//! What a policy costs per request, beside the floor and the peers. See the README.

mod cases;
mod contenders;
mod measure;
mod policies;
mod requests;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use crate::cases::Case;
use crate::contenders::CONTENDERS;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("cors-bench-runtime: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let all = cases::all();
    if let [watched, contender, names @ ..] = arguments.as_slice()
        && watched == measure::callgrind::WATCHED
    {
        let contender = CONTENDERS.iter().find(|one| one.name == contender);
        let contender = contender.ok_or("no such contender")?;
        let cases: Vec<&Case> = all.iter().filter(|case| names.contains(&case.name)).collect();
        measure::callgrind::watched(contender, &cases);
        return Ok(());
    }
    let only = arguments.first().map_or("", String::as_str);
    let cases: Vec<&Case> = all.iter().filter(|case| case.name.contains(only)).collect();
    let profiles = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/profiles");
    fs::create_dir_all(&profiles).map_err(|error| error.to_string())?;

    for case in &cases {
        for contender in CONTENDERS {
            let shown = (contender.serve)(&case.subject, &case.asked).show();
            if contender.role != contenders::Role::Bare && shown.allow_origin.is_some() != case.is_allowed {
                return Err(format!("{} on {}: {shown:?}", contender.name, case.name));
            }
        }
    }
    let mut table = Vec::new();
    for contender in CONTENDERS {
        table.push((contender, measure::callgrind::count(contender, &cases, &profiles)?));
    }
    print!("| case |");
    for (contender, _) in &table {
        print!(" {} |", contender.name);
    }
    print!("\n|---|");
    for _ in &table {
        print!("--:|");
    }
    println!();
    for (number, case) in cases.iter().enumerate() {
        print!("| {} |", case.name);
        for (contender, counts) in &table {
            let bare = table.iter().find(|(one, _)| one.name == contender.bare);
            let bare = bare.map_or(0.0, |(_, counts)| counts[number].all);
            print!(" {:+.0} |", counts[number].all - bare);
        }
        println!();
    }
    Ok(())
}
