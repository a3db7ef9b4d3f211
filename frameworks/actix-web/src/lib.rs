//! Handlers of actix-web with their policies, and a middleware for all that has none.
//!
//! [`#[cors::actix_web::cors]`](macro@cors) goes above a route macro of actix-web, with the arguments of `#[cors::cors]`
//! except `request`:
//!
//! ```
//! use actix_web::{App, HttpResponse, Responder, delete, get, post, web};
//! use cors::actix_web::cors;
//!
//! #[cors(origins = ["https://*.example.com"])]
//! #[get("/notes")]
//! async fn list() -> impl Responder {
//!     web::Json(["a note"])
//! }
//!
//! #[cors(origins = ["https://app.example.com"], headers = ["content-type"], credentials)]
//! #[post("/notes")]
//! async fn create(note: web::Json<String>) -> impl Responder {
//!     HttpResponse::Created().json(note)
//! }
//!
//! #[delete("/notes")] // no page of another origin may use this one
//! async fn remove() -> impl Responder {
//!     HttpResponse::NoContent()
//! }
//!
//! let app = App::new().service(list).service(create).service(remove);
//! # let _ = app;
//! ```
//!
//! - A preflight is answered by the policy of the handler whose method it asks for. The handler doesn't run, and neither
//!   does an extractor or a `wrap = …` of it. So a handler can have a policy, which `wrap = "Cors…"` can't give it: the
//!   guard of the method keeps preflights from what is wrapped.
//! - The headers are on every response of the handler's resource: the handler's, also where it is an `Err`; that of an
//!   extractor that rejects the request; that of a `wrap = …`.
//! - It takes all of actix-web's route macros: `#[get]` and the like, `#[route]` with several methods, `#[routes]`, and all
//!   of them inside of a `#[scope]`. `name`, `guard` and `wrap` mean what they always do.
//! - `methods` can be omitted: they are inferred from the route macro. If they are given, and the route has another one, it
//!   doesn't compile; if they are part of a `policy = …` from elsewhere, it panics when the app is put together.
//! - `#[tracing::instrument]`, `#[utoipa::path]` and other attributes may stand above or below. The route macros are
//!   actix-web's own: the attribute reads what they say, and registers the handler in their place. What a macro of another
//!   crate with such a name would add, a guard say, isn't there.
//!
//! # In front of middleware
//!
//! Middleware around a whole app, such as one for authentication, stands in front of the handlers, and rejects their
//! preflights. So put the middleware [`Cors`] around it. It knows the policies of the handlers inside, and decides by the
//! nearest: a handler's, else that of a scope [`around`](Cors::around) which it is, else its own.
//!
//! ```
//! # use actix_web::{App, HttpResponse, Responder, body::MessageBody, dev::{ServiceRequest, ServiceResponse}, get, web};
//! # use actix_web::middleware::{Next, from_fn};
//! use cors::Policy;
//! use cors::actix_web::{Cors, cors};
//! # async fn authenticate(request: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
//! #     next.call(request).await
//! # }
//!
//! static API: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
//!
//! #[cors(origins = ["*"])]
//! #[get("/status")]
//! async fn status() -> impl Responder {
//!     "all is well"
//! }
//!
//! let app = App::new()
//!     .service(status)
//!     .route("/notes", web::get().to(HttpResponse::Ok))
//!     .wrap(from_fn(authenticate))
//!     .wrap(Cors::new(&API)); // the last is the outermost
//! # let _ = app;
//! ```
//!
//! A page that may use `/status` can then read the 401 of the authentication there, and one of `https://app.example.com` all
//! other responses, also a 404 and a 405. An `Err` of middleware gets the headers too, wherever it becomes a response.
//!
//! What isn't covered: what actix-web responds before it calls an app, such as the 400 to a request that isn't HTTP; and a
//! panic, after which actix-web closes the connection without a response. Return an `Err` instead: a page can read its 500.
//!
//! # Which one when
//!
//! | | the attribute | [`Cors`] around an app or a scope |
//! |---|---|---|
//! | it is for | one handler, whose policy is in the line above it | all inside that has no nearer policy, also `web::get().to(…)` |
//! | preflights | by the handler's policy | by the nearest policy inside that is known, else by its own |
//! | a 404, a 405 | by the policy around | has the headers |
//! | middleware's 401, 413, 429, 500 | has the headers where it is in `wrap = …`, or a [`Cors`] is around it | has the headers, if that is inside |
//! | methods | inferred from the route | as listed |
//!
//! A [`Cors`] that is a `wrap` of a scope or a resource isn't known to one further out: that one answers its preflights. The
//! inner one then rejects by itself what its own policy doesn't allow, except for GET and HEAD.
//!
//! # Tenants
//!
//! A service with tenants has a policy for each of them. [`Cors::by`] chooses it by the head of each request:
//!
//! ```
//! use actix_web::{App, HttpResponse, http::header::HOST, web};
//! use cors::{Policy, actix_web::Cors};
//!
//! static SHOP: Policy = cors::policy! { origins = ["https://shop.example"], credentials };
//! static BANK: Policy = cors::policy! { origins = ["https://bank.example"], enforce };
//!
//! let by_host = Cors::by([HOST], |head| match head.host()? {
//!     "shop.example.net" => Some(&SHOP),
//!     "bank.example.net" => Some(&BANK),
//!     _ => None, // no page of another origin
//! });
//! let app = App::new()
//!     .route("/notes", web::get().to(HttpResponse::Ok))
//!     .wrap(by_host);
//! # let _ = app;
//! ```
//!
//! For a handler, `policy_by` names a [`PolicyBy`](cors_core::PolicyBy). The headers that it reads are names of the crate
//! `http` 1:
//!
//! ```
//! use std::sync::LazyLock;
//!
//! use actix_web::{HttpResponse, Responder, get};
//! use cors::{Policy, PolicyBy, actix_web::cors};
//!
//! static SHOP: Policy = cors::policy! { origins = ["https://shop.example"], credentials };
//!
//! static TENANTS: LazyLock<PolicyBy> = LazyLock::new(|| {
//!     let host = "host".parse().expect("the name of a header");
//!     PolicyBy::new([host], |head| match head.host()? {
//!         "shop.example.net" => Some(&SHOP),
//!         _ => None,
//!     })
//! });
//!
//! #[cors(policy_by = TENANTS)]
//! #[get("/orders")]
//! async fn orders() -> impl Responder {
//!     HttpResponse::Ok()
//! }
//! ```
//!
//! A host has its port where that isn't the default one, as in `localhost:8080`.
//!
//! # Handlers of one path
//!
//! Each handler with the attribute answers its own preflights, in whatever scope it is, and those of one path know of each
//! other. A browser remembers the request headers that a preflight allows for the path as a whole. So where their policies
//! differ, a preflight that allows headers isn't cached. A handler *without* the attribute isn't known: if it shares a path
//! with one that allows headers, give it `#[cors(none)]`, or a policy.
//!
//! Where two handlers of one path and method have guards, a preflight goes to the one whose guards let it pass. A preflight
//! has the host and the path of the request that it is about, and neither its body nor the page's own headers. Where it
//! isn't clear, no page may send the request. As the request itself may reach the other one, handlers whose policies differ
//! there reject by themselves what their own policy doesn't allow, except for GET and HEAD.
//!
//! # Patterns that overlap
//!
//! A path such as `/users/me` may match several patterns, as `/users/{name}` too. What isn't known here may be among them:
//! a handler without the attribute, and the guards of a scope. So only the first pattern that is registered counts:
//!
//! - A handler answers preflights for a path only where its pattern is the first of the app that matches. For the other
//!   ones no page may send the request, as for `PUT /users/me` where `#[get("/users/me")]` stands before
//!   `#[put("/users/{name}")]`. Register patterns that take less before those that take more, and for each all methods that
//!   pages of other origins use. The same is so for a pattern with parameters in the second of two scopes with one prefix.
//! - Responses for the other ones are decided by the handler that responds, and what middleware responds in front of it by
//!   the policy around.
//! - A resource outside of a scope that a [`Cors`] is [`around`](Cors::around), with a path that begins as the scope's, is
//!   taken for one inside.
//! - A handler without the attribute that takes the same path and method as one with it, and is registered before, is taken
//!   for that one: the pages of its policy may use it. So is one behind it, for requests that the guards of the one with it
//!   don't let pass. With `#[cors(none)]` no page may.
//!
//! Middleware that rewrites paths, such as `NormalizePath`, goes outside of a [`Cors`], so in a later `wrap`: a policy
//! decides by the path that it gets.
//!
//! # WebSockets
//!
//! Every page may open a WebSocket, with the user's cookies, and no preflight is sent. With `enforce` a handler of
//! `actix-ws` doesn't run for pages that its policy doesn't list:
//!
//! ```
//! # use actix_web::{Error, HttpResponse, get};
//! # use cors::actix_web::cors;
//! #[cors(origins = ["https://app.example.com"], enforce)]
//! #[get("/live")]
//! async fn live(/* request: HttpRequest, body: web::Payload */) -> Result<HttpResponse, Error> {
//!     // let (response, session, messages) = actix_ws::handle(&request, body)?;
//!     # let response = HttpResponse::SwitchingProtocols().finish();
//!     Ok(response)
//! }
//! ```
//!
//! The crate `cors` has all of this as `cors::actix_web`, with its feature `actix-web`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod front;
mod group;
mod handler;
mod head;
mod mark;
mod middleware;
mod nesting;
mod path;
mod resource;
mod response;
mod routes;

/// Gives a handler of actix-web a CORS policy, which is checked at compile time. See the [module](self).
pub use cors_macro::actix_web as cors;
pub use middleware::{Cors, CorsService};
pub use response::ResponseFuture;

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use actix_web::dev::{AppService, HttpServiceFactory};

    pub use crate::resource::guard;
    pub use crate::routes::Routes;
}

/// The examples of the guide are tests too.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide-actix-cors.md")]
struct Guide;
