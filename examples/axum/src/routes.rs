//! What is where, and for pages of which origins.
//!
//! `Router` is that of `cors::axum`. Its policies stand in front of all the middleware here, so no layer answers a
//! preflight, and a page reads every error of a handler that it may use.

use std::time::Duration;

use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use cors::axum::{Router, any, cors, get, post, put};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::database::Database;
use crate::error::Error;
use crate::policy::{OUR_APP, OUR_PAGES};
use crate::{live, notes, session, tags};

/// No note is longer.
const LONGEST_BODY: usize = 64 * 1024;

/// How long a request may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// All of it. Printed, it is a table of the routes with their policies.
pub(crate) fn all(database: &Database) -> Router<Database> {
    let our_app = Router::new()
        .route("/notes", post(notes::create))
        .route("/notes/{id}", put(notes::replace).delete(notes::remove))
        .route("/notes/{id}/star", post(notes::star)) // by its own policy
        .route("/session", get(session::show))
        .route_layer(from_fn_with_state(database.clone(), session::require))
        .route("/session", post(session::sign_in).delete(session::sign_out))
        .policy(&OUR_APP);

    let our_pages = Router::new()
        .route("/notes", get(notes::list))
        .route("/notes/{id}", get(notes::show))
        .policy(&OUR_PAGES);

    // Each handler by its own policy. One without is for no page of another origin.
    let others = Router::new()
        .route("/tags", get(tags::list))
        .route("/tags/{name}", get(tags::show).delete(tags::remove))
        .route("/live", any(live::total))
        .route("/health", get(health));

    Router::new()
        .merge(our_app)
        .merge(our_pages)
        .merge(others)
        .fallback(lost)
}

/// The routes as they are served, with the middleware that every service has.
pub(crate) fn served(
    routes: Router<Database>,
    database: Database,
    patience: Duration,
) -> axum::Router {
    let routes = routes
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        // Not 408, after which Firefox may send the request again, and its page reads nothing.
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            patience,
        ))
        .layer(CatchPanicLayer::new())
        .with_state(database);
    // Outside of the policies, where it sees the preflights too.
    axum::Router::from(routes).layer(TraceLayer::new_for_http())
}

/// For the load balancer, which isn't a page: there is nothing to allow.
async fn health() -> &'static str {
    "well\n"
}

#[cors(policy = OUR_PAGES)]
async fn lost() -> Error {
    Error::NotFound
}
