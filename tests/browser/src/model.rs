//! What a browser has to do: the model of `cors-check`, at a server that goes by the text of a policy.
//!
//! Nothing here knows how the library does it.

use cors_check::{Browser, Credentials, Engine, Fetch, Mode, Outcome, Page as ModelPage};
use http::header::{HeaderValue, LOCATION};
use http::{Method, Request, Response, StatusCode};

use crate::call::{self, Call, Hop};
use crate::handler::{RESPONSE_HEADERS, Ran};
use crate::origins::{API, ELSEWHERE, Page, host_and_port, is_same_site};
use crate::server::{Arrival, arrival};

/// What a call comes to: for the page, and at the servers.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) outcome: Outcome<()>,
    pub(crate) arrivals: Vec<Arrival>,
}

/// A browser with the cookies that both servers have set.
pub(crate) fn browser(engine: Engine) -> Browser {
    let mut browser = Browser::new().engine(engine);
    for origin in [API, ELSEWHERE] {
        let (_, host, _) = host_and_port(origin);
        browser = browser.cookie(host, "lax=1").cookie(host, "none=1");
    }
    browser
}

/// What becomes of this call, whose URLs have this token.
pub(crate) fn fetch(
    engine: Engine,
    browser: &mut Browser,
    page: &Page,
    call: &Call,
    token: &str,
) -> Expected {
    let urls = call.urls(token);
    let mut fetch = Fetch::new(call.method, &urls[0]).credentials(match call.credentials {
        call::Credentials::Omit => Credentials::Omit,
        call::Credentials::SameOrigin => Credentials::SameOrigin,
        call::Credentials::Include => Credentials::Include,
    });
    for (name, value) in &call.headers {
        fetch = fetch.header(*name, value);
    }
    if let Some(body) = call.body {
        fetch = fetch.text(body);
    }
    if call.no_cors {
        fetch = fetch.mode(Mode::NoCors);
    }
    let mut hops = call.hops.iter().zip(1..).peekable();
    let server = |request: Request<Vec<u8>>| {
        let (hop, next) = hops.peek().expect("a last hop, which returns");
        let mut response = respond(hop, &request);
        if let Some(to) = urls.get(*next) {
            let to = HeaderValue::from_str(to).expect("a URL");
            response.headers_mut().insert(LOCATION, to);
        }
        if !is_preflight(&request) {
            hops.next();
        }
        response
    };
    let outcome = browser.fetch(&ModelPage::new(page.origin), &fetch, server);
    let mut hops = call.hops.iter();
    let mut hop = hops.next();
    let arrivals: Vec<Arrival> = outcome
        .exchanges()
        .map(|exchange| {
            let at = hop.expect("no more requests than hops");
            if !exchange.is_preflight {
                hop = hops.next();
            }
            let mut arrival = arrival(at.policy.name, &exchange.request);
            // `SameSite` is beyond the model, and so is the path of the cookie that a handler sets.
            arrival.cookies.retain(|name| match name.as_str() {
                "lax" => {
                    // To Firefox, all that is behind a redirect from another site is of another site; to WebKit, all but
                    // the page's own origin.
                    let mut way = call.hops.iter().take_while(|hop| !std::ptr::eq(*hop, at));
                    let is_behind = match engine {
                        Engine::Firefox => true,
                        Engine::WebKit => page.origin != at.origin,
                        _ => false,
                    } && way.any(|hop| !is_same_site(engine, page, hop.origin));
                    is_same_site(engine, page, at.origin) && !is_behind
                }
                name => name == "none",
            });
            arrival.handler_ran = exchange.response.extensions().get::<Ran>().is_some();
            arrival
        })
        .collect();
    let ran = arrivals.last().is_some_and(|last| last.handler_ran);
    assert!(
        ran || outcome.readable().is_none(),
        "a refusal by `enforce` can't be read"
    );
    Expected { outcome, arrivals }
}

/// A handler with this policy, by the README's table of what goes over the wire.
fn respond(hop: &Hop, request: &Request<Vec<u8>>) -> Response<()> {
    let policy = hop.policy;
    let header = |name| {
        let value = request.headers().get(name)?;
        Some(value.to_str().expect("text"))
    };
    let origin = header("origin");
    let is_allowed = origin.is_some_and(|origin| policy.allows_origin(origin));
    let is_same_origin = header("sec-fetch-site") == Some("same-origin");
    let mut response = Response::new(());
    let mut set = |name: &'static str, value: &str| {
        let value = HeaderValue::from_str(value).expect("the value of a header");
        response.headers_mut().insert(name, value);
    };
    if policy.allows_every_origin() {
        set("access-control-allow-origin", "*");
    } else if let Some(origin) = origin.filter(|_| is_allowed) {
        set("access-control-allow-origin", origin);
        if policy.credentials {
            set("access-control-allow-credentials", "true");
        }
    }
    if is_preflight(request) {
        if is_allowed {
            // With `*` and credentials, a preflight's answer is about what it asks for, and nothing else.
            let list = |list: &[&str], asked| match policy.credentials && list == ["*"] {
                true => header(asked).unwrap_or_default().to_owned(),
                false => list.join(","),
            };
            let methods = list(policy.methods, "access-control-request-method");
            set("access-control-allow-methods", &methods);
            let headers = list(policy.headers, "access-control-request-headers");
            set("access-control-allow-headers", &headers);
            if let Some(seconds) = policy.max_age {
                set("access-control-max-age", &seconds.to_string());
            }
        }
        *response.status_mut() = match is_allowed {
            true => StatusCode::NO_CONTENT,
            false => StatusCode::FORBIDDEN,
        };
    } else if policy.enforce && origin.is_some() && !is_allowed && !is_same_origin {
        *response.status_mut() = StatusCode::FORBIDDEN;
    } else {
        set("access-control-expose-headers", &policy.expose.join(","));
        for name in RESPONSE_HEADERS {
            if name != "content-length" || hop.status != 204 {
                set(name, "1");
            }
        }
        *response.status_mut() = StatusCode::from_u16(hop.status).expect("a status");
        response.extensions_mut().insert(Ran);
    }
    response
}

fn is_preflight(request: &Request<Vec<u8>>) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key("origin")
        && request
            .headers()
            .contains_key("access-control-request-method")
}
