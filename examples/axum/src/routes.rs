//! What is where.
//!
//! `get` and `post` are those of `cors::axum`, which answer a preflight by the policy of the handler that it
//! asks about. A path whose handlers have no policy takes axum's own, as ever.

use axum::extract::DefaultBodyLimit;
use axum::{Router, routing};
use cors::axum::{get, post};

use crate::database::Database;
use crate::error::Error;
use crate::{notes, session, tags};

/// No note is longer.
const LONGEST_BODY: usize = 64 * 1024;

pub(crate) fn all(database: Database) -> Router {
    Router::new()
        .route("/notes", get(notes::list).post(notes::create).into())
        .route(
            "/notes/{id}",
            get(notes::show)
                .put(notes::replace)
                .delete(notes::remove)
                .into(),
        )
        .route("/notes/{id}/star", post(notes::star).into())
        .route("/tags", get(tags::list).into())
        // One handler has a policy, and the other none: no page gets to delete a tag.
        .route("/tags/{name}", get(tags::show).delete(tags::remove).into())
        .route(
            "/session",
            get(session::show)
                .post(session::sign_in)
                .delete(session::sign_out)
                .into(),
        )
        .route("/health", routing::get(health))
        .fallback(async || Error::NotFound)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .with_state(database)
}

/// For the load balancer, which is no page: there is nothing to allow.
async fn health() -> &'static str {
    "well\n"
}
