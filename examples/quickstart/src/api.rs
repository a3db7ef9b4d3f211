//! The API: ordinary handlers, each with its whole CORS policy in the one attribute above it.
//!
//! `http://localhost:*` stands for the page of this example. A real policy lists the origins of its own
//! pages, such as `https://app.example.com`.

use std::fmt::Display;
use std::time::Duration;

use cors::cors;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};

/// No preflight is needed for a GET without headers of its own. The page may read what comes back.
#[cors(origins = ["http://localhost:*"])]
async fn hello(_: Request<Incoming>) -> Response<Full<Bytes>> {
    text("Hello from the API!")
}

/// For a whole note. A client that stops in the middle would be waited for as long as it likes.
const PATIENCE: Duration = Duration::from_secs(10);

/// A PUT with JSON: the browser asks first, and the attribute answers that by itself.
#[cors(
    origins = ["http://localhost:*"],
    methods = [PUT],
    headers = ["content-type"],
    max_age = 600,
)]
async fn note(request: Request<Incoming>) -> Response<Full<Bytes>> {
    let body = Limited::new(request, 64 * 1024).collect();
    match tokio::time::timeout(PATIENCE, body).await {
        Ok(Ok(body)) => text(format!("Saved {} bytes.", body.to_bytes().len())),
        Ok(Err(_)) => status(StatusCode::BAD_REQUEST, "That isn't a note."),
        Err(_) => status(StatusCode::REQUEST_TIMEOUT, "That is half a note."),
    }
}

/// A request header of our own.
#[cors(
    origins = ["http://localhost:*"],
    headers = ["accesstoken"],
)]
async fn profile(request: Request<Incoming>) -> Response<Full<Bytes>> {
    match request.headers().get("accesstoken") {
        Some(_) => text("The token came with the request."),
        None => status(StatusCode::UNAUTHORIZED, "There is no token."),
    }
}

/// The cookie of this example. HttpOnly: no page can read it, but the browser sends it along.
pub(crate) const SIGNED_IN: &str = "quickstart=ferris";
const SET_SIGNED_IN: HeaderValue = HeaderValue::from_static(
    "quickstart=ferris; Path=/session; HttpOnly; SameSite=Lax; Max-Age=3600",
);

/// Cookies: POST signs in, GET says who is signed in.
#[cors(
    origins = ["http://localhost:*"],
    credentials,
)]
async fn session(request: Request<Incoming>) -> Response<Full<Bytes>> {
    if request.method() == Method::POST {
        let mut response = text("Signed in: here is a cookie.");
        response.headers_mut().insert(SET_COOKIE, SET_SIGNED_IN);
        return response;
    }
    let lines = request.headers().get_all(COOKIE).iter();
    let mut cookies = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split("; "));
    match cookies.any(|cookie| cookie == SIGNED_IN) {
        true => text("Signed in: the cookie came."),
        false => status(StatusCode::UNAUTHORIZED, "No cookie came."),
    }
}

/// Two response headers, of which the page may read one.
#[cors(
    origins = ["http://localhost:*"],
    expose = ["x-total-count"],
)]
async fn list(_: Request<Incoming>) -> Response<Full<Bytes>> {
    let mut response = text("Ten of 42 notes.");
    let headers = response.headers_mut();
    headers.insert("x-total-count", HeaderValue::from_static("42"));
    headers.insert("x-served-by", HeaderValue::from_static("backend-7"));
    response
}

/// Errors get the headers of the policy too, or a page couldn't read its own error messages.
#[cors(origins = ["http://localhost:*"])]
async fn broken(_: Request<Incoming>) -> Response<Full<Bytes>> {
    status(StatusCode::INTERNAL_SERVER_ERROR, "The database is away.")
}

/// Not for the page of this example: it comes from another origin than this one.
#[cors(
    origins = ["https://app.example.com"],
    methods = [PUT],
)]
async fn partner(_: Request<Incoming>) -> Response<Full<Bytes>> {
    text("For partners only.")
}

routes!(hello, note, profile, session, list, broken, partner);

fn text(body: impl Display) -> Response<Full<Bytes>> {
    Response::new(Full::from(format!("{body}\n")))
}

fn status(status: StatusCode, body: &'static str) -> Response<Full<Bytes>> {
    let mut response = text(body);
    *response.status_mut() = status;
    response
}

/// Puts each handler at the path of its name.
macro_rules! routes {
    ($($handler:ident),*) => {
        pub(crate) async fn answer(request: Request<Incoming>) -> Response<Full<Bytes>> {
            match request.uri().path() {
                $(concat!("/", stringify!($handler)) => $handler(request).await,)*
                _ => status(StatusCode::NOT_FOUND, "There is no such handler."),
            }
        }
    };
}
use routes;

/// The attribute on a handler, word for word: it is cut out of this very file, so that what the page shows
/// can't differ from what was compiled.
pub(crate) fn attribute(handler: &str) -> Option<&'static str> {
    let source = include_str!("api.rs");
    let (above, _) = source.split_once(&format!("\nasync fn {handler}("))?;
    let attribute = above.get(above.rfind("\n#[cors(")?..)?.trim();
    // A second end would be that of another function's attribute.
    let arguments = attribute.strip_suffix(")]")?;
    (!arguments.contains(")]")).then_some(attribute)
}
