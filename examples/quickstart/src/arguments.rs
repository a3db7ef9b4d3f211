//! What can be said on the command line.

use std::ffi::OsString;

use lexopt::Arg::{Long, Short};

pub(crate) const HELP: &str = "\
Starts an API server, and on the next port a page from another origin that calls it.
Open the page in a browser: it shows which calls the browser allows, and which attribute decided.

Usage: cargo run -p quickstart [-- OPTIONS]

Options:
  -p, --port PORT  The port of the API, from 1 to 65534; the page gets the next one.
                   0 takes any two free ports. [default: 3000, and 3001 for the page]
  -h, --help       Print this help
";

const DEFAULT_PORT: u16 = 3000;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Serve { port: u16 },
}

pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Command, String> {
    let mut port = DEFAULT_PORT;
    while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('p') | Long("port") => {
                port = parse_port(arguments.value().map_err(|error| error.to_string())?)?;
            }
            other => return Err(other.unexpected().to_string()),
        }
    }
    Ok(Command::Serve { port })
}

fn parse_port(text: OsString) -> Result<u16, String> {
    let text = text.to_string_lossy();
    match text.parse() {
        Ok(u16::MAX) => Err("after port 65535 there is none left for the page".to_owned()),
        Ok(port) => Ok(port),
        Err(_) => Err(format!(
            "{text:?} is not a port: those are 1 to 65534, and 0 for any that is free"
        )),
    }
}
