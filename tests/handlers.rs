//! Every shape of function that a handler can have: the attribute changes nothing but the responses.

#![deny(warnings)]
#![deny(clippy::all, clippy::pedantic)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fmt::Display;
use std::future::Future;
use std::num::ParseIntError;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use cors::{Config, Decision, Policy, cors};
use http::{HeaderValue, Method, Request, Response, StatusCode};

const APP: &str = "https://app.example.com";

fn from_app<B>(body: B) -> Request<B> {
    Request::builder().header("origin", APP).body(body).unwrap()
}

fn preflight<B: Default>() -> Request<B> {
    let mut request = from_app(B::default());
    *request.method_mut() = Method::OPTIONS;
    request
        .headers_mut()
        .insert("access-control-request-method", "PUT".parse().unwrap());
    request
}

fn is_allowed<B>(response: &Response<B>) -> bool {
    response
        .headers()
        .get("access-control-allow-origin")
        .is_some_and(|origin| origin == APP)
}

/// Runs a handler that never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the handler waits"),
    }
}

#[cors(origins = ["https://app.example.com"])]
fn plain(request: Request<String>) -> Response<String> {
    Response::new(request.into_body())
}

#[test]
fn a_plain_function() {
    let response = plain(from_app("hello".to_owned()));
    assert!(is_allowed(&response));
    assert_eq!(response.body(), "hello");
    assert_eq!(plain(preflight()).status(), StatusCode::NO_CONTENT);
}

#[cors(origins = ["https://app.example.com"])]
async fn asynchronous(request: Request<String>) -> Response<String> {
    std::future::ready(()).await;
    Response::new(request.into_body())
}

#[test]
fn an_async_function() {
    let response = ready(asynchronous(from_app("hello".to_owned())));
    assert!(is_allowed(&response));
    assert_eq!(response.body(), "hello");
    assert_eq!(
        ready(asynchronous(preflight())).status(),
        StatusCode::NO_CONTENT
    );
}

#[cors(origins = ["https://app.example.com"])]
async fn with_return(request: Request<String>) -> Response<String> {
    if request.body().is_empty() {
        return Response::new("nothing".to_owned());
    }
    Response::new("something".to_owned())
}

#[test]
fn an_early_return_gets_the_headers() {
    let response = ready(with_return(from_app(String::new())));
    assert_eq!(response.body(), "nothing");
    assert!(is_allowed(&response));
}

#[derive(Debug, PartialEq)]
struct Failed(ParseIntError);

impl From<ParseIntError> for Failed {
    fn from(error: ParseIntError) -> Self {
        Self(error)
    }
}

#[cors(origins = ["https://app.example.com"])]
async fn with_question_mark(mut request: Request<String>) -> Result<Response<String>, Failed> {
    request.body_mut().push('1');
    let number: u32 = request.body().parse()?;
    Ok(Response::new(number.to_string()))
}

#[test]
fn a_question_mark_converts_errors() {
    assert!(is_allowed(
        &ready(with_question_mark(from_app("2".to_owned()))).unwrap()
    ));
    let error = "x1".parse::<u32>().unwrap_err();
    assert_eq!(
        ready(with_question_mark(from_app("x".to_owned()))).unwrap_err(),
        Failed(error)
    );
    assert_eq!(
        ready(with_question_mark(preflight())).unwrap().status(),
        StatusCode::NO_CONTENT
    );
}

#[cors(origins = ["https://app.example.com"])]
async fn coercing(
    request: Request<String>,
) -> Result<Response<String>, Box<dyn std::error::Error>> {
    if request.body() == "x" {
        return Err(Box::new(std::io::Error::other("x")));
    }
    let number: u32 = request.body().parse()?;
    Ok(Response::new(number.to_string()))
}

#[test]
fn a_boxed_error_coerces_as_it_would_without() {
    assert!(is_allowed(
        &ready(coercing(from_app("2".to_owned()))).unwrap()
    ));
    assert_eq!(
        ready(coercing(from_app("x".to_owned())))
            .unwrap_err()
            .to_string(),
        "x"
    );
}

#[cors(origins = ["https://app.example.com"])]
fn responses_both(request: Request<String>) -> Result<Response<String>, Response<String>> {
    let number: u32 = request.body().parse().map_err(|error: ParseIntError| {
        let mut response = Response::new(error.to_string());
        *response.status_mut() = StatusCode::BAD_REQUEST;
        response
    })?;
    Ok(Response::new(number.to_string()))
}

#[test]
fn an_error_that_is_a_response_gets_the_headers() {
    assert!(is_allowed(
        &responses_both(from_app("2".to_owned())).unwrap()
    ));
    assert!(is_allowed(
        &responses_both(from_app("x".to_owned())).unwrap_err()
    ));
}

struct Api {
    name: String,
    hits: u32,
}

impl Api {
    /// Documented, and after other parameters.
    #[cors(origins = ["https://app.example.com"])]
    #[must_use]
    pub async fn greet<'a, B, T>(
        &'a self,
        greeting: T,
        _: &'a str,
        request: Request<B>,
    ) -> Response<String>
    where
        T: Display + Send,
        B: Send,
    {
        drop(request);
        Response::new(format!("{greeting} {}", self.name))
    }

    #[cors(origins = ["https://app.example.com"], request = request)]
    fn count(&mut self, (request, by): (&Request<()>, u32)) -> Response<String> {
        self.hits += by;
        Response::new(format!("{} {}", request.uri(), self.hits))
    }

    #[cors(origins = ["https://app.example.com"])]
    async fn borrow(&self, _: Request<()>) -> Response<&str> {
        Response::new(&self.name)
    }

    #[cors(origins = ["https://app.example.com"])]
    async fn opaque(
        self,
        request: Request<impl Into<String>>,
    ) -> Result<Response<impl Into<String> + Default>, ParseIntError> {
        Ok(Response::new(request.into_body().into() + &self.name))
    }

    #[cors(origins = ["https://app.example.com"])]
    fn rename<'a>(&'a mut self, _: Request<()>) -> Response<&'a str> {
        self.name.push('!');
        Response::new(&self.name)
    }

    #[cors(policy = Api::policy())]
    fn own_policy(_: Request<()>) -> Response<()> {
        Response::new(())
    }

    fn policy() -> &'static Policy {
        static POLICY: Policy = cors::policy! { origins = "https://app.example.com" };
        &POLICY
    }
}

#[test]
fn methods() {
    let mut api = Api {
        name: "API".to_owned(),
        hits: 0,
    };
    let response = ready(api.greet("Hello", "", from_app(())));
    assert!(is_allowed(&response));
    assert_eq!(response.body(), "Hello API");

    let response = api.count((&from_app(()), 2));
    assert!(is_allowed(&response));
    assert_eq!(response.body(), "/ 2");
    assert_eq!(
        api.count((&preflight(), 2)).status(),
        StatusCode::NO_CONTENT
    );
    assert_eq!(api.hits, 2, "a preflight must not run the handler");

    assert_eq!(ready(api.borrow(from_app(()))).body(), &"API");
    assert!(is_allowed(&Api::own_policy(from_app(()))));
    assert_eq!(api.rename(from_app(())).body(), &"API!");
    api.name.pop();
    let response = ready(api.opaque(from_app("The "))).unwrap();
    assert!(is_allowed(&response));
    assert_eq!(response.into_body().into(), "The API");
}

#[cors(origins = ["https://app.example.com"])]
fn lend(request: &mut Request<String>) -> Response<&str> {
    Response::new(request.body())
}

#[test]
fn a_response_that_borrows_from_the_request() {
    assert_eq!(lend(&mut from_app("hello".to_owned())).body(), &"hello");
}

trait Handler {
    fn handle(&self, request: &mut Request<String>) -> Response<String>;
}

impl Handler for Api {
    #[cors(origins = ["https://app.example.com"])]
    fn handle(&self, request: &mut Request<String>) -> Response<String> {
        request.body_mut().push_str(&self.name);
        Response::new(request.body().clone())
    }
}

#[test]
fn a_method_of_a_trait() {
    let api = Api {
        name: "API".to_owned(),
        hits: 0,
    };
    let response = api.handle(&mut from_app("The ".to_owned()));
    assert!(is_allowed(&response));
    assert_eq!(response.body(), "The API");
}

/// What the expansion could stumble over if its names weren't its own.
mod names {
    #![allow(
        dead_code,
        non_upper_case_globals,
        reason = "they are there to be in the way"
    )]

    use super::{cors, from_app, is_allowed};

    struct Policy;
    struct Checked;
    struct Pattern;
    struct Response;
    struct Decision;
    enum Option {
        Some,
        None,
    }
    const ORIGINS: () = ();
    const __CORS_POLICY: () = ();

    #[cors(origins = ["https://app.example.com"], request = policy)]
    fn handler(
        policy: http::Request<()>,
        headers: &str,
        answer: &str,
        returned: &str,
    ) -> http::Response<String> {
        let () = ORIGINS;
        let () = __CORS_POLICY;
        http::Response::new(format!("{} {headers} {answer} {returned}", policy.uri()))
    }

    #[test]
    fn are_the_users_own() {
        let response = handler(from_app(()), "a", "b", "c");
        assert!(is_allowed(&response));
        assert_eq!(response.body(), "/ a b c");
    }
}

#[tracing::instrument(skip_all)]
#[cors(origins = ["https://app.example.com"])]
async fn instrumented_outside(request: Request<String>) -> Result<Response<String>, Failed> {
    let number: u32 = request.body().parse()?;
    Ok(Response::new(number.to_string()))
}

#[cors(origins = ["https://app.example.com"])]
#[tracing::instrument(fields(path = %request.uri()), skip_all, err(Debug))]
async fn instrumented_inside(request: Request<String>) -> Result<Response<String>, Failed> {
    let number: u32 = request.body().parse()?;
    Ok(Response::new(number.to_string()))
}

#[cfg(not(test))]
#[cors(this = is, not even = an, attribute)]
fn absent() {}

#[cors(origins = ["https://app.example.com"])]
#[allow(unused_variables, clippy::needless_pass_by_value)]
#[inline]
fn attributes_behind(request: Request<String>) -> Response<String> {
    #![allow(unused_mut)]
    let mut unused = 1;
    Response::new(String::new())
}

#[test]
fn other_attributes() {
    assert!(is_allowed(
        &ready(instrumented_outside(from_app("2".to_owned()))).unwrap()
    ));
    assert!(is_allowed(
        &ready(instrumented_inside(from_app("2".to_owned()))).unwrap()
    ));
    assert!(is_allowed(&attributes_behind(from_app(String::new()))));
    let preflight = ready(instrumented_inside(preflight())).unwrap();
    assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
}

#[test]
fn a_future_is_send_where_it_was() {
    fn assert_send<T: Send>(value: T) -> T {
        value
    }
    let api = Api {
        name: String::new(),
        hits: 0,
    };
    drop(assert_send(asynchronous(from_app(String::new()))));
    drop(assert_send(with_question_mark(from_app(String::new()))));
    drop(assert_send(instrumented_inside(from_app(String::new()))));
    drop(assert_send(api.greet(1, "", from_app(()))));
}

macro_rules! handlers {
    ($($name:ident: $origin:literal, $parameter:ident;)*) => {
        $(
            #[cors(origins = [$origin])]
            fn $name($parameter: Request<&str>) -> Response<&str> {
                Response::new($parameter.into_body())
            }
        )*
    };
}

handlers! {
    made_by_a_macro: "https://app.example.com", request;
    r#fn: "https://app.example.com", r#in;
}

#[test]
fn functions_made_by_a_macro() {
    assert!(is_allowed(&made_by_a_macro(from_app("a"))));
    assert_eq!(r#fn(from_app("b")).body(), &"b");
}

static STATIC: Policy = cors::policy! { origins = ["https://app.example.com"] };

/// A policy for each tenant.
static OF_TENANTS: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    ["app.example.com", "tenant.example"]
        .map(|host| Config::new().origins([format!("https://{host}")]))
        .map(|config| config.check().unwrap().0)
        .into()
});

#[cors(policy = STATIC)]
fn policy_by_path(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[cors(policy = OF_TENANTS[0])]
fn policy_by_expression(_: Request<()>) -> Response<()> {
    Response::new(())
}

/// By the request, which `policy = …` is evaluated without.
fn policy_by_request(request: &Request<()>) -> Response<()> {
    let tenant = usize::from(request.uri().path() == "/tenant");
    match OF_TENANTS[tenant].decide(request) {
        Decision::Respond(response) => response.into_response(),
        Decision::Proceed(headers) => headers.applied(Response::new(())),
    }
}

#[test]
fn a_policy_from_elsewhere() {
    assert!(is_allowed(&policy_by_path(from_app(()))));
    assert!(is_allowed(&policy_by_expression(from_app(()))));
    assert!(is_allowed(&policy_by_request(&from_app(()))));
    let mut request = from_app(());
    *request.uri_mut() = "/tenant".parse().unwrap();
    assert!(!is_allowed(&policy_by_request(&request)));
}

/// A crate that hands the attribute on.
mod framework {
    pub(crate) use cors as inner;
}

#[framework::inner::cors(origins = ["https://app.example.com"], crate = framework::inner)]
fn re_exported(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[test]
fn the_facade_may_be_elsewhere() {
    assert!(is_allowed(&re_exported(from_app(()))));
}

#[cors(
    origins = [
        #[cfg(test)] "https://app.example.com",
        #[cfg(not(test))] "https://release.example.com",
        #[cfg(any(test, debug_assertions))] #[cfg(not(test))] "https://never.example.com",
    ],
    headers = [#[cfg(test)] "x-test", "x-always"],
)]
/// An attribute below stays below.
#[must_use]
fn configured(_: Request<()>) -> Response<()> {
    Response::new(())
}

#[test]
fn entries_that_exist_in_some_builds() {
    let same = cors::policy! {
        origins = [#[cfg(test)] "https://app.example.com", #[cfg(not(test))] "https://b.example.com"],
        headers = [#[cfg(test)] "x-test", "x-always"],
    };
    let here = cors::policy! {
        origins = ["https://app.example.com"],
        headers = ["x-test", "x-always"],
    };
    assert_eq!(same, here);
    assert!(is_allowed(&configured(from_app(()))));
    let headers = configured(preflight()).headers().clone();
    assert_eq!(headers["access-control-allow-headers"], "x-test, x-always");
}

#[cors(origins = ["https://partner.example"])]
fn for_partners(request: Request<&'static str>) -> Response<()> {
    let mut response = Response::new(());
    if !request.body().is_empty() {
        let vary = HeaderValue::from_static(request.into_body());
        response.headers_mut().insert("vary", vary);
    }
    response
}

#[cors(origins = ["https://app.example.com", "https://partner.example"], credentials)]
fn around_partners(request: Request<&'static str>) -> Response<()> {
    for_partners(request)
}

#[test]
fn an_outer_policy_does_not_overrule_what_an_inner_one_refused() {
    for vary in ["", "Origin", "origin", "Accept", "Accept, Origin", "*"] {
        let response = around_partners(from_app(vary));
        assert!(!is_allowed(&response), "{vary}");
        assert!(
            !response
                .headers()
                .contains_key("access-control-allow-credentials"),
            "{vary}"
        );
    }
}

#[cors(origins = ["https://app.example.com"])]
fn varying_by_itself(_: Request<()>) -> Response<()> {
    let mut response = Response::new(());
    response
        .headers_mut()
        .insert("vary", HeaderValue::from_static("Origin"));
    response
}

#[test]
fn a_vary_of_the_handler_is_not_taken_for_a_refusal() {
    let response = varying_by_itself(from_app(()));
    assert!(is_allowed(&response));
    assert_eq!(response.headers().get_all("vary").iter().count(), 1);
}
