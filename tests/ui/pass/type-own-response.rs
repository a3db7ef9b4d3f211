// A type of one's own that carries a response.
use cors::{HandlerResponse, cors};
use http::{Request, Response};

struct Page {
    response: Response<String>,
}

impl HandlerResponse for Page {
    type Body = String;

    fn from_empty(response: Response<()>) -> Self {
        Self { response: response.map(|()| String::new()) }
    }

    fn response_mut(&mut self) -> Option<&mut Response<String>> {
        Some(&mut self.response)
    }
}

#[cors(origins = ["https://example.com"])]
fn page(_: Request<()>) -> Page {
    Page { response: Response::new("Hello World!".to_owned()) }
}

#[cors(origins = ["https://example.com"])]
async fn fallible(_: Request<()>) -> Result<Page, std::io::Error> {
    Ok(Page { response: Response::new(String::new()) })
}

pub fn main() {
    let request = Request::builder().header("origin", "https://example.com").body(()).unwrap();
    assert!(page(request).response.headers().contains_key("access-control-allow-origin"));
    drop(fallible(Request::new(())));
}
