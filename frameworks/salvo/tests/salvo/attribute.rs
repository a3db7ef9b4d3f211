//! The attribute on all kinds of handlers.

use std::sync::LazyLock;

use cors::salvo::{Cors, cors, service};
use cors::{Config, LiveOrigins, Policy};
use salvo_core::prelude::*;
use salvo_oapi::endpoint;

use super::{ADMIN, APP, Client, EVIL, request};

#[test]
fn a_handler_keeps_its_parameters_its_errors_and_its_kind() {
    /// A note.
    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    async fn show(request: &mut Request) -> Result<String, StatusError> {
        match request.param::<u8>("number") {
            Some(0) => Err(StatusError::not_found()),
            Some(number) => Ok(format!("{number} {}", request.method())),
            None => Err(StatusError::bad_request()),
        }
    }

    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    fn create(response: &mut Response) {
        response.status_code(StatusCode::CREATED);
        response.render("made");
    }

    let router = Router::with_path("{number}").get(show).post(create);
    let app = Client::new(service(router));
    for (method, path, status, body) in [
        ("GET", "/7", 200, "7 GET"),
        ("GET", "/0", 404, "404"),
        ("GET", "/x", 400, "400"),
        ("POST", "/7", 201, "made"),
    ] {
        let reply = app.request(method, path, APP);
        assert_eq!(
            (reply.status.as_u16(), reply.allowed()),
            (status, Some(APP)),
            "{path}"
        );
        assert!(reply.body.contains(body), "{reply:?}");
        assert_eq!(app.request(method, path, EVIL).allowed(), None);
    }
}

#[test]
fn an_endpoint_keeps_its_documentation() {
    /// All notes.
    #[cors(origins = ["https://app.example.com"])]
    #[endpoint(tags("notes"))]
    async fn documented() -> &'static str {
        "a note"
    }

    let router = Router::with_path("notes").put(documented);
    let docs = salvo_oapi::OpenApi::new("notes", "1").merge_router(&router);
    let text = docs.to_json().unwrap();
    assert!(
        text.contains("All notes") && text.contains(r#""notes""#),
        "{text}"
    );
    let app = Client::new(service(router));
    assert_eq!(app.asks("PUT", "/notes", APP), (204, true));
    assert_eq!(app.request("PUT", "/notes", APP).body, "a note");
}

mod other {
    use super::{cors, handler};

    #[cors(origins = ["https://app.example.com"])]
    #[handler]
    pub(super) async fn anywhere() -> &'static str {
        somewhere()
    }

    fn somewhere() -> &'static str {
        "here"
    }
}

#[test]
fn a_handler_can_be_in_any_module() {
    let app = Client::new(service(Router::new().get(other::anywhere)));
    let reply = app.request("GET", "/", APP);
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

    let router = Router::new().put(by_static).delete(by_lazy).patch(closed);
    let app = Client::new(service(router.hoop(Cors::new(&STATIC))));
    assert_eq!(app.asks("PUT", "/", APP), (204, true));
    assert_eq!(app.asks("PUT", "/", ADMIN), (403, false));
    assert_eq!(app.asks("DELETE", "/", ADMIN), (204, true));
    assert_eq!(app.asks("PATCH", "/", APP), (403, false));
    assert_eq!(app.request("PATCH", "/", APP).allowed(), None);
}

#[test]
fn live_origins_are_asked_at_each_request() {
    static LIVE: LiveOrigins = LiveOrigins::new();

    #[cors(origins = ["https://admin.example.com", LIVE], headers = ["x-a"])]
    #[handler]
    fn list() {}

    let app = Client::new(service(Router::new().put(list)));
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
    fn socket(response: &mut Response) {
        response.status_code(StatusCode::SWITCHING_PROTOCOLS);
    }

    let app = Client::new(service(Router::new().goal(socket)));
    let handshake = |origin| {
        let asked = request("GET", "/", origin).header("upgrade", "websocket");
        app.send(asked).status
    };
    assert_eq!(handshake(APP), 101);
    assert_eq!(handshake(EVIL), 403);
}

#[test]
fn methods_that_are_not_listed_are_refused_when_the_service_is_made() {
    #[cors(origins = ["https://app.example.com"], methods = [PUT])]
    #[handler]
    fn change() {}

    let app = Client::new(service(Router::new().put(change).post(change)));
    assert_eq!(app.preflight("PUT", "/", APP).methods(), ["POST", "PUT"]);
    let unlisted = || service(Router::with_path("a").delete(change));
    let message = std::panic::catch_unwind(unlisted).unwrap_err();
    let message = message.downcast::<String>().unwrap();
    assert!(message.contains("registered for DELETE"), "{message}");
    // What no filter names is found out when it is asked for.
    let app = Client::new(service(
        Router::new().push(Router::with_path("a").goal(change)),
    ));
    assert_eq!(
        app.preflight("DELETE", "/a", APP).methods(),
        ["GET", "HEAD", "POST", "PUT"]
    );
}

#[test]
fn without_the_service_a_handler_decides_about_its_own_responses() {
    #[cors(origins = ["https://app.example.com"], enforce)]
    #[handler]
    fn list() -> &'static str {
        "a note"
    }

    let app = Client::new(Service::new(Router::new().put(list)));
    let reply = app.request("PUT", "/", APP);
    assert_eq!((&*reply.body, reply.allowed()), ("a note", Some(APP)));
    assert_eq!(app.request("PUT", "/", EVIL).status, 403);
    assert_eq!(app.preflight("PUT", "/", APP).status, 405);
}

/// What clippy and rustc say of an ordinary handler like these, they say here: nothing.
#[deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
mod without_warnings {
    use cors::salvo::cors;
    use salvo_core::http::StatusError;
    use salvo_core::{Request, handler};

    static POLICY: cors::Policy = cors::policy! { origins = ["https://app.example.com"] };

    #[cors(origins = ["https://app.example.com"], credentials, max_age = 5)]
    #[handler]
    pub(super) async fn show(request: &mut Request) -> Result<String, StatusError> {
        std::future::ready(()).await;
        let number: Option<u8> = request.param("number");
        number
            .map(|number| number.to_string())
            .ok_or_else(StatusError::not_found)
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
    let app = Client::new(service(Router::with_path("{number}").get(show).put(save)));
    for (method, body) in [("GET", "7"), ("PUT", "saved")] {
        let reply = app.request(method, "/7", APP);
        assert_eq!((&*reply.body, reply.allowed()), (body, Some(APP)));
    }
}
