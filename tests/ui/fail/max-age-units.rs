use cors::cors;
use http::{Request, Response};

#[cors(origins = ["*"], max_age = "600")]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["*"], max_age = 24h)]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["*"], max_age = Duration::from_secs(600))]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["*"], max_age = 3,600)]
async fn hello_4(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["*"], max_age = 60 * 60)]
async fn hello_5(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["*"], max_age = Duration::from_secs(60 * 60))]
async fn hello_6(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["*"], max_age = 600u64)]
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
