//! The headers are on every response of a handler, whatever it returns.

use std::fmt::{self, Display};
use std::num::ParseIntError;

use axum::Router;
use axum::body::Body;
use axum::extract::Query;
use axum::response::{Html, IntoResponse, Redirect, Response};
use cors::axum::{cors, get};
use cors_conformance::{ACAO, APP, EVIL, Reply, VARY, own_request, request};
use http::{HeaderName, StatusCode, header};
use http_body_util::BodyDataStream;
use http_body_util::channel::Channel;

use crate::serve;

/// What a page on an allowed origin gets, after the same request from a page that may not read, and one that
/// isn't CORS at all.
async fn ask(router: cors::axum::CorsMethodRouter) -> Reply {
    let server = serve(Router::new().route("/", router.into())).await;
    server
        .send(request("GET", "/", EVIL))
        .await
        .assert_not_allowed();
    let own = own_request("GET", "/");
    server.send(own).await.assert_not_allowed();
    server.send(request("GET", "/", APP)).await
}

#[cors(origins = ["https://app.example.com"])]
async fn nothing() {}

#[tokio::test]
async fn of_a_handler_that_returns_nothing() {
    let answer = ask(get(nothing)).await;
    answer.assert_allowed();
    assert_eq!((answer.status, &*answer.body), (StatusCode::OK, ""));
}

#[cors(origins = ["https://app.example.com"])]
async fn some_response() -> impl IntoResponse {
    Html("<p>")
}

#[tokio::test]
async fn of_one_that_returns_some_response() {
    let answer = ask(get(some_response)).await;
    answer.assert_allowed();
    assert_eq!(answer.body, "<p>");
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

#[cors(origins = ["https://app.example.com"])]
async fn whole_response() -> Response {
    let mut response = Response::new(Body::from("teapot"));
    *response.status_mut() = StatusCode::IM_A_TEAPOT;
    response
}

#[tokio::test]
async fn of_one_that_returns_a_whole_response() {
    let answer = ask(get(whole_response)).await;
    answer.assert_allowed();
    assert_eq!(answer.status, StatusCode::IM_A_TEAPOT);
    assert_eq!(answer.body, "teapot");
}

#[cors(origins = ["https://app.example.com"])]
async fn tuple() -> (StatusCode, [(HeaderName, &'static str); 2], String) {
    let headers = [(header::VARY, "accept"), (header::ETAG, "x")];
    (StatusCode::ACCEPTED, headers, "parts".to_owned())
}

#[tokio::test]
async fn of_one_that_returns_parts_and_what_it_set_stays() {
    let server = serve(Router::new().route("/", get(tuple).into())).await;
    let answer = server.send(request("GET", "/", APP)).await;
    assert_eq!(
        answer.cors(),
        [(ACAO, APP), (VARY, "accept"), (VARY, "Origin")]
    );
    assert_eq!(answer.header("etag"), Some("x"));
    assert_eq!(
        (answer.status, &*answer.body),
        (StatusCode::ACCEPTED, "parts")
    );
}

#[cors(origins = ["https://app.example.com"])]
async fn redirect() -> Redirect {
    Redirect::to("/elsewhere")
}

#[tokio::test]
async fn of_one_that_redirects() {
    let answer = ask(get(redirect)).await;
    answer.assert_allowed();
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), Some("/elsewhere"));
}

#[derive(Debug, PartialEq)]
enum Failed {
    Number(ParseIntError),
    Zero,
}

impl From<ParseIntError> for Failed {
    fn from(error: ParseIntError) -> Self {
        Self::Number(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        match self {
            Self::Number(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
            Self::Zero => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

/// With a `?` that converts, an early `return`, and an `impl` for what is returned.
#[cors(origins = ["https://app.example.com"])]
async fn divide(
    Query(numbers): Query<Vec<(String, String)>>,
) -> Result<impl IntoResponse + fmt::Debug, Failed> {
    let mut quotient: u32 = 100;
    for (_, number) in numbers {
        let number: u32 = number.parse()?;
        if number == 0 {
            return Err(Failed::Zero);
        }
        quotient /= number;
    }
    Ok(quotient.to_string())
}

#[tokio::test]
async fn of_one_that_fails() {
    let server = serve(Router::new().route("/", get(divide).into())).await;
    for (query, status, body) in [
        ("a=5&b=2", StatusCode::OK, "10"),
        ("a=0", StatusCode::INTERNAL_SERVER_ERROR, ""),
        (
            "a=x",
            StatusCode::BAD_REQUEST,
            "invalid digit found in string",
        ),
    ] {
        let path = format!("/?{query}");
        let answer = server.send(request("GET", &path, APP)).await;
        answer.assert_allowed();
        assert_eq!((answer.status, &*answer.body), (status, body), "{query}");
        server
            .send(request("GET", &path, EVIL))
            .await
            .assert_not_allowed();
    }
}

#[tokio::test]
async fn and_it_can_be_called_by_a_unit_test_as_it_was_written() {
    let numbers = |text: &str| Query(vec![("a".to_owned(), text.to_owned())]);
    assert_eq!(divide(numbers("0")).await.unwrap_err(), Failed::Zero);
    assert_eq!(
        divide(numbers("4")).await.unwrap().into_response().status(),
        StatusCode::OK
    );
    assert_eq!(tuple().await.2, "parts");
    let () = nothing().await;
    // It is as lazy as any async function, and may run on another thread.
    let never = redirect();
    drop(never);
    let elsewhere = tokio::spawn(async { tuple().await.0 });
    assert_eq!(elsewhere.await.unwrap(), StatusCode::ACCEPTED);
}

/// What `Box<dyn Error>` is to a function that isn't a handler.
struct Boxed(Box<dyn std::error::Error + Send>);

impl<E: std::error::Error + Send + 'static> From<E> for Boxed {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl IntoResponse for Boxed {
    fn into_response(self) -> Response {
        (StatusCode::BAD_GATEWAY, self.0.to_string()).into_response()
    }
}

#[derive(Debug)]
struct Gone;

impl Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("gone")
    }
}

impl std::error::Error for Gone {}

#[cors(origins = ["https://app.example.com"])]
async fn boxed(Query(how): Query<Vec<(String, String)>>) -> Result<&'static str, Boxed> {
    if let Some((how, _)) = how.first() {
        how.parse::<u8>()?;
        Err(Gone)?;
    }
    let coerced: Box<dyn std::error::Error + Send> = Box::new(Gone);
    Err(Boxed(coerced))
}

#[cors(origins = ["https://app.example.com"])]
async fn any_of_two(Query(how): Query<Vec<(String, String)>>) -> Box<dyn Display + Send> {
    if how.is_empty() {
        return Box::new(Gone);
    }
    Box::new(how.len())
}

#[tokio::test]
async fn of_one_whose_errors_are_boxed() {
    let server = serve(Router::new().route("/", get(boxed).into())).await;
    for (path, body) in [
        ("/?1", "gone"),
        ("/?x", "invalid digit found in string"),
        ("/", "gone"),
    ] {
        let answer = server.send(request("GET", path, APP)).await;
        answer.assert_allowed();
        assert_eq!(
            (answer.status, &*answer.body),
            (StatusCode::BAD_GATEWAY, body)
        );
    }
    // The type that is written is what each `return` coerces to.
    assert_eq!(any_of_two(Query(vec![])).await.to_string(), "gone");
}

/// Its body goes on for as long as the test wants.
#[cors(origins = ["https://app.example.com"])]
async fn stream() -> Body {
    let (mut sender, body) = Channel::<_, std::convert::Infallible>::new(1);
    tokio::spawn(async move {
        for part in ["one ", "two ", "three"] {
            sender
                .send_data(hyper::body::Bytes::from(part))
                .await
                .unwrap();
        }
    });
    Body::from_stream(BodyDataStream::new(body))
}

#[tokio::test]
async fn of_one_that_streams() {
    let answer = ask(get(stream)).await;
    answer.assert_allowed();
    assert_eq!(answer.body, "one two three");
    assert_eq!(answer.header("content-length"), None);
}
