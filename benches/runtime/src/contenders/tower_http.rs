//! tower-http's layer, on a tower service and on an axum router.

use http::{HeaderName, Method};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};
use tower_layer::Layer as _;

use super::{axum, tower};
use crate::policies::BenchPolicy;
use crate::requests::BenchRequest;
use crate::server::Server;

pub(crate) fn on_tower(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    tower::server(layer(policy).layer(tower::plain()), template)
}

pub(crate) fn on_axum(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    axum::server(axum::plain().layer(layer(policy)), template)
}

/// It searches a list of origins linearly; users write a predicate for wildcards.
fn layer(policy: &BenchPolicy) -> CorsLayer {
    let settings = policy.settings;
    let allows = policy.allows;
    let origins = if policy.is_any() {
        AllowOrigin::from(Any)
    } else if policy.has_wildcards() {
        AllowOrigin::predicate(move |origin, _| allows(origin.as_bytes()))
    } else {
        AllowOrigin::list(policy.origin_values())
    };
    let mut layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::from_bytes(settings.method.as_bytes()).unwrap_or_default()])
        .allow_headers(
            settings
                .headers
                .iter()
                .copied()
                .map(HeaderName::from_static)
                .collect::<Vec<_>>(),
        )
        .allow_credentials(settings.credentials);
    if let Some(name) = settings.expose {
        layer = layer.expose_headers([HeaderName::from_static(name)]);
    }
    if let Some(age) = settings.max_age() {
        layer = layer.max_age(age);
    }
    layer
}
