//! A handler of axum's that a server without a router awaits: its policy would do nothing.

use axum::extract::Request;
use axum::response::Response;
use cors::axum::cors;

#[cors(origins = ["https://app.example.com"])]
async fn read(request: Request) -> Response {
    Response::new(request.into_body())
}

async fn serve(request: Request) -> Response {
    read(request).await
}

async fn test(request: Request) -> Response {
    read(request).without_policy().await
}

fn main() {}
