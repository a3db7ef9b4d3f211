//! A WebSocket.

use axum::extract::State;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::response::Response;
use cors::axum::cors;

use crate::database::Database;

/// Says how many notes there are.
///
/// A browser lets every page open a WebSocket, with the cookies of whoever is signed in, and asks nobody before. With
/// `enforce` the handshake of a page that isn't allowed gets 403.
#[cors(
    origins = ["https://app.example.com", #[cfg(debug_assertions)] "http://localhost:*"],
    enforce,
)]
pub(crate) async fn total(upgrade: WebSocketUpgrade, State(database): State<Database>) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        let total = database.query(|connection| {
            let count = "SELECT count(*) FROM notes";
            Ok(connection.query_row(count, (), |row| row.get::<_, i64>(0))?)
        });
        if let Ok(total) = total.await {
            let _ = socket.send(Message::from(total.to_string())).await;
        }
    })
}
