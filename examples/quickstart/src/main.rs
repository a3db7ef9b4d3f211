//! `cargo run -p quickstart`: an API server, and a page from another origin that calls it.
//!
//! `api.rs` has the handlers with their `#[cors(…)]`, and is the file to read. `calls.rs` lists what the
//! page sends to them. The rest is what it takes to serve both and to show what came of it.

mod api;
mod arguments;
mod calls;
mod curl;
mod log;
mod page;
mod seen;
mod serve;
#[cfg(test)]
mod tests;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::arguments::Command;
use crate::seen::Seen;
use crate::serve::Listeners;

#[tokio::main]
async fn main() -> ExitCode {
    let port = match arguments::parse(lexopt::Parser::from_env()) {
        Ok(Command::Help) => {
            print(arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Ok(Command::Serve { port }) => port,
        Err(problem) => {
            complain(&format!(
                "{problem}\n`cargo run -p quickstart -- --help` says more."
            ));
            return ExitCode::from(2);
        }
    };
    match run(port).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(&problem);
            ExitCode::FAILURE
        }
    }
}

/// Where the two servers are. To a browser, another port is another origin.
#[derive(Clone)]
struct Addresses {
    api: String,
    page: String,
}

impl Addresses {
    fn new(api: u16, page: u16) -> Self {
        let origin = |port| match port {
            80 => "http://localhost".to_owned(), // as browsers write it
            port => format!("http://localhost:{port}"),
        };
        Self {
            api: origin(api),
            page: origin(page),
        }
    }
}

/// Serves until Ctrl-C.
async fn run(port: u16) -> Result<(), String> {
    let addresses = start(port).await?;
    let Addresses { api, page } = &addresses;
    print(&format!(
        "The calls of the page as curl lines, each with what to look for in the response:\n\n\
         {}\
         The API   {api}\n\
         The page  {page}\n\n\
         Open {page} in a browser: it calls the API and shows what the browser allows.\n\
         The policies are in examples/quickstart/src/api.rs. Ctrl-C stops both servers.\n",
        curl::all(&addresses),
    ));
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| format!("can't wait for Ctrl-C: {error}"))
}

/// Starts both servers: the API on this port and the page on the next one, or both on free ports for 0.
async fn start(port: u16) -> Result<Addresses, String> {
    let next = if port == 0 { 0 } else { port.saturating_add(1) };
    let api = listen(port, "the API").await?;
    let page = listen(next, "the page").await?;
    let addresses = Addresses::new(api.port(), page.port());

    log::start();
    let seen = Seen::default();
    let page_itself = page::Page::new(&addresses, seen.clone());
    api.serve(move |request| {
        let seen = seen.clone();
        async move { seen.watch(request, api::answer).await }
    });
    page.serve(move |request| std::future::ready(page_itself.answer(&request)));
    Ok(addresses)
}

async fn listen(port: u16, what: &str) -> Result<Listeners, String> {
    Listeners::bind(port)
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "port {port} is taken, and {what} needs it.\n\
                 Stop the program that listens there, or choose other ports:\n    \
                 cargo run -p quickstart -- --port 0"
            ),
            _ => format!("{what} can't listen on port {port}: {error}"),
        })
}

/// Prints to stdout. Where nobody reads that any more (`… | head`), the servers just go on.
fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

fn complain(problem: &str) {
    let _ = writeln!(io::stderr(), "quickstart: {problem}");
}
