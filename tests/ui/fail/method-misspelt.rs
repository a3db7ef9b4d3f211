use cors::cors;
use http::{Request, Response};

#[cors(origins = ["*"], methods = [DELTE, "OPTION", Patc, "GET|PUT", "PUT/DELETE", "HTTP/PUT", "${METHOD}"])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
}
