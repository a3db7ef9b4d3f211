//! The server of every origin: pages at `/`, handlers at `/NAME-OF-POLICY`, those of axum in folders of their own,
//! and a log of what arrived.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body as AxumBody;
use cors::Explanation;
use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, COOKIE, HOST,
    HeaderName, ORIGIN, SET_COOKIE,
};
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use crate::certificate::Certificate;
use crate::cors_error::Notes;
use crate::handler::{Body, Ran, parameter};
use crate::mini_browser::Steps;
use crate::policies;
use crate::told::Told;

/// A request as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    pub(crate) host: String,
    pub(crate) policy: String,
    pub(crate) method: String,
    pub(crate) origin: Option<String>,
    /// The names of the cookies, sorted.
    pub(crate) cookies: Vec<String>,
    /// Of a preflight: the method and the headers that it asks for.
    pub(crate) asks_for: Option<(String, Option<String>)>,
    pub(crate) authorization: bool,
    pub(crate) handler_ran: bool,
}

/// What arrived, by the token in the query.
#[derive(Clone, Default)]
pub(crate) struct Log {
    arrivals: Arc<Mutex<HashMap<String, Vec<Arrival>>>>,
    explained: Arc<Mutex<HashMap<String, Vec<Explanation>>>>,
    told: Told,
    pub(crate) notes: Notes,
    pub(crate) steps: Steps,
}

impl Log {
    fn add(&self, token: &str, arrival: Arrival) {
        let mut log = self.arrivals.lock().expect("a whole log");
        log.entry(token.to_owned()).or_default().push(arrival);
    }

    fn explain(&self, token: &str, explanation: Option<Explanation>) {
        let mut log = self.explained.lock().expect("a whole log");
        log.entry(token.to_owned()).or_default().extend(explanation);
    }

    /// What the policies say of what arrived with this token, as far as handlers with the attribute are asked.
    pub(crate) fn take_explained(&self, token: &str) -> Vec<Explanation> {
        let mut log = self.explained.lock().expect("a whole log");
        log.remove(token).unwrap_or_default()
    }

    /// What arrived with this token since the last call.
    pub(crate) fn take(&self, token: &str) -> Vec<Arrival> {
        let mut log = self.arrivals.lock().expect("a whole log");
        log.remove(token).unwrap_or_default()
    }
}

/// Two ports of loopback, one of them with TLS.
pub(crate) struct Server {
    pub(crate) plain_port: u16,
    pub(crate) tls_port: u16,
    pub(crate) log: Log,
}

impl Server {
    pub(crate) async fn start(certificate: &Certificate) -> Self {
        let log = Log::default();
        let plain = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let tls = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            plain_port: plain.local_addr().expect("an address").port(),
            tls_port: tls.local_addr().expect("an address").port(),
            log: log.clone(),
        };
        let (router, tls_router) = (policies::router(), policies::router());
        let tls_log = log.clone();
        let acceptor = certificate.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = plain.accept().await {
                tokio::spawn(converse(stream, log.clone(), router.clone()));
            }
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = tls.accept().await {
                let (acceptor, log) = (acceptor.clone(), tls_log.clone());
                let router = tls_router.clone();
                tokio::spawn(async move {
                    // The browser opens connections that it then doesn't use.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        converse(stream, log, router).await;
                    }
                });
            }
        });
        server
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    log: Log,
    router: Router,
) {
    let service = service_fn(|request| {
        let (log, router) = (log.clone(), router.clone());
        async move { Ok::<_, Infallible>(respond(request, &log, router).await) }
    });
    // A connection that the browser drops is its own affair; a response that is missing fails a test.
    let _ = auto::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn respond(request: Request<Incoming>, log: &Log, router: Router) -> Response<AxumBody> {
    let (parts, body) = request.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return status(StatusCode::BAD_REQUEST).map(AxumBody::new),
    };
    let policy = parts.uri.path().trim_start_matches('/').to_owned();
    if let Some(response) = log.steps.respond(&policy, &body).await {
        return response.map(AxumBody::new);
    }
    let request = Request::from_parts(parts, Body::from(body));
    let response = match policy.as_str() {
        "" => page("<iframe sandbox=allow-scripts src=/frame></iframe>"),
        "frame" => page("no origin of its own"),
        // `lax` goes to the same site only, `none` to every site.
        "login" => {
            let mut response = page("logged in");
            for cookie in ["none=1; SameSite=None", "lax=1; SameSite=Lax"] {
                let cookie = format!("{cookie}; Secure; HttpOnly; Path=/");
                let cookie = cookie.parse().expect("a header's value");
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        "favicon.ico" => status(StatusCode::NO_CONTENT),
        _ => {
            let token = parameter(&request, "token").unwrap_or_default().to_owned();
            let mut arrival = arrival(&policy, &request);
            log.explain(&token, policies::explain(&policy, &request));
            let response = if policy == "told" {
                log.told.respond(&request).map(AxumBody::new)
            } else if policy == "notes" {
                log.notes.respond(request).await
            } else if policy.contains('/') {
                let Ok(response) = router.oneshot(request.map(AxumBody::new)).await;
                response
            } else {
                policies::serve(&policy, request)
                    .unwrap_or_else(|| status(StatusCode::NOT_FOUND))
                    .map(AxumBody::new)
            };
            arrival.handler_ran = response.extensions().get::<Ran>().is_some();
            log.add(&token, arrival);
            return response;
        }
    };
    response.map(AxumBody::new)
}

/// What a request looks like in the log. Whether the handler runs isn't known yet.
pub(crate) fn arrival<B>(policy: &str, request: &Request<B>) -> Arrival {
    let text = |name: HeaderName| {
        let value = request.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    // HTTP/2 may have a line for each.
    let lines = request.headers().get_all(COOKIE).iter();
    let mut cookies: Vec<String> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split("; "))
        .filter_map(|pair| Some(pair.split_once('=')?.0.to_owned()))
        .collect();
    cookies.sort();
    Arrival {
        // HTTP/2 has `:authority` in place of `Host`.
        host: text(HOST)
            .or_else(|| request.uri().authority().map(ToString::to_string))
            .unwrap_or_default(),
        policy: policy.to_owned(),
        method: request.method().to_string(),
        origin: text(ORIGIN),
        cookies,
        asks_for: (request.method() == Method::OPTIONS)
            .then(|| text(ACCESS_CONTROL_REQUEST_METHOD))
            .flatten()
            .map(|method| (method, text(ACCESS_CONTROL_REQUEST_HEADERS))),
        authorization: request.headers().contains_key("authorization"),
        handler_ran: false,
    }
}

fn page(html: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("<!doctype html>{html}")));
    let html = "text/html; charset=utf-8"
        .parse()
        .expect("a header's value");
    response.headers_mut().insert(CONTENT_TYPE, html);
    response
}

fn status(code: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::default());
    *response.status_mut() = code;
    response
}
