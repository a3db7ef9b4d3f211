//! Marks in actix-web's map of resources, by which it is known where in an app something was registered.

use std::cell::Cell;
use std::future::ready;
use std::iter;
use std::rc::Rc;

use actix_web::dev::{AppService, ResourceDef, ResourceMap, ServiceRequest, fn_service};
use actix_web::error::UrlGenerationError;
use actix_web::guard::{Guard, fn_guard};
use actix_web::{Error, HttpResponse};

/// A resource that no request reaches.
pub(crate) struct Mark {
    resources: Rc<ResourceMap>,
    name: String,
}

/// The path of every mark. It isn't one that a request can have.
const PATH: &str = "/\u{0}cors";

thread_local! {
    static LAST: Cell<u64> = const { Cell::new(0) };
}

impl Mark {
    /// One that is nowhere yet.
    pub(crate) fn new() -> Self {
        let number = LAST.get() + 1;
        LAST.set(number);
        let name = format!("cors::mark::{number}");
        let mut resources = ResourceMap::new(ResourceDef::root_prefix(PATH));
        let mut leaf = ResourceDef::new("");
        leaf.set_name(name.as_str());
        resources.add(&mut leaf, None);
        Self {
            resources: Rc::new(resources),
            name,
        }
    }

    /// Leaves it at this place.
    pub(crate) fn register(&self, service: &mut AppService) {
        let nothing = fn_service(|request: ServiceRequest| {
            ready(Ok::<_, Error>(
                request.into_response(HttpResponse::NotFound()),
            ))
        });
        let never: Box<dyn Guard> = Box::new(fn_guard(|_| false));
        service.register_service(
            ResourceDef::root_prefix(PATH),
            Some(vec![never]),
            nothing,
            Some(Rc::clone(&self.resources)),
        );
    }

    /// The patterns of the scopes that it is in, as one; none before the app is put together.
    pub(crate) fn scopes(&self) -> Option<String> {
        let path = self.resources.match_pattern(PATH)?;
        path.strip_suffix(PATH).map(str::to_owned)
    }

    /// Whether it is in the app that serves this request.
    pub(crate) fn is_in_app(&self, request: &ServiceRequest) -> bool {
        let request = request.request();
        let resources = request.resource_map();
        // For its parameters any text will do.
        let url = resources.url_for(request, &self.name, iter::repeat("x"));
        !matches!(url, Err(UrlGenerationError::ResourceNotFound))
    }
}

/// The pattern of the first thing that a mark's path reaches in the scopes of this path.
pub(crate) fn pattern_in(scopes: &str, request: &ServiceRequest) -> Option<String> {
    request
        .resource_map()
        .match_pattern(&format!("{scopes}{PATH}"))
}
