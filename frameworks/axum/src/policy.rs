//! The policy of a handler, as a type: so a function carries it, and nothing is stored.

use cors_core::PolicyChoice;

/// The policy of one handler, as a type. The attribute implements it for a type of its own.
pub trait CorsPolicy: Send + Sync + 'static {
    /// For which [`methods`](crate::methods) the handler may be registered.
    type Methods;

    /// The policy, or what chooses one by the request.
    fn policy() -> PolicyChoice;
}
