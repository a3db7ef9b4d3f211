use cors::cors;
use http::{Request, Response};

#[cors(allowedOrigins = ["https://a.example"], Access_Control_Allow_Methods = [PUT], allow-headers = ["x-a"], exposedHeaders = ["x-a"], "maxAge": 600)]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(origins = ["https://a.example"], supportsCredentials = true, strict, allow_private_network, vary, preflightContinue = false)]
async fn hello_2(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

#[cors(permissive)]
async fn hello_3(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
    drop(hello_2(Request::new(String::new())));
    drop(hello_3(Request::new(String::new())));
}
