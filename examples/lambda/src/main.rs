//! A Lambda behind API Gateway. The attribute below is its whole CORS configuration: there is no `cors:`
//! block in `serverless.yml`, and no header set by hand.

use cors::cors;
use lambda_http::http::{Method, StatusCode, header};
use lambda_http::{Body, Error, Request, Response, service_fn};
use serde_json::{Value, json};

/// What Lambda calls, for preflights and for requests. The policy stands here, in front of the routes, so
/// that a page can read a 404 too.
#[cors(
    origins = ["https://*.example.com", "http://localhost:3000"],
    headers = ["accesstoken", "content-type"],
    credentials,
)]
async fn function(request: Request) -> Result<Response<Body>, Error> {
    // A stage or a base path may stand in front: what counts is how the path ends.
    let path = request.uri().path();
    match path.rsplit('/').next().unwrap_or(path) {
        "helloworld" => match *request.method() {
            Method::GET => hello_world(),
            Method::POST => greet(&request),
            _ => reply(StatusCode::METHOD_NOT_ALLOWED, "GET or POST"),
        },
        _ => reply(StatusCode::NOT_FOUND, "no such path"),
    }
}

/// `GET /helloworld`
fn hello_world() -> Result<Response<Body>, Error> {
    reply(StatusCode::OK, "Hello World!")
}

/// `POST /helloworld` with `{"name": "…"}`
fn greet(request: &Request) -> Result<Response<Body>, Error> {
    let body: Option<Value> = serde_json::from_slice(request.body()).ok();
    match body.as_ref().and_then(|body| body["name"].as_str()) {
        Some(name) => reply(StatusCode::OK, &format!("Hello {name}!")),
        // An `Err` would be an error of the function: API Gateway makes a 502 of it, with nothing in it
        // for the page. An error that a page should read is a response.
        None => reply(StatusCode::BAD_REQUEST, r#"send {"name": "…"}"#),
    }
}

fn reply(status: StatusCode, message: &str) -> Result<Response<Body>, Error> {
    Ok(Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .body(json!({ "message": message }).to_string().into())?)
}

// One request at a time is all that Lambda sends: one thread starts faster than a pool.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_http::run(service_fn(function)).await
}
