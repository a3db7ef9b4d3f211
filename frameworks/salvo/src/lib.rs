//! Handlers with policies, and a service with these in front.
//!
//! [`#[cors::salvo::cors]`](macro@cors) goes above salvo's `#[handler]` or salvo-oapi's `#[endpoint]`, with the arguments
//! of `#[cors::cors]` except `request`. The handler goes into salvo's own router, which is served by
//! [`service`]. salvo's documentation says of its own CORS middleware that it can't stand on a router, as preflights match
//! no route; here each of them reaches the policy of its handler.
//!
//! ```
//! use cors::salvo::{cors, service};
//! use salvo_core::prelude::*;
//!
//! #[cors(origins = ["https://*.example.com"])]
//! #[handler]
//! async fn list() -> &'static str {
//!     "a note"
//! }
//!
//! #[cors(origins = ["https://app.example.com"], headers = ["content-type"], credentials)]
//! #[handler]
//! async fn create(request: &mut Request) -> Result<StatusCode, StatusError> {
//!     match request.parse_json::<String>().await {
//!         Ok(note) if !note.is_empty() => Ok(StatusCode::CREATED),
//!         _ => Err(StatusError::unprocessable_entity()), // the page can read it
//!     }
//! }
//!
//! #[handler]
//! async fn remove() {} // no page of another origin may use this one
//!
//! #[handler]
//! async fn authenticate() {} // no preflight gets here
//!
//! let router = Router::with_path("notes")
//!     .hoop(authenticate)
//!     .get(list)
//!     .post(create)
//!     .delete(remove);
//! let service = service(router);
//! # let runtime = tokio::runtime::Runtime::new().unwrap();
//! # runtime.block_on(async {
//! #     use cors_conformance::{Server, request};
//! #     let server = Server::on_listener(async move |listener: tokio::net::TcpListener| {
//! #         let acceptor = salvo_core::conn::tcp::TcpAcceptor::try_from(listener).unwrap();
//! #         salvo_core::Server::new(acceptor).serve(service).await;
//! #     }).await;
//! #     let response = server.send(request("GET", "/notes", "https://a.example.com")).await;
//! #     assert_eq!((response.status.as_u16(), &*response.body), (200, "a note"));
//! #     assert_eq!(response.headers["access-control-allow-origin"], "https://a.example.com");
//! # });
//! // Server::new(TcpListener::new("127.0.0.1:3000").bind().await).serve(service).await;
//! ```
//!
//! - Each preflight is answered by the policy of the handler that the requested method would reach. No handler, no
//!   extractor and no hoop runs for it.
//! - The headers are on every response to a request that would reach the handler: the handler's, also where it is an
//!   `Err`; that of an extractor that rejects the request; that of a hoop, such as a 401, 413 or 429; that of a catcher.
//! - `methods` can be omitted: they are inferred from the router. If the router has the handler for another method than
//!   those that are listed, [`service`] panics.
//! - Live origins and everything else of a policy work as in the rest of the crate.
//!
//! # Which one when
//!
//! | | the attribute on a handler | [`Cors`] on a router | [`Cors`] on salvo's own `Service` |
//! |---|---|---|---|
//! | it is for | one handler, whose policy is in the line above it | a group of handlers with one policy | a service without handlers that have a policy of their own |
//! | served by | [`service`] | [`service`] | `Service::new(router).hoop(Cors::new(…))` |
//! | a 404 or 405 | as the outermost router has it; a 405 also by the policies of the path | has the headers, on the outermost router | has the headers |
//! | a hoop's 401, 413, 429, 500 | has the headers | has the headers | has the headers, if the hoop comes later |
//! | preflights | by the handler's policy | by the group's, where no handler's is nearer | all of them, by this policy |
//!
//! They combine, and the nearest policy wins: a handler's, then that of the innermost router.
//!
//! # Without `service`
//!
//! In a `Service` that isn't made by [`service`], a handler with the attribute still decides about its own responses, but
//! salvo's router sends no preflight there: it responds with 405, and pages can't send what needs one.
//!
//! # The mark
//!
//! A response on which a policy has decided is marked in its extensions, and an outer policy leaves it alone. A hoop that
//! replaces the extensions drops the mark; the outer policy then decides.
//!
//! # WebSockets
//!
//! A browser sends no preflight for a WebSocket and lets every page open one, with the cookies of the user. With `enforce`
//! the policy rejects a handshake from a page that it doesn't allow, before the upgrade.
//!
//! # What the attribute goes on
//!
//! It goes on a function, above `#[handler]` or `#[endpoint]`; below these, or without them, the error says so. An `impl`
//! block with `#[handler]` has no place for a policy: put its value on a router with a [`Cors`].
//!
//! The crate `cors` has all of this as `cors::salvo`, with its feature `salvo`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod handler;
mod hoop;
mod known;
mod respond;
mod service;

/// Gives a salvo handler a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::salvo as cors;
pub use handler::GovernedHandler;
pub use hoop::Cors;
pub use service::service;

/// The examples of the guide are tests too.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide-salvo.md")]
struct Guide;

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::__implement_handler as implement_handler;
    pub use crate::handler::{GovernedHandler, Inner, handle, type_id};
    pub use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};
}
