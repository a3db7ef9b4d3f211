//! Requests reach a handler with the attribute as they reach one without it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::guard::GuardContext;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpRequest, Responder, web};
use cors::actix_web::cors;

fn is_json(context: &GuardContext<'_>) -> bool {
    let content_type = context.head().headers().get(CONTENT_TYPE);
    content_type.is_some_and(|value| value == "application/json")
}

/// Tells the order in which middleware ran.
async fn outer(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    told(request, next, "outer").await
}

async fn inner(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    told(request, next, "inner").await
}

const RAN: HeaderName = HeaderName::from_static("x-ran");

async fn told<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
    name: &'static str,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    headers.append(RAN, HeaderValue::from_static(name));
    Ok(response)
}

macro_rules! handlers {
    ($module:ident $(, #[$cors:meta])?) => {
        mod $module {
            use actix_web::{get, post, put, route, routes, scope};

            use super::*;

            $(#[$cors])?
            #[get("/notes", wrap = "from_fn(inner)", wrap = "from_fn(outer)")]
            async fn list(request: HttpRequest) -> impl Responder {
                let by_name = request.url_for("one", ["7"]).unwrap();
                format!("list {:?} {by_name}", request.match_name())
            }

            $(#[$cors])?
            #[post("notes", guard = "is_json")]
            async fn create() -> impl Responder {
                "create"
            }

            $(#[$cors])?
            #[put("/notes/{id}", name = "one")]
            async fn replace(request: HttpRequest, id: web::Path<u8>) -> impl Responder {
                format!("replace {id} {:?}", request.match_name())
            }

            $(#[$cors])?
            #[route("/notes/{id}", method = "GET", method = "PURGE", method = "HEAD")]
            async fn read_or_purge() -> impl Responder {
                "read or purge"
            }

            $(#[$cors])?
            #[routes]
            #[get("/several", name = "several")]
            #[options("/several", guard = "is_json", wrap = "from_fn(inner)")]
            #[put("/other", wrap = "from_fn(outer)")]
            async fn several(request: HttpRequest) -> impl Responder {
                format!("several {:?}", request.match_name())
            }

            #[scope("/scope")]
            mod in_scope {
                use super::*;

                $(#[$cors])?
                #[get("/{tail}*")]
                pub(super) async fn tail(tail: web::Path<String>) -> impl Responder {
                    format!("tail {tail}")
                }
            }

            pub(super) fn routes(config: &mut web::ServiceConfig) {
                config
                    .service(list)
                    .service(create)
                    .service(replace)
                    .service(read_or_purge)
                    .service(several)
                    .service(in_scope::tail);
            }
        }
    };
}

handlers!(plain);
handlers!(governed, #[cors(origins = ["https://app.example.com"])]);

/// What a client sees, but for the policy's headers.
type Seen = (StatusCode, Vec<String>, Vec<HeaderValue>, String);

async fn seen<S, B>(app: &S, request: TestRequest) -> Seen
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let response = app.call(request.to_request()).await.unwrap();
    let headers = response.headers();
    let allow = headers.get(ALLOW).map(|allow| allow.to_str().unwrap());
    let mut methods: Vec<_> = allow
        .into_iter()
        .flat_map(|list| list.split(", "))
        .collect();
    // `#[route]` has its methods in an order that differs from one expansion to the next.
    methods.sort_unstable();
    let allow = methods.into_iter().map(str::to_owned).collect();
    let ran = headers.get_all(RAN).cloned().collect();
    let status = response.status();
    let body = actix_web::test::read_body(response).await;
    (
        status,
        allow,
        ran,
        String::from_utf8(body.to_vec()).unwrap(),
    )
}

#[actix_web::test]
async fn routing_is_that_of_actix_web() {
    let behind = |config: &mut web::ServiceConfig| {
        for path in ["/notes", "/notes/{id}", "/several"] {
            config.service(web::resource(path).route(web::patch().to(async || "behind")));
        }
    };
    let plain = init_service(App::new().configure(plain::routes).configure(behind)).await;
    let governed = init_service(App::new().configure(governed::routes).configure(behind)).await;
    let (mut handled, mut allows) = (0, 0);
    for path in [
        "/notes",
        "/notes/",
        "/notes/7",
        "/notes/seven",
        "/several",
        "/other",
        "/scope/a/b",
        "/nothing",
    ] {
        for method in [
            "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PURGE", "get",
        ] {
            for headers in [
                &[][..],
                &[("content-type", "application/json")],
                &[("origin", "https://app.example.com")],
                // No handler takes it, so a preflight for it goes where it always did.
                &[
                    ("origin", "https://app.example.com"),
                    ("access-control-request-method", "TRACE"),
                ],
            ] {
                let request = || {
                    let request = TestRequest::with_uri(path).method(method.parse().unwrap());
                    let headers = headers.iter();
                    headers.fold(request, |request, header| request.insert_header(*header))
                };
                let expected = seen(&plain, request()).await;
                let about = format!("{method} {path} {headers:?}");
                assert_eq!(seen(&governed, request()).await, expected, "{about}");
                handled += usize::from(expected.0 == StatusCode::OK);
                allows += usize::from(!expected.1.is_empty());
            }
        }
    }
    assert!(handled > 40 && allows > 40, "{handled} {allows}");
}
