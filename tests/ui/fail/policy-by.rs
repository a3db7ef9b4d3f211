// What stands beside `policy_by` and `none`, and where.
use std::sync::LazyLock;

use cors::{Policy, PolicyBy, cors};
use http::{Request, Response, header};

static TENANTS: LazyLock<PolicyBy> = LazyLock::new(|| PolicyBy::new([header::HOST], |_| None::<Policy>));
static API: Policy = cors::policy! { origins = ["https://example.com"] };

#[cors(policy_by = TENANTS, origins = ["https://example.com"], credentials)]
fn with_origins(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors(policy_by = TENANTS, policy = API)]
fn with_policy(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors(policy_by = API)]
fn of_a_policy(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors(policy_by = by(req))]
fn by_a_parameter(req: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors::axum::cors(policy_by = TENANTS, max_age = 60)]
async fn on_axum() {}

static IN_POLICY: Policy = cors::policy! { policy_by = TENANTS };

#[cors(none, origins = ["https://example.com"])]
fn none_with_origins(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors(policy_by = TENANTS, none)]
fn none_with_policy(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors(none = true)]
fn none_with_value(_: Request<()>) -> Response<()> {
    Response::new(())
}

fn main() {}
