use cors::cors;
use http::{Request, Response};

#[cors(API)]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(crate::API)]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy(API))]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = "API")]
async fn hello_4(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = API, crate = "::cors")]
async fn hello_5(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policies::api())]
async fn hello_6(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(config = API)]
async fn hello_7(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
    drop(hello_3(Request::new(String::new())));
    drop(hello_4(Request::new(String::new())));
    drop(hello_5(Request::new(String::new())));
    drop(hello_6(Request::new(String::new())));
    drop(hello_7(Request::new(String::new())));
}
