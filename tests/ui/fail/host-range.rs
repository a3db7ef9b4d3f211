use cors::cors;
use http::{Request, Response};

#[cors(origins = ["192.168.1.0/24", "http://10.0.0.*:3000", "http://10.0.0.1-10.0.0.9"])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
}
