//! `cargo run -p axum-notes`: a JSON service that keeps notes, for pages of several kinds of origins.
//!
//! `routes.rs` is the file to read: it says what is where, for pages of which origins, and behind what middleware.
//! `notes.rs`, `tags.rs`, `session.rs` and `live.rs` have the handlers.

mod arguments;
mod database;
mod error;
mod extract;
mod live;
mod notes;
mod origins;
mod policy;
mod routes;
mod serve;
mod session;
mod tags;
#[cfg(test)]
mod tests;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::arguments::{Command, Options};
use crate::database::Database;

#[tokio::main]
async fn main() -> ExitCode {
    let options = match arguments::parse(lexopt::Parser::from_env()) {
        Ok(Command::Help) => {
            print(arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Ok(Command::Serve(options)) => options,
        Err(problem) => {
            complain(&format!(
                "{problem}\n`cargo run -p axum-notes -- --help` says more."
            ));
            return ExitCode::from(2);
        }
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(&problem);
            ExitCode::FAILURE
        }
    }
}

/// Serves until Ctrl-C.
async fn run(options: Options) -> Result<(), String> {
    origins::load()?;
    #[cfg(unix)]
    origins::reload_at_hangups()?;
    let database = Database::open(options.database.as_deref())?;
    let listener = serve::listen(options.port).await?;
    let kept = match &options.database {
        Some(file) => format!("in {}", file.display()),
        None => "in memory, and gone when it stops".to_owned(),
    };
    let routes = routes::all(&database);
    print(&format!(
        "The notes are on {}\n\
         They are {kept}.\n\
         examples/axum/README.md has calls to try. Ctrl-C stops.\n\n{routes}",
        serve::address(&listener)?,
    ));
    let router = routes::served(routes, database, routes::PATIENCE);
    serve::until(listener, router, serve::ctrl_c()).await
}

/// Prints to stdout. Where nobody reads that any more (`… | head`), the server just goes on.
fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

fn complain(problem: &str) {
    let _ = writeln!(io::stderr(), "axum-notes: {problem}");
}
