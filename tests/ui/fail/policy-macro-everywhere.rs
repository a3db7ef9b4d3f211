// A wrong policy is a policy for everything else, wherever it stands.
use cors::cors;
use http::{Request, Response};

static API: cors::Policy = cors::policy! { origins = ["https://example.com/"] };

struct Server {
    policy: cors::Policy,
}

#[cors(policy = API)]
async fn hello(_: Request<String>) -> Response<String> {
    Response::new(String::new())
}

fn main() {
    let server = Server {
        policy: cors::policy!(origins = ["*"], credentials),
    };
    drop(server.policy.decide(&Request::new(())));
    drop(hello(Request::new(String::new())));
}
