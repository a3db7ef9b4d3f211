use cors::cors;
use http::{Request, Response};

#[cors(origins = ["*"], methods = ["P*", ANY], headers = ["x-amz-meta-*", "all"], expose = ["**"])]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
}
