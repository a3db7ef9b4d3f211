//! Handlers with extractors, and a router with their policies in front.
//!
//! [`#[cors::axum::cors]`](macro@cors) goes on an axum handler, with the arguments of `#[cors::cors]` except `request`.
//! The handler is registered with the routing functions of this module, in this module's [`Router`], which takes
//! the place of axum's own.
//!
//! ```
//! use axum::extract::{Json, State};
//! use axum::http::StatusCode;
//! use cors::axum::{Router, cors, get};
//!
//! #[cors(origins = ["https://*.example.com"])]
//! async fn list(State(notes): State<Vec<String>>) -> Json<Vec<String>> {
//!     Json(notes)
//! }
//!
//! #[cors(origins = ["https://app.example.com"], headers = ["content-type"], credentials)]
//! async fn create(Json(note): Json<String>) -> Result<StatusCode, StatusCode> {
//!     if note.is_empty() { Err(StatusCode::UNPROCESSABLE_ENTITY) } else { Ok(StatusCode::CREATED) }
//! }
//!
//! async fn remove() {} // no page of another origin may use this one
//!
//! let app = Router::new()
//!     .route("/notes", get(list).post(create).delete(remove))
//!     .with_state(vec!["a note".to_owned()]);
//! # let _: Router = app;
//! # async fn serve(app: Router, listener: tokio::net::TcpListener) -> std::io::Result<()> {
//! axum::serve(listener, app).await
//! # }
//! ```
//!
//! - Each preflight is answered by the policy of the handler that the requested method would reach. No handler, no
//!   extractor and no layer of the router runs for it.
//! - The headers are on every response to a request that would reach the handler: the handler's, also where it is an
//!   `Err`; that of an extractor that rejects the request; that of a layer around it, such as a 401, 413, 429, the 503 of a
//!   timeout, or the 500 of a caught panic. [`Router`] says more, and what isn't covered.
//! - `methods` can be omitted: they are inferred from the route. If they are given, a registration for another
//!   method doesn't compile; if they are part of a `policy = …` from elsewhere, it panics when the route is made.
//! - A handler can be called and awaited like any async function, for example in a unit test:
//!   `create(Json("a note".to_owned())).await`. No policy decides then: that is the router's part. So the future of one
//!   that takes a whole request and returns a `Response`, as a handler with `http` types does, has to be asked for:
//!   `handler(request).without_policy().await`.
//!
//! # Which one when
//!
//! | | the attribute on a handler | [`Router::policy`] | `cors::tower::CorsLayer` |
//! |---|---|---|---|
//! | it is for | one handler, whose policy is in the line above it | a group of handlers with one policy | services that aren't this module's router: tonic, `ServeDir`, axum's own router |
//! | a 404 or 405 of the router | as its group has it; a 405 also by the policies of the path | has the headers | has the headers inside of the layer |
//! | a layer's 401, 413, 429, 500, 503 | has the headers | has the headers | has the headers, if that layer is inside of it |
//! | preflights | by the handler's policy | by the group's, where no handler's is nearer | all of them by the layer's, whatever is inside |
//! | methods | inferred from the route | inferred from the routes | as listed |
//! | tenants: which policy, by the host | `policy_by = …` | takes a `PolicyBy` too | `CorsLayer::by` |
//!
//! They combine. An attribute wins over the router's policy, and an inner router's policy over an outer one's, for
//! preflights as for responses. A `CorsLayer` inside of this module's router decides about the responses of what has no
//! attribute, and only answers the preflights that no policy in front does: don't give its routes a group. One around the
//! router, after `.into()`, answers all preflights by its own policy, so handlers with other policies don't work from
//! their pages.
//!
//! # With axum's own router
//!
//! The routing functions return a [`CorsMethodRouter`]. It becomes axum's own `MethodRouter` by `.into()`:
//!
//! ```
//! # use cors::axum::{any, cors, get};
//! # #[cors(origins = "*")] async fn read() {}
//! # #[cors(origins = "*")] async fn lost() {}
//! use axum::routing::MethodRouter;
//!
//! let app = axum::Router::new()
//!     .route("/", get(read).into())
//!     .fallback(MethodRouter::from(any(lost)));
//! # let _: axum::Router = app;
//! ```
//!
//! - There the policies stand around the handlers of the path, and behind every layer of the router. One that rejects
//!   requests, as middleware for authentication does, rejects preflights too, and no page can read its response, nor that
//!   of a layer that catches a panic. [`CorsMethodRouter::layer`] puts a layer behind the policies.
//! - Register all handlers with the attribute on one path together, in one chain: `get(list).post(create)`. In two
//!   calls of `route` for the same path, axum panics because both handle OPTIONS.
//! - A handler that is added to the path after `.into()`, as in `MethodRouter::from(get(list)).post(plain)`, isn't known. A
//!   browser that has cached the request headers of `list` sends those to `plain` as well, to the same path, without a
//!   preflight. Register it before `.into()`: then they aren't cached.
//! - OPTIONS requests that aren't preflights reach the handler of OPTIONS or of `any`. If there is none they
//!   get axum's own 405, even with a `method_not_allowed_fallback`.
//! - Below axum's `nest`, the function of a [`PolicyBy`](cors_core::PolicyBy) sees the target without the prefix, as
//!   handlers do. In this module's [`Router`] it sees the target as it was sent.
//!
//! # Preflights
//!
//! - A preflight for a handler without a policy is rejected. If no handler of a path has one, preflights go to the handler
//!   of OPTIONS there, if there is one.
//! - The response to one for a method that no handler of the path takes doesn't list that method, as the browser's console
//!   then says. In a group it does, and the page can read the 405.
//! - A browser caches the request headers that a preflight allows for the path, whatever the method. So if the
//!   handlers of one path don't all share a policy, one with `headers` answers preflights with
//!   `Access-Control-Max-Age: 0`, which disables the cache.
//!
//! # WebSockets
//!
//! A browser sends no preflight for a WebSocket and lets every page open one, with the cookies of the user: cross-site
//! WebSocket hijacking. `enforce` stops it. The policy rejects a handshake from a page that it doesn't allow with 403,
//! before the upgrade, on HTTP/1.1 and on HTTP/2:
//!
//! ```
//! # use cors::axum::{Router, any, cors};
//! # struct WebSocketUpgrade; // with axum's feature `ws`: axum::extract::ws::WebSocketUpgrade
//! # impl<S: Sync> axum::extract::FromRequestParts<S> for WebSocketUpgrade {
//! #     type Rejection = ();
//! #     async fn from_request_parts(_: &mut http::request::Parts, _: &S) -> Result<Self, ()> { Ok(Self) }
//! # }
//! # impl WebSocketUpgrade { fn on_upgrade(self, _: fn()) {} }
//! # fn chat() {}
//! #[cors(origins = ["https://app.example.com"], enforce)]
//! async fn socket(upgrade: WebSocketUpgrade) {
//!     upgrade.on_upgrade(chat)
//! }
//!
//! let app: Router = Router::new().route("/socket", any(socket));
//! ```
//!
//! Pages of the service's own origin pass, and so do clients that send no `Origin`: only browsers are honest about it, so
//! authenticate, too. The policy decides once, at the handshake. Messages aren't its business.
//!
//! Without `Sec-Fetch-Site`, which browsers leave out on plain `http`, a page is of the service's own origin if its
//! `Origin` has the host and port of `Host`. A page of `attacker.example` has both where that name resolves to the
//! service's address: DNS rebinding. A service on plain `http`, as one on localhost or in an intranet, has to reject
//! requests for hosts that aren't its own.
//!
//! # Reverse proxies
//!
//! In front of a service that forwards requests, the policy of a router or a layer decides alone: an upstream server's
//! `Access-Control-*` and `Timing-Allow-Origin` headers are removed, on its responses to preflights too. What has no policy
//! stays as it is.
//!
//! A cache between a policy and its handler stores responses without the policy's headers. One that is further out has to
//! honour `Vary`; if it keeps a response's extensions too, a policy around it leaves what it replays alone.
//!
//! # Errors of the compiler
//!
//! axum's own routing functions don't take a handler with the attribute, since its preflights would get no response. The
//! compiler then says
//!
//! ```text
//! error[E0277]: the trait bound `fn() -> CorsFuture<…> {list}: axum::handler::Handler<_, _>` is not satisfied
//!   |
//!   |         .route("/notes", axum::routing::get(list))
//!   |                          ------------------ ^^^^ unsatisfied trait bound
//!   = note: Consider using `#[axum::debug_handler]` to improve the error message
//! ```
//!
//! The cure is `cors::axum::get(list)`. Where axum's router has a `fallback(list)`, write
//! `fallback(MethodRouter::from(any(list)))`, or use this module's router, which takes `fallback(list)`.
//!
//! A function with the types of axum and `#[cors::cors]` doesn't compile either, and the error names this attribute.
//!
//! # Other attributes and crates
//!
//! `#[tracing::instrument]`, `#[utoipa::path]` and the language's own may stand above or below: this attribute
//! expands after all the others, so they see the function as it was written. `#[axum::debug_handler]` has to stand
//! below, because it calls the function by its name.
//!
//! | crate | with policies in front |
//! |---|---|
//! | utoipa-axum | with the feature `utoipa`, `cors::axum::routes!` in place of its macro, and `Router::routes` in place of `OpenApiRouter::routes` |
//! | aide | its router documents, and this module's serves, see below |
//! | axum-extra | typed paths: `.route(NotePath::PATH, get(show))` in place of `.typed_get(show)`. `route_with_tsr`: give the second path a redirect of its own |
//! | tower layers | `.layer(…)` and `.route_layer(…)` of the router, or of the path, all of them behind the policies |
//!
//! A router of aide's that is merged or nested is [opaque](Router#not-in-front). In front of its routes are the policies
//! that know them: give each path to both routers, and let aide's go when the documentation is made.
//!
//! ```text
//! let notes = get_with(list, |operation| operation.id("list")).put(save);   // aide's routing functions
//! let docs = ApiRouter::new().api_route("/notes", notes.clone());
//! let app = Router::new().route("/notes", MethodRouter::from(notes)).policy(&APP);
//! let _ = docs.finish_api(&mut openapi);
//! ```
//!
//! These handlers have the policy of their group: `cors::axum::get(list).put(save)` tells the methods of the path as well.
//! aide's functions don't take a handler with the attribute. For its documentation, give them what calls it,
//! `put_with(|note: Json<Note>| replace(note).without_policy(), …)`, and `cors::axum::put(replace)` to the router. A
//! `CorsLayer` around aide's router, or around one of its routes, is the short way where one policy is enough.
//!
//! The crate `cors` has all of this as `cors::axum`, with its feature `axum`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod bounds;
mod diagnostics;
mod front;
mod governed;
mod handler;
pub mod methods;
#[cfg(feature = "utoipa")]
pub mod openapi;
mod policy;
pub mod router;
mod routing;

pub use bounds::{RouteLayer, RoutedService};
/// Gives an axum handler a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::axum as cors;
pub use handler::{CorsFuture, CorsHandler, Extractors, WholeRequest};
pub use policy::CorsPolicy;
pub use router::Router;
pub use routing::{CorsMethodRouter, any, delete, get, head, on, options, patch, post, put, trace};

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::diagnostics::{
        Awaited, OtherRequest, UnawaitedHandler, check_request, request_of,
    };
    pub use crate::handler::{CorsFuture, WholeRequest, future};
    pub use crate::methods::{InferredMethods, ListedMethods};
    pub use crate::policy::CorsPolicy;

    /// In place of the crate `axum`, where the macro of utoipa-axum names its method router.
    #[cfg(feature = "utoipa")]
    pub mod stand_in {
        pub mod routing {
            pub use crate::CorsMethodRouter as MethodRouter;
        }
    }
}
