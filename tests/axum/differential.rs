//! Routers at random, each put together with axum's `Router` and with that of this crate. They route alike, and a page can
//! do what the policy of the handler says that it reaches, and nothing else.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::RequestPartsExt as _;
use axum::body::Body;
use axum::extract::{MatchedPath, OriginalUri, RawPathParams, Request};
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{self, MethodFilter, MethodRouter};
use cors::Policy;
use cors::axum::{CorsMethodRouter, Router, cors};
use cors_conformance::{ACAM, ACAO, ADMIN, APP, EVIL, preflight, request};
use http::header::{ALLOW, HeaderName, LOCATION};
use http::{HeaderMap, Request as HttpRequest, StatusCode};
use tower::ServiceExt as _;

/// So many, unless `ROUTERS` says another number.
const ROUTERS: usize = 50;

const PATHS: [&str; 10] = [
    "/",
    "/a",
    "/a/",
    "/{id}",
    "/a/{id}",
    "/{x}/b",
    "/{*rest}",
    "/a/{*rest}",
    "/%61",
    "/m",
];
/// Of a method router of axum's, which doesn't tell its methods: it has a path for itself.
const AXUMS_PATH: &str = "/b.*";
const PREFIXES: [&str; 7] = ["/a", "/n", "/n/", "/{tenant}", "/n/m", "/%61", "/"];
const TARGETS: [&str; 20] = [
    "/", "/a", "/a/", "/a/x", "/a/x/", "/a//x", "//a", "/A", "/%61", "/%61/a", "/b.c", "/b.*",
    "/n", "/n/", "/n/a", "/n/a/x", "/n/m", "/n/m/a", "/x/b", "/x/y/z",
];
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY", "PURGE",
];
const FILTERS: [MethodFilter; 6] = [
    MethodFilter::GET,
    MethodFilter::HEAD,
    MethodFilter::POST,
    MethodFilter::PUT,
    MethodFilter::DELETE,
    MethodFilter::OPTIONS,
];

static FOR_APP: Policy = cors::policy! { origins = ["https://app.example.com"] };
static FOR_ADMIN: Policy = cors::policy! { origins = ["https://admin.example.com"] };

/// Which pages may use a handler, by the policy that is nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    App,
    Admin,
    Nobody,
}

impl Who {
    fn policy(self) -> &'static Policy {
        match self {
            Self::App => &FOR_APP,
            Self::Admin => &FOR_ADMIN,
            Self::Nobody => Policy::NOBODY,
        }
    }

    fn allows(self, origin: &str) -> bool {
        (self, origin) == (Self::App, APP) || (self, origin) == (Self::Admin, ADMIN)
    }
}

/// What is added to a router. `own` is the policy of a handler's attribute, if it has one.
#[derive(Clone, Debug)]
enum Part {
    Route {
        path: &'static str,
        filter: MethodFilter,
        own: Option<Who>,
    },
    Any {
        path: &'static str,
        own: Option<Who>,
    },
    /// A method router of axum's.
    AxumRoute {
        path: &'static str,
        filter: MethodFilter,
    },
    RouteService {
        path: &'static str,
    },
    NestService {
        prefix: &'static str,
    },
    Fallback {
        own: Option<Who>,
    },
    MethodNotAllowedFallback {
        own: Option<Who>,
    },
    Layer,
    RouteLayer,
    ResetFallback,
    Nest {
        prefix: &'static str,
        inner: Plan,
    },
    Merge {
        inner: Plan,
    },
    /// A router of axum's.
    NestOpaque {
        prefix: &'static str,
        inner: Plan,
    },
    MergeOpaque {
        inner: Plan,
    },
}

/// A router: what is added, one after the other, and the policy of the group.
#[derive(Clone, Debug)]
struct Plan {
    parts: Vec<Part>,
    policy: Option<Who>,
}

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's, of which the high bits are the better ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 40).unwrap() % end
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn own(&mut self) -> Option<Who> {
        self.one_of(&[
            None,
            None,
            Some(Who::App),
            Some(Who::Admin),
            Some(Who::Nobody),
        ])
    }

    fn plan(&mut self, depth: usize) -> Plan {
        let parts = (0..=self.below(5)).map(|_| self.part(depth)).collect();
        let policy = self.one_of(&[None, Some(Who::App), Some(Who::Admin)]);
        Plan { parts, policy }
    }

    fn part(&mut self, depth: usize) -> Part {
        let path = self.one_of(&PATHS);
        let prefix = self.one_of(&PREFIXES);
        let filter = self.one_of(&FILTERS);
        let own = self.own();
        match self.below(if depth == 0 { 16 } else { 24 }) {
            0..=5 => Part::Route { path, filter, own },
            6 => Part::Any { path, own },
            7 => Part::AxumRoute {
                path: AXUMS_PATH,
                filter,
            },
            8 => Part::RouteService { path },
            9 => Part::NestService { prefix },
            10 | 11 => Part::Fallback { own },
            12 => Part::MethodNotAllowedFallback { own },
            13 => Part::Layer,
            14 => Part::RouteLayer,
            15 => Part::ResetFallback,
            16..=18 => Part::Nest {
                prefix,
                inner: self.plan(depth - 1),
            },
            19..=21 => Part::Merge {
                inner: self.plan(depth - 1),
            },
            22 => Part::NestOpaque {
                prefix,
                inner: self.plan(depth - 1),
            },
            _ => Part::MergeOpaque {
                inner: self.plan(depth - 1),
            },
        }
    }
}

/// Names the handler, with the policy that is nearest and all that axum's routing tells.
async fn echo(name: &str, who: Option<Who>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let original = parts.extract::<OriginalUri>().await.unwrap();
    let matched = parts.extract::<MatchedPath>().await.ok();
    let captured = parts.extract::<RawPathParams>().await.ok();
    let captured: Vec<_> = captured
        .iter()
        .flatten()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "{who:?} {name} {} {} {matched:?} {captured:?}",
        parts.uri, original.0
    )
    .into_response()
}

macro_rules! annotated {
    ($($handler:ident: $name:literal for $who:ident by $policy:expr;)*) => { $(
        #[cors(policy = $policy)]
        async fn $handler(request: Request) -> Response {
            echo($name, Some(Who::$who), request).await
        }
    )* };
}

annotated! {
    by_app: "annotated" for App by FOR_APP;
    by_admin: "annotated" for Admin by FOR_ADMIN;
    by_nobody: "annotated" for Nobody by Policy::NOBODY;
    wrong_method_by_app: "405" for App by FOR_APP;
    wrong_method_by_admin: "405" for Admin by FOR_ADMIN;
    wrong_method_by_nobody: "405" for Nobody by Policy::NOBODY;
}

/// A handler for a method, or for any: with this policy of its own, or in a group with that one.
fn our_routes(
    filter: Option<MethodFilter>,
    own: Option<Who>,
    name: &'static str,
    group: Option<Who>,
    _: bool,
) -> CorsMethodRouter {
    macro_rules! with {
        ($handler:expr) => {
            match filter {
                Some(filter) => cors::axum::on(filter, $handler),
                None => cors::axum::any($handler),
            }
        };
    }
    match (own, name) {
        (Some(Who::App), "405") => with!(wrong_method_by_app),
        (Some(Who::Admin), "405") => with!(wrong_method_by_admin),
        (Some(Who::Nobody), "405") => with!(wrong_method_by_nobody),
        (Some(Who::App), _) => with!(by_app),
        (Some(Who::Admin), _) => with!(by_admin),
        (Some(Who::Nobody), _) => with!(by_nobody),
        (None, _) => with!(async move |request: Request| echo(name, group, request).await),
    }
}

/// The same for axum's router. In one that is opaque to that of this crate, handlers have no policy of their own.
fn axum_routes(
    filter: Option<MethodFilter>,
    own: Option<Who>,
    name: &'static str,
    group: Option<Who>,
    is_opaque: bool,
) -> MethodRouter {
    let (who, name) = match own {
        _ if is_opaque => (group, "opaque"),
        Some(own) if name != "405" => (Some(own), "annotated"),
        Some(own) => (Some(own), name),
        None => (group, name),
    };
    let handler = async move |request: Request| echo(name, who, request).await;
    match filter {
        Some(filter) => routing::on(filter, handler),
        None => routing::any(handler),
    }
}

/// A router of this type by a plan. Both types have the same methods.
macro_rules! build {
    ($build:ident: $Router:ty, $routes:ident, $finish:expr) => {
        fn $build(plan: &Plan, outer: Option<Who>, is_opaque: bool) -> $Router {
            let group = plan.policy.filter(|_| !is_opaque).or(outer);
            let routes = |filter, own, name| $routes(filter, own, name, group, is_opaque);
            let service = || axum_routes(None, None, "service", group, is_opaque);
            let mut router = <$Router>::new();
            for part in plan.parts.clone() {
                router = match part {
                    Part::Route { path, filter, own } => {
                        router.route(path, routes(Some(filter), own, "handler"))
                    }
                    Part::Any { path, own } => router.route(path, routes(None, own, "any")),
                    Part::AxumRoute { path, filter } => router.route(
                        path,
                        axum_routes(Some(filter), None, "axum's", group, is_opaque),
                    ),
                    Part::RouteService { path } => router.route_service(path, service()),
                    Part::NestService { prefix } => router.nest_service(prefix, service()),
                    Part::Fallback { own } => router.fallback(routes(None, own, "fallback")),
                    Part::MethodNotAllowedFallback { own } => {
                        router.method_not_allowed_fallback(routes(None, own, "405"))
                    }
                    Part::Layer => router.layer(map_response(stamp)),
                    Part::RouteLayer => router.route_layer(map_response(stamp)),
                    Part::ResetFallback => router.reset_fallback(),
                    Part::Nest { prefix, inner } => {
                        router.nest(prefix, $build(&inner, group, is_opaque))
                    }
                    Part::Merge { inner } => router.merge($build(&inner, group, is_opaque)),
                    Part::NestOpaque { prefix, inner } => {
                        router.nest(prefix, build_axum(&inner, group, true))
                    }
                    Part::MergeOpaque { inner } => router.merge(build_axum(&inner, group, true)),
                };
            }
            $finish(router, plan)
        }
    };
}

build! { build_axum: axum::Router, axum_routes, |router, _: &Plan| router }
build! { build_ours: Router, our_routes, |router: Router, plan: &Plan| match plan.policy {
    Some(who) => router.policy(who.policy()),
    None => router,
} }

async fn stamp(mut response: Response) -> Response {
    response
        .headers_mut()
        .append(STAMP, http::HeaderValue::from_static("1"));
    response
}

const STAMP: HeaderName = HeaderName::from_static("x-stamp");

/// What isn't CORS.
type Routed = (StatusCode, Vec<(HeaderName, String)>, String);

/// Without what depends on the order in which axum merges: the layers around the default 404 and 405, which may be those of
/// an opaque router, and the order of methods on a path that it shares.
fn but_for_order((status, mut headers, body): Routed) -> Routed {
    if body.is_empty() {
        headers.retain(|(name, _)| *name != STAMP);
    }
    for (_, value) in &mut headers {
        let mut methods: Vec<_> = value.split(',').collect();
        methods.sort_unstable();
        *value = methods.join(",");
    }
    (status, headers, body)
}

async fn send(router: &axum::Router, request: http::request::Builder) -> (Routed, HeaderMap) {
    let Ok(response) = router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await;
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let kept = [ALLOW, LOCATION, STAMP].into_iter().flat_map(|name| {
        let values = parts.headers.get_all(&name).iter();
        let values: Vec<_> = values
            .map(|value| (name.clone(), value.to_str().unwrap().to_owned()))
            .collect();
        values
    });
    let routed = (
        parts.status,
        kept.collect(),
        String::from_utf8(body.to_vec()).unwrap(),
    );
    (routed, parts.headers)
}

/// The policy of the handler that has responded, and its name.
fn handler(body: &str) -> Option<(Option<Who>, &str)> {
    let mut words = body.split(' ');
    let who = match words.next()? {
        "None" => None,
        "Some(App)" => Some(Who::App),
        "Some(Admin)" => Some(Who::Admin),
        "Some(Nobody)" => Some(Who::Nobody),
        _ => return None,
    };
    Some((who, words.next()?))
}

#[tokio::test]
async fn a_router_routes_as_axums_and_opens_what_its_policies_open() {
    let number = std::env::var("ROUTERS").map_or(ROUTERS, |number| number.parse().unwrap());
    let mut numbers = Numbers(12);
    let mut routers = 0;
    let mut seen = BTreeSet::new();
    while routers < number {
        let plan = numbers.plan(2);
        let theirs = catch_unwind(AssertUnwindSafe(|| build_axum(&plan, None, false)));
        let ours = catch_unwind(AssertUnwindSafe(|| {
            axum::Router::from(build_ours(&plan, None, false))
        }));
        let (Ok(theirs), Ok(ours)) = (&theirs, &ours) else {
            assert_eq!(
                theirs.is_err(),
                ours.is_err(),
                "one of the two panics: {plan:#?}"
            );
            continue;
        };
        routers += 1;
        // As served: otherwise handlers and layers would be combined anew for each request.
        let (theirs, ours) = (theirs.clone().with_state(()), ours.clone().with_state(()));
        let has_opaque = format!("{plan:?}").contains("Opaque");
        let kept = |routed| {
            if has_opaque {
                but_for_order(routed)
            } else {
                routed
            }
        };
        for target in TARGETS {
            for method in METHODS {
                let own = || HttpRequest::builder().method(method).uri(target);
                let expected = kept(send(&theirs, own()).await.0);
                let (routed, headers) = send(&ours, own()).await;
                let context = || format!("{method} {target}: {plan:#?}");
                assert_eq!(kept(routed.clone()), expected, "{}", context());
                assert!(!headers.contains_key(ACAO), "{}", context());
                for origin in [APP, ADMIN, EVIL] {
                    let context =
                        || format!("{method} {target} from {origin}, {expected:?}: {plan:#?}");
                    let (routed, headers) = send(&ours, request(method, target, origin)).await;
                    assert_eq!(kept(routed.clone()), expected, "{}", context());
                    let reads = headers.contains_key(ACAO);
                    let ((status, ..), headers) =
                        send(&ours, preflight(method, target, origin)).await;
                    let methods = headers.get(ACAM).map_or("", |list| list.to_str().unwrap());
                    let sends = status.is_success()
                        && headers.contains_key(ACAO)
                        && (matches!(method, "GET" | "HEAD" | "POST")
                            || methods.split(", ").any(|one| one == method));
                    assert!(
                        origin != EVIL || !reads && !headers.contains_key(ACAO),
                        "{}",
                        context()
                    );
                    let Some((who, name)) = handler(&routed.2) else {
                        continue;
                    };
                    seen.insert((name.to_owned(), sends));
                    let is_allowed = who.is_some_and(|who| who.allows(origin));
                    // Of two method routers of axum's in two groups neither group opens anything.
                    if name == "405" || name == "axum's" && !reads && !sends {
                        continue;
                    }
                    assert_eq!(reads, is_allowed, "reads: {}", context());
                    if name == "opaque" {
                        assert!(!sends, "sends: {}", context());
                    } else if sends {
                        assert!(is_allowed, "sends: {}", context());
                    } else if matches!(method, "PUT" | "DELETE") && !has_opaque {
                        assert!(!is_allowed, "doesn't send: {}", context());
                    }
                }
            }
        }
    }
    for name in ["annotated", "handler", "any", "fallback", "service"] {
        for sends in [true, false] {
            assert!(seen.contains(&(name.to_owned(), sends)), "{name}, {sends}");
        }
    }
}
