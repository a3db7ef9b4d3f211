use cors::cors;
use http::{Request, Response};

static API: cors::Policy = cors::policy! { origins = ["https://example.com"] };

#[cors(policy = API, origins = ["https://example.com"], credentials, max_age = 600)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
