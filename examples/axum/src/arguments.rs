//! What can be said on the command line.

use std::path::PathBuf;

use lexopt::Arg::{Long, Short};
use lexopt::ValueExt as _;

pub(crate) const HELP: &str = "\
Starts a JSON service that keeps notes. examples/axum/README.md has calls to try.

Usage: cargo run -p axum-notes [-- OPTIONS]

Options:
  -p, --port PORT      The port to listen on; 0 takes any free one. [default: 3000]
  -d, --database FILE  The SQLite file to keep the notes in. It is made if it isn't there.
                       [default: none, the notes are kept in memory]
  -h, --help           Print this help

Variables:
  APP_ORIGINS          The origins of the app beside https://app.example.com
  APP_ORIGINS_FILE     A file with the list instead, which is read again at each SIGHUP
";

const DEFAULT_PORT: u16 = 3000;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Serve(Options),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) database: Option<PathBuf>,
}

pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Command, String> {
    let mut options = Options {
        port: DEFAULT_PORT,
        database: None,
    };
    while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('p') | Long("port") => {
                let text = value(&mut arguments)?;
                options.port = text.parse().map_err(|_| {
                    let text = text.to_string_lossy();
                    format!(
                        "{text:?} is not a port: those are 1 to 65535, and 0 for any that is free"
                    )
                })?;
            }
            Short('d') | Long("database") => options.database = Some(value(&mut arguments)?.into()),
            other => return Err(other.unexpected().to_string()),
        }
    }
    Ok(Command::Serve(options))
}

fn value(arguments: &mut lexopt::Parser) -> Result<std::ffi::OsString, String> {
    arguments.value().map_err(|error| error.to_string())
}
