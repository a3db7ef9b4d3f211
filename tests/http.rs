//! Annotated functions behind real sockets: all claims about the wire, and what only the attribute can say.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::num::ParseIntError;
use std::sync::LazyLock;

use cors::{Config, Policy, cors};
use cors_conformance::{
    ACAC, ACAH, ACAM, ACAO, ACEH, ACMA, APP, Body, EVIL, Server, Subject, VARY, preflight, request,
    respond,
};
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;

fn hello<B>(request: &Request<B>) -> Response<Body> {
    respond(request.uri()).map(Body::from)
}

/// Serves a handler with these arguments.
macro_rules! served {
    ($($arguments:tt)*) => {{
        #[cors($($arguments)*)]
        async fn handler(request: Request<Incoming>) -> Response<Body> {
            hello(&request)
        }
        Server::of(handler)
    }};
}

struct Attribute;

macro_rules! handlers {
    ($($name:ident [$($arguments:tt)*])*) => {
        impl Subject for Attribute {
            async fn serve(policy: &'static Policy) -> Server {
                $(
                    static $name: Policy = cors::policy! { $($arguments)* };
                    if *policy == $name {
                        return served!($($arguments)*).await;
                    }
                )*
                panic!("no handler has {policy:?}");
            }

            async fn serve_without_policy() -> Result<Server, &'static str> {
                Err("a handler without the attribute is a plain one")
            }
        }
    };
}

cors_conformance::with_policies!(handlers);
cors_conformance::suite!(Attribute);

#[tokio::test]
async fn a_max_age_is_sent_in_decimal_digits_however_it_is_written() {
    let server = served!(origins = ["https://app.example.com"], max_age = 0x1_5180).await;
    let reply = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(reply.header(ACMA), Some("86400"));
}

#[tokio::test]
async fn a_single_origin_needs_no_list() {
    let server = served!(origins = "https://app.example.com").await;
    server.send(request("GET", "/", APP)).await.assert_allowed();
    server
        .send(request("GET", "/", EVIL))
        .await
        .assert_not_allowed();
}

#[tokio::test]
async fn a_synchronous_handler_is_wrapped_alike() {
    #[cors(origins = ["https://app.example.com"], methods = [PUT])]
    fn handler(request: &Request<Incoming>) -> Response<Body> {
        hello(request)
    }
    let server = Server::of(async |request: Request<Incoming>| handler(&request)).await;
    let reply = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!((reply.status, &*reply.body), (StatusCode::NO_CONTENT, ""));
    assert_eq!(reply.cors(), [(ACAM, "PUT"), (ACAO, APP), (VARY, "Origin")]);
    let reply = server.send(request("GET", "/", APP)).await;
    reply.assert_allowed();
    assert_eq!(reply.body, "Hello World!");
    server
        .send(preflight("PUT", "/", EVIL))
        .await
        .assert_refused();
}

#[tokio::test]
async fn of_two_policies_the_inner_one_decides() {
    #[cors(origins = ["https://app.example.com", "https://partner.example"], expose = ["etag"])]
    async fn inner(request: Request<Incoming>) -> Response<Body> {
        hello(&request)
    }
    #[cors(origins = ["https://*.example.com"], credentials)]
    async fn outer(request: Request<Incoming>) -> Response<Body> {
        inner(request).await
    }
    let server = Server::of(outer).await;
    let reply = server.send(request("GET", "/", APP)).await;
    assert_eq!(
        reply.cors(),
        [(ACAO, APP), (ACEH, "etag"), (VARY, "Origin")]
    );
    // The inner one doesn't allow this one, and the outer one doesn't overrule it.
    let other = request("GET", "/", "https://other.example.com");
    server.send(other).await.assert_not_allowed();
}

// Handlers that can fail.

#[tokio::test]
async fn the_response_in_ok_gets_the_headers() {
    #[cors(origins = ["https://app.example.com"])]
    async fn handler(request: Request<Incoming>) -> Result<Response<Body>, String> {
        Ok(hello(&request))
    }
    let server = Server::of(async |request| handler(request).await.unwrap()).await;
    server.send(request("GET", "/", APP)).await.assert_allowed();
    server
        .send(request("GET", "/", EVIL))
        .await
        .assert_not_allowed();
    let reply = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    reply.assert_allowed();
    server
        .send(preflight("PUT", "/", EVIL))
        .await
        .assert_refused();
}

#[tokio::test]
async fn an_error_passes_through_untouched() {
    #[cors(origins = ["https://app.example.com"])]
    async fn handler(request: Request<Incoming>) -> Result<Response<Body>, ParseIntError> {
        // The question mark leaves the handler, not the policy around it.
        let status: u16 = request.uri().path()[1..].parse()?;
        Ok(Response::new(status.to_string().into()))
    }
    let server = Server::of(async |request| {
        handler(request)
            .await
            .unwrap_or_else(|error| Response::new(error.to_string().into()))
    })
    .await;
    let reply = server.send(request("GET", "/number", APP)).await;
    assert_eq!(reply.body, "invalid digit found in string");
    reply.assert_untouched();
    let reply = server.send(request("GET", "/200", APP)).await;
    assert_eq!(reply.body, "200");
    reply.assert_allowed();
}

#[tokio::test]
async fn an_error_that_is_a_response_gets_the_headers() {
    #[cors(origins = ["https://app.example.com"], credentials)]
    async fn handler(request: Request<Incoming>) -> Result<Response<Body>, Response<Body>> {
        let response = hello(&request);
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(response)
        }
    }
    let server =
        Server::of(async |request| handler(request).await.unwrap_or_else(|response| response))
            .await;
    let headers = [(ACAC, "true"), (ACAO, APP), (VARY, "Origin")];
    for (path, status) in [("/", StatusCode::OK), ("/404", StatusCode::NOT_FOUND)] {
        let reply = server.send(request("GET", path, APP)).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.cors(), headers);
        let reply = server.send(request("GET", path, EVIL)).await;
        assert_eq!(reply.status, status);
        reply.assert_not_allowed();
    }
    let reply = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_early_return_gets_the_headers_too() {
    #[cors(origins = ["https://app.example.com"])]
    async fn handler(request: Request<Incoming>) -> Response<Body> {
        if request.uri().path() != "/" {
            return hello(&request);
        }
        Response::new(Body::default())
    }
    let reply = Server::of(handler)
        .await
        .send(request("GET", "/403", APP))
        .await;
    assert_eq!(
        (reply.status, &*reply.body),
        (StatusCode::FORBIDDEN, "Hello World!")
    );
    reply.assert_allowed();
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
    let server = served!(policy = policies::SHARED).await;
    let reply = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert_eq!(reply.cors(), [(ACAM, "PUT"), (ACAO, APP), (VARY, "Origin")]);
    server.send(request("GET", "/", APP)).await.assert_allowed();
    server
        .send(request("GET", "/", EVIL))
        .await
        .assert_refused();
}

#[tokio::test]
async fn a_policy_can_be_made_at_run_time() {
    static MADE: LazyLock<Policy> = LazyLock::new(|| {
        let origins = ["app", "www"].map(|name| format!("https://{name}.example.com"));
        Config::new().origins(origins).check().unwrap().0
    });
    let server = served!(policy = MADE).await;
    server.send(request("GET", "/", APP)).await.assert_allowed();
    server
        .send(request("GET", "/", EVIL))
        .await
        .assert_not_allowed();
    server
        .send(preflight("PUT", "/", EVIL))
        .await
        .assert_refused();
}

#[tokio::test]
async fn entries_exist_only_in_the_builds_that_their_cfg_names() {
    let server = served!(
        origins = [
            "https://app.example.com",
            #[cfg(all())]
            "http://localhost:*",
            #[cfg(any())]
            "https://evil.example",
            #[cfg(test)]
            "https://test.example",
            #[cfg(not(test))]
            "https://production.example",
        ],
        methods = [
            #[cfg(any())]
            DELETE,
            PUT,
            #[cfg(all())]
            PATCH
        ],
        headers = [
            #[cfg(test)]
            #[cfg(all())]
            "x-debug",
            #[cfg(test)]
            #[cfg(any())]
            "x-never"
        ],
    )
    .await;
    for origin in [APP, "http://localhost:5173", "https://test.example"] {
        let reply = server.send(request("GET", "/", origin)).await;
        assert_eq!(reply.cors(), [(ACAO, origin), (VARY, "Origin")]);
    }
    for origin in [EVIL, "https://production.example"] {
        server
            .send(request("GET", "/", origin))
            .await
            .assert_not_allowed();
    }
    let reply = server.send(preflight("PUT", "/", APP)).await;
    let headers = [
        (ACAH, "x-debug"),
        (ACAM, "PUT, PATCH"),
        (ACAO, APP),
        (VARY, "Origin"),
    ];
    assert_eq!(reply.cors(), headers);
}
