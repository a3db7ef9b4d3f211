//! The attribute with origins that are known at deployment (feature `live`).

use cors::{LiveOrigins, Origins, Policy};
use http::{Request, Response};

use super::handlers::hello;
use super::plain;
use crate::policies::BenchPolicy;
use crate::requests::BenchRequest;
use crate::server::Server;

static ORIGINS: LiveOrigins = LiveOrigins::new();
/// As those of [`KINDS`](crate::cases::KINDS).
static POLICY: Policy = cors::policy! {
    origins = [ORIGINS],
    methods = [PUT],
    headers = ["content-type", "accesstoken"],
    expose = ["x-total-count"],
    max_age = 600,
    credentials,
};

pub(crate) fn attribute(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    #[cors::cors(policy = POLICY)]
    fn handler(request: Request<()>) -> Response<&'static str> {
        hello(&request)
    }

    if !policy.settings.credentials {
        return None;
    }
    let origins = Origins::try_from(policy.origins.to_vec()).ok()?;
    ORIGINS.set(origins).ok()?;
    plain::server(handler, template)
}
