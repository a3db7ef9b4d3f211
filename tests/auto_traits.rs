//! What every public type is by itself: without one of these, a policy couldn't stand in a static or cross a thread,
//! and losing one would break programs that don't name it.

use std::panic::{RefUnwindSafe, UnwindSafe};

use cors::rules::{Hazard, List, Violation, Violations};
use cors::{Config, CorsHeaders, CorsResponse, Decision, Policy, SharedPolicy};

const fn is_free<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + 'static>() {}

const fn is_send_and_sync<T: Send + Sync + 'static>() {}

#[test]
fn every_public_type_crosses_threads() {
    is_free::<Policy>();
    is_free::<SharedPolicy>();
    is_free::<Config>();
    is_free::<Decision<'static>>();
    is_free::<CorsHeaders<'static>>();
    is_free::<CorsResponse<'static>>();
    is_free::<cors::Explanation>();
    is_free::<cors::Reason>();
    is_free::<cors::Nearest>();
    is_free::<Hazard>();
    is_free::<List>();
    is_free::<Violation>();
    is_free::<Violations>();
    is_free::<cors::routes::PathPolicies>();
    is_free::<cors::routes::Preflights>();
    is_free::<cors::Origins>();
    is_free::<cors::OriginsError>();
    is_free::<cors::EntryViolation>();
    is_free::<cors::LiveOrigins>();
    is_free::<cors::PolicyBy>();
    is_free::<cors::tower::CorsLayer>();
    is_free::<cors::tower::Cors<u8>>();
    is_send_and_sync::<cors::axum::CorsMethodRouter<u8>>();
}
