//! The fairing.

use cors_core::routes::PathPolicies;
use cors_core::{CorsResponse, Decision, PolicyChoice};
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::http::uri::Origin;
use rocket::http::{Method, Status};
use rocket::route::{Handler, Outcome};
use rocket::{Build, Data, Request, Response, Rocket, Route};

use crate::front::{Front, Group, RANK};
use crate::head::{self, Head, ResponseParts, Text};
use crate::route::RejectedAtRoute;

/// Answers the preflights for all routes, and puts the headers of their policies on every response. Attach it once, after
/// the fairings that rewrite requests.
#[derive(Clone, Debug, Default)]
pub struct CorsFairing {
    groups: Vec<(String, PolicyChoice)>,
}

impl CorsFairing {
    /// For the routes with [`#[cors::rocket::cors]`](macro@crate::cors).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a policy to everything below this base that has none of its own: routes without the attribute, such as those
    /// of a `FileServer`, and the responses of catchers. Of several bases the longest counts.
    ///
    /// It takes a `&'static Policy`, an `Arc<Policy>` or a [`Policy`](cors_core::Policy); or, for services with tenants, a
    /// [`PolicyBy`](cors_core::PolicyBy), which chooses one by the head of each request:
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use std::sync::Arc;
    ///
    /// use cors::rocket::CorsFairing;
    /// use cors::{Policy, PolicyBy};
    /// use http::header::HOST;
    ///
    /// let tenants: HashMap<String, Arc<Policy>> = HashMap::new(); // say, from a database
    /// let by_host = PolicyBy::new([HOST], move |head| tenants.get(head.host()?).cloned());
    /// let fairing = CorsFairing::new().policy("/", by_host);
    /// ```
    #[must_use]
    pub fn policy(mut self, base: impl Into<String>, policy: impl Into<PolicyChoice>) -> Self {
        self.groups.push((base.into(), policy.into()));
        self
    }

    fn groups(&self) -> Result<Vec<Group>, String> {
        let group =
            |(base, policy): &(String, PolicyChoice)| match Origin::parse_owned(base.clone()) {
                Ok(origin) if origin.query().is_none() => {
                    policy.warn_of_unset_origins();
                    let mut own = PathPolicies::new();
                    own.inherit(policy);
                    Ok(Group {
                        base: origin,
                        policy: policy.clone(),
                        own: own.into_front(),
                    })
                }
                _ => Err(format!(
                    "expected a path as the base of a policy, found `{base}`"
                )),
            };
        self.groups.iter().map(group).collect()
    }

    fn front(&self, rocket: &Rocket<Build>) -> Result<Front, String> {
        if rocket.state::<Front>().is_some() {
            return Err(
                "`CorsFairing` is attached twice; give one of them all policies".to_owned(),
            );
        }
        Front::new(self.groups()?, rocket).map_err(|error| error.to_string())
    }
}

/// What responds in place of all routes, if a policy does.
struct Answer(Option<CorsResponse<'static, Text>>);

#[rocket::async_trait]
impl Fairing for CorsFairing {
    fn info(&self) -> Info {
        Info {
            name: "CORS",
            kind: Kind::Ignite | Kind::Request | Kind::Response,
        }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        match self.front(&rocket) {
            Ok(front) => {
                let mut preflights = Route::ranked(RANK, Method::Options, "/<_..>", Preflights);
                preflights.name = Some("CORS preflights".into());
                Ok(rocket.manage(front).mount("/", [preflights]))
            }
            Err(problem) => {
                log::error!("{problem}");
                Err(rocket)
            }
        }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        if request.method() == Method::Options {
            return; // The route below is asked.
        }
        let rejection = Front::of(request).and_then(|front| front.reject_in_group(request));
        if rejection.is_some() {
            request.local_cache(|| Answer(rejection));
            // A fairing can't respond. This leads to the route below, which does.
            request.set_method(Method::Options);
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if request.local_cache(|| Answer(None)).0.is_some()
            || request.local_cache(|| RejectedAtRoute(false)).0
        {
            return;
        }
        let decision = Front::of(request)
            .and_then(|front| front.decide(request))
            .or_else(|| Decision::without_policy(&Head::of(request)));
        match decision {
            None => {}
            Some(Decision::Proceed(headers)) => headers.apply(&mut ResponseParts(response)),
            Some(Decision::Respond(rejection)) => *response = head::response(rejection),
        }
    }
}

/// The handler of a route that every OPTIONS request reaches first. It forwards what isn't a preflight.
#[derive(Clone)]
struct Preflights;

#[rocket::async_trait]
impl Handler for Preflights {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let respond = || Front::of(request).and_then(|front| front.respond_to_options(request));
        match &request.local_cache(|| Answer(respond())).0 {
            Some(answer) => Outcome::Success(head::response(answer.clone())),
            None => Outcome::Forward((data, Status::NotFound)),
        }
    }
}
