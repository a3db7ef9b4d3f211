// Methods, with every kind of `self`, in traits and their implementations.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

struct Api {
    hits: u32,
}

impl Api {
    #[cors(origins = ["https://example.com"])]
    fn shared(&self, _: Request<()>) -> Response<String> {
        Response::new(self.hits.to_string())
    }

    #[cors(origins = ["https://example.com"])]
    fn unique(&mut self, _: Request<()>) -> Response<String> {
        self.hits += 1;
        Response::new(self.hits.to_string())
    }

    #[cors(origins = ["https://example.com"])]
    async fn owned(self, _: Request<()>) -> Response<String> {
        Response::new(self.hits.to_string())
    }

    #[cors(origins = ["https://example.com"])]
    fn of_self(self: &std::rc::Rc<Self>, _: Request<()>) -> Response<String> {
        Response::new(Self { hits: self.hits }.hits.to_string())
    }

    #[cors(origins = ["https://example.com"])]
    fn of_nothing(_: Request<()>) -> Response<String> {
        Response::new(String::new())
    }
}

trait Handle {
    fn handle(&self, req: Request<()>) -> Response<String>;

    #[cors(origins = ["https://example.com"])]
    fn provided(&self, req: Request<()>) -> Response<String> {
        self.handle(req)
    }
}

impl Handle for Api {
    #[cors(origins = ["https://example.com"])]
    fn handle(&self, _: Request<()>) -> Response<String> {
        Response::new(self.hits.to_string())
    }
}

trait Answer {
    fn answer(self) -> Response<String>;
    async fn later(&mut self) -> Response<String>;
}

impl Answer for Request<()> {
    #[cors(origins = ["https://example.com"], request = self)]
    fn answer(self) -> Response<String> {
        Response::new(self.uri().to_string())
    }

    #[cors(origins = ["https://example.com"], request = self)]
    async fn later(&mut self) -> Response<String> {
        self.headers_mut().clear();
        Response::new(self.uri().to_string())
    }
}

pub fn main() {
    let mut api = Api { hits: 0 };
    assert_eq!(api.unique(Request::new(())).body(), "1");
    assert_eq!(api.shared(Request::new(())).body(), "1");
    assert_eq!(api.provided(Request::new(())).body(), "1");
    assert_eq!(std::rc::Rc::new(Api { hits: 2 }).of_self(Request::new(())).body(), "2");
    drop(Api::of_nothing(Request::new(())));
    drop(api.owned(Request::new(())));
    let request = Request::builder().header("origin", "https://example.com");
    let mut request = request.body(()).unwrap();
    drop(request.later());
    let response = request.answer();
    assert!(response.headers().contains_key("access-control-allow-origin"));
}
