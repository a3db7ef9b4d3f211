//! The notes, and what can be done with them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::{Error, HttpRequest, HttpResponse, Responder, get, web};
use cors::actix_web::cors;
use serde::Deserialize;

/// What all workers share.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        // A panic in one handler doesn't spoil the notes for the others.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
pub(crate) struct Note {
    text: String,
}

pub(crate) async fn list(notes: web::Data<Notes>) -> impl Responder {
    web::Json(notes.lock().clone())
}

pub(crate) async fn add(notes: web::Data<Notes>, note: web::Json<Note>) -> HttpResponse {
    let Note { text } = note.into_inner();
    if text.trim().is_empty() {
        return HttpResponse::UnprocessableEntity().body("A note has a text.\n");
    }
    notes.lock().push(text);
    HttpResponse::Created().finish()
}

pub(crate) async fn clear(notes: web::Data<Notes>) -> impl Responder {
    notes.lock().clear();
    HttpResponse::NoContent()
}

/// How many there are, for the pages of the whole company.
#[cors(origins = ["https://*.example.com"], max_age = 600)]
#[get("/notes/count")]
async fn count(notes: web::Data<Notes>) -> impl Responder {
    web::Json(notes.lock().len())
}

/// Says how many notes there are, over a WebSocket.
///
/// A browser lets every page open one, and asks nobody before. With `enforce` the handshake of a page that isn't allowed
/// gets 403.
#[cors(
    origins = ["https://app.example.com", #[cfg(debug_assertions)] "http://localhost:*"],
    enforce,
)]
#[get("/live")]
async fn live(
    notes: web::Data<Notes>,
    request: HttpRequest,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let (response, mut session, _) = actix_ws::handle(&request, body)?;
    let total = notes.lock().len().to_string();
    actix_web::rt::spawn(async move {
        if session.text(total).await.is_ok() {
            let _ = session.close(None).await;
        }
    });
    Ok(response)
}
