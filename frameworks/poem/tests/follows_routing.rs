//! No handler's policy decides about another handler, however odd the request.

use cors::poem::{CorsRouteMethod, Route, cors, get};
use cors_conformance::{Server, run};
use poem::listener::TcpAcceptor;
use poem::web::WithHeader;
use poem::{IntoEndpoint, IntoResponse as _, handler};
use tokio::net::TcpListener;

macro_rules! handlers {
    ($($name:ident $header:literal)*) => { $(
        #[cors(origins = ["https://app.example.com"], headers = [$header], expose = [$header])]
        #[handler]
        fn $name() -> WithHeader<()> {
            ().with_header("x-ran", stringify!($name))
        }
    )* };
}

handlers! {
    list "x-list"
    create "x-create"
    read "x-read"
    replace "x-replace"
    pin "x-pin"
    files "x-files"
    audit "x-audit"
}

#[handler]
fn plain() -> WithHeader<()> {
    ().with_header("x-ran", "plain")
}

fn notes() -> CorsRouteMethod {
    get(list).post(create).delete(plain)
}

fn note() -> CorsRouteMethod {
    get(read).put(replace)
}

async fn serve(route: impl IntoEndpoint<Endpoint: 'static> + Send + 'static) -> Server {
    Server::on_listener(async move |listener: TcpListener| {
        let acceptor = TcpAcceptor::from_tokio(listener).ok();
        if let Some(acceptor) = acceptor {
            let _ = poem::Server::new_with_acceptor(acceptor).run(route).await;
        }
    })
    .await
}

#[test]
fn in_front_of_a_route() {
    run(async {
        let route = Route::new()
            .at("/notes", notes())
            .at("/notes/:id", note())
            .at("/notes/pinned", cors::poem::patch(pin))
            .at("/files/*rest", get(files))
            .nest("/admin", Route::new().at("/notes", get(audit)));
        let server = serve(route).await;
        server.assert_policies_follow_routing().await;
        server.assert_odd_headers_open_nothing().await;
    });
}

#[test]
fn in_a_route_of_poems_own() {
    run(async {
        let route = poem::Route::new()
            .at("/notes", notes())
            .at("/notes/:id", note())
            .at("/notes/pinned", cors::poem::patch(pin))
            .at("/files/*rest", get(files))
            .nest("/admin", poem::Route::new().at("/notes", get(audit)));
        let server = serve(route).await;
        server.assert_policies_follow_routing().await;
        server.assert_odd_headers_open_nothing().await;
    });
}
