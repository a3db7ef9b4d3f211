//! Both attributes on one handler, by any name and in either order.

use axum::extract::Request;
use axum::response::Response;
use cors::axum::cors as axum_policy;
use cors::cors as http_policy;

#[cors::cors(origins = ["https://app.example.com"], request = request)]
#[cors::axum::cors(origins = ["https://app.example.com"])]
async fn http_first(request: Request) -> Response {
    Response::new(request.into_body())
}

#[cors::axum::cors(origins = ["https://app.example.com"])]
#[cors::cors(origins = ["https://app.example.com"], request = request)]
async fn axum_first(request: Request) -> Response {
    Response::new(request.into_body())
}

#[http_policy(origins = ["https://app.example.com"], request = request)]
#[axum_policy(origins = ["https://app.example.com"])]
async fn http_first_by_alias(request: Request) -> Response {
    Response::new(request.into_body())
}

#[axum_policy(origins = ["https://app.example.com"])]
#[http_policy(origins = ["https://app.example.com"], request = request)]
async fn axum_first_by_alias(request: Request) -> Response {
    Response::new(request.into_body())
}

#[http_policy(origins = ["https://app.example.com"])]
#[http_policy(origins = ["https://app.example.com"])]
async fn http_twice(request: http::Request<String>) -> http::Response<String> {
    http::Response::new(request.into_body())
}

fn main() {}
