//! Sockets. Nothing here knows about CORS.

use std::io;
use std::net::Ipv4Addr;

use axum::Router;
use tokio::net::TcpListener;

/// Listens on this port of this machine, or for 0 on a free one.
pub(crate) async fn listen(port: u16) -> Result<TcpListener, String> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    bound.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {port} is taken.\n\
             Stop the program that listens there, or choose another port:\n    \
             cargo run -p axum-notes -- --port 0"
        ),
        _ => format!("can't listen on port {port}: {error}"),
    })
}

/// Where the service is.
pub(crate) fn address(listener: &TcpListener) -> Result<String, String> {
    let address = listener.local_addr();
    let address = address.map_err(|error| format!("the socket has no address: {error}"))?;
    Ok(format!("http://localhost:{}", address.port()))
}

/// Answers requests until `stop` is ready, and then to their end those that have begun.
pub(crate) async fn until(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), String> {
    let served = axum::serve(listener, router).with_graceful_shutdown(stop);
    served
        .await
        .map_err(|error| format!("the server stopped: {error}"))
}

/// Ready at Ctrl-C.
pub(crate) async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // There is no such signal here, so it never comes.
        std::future::pending::<()>().await;
    }
}
