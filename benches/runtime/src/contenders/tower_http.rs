//! tower-http's layer, on a tower service and on an axum router.

use http::{HeaderName, Method};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};
use tower_layer::Layer as _;

use super::{Server, axum, tower};
use crate::policies::Subject;
use crate::requests::Asked;

pub(crate) fn on_tower(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    tower::server(layer(subject).layer(tower::plain()), asked)
}

pub(crate) fn on_axum(subject: &Subject, asked: &Asked) -> Option<Box<dyn Server>> {
    axum::server(axum::plain().layer(layer(subject)), asked)
}

/// It has lists of origins, which it goes through; for wildcards its users write a
/// predicate.
fn layer(subject: &Subject) -> CorsLayer {
    let terms = subject.terms;
    let allows = subject.allows;
    let origins = if subject.is_any() {
        AllowOrigin::from(Any)
    } else if subject.has_wildcards() {
        AllowOrigin::predicate(move |origin, _| allows(origin.as_bytes()))
    } else {
        AllowOrigin::list(subject.origin_values())
    };
    let mut layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::from_bytes(terms.method.as_bytes()).unwrap_or_default()])
        .allow_headers(
            terms
                .headers
                .iter()
                .copied()
                .map(HeaderName::from_static)
                .collect::<Vec<_>>(),
        )
        .allow_credentials(terms.credentials);
    if let Some(name) = terms.expose {
        layer = layer.expose_headers([HeaderName::from_static(name)]);
    }
    if let Some(age) = terms.max_age() {
        layer = layer.max_age(age);
    }
    layer
}
