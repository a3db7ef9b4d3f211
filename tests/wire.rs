//! What goes over the wire: annotated functions behind real sockets, asked by a real client. One test a
//! claim of the table in DESIGN.md.

#![allow(clippy::unwrap_used)]

#[path = "wire/server.rs"]
mod server;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use cors::{Policy, cors};
use http::request::Builder;
use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use server::{Answer, Body, Server, as_asked, serve, serve_http2};

const APP: &str = "https://app.example.com";
const EVIL: &str = "https://evil.example";

const ACAO: &str = "access-control-allow-origin";
const ACAC: &str = "access-control-allow-credentials";
const ACAM: &str = "access-control-allow-methods";
const ACAH: &str = "access-control-allow-headers";
const ACEH: &str = "access-control-expose-headers";
const ACMA: &str = "access-control-max-age";
const ACRM: &str = "access-control-request-method";
const ACRH: &str = "access-control-request-headers";
const VARY: &str = "vary";

fn request(method: Method, path: &str) -> Builder {
    Request::builder().method(method).uri(path)
}

fn get(path: &str) -> Builder {
    request(Method::GET, path)
}

fn from(origin: &str) -> Builder {
    get("/").header("origin", origin)
}

fn preflight(origin: &str) -> Builder {
    request(Method::OPTIONS, "/")
        .header("origin", origin)
        .header(ACRM, "PUT")
}

/// 403 and not a word of the policy.
#[track_caller]
fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.cors(), [(VARY, "Origin")]);
    assert!(answer.body.is_empty());
    assert!(!answer.is_from_handler());
}

/// The handler's response, which a page of that origin may read.
#[track_caller]
fn assert_readable_by(answer: &Answer, origin: &str) {
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.cors(), [(ACAO, origin), (VARY, "Origin")]);
    assert_eq!(answer.body, "Hello World!");
    assert!(answer.is_from_handler());
}

/// The handler's response, which no page may read.
#[track_caller]
fn assert_unreadable(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.cors(), [(VARY, "Origin")]);
    assert_eq!(answer.body, "Hello World!");
    assert!(answer.is_from_handler());
}

/// The plainest policy there is.
#[cors(origins = ["https://app.example.com"])]
async fn plain(request: Request<Incoming>) -> Response<Body> {
    as_asked(&request)
}

/// A policy with everything in it.
#[cors(
    origins = ["https://app.example.com", "https://*.example.org", "http://localhost:*"],
    methods = [PUT, DELETE, "PURGE"],
    headers = ["accesstoken", "Content-Type"],
    expose = ["etag", "X-Total"],
    credentials,
    max_age = 600,
)]
async fn full(request: Request<Incoming>) -> Response<Body> {
    as_asked(&request)
}

#[cors(origins = ["*"])]
async fn public(request: Request<Incoming>) -> Response<Body> {
    as_asked(&request)
}

#[cors(origins = ["https://app.example.com"], enforce)]
async fn enforced(request: Request<Incoming>) -> Response<Body> {
    as_asked(&request)
}

const WHOLE_PREFLIGHT: [(&str, &str); 6] = [
    (ACAC, "true"),
    (ACAH, "accesstoken, Content-Type"),
    (ACAM, "PUT, DELETE, PURGE"),
    (ACAO, APP),
    (ACMA, "600"),
    (VARY, "Origin"),
];

// A preflight from an allowed origin.

#[tokio::test]
async fn a_preflight_from_an_allowed_origin_gets_204_and_the_whole_lists() {
    let answer = serve(full).await.ask(preflight(APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.cors(), WHOLE_PREFLIGHT);
    assert!(answer.body.is_empty());
    assert!(!answer.is_from_handler());
}

#[tokio::test]
async fn the_origin_that_a_wildcard_allows_is_the_one_that_is_answered() {
    let server = serve(full).await;
    for origin in ["https://a.b.example.org", "http://localhost:5173"] {
        let answer = server.ask(preflight(origin)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert!(answer.cors().contains(&(ACAO, origin)));
    }
}

#[tokio::test]
async fn a_preflight_gets_the_same_lists_whatever_it_asks_for() {
    let server = serve(full).await;
    let long = "x".repeat(100_000);
    for (method, headers) in [
        ("PUT", "accesstoken"),
        ("PATCH", "x-unlisted"),
        ("put", "ACCESSTOKEN"),
        ("CONNECT", ""),
        ("no method at all", ",,,,"),
        ("", "accesstoken,accesstoken,accesstoken"),
        ("PUT", &*long),
    ] {
        let asked = request(Method::OPTIONS, "/")
            .header("origin", APP)
            .header(ACRM, method)
            .header(ACRH, headers);
        let answer = server.ask(asked).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{method}");
        assert_eq!(answer.cors(), WHOLE_PREFLIGHT, "{method}");
    }
}

#[tokio::test]
async fn many_lines_of_what_a_preflight_asks_for_change_nothing() {
    let mut asked = preflight(APP).header(ACRM, "DELETE");
    for _ in 0..50 {
        asked = asked.header(ACRH, "x-a, x-b");
    }
    let answer = serve(full).await.ask(asked).await;
    assert_eq!(answer.cors(), WHOLE_PREFLIGHT);
}

#[tokio::test]
async fn arguments_that_are_absent_send_no_header() {
    let server = serve(plain).await;
    let answer = server.ask(preflight(APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.cors(), [(ACAO, APP), (VARY, "Origin")]);
    let answer = server.ask(from(APP)).await;
    assert_eq!(answer.cors(), [(ACAO, APP), (VARY, "Origin")]);
}

#[tokio::test]
async fn methods_go_on_the_preflight_alone() {
    #[cors(origins = ["https://app.example.com"], methods = [PUT, "M-SEARCH", GET])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    let answer = server.ask(preflight(APP)).await;
    let listed = (ACAM, "PUT, M-SEARCH, GET");
    assert_eq!(answer.cors(), [listed, (ACAO, APP), (VARY, "Origin")]);
    assert_readable_by(&server.ask(from(APP)).await, APP);
}

#[tokio::test]
async fn headers_go_on_the_preflight_alone() {
    #[cors(origins = ["https://app.example.com"], headers = ["X-B", "x-a"])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    let answer = server.ask(preflight(APP)).await;
    let listed = (ACAH, "X-B, x-a");
    assert_eq!(answer.cors(), [listed, (ACAO, APP), (VARY, "Origin")]);
    assert_readable_by(&server.ask(from(APP)).await, APP);
}

#[tokio::test]
async fn exposed_headers_go_on_every_response_but_the_preflights() {
    #[cors(origins = ["https://app.example.com"], expose = ["ETag", "x-total"])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    let answer = server.ask(from(APP)).await;
    let exposed = (ACEH, "ETag, x-total");
    assert_eq!(answer.cors(), [(ACAO, APP), exposed, (VARY, "Origin")]);
    let answer = server.ask(preflight(APP)).await;
    assert_eq!(answer.cors(), [(ACAO, APP), (VARY, "Origin")]);
}

#[tokio::test]
async fn a_star_in_expose_is_sent_as_it_is() {
    #[cors(origins = ["https://app.example.com"], expose = ["*"])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let answer = serve(handler).await.ask(from(APP)).await;
    assert_eq!(answer.cors(), [(ACAO, APP), (ACEH, "*"), (VARY, "Origin")]);
}

#[tokio::test]
async fn a_max_age_of_zero_is_sent_too() {
    #[cors(origins = ["https://app.example.com"], max_age = 0)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    let answer = server.ask(preflight(APP)).await;
    assert_eq!(answer.cors(), [(ACAO, APP), (ACMA, "0"), (VARY, "Origin")]);
    assert_readable_by(&server.ask(from(APP)).await, APP);
}

#[tokio::test]
async fn a_max_age_is_sent_in_plain_digits_however_it_is_written() {
    #[cors(origins = ["https://app.example.com"], max_age = 0x1_5180)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let answer = serve(handler).await.ask(preflight(APP)).await;
    assert!(answer.cors().contains(&(ACMA, "86400")));
}

#[tokio::test]
async fn the_handler_does_not_run_on_a_preflight() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[cors(origins = ["https://app.example.com"])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        RUNS.fetch_add(1, Ordering::SeqCst);
        as_asked(&request)
    }
    let server = serve(handler).await;
    server.ask(preflight(APP)).await;
    server.ask(preflight(EVIL)).await;
    assert_eq!(RUNS.load(Ordering::SeqCst), 0);
    server.ask(from(APP)).await;
    server.ask(from(EVIL)).await;
    assert_eq!(RUNS.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_synchronous_handler_is_wrapped_alike() {
    #[cors(origins = ["https://app.example.com"], methods = [PUT])]
    fn handler(request: &Request<Incoming>) -> Response<Body> {
        as_asked(request)
    }
    let server = serve(|request: Request<Incoming>| async move { handler(&request) }).await;
    let answer = server.ask(preflight(APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(
        answer.cors(),
        [(ACAM, "PUT"), (ACAO, APP), (VARY, "Origin")]
    );
    assert!(!answer.is_from_handler());
    assert_readable_by(&server.ask(from(APP)).await, APP);
    assert_refused(&server.ask(preflight(EVIL)).await);
}

#[tokio::test]
async fn a_single_origin_needs_no_list() {
    #[cors(origins = "https://app.example.com")]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    assert_readable_by(&server.ask(from(APP)).await, APP);
    assert_unreadable(&server.ask(from(EVIL)).await);
}

// A preflight from any other origin.

#[tokio::test]
async fn a_preflight_from_another_origin_gets_403_and_nothing_of_the_policy() {
    for server in [serve(plain).await, serve(full).await, serve(enforced).await] {
        assert_refused(&server.ask(preflight(EVIL)).await);
    }
}

#[tokio::test]
async fn a_preflight_from_an_origin_that_only_looks_alike_gets_403() {
    let server = serve(full).await;
    for origin in [
        "https://app.example.com.evil.example",
        "https://evilapp.example.com",
        "https://app.example.com:8443",
        "https://app.example.com:443",
        "https://app.example.com/",
        "https://APP.example.com",
        "http://app.example.com",
        "https://example.org",
        "https://evilexample.org",
        "http://localhost:080",
        "null",
        "",
    ] {
        assert_refused(&server.ask(preflight(origin)).await);
    }
}

// Any other request from an allowed origin.

#[tokio::test]
async fn a_request_from_an_allowed_origin_gets_the_handlers_response_and_the_headers() {
    let answer = serve(full).await.ask(from(APP)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let headers = [
        (ACAC, "true"),
        (ACAO, APP),
        (ACEH, "etag, X-Total"),
        (VARY, "Origin"),
    ];
    assert_eq!(answer.cors(), headers);
    assert_eq!(answer.body, "Hello World!");
    assert!(answer.is_from_handler());
}

#[tokio::test]
async fn every_status_of_the_handler_gets_the_headers() {
    let server = serve(plain).await;
    for status in [
        201, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 405, 418, 429, 500, 502, 503, 599,
    ] {
        let answer = server
            .ask(get(&format!("/{status}")).header("origin", APP))
            .await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.cors(), [(ACAO, APP), (VARY, "Origin")], "{status}");
        assert!(answer.is_from_handler());
    }
}

#[tokio::test]
async fn other_headers_of_the_handler_stay() {
    let asked =
        get("/302?location=/elsewhere&set-cookie=a=1&set-cookie=b=2&cache-control=no-store");
    let answer = serve(plain).await.ask(asked.header("origin", APP)).await;
    assert_eq!(answer.headers["location"], "/elsewhere");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
}

#[tokio::test]
async fn every_method_but_options_reaches_the_handler() {
    let server = serve(plain).await;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "PURGE", "options"] {
        // Not even with this header is it a preflight: only OPTIONS is.
        let asked = request(method.parse().unwrap(), "/")
            .header("origin", APP)
            .header(ACRM, "PUT");
        assert_readable_by(&server.ask(asked).await, APP);
    }
}

#[tokio::test]
async fn head_gets_the_headers_that_get_does() {
    let server = serve(full).await;
    let asked = request(Method::HEAD, "/").header("origin", APP);
    let head = server.ask(asked).await;
    let get = server.ask(from(APP)).await;
    assert!(head.is_from_handler());
    assert!(head.body.is_empty());
    assert_eq!(head.cors(), get.cors());
    assert_eq!(head.cors().len(), 4);
}

#[tokio::test]
async fn options_without_a_requested_method_reaches_the_handler() {
    let server = serve(full).await;
    let options = |origin| request(Method::OPTIONS, "/").header("origin", origin);
    let answer = server.ask(options(APP).header(ACRH, "x-a")).await;
    assert!(answer.is_from_handler());
    let headers = [
        (ACAC, "true"),
        (ACAO, APP),
        (ACEH, "etag, X-Total"),
        (VARY, "Origin"),
    ];
    assert_eq!(answer.cors(), headers);
    assert_unreadable(&server.ask(options(EVIL)).await);
}

#[tokio::test]
async fn options_without_an_origin_reaches_the_handler() {
    let asked = request(Method::OPTIONS, "/").header(ACRM, "PUT");
    assert_unreadable(&serve(full).await.ask(asked).await);
}

// Any other request from any other origin, or from none.

#[tokio::test]
async fn a_request_from_another_origin_gets_the_handlers_response_and_no_header() {
    assert_unreadable(&serve(plain).await.ask(from(EVIL)).await);
    assert_unreadable(&serve(full).await.ask(from(EVIL)).await);
}

#[tokio::test]
async fn an_error_for_another_origin_varies_too() {
    let asked = get("/500").header("origin", EVIL);
    let answer = serve(full).await.ask(asked).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.cors(), [(VARY, "Origin")]);
}

#[tokio::test]
async fn a_request_without_an_origin_varies_too() {
    for server in [serve(plain).await, serve(full).await, serve(enforced).await] {
        assert_unreadable(&server.ask(get("/")).await);
    }
}

#[tokio::test]
async fn several_origin_lines_are_no_origin_even_if_each_is_allowed() {
    let server = serve(full).await;
    for second in [APP, EVIL, ""] {
        assert_unreadable(&server.ask(from(APP).header("origin", second)).await);
        assert_refused(&server.ask(preflight(APP).header("origin", second)).await);
    }
    assert_unreadable(&server.ask(from(EVIL).header("origin", APP)).await);
}

#[tokio::test]
async fn several_origins_in_one_line_are_no_origin() {
    let server = serve(full).await;
    for list in [
        "https://app.example.com https://app.example.com",
        "https://app.example.com, https://app.example.com",
        "https://app.example.com,",
    ] {
        assert_unreadable(&server.ask(from(list)).await);
        assert_refused(&server.ask(preflight(list)).await);
    }
}

#[tokio::test]
async fn an_origin_of_bytes_that_are_no_text_is_not_allowed() {
    let server = serve(full).await;
    for origin in [
        &b"https://app.example.com\xff"[..],
        b"\xff\xfe",
        b"https://\xe4.example.org",
        "https://ä.example.org".as_bytes(),
        b"https://app.example.com\xc2\xa0",
    ] {
        let value = http::HeaderValue::from_bytes(origin).unwrap();
        let asked = get("/").header("origin", &value);
        assert_unreadable(&server.ask(asked).await);
        let asked = request(Method::OPTIONS, "/")
            .header("origin", value)
            .header(ACRM, "PUT");
        assert_refused(&server.ask(asked).await);
    }
}

#[tokio::test]
async fn an_origin_of_100_kb_is_not_allowed() {
    let server = serve(full).await;
    for unit in ["a", "a.", ".", ":"] {
        let long = unit.repeat(100_000 / unit.len());
        let origin = format!("https://{long}.example.org");
        assert_unreadable(&server.ask(from(&origin)).await);
        assert_refused(&server.ask(preflight(&origin)).await);
    }
    let port = format!("http://localhost:{}", "1".repeat(100_000));
    assert_unreadable(&server.ask(from(&port)).await);
}

// `origins = ["*"]`.

#[tokio::test]
async fn a_public_policy_allows_everyone_and_does_not_vary() {
    let server = serve(public).await;
    for asked in [
        get("/"),
        from(EVIL),
        from("null"),
        from("no origin at all"),
        from(APP).header("origin", EVIL),
        request(Method::OPTIONS, "/"),
        request(Method::POST, "/").header("origin", EVIL),
    ] {
        let answer = server.ask(asked).await;
        assert!(answer.is_from_handler());
        assert_eq!(answer.cors(), [(ACAO, "*")]);
    }
}

#[tokio::test]
async fn a_public_policy_answers_preflights_from_everyone() {
    #[cors(origins = ["*"], methods = [PUT], headers = ["x-a"], expose = ["etag"], max_age = 60)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let answer = serve(handler).await.ask(preflight(EVIL)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(!answer.is_from_handler());
    let headers = [(ACAH, "x-a"), (ACAM, "PUT"), (ACAO, "*"), (ACMA, "60")];
    assert_eq!(answer.cors(), headers);
}

#[tokio::test]
async fn a_public_policy_leaves_the_vary_of_the_handler_as_it_is() {
    let asked = get("/404?vary=Accept").header("origin", EVIL);
    let answer = serve(public).await.ask(asked).await;
    assert_eq!(answer.cors(), [(ACAO, "*"), (VARY, "Accept")]);
}

// `*` in `methods` and `headers`.

#[tokio::test]
async fn stars_without_credentials_are_sent_as_they_are() {
    #[cors(origins = ["https://app.example.com"], methods = ["*"], headers = ["*"])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let asked = preflight(APP).header(ACRH, "x-a");
    let answer = serve(handler).await.ask(asked).await;
    let headers = [(ACAH, "*"), (ACAM, "*"), (ACAO, APP), (VARY, "Origin")];
    assert_eq!(answer.cors(), headers);
}

#[tokio::test]
async fn authorization_can_stand_beside_a_star() {
    #[cors(origins = ["*"], headers = ["*", "authorization"])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let answer = serve(handler).await.ask(preflight(EVIL)).await;
    assert_eq!(answer.cors(), [(ACAH, "*, authorization"), (ACAO, "*")]);
}

#[tokio::test]
async fn a_star_in_headers_with_credentials_reflects_what_is_asked_for() {
    #[cors(origins = ["https://app.example.com"], headers = ["*"], credentials)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    let asked = preflight(APP).header(ACRH, "authorization,x-a");
    let answer = server.ask(asked).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let headers = [
        (ACAC, "true"),
        (ACAH, "authorization,x-a"),
        (ACAO, APP),
        (VARY, "Origin"),
        (VARY, "Access-Control-Request-Headers"),
    ];
    assert_eq!(answer.cors(), headers);

    // Nothing asked, nothing to reflect, but a cache must still know what this depends on.
    let answer = server.ask(preflight(APP)).await;
    let headers = [
        (ACAC, "true"),
        (ACAO, APP),
        (VARY, "Origin"),
        (VARY, "Access-Control-Request-Headers"),
    ];
    assert_eq!(answer.cors(), headers);

    // Only a preflight depends on it.
    let answer = server.ask(from(APP).header(ACRH, "x-a")).await;
    let headers = [(ACAC, "true"), (ACAO, APP), (VARY, "Origin")];
    assert_eq!(answer.cors(), headers);
    assert_refused(&server.ask(preflight(EVIL).header(ACRH, "x-a")).await);
}

#[tokio::test]
async fn each_line_of_what_is_asked_for_is_reflected() {
    #[cors(origins = ["https://app.example.com"], headers = ["*"], credentials)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let asked = preflight(APP).header(ACRH, "x-a").header(ACRH, "x-b");
    let answer = serve(handler).await.ask(asked).await;
    let headers = [
        (ACAC, "true"),
        (ACAH, "x-a"),
        (ACAH, "x-b"),
        (ACAO, APP),
        (VARY, "Origin"),
        (VARY, "Access-Control-Request-Headers"),
    ];
    assert_eq!(answer.cors(), headers);
}

#[tokio::test]
async fn a_star_in_methods_with_credentials_reflects_what_is_asked_for() {
    #[cors(origins = ["https://app.example.com"], methods = ["*"], headers = ["x-a"], credentials)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    for method in ["PUT", "patch", "PURGE"] {
        let asked = request(Method::OPTIONS, "/")
            .header("origin", APP)
            .header(ACRM, method)
            .header(ACRH, "x-b");
        let answer = server.ask(asked).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let headers = [
            (ACAC, "true"),
            (ACAH, "x-a"),
            (ACAM, method),
            (ACAO, APP),
            (VARY, "Origin"),
            (VARY, "Access-Control-Request-Method"),
        ];
        assert_eq!(answer.cors(), headers);
    }
}

// `enforce`.

#[tokio::test]
async fn enforce_refuses_a_request_from_another_origin_before_the_handler_runs() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[cors(origins = ["https://app.example.com"], credentials, expose = ["etag"], enforce)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        RUNS.fetch_add(1, Ordering::SeqCst);
        as_asked(&request)
    }
    let server = serve(handler).await;
    assert_refused(&server.ask(from(EVIL)).await);
    assert_refused(
        &server
            .ask(request(Method::POST, "/").header("origin", EVIL))
            .await,
    );
    assert_refused(
        &server
            .ask(request(Method::OPTIONS, "/").header("origin", EVIL))
            .await,
    );
    assert_refused(&server.ask(from("null")).await);
    assert_refused(&server.ask(from("")).await);
    assert_refused(&server.ask(from(APP).header("origin", APP)).await);
    assert_eq!(RUNS.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn enforce_lets_listed_origins_through_whatever_the_fetch_metadata_says() {
    let server = serve(enforced).await;
    assert_readable_by(&server.ask(from(APP)).await, APP);
    let asked = from(APP).header("sec-fetch-site", "cross-site");
    assert_readable_by(&server.ask(asked).await, APP);
}

#[tokio::test]
async fn enforce_does_not_touch_requests_without_an_origin() {
    let server = serve(enforced).await;
    assert_unreadable(&server.ask(get("/")).await);
    let asked = get("/").header("sec-fetch-site", "cross-site");
    assert_unreadable(&server.ask(asked).await);
}

#[tokio::test]
async fn enforce_lets_through_what_the_browser_calls_same_origin_or_the_users_own() {
    let server = serve(enforced).await;
    for site in ["same-origin", "none"] {
        for origin in [EVIL, "null"] {
            let asked = from(origin).header("sec-fetch-site", site);
            // It runs, but that doesn't make the origin a listed one.
            assert_unreadable(&server.ask(asked).await);
        }
    }
}

#[tokio::test]
async fn enforce_refuses_what_the_browser_calls_anything_else_whatever_the_host() {
    let server = serve(enforced).await;
    let own = format!("http://{}", server.address);
    for site in [
        "cross-site",
        "same-site",
        "garbage",
        "",
        "Same-Origin",
        "same-origin, cross-site",
        "same-origin2",
        "nonesuch",
    ] {
        let asked = from(&own).header("sec-fetch-site", site);
        assert_refused(&server.ask(asked).await);
    }
}

#[tokio::test]
async fn enforce_trusts_no_fetch_metadata_of_two_lines() {
    let server = serve(enforced).await;
    let own = format!("http://{}", server.address);
    // Nor does it then go by the host: a browser that sends the header sends it once.
    for origin in [EVIL, &own] {
        for second in ["cross-site", "same-origin"] {
            let asked = from(origin)
                .header("sec-fetch-site", "same-origin")
                .header("sec-fetch-site", second);
            assert_refused(&server.ask(asked).await);
        }
    }
}

#[tokio::test]
async fn enforce_compares_with_the_host_where_there_is_no_fetch_metadata() {
    let server = serve(enforced).await;
    for (origin, host) in [
        ("http://localhost:3000", "localhost:3000"),
        ("https://shop.example", "shop.example"),
        ("http://shop.example", "shop.example"),
        ("https://shop.example:8443", "shop.example:8443"),
        ("http://[::1]:3000", "[::1]:3000"),
    ] {
        assert_unreadable(&server.ask(from(origin).header("host", host)).await);
    }
    for (origin, host) in [
        ("http://localhost:3000", "localhost:3001"),
        ("http://localhost:3000", "localhost"),
        ("http://localhost", "localhost:3000"),
        ("https://shop.example", "evil.example"),
        ("https://shop.example.evil.example", "shop.example"),
        ("https://evilshop.example", "shop.example"),
        ("https://a.shop.example", "shop.example"),
        ("https://", ""),
        ("null", "null"),
        ("shop.example", "shop.example"),
        ("ftp://shop.example", "shop.example"),
    ] {
        assert_refused(&server.ask(from(origin).header("host", host)).await);
    }
}

#[tokio::test]
async fn enforce_lets_the_pages_of_the_server_itself_through() {
    let server = serve(enforced).await;
    let own = format!("http://{}", server.address);
    assert_unreadable(&server.ask(from(&own)).await);
}

#[tokio::test]
async fn enforce_refuses_a_request_with_two_hosts() {
    let server = serve(enforced).await;
    let answer = server
        .write(
            b"GET / HTTP/1.1\r\n\
              Host: evil.example\r\n\
              Host: shop.example\r\n\
              Origin: https://evil.example\r\n\
              Connection: close\r\n\r\n",
        )
        .await;
    assert!(answer.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{answer}");
}

#[tokio::test]
async fn enforce_refuses_a_request_with_no_host_to_compare_with() {
    let server = serve(enforced).await;
    let answer = server
        .write(b"GET / HTTP/1.0\r\nOrigin: https://evil.example\r\n\r\n")
        .await;
    assert!(answer.contains(" 403 Forbidden\r\n"), "{answer}");
}

#[tokio::test]
async fn enforce_refuses_a_preflight_even_from_the_servers_own_pages() {
    // A browser never sends a preflight to a page's own origin.
    let server = serve(enforced).await;
    let asked = preflight(EVIL).header("sec-fetch-site", "same-origin");
    assert_refused(&server.ask(asked).await);
}

// HTTP/2.

#[tokio::test]
async fn preflights_are_answered_over_http2() {
    let server = serve_http2(full).await;
    let answer = server.ask(preflight(APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.cors(), WHOLE_PREFLIGHT);
    assert!(!answer.is_from_handler());
    assert_refused(&server.ask(preflight(EVIL)).await);
}

#[tokio::test]
async fn responses_get_their_headers_over_http2() {
    let server = serve_http2(plain).await;
    assert_readable_by(&server.ask(from(APP)).await, APP);
    assert_unreadable(&server.ask(from(EVIL)).await);
    assert_unreadable(&server.ask(get("/")).await);
    assert_unreadable(&server.ask(from(APP).header("origin", APP)).await);
    let answer = server.ask(get("/503").header("origin", APP)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.cors(), [(ACAO, APP), (VARY, "Origin")]);
}

#[tokio::test]
async fn enforce_compares_with_the_authority_over_http2() {
    let server = serve_http2(enforced).await;
    let own = format!("http://{}", server.address);
    assert_unreadable(&server.ask(from(&own)).await);
    assert_unreadable(
        &server
            .ask(from(&format!("https://{}", server.address)))
            .await,
    );
    assert_refused(&server.ask(from(EVIL)).await);
    assert_refused(&server.ask(from(&format!("{own}1"))).await);
    assert_refused(&server.ask(from("http://127.0.0.1")).await);
    let asked = from(&own).header("sec-fetch-site", "cross-site");
    assert_refused(&server.ask(asked).await);
}

/// An HTTP/1.1 client can write both, and says in `Host` where it went.
#[test]
fn enforce_compares_with_the_host_before_the_authority() {
    let policy = cors::policy! { origins = ["https://app.example.com"], enforce };
    for (origin, runs) in [
        ("https://host.example", true),
        ("https://uri.example", false),
    ] {
        let request = Request::builder()
            .uri("https://uri.example/")
            .header("host", "host.example")
            .header("origin", origin);
        let decision = policy.decide(&request.body(()).unwrap());
        assert_eq!(matches!(decision, cors::Decision::Run(_)), runs, "{origin}");
    }
}

// What the handler's response already has.

/// The response to an origin that is allowed has all of these names in its `Vary`, and so has that to another.
async fn varies_by(server: &Server, vary: &str, all: &[&str]) {
    let ask = async |origin| {
        let asked = get(&format!("/?{vary}")).header("origin", origin);
        let answer = server.ask(asked).await;
        let names = answer.cors().into_iter().filter(|(n, _)| *n == VARY);
        names.map(|(_, name)| name.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ask(APP).await, all);
    // A refusal signs the line, for policies around this one. What it says is the same.
    let refused = ask(EVIL).await;
    let says = |name: &&str| refused.iter().any(|said| said.eq_ignore_ascii_case(name));
    assert!(all.iter().all(says), "{refused:?}");
    let ours = refused
        .iter()
        .filter(|said| !all.iter().any(|name| said.eq_ignore_ascii_case(name)));
    assert!(
        ours.clone().count() <= 1 && ours.clone().all(|said| said == "Origin"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn vary_is_appended_to_what_the_handler_says() {
    let server = serve(plain).await;
    for (vary, all) in [
        ("vary=Accept", &["Accept", "Origin"][..]),
        ("vary=Accept,+Cookie", &["Accept", "Cookie", "Origin"]),
        ("vary=Accept&vary=Cookie", &["Accept", "Cookie", "Origin"]),
        ("vary=X-Origin", &["X-Origin", "Origin"]),
        ("vary=Origins", &["Origins", "Origin"]),
        ("vary=Original+Origin", &["Original Origin", "Origin"]),
    ] {
        varies_by(&server, vary, all).await;
    }
}

#[tokio::test]
async fn vary_is_not_repeated_where_it_says_origin_or_everything() {
    let server = serve(plain).await;
    for (vary, all) in [
        ("vary=Origin", &["Origin"][..]),
        ("vary=origin", &["origin"]),
        ("vary=ORIGIN", &["ORIGIN"]),
        ("vary=*", &["*"]),
        ("vary=Accept,origin", &["Accept", "origin"]),
        (
            "vary=Accept+,+Origin+,+Cookie",
            &["Accept", "Origin", "Cookie"],
        ),
        ("vary=Accept&vary=Origin", &["Accept", "Origin"]),
        ("vary=Origin&vary=Accept", &["Origin", "Accept"]),
        ("vary=Accept&vary=*", &["Accept", "*"]),
    ] {
        varies_by(&server, vary, all).await;
    }
}

#[tokio::test]
async fn a_response_that_already_allows_an_origin_is_left_alone() {
    let server = serve(full).await;
    for allowed in ["https://partner.example", "*", "null", APP] {
        for origin in [APP, EVIL] {
            let asked = get(&format!("/?{ACAO}={allowed}&vary=Accept")).header("origin", origin);
            let answer = server.ask(asked).await;
            assert_eq!(answer.cors(), [(ACAO, allowed), (VARY, "Accept")]);
        }
    }
}

#[tokio::test]
async fn of_two_policies_the_inner_one_decides() {
    #[cors(origins = ["https://app.example.com", "https://partner.example"], expose = ["etag"])]
    async fn inner(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    #[cors(origins = ["https://*.example.com"], credentials)]
    async fn outer(request: Request<Incoming>) -> Response<Body> {
        inner(request).await
    }
    let server = serve(outer).await;
    let answer = server.ask(from(APP)).await;
    assert_eq!(
        answer.cors(),
        [(ACAO, APP), (ACEH, "etag"), (VARY, "Origin")]
    );
    // The inner one refuses this one, and the outer one doesn't overrule it.
    let answer = server.ask(from("https://other.example.com")).await;
    assert_eq!(answer.cors(), [(VARY, "Origin")]);
}

// Handlers that can fail.

#[tokio::test]
async fn the_response_in_ok_gets_the_headers() {
    #[cors(origins = ["https://app.example.com"])]
    async fn handler(request: Request<Incoming>) -> Result<Response<Body>, String> {
        Ok(as_asked(&request))
    }
    let server = serve(|request| async { handler(request).await.unwrap() }).await;
    assert_readable_by(&server.ask(from(APP)).await, APP);
    assert_unreadable(&server.ask(from(EVIL)).await);
    let answer = server.ask(preflight(APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.cors(), [(ACAO, APP), (VARY, "Origin")]);
    assert_refused(&server.ask(preflight(EVIL)).await);
}

#[tokio::test]
async fn an_error_passes_through_untouched() {
    #[cors(origins = ["https://app.example.com"])]
    async fn handler(
        request: Request<Incoming>,
    ) -> Result<Response<Body>, std::num::ParseIntError> {
        // The question mark leaves the handler, not the policy around it.
        let status: u16 = request.uri().path()[1..].parse()?;
        Ok(as_asked(&get(&format!("/{status}")).body(()).unwrap()))
    }
    let server = serve(|request| async {
        match handler(request).await {
            Ok(response) => response,
            Err(error) => {
                let mut response = Response::new(Body::from(error.to_string()));
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                response
            }
        }
    })
    .await;
    let answer = server.ask(get("/number").header("origin", APP)).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.body, "invalid digit found in string");
    assert_eq!(answer.cors(), []);
    let answer = server.ask(get("/200").header("origin", APP)).await;
    assert_readable_by(&answer, APP);
}

#[tokio::test]
async fn an_error_that_is_a_response_gets_the_headers() {
    #[cors(origins = ["https://app.example.com"], credentials)]
    async fn handler(request: Request<Incoming>) -> Result<Response<Body>, Response<Body>> {
        let response = as_asked(&request);
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(response)
        }
    }
    let server =
        serve(|request| async { handler(request).await.unwrap_or_else(|response| response) }).await;
    let headers = [(ACAC, "true"), (ACAO, APP), (VARY, "Origin")];
    let answer = server.ask(get("/404").header("origin", APP)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.cors(), headers);
    let answer = server.ask(from(APP)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.cors(), headers);
    let answer = server.ask(get("/404").header("origin", EVIL)).await;
    assert_eq!(answer.cors(), [(VARY, "Origin")]);
    assert_eq!(
        server.ask(preflight(APP)).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn an_early_return_gets_the_headers_too() {
    #[cors(origins = ["https://app.example.com"])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        if request.uri().path() != "/" {
            return as_asked(&request);
        }
        Response::new(Body::default())
    }
    let asked = get("/403").header("origin", APP);
    let answer = serve(handler).await.ask(asked).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.is_from_handler());
    assert_eq!(answer.cors(), [(ACAO, APP), (VARY, "Origin")]);
}

// Where the policy comes from.

mod policies {
    pub(super) static SHARED: cors::Policy = cors::policy! {
        origins = ["https://app.example.com"],
        methods = [PUT],
        enforce,
    };
}

#[tokio::test]
async fn a_policy_can_be_defined_elsewhere() {
    #[cors(policy = policies::SHARED)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    let answer = server.ask(preflight(APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(
        answer.cors(),
        [(ACAM, "PUT"), (ACAO, APP), (VARY, "Origin")]
    );
    assert_readable_by(&server.ask(from(APP)).await, APP);
    assert_refused(&server.ask(from(EVIL)).await);
}

#[tokio::test]
async fn a_policy_can_be_built_while_the_program_runs() {
    static BUILT: LazyLock<Policy> = LazyLock::new(|| {
        let origins = ["app", "www"].map(|name| format!("https://{name}.example.com"));
        Policy::builder().origins(origins).build().unwrap()
    });
    #[cors(policy = BUILT)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    assert_readable_by(&server.ask(from(APP)).await, APP);
    assert_unreadable(&server.ask(from(EVIL)).await);
    assert_refused(&server.ask(preflight(EVIL)).await);
}

#[tokio::test]
async fn a_policy_can_be_the_value_of_an_expression() {
    static OF_TENANTS: LazyLock<Vec<Policy>> = LazyLock::new(|| {
        let policy = |tenant| Policy::builder().origins([format!("https://{tenant}.example")]);
        ["first", "second"]
            .map(|tenant| policy(tenant).build().unwrap())
            .into()
    });
    #[cors(policy = OF_TENANTS[usize::from(request.uri().path() == "/second")])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    for (path, allowed, other) in [
        ("/first", "https://first.example", "https://second.example"),
        ("/second", "https://second.example", "https://first.example"),
    ] {
        let answer = server.ask(get(path).header("origin", allowed)).await;
        assert_readable_by(&answer, allowed);
        assert_unreadable(&server.ask(get(path).header("origin", other)).await);
    }
}

#[tokio::test]
async fn null_is_an_origin_only_where_its_danger_is_allowed() {
    #[cors(
        origins = ["https://app.example.com", "null"],
        dangerously_allow = [null_origin],
    )]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    assert_readable_by(&server.ask(from("null")).await, "null");
    assert_readable_by(&server.ask(from(APP)).await, APP);
    let answer = server.ask(preflight("null")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.cors(), [(ACAO, "null"), (VARY, "Origin")]);
    for origin in ["Null", "null ,", "nul", "https://null"] {
        assert_unreadable(&server.ask(from(origin)).await);
    }
    let server = serve(plain).await;
    assert_unreadable(&server.ask(from("null")).await);
    assert_refused(&server.ask(preflight("null")).await);
}

#[tokio::test]
async fn entries_exist_only_in_the_builds_that_their_cfg_names() {
    #[cors(
        origins = [
            "https://app.example.com",
            #[cfg(all())] "http://localhost:*",
            #[cfg(any())] "https://evil.example",
            #[cfg(test)] "https://test.example",
            #[cfg(not(test))] "https://production.example",
        ],
        methods = [#[cfg(any())] DELETE, PUT, #[cfg(all())] PATCH],
        headers = [#[cfg(test)] #[cfg(all())] "x-debug", #[cfg(test)] #[cfg(any())] "x-never"],
    )]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    for origin in [APP, "http://localhost:5173", "https://test.example"] {
        assert_readable_by(&server.ask(from(origin)).await, origin);
    }
    for origin in [EVIL, "https://production.example"] {
        assert_unreadable(&server.ask(from(origin)).await);
    }
    let answer = server.ask(preflight(APP)).await;
    let headers = [
        (ACAH, "x-debug"),
        (ACAM, "PUT, PATCH"),
        (ACAO, APP),
        (VARY, "Origin"),
    ];
    assert_eq!(answer.cors(), headers);
}

// Bytes that no well-made client sends.

#[tokio::test]
async fn the_case_of_a_header_name_and_the_space_around_its_value_mean_nothing() {
    let answer = serve(plain)
        .await
        .write(
            b"OPTIONS / HTTP/1.1\r\n\
              host: shop.example\r\n\
              oRiGiN:  \t https://app.example.com \t \r\n\
              ACCESS-CONTROL-REQUEST-METHOD:\r\n\
              connection: close\r\n\r\n",
        )
        .await;
    assert!(
        answer.starts_with("HTTP/1.1 204 No Content\r\n"),
        "{answer}"
    );
    assert!(
        answer.contains("\r\naccess-control-allow-origin: https://app.example.com\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_preflight_with_a_body_is_answered_all_the_same() {
    let answer = serve(plain)
        .await
        .write(
            b"OPTIONS / HTTP/1.1\r\n\
              host: shop.example\r\n\
              origin: https://app.example.com\r\n\
              access-control-request-method: PUT\r\n\
              content-length: 5\r\n\
              connection: close\r\n\r\nhello",
        )
        .await;
    assert!(
        answer.starts_with("HTTP/1.1 204 No Content\r\n"),
        "{answer}"
    );
    assert!(!answer.contains("Hello World!"), "{answer}");
}

#[tokio::test]
async fn options_of_the_whole_server_is_a_preflight_too_if_it_asks_like_one() {
    let server = serve(plain).await;
    let answer = server
        .write(
            b"OPTIONS * HTTP/1.1\r\n\
              host: shop.example\r\n\
              origin: https://app.example.com\r\n\
              access-control-request-method: PUT\r\n\
              connection: close\r\n\r\n",
        )
        .await;
    assert!(
        answer.starts_with("HTTP/1.1 204 No Content\r\n"),
        "{answer}"
    );
}

#[tokio::test]
async fn nothing_of_a_request_can_break_out_of_a_reflected_header() {
    #[cors(origins = ["https://app.example.com"], headers = ["*"], methods = ["*"], credentials)]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        as_asked(&request)
    }
    let server = serve(handler).await;
    let answer = server
        .write(
            b"OPTIONS / HTTP/1.1\r\n\
              host: shop.example\r\n\
              origin: https://app.example.com\r\n\
              access-control-request-method: PUT\r\n\
              access-control-request-headers: x-a\rset-cookie: a=1\r\n\
              connection: close\r\n\r\n",
        )
        .await;
    assert!(
        answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{answer}"
    );
    assert!(!answer.contains("set-cookie"), "{answer}");
}
