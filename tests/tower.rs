//! `CorsLayer` around routers, around handlers that have a policy of their own, and around any other tower service.
//! What it says to a request is in the conformance suite, which `frameworks/tower` runs.

#![deny(warnings)]
#![deny(clippy::all)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::Router;
use cors::axum::{any, cors, get, post};
use cors::tower::{Cors, CorsLayer};
use cors::{Config, Policy};
use cors_conformance::{
    ACAC, ACAH, ACAM, ACAO, ACEH, ACMA, ACRM, ADMIN, APP, EVIL, Server, VARY, own_request,
    preflight, request,
};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use tower::{ServiceBuilder, ServiceExt as _, service_fn};
use tower_layer::Layer as _;
use tower_service::Service;

/// Serves a router, over HTTP/1.1 and HTTP/2.
async fn serve(router: Router) -> Server {
    Server::on_listener(async |listener| axum::serve(listener, router).await).await
}

static POLICY: Policy = cors::policy! {
    origins = ["https://app.example.com"],
    methods = [PUT],
    headers = ["x-token"],
    expose = ["x-count"],
    credentials,
    max_age = 600,
};

/// What it puts on a response to [`APP`].
const ALLOWED: [(&str, &str); 4] = [
    (ACAC, "true"),
    (ACAO, APP),
    (ACEH, "x-count"),
    (VARY, "Origin"),
];

/// And on the response to a preflight.
const ANSWERED: [(&str, &str); 6] = [
    (ACAC, "true"),
    (ACAH, "x-token"),
    (ACAM, "PUT"),
    (ACAO, APP),
    (ACMA, "600"),
    (VARY, "Origin"),
];

fn built() -> Policy {
    Config::new()
        .origins([APP])
        .methods(["PUT"])
        .headers(["x-token"])
        .expose(["x-count"])
        .credentials(true)
        .max_age(Duration::from_secs(600))
        .check()
        .unwrap()
        .0
}

/// A server whose every response is the policy's, and whose handlers run for all but preflights.
async fn assert_holds(server: &Server) {
    assert_eq!(server.send(request("GET", "/", APP)).await.cors(), ALLOWED);
    server
        .send(request("GET", "/", EVIL))
        .await
        .assert_not_allowed();
    server
        .send(own_request("GET", "/"))
        .await
        .assert_not_allowed();
    let answer = server.send(preflight("PUT", "/", APP)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.cors(), ANSWERED);
    assert_eq!(answer.body, "");
    server
        .send(preflight("PUT", "/", EVIL))
        .await
        .assert_refused();
}

mod around_an_axum_router {
    use super::*;

    #[tokio::test]
    async fn with_a_policy_from_anywhere() {
        const IN_CONST: Policy = cors::policy! {
            origins = ["https://app.example.com"],
            methods = [PUT],
            headers = ["x-token"],
            expose = ["x-count"],
            credentials,
            max_age = 600,
        };
        static LAZY: LazyLock<Policy> = LazyLock::new(built);
        for layer in [
            CorsLayer::new(&POLICY),
            CorsLayer::new(IN_CONST),
            CorsLayer::new(&*LAZY),
            CorsLayer::new(Arc::new(built())),
            CorsLayer::new(built()),
        ] {
            let router = Router::new()
                .route("/", axum::routing::get(async || "hello"))
                .layer(layer);
            assert_holds(&serve(router).await).await;
        }
    }

    #[test]
    fn a_policy_that_is_built_once_is_shared_and_not_copied() {
        let shared = Arc::new(built());
        let layer = CorsLayer::new(Arc::clone(&shared));
        let services = [layer.layer(()), layer.clone().layer(())];
        assert_eq!(Arc::strong_count(&shared), 2 + services.len());
    }

    #[tokio::test]
    async fn it_is_on_every_response_and_answers_preflights_for_every_path() {
        async fn redirect() -> axum::response::Redirect {
            axum::response::Redirect::to("/")
        }
        let router = Router::new()
            .route("/redirect", axum::routing::get(redirect))
            .route(
                "/number",
                post(async |axum::Json(n): axum::Json<u8>| n.to_string()).into(),
            )
            .layer(CorsLayer::new(&POLICY));
        let server = serve(router).await;
        for (method, path, status) in [
            ("GET", "/redirect", StatusCode::SEE_OTHER),
            ("PUT", "/redirect", StatusCode::METHOD_NOT_ALLOWED),
            ("POST", "/number", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            ("GET", "/nowhere", StatusCode::NOT_FOUND),
            ("OPTIONS", "/redirect", StatusCode::METHOD_NOT_ALLOWED),
        ] {
            let answer = server.send(request(method, path, APP)).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.cors(), ALLOWED);
            // It knows no routes: it answers for what isn't there too.
            assert_eq!(
                server.send(preflight(method, path, APP)).await.cors(),
                ANSWERED
            );
        }
        assert_eq!(
            server
                .send_http2(request("GET", "/redirect", APP))
                .await
                .cors(),
            ALLOWED
        );
        assert_eq!(
            server
                .send_http2(preflight("GET", "/redirect", APP))
                .await
                .cors(),
            ANSWERED
        );
    }

    #[tokio::test]
    async fn an_options_request_that_is_not_a_preflight_reaches_its_handler() {
        let router = Router::new()
            .route("/", axum::routing::options(async || "options"))
            .layer(CorsLayer::new(&POLICY));
        let server = serve(router).await;
        let answer = server.send(request("OPTIONS", "/", APP)).await;
        assert_eq!(answer.body, "options");
        assert_eq!(answer.cors(), ALLOWED);
        let no_page = Request::options("/").header(ACRM, "PUT");
        assert_eq!(server.send(no_page).await.body, "options");
    }
}

mod around_a_handler_with_a_policy_of_its_own {
    use super::*;

    #[cors(origins = ["https://admin.example.com"])]
    async fn for_admin() -> &'static str {
        "for admin"
    }

    #[cors(origins = ["*"])]
    async fn for_all() -> &'static str {
        "for all"
    }

    #[cors(origins = ["https://admin.example.com"], enforce)]
    async fn for_admin_only() -> &'static str {
        "for admin only"
    }

    #[tokio::test]
    async fn the_inner_policy_speaks_for_the_response() {
        let router = Router::new()
            .route("/admin", get(for_admin).into())
            .route("/all", get(for_all).into())
            .route("/enforced", get(for_admin_only).into())
            .layer(CorsLayer::new(&POLICY));
        let server = serve(router).await;

        let answer = server.send(request("GET", "/admin", ADMIN)).await;
        assert_eq!(answer.cors(), [(ACAO, ADMIN), (VARY, "Origin")]);
        for origin in [APP, EVIL] {
            // The outer policy would have allowed one of them.
            let answer = server.send(request("GET", "/admin", origin)).await;
            assert_eq!(
                (answer.status, &*answer.body),
                (StatusCode::OK, "for admin")
            );
            answer.assert_not_allowed();
            let answer = server.send(request("GET", "/enforced", origin)).await;
            answer.assert_refused();
            let answer = server.send(request("GET", "/all", origin)).await;
            assert_eq!(answer.cors(), [(ACAO, "*")]);
        }
    }

    #[tokio::test]
    async fn but_the_layer_answers_the_preflight() {
        let router = Router::new()
            .route("/admin", get(for_admin).into())
            .layer(CorsLayer::new(&POLICY));
        let server = serve(router).await;
        server
            .send(preflight("GET", "/admin", ADMIN))
            .await
            .assert_refused();
        assert_eq!(
            server.send(preflight("GET", "/admin", APP)).await.cors(),
            ANSWERED
        );
    }

    #[tokio::test]
    async fn of_two_layers_the_inner_one_speaks_too() {
        static INNER: Policy = cors::policy! { origins = ["https://admin.example.com"] };
        let layers = ServiceBuilder::new()
            .layer(CorsLayer::new(&POLICY))
            .layer(CorsLayer::new(&INNER));
        let router = Router::new()
            .route("/", axum::routing::get(async || "hello"))
            .layer(layers);
        let server = serve(router).await;
        let answer = server.send(request("GET", "/", ADMIN)).await;
        assert_eq!(answer.cors(), [(ACAO, ADMIN), (VARY, "Origin")]);
        server
            .send(request("GET", "/", APP))
            .await
            .assert_not_allowed();
    }

    /// The way to have one policy for a router and another for one of its routes, preflights and all.
    #[tokio::test]
    async fn a_route_that_is_added_after_the_layer_has_its_own_policy_alone() {
        let router = Router::new()
            .route("/", axum::routing::get(async || "hello"))
            .layer(CorsLayer::new(&POLICY))
            .route("/admin", get(for_admin).into())
            .nest("/public", Router::new().route("/", any(for_all).into()))
            .route("/private", axum::routing::get(async || "private"));
        let server = serve(router).await;
        assert_holds(&server).await;

        let answer = server.send(preflight("GET", "/admin", ADMIN)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(
            answer.cors(),
            [(ACAM, "GET"), (ACAO, ADMIN), (VARY, "Origin")]
        );
        server
            .send(preflight("GET", "/admin", APP))
            .await
            .assert_refused();
        let answer = server.send(request("GET", "/admin", ADMIN)).await;
        assert_eq!(answer.cors(), [(ACAO, ADMIN), (VARY, "Origin")]);
        server
            .send(request("GET", "/admin", APP))
            .await
            .assert_not_allowed();

        let answer = server.send(request("DELETE", "/public", EVIL)).await;
        assert_eq!(answer.cors(), [(ACAO, "*")]);
        let answer = server.send(preflight("DELETE", "/public", EVIL)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);

        server
            .send(request("GET", "/private", APP))
            .await
            .assert_untouched();
        // What is nowhere is inside of the layer, which was put around the router as it then was.
        let answer = server.send(request("GET", "/nowhere", APP)).await;
        assert_eq!(
            (answer.status, &*answer.cors()),
            (StatusCode::NOT_FOUND, &ALLOWED[..])
        );
    }
}

fn by_app<B>(method: Method, body: B) -> Request<B> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    request
        .headers_mut()
        .insert(header::ORIGIN, HeaderValue::from_static(APP));
    request
}

fn preflight_by_hand<B>(body: B) -> Request<B> {
    let mut request = by_app(Method::OPTIONS, body);
    let put = HeaderValue::from_static("PUT");
    request
        .headers_mut()
        .insert(header::ACCESS_CONTROL_REQUEST_METHOD, put);
    request
}

mod around_any_service {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Broken(&'static str);

    #[tokio::test]
    async fn bodies_and_errors_keep_their_types() {
        #[derive(Debug, Default, PartialEq)]
        struct Text(Option<&'static str>);

        let service = service_fn(async |request: Request<Result<&'static str, Broken>>| {
            Ok::<_, Broken>(Response::new(Text(Some(request.into_body()?))))
        });
        let service = CorsLayer::new(&POLICY).layer(service);

        let response: Response<Text> = service
            .clone()
            .oneshot(by_app(Method::GET, Ok("text")))
            .await
            .unwrap();
        assert_eq!(response.headers()[ACAO], APP);
        assert_eq!(*response.body(), Text(Some("text")));

        let broken = service
            .clone()
            .oneshot(by_app(Method::GET, Err(Broken("down"))))
            .await;
        assert_eq!(broken.unwrap_err(), Broken("down"));

        let answer = service
            .oneshot(preflight_by_hand(Err(Broken("not run"))))
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        assert_eq!(*answer.body(), Text::default());
    }

    /// As tonic's is: boxed, of one thread at a time, and with a `Default`.
    #[tokio::test]
    async fn a_body_as_tonic_has_it() {
        #[derive(Debug)]
        struct Boxed(http_body_util::combinators::UnsyncBoxBody<Bytes, Broken>);

        impl Default for Boxed {
            fn default() -> Self {
                Self(
                    http_body_util::Empty::new()
                        .map_err(|never| match never {})
                        .boxed_unsync(),
                )
            }
        }

        async fn grpc(_: Request<Boxed>) -> Result<Response<Boxed>, Infallible> {
            let body = Full::from("message").map_err(|never| match never {});
            Ok(Response::new(Boxed(body.boxed_unsync())))
        }

        let service = ServiceBuilder::new()
            .layer(CorsLayer::new(&POLICY))
            .service_fn(grpc);
        let response = service
            .clone()
            .oneshot(by_app(Method::POST, Boxed::default()))
            .await
            .unwrap();
        assert_eq!(response.headers()[ACAO], APP);
        assert_eq!(
            response.into_body().0.collect().await.unwrap().to_bytes(),
            "message"
        );
        let answer = service
            .oneshot(preflight_by_hand(Boxed::default()))
            .await
            .unwrap();
        assert!(
            answer
                .into_body()
                .0
                .collect()
                .await
                .unwrap()
                .to_bytes()
                .is_empty()
        );
    }

    /// Ready at the second time that it is asked, broken after its first call.
    #[derive(Default)]
    struct Moody {
        asked: usize,
        called: Arc<AtomicUsize>,
    }

    impl Service<Request<()>> for Moody {
        type Response = Response<()>;
        type Error = Broken;
        type Future = Ready<Result<Response<()>, Broken>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Broken>> {
            self.asked += 1;
            match self.asked {
                1 => Poll::Pending,
                2 => Poll::Ready(Ok(())),
                _ => Poll::Ready(Err(Broken("worn out"))),
            }
        }

        fn call(&mut self, _: Request<()>) -> Self::Future {
            self.called.fetch_add(1, Ordering::SeqCst);
            ready(Ok(Response::new(())))
        }
    }

    #[tokio::test]
    async fn it_is_ready_when_the_service_is() {
        let called = Arc::new(AtomicUsize::new(0));
        let moody = Moody {
            called: Arc::clone(&called),
            ..Moody::default()
        };
        let mut service = CorsLayer::new(&POLICY).layer(moody);
        let mut context = Context::from_waker(Waker::noop());
        assert!(service.poll_ready(&mut context).is_pending());
        assert!(matches!(
            service.poll_ready(&mut context),
            Poll::Ready(Ok(()))
        ));
        let answer = service.call(preflight_by_hand(())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        assert_eq!(
            called.load(Ordering::SeqCst),
            0,
            "nothing inside runs for a preflight"
        );
        service.call(by_app(Method::GET, ())).await.unwrap();
        assert_eq!(called.load(Ordering::SeqCst), 1);
        let Poll::Ready(Err(error)) = service.poll_ready(&mut context) else {
            panic!("it is worn out");
        };
        assert_eq!(error, Broken("worn out"));
    }

    #[tokio::test]
    async fn a_service_that_neither_clones_nor_crosses_threads_may_be_inside() {
        let not_send = std::rc::Rc::new("hello");
        let service = service_fn(move |_: Request<()>| {
            let not_send = std::rc::Rc::clone(&not_send);
            async move {
                tokio::task::yield_now().await;
                Ok::<_, Infallible>(Response::new((*not_send).to_owned()))
            }
        });
        let response = CorsLayer::new(&POLICY)
            .layer(service)
            .oneshot(by_app(Method::GET, ()))
            .await;
        assert_eq!(response.unwrap().body(), "hello");
    }

    #[test]
    fn it_is_as_clone_send_and_sync_as_the_service() {
        fn clones<T: Clone>() {}
        fn passes<T: Send + Sync + Unpin + 'static>() {}
        clones::<CorsLayer>();
        clones::<Cors<Router>>();
        passes::<CorsLayer>();
        passes::<Cors<Router>>();
        passes::<cors::tower::ResponseFuture<Ready<()>>>();
        // Two words, and what is inside.
        assert_eq!(size_of::<CorsLayer>(), 2 * size_of::<usize>());
        assert_eq!(size_of::<Cors<u64>>(), size_of::<CorsLayer>() + 8);
    }

    #[tokio::test]
    async fn enforce_keeps_the_service_from_running() {
        static ENFORCED: Policy =
            cors::policy! { origins = ["https://admin.example.com"], enforce };
        let called = Arc::new(AtomicUsize::new(0));
        let moody = Moody {
            called: Arc::clone(&called),
            asked: 1,
        };
        let service = CorsLayer::new(&ENFORCED).layer(moody);
        let answer = service.oneshot(by_app(Method::GET, ())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(called.load(Ordering::SeqCst), 0);
    }
}
