// `timing`, on responses of the handler and not on those to preflights.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"], timing, expose = ["Authorization"])]
fn listed(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

#[cors(origins = ["*"], timing)]
fn any(_: Request<()>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

pub fn main() {
    let from = |origin: &str| Request::builder().header("origin", origin).body(()).unwrap();
    let timing = |response: Response<String>| response.headers().get("timing-allow-origin").cloned();
    assert_eq!(timing(listed(from("https://example.com"))).unwrap(), "https://example.com");
    assert_eq!(timing(listed(from("https://example.org"))), None);
    assert_eq!(timing(any(Request::new(()))).unwrap(), "*");
    let preflight = Request::builder()
        .method("OPTIONS")
        .header("origin", "https://example.com")
        .header("access-control-request-method", "GET");
    assert_eq!(timing(listed(preflight.body(()).unwrap())), None);
}
