//! The attribute for the types of `http` on a handler of axum's.

use axum::extract::{Json, Request};
use axum::response::{IntoResponse, Response};
use cors::cors;

#[cors(origins = ["https://app.example.com"])]
async fn by_type(request: Request) -> Response {
    request.into_body().into_response()
}

#[cors(origins = ["https://app.example.com"])]
async fn by_path(request: axum::extract::Request) -> axum::response::Response {
    request.into_body().into_response()
}

#[cors(origins = ["https://app.example.com"])]
async fn by_extractor(Json(note): Json<String>) -> String {
    note
}

#[cors(origins = ["https://app.example.com"])]
async fn by_response(_: http::Request<String>) -> impl IntoResponse {
    "hello"
}

// With its request named, it is a service as any other.
#[cors(origins = ["https://app.example.com"], request = request)]
async fn as_service(request: Request) -> Response {
    request.into_body().into_response()
}

fn main() {}
