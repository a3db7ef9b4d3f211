//! What the attribute's expansion does: it registers the resource of each route, and the handler with them.

use std::fmt::{self, Debug, Formatter};

use actix_web::body::MessageBody;
use actix_web::dev::{
    AppService, HttpServiceFactory as _, ServiceFactory, ServiceRequest, ServiceResponse,
};
use actix_web::guard::Guard;
use actix_web::{Error, Resource};
use cors_core::PolicyChoice;
use cors_core::routes::PathPolicies;

use crate::handler::{Handler, Route, RouteOf};
use crate::resource::{PolicyAround, RouteGuard};

/// The routes of a handler, as the attribute reads them from the macros of actix-web.
pub struct Routes {
    policy: PolicyChoice,
    routes: Vec<Route>,
    /// One for each route, which registers its resource.
    registrations: Vec<Registration>,
}

type Registration = Box<dyn FnOnce(RouteOf, &mut AppService)>;

impl Debug for Routes {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

impl Routes {
    /// Those of a handler with this policy.
    pub fn new(policy: impl Into<PolicyChoice>) -> Self {
        Self {
            policy: policy.into(),
            routes: vec![],
            registrations: vec![],
        }
    }

    /// Adds one. The rest of its resource is put together by a function: its name, its middleware, and the handler.
    #[must_use]
    pub fn route<T, B>(
        mut self,
        path: &'static str,
        methods: &[&str],
        guards: Vec<Box<dyn Guard>>,
        complete: impl FnOnce(Resource) -> Resource<T> + 'static,
    ) -> Self
    where
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            > + 'static,
        B: MessageBody + 'static,
    {
        self.routes.push(Route::new(path, methods, guards));
        let register = |route: RouteOf, service: &mut AppService| {
            let resource = Resource::new(route.path()).guard(RouteGuard::new(route.clone()));
            complete(resource)
                .wrap(PolicyAround(route))
                .register(service);
        };
        self.registrations.push(Box::new(register));
        self
    }

    /// Registers the handler, and behind it its mark, so its own requests don't pass by there.
    pub fn register(self, service: &mut AppService) {
        let Self {
            policy,
            routes,
            registrations,
        } = self;
        for method in routes.iter().flat_map(Route::methods) {
            let registered = PathPolicies::new().register(method.clone(), Some(policy.clone()));
            if let Err(error) = registered {
                reject(&error);
            }
        }
        let handler = Handler::new(policy, routes);
        for (register, route) in registrations.into_iter().zip(handler.routes()) {
            register(route, service);
        }
        handler.leave_mark(service);
    }
}

/// As on every framework where the routes aren't known at compile time.
#[expect(clippy::panic, reason = "a mistake of the program's, when it starts")]
fn reject(error: &cors_core::routes::UnlistedMethod) {
    panic!("{error}");
}
