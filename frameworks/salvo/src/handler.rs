//! Handlers with the attribute.

use std::any::TypeId;

use cors_core::{Decision, PolicyChoice};
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response};

use crate::known::{Decider, Known, is_decided_by_handler, tell};
use crate::respond::{apply, head_of, respond};

/// A handler with the attribute. Only the attribute implements it.
pub trait GovernedHandler {
    /// The policy.
    #[doc(hidden)]
    fn policy() -> PolicyChoice;

    /// The handler without the policy.
    #[doc(hidden)]
    fn inner() -> impl Inner;
}

/// What salvo's `#[handler]` and `#[endpoint]` make.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[cors::salvo::cors]` can't stand on this function",
    label = "expected one such attribute above `#[handler]`",
    note = "put all arguments into one attribute"
)]
pub trait Inner: Handler {}

#[diagnostic::do_not_recommend]
impl<H: Handler> Inner for H {}

/// Makes a type with the attribute a handler of salvo's. By its id, salvo-oapi finds what `#[endpoint]` says of it.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement_handler {
    ($handler:ty) => {
        #[$crate::__private::async_trait]
        impl $crate::__private::Handler for $handler {
            fn type_id(&self) -> ::core::any::TypeId {
                $crate::__private::type_id::<Self>()
            }

            async fn handle(
                &self,
                request: &mut $crate::__private::Request,
                depot: &mut $crate::__private::Depot,
                response: &mut $crate::__private::Response,
                next: &mut $crate::__private::FlowCtrl,
            ) {
                $crate::__private::handle::<Self>(request, depot, response, next).await;
            }
        }
    };
}

/// The id of the type that salvo's attribute has made.
pub fn type_id<H: GovernedHandler>() -> TypeId {
    tell(|| Known {
        policy: H::policy(),
        by: Decider::Handler,
    });
    Handler::type_id(&H::inner())
}

/// Runs the handler, behind its policy if that hasn't decided in front.
pub async fn handle<H: GovernedHandler>(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    next: &mut FlowCtrl,
) {
    if is_decided_by_handler(depot) {
        return H::inner().handle(request, depot, response, next).await;
    }
    match H::policy().decide_head(&head_of(request)) {
        Decision::Proceed(headers) => {
            H::inner().handle(request, depot, response, next).await;
            apply(headers, response);
        }
        by_policy @ Decision::Respond(_) => {
            respond(by_policy, request, depot, response, next).await;
        }
    }
}
