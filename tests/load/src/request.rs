//! Requests as browsers and other honest clients write them, each with its right response.

use fastrand::Rng;

use crate::handlers::{HANDLERS, Handler, Seen};
use crate::response::Expected;

/// A request and what must come back for it.
pub(crate) struct Asked {
    pub(crate) kind: &'static str,
    pub(crate) text: Vec<u8>,
    pub(crate) is_head: bool,
    pub(crate) response: Expected,
}

/// Some of them are allowed, depending on the handler, and all that are not come close.
const ORIGINS: [&str; 22] = [
    "http://localhost",
    "http://localhost:1",
    "http://localhost:3001",
    "http://localhost:65535",
    "https://app.example.com",
    "https://app.example.com",
    "http://localhost:0",
    "http://localhost:80",
    "http://localhost:65536",
    "http://localhost:03001",
    "http://localhost:+1",
    "http://localhost:",
    "http://localhost:3001/",
    "http://LOCALHOST:3001",
    "http://localhost.evil.com",
    "http://evil.com:3001",
    "http://127.0.0.1:3001",
    "https://localhost:3001",
    "https://app.example.com:443",
    "https://app.example.com.evil.com",
    "http://app.example.com",
    "null",
];

/// Any of them.
pub(crate) fn any(rng: &mut Rng) -> Asked {
    let handler = &HANDLERS[rng.usize(..HANDLERS.len())];
    let origin = match rng.u8(..4) {
        0 => None,
        1 => Some(format!("http://localhost:{}", rng.u16(..))),
        _ => Some(ORIGINS[rng.usize(..ORIGINS.len())].to_owned()),
    };
    match (rng.u8(..8), origin) {
        (0, _) => Asked {
            kind: "no such handler",
            text: b"GET /nobody HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost:1\r\n\r\n"
                .to_vec(),
            is_head: false,
            response: Expected::new(404, "There is no such handler.\n"),
        },
        (1..4, Some(origin)) => preflight(rng, handler, &origin, ""),
        (_, origin) => request(rng, handler, origin.as_deref()),
    }
}

/// A preflight, with more lines, or none, in the end.
pub(crate) fn preflight(rng: &mut Rng, handler: &Handler, origin: &str, lines: &str) -> Asked {
    let method = ["GET", "PUT", "DELETE", "PATCH"][rng.usize(..4)];
    let headers = [
        "",
        "access-control-request-headers: content-type\r\n",
        "access-control-request-headers: accesstoken,x-unlisted\r\n",
    ][rng.usize(..3)];
    Asked {
        kind: match handler.allows(origin.as_bytes()) {
            true => "preflight, allowed",
            false => "preflight, not allowed",
        },
        text: format!(
            "OPTIONS /{} HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\n\
             Access-Control-Request-Method: {method}\r\n{headers}{lines}\r\n",
            handler.name
        )
        .into_bytes(),
        is_head: false,
        response: handler.preflight(origin.as_bytes()),
    }
}

fn request(rng: &mut Rng, handler: &Handler, origin: Option<&str>) -> Asked {
    let method = ["GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"][rng.usize(..7)];
    // Nobody else reads a body.
    let body = match (handler.name, method) {
        ("note", "POST" | "PUT") => rng.usize(..4000),
        _ => 0,
    };
    let seen = Seen {
        is_post: method == "POST",
        body,
        has_token: rng.bool(),
        has_cookie: rng.bool(),
    };
    let mut text = format!("{method} /{}?run=load HTTP/1.1\r\n", handler.name);
    text += "host: localhost\r\n";
    if let Some(origin) = origin {
        text += &format!("origin: {origin}\r\n");
    }
    if seen.has_token {
        text += "AccessToken: abc123\r\n";
    }
    if seen.has_cookie {
        text += "cookie: theme=dark; quickstart=ferris\r\n";
    }
    if !["GET", "HEAD", "OPTIONS"].contains(&method) {
        text += &format!("content-length: {body}\r\n");
    }
    text += "\r\n";
    text += &"x".repeat(body);
    let mut response = handler.response(origin.map(str::as_bytes), &seen);
    if method == "HEAD" {
        response.body.clear();
    }
    Asked {
        kind: match origin {
            None => "request without Origin",
            Some(origin) if handler.allows(origin.as_bytes()) => "request, allowed",
            Some(_) => "request, not allowed",
        },
        text: text.into_bytes(),
        is_head: method == "HEAD",
        response,
    }
}
