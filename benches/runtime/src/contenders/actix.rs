//! actix-web, with a middleware by hand, with ours, and with actix-cors.

use actix_cors::Cors;
use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY,
};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::{App, Error, HttpResponse, test, web};
use bytes::Bytes;

use crate::policies::{self, BenchPolicy, for_each_policy};
use crate::requests::{BenchRequest, HEADERS, HELLO, Kind};
use crate::server::{InMemory, Server, Summary, run_ready};

async fn hello() -> &'static str {
    "Hello, World!"
}

async fn headers() -> HttpResponse {
    let mut response = HttpResponse::Ok().body("Hello, World!");
    for name in super::handlers::TWENTY {
        let name = HeaderName::from_static(name);
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static("1"));
    }
    response
}

async fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource(HELLO)
                .route(web::get().to(hello))
                .route(web::method(Method::OPTIONS).to(no_content)),
        )
        .service(
            web::resource(HEADERS)
                .route(web::get().to(headers))
                .route(web::method(Method::OPTIONS).to(no_content)),
        );
}

/// The same by actix-web's macros, which make a resource of each method. (`#[route]` checks several methods in an order that
/// differs from one expansion to the next.)
fn routes_by_macros(config: &mut web::ServiceConfig) {
    #[actix_web::routes]
    #[get("/hello")]
    #[put("/hello")]
    async fn at_hello() -> &'static str {
        hello().await
    }

    #[actix_web::routes]
    #[get("/headers")]
    #[put("/headers")]
    async fn at_headers() -> HttpResponse {
        headers().await
    }

    #[actix_web::routes]
    #[options("/hello")]
    #[options("/headers")]
    async fn preflights() -> HttpResponse {
        no_content().await
    }

    config
        .service(at_hello)
        .service(at_headers)
        .service(preflights);
}

/// The routes with one policy, by the attribute.
struct PolicyRoutes {
    name: &'static str,
    attribute: fn(&mut web::ServiceConfig),
}

macro_rules! routes {
    ($($name:ident)*) => {
        const ROUTES: &[PolicyRoutes] = &[$({
            fn attribute(config: &mut web::ServiceConfig) {
                #[cors::actix_web::cors(policy = policies::$name::POLICY)]
                #[actix_web::routes]
                #[get("/hello")]
                #[put("/hello")]
                async fn at_hello() -> &'static str {
                    hello().await
                }

                #[cors::actix_web::cors(policy = policies::$name::POLICY)]
                #[actix_web::routes]
                #[get("/headers")]
                #[put("/headers")]
                async fn at_headers() -> HttpResponse {
                    headers().await
                }

                config.service(at_hello).service(at_headers);
            }

            PolicyRoutes {
                name: stringify!($name),
                attribute,
            }
        }),*];
    };
}
for_each_policy! { routes }

pub(crate) fn bare(_: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let app = App::new().configure(routes);
    server(run_ready(test::init_service(app))?, template)
}

/// The floor: a function around the app, which gives the same responses as ours.
pub(crate) fn by_hand(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let policy = *policy;
    let app = App::new().configure(routes).wrap_fn(move |request, inner| {
        let origin = request.headers().get(ORIGIN);
        let allowed = if policy.is_any() {
            Some(HeaderValue::from_static("*"))
        } else {
            origin
                .filter(|origin| (policy.allows)(origin.as_bytes()))
                .cloned()
        };
        let is_preflight = request.method() == Method::OPTIONS
            && origin.is_some()
            && request
                .headers()
                .contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let called = if is_preflight {
            Err((request, allowed))
        } else {
            Ok((inner.call(request), allowed))
        };
        async move {
            match called {
                Ok((response, allowed)) => {
                    let mut response = response.await?;
                    insert_actual(&policy, response.headers_mut(), allowed);
                    Ok(response.map_into_left_body())
                }
                Err((request, allowed)) => {
                    let response = preflight(&policy, request, allowed);
                    Ok(response.map_into_right_body())
                }
            }
        }
    });
    server(run_ready(test::init_service(app))?, template)
}

/// Nothing of it is there yet, so appending is the same as inserting, and costs less.
fn insert_common(policy: &BenchPolicy, headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    if !policy.is_any() {
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = allowed {
        headers.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if policy.settings.credentials {
            let yes = HeaderValue::from_static("true");
            headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
        }
    }
}

fn insert_actual(policy: &BenchPolicy, headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    let is_allowed = allowed.is_some();
    insert_common(policy, headers, allowed);
    if is_allowed && let Some(names) = policy.settings.expose {
        let names = HeaderValue::from_static(names);
        headers.append(ACCESS_CONTROL_EXPOSE_HEADERS, names);
    }
}

fn preflight(
    policy: &BenchPolicy,
    request: ServiceRequest,
    allowed: Option<HeaderValue>,
) -> ServiceResponse {
    let is_allowed = allowed.is_some();
    let mut response = HttpResponse::new(StatusCode::FORBIDDEN);
    let headers = response.headers_mut();
    insert_common(policy, headers, allowed);
    if is_allowed {
        for (name, value) in [
            (ACCESS_CONTROL_ALLOW_METHODS, Some(policy.settings.method)),
            (
                ACCESS_CONTROL_ALLOW_HEADERS,
                Some(policy.settings.header_list),
            ),
            (ACCESS_CONTROL_MAX_AGE, policy.settings.max_age),
        ] {
            if let Some(value) = value {
                headers.append(name, HeaderValue::from_static(value));
            }
        }
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    request.into_response(response)
}

pub(crate) fn middleware(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let cors = cors::actix_web::Cors::new(policy.policy);
    let app = App::new().wrap(cors).configure(routes);
    server(run_ready(test::init_service(app))?, template)
}

pub(crate) fn bare_routes(_: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let app = App::new().configure(routes_by_macros);
    server(run_ready(test::init_service(app))?, template)
}

pub(crate) fn attribute(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let routes = ROUTES.iter().find(|routes| routes.name == policy.name)?;
    let app = App::new().configure(routes.attribute);
    server(run_ready(test::init_service(app))?, template)
}

pub(crate) fn actix_cors(policy: &BenchPolicy, template: &BenchRequest) -> Option<Box<dyn Server>> {
    let app = App::new().wrap(cors(policy)).configure(routes);
    server(run_ready(test::init_service(app))?, template)
}

/// It has a hash set of origins; users write a function for wildcards.
fn cors(policy: &BenchPolicy) -> Cors {
    let settings = policy.settings;
    let allows = policy.allows;
    let mut cors = Cors::default()
        .allowed_methods([settings.method])
        .allowed_headers(settings.headers.iter().copied());
    if policy.is_any() {
        cors = cors.allow_any_origin().send_wildcard();
    } else if policy.has_wildcards() {
        cors = cors.allowed_origin_fn(move |origin, _| allows(origin.as_bytes()));
    } else {
        cors = policy
            .origins
            .iter()
            .fold(cors, |cors, origin| cors.allowed_origin(origin));
    }
    if let Some(name) = settings.expose {
        cors = cors.expose_headers([name]);
    }
    if let Some(age) = settings.max_age() {
        cors = cors.max_age(age.as_secs() as usize);
    }
    if settings.credentials {
        cors = cors.supports_credentials();
    }
    cors
}

fn server<S, B>(service: S, template: &BenchRequest) -> Option<Box<dyn Server>>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    let method = match template.kind {
        Kind::Actual => Method::GET,
        Kind::Preflight => Method::OPTIONS,
    };
    let uri = Uri::from_static(template.path);
    // actix-web uses `http` 0.2.
    let mut headers = HeaderMap::new();
    for (name, value) in &template.headers {
        let value = Bytes::copy_from_slice(value.as_bytes());
        // The first clone makes it a shared slice, as read from a connection; later ones don't allocate.
        drop(value.clone());
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_maybe_shared(value).ok()?);
    }
    let make = move || {
        let mut request = Request::new();
        let head = request.head_mut();
        head.method = method.clone();
        head.uri = uri.clone();
        head.headers = headers.clone();
        request
    };
    InMemory::boxed(
        make,
        move |request| run_ready(service.call(request)),
        |response| match response {
            Some(Ok(response)) => summarize(response.status().as_u16(), response.headers()),
            _ => Summary::default(),
        },
    )
}

fn summarize(status: u16, headers: &HeaderMap) -> Summary {
    let allow_origin = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN);
    Summary {
        status,
        allow_origin: allow_origin
            .map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned()),
        allow_methods: headers.contains_key(ACCESS_CONTROL_ALLOW_METHODS),
        headers: headers.len(),
    }
}
