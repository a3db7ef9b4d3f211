//! Origins that are known at deployment: how they are written, what a wrong list says, and how policies use them.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::env;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;

use common::proptest::cases;
use cors::rules::{Hazard, Violation};
use cors::{Config, Decision, LiveOrigins, Origins, Policy, SharedPolicy, cors, policy};
use http::{Request, Response};
use proptest::prelude::*;

const APP: &str = "https://app.example.com";
const EVIL: &str = "https://evil.example";

/// Whether a policy allows this origin.
fn allows(policy: &Policy, origin: &str) -> bool {
    let request = Request::builder()
        .header("origin", origin)
        .body(())
        .unwrap();
    match policy.decide(&request) {
        Decision::Proceed(headers) => {
            let response = headers.applied(Response::new(()));
            let allowed = response.headers().get("access-control-allow-origin");
            assert!(allowed.is_none_or(|allowed| allowed == origin));
            allowed.is_some()
        }
        Decision::Respond(response) => panic!("{response:?}"),
    }
}

fn rules(text: &str) -> Vec<&'static str> {
    let error = text.parse::<Origins>().unwrap_err();
    let entries = error.entries().iter();
    entries.map(|entry| entry.violation().rule()).collect()
}

mod lists {
    use super::*;

    #[test]
    fn a_list_is_read_with_what_variables_and_env_files_leave_around_it() {
        let two = ["https://a.example", "https://b.example"];
        for text in [
            "https://a.example,https://b.example",
            "https://a.example, https://b.example",
            "  https://a.example\thttps://b.example \n",
            "https://a.example\r\nhttps://b.example\r\n",
            ",https://a.example,, https://b.example,",
            "\"https://a.example,https://b.example\"",
            "'https://a.example https://b.example'",
            "\"https://a.example\",\"https://b.example\"",
            "\"https://a.example\", 'https://b.example'",
            "[https://a.example, https://b.example]",
            "[\"https://a.example\",\"https://b.example\"]",
            "[ 'https://a.example' , 'https://b.example' ]",
            "'[\"https://a.example\", \"https://b.example\"]'",
            "[\n  \"https://a.example\",\n  \"https://b.example\",\n]",
        ] {
            let origins: Origins = text.parse().unwrap();
            assert!(origins.iter().eq(two), "{text:?}");
            assert_eq!(origins.to_string(), "https://a.example, https://b.example");
            assert_eq!(origins.to_string().parse::<Origins>().unwrap(), origins);
            assert!(origins.warnings().is_empty());
        }
        let addresses: Origins = "http://[::1]:3000,http://[::1]:8080".parse().unwrap();
        assert_eq!(addresses.len(), 2);
    }

    #[test]
    fn a_list_of_nothing_allows_no_origin() {
        for text in ["", " ", ",", " , \n", "[]", "\"\"", "[ \"\" ]"] {
            let origins: Origins = text.parse().unwrap();
            assert!(origins.is_empty(), "{text:?}");
            assert_eq!(origins, Origins::new());
            assert!(!origins.contains(""));
            assert!(!origins.contains(APP));
        }
    }

    #[test]
    fn entries_come_as_any_list_of_strings() {
        let expected: Origins = APP.parse().unwrap();
        assert_eq!(
            Origins::try_from(vec![APP.to_owned()]),
            Ok(expected.clone())
        );
        assert_eq!(
            Origins::try_from(&[APP.to_owned()][..]),
            Ok(expected.clone())
        );
        assert_eq!(Origins::try_from(vec![APP]), Ok(expected.clone()));
        assert_eq!(Origins::try_from([APP, " "]), Ok(expected.clone()));
        assert_eq!(Origins::try_from(APP), Ok(expected.clone()));
        assert_eq!(Origins::try_from(APP.to_owned()), Ok(expected.clone()));
        assert_eq!(Vec::from(expected), [APP]);
        // An entry of a list is one origin.
        let error = Origins::try_from(["https://a.example,https://b.example"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "entry 1 of 1: \"https://a.example,https://b.example\": expected one origin per string, found several; \
             write each as an entry of its own: https://a.example, https://b.example [origin-list-in-string]"
        );
    }

    #[test]
    fn what_is_redundant_is_left_out_and_told() {
        let text = "https://a.example, https://*.b.example, https://a.example, https://c.b.example";
        let origins: Origins = text.parse().unwrap();
        assert!(
            origins
                .iter()
                .eq(["https://a.example", "https://*.b.example"])
        );
        let warnings: Vec<_> = origins.warnings().iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            [
                "entry 3 of 4: \"https://a.example\": duplicate entry `https://a.example` in `origins`; remove it: \
                 it is listed already [duplicate]",
                "entry 4 of 4: \"https://c.b.example\": `https://c.b.example` is already covered by \
                 `https://*.b.example`; remove it [origin-covered]",
            ]
        );
        assert_eq!(
            origins,
            "https://a.example, https://*.b.example".parse().unwrap()
        );
    }

    #[test]
    fn a_wrong_entry_is_named_by_its_source_its_position_and_its_text() {
        let text = "https://admin.example.com,https://app.example.com/, example.com";
        let error = text
            .parse::<Origins>()
            .unwrap_err()
            .with_source("APP_ORIGINS");
        assert_eq!(
            error.to_string(),
            "\
APP_ORIGINS, entry 2 of 3: \"https://app.example.com/\": an origin has no path, not even a trailing `/`, so this \
would never match; write https://app.example.com [origin-path]
APP_ORIGINS, entry 3 of 3: \"example.com\": `example.com` isn't an origin: expected a scheme first, such as \
`https://`; write https://example.com [origin-without-scheme]"
        );
        assert_eq!(error.entries()[0].position(), 2);
        assert_eq!(error.entries()[0].entry(), "https://app.example.com/");
    }

    #[test]
    fn the_rules_are_those_for_credentials_and_a_star_is_for_the_source_code() {
        assert_eq!(
            rules("http://intranet.example"),
            ["credentials-insecure-origin"]
        );
        assert_eq!(rules("https://*.github.io"), ["credentials-public-suffix"]);
        assert_eq!(rules("null"), ["origin-null"]);
        assert_eq!(
            rules("https://a.example, *, https://b.example/"),
            ["configured-any-origin", "origin-path"]
        );
        let error = "*".parse::<Origins>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "entry 1 of 1: \"*\": `*` allows every origin, so it can only be written in the source code of the \
             service; list the origins you trust, e.g. https://app.example.com [configured-any-origin]"
        );
    }

    /// Every mistake has the sentence and the rule that the compiler prints for it, and advice without the attribute's
    /// syntax.
    #[test]
    fn the_sentence_and_the_rule_are_those_at_compile_time() {
        for text in [
            "https://example.com/",
            "HTTPS://example.com",
            "https://Example.com",
            "https://bücher.example",
            "example.com",
            "localhost:3000",
            "all",
            "self",
            "Null",
            "null",
            "any",
            "https://*",
            "https://*example.com",
            "https://www.*.com",
            "*://*.example.com",
            "http(s)://example.com",
            r"^https://example\.com$",
            "https://{a}.example.com",
            "https://.example.com",
            "https://example.com.",
            "https://example.com:443",
            "https://example.com:",
            "https://example.com:99999",
            "http://localhost:PORT",
            "https://me@example.com",
            "https://example.com?a",
            "https://example.com#a",
            "wss://example.com",
            "file:///a",
            "data:text/html",
            "my_app://a",
            "https://",
            "https://127.1",
            "http://[0:0:0:0:0:0:0:1]",
            "http://*.127.0.0.1",
            "http://intranet.example",
            "https://*.github.io",
            "https://xn--f",
            "${ORIGIN}",
            "https://example.com\0",
            "https://a.example;https://b.example",
            "https://a.example|b.example",
        ] {
            let config = Config::new().origins([text]).credentials(true);
            let at_compile_time: Vec<_> = config.check().unwrap_err().into_iter().collect();
            let error = Origins::try_from([text]).unwrap_err();
            let entries = error.entries().iter();
            let found: Vec<_> = entries.map(|entry| entry.violation().clone()).collect();
            assert_eq!(found, at_compile_time, "{text}");
            for violation in found {
                let line = error.to_string();
                assert!(line.contains(&violation.problem()), "{line}");
                assert!(
                    line.ends_with(&format!(" [{}]", violation.rule())),
                    "{line}"
                );
                let advice = violation.advice().unwrap_or_default();
                assert!(!advice.contains(['"', '=']), "{advice}");
                assert!(!advice.contains("dangerously_allow"), "{advice}");
            }
        }
    }

    #[test]
    fn a_list_with_a_hundred_wrong_entries_says_each() {
        let wrong = |at: usize| match at % 4 {
            0 => format!("https://a{at}.example/"),
            1 => format!("a{at}.example"),
            2 => format!("https://A{at}.example"),
            _ => format!("https://a{at}.example:443"),
        };
        let entries = (0..200).map(|at| match at % 2 {
            0 => format!("https://right{at}.example"),
            _ => wrong(at / 2),
        });
        let text = entries.collect::<Vec<_>>().join(",");
        let error = text.parse::<Origins>().unwrap_err();
        assert_eq!(error.entries().len(), 100);
        for (at, entry) in error.entries().iter().enumerate() {
            assert_eq!(entry.position(), 2 * at + 2);
            assert_eq!(entry.entry(), wrong(at));
        }
        assert_eq!(error.to_string().lines().count(), 100);
    }

    #[test]
    fn a_long_or_strange_entry_stays_one_short_line() {
        for text in [
            "x".repeat(100_000),
            "ü".repeat(5_000),
            format!("https://{}\u{1b}[31m", "a.".repeat(900)),
        ] {
            let error = Origins::try_from([&*text]).unwrap_err();
            let shown = error.to_string();
            assert_eq!(shown.lines().count(), 1);
            assert!(!shown.contains('\u{1b}'));
        }
    }
}

mod slots {
    use super::*;

    #[test]
    fn a_slot_allows_no_origin_until_it_is_set_and_can_be_replaced() {
        static SLOT: LiveOrigins = LiveOrigins::new();
        static POLICY: Policy = policy! { origins = SLOT, credentials };
        assert!(!SLOT.is_set());
        assert!(SLOT.get().is_none());
        assert!(POLICY.unset_origins().eq(["SLOT"]));
        assert!(!allows(&POLICY, APP));
        SLOT.set(APP.parse().unwrap()).unwrap();
        assert_eq!(POLICY.unset_origins().next(), None);
        assert!(allows(&POLICY, APP));
        assert!(!allows(&POLICY, EVIL));
        SLOT.set("https://*.example.org".parse().unwrap()).unwrap();
        assert!(!allows(&POLICY, APP));
        assert!(allows(&POLICY, "https://a.example.org"));
        SLOT.set(Origins::new()).unwrap();
        assert!(SLOT.is_set());
        assert!(!allows(&POLICY, "https://a.example.org"));
    }

    #[test]
    fn a_wrong_list_leaves_the_old_one_in_place() {
        static SLOT: LiveOrigins = LiveOrigins::new();
        SLOT.set(APP.parse().unwrap()).unwrap();
        assert!(SLOT.parse("https://b.example/").is_err());
        assert!(SLOT.set_from_env("NOT_SET_IN_THIS_TEST").is_err());
        let insecure = Origins::from_list("http://b.example", &[Hazard::InsecureOrigins]).unwrap();
        let error = SLOT.set(insecure).unwrap_err();
        assert!(error.to_string().contains("`insecure_origins`"), "{error}");
        assert_eq!(SLOT.get().unwrap().to_string(), APP);
    }

    #[test]
    fn a_slot_takes_the_hazards_that_it_names_and_no_other() {
        static SLOT: LiveOrigins = LiveOrigins::new().allow(&[Hazard::InsecureOrigins]);
        SLOT.set(SLOT.parse("http://intranet.example").unwrap())
            .unwrap();
        assert!(SLOT.get().unwrap().contains("http://intranet.example"));
        // Origins without the hazard are welcome as well.
        SLOT.set(APP.parse().unwrap()).unwrap();
        assert!(SLOT.parse("null").is_err());
        assert!(
            SLOT.set(Origins::from_list("null", &[Hazard::NullOrigin]).unwrap())
                .is_err()
        );
    }

    mod inner {
        pub(super) mod config {
            pub(crate) static SLOT: cors::LiveOrigins = cors::LiveOrigins::new();
        }

        #[test]
        fn a_slot_in_another_module_is_named_by_its_path() {
            static POLICY: cors::Policy = cors::policy! { origins = super::inner::config::SLOT };
            assert!(POLICY.unset_origins().eq(["super::inner::config::SLOT"]));
        }
    }

    static SLOT: LiveOrigins = LiveOrigins::new();
    static OTHER: LiveOrigins = LiveOrigins::new();

    const IN_CONST: Policy = policy! { origins = SLOT };
    static IN_STATIC: Policy = policy! { origins = self::SLOT };
    static MIXED: Policy = policy! {
        origins = [
            "https://written.example", SLOT, #[cfg(any())] inner::config::SLOT, OTHER,
            #[cfg(all())] "https://all.example", "https://*.example.net",
        ],
        dangerously_allow = [insecure_origins],
        credentials,
    };
    static LAZY: LazyLock<Policy> = LazyLock::new(|| policy! { origins = [SLOT] });

    const fn in_const_fn() -> Policy {
        policy! { origins = [crate::slots::SLOT] }
    }

    #[cors(origins = SLOT)]
    fn handler(_: Request<()>) -> Response<()> {
        Response::new(())
    }

    #[cors(origins = [SLOT, "https://written.example"])]
    async fn in_async(req: Request<()>) -> Response<()> {
        Response::new(())
    }

    struct Service;

    impl Service {
        #[cors(origins = [self::SLOT])]
        fn method<T: Default>(&self, _: Request<T>) -> Response<T> {
            Response::new(T::default())
        }
    }

    #[test]
    fn a_policy_anywhere_can_name_a_slot() {
        SLOT.set("https://slot.example".parse().unwrap()).unwrap();
        let local = policy! { origins = [SLOT] };
        let shared = SharedPolicy::from(Arc::new(in_const_fn()));
        for policy in [
            &IN_CONST,
            &IN_STATIC,
            &MIXED,
            &LAZY,
            &in_const_fn(),
            &local,
            &shared,
        ] {
            assert!(allows(policy, "https://slot.example"), "{policy}");
            assert!(!allows(policy, EVIL), "{policy}");
        }
        assert_eq!(IN_CONST.to_string(), "origins = [SLOT]");
        assert_eq!(
            MIXED.to_string(),
            r#"origins = ["https://written.example", "https://all.example", "https://*.example.net", SLOT, OTHER], credentials"#
        );
        assert!(MIXED.unset_origins().eq(["OTHER"]));
        OTHER.set("https://other.example".parse().unwrap()).unwrap();
        for origin in [
            "https://written.example",
            "https://all.example",
            "https://a.example.net",
            "https://other.example",
        ] {
            assert!(allows(&MIXED, origin), "{origin}");
        }
        assert_eq!(IN_STATIC, policy! { origins = [self::SLOT] });
        assert_ne!(IN_STATIC, policy! { origins = OTHER });
        assert_ne!(IN_STATIC, policy! { origins = [SLOT, OTHER] });

        let request = || {
            Request::builder()
                .header("origin", "https://slot.example")
                .body(())
                .unwrap()
        };
        let is_allowed = |response: Response<()>| {
            response
                .headers()
                .contains_key("access-control-allow-origin")
        };
        assert!(is_allowed(handler(request())));
        assert!(is_allowed(Service.method(request())));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        assert!(is_allowed(runtime.block_on(in_async(request()))));
    }
}

mod nobody {
    use super::*;

    #[cors(none)]
    fn none(_: Request<()>) -> Response<()> {
        Response::new(())
    }

    #[cors(policy = Policy::NOBODY)]
    fn by_name(_: Request<()>) -> Response<()> {
        Response::new(())
    }

    #[cors::axum::cors(none)]
    async fn on_axum() {}

    fn preflight() -> http::request::Builder {
        let builder = Request::builder().method("OPTIONS").header("origin", APP);
        builder.header("access-control-request-method", "PUT")
    }

    #[tokio::test]
    async fn a_page_of_another_origin_can_do_nothing() {
        use tower::ServiceExt as _;
        for handler in [none, by_name] {
            let response = handler(preflight().body(()).unwrap());
            assert_eq!(response.status(), 403);
            assert_eq!(response.headers().len(), 1);
            let request = Request::builder().header("origin", APP).body(()).unwrap();
            let response = handler(request);
            assert_eq!(response.status(), 200);
            assert_eq!(response.headers()["vary"], "Origin");
            assert_eq!(response.headers().len(), 1);
        }
        let router: axum::Router = axum::Router::new().route("/", cors::axum::put(on_axum).into());
        // A layer around it that allows the page, and its preflight, doesn't open it.
        static ALL: Policy = policy! { origins = ["*"] };
        let router = router.layer(cors::tower::CorsLayer::new(&ALL));
        let request = Request::builder().method("PUT").header("origin", APP);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 403);
        assert!(
            !response
                .headers()
                .contains_key("access-control-allow-origin")
        );
    }
}

mod frameworks {
    use std::sync::Mutex;

    use tower::ServiceExt as _;
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::*;

    static SLOT: LiveOrigins = LiveOrigins::new();
    static POLICY: Policy = policy! { origins = [SLOT] };

    #[cors::axum::cors(origins = [SLOT, "https://written.example"], methods = [PUT])]
    async fn handler() {}

    async fn is_allowed(router: &axum::Router, path: &str, origin: &str) -> bool {
        let preflight = Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header("origin", origin)
            .header("access-control-request-method", "PUT")
            .body(axum::body::Body::empty())
            .unwrap();
        router.clone().oneshot(preflight).await.unwrap().status() == 204
    }

    /// The fields of each event.
    #[derive(Default)]
    struct Warnings(Mutex<Vec<String>>);

    impl Subscriber for &'static Warnings {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, event: &Event<'_>) {
            struct Fields(String);
            impl Visit for Fields {
                fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
                    self.0 += &format!("{}={value:?} ", field.name());
                }
            }
            let mut fields = Fields(String::new());
            event.record(&mut fields);
            self.0.lock().unwrap().push(fields.0);
        }
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    fn router() -> axum::Router {
        let layered = axum::Router::new()
            .route("/layer", axum::routing::put(async || ()))
            .layer(cors::tower::CorsLayer::new(&POLICY));
        layered.route("/handler", cors::axum::put(handler).into())
    }

    #[tokio::test]
    async fn a_router_or_a_layer_says_at_start_up_that_a_slot_was_never_set() {
        static WARNINGS: Warnings = Warnings(Mutex::new(Vec::new()));
        let router = tracing::subscriber::with_default(&WARNINGS, router);
        let said = std::mem::take(&mut *WARNINGS.0.lock().unwrap());
        assert_eq!(said.len(), 2, "{said:?}");
        for warning in said {
            assert!(
                warning.contains("message=these origins were never set"),
                "{warning}"
            );
            assert!(
                warning.contains("name=\"SLOT\" policy=tests/live.rs:"),
                "{warning}"
            );
        }
        assert!(!is_allowed(&router, "/layer", APP).await);
        assert!(is_allowed(&router, "/handler", "https://written.example").await);

        tracing::subscriber::with_default(&WARNINGS, || {
            let _: cors::axum::Router = cors::axum::Router::new().policy(&POLICY);
        });
        assert_eq!(std::mem::take(&mut *WARNINGS.0.lock().unwrap()).len(), 1);

        // The router that serves takes the origins that are set later.
        SLOT.set(APP.parse().unwrap()).unwrap();
        for path in ["/layer", "/handler"] {
            assert!(is_allowed(&router, path, APP).await);
            assert!(!is_allowed(&router, path, EVIL).await);
        }
        let _ = tracing::subscriber::with_default(&WARNINGS, self::router);
        assert!(WARNINGS.0.lock().unwrap().is_empty());
    }
}

mod by_request {
    use cors::tower::CorsLayer;
    use http::{HeaderName, header};
    use tower::{Layer as _, ServiceExt as _};

    use super::*;

    static A: Policy = policy! { origins = ["https://a.example"], methods = [PUT] };
    static ALL: Policy = policy! { origins = ["*"] };

    fn layer() -> CorsLayer {
        let configured = Policy::try_from(Config::new().origins(["https://b.example"])).unwrap();
        let b = SharedPolicy::from(Arc::new(configured));
        let tenant = HeaderName::from_static("x-tenant");
        CorsLayer::by([header::HOST, tenant, header::ORIGIN], move |head| {
            // This isn't named, so it can't be read.
            assert_eq!(head.header(&header::ACCEPT), None);
            // Nothing but a policy judges an origin.
            assert_eq!(head.header(&header::ORIGIN), None);
            match head.host()? {
                "a.example.net" => Some(SharedPolicy::from(&A)),
                "b.example.net" => Some(b.clone()),
                "all.example.net" => Some(SharedPolicy::from(&ALL)),
                _ => None,
            }
        })
    }

    static TENANTS: LazyLock<cors::PolicyBy> = LazyLock::new(|| {
        cors::PolicyBy::new([header::HOST], |head| {
            (head.host()? == "a.example.net").then_some(&A)
        })
    });

    #[cors(policy_by = TENANTS)]
    fn handler(_: Request<()>) -> Response<()> {
        Response::new(())
    }

    #[cors(policy_by = &*TENANTS)]
    async fn fallible(req: Request<()>) -> Result<Response<()>, Response<()>> {
        if req.uri() == "/wrong" {
            Err(Response::new(()))
        } else {
            Ok(Response::new(()))
        }
    }

    #[test]
    fn the_host_of_a_request_over_http_2_is_in_its_target() {
        let request = Request::builder()
            .uri("https://a.example.net/")
            .header("origin", "https://a.example");
        let response = handler(request.body(()).unwrap());
        assert!(
            response
                .headers()
                .contains_key("access-control-allow-origin")
        );
    }

    #[tokio::test]
    async fn a_handler_chooses_as_a_layer_does() {
        for (host, is_allowed) in [("a.example.net", true), ("c.example.net", false)] {
            for (method, path) in [("GET", "/"), ("OPTIONS", "/"), ("GET", "/wrong")] {
                let request = || {
                    let request = Request::builder()
                        .method(method)
                        .uri(path)
                        .header("host", host);
                    let request = request.header("origin", "https://a.example");
                    request
                        .header("access-control-request-method", "PUT")
                        .body(())
                        .unwrap()
                };
                let fallible = fallible(request()).await.unwrap_or_else(|error| error);
                for response in [handler(request()), fallible] {
                    let headers = response.headers();
                    assert_eq!(
                        headers.contains_key("access-control-allow-origin"),
                        is_allowed
                    );
                    assert!(
                        headers.get_all("vary").iter().eq(["Origin", "host"]),
                        "{headers:?}"
                    );
                }
            }
        }
    }

    async fn respond(method: &str, host: &[&str], origin: &str) -> Response<String> {
        let service = tower::service_fn(async |_: Request<String>| {
            let response = Response::builder()
                .header("vary", "accept")
                .body("ran".to_owned());
            Ok::<_, std::convert::Infallible>(response.unwrap())
        });
        let mut request = Request::builder().method(method).header("origin", origin);
        for host in host {
            request = request.header("host", *host);
        }
        let request = request.header("access-control-request-method", "PUT");
        let request = request.body(String::new()).unwrap();
        layer().layer(service).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn the_policy_of_the_tenant_decides_and_vary_names_what_was_read() {
        let allowed = |response: &Response<String>| {
            let allowed = response.headers().get("access-control-allow-origin");
            allowed.map(|allowed| allowed.to_str().unwrap().to_owned())
        };
        let vary = |response: &Response<String>| -> Vec<_> {
            let lines = response.headers().get_all("vary").iter();
            lines
                .map(|line| line.to_str().unwrap().to_owned())
                .collect()
        };
        for (host, origin, is_allowed) in [
            (&["a.example.net"][..], "https://a.example", true),
            (&["a.example.net"], "https://b.example", false),
            (&["b.example.net"], "https://b.example", true),
            (&["b.example.net"], "https://a.example", false),
            (&["c.example.net"], "https://a.example", false),
            (
                &["a.example.net", "b.example.net"],
                "https://a.example",
                false,
            ),
            (&[], "https://a.example", false),
        ] {
            let response = respond("GET", host, origin).await;
            assert_eq!(response.body(), "ran");
            assert_eq!(
                allowed(&response),
                is_allowed.then(|| origin.to_owned()),
                "{host:?}"
            );
            assert_eq!(vary(&response), ["accept", "Origin", "host, x-tenant"]);
            let response = respond("OPTIONS", host, origin).await;
            assert_eq!(response.body(), "");
            assert_eq!(response.status(), if is_allowed { 204 } else { 403 });
            assert_eq!(vary(&response), ["Origin", "host, x-tenant"]);
        }
        let response = respond("GET", &["all.example.net"], "https://a.example").await;
        assert_eq!(allowed(&response).as_deref(), Some("*"));
        assert_eq!(vary(&response), ["accept", "host, x-tenant"]);
    }
}

mod variables {
    use super::*;

    static SLOT: LiveOrigins = LiveOrigins::new();

    /// What a process says in which the variable has this value.
    fn in_a_process(value: Option<&std::ffi::OsStr>) -> String {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args([
            "--exact",
            "variables::of_a_process",
            "--ignored",
            "--nocapture",
        ]);
        command.env_remove("APP_ORIGINS");
        if let Some(value) = value {
            command.env("APP_ORIGINS", value);
        }
        let output = command.output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    #[ignore = "it is for a process of its own"]
    fn of_a_process() {
        match SLOT.set_from_env("APP_ORIGINS") {
            Ok(()) => println!("set to <{}>", SLOT.get().unwrap()),
            Err(error) => println!("{error}\nset: {}", SLOT.is_set()),
        }
    }

    #[test]
    fn a_variable_is_read_checked_and_set() {
        let said = in_a_process(Some("https://a.example https://b.example".as_ref()));
        assert!(
            said.contains("set to <https://a.example, https://b.example>\n"),
            "{said}"
        );
        let said = in_a_process(Some("".as_ref()));
        assert!(said.contains("set to <>\n"), "{said}");
    }

    #[test]
    fn an_error_names_the_variable() {
        let said = in_a_process(None);
        let expected = "APP_ORIGINS isn't set; set it to a list of origins, or to nothing to allow none\nset: false\n";
        assert!(said.contains(expected), "{said}");
        let said = in_a_process(Some("https://a.example/".as_ref()));
        assert!(
            said.contains("APP_ORIGINS, entry 1 of 1: \"https://a.example/\": "),
            "{said}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_isnt_utf_8_is_an_error() {
        use std::os::unix::ffi::OsStrExt as _;
        let said = in_a_process(Some(std::ffi::OsStr::from_bytes(b"https://a.example\xff")));
        assert!(
            said.contains("APP_ORIGINS isn't UTF-8; origins are ASCII\nset: false\n"),
            "{said}"
        );
    }
}

/// How many threads serve while the list is replaced.
const THREADS: usize = 4;
const RELOADS: usize = 2_000;

/// Every decision is by one whole list, the old or the new one.
#[test]
fn requests_are_decided_by_whole_lists_while_they_are_replaced() {
    static SLOT: LiveOrigins = LiveOrigins::new();
    static POLICY: Policy = policy! { origins = [SLOT], credentials, enforce };
    const BOTH: &str = "https://both.example";
    // One with an index and one without.
    let long: Vec<_> = (0..50)
        .map(|at| format!("https://long{at}.example"))
        .collect();
    let lists = [
        format!("{BOTH}, https://short.example"),
        format!("{}, {BOTH}", long.join(",")),
    ];
    let lists = lists.map(|list| list.parse::<Origins>().unwrap());
    SLOT.set(lists[0].clone()).unwrap();

    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let decide = |origin: &str| {
                    let request = Request::builder()
                        .header("origin", origin)
                        .body(())
                        .unwrap();
                    matches!(POLICY.decide(&request), Decision::Proceed(_))
                };
                while !is_done.load(Ordering::Relaxed) {
                    assert!(decide(BOTH));
                    assert!(!decide(EVIL));
                    let list = SLOT.get().unwrap();
                    assert!(lists.contains(&list));
                }
            });
        }
        for at in 0..RELOADS {
            let next = &lists[at % 2];
            SLOT.set(next.clone()).unwrap();
            // What is set holds for every request that begins later.
            assert_eq!(
                allows_enforced(&POLICY, "https://short.example"),
                at % 2 == 0
            );
            assert_eq!(
                allows_enforced(&POLICY, "https://long49.example"),
                at % 2 == 1
            );
        }
        is_done.store(true, Ordering::Relaxed);
    });
}

fn allows_enforced(policy: &Policy, origin: &str) -> bool {
    let request = Request::builder()
        .header("origin", origin)
        .body(())
        .unwrap();
    matches!(policy.decide(&request), Decision::Proceed(_))
}

/// The same list in source code and in a variable.
macro_rules! alike {
    ($($name:ident: $($origin:literal)*;)*) => { $(
        mod $name {
            use super::*;

            const ORIGINS: &[&str] = &[$($origin),*];
            static WRITTEN: Policy = policy! { origins = [$($origin),*], credentials, expose = ["etag"] };
            static SLOT: LiveOrigins = LiveOrigins::new();
            static LIVE: Policy = policy! { origins = SLOT, credentials, expose = ["etag"] };

            proptest! {
                #![proptest_config(cases(300))]

                #[test]
                fn a_list_at_run_time_decides_as_the_attribute_does(
                    separator in prop::sample::select(vec![",", ", ", " ", "\n", "\",\""]),
                    near in any::<prop::sample::Index>(),
                    labels in "[a-z0-9.-]{0,12}",
                    port in prop::option::of(0..70_000_u32),
                    cut in any::<prop::sample::Index>(),
                    method in prop::sample::select(vec!["GET", "OPTIONS", "PUT"]),
                ) {
                    let mut text = ORIGINS.join(separator);
                    if separator.contains('"') {
                        text = format!("[\"{text}\"]");
                    }
                    SLOT.set(text.parse().unwrap()).unwrap();
                    let pattern = near.get(ORIGINS);
                    let mut origin = pattern.replacen("*.", &format!("{labels}."), 1);
                    if let Some(port) = port {
                        origin = format!("{}:{port}", origin.trim_end_matches(":*"));
                    }
                    for origin in [&*origin, &origin[..cut.index(origin.len())], &pattern.to_uppercase()] {
                        let request = Request::builder()
                            .method(method)
                            .header("origin", origin)
                            .header("access-control-request-method", "PUT")
                            .body(())
                            .unwrap();
                        let respond = |policy: &Policy| match policy.decide(&request) {
                            Decision::Proceed(headers) => headers.applied(Response::new(())),
                            Decision::Respond(response) => response.into_response(),
                        };
                        let (written, live) = (respond(&WRITTEN), respond(&LIVE));
                        prop_assert_eq!(written.status(), live.status());
                        prop_assert_eq!(written.headers(), live.headers());
                    }
                }
            }
        }
    )* };
}

alike! {
    one: "https://app.example.com";
    wildcards: "https://*.example.com" "https://example.com" "http://localhost:*";
    with_an_index:
        "https://a.example" "https://*.b.example" "https://c.example:8443" "https://*.d.example:*"
        "http://127.0.0.1:*" "https://e.f.g.example" "moz-extension://a" "https://h.example";
}

/// The message names the entry, whatever type of error the service has.
#[test]
fn errors_go_through_the_question_mark() {
    fn read() -> Result<Origins, Box<dyn std::error::Error + Send + Sync>> {
        Ok("https://a.example/".parse()?)
    }
    assert!(
        read()
            .unwrap_err()
            .to_string()
            .starts_with("entry 1 of 1: ")
    );
    let violation: &Violation = &Violation::OriginNull;
    assert_eq!(
        violation.advice().as_deref(),
        Some("list the origins you trust")
    );
}
