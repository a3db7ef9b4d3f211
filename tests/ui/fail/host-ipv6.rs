use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "http://::1",
        "http://[0:0:0:0:0:0:0:1]:3000",
        "http://[2001:DB8::1]",
        "http://[2001:db8:0:0::1]",
        "http://[::ffff:192.0.2.1]",
        "http://[::1",
        "http://[example]",
        "http://[fe80::1%25eth0]",
        "http://[::1]abc",
    ],
)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new("Hello World!".to_owned())
}

fn main() {
    drop(hello(Request::new(String::new())));
}
