// Each mistake is reported, on its own literal, and the function can still be called.
use cors::cors;
use http::{Request, Response};

/// Documented.
#[cors(
    origins = ["*", "https://Example.com", "https://example.org/", "example.net", "http://example.com"],
    methods = [patch, TRACE, Method::PUT, 5],
    headers = ["cookie", "content type", "etag", X_API_KEY],
    expose = ["set-cookie", "*"],
    credentials,
    credentails,
    max_age = 100_000,
    enforce = true,
    dangerously_allow = [null_origin, everything],
)]
pub async fn hello<T: Default>(greeting: &str, req: Request<T>) -> Response<String> {
    let _: &T = req.body();
    Response::new(greeting.to_owned())
}

async fn caller() {
    let response: Response<String> = hello("Hello World!", Request::new(())).await;
    println!("{}", response.body());
}

fn main() {
    drop(caller());
}
