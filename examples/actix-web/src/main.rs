//! `cargo run -p actix-web-notes`: a JSON service that keeps notes, for pages of several kinds of origins.
//!
//! `routes.rs` is the file to read: it says what is where, for pages of which origins, and behind what middleware.
//!
//! ```console
//! $ APP_ORIGINS=https://preview.example.net cargo run -p actix-web-notes
//! $ curl -i http://localhost:3000/notes -X OPTIONS \
//!     -H 'Origin: https://preview.example.net' -H 'Access-Control-Request-Method: PUT'
//! $ curl -i http://localhost:3000/notes -H 'Origin: https://app.example.com'
//! $ curl -i http://localhost:3000/notes -H 'Origin: https://app.example.com' -H 'Authorization: Bearer open sesame'
//! $ curl -i http://localhost:3000/status -H 'Origin: https://anybody.example'
//! ```

mod notes;
mod origins;
mod routes;
mod session;
#[cfg(test)]
mod tests;

use std::net::Ipv4Addr;
use std::process::ExitCode;

use actix_web::{App, HttpServer};

use crate::notes::Notes;

const PORT: u16 = 3000;

#[actix_web::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("actix-web-notes: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until Ctrl-C.
async fn run() -> Result<(), String> {
    origins::load()?;
    let notes = Notes::default();
    let server = HttpServer::new(move || App::new().service(routes::all(&notes)));
    let server = server
        .bind((Ipv4Addr::LOCALHOST, PORT))
        .map_err(|error| format!("can't listen on port {PORT}: {error}"))?;
    println!("The notes are on http://localhost:{PORT}/notes. Ctrl-C stops.");
    let served = server.run().await;
    served.map_err(|error| format!("the server stopped: {error}"))
}
