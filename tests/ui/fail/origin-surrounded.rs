use cors::cors;
use http::{Request, Response};

#[cors(
    origins = [
        "\"https://a.example\"",
        "<https://b.example>",
        "[c](https://c.example)",
        "Origin: https://d.example",
        "https://e.example # staging",
        "https://f.example,",
        "http://https://g.example",
        "[\"https://h.example\", \"https://i.example\"]",
        "'self'",
        "* https://j.example",
        "Origin: null",
    ],
)]
async fn hello_1(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    drop(hello_1(Request::new(String::new())));
}
