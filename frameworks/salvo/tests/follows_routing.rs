//! No handler's policy decides about another handler, however odd the request.

use cors::salvo::{cors, service};
use cors_conformance::{Server, run};
use salvo_core::conn::tcp::TcpAcceptor;
use salvo_core::http::HeaderValue;
use salvo_core::prelude::{Response, Router};
use salvo_core::{handler, server};
use tokio::net::TcpListener;

fn ran(response: &mut Response, name: &'static str) {
    let name = HeaderValue::from_static(name);
    response.headers_mut().insert("x-ran", name);
    response.render("");
}

macro_rules! handlers {
    ($($name:ident $header:literal)*) => { $(
        #[cors(origins = ["https://app.example.com"], headers = [$header], expose = [$header])]
        #[handler]
        fn $name(response: &mut Response) {
            ran(response, stringify!($name));
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
fn plain(response: &mut Response) {
    ran(response, "plain");
}

#[test]
fn in_front_of_a_router() {
    run(async {
        let router = Router::new()
            .push(Router::with_path("notes/pinned").patch(pin))
            .push(
                Router::with_path("notes")
                    .get(list)
                    .post(create)
                    .delete(plain)
                    .push(Router::with_path("{id}").get(read).put(replace)),
            )
            .push(Router::with_path("files/{**rest}").get(files))
            .push(Router::with_path("admin").push(Router::with_path("notes").get(audit)));
        let server = Server::on_listener(async move |listener: TcpListener| {
            if let Ok(acceptor) = TcpAcceptor::try_from(listener) {
                server::Server::new(acceptor).serve(service(router)).await;
            }
        })
        .await;
        server.assert_policies_follow_routing().await;
        server.assert_odd_headers_open_nothing().await;
    });
}
