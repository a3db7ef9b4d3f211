// A type of one's own that carries a response.
use cors::{Respond, cors};
use http::{HeaderMap, Request, Response};

struct Page {
    response: Response<String>,
}

impl Respond for Page {
    fn from_empty(response: Response<()>) -> Self {
        Self { response: response.map(|()| String::new()) }
    }

    fn headers_mut(&mut self) -> Option<&mut HeaderMap> {
        Some(self.response.headers_mut())
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
