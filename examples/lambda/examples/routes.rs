//! One Lambda with several handlers, each with a policy of its own: `cors::method` leads a preflight to the handler of the
//! method that it asks for. `match *request.method()` would send it to none of them, since its own method is OPTIONS.

use cors::cors;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Error, Request, Response, service_fn};

/// `GET /notes`, for every page.
#[cors(origins = ["*"])]
async fn read(_: Request) -> Result<Response<Body>, Error> {
    Ok(Response::new("read".into()))
}

/// `POST /notes`, for the users of one page.
#[cors(origins = ["https://app.example.com"], headers = ["content-type"], credentials)]
async fn write(_: Request) -> Result<Response<Body>, Error> {
    Ok(Response::new("written".into()))
}

/// `DELETE /notes`, for no page of another origin. Without an attribute it would run for preflights.
#[cors(none)]
async fn remove(_: Request) -> Result<Response<Body>, Error> {
    Ok(Response::new("removed".into()))
}

/// And all else, which every page may read.
#[cors(origins = ["*"])]
async fn not_found(_: Request) -> Result<Response<Body>, Error> {
    Ok(Response::builder()
        .status(StatusCode::NOT_FOUND)
        .body(Body::Empty)?)
}

pub(crate) async fn function(request: Request) -> Result<Response<Body>, Error> {
    // A stage or a base path may stand in front, as in the function of `main.rs`.
    let path = request.uri().path();
    match (cors::method(&request), path.rsplit('/').next()) {
        (Method::GET, Some("notes")) => read(request).await,
        (Method::POST, Some("notes")) => write(request).await,
        (Method::DELETE, Some("notes")) => remove(request).await,
        _ => not_found(request).await,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_http::run(service_fn(function)).await
}
