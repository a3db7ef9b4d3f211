use cors::cors;
use http::{Request, Response};

trait Api {
    #[cors(origins = ["https://example.com"])]
    fn hello(&self, req: Request<String>) -> Response<String>;
}

struct Server;

impl Api for Server {
    fn hello(&self, req: Request<String>) -> Response<String> {
        Response::new(req.into_body())
    }
}

fn main() {
    drop(Server.hello(Request::new(String::new())));
}
