//! The function on this machine: `cargo run -p lambda --example local`, and it answers at
//! <http://127.0.0.1:9000/helloworld>. `-- 8080` at the end gives it another port.
//!
//! Like an HTTP API it makes an event of each request, and like Lambda it gives that to the function, which
//! is the very program that would be deployed.

#[path = "../gateway/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod gateway;

use std::error::Error;
use std::net::Ipv4Addr;

use gateway::{Function, Gateway, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::StatusCode;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::process::Command;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = match std::env::args().nth(1) {
        Some(port) => port.parse()?,
        None => 9000,
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--package=lambda", "--bin=lambda"]);
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    let (function, mut process) = Function::start(cargo).await?;
    println!("http://{}/helloworld", listener.local_addr()?);
    loop {
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted?,
            status = process.wait() => return Err(format!("the function ended: {}", status?).into()),
        };
        let function = function.clone();
        let service = service_fn(move |request| answer(function.clone(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(
    function: Function,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Box<dyn Error + Send + Sync>> {
    let (head, body) = request.into_parts();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let request = Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
            .collect(),
        body: body.collect().await?.to_bytes().into(),
    };
    match function.invoke(&Gateway::Http.event(&request)).await {
        Ok(returned) => to_http(Gateway::Http.response(&returned)),
        Err(error) => {
            eprintln!("{error:#}");
            to_http(None)
        }
    }
}

fn to_http(
    returned: Option<Response>,
) -> Result<hyper::Response<Full<Bytes>>, Box<dyn Error + Send + Sync>> {
    let mut response = hyper::Response::builder();
    let Some(returned) = returned else {
        return Ok(response
            .status(StatusCode::BAD_GATEWAY)
            .body(Full::default())?);
    };
    response = response.status(returned.status);
    for (name, value) in returned.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::from(returned.body))?)
}
