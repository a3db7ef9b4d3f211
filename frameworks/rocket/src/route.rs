//! A route with a policy.

use std::convert::Infallible;

use cors_core::PolicyChoice;
use rocket::http::Status;
use rocket::request::FromRequest;
use rocket::route::{Handler, Outcome};
use rocket::{Data, Ignite, Request, Rocket, Route, Sentinel};

use crate::front::Front;
use crate::head;
use crate::known::KnownPolicy;

/// The handler of a route with a policy, which stands before its guards.
#[derive(Clone)]
struct Governed {
    handler: Box<dyn Handler>,
    /// The front knows it, and decides by it. It stands last, as what is cloned last is what tells.
    _policy: KnownPolicy,
}

/// Whether a route has rejected a request by its policy, so the response is complete.
pub(crate) struct RejectedAtRoute(pub(crate) bool);

#[rocket::async_trait]
impl Handler for Governed {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        // Without it the guard below has kept Rocket from launching.
        let Some(front) = Front::of(request) else {
            return Outcome::Error(Status::InternalServerError);
        };
        if let Some(rejection) = front.reject_at_route(request) {
            request.local_cache(|| RejectedAtRoute(true));
            return Outcome::Success(head::response(rejection));
        }
        match self.handler.handle(request, data).await {
            Outcome::Forward(_) if front.rejects_after_route(request) => {
                Outcome::Error(Status::Forbidden)
            }
            outcome => outcome,
        }
    }
}

/// The route with this policy.
#[must_use]
pub fn with_policy(mut route: Route, name: &'static str, policy: impl Into<PolicyChoice>) -> Route {
    route.name = Some(name.into());
    route.handler = Box::new(Governed {
        handler: route.handler,
        _policy: KnownPolicy::new(policy.into()),
    });
    route
}

/// A guard of each route with a policy: Rocket doesn't launch without the fairing.
#[derive(Debug)]
pub struct Attached;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Attached {
    type Error = Infallible;

    async fn from_request(_: &'r Request<'_>) -> rocket::request::Outcome<Self, Infallible> {
        rocket::request::Outcome::Success(Self)
    }
}

impl Sentinel for Attached {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        let is_missing = rocket.state::<Front>().is_none();
        if is_missing {
            log::error!(
                "a route has #[cors::rocket::cors], but the fairing that answers its preflights isn't attached; add \
                 .attach(cors::rocket::CorsFairing::new())"
            );
        }
        is_missing
    }
}
