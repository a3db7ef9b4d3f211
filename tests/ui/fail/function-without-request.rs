use cors::cors;
use http::Response;

#[cors(origins = ["https://example.com"])]
async fn hello() -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
fn other(_name: &str, _: u32) -> Response<String> {
    Response::new(String::new())
}

struct Api;

impl Api {
    #[cors(origins = ["https://example.com"])]
    fn method(&self) -> Response<String> {
        Response::new(String::new())
    }
}

fn main() {
    drop(hello());
    drop(other("name", 1));
    drop(Api.method());
}
