//! What can be routed: poem's endpoints, and handlers with the attribute.

use cors_core::PolicyChoice;
use poem::endpoint::BoxEndpoint;
use poem::{Endpoint, EndpointExt as _, IntoEndpoint, Response};

/// A handler with the attribute. Only the attribute implements it.
///
/// It deliberately isn't an [`Endpoint`]: poem's own routing would take that, and its preflights would get no response
/// from the policy.
pub trait GovernedHandler {
    /// The policy.
    #[doc(hidden)]
    fn policy() -> PolicyChoice;

    /// The handler without the policy.
    #[doc(hidden)]
    fn inner() -> impl Inner;
}

/// What poem's `#[handler]` makes.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[cors::poem::cors]` can't stand on this function",
    label = "expected one such attribute above `#[poem::handler]`",
    note = "put all arguments into one attribute"
)]
pub trait Inner: Endpoint<Output = Response> + 'static {}

#[diagnostic::do_not_recommend]
impl<E: Endpoint<Output = Response> + 'static> Inner for E {}

/// What the routing functions of `cors::poem` take: a handler with `#[cors]`, and every endpoint of poem's. It is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be routed",
    label = "not a handler",
    note = "put `#[poem::handler]` on it, below `#[cors]` if it has that"
)]
pub trait Routable<M>: sealed::Routable<M> {}

/// Marks endpoints without the attribute, so that the compiler can tell the two kinds apart.
#[derive(Debug)]
pub enum WithoutCors {}

/// Marks handlers with the attribute.
#[derive(Debug)]
pub enum WithCors {}

pub(crate) mod sealed {
    use super::{BoxEndpoint, PolicyChoice};

    pub trait Routable<M> {
        /// The policy, if there is one.
        fn policy() -> Option<PolicyChoice>;

        /// Without the policy, which decides in front of it.
        fn boxed_inner(self) -> BoxEndpoint<'static>;
    }
}

#[diagnostic::do_not_recommend]
impl<E> Routable<WithoutCors> for E
where
    E: IntoEndpoint,
    E::Endpoint: 'static,
{
}

impl<E> sealed::Routable<WithoutCors> for E
where
    E: IntoEndpoint,
    E::Endpoint: 'static,
{
    fn policy() -> Option<PolicyChoice> {
        None
    }

    fn boxed_inner(self) -> BoxEndpoint<'static> {
        self.map_to_response().boxed()
    }
}

#[diagnostic::do_not_recommend]
impl<H: GovernedHandler> Routable<WithCors> for H {}

impl<H: GovernedHandler> sealed::Routable<WithCors> for H {
    fn policy() -> Option<PolicyChoice> {
        Some(H::policy())
    }

    fn boxed_inner(self) -> BoxEndpoint<'static> {
        H::inner().boxed()
    }
}
