//! Handlers with policies, and a route with these in front.
//!
//! [`#[cors::poem::cors]`](macro@cors) goes above poem's `#[handler]`, with the arguments of `#[cors::cors]` except
//! `request`. The handler is routed with the functions of this module, in this module's [`Route`], which
//! takes the place of poem's own.
//!
//! ```
//! use cors::poem::{Route, cors, get};
//! use poem::http::StatusCode;
//! use poem::middleware::AddData;
//! use poem::web::{Data, Json};
//! use poem::{Error, Result, handler};
//!
//! #[cors(origins = ["https://*.example.com"])]
//! #[handler]
//! async fn list(Data(notes): Data<&Vec<String>>) -> Json<Vec<String>> {
//!     Json(notes.clone())
//! }
//!
//! #[cors(origins = ["https://app.example.com"], headers = ["content-type"], credentials)]
//! #[handler]
//! async fn create(Json(note): Json<String>) -> Result<StatusCode> {
//!     if note.is_empty() {
//!         return Err(Error::from_status(StatusCode::UNPROCESSABLE_ENTITY)); // the page can read it
//!     }
//!     Ok(StatusCode::CREATED)
//! }
//!
//! #[handler]
//! async fn remove() {} // no page of another origin may use this one
//!
//! let app = Route::new()
//!     .at("/notes", get(list).post(create).delete(remove))
//!     .with(AddData::new(vec!["a note".to_owned()]));
//! # let respond = async |request: poem::RequestBuilder| {
//! #     let endpoint = poem::IntoEndpoint::into_endpoint(app);
//! #     poem::Endpoint::get_response(&endpoint, request.finish()).await
//! # };
//! # let request = poem::Request::builder().uri_str("/notes").header("origin", "https://a.example.com");
//! # let response = std::pin::pin!(respond(request));
//! # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! # let std::task::Poll::Ready(response) = std::future::Future::poll(response, &mut context) else { panic!() };
//! # assert_eq!(response.status(), 200);
//! # assert_eq!(response.header("access-control-allow-origin"), Some("https://a.example.com"));
//! // poem::Server::new(TcpListener::bind("127.0.0.1:3000")).run(app).await
//! ```
//!
//! - Each preflight is answered by the policy of the handler that the requested method would reach. No handler, no
//!   extractor and no middleware of the route runs for it.
//! - The headers are on every response to a request that would reach the handler: the handler's, also where it is an
//!   `Err`; that of an extractor that rejects the request; that of a middleware, such as a 401, 413, 429, or the 500 of a
//!   caught panic.
//! - `methods` can be omitted: they are inferred from the route. A registration for another method than those that are
//!   listed panics when the route is made.
//! - Live origins and everything else of a policy work as in the rest of the crate.
//!
//! # Which one when
//!
//! | | the attribute on a handler | [`Route::policy`] | [`Cors`], a middleware |
//! |---|---|---|---|
//! | it is for | one handler, whose policy is in the line above it | a group of handlers with one policy | what isn't this module's route: poem's own routes, static files, poem-openapi |
//! | a 404 or 405 | as its group has it; a 405 also by the policies of the path | has the headers | has the headers |
//! | a middleware's 401, 413, 429, 500 | has the headers | has the headers | has the headers, if it is inside |
//! | preflights | by the handler's policy | by the group's, where no handler's is nearer | all of them, by this policy |
//!
//! They combine, and the nearest policy wins: a handler's, then that of the innermost route. A [`Cors`] around handlers
//! with policies of their own answers their preflights by its own policy, so pages that only theirs allow can't use them.
//!
//! # With poem's own route
//!
//! [`get`] and its like also go into a `poem::Route`. The policies then stand in front of the handlers of the path, and
//! behind every middleware of the route: one that rejects requests, as one for authentication does, rejects preflights
//! too, and no page can read its response. [`CorsRouteMethod::with`] puts a middleware behind the policies.
//!
//! # Errors
//!
//! A poem endpoint gives a response or an error, which becomes a response only when it is sent. Headers can't be put on
//! an error. So a policy makes it a response, and what stands outside of the policy sees no error any more: put
//! `catch_error` and the like inside, with [`Route::map_inner`]. What has no policy gives its errors as before.
//!
//! # The mark
//!
//! A response on which a policy has decided is marked in its extensions, and an outer policy leaves it alone. A middleware
//! that makes a new response of it drops the mark; poem does so itself if the response is turned into an error
//! (`Error::from_response`). The outer policy then decides.
//!
//! # WebSockets
//!
//! A browser sends no preflight for a WebSocket and lets every page open one, with the cookies of the user. With `enforce`
//! the policy rejects a handshake from a page that it doesn't allow, before the upgrade.
//!
//! # Errors of the compiler
//!
//! poem's own routing functions don't take a handler with the attribute, since its preflights would get no response:
//!
//! ```compile_fail,E0277
//! # use cors::poem::cors;
//! # use poem::handler;
//! #[cors(origins = ["https://app.example.com"])]
//! #[handler]
//! async fn list() {}
//!
//! let path = poem::get(list); // the trait bound `list: poem::Endpoint` is not satisfied
//! ```
//!
//! The cure is `cors::poem::get(list)`, and [`cors::poem::any(list)`](any) where poem takes the bare handler, as in
//! `.at("/", list)`. A test gives `get(list)` to poem's `TestClient`.
//!
//! The attribute has to stand above `#[handler]`; below, or without it, the error says so. A handler with type parameters
//! can't have it.
//!
//! The crate `cors` has all of this as `cors::poem`, with its feature `poem`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod front;
mod handler;
mod method;
mod middleware;
mod route;

/// Gives a poem handler a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::poem as cors;
pub use handler::{GovernedHandler, Routable};
pub use method::{
    CorsRouteMethod, PathEndpoint, any, connect, delete, get, head, options, patch, post, put,
    trace,
};
pub use middleware::{Cors, CorsEndpoint};
pub use route::{FrontEndpoint, Route, RouteWith};

/// The examples of the guide are tests too.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide-poem.md")]
struct Guide;

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::handler::{GovernedHandler, Inner};
}
