//! The contenders: ways to put a policy on a handler, each in its own framework.

#[cfg(feature = "actix")]
pub(crate) mod actix;
pub(crate) mod axum;
pub(crate) mod by_hand;
pub(crate) mod handlers;
#[cfg(feature = "live")]
pub(crate) mod live;
pub(crate) mod plain;
#[cfg(feature = "peers")]
pub(crate) mod poem;
#[cfg(feature = "peers")]
pub(crate) mod salvo;
#[cfg(feature = "peers")]
pub(crate) mod their_cors_core;
pub(crate) mod tower;
#[cfg(feature = "peers")]
pub(crate) mod tower_http;
#[cfg(feature = "peers")]
pub(crate) mod warp;

use crate::policies::BenchPolicy;
use crate::requests::BenchRequest;
use crate::server::Server;

/// A way to put a policy on a handler.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    /// A server with the policy, for repetitions of the request. None if it can't express the policy.
    pub(crate) start: fn(&BenchPolicy, &BenchRequest) -> Option<Box<dyn Server>>,
    /// The contender whose cost is subtracted.
    pub(crate) bare: &'static str,
    /// The contender with the same policy by hand, for ratios.
    pub(crate) floor: &'static str,
}

#[cfg(feature = "peers")]
impl Contender {
    /// tower-http on the same framework, or on a plain service.
    pub(crate) fn tower_http(&self) -> &'static str {
        if self.bare.starts_with("axum") {
            "axum tower-http"
        } else {
            "tower tower-http"
        }
    }
}

/// The part of a contender in the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The framework without a policy.
    Bare,
    /// The policy by hand.
    Floor,
    Ours,
    Peer,
}

macro_rules! contenders {
    ($($(#[$cfg:meta])* $name:literal: $role:ident by $start:path, less $bare:literal, over $floor:literal;)*) => {
        &[$($(#[$cfg])* Contender {
            name: $name,
            role: Role::$role,
            start: $start,
            bare: $bare,
            floor: $floor,
        }),*]
    };
}

/// In the order of the tables.
pub(crate) const CONTENDERS: &[Contender] = contenders! {
    "http": Bare by plain::bare, less "http", over "http by hand";
    "http by hand": Floor by plain::by_hand, less "http", over "http by hand";
    "http #[cors]": Ours by plain::attribute, less "http", over "http by hand";
    #[cfg(feature = "live")]
    "http LiveOrigins": Ours by live::attribute, less "http", over "http by hand";
    #[cfg(feature = "peers")]
    "http cors-core (the registry's)": Peer by their_cors_core::by_its_decision, less "http", over "http by hand";
    "tower": Bare by tower::bare, less "tower", over "tower by hand";
    "tower by hand": Floor by tower::by_hand, less "tower", over "tower by hand";
    "tower CorsLayer": Ours by tower::layer, less "tower", over "tower by hand";
    #[cfg(feature = "peers")]
    "tower tower-http": Peer by tower_http::on_tower, less "tower", over "tower by hand";
    "axum": Bare by axum::bare, less "axum", over "axum by hand";
    "axum by hand": Floor by axum::by_hand, less "axum", over "axum by hand";
    "axum #[cors]": Ours by axum::attribute, less "axum", over "axum by hand";
    "axum with a layer": Bare by axum::bare_with_a_layer, less "axum", over "axum by hand";
    "axum CorsLayer": Ours by axum::layer, less "axum with a layer", over "axum by hand";
    "axum Router #[cors]": Ours by axum::router_attribute, less "axum with a layer", over "axum by hand";
    "axum Router group": Ours by axum::router_group, less "axum with a layer", over "axum by hand";
    #[cfg(feature = "peers")]
    "axum tower-http": Peer by tower_http::on_axum, less "axum with a layer", over "axum by hand";
    #[cfg(feature = "actix")]
    "actix-web": Bare by actix::bare, less "actix-web", over "actix-web by hand";
    #[cfg(feature = "actix")]
    "actix-web by hand": Floor by actix::by_hand, less "actix-web", over "actix-web by hand";
    #[cfg(feature = "actix")]
    "actix-web Cors": Ours by actix::middleware, less "actix-web", over "actix-web by hand";
    #[cfg(feature = "actix")]
    "actix-web #[routes]": Bare by actix::bare_routes, less "actix-web #[routes]", over "actix-web by hand";
    #[cfg(feature = "actix")]
    "actix-web #[cors]": Ours by actix::attribute, less "actix-web #[routes]", over "actix-web by hand";
    #[cfg(feature = "actix")]
    "actix-cors": Peer by actix::actix_cors, less "actix-web", over "actix-web by hand";
    #[cfg(feature = "peers")]
    "salvo": Bare by salvo::bare, less "salvo", over "http by hand";
    #[cfg(feature = "peers")]
    "salvo-cors": Peer by salvo::salvo_cors, less "salvo", over "http by hand";
    #[cfg(feature = "peers")]
    "poem": Bare by poem::bare, less "poem", over "http by hand";
    #[cfg(feature = "peers")]
    "poem Cors": Peer by poem::poem_cors, less "poem", over "http by hand";
    #[cfg(feature = "peers")]
    "warp": Bare by warp::bare, less "warp", over "http by hand";
    #[cfg(feature = "peers")]
    "warp cors": Peer by warp::warp_cors, less "warp", over "http by hand";
};
