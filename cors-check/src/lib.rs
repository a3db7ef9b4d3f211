//! The browser's side of CORS, by the [Fetch standard](https://fetch.spec.whatwg.org/): what it sends for a page, and
//! what the page may read of what comes back.
//!
//! `curl` can't tell whether a page can use an API, as it doesn't do what a browser does. This does, against a server
//! that is in the same process or anywhere else:
//!
//! ```
//! use cors_check::{Browser, Credentials, Fetch, Page, Reason};
//! use http::{Request, Response};
//!
//! /// Any server: a handler, a `tower` service, a client for HTTP.
//! fn server(request: Request<Vec<u8>>) -> Response<String> {
//!     Response::builder()
//!         .header("access-control-allow-origin", "https://app.example.com")
//!         .header("access-control-allow-methods", "PUT")
//!         .body("saved".to_owned())
//!         .unwrap()
//! }
//!
//! let page = Page::new("https://app.example.com");
//! let put = Fetch::new("PUT", "https://api.example.com/notes/1").text("buy milk");
//! let outcome = Browser::new().fetch(&page, &put, server);
//! assert_eq!(outcome.readable().unwrap().body(), "saved");
//! assert_eq!(outcome.exchanges().count(), 2);
//!
//! // With a cookie, the server has to allow that too.
//! let outcome = Browser::new().fetch(&page, &put.credentials(Credentials::Include), server);
//! let blocked = outcome.blocked().unwrap();
//! assert!(blocked.by_preflight);
//! assert_eq!(blocked.reason, Reason::MissingAllowCredentials(None));
//! assert_eq!(
//!     blocked.to_string(),
//!     "preflight: the response has no `Access-Control-Allow-Credentials: true` (Fetch §4.10, CORS check)",
//! );
//! ```
//!
//! [`Browser::fetch_async`] takes an `async` function, and [`Browser::start`] is the same one message at a time, for
//! everything else. `Outcome::assert_readable` and its like fail with the whole story, which is also what an
//! [`Outcome`] displays; [`Outcome::console`] is the sentence of Chromium's console, and [`Outcome::advice`] the cause
//! and the fix. [`Browser::engine`] goes by the rules of Chromium, Firefox or WebKit, where they depart from the
//! standard ([`Departure`]).
//!
//! | feature | what it adds |
//! |---|---|
//! | `tower` | `Page::fetch`, against a tower service in the same process |
//! | `client` | `Client`, against live servers: HTTP/1.1 and HTTP/2, with TLS |
//! | `cli` | the command `cors-check` |
//!
//! It leaves out service workers, the HTTP cache, timing, registrable domains (in `Sec-Fetch-Site`, every other host is
//! `cross-site`), private networks, and the attributes of cookies.

#![forbid(unsafe_code)]

mod advice;
mod assertions;
mod browser;
mod cache;
pub mod checks;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod connection;
mod console;
mod cookies;
mod engine;
mod explanation;
mod fetching;
pub mod header;
#[cfg(feature = "client")]
mod metered;
pub mod method;
mod outcome;
mod page;
mod reason;
mod request;
mod section;
#[cfg(feature = "tower")]
mod service;
mod url;
mod vary;

pub use advice::Advice;
pub use browser::Browser;
#[cfg(feature = "client")]
pub use client::{Client, Limits};
#[cfg(feature = "client")]
pub use connection::ConnectError;
pub use engine::{Departure, Engine};
pub use fetching::{Next, Pending};
pub use outcome::{Blocked, Check, Exchange, Outcome, Step, Tainting, Verdict};
pub use page::Page;
pub use reason::Reason;
pub use request::{Credentials, Fetch, Mode};
pub use section::Section;
pub use url::origin_of;

#[cfg(all(doctest, feature = "tower"))]
#[doc = include_str!("../README.md")]
struct Readme;
