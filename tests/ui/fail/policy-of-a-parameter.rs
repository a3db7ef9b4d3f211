// A policy is evaluated without the request and the other parameters.
use cors::{Policy, cors};
use http::{Request, Response};

struct Server {
    policy: Policy,
    tenants: Vec<Policy>,
}

#[cors(policy = *policy)]
fn by_parameter(policy: &Policy, _: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = server.tenants[tenant(&req)])]
fn by_request(server: &Server, req: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[cors(policy = if beta { &BETA } else { &API })]
fn by_pattern((beta, _): (bool, u8), _: Request<()>) -> Response<String> {
    Response::new(String::new())
}

impl Server {
    #[cors(policy = self.policy)]
    fn by_self(&self, _: Request<()>) -> Response<String> {
        Response::new(String::new())
    }
}

#[cors::axum::cors(policy = state.policy)]
async fn by_state(axum::extract::State(state): axum::extract::State<&'static Server>) {}

static API: Policy = cors::policy! { origins = ["https://example.com"] };
static BETA: Policy = cors::policy! { origins = ["https://beta.example.com"] };

fn tenant(req: &Request<()>) -> usize {
    req.uri().path().len()
}

fn main() {}
