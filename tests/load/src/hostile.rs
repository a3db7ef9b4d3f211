//! What no browser sends.

use fastrand::Rng;

use crate::handlers::{HANDLERS, Seen};
use crate::request::{self, Asked};
use crate::response::Expected;

/// What a hostile client sends, and what it then does.
pub(crate) struct Attack {
    pub(crate) kind: &'static str,
    pub(crate) text: Vec<u8>,
    pub(crate) then: Then,
    /// What comes back, one after the other, up to the point where the server refuses. Where nothing is known: not
    /// a single response that lets somebody read.
    pub(crate) responses: Option<Vec<Expected>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Waits for the server to end it.
    Wait,
    /// The same, but no longer than there is load.
    Stay,
    /// Has nothing more to say, and listens.
    Shut,
    /// Is gone, without reading.
    Leave,
    /// Sends byte after byte, and waits.
    Slowly,
}

const LOCAL: &str = "http://localhost:3001";
const CLOSE: &str = "connection: close\r\n";

type Make = fn(&mut Rng) -> Attack;

const ATTACKS: [Make; 17] = [
    huge_header,
    many_headers,
    many_requested_names,
    random_bytes,
    bytes_in_a_request,
    bytes_in_the_origin,
    many_origins,
    long_origin,
    folded_origin,
    long_target,
    odd_request_line,
    truncated,
    wrong_length,
    body_nobody_reads,
    pipelined_then_nonsense,
    pipelined_and_left,
    slow,
];

/// Any of them.
pub(crate) fn any(rng: &mut Rng) -> Attack {
    ATTACKS[rng.usize(..ATTACKS.len())](rng)
}

/// Those that open a connection and leave it, one way or another.
pub(crate) fn left_open(rng: &mut Rng) -> Attack {
    let text = [
        "",
        "GET /hello HTTP/1.1\r\nhost: localhost\r\norigin: http://loc",
        "PUT /note HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nabc",
        "PUT /note HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "POST /hello HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nabc",
        "GET /hello HTTP/1.1\r\nhost: localhost\r\norigin: https://evil.com\r\n\r\n",
    ][rng.usize(..6)];
    attack("left open", text, Then::Stay)
}

/// Whose responses aren't known.
fn attack(kind: &'static str, text: impl Into<Vec<u8>>, then: Then) -> Attack {
    Attack {
        kind,
        text: text.into(),
        then,
        responses: None,
    }
}

fn known(kind: &'static str, asked: Asked, then: Then) -> Attack {
    Attack {
        kind,
        text: asked.text,
        then,
        responses: Some(vec![asked.response]),
    }
}

/// A GET of a handler that looks at nothing, and the response to it where that has no one origin.
fn get(lines: &[u8]) -> Asked {
    let seen = Seen {
        is_post: false,
        body: 0,
        has_token: false,
        has_cookie: false,
    };
    let mut text = format!("GET /hello HTTP/1.1\r\nhost: localhost\r\n{CLOSE}").into_bytes();
    text.extend_from_slice(lines);
    text.extend_from_slice(b"\r\n");
    Asked {
        kind: "",
        text,
        is_head: false,
        response: HANDLERS[0].response(None, &seen),
    }
}

/// From a page that is allowed, or isn't.
fn preflight(rng: &mut Rng, lines: &str) -> Asked {
    let origin = [LOCAL, "https://evil.com"][rng.usize(..2)];
    let handler = &HANDLERS[rng.usize(..HANDLERS.len())];
    request::preflight(rng, handler, origin, &format!("{lines}{CLOSE}"))
}

fn huge_header(rng: &mut Rng) -> Attack {
    let line = format!("x-a: {}\r\n", "a".repeat(rng.usize(10_000..1_000_000)));
    known("a huge header", preflight(rng, &line), Then::Wait)
}

fn many_headers(rng: &mut Rng) -> Attack {
    let lines: String = (0..rng.usize(50..5000))
        .map(|number| format!("x-{number}: {number}\r\n"))
        .collect();
    known("many headers", preflight(rng, &lines), Then::Wait)
}

fn many_requested_names(rng: &mut Rng) -> Attack {
    let mut lines = String::new();
    for _ in 0..rng.usize(1..4) {
        let names: Vec<String> = (0..rng.usize(1000..10_000))
            .map(|number| format!("x-{number}"))
            .collect();
        lines += &format!("access-control-request-headers: {}\r\n", names.join(","));
    }
    known("thousands of names", preflight(rng, &lines), Then::Wait)
}

fn random_bytes(rng: &mut Rng) -> Attack {
    let text: Vec<u8> = (0..rng.usize(..5000)).map(|_| rng.u8(..)).collect();
    attack("random bytes", text, Then::Shut)
}

fn bytes_in_a_request(rng: &mut Rng) -> Attack {
    let mut text = get(b"origin: https://evil.com\r\n").text;
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(..text.len());
        text[at] = rng.u8(..);
    }
    attack("bytes in a request", text, Then::Shut)
}

fn bytes_in_the_origin(rng: &mut Rng) -> Attack {
    let mut line = b"origin: http://localhost:3001".to_vec();
    // Anywhere in the value.
    let at = rng.usize("origin: ".len()..line.len());
    line.insert(at, rng.u8(0x7f..));
    line.extend_from_slice(b"\r\n");
    known("bytes in the origin", get(&line), Then::Wait)
}

fn many_origins(rng: &mut Rng) -> Attack {
    let other = ["origin: https://evil.com\r\n", "origin: null\r\n"][rng.usize(..2)];
    let mut lines = [
        format!("origin: {LOCAL}\r\n"),
        other.repeat(rng.usize(1..90)),
    ];
    if rng.bool() {
        lines.reverse();
    }
    if rng.bool() {
        // Twice the same is one too many as well.
        lines[0] = format!("origin: {LOCAL}\r\n");
        lines[1] = lines[0].clone();
    }
    known("many origins", get(lines.concat().as_bytes()), Then::Wait)
}

fn long_origin(rng: &mut Rng) -> Attack {
    let long = "1".repeat(rng.usize(90_000..110_000));
    let line = match rng.u8(..4) {
        0 => format!("origin: http://localhost:{long}\r\n"),
        1 => format!("origin: {LOCAL}{long}\r\n"),
        2 => format!("origin: {long}{LOCAL}\r\n"),
        _ => format!("origin: {}\r\n", format!("{LOCAL} ").repeat(4000)),
    };
    known("a long origin", get(line.as_bytes()), Then::Wait)
}

fn folded_origin(rng: &mut Rng) -> Attack {
    let line = [
        "origin: http://localhost\r\n :3001\r\n",
        "origin : http://localhost:3001\r\n",
        "origin\0: http://localhost:3001\r\n",
        "origin: http://localhost:3001, http://localhost:3001\r\n",
        "origin: http://localhost:3001 https://evil.com\r\n",
        "\r\norigin: http://localhost:3001\r\n",
    ][rng.usize(..6)];
    known("an origin off its line", get(line.as_bytes()), Then::Shut)
}

fn long_target(rng: &mut Rng) -> Attack {
    let long = "a".repeat(rng.usize(1000..100_000));
    let path = ["nobody/", "hello?run=", "hello?"][rng.usize(..3)];
    let text = format!(
        "GET /{path}{long} HTTP/1.1\r\nhost: localhost\r\n{CLOSE}origin: https://evil.com\r\n\r\n"
    );
    attack("a long target", text, Then::Wait)
}

fn odd_request_line(rng: &mut Rng) -> Attack {
    let long;
    let line = match rng.usize(..8) {
        0 => "PRI * HTTP/2.0",
        1 => "CONNECT localhost:1 HTTP/1.1",
        2 => "TRACE /hello HTTP/1.1",
        3 => "OPTIONS * HTTP/1.1",
        4 => "GET http://localhost:3000/hello HTTP/1.1",
        5 => "GET /hello HTTP/1.0",
        6 => "GET /hello HTTP/9.9",
        _ => {
            long = format!("{} /hello HTTP/1.1", "M".repeat(rng.usize(100..50_000)));
            &long
        }
    };
    let text = format!("{line}\r\nhost: localhost\r\n{CLOSE}origin: https://evil.com\r\n\r\n");
    attack("an odd request line", text, Then::Shut)
}

fn truncated(rng: &mut Rng) -> Attack {
    let mut text = request::any(rng).text;
    // Anywhere before the end of its head: with half a body, the handler has its say.
    let head = text.windows(4).position(|four| four == b"\r\n\r\n");
    text.truncate(rng.usize(..head.unwrap_or_default() + 4));
    let then = [Then::Shut, Then::Leave][rng.usize(..2)];
    Attack {
        kind: "truncated",
        text,
        then,
        responses: Some(vec![]),
    }
}

fn wrong_length(rng: &mut Rng) -> Attack {
    let lines = [
        "content-length: -1\r\n\r\n",
        "content-length: 99999999999999999999999\r\n\r\nabc",
        "content-length: 10\r\n\r\nabc",
        "content-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
        "content-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc",
        "transfer-encoding: chunked\r\n\r\nzz\r\n",
        "transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        "transfer-encoding: gzip\r\n\r\nabc",
        "content-length: 70000\r\n\r\n",
    ][rng.usize(..9)];
    let mut text = format!("PUT /note HTTP/1.1\r\nhost: localhost\r\norigin: null\r\n{lines}");
    if lines.contains("70000") {
        text += &"x".repeat(70_000);
    }
    attack("a wrong length", text, Then::Shut)
}

fn body_nobody_reads(rng: &mut Rng) -> Attack {
    let length = rng.usize(1..500_000);
    let text = format!(
        "POST /hello HTTP/1.1\r\nhost: localhost\r\n{CLOSE}origin: https://evil.com\r\n\
         content-length: {length}\r\n\r\n{}",
        "x".repeat(length)
    );
    attack("a body nobody reads", text, Then::Wait)
}

fn pipelined(rng: &mut Rng, count: usize) -> (Vec<u8>, Vec<Expected>) {
    let (mut text, mut responses) = (Vec::new(), Vec::new());
    while responses.len() < count {
        let asked = request::any(rng);
        if !asked.is_head {
            text.extend(asked.text);
            responses.push(asked.response);
        }
    }
    (text, responses)
}

fn pipelined_then_nonsense(rng: &mut Rng) -> Attack {
    let count = rng.usize(1..50);
    let (mut text, responses) = pipelined(rng, count);
    text.extend_from_slice(b"\0nonsense\r\n\r\n");
    Attack {
        kind: "pipelined, then nonsense",
        text,
        then: Then::Wait,
        responses: Some(responses),
    }
}

fn pipelined_and_left(rng: &mut Rng) -> Attack {
    let count = rng.usize(100..1000);
    let (text, _) = pipelined(rng, count);
    attack("pipelined and left", text, Then::Leave)
}

fn slow(rng: &mut Rng) -> Attack {
    known("slow", preflight(rng, ""), Then::Slowly)
}
