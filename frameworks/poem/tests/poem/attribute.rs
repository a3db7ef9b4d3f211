//! The attribute on all kinds of handlers.

use std::sync::LazyLock;

use cors::poem::{any, cors, get, post, put};
use cors::{Config, LiveOrigins, Policy};
use poem::http::StatusCode;
use poem::web::{Json, Path, Query};
use poem::{Error, Request, Response, Result, Route, handler};

use super::{ADMIN, APP, Client, EVIL, preflight, request};

#[test]
fn a_handler_keeps_its_extractors_its_errors_and_its_kind() {
    /// A note.
    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    async fn show(Path(number): Path<u8>, request: &Request) -> Result<String> {
        match number {
            0 => Err(Error::from_status(StatusCode::NOT_FOUND)),
            1 => Err(Error::from_string("a teapot", StatusCode::IM_A_TEAPOT)),
            _ => Ok(format!("{number} {}", request.method())),
        }
    }

    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    fn create(Json(note): Json<String>) -> Response {
        Response::builder().status(StatusCode::CREATED).body(note)
    }

    let app = Client::new(Route::new().at("/:number", get(show).post(create)));
    for (path, status, body) in [
        ("/7", 200, "7 GET"),
        ("/0", 404, ""),
        ("/1", 418, "a teapot"),
        ("/x", 400, ""),
    ] {
        let reply = app.request("GET", path, APP);
        assert_eq!(
            (reply.status.as_u16(), reply.allowed()),
            (status, Some(APP)),
            "{path}"
        );
        assert!(reply.body.contains(body), "{reply:?}");
        assert_eq!(app.request("GET", path, EVIL).allowed(), None);
    }
    let rejected = app.request("POST", "/7", APP);
    assert_eq!(
        (rejected.status.as_u16(), rejected.allowed()),
        (415, Some(APP))
    );
}

#[test]
fn an_extractors_rejection_can_be_read() {
    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    fn show(Query(_): Query<Vec<(String, u8)>>) {}

    let reply = Client::new(get(show)).request("GET", "/?x=300", APP);
    assert_eq!((reply.status.as_u16(), reply.allowed()), (400, Some(APP)));
}

mod other {
    use super::{cors, handler};

    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    pub(super) async fn anywhere() -> &'static str {
        anywhere_else()
    }

    fn anywhere_else() -> &'static str {
        "here"
    }
}

#[test]
fn a_handler_can_be_in_any_module() {
    let reply = Client::new(get(other::anywhere)).request("GET", "/", APP);
    assert_eq!((&*reply.body, reply.allowed()), ("here", Some(APP)));
}

#[test]
fn a_policy_from_elsewhere_and_none() {
    static STATIC: Policy = cors::policy! { origins = ["https://app.example.com"] };
    static LAZY: LazyLock<Policy> =
        LazyLock::new(|| Config::new().origins([ADMIN]).check().unwrap().0);

    #[cors(policy = STATIC)]
    #[handler]
    fn by_static() {}

    #[cors(policy = LAZY)]
    #[handler]
    fn by_lazy() {}

    #[cors(none)]
    #[handler]
    fn closed() {}

    let app = Client::new(put(by_static).delete(by_lazy).patch(closed));
    assert_eq!(app.asks("PUT", "/", APP), (204, true));
    assert_eq!(app.asks("PUT", "/", ADMIN), (403, false));
    assert_eq!(app.asks("DELETE", "/", ADMIN), (204, true));
    assert_eq!(app.asks("PATCH", "/", APP), (403, false));
    assert_eq!(app.request("PATCH", "/", APP).lines("vary"), ["Origin"]);
}

#[test]
fn an_entry_and_a_handler_can_be_conditional() {
    #[cors(origins = ["https://app.example.com", #[cfg(debug_assertions)] "http://localhost:*"])]
    #[handler]
    fn list() {}

    #[cors(origins = ["https://app.example.com"])]
    #[cfg(any())]
    #[handler]
    fn list() {}

    let reply = Client::new(get(list)).request("GET", "/", "http://localhost:1");
    assert_eq!(reply.allowed().is_some(), cfg!(debug_assertions));
}

#[test]
fn live_origins_are_asked_at_each_request() {
    static LIVE: LiveOrigins = LiveOrigins::new();

    #[cors(origins = ["https://admin.example.com", LIVE], headers = ["x-a"])]
    #[handler]
    fn list() {}

    let app = Client::new(put(list));
    assert_eq!(app.asks("PUT", "/", APP), (403, false));
    LIVE.set(APP.parse().unwrap()).unwrap();
    assert_eq!(app.asks("PUT", "/", APP), (204, true));
    assert_eq!(app.request("PUT", "/", APP).allowed(), Some(APP));
    LIVE.set("".parse().unwrap()).unwrap();
    assert_eq!(app.request("PUT", "/", APP).allowed(), None);
    assert_eq!(app.request("PUT", "/", ADMIN).allowed(), Some(ADMIN));
}

#[test]
fn enforce_stops_a_websockets_handshake() {
    #[cors(origins = ["https://app.example.com"], enforce)]
    #[handler]
    fn socket() -> StatusCode {
        StatusCode::SWITCHING_PROTOCOLS
    }

    let app = Client::new(any(socket));
    let handshake = |origin| {
        app.send(request("GET", "/", origin).header("upgrade", "websocket"))
            .status
    };
    assert_eq!(handshake(APP), StatusCode::SWITCHING_PROTOCOLS);
    assert_eq!(handshake(EVIL), StatusCode::FORBIDDEN);
}

#[test]
fn methods_that_are_not_listed_are_refused_when_the_route_is_made() {
    #[cors(origins = ["https://app.example.com"], methods = [PUT])]
    #[handler]
    fn change() {}

    let path = Client::new(post(change).put(change));
    assert_eq!(path.preflight("PUT", "/", APP).methods(), ["POST", "PUT"]);
    let unlisted = std::panic::catch_unwind(|| cors::poem::delete(change)).unwrap_err();
    let message = unlisted.downcast::<String>().unwrap();
    assert!(message.contains("registered for DELETE"), "{message}");
}

#[test]
fn a_preflight_has_the_whole_lists() {
    #[cors(origins = ["https://app.example.com"], headers = ["content-type"], max_age = 60)]
    #[handler]
    fn change() {}

    let app = Client::new(put(change).delete(change));
    let asked = preflight("PUT", "/", APP).header("access-control-request-headers", "x-other");
    let reply = app.send(asked);
    assert_eq!(reply.methods(), ["DELETE", "PUT"]);
    assert_eq!(
        reply.lines("access-control-allow-headers"),
        ["content-type"]
    );
    assert_eq!(reply.lines("access-control-max-age"), ["60"]);
}

/// What clippy and rustc say of an ordinary handler like these, they say here: nothing.
#[deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
mod without_warnings {
    use cors::poem::cors;
    use poem::handler;
    use poem::web::Path;

    static POLICY: cors::Policy = cors::policy! { origins = ["https://app.example.com"] };

    #[cors(origins = ["https://app.example.com"], credentials, max_age = 5)]
    #[handler]
    pub(super) async fn show(Path(number): Path<u8>, _unused: String) -> poem::Result<String> {
        std::future::ready(()).await;
        Ok(number.to_string())
    }

    #[cors(policy = POLICY)]
    #[handler]
    pub(super) fn save() -> &'static str {
        "saved"
    }
}

#[test]
fn nothing_warns() {
    use without_warnings::{save, show};
    let app = Client::new(cors::poem::Route::new().at("/:number", get(show).put(save)));
    for (method, body) in [("GET", "7"), ("PUT", "saved")] {
        let reply = app.request(method, "/7", APP);
        assert_eq!((&*reply.body, reply.allowed()), (body, Some(APP)));
    }
}
