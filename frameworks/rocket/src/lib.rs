//! Policies for the routes of [Rocket](https://rocket.rs), and a fairing that answers their preflights.
//!
//! [`#[cors::rocket::cors]`](macro@cors) stands above `#[get(…)]` and the like, with the arguments of `#[cors::cors]`
//! except `request`. Rocket's own `routes!`, `uri!` and `mount` take the route as before, and
//! [`CorsFairing`] is attached once.
//!
//! ```
//! use cors::rocket::{CorsFairing, cors};
//! use rocket::http::Status;
//! use rocket::serde::json::Json;
//! use rocket::{Build, Rocket, State, delete, get, post, routes};
//!
//! #[cors(origins = ["https://*.example.com"])]
//! #[get("/notes")]
//! fn list(notes: &State<Vec<String>>) -> Json<&Vec<String>> {
//!     Json(notes.inner())
//! }
//!
//! #[cors(origins = ["https://app.example.com"], headers = ["content-type"], credentials)]
//! #[post("/notes", data = "<note>")]
//! fn create(note: Json<String>) -> Result<Status, Status> {
//!     if note.is_empty() { Err(Status::UnprocessableEntity) } else { Ok(Status::Created) }
//! }
//!
//! #[delete("/notes")]
//! fn remove() {} // no page of another origin may use this one
//!
//! fn notes() -> Rocket<Build> {
//!     rocket::build()
//!         .manage(vec!["a note".to_owned()])
//!         .mount("/", routes![list, create, remove])
//!         .attach(CorsFairing::new())
//! }
//! # rocket::async_test(async {
//! # let client = rocket::local::asynchronous::Client::untracked(notes()).await.unwrap();
//! # let origin = rocket::http::Header::new("origin", "https://app.example.com");
//! # let response = client.get("/notes").header(origin.clone()).dispatch().await;
//! # assert_eq!(response.headers().get_one("access-control-allow-origin"), Some("https://app.example.com"));
//! # let asked = client.options("/notes").header(origin);
//! # let asked = asked.header(rocket::http::Header::new("access-control-request-method", "POST"));
//! # assert_eq!(asked.dispatch().await.headers().get_one("access-control-allow-headers"), Some("content-type"));
//! # });
//! ```
//!
//! - Each preflight is answered by the policy of the route that the requested method would reach. No route, no guard and
//!   no catcher runs for it, and there is no OPTIONS route to write.
//! - The headers are on every response to a request that reaches the route: the handler's, also where it is an `Err`; that
//!   of a catcher, because a guard failed, a parameter or the content doesn't parse, the content is too large, or the
//!   handler panicked.
//! - A request that matches none of a path's routes, for its method or its `format`, gets Rocket's 404 with the headers of
//!   the path's policies, so the page can read it.
//! - Rocket doesn't launch where the fairing is missing, is attached twice, or where a policy's `methods` leave out the
//!   method of its route. Leave `methods` out: a route has one, and it is inferred.
//! - The handler stays a function that a unit test can call: `create(Json("a note".to_owned()))`. No policy decides then.
//!   Tests with Rocket's `local::asynchronous::Client` go through the policies, as requests over the network do.
//!
//! # Groups
//!
//! [`CorsFairing::policy`] gives a policy to everything below a path that has none of its own: routes without the
//! attribute, a `FileServer`, and the 404 of paths without a route. Like a catcher it has a base, and the longest that
//! fits counts. An attribute wins over it, and `#[cors(none)]` opts a route out.
//!
//! ```
//! use cors::Policy;
//! use cors::rocket::CorsFairing;
//! use rocket::fs::FileServer;
//!
//! static API: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
//! static FILES: Policy = cors::policy! { origins = ["*"] };
//!
//! let rocket = rocket::build()
//!     .mount("/files", FileServer::from(rocket::fs::relative!("src")))
//!     .attach(CorsFairing::new().policy("/", &API).policy("/files", &FILES));
//! # rocket::async_test(async {
//! # let client = rocket::local::asynchronous::Client::untracked(rocket).await.unwrap();
//! # let response = client.get("/files/lib.rs").dispatch().await;
//! # assert_eq!(response.headers().get_one("access-control-allow-origin"), Some("*"));
//! # });
//! ```
//!
//! For services with tenants, [`CorsFairing::policy`] also takes a `PolicyBy`, which chooses the policy by the head of each
//! request, and so does `#[cors(policy_by = …)]` on a route.
//!
//! # Ranks and formats
//!
//! Several routes may take the same method of a path: by `rank`, where a guard forwards to the next one, or by `format`. A
//! preflight says nothing of either, so the policy of the first in Rocket's order answers it. The response has the
//! headers of the route that was reached in the end. If that has another policy than the one that answered the
//! preflight, it rejects origins that it doesn't allow with 403, as with `enforce`: no browser has asked it. So give such
//! routes one policy. A route without a policy rejects such origins too; in a group, those that the group's doesn't allow.
//!
//! # Forms that name a method
//!
//! Rocket takes a form's POST for the method in the form's field `_method`. Every website can send a form without a
//! preflight, so a page could reach the route of `#[delete]` without asking. Behind a policy such a request runs only if
//! the policy allows its origin, or if it is the server's own; else it gets 403.
//!
//! # Other fairings
//!
//! Attach `CorsFairing` last. A fairing that rewrites the path or the method of requests has to stand before it, and one
//! that sets `Access-Control-*` headers after it would speak beside the policy.
//!
//! # Limits
//!
//! - Rocket answers a request with a method that it doesn't know, such as `PURGE` or `QUERY`, with a 400 that no
//!   fairing sees, so without headers.
//! - Rocket drops lines of headers that aren't UTF-8. No browser sends such an `Origin`.
//! - Where a route is written by a `macro_rules!` macro, Rocket's limits for that apply.
//!
//! The crate `cors` has all of this as `cors::rocket`, with its feature `rocket`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod fairing;
mod front;
mod head;
mod known;
mod route;

/// Gives a route of Rocket a CORS policy, which is checked at compile time. It stands above the route's own attribute.
/// See the [module](self).
pub use cors_macro::rocket as cors;
pub use fairing::CorsFairing;

/// What the attribute's expansions call. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use rocket::Route;

    pub use crate::route::{Attached, with_policy};
}

/// The guide's examples are tests here, as the facade's tests don't build Rocket.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide-rocket.md")]
struct Guide;
