//! The calls that the page makes: the one table from which the page, the `curl` lines and the tests work.

use serde_json::{Value, json};

use crate::{Addresses, api, curl};

/// A call, and what the policy of its handler says about it.
///
/// The texts stand in comments of a shell too, so there are no quotes in them.
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    /// The function in `api.rs`, which also is the path.
    pub(crate) handler: &'static str,
    /// None of them is a CORS-safelisted request-header.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) body: Option<&'static str>,
    /// Whether the page asks for cookies to be sent and kept.
    pub(crate) credentials: bool,
    pub(crate) expected: Expected,
    pub(crate) why: &'static str,
    /// The part of the attribute that decides, where it is one.
    pub(crate) decisive: &'static str,
    /// What tells, in the headers of the last response.
    pub(crate) look_for: &'static str,
    /// What the log says first, if the call is refused and the server can tell.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the page asks what it really says")
    )]
    pub(crate) log: &'static str,
}

/// What a browser does with a call, if it goes by the policy.
pub(crate) enum Expected {
    /// The page reads the response: this status, and this in the body.
    Read { status: u16, text: &'static str },
    /// The page reads the response, and this header of it.
    HeaderRead {
        name: &'static str,
        value: &'static str,
    },
    /// The page reads the response, but to it this header isn't there.
    HeaderHidden { name: &'static str },
    /// The preflight is answered with this status, and the request itself is not sent.
    StoppedAtPreflight { status: u16 },
    /// The request is sent, and the response is kept from the page.
    Withheld,
}

/// What most calls have in common.
const PLAIN: Call = Call {
    name: "",
    method: "GET",
    handler: "",
    headers: &[],
    body: None,
    credentials: false,
    expected: Expected::Withheld,
    why: "",
    decisive: "",
    look_for: "",
    log: "",
};

/// In this order, since signing in comes before being signed in.
pub(crate) const CALLS: &[Call] = &[
    Call {
        name: "A simple request",
        handler: "hello",
        expected: Expected::Read {
            status: 200,
            text: "Hello",
        },
        why: "The origin of this page is covered by the pattern, and a plain GET needs nothing else.",
        decisive: r#"origins = ["http://localhost:*"]"#,
        look_for: "200, with the origin of the page in access-control-allow-origin.",
        ..PLAIN
    },
    Call {
        name: "A preflighted request",
        method: "PUT",
        handler: "note",
        headers: &[("content-type", "application/json")],
        body: Some(r#"{"note": "buy milk"}"#),
        expected: Expected::Read {
            status: 200,
            text: "Saved 20 bytes",
        },
        why: "PUT is listed, and so is content-type, which needs that for JSON.",
        decisive: "methods = [PUT]",
        look_for: "200, with the origin of the page in access-control-allow-origin.",
        ..PLAIN
    },
    Call {
        name: "A custom request header",
        handler: "profile",
        headers: &[("accesstoken", "abc123")],
        expected: Expected::Read {
            status: 200,
            text: "token came",
        },
        why: "The header is listed.",
        decisive: r#"headers = ["accesstoken"]"#,
        look_for: "200, with the origin of the page in access-control-allow-origin.",
        ..PLAIN
    },
    Call {
        name: "Credentials: a cookie is set",
        method: "POST",
        handler: "session",
        credentials: true,
        expected: Expected::Read {
            status: 200,
            text: "here is a cookie",
        },
        why: "The policy has credentials, so the browser keeps the cookie.",
        decisive: "credentials",
        look_for: "set-cookie, and access-control-allow-credentials: true.",
        ..PLAIN
    },
    Call {
        name: "Credentials: the cookie is sent",
        handler: "session",
        credentials: true,
        expected: Expected::Read {
            status: 200,
            text: "the cookie came",
        },
        why: "The policy has credentials, so the page may read what the API says to this user.",
        decisive: "credentials",
        look_for: "200, and access-control-allow-credentials: true.",
        ..PLAIN
    },
    Call {
        name: "Credentials that are not allowed",
        handler: "hello",
        credentials: true,
        expected: Expected::Withheld,
        why: "The policy has no credentials, so a page that asks for them gets nothing.",
        look_for: "No access-control-allow-credentials: a browser keeps this from the page.",
        log: "it has `Cookie`, and the policy has no `credentials`",
        ..PLAIN
    },
    Call {
        name: "A method that is not allowed",
        method: "DELETE",
        handler: "note",
        expected: Expected::StoppedAtPreflight { status: 204 },
        why: "DELETE is not listed, so the browser asks first and then does not send it.",
        decisive: "methods = [PUT]",
        look_for: "No DELETE in access-control-allow-methods: a browser stops here.",
        log: "`methods` doesn't have DELETE, but PUT",
        ..PLAIN
    },
    Call {
        name: "A request header that is not allowed",
        handler: "profile",
        headers: &[("x-debug", "1")],
        expected: Expected::StoppedAtPreflight { status: 204 },
        why: "x-debug is not listed, so the browser asks first and then does not send it.",
        decisive: r#"headers = ["accesstoken"]"#,
        look_for: "No x-debug in access-control-allow-headers: a browser stops here.",
        log: "`headers` doesn't have x-debug, but accesstoken",
        ..PLAIN
    },
    Call {
        name: "A response header that is exposed",
        handler: "list",
        expected: Expected::HeaderRead {
            name: "x-total-count",
            value: "42",
        },
        why: "The header is listed, so the page can read it.",
        decisive: r#"expose = ["x-total-count"]"#,
        look_for: "x-total-count, and its name in access-control-expose-headers.",
        ..PLAIN
    },
    Call {
        name: "A response header that is not exposed",
        handler: "list",
        expected: Expected::HeaderHidden {
            name: "x-served-by",
        },
        why: "The API sends x-served-by, but it is not listed: the page reads null.",
        decisive: r#"expose = ["x-total-count"]"#,
        look_for: "x-served-by, without its name in access-control-expose-headers.",
        ..PLAIN
    },
    Call {
        name: "An endpoint that answers 500",
        handler: "broken",
        expected: Expected::Read {
            status: 500,
            text: "database",
        },
        why: "A policy holds for errors as well, so the page can read what went wrong.",
        decisive: r#"origins = ["http://localhost:*"]"#,
        look_for: "500, with the origin of the page in access-control-allow-origin.",
        ..PLAIN
    },
    Call {
        name: "An origin that is not listed",
        handler: "partner",
        expected: Expected::Withheld,
        why: "The origin of this page is not listed. A simple request is sent all the same, but the page \
              can not read the response.",
        decisive: r#"origins = ["https://app.example.com"]"#,
        look_for: "No access-control-allow-origin: a browser keeps this from the page.",
        log: "`origins` doesn't have the origin",
        ..PLAIN
    },
    Call {
        name: "An origin that is not listed, with a preflight",
        method: "PUT",
        handler: "partner",
        body: Some("hello"),
        expected: Expected::StoppedAtPreflight { status: 403 },
        why: "PUT is listed, but not the origin of this page, so the request itself is never sent.",
        decisive: r#"origins = ["https://app.example.com"]"#,
        look_for: "403, and nothing about the policy: a browser stops here.",
        log: "`origins` doesn't have the origin",
        ..PLAIN
    },
];

impl Call {
    pub(crate) fn path(&self) -> String {
        format!("/{}", self.handler)
    }

    /// Whether the browser asks before it sends this. The table has no safelisted headers.
    pub(crate) fn is_preflighted(&self) -> bool {
        !["GET", "HEAD", "POST"].contains(&self.method) || !self.headers.is_empty()
    }

    /// What reaches the API, as [`crate::seen`] writes it.
    pub(crate) fn sent(&self) -> Vec<String> {
        let mut sent = vec![];
        if let Expected::StoppedAtPreflight { status } = self.expected {
            sent.push(format!("OPTIONS {status}"));
            return sent;
        }
        if self.is_preflighted() {
            sent.push("OPTIONS 204".to_owned());
        }
        let status = match self.expected {
            Expected::Read { status, .. } => status,
            _ => 200,
        };
        sent.push(format!("{} {status}", self.method));
        sent
    }
}

/// The table as the page gets it.
pub(crate) fn json(addresses: &Addresses) -> Value {
    let calls: Vec<Value> = CALLS
        .iter()
        .map(|call| {
            json!({
                "name": call.name,
                "method": call.method,
                "path": call.path(),
                "headers": call.headers,
                "body": call.body,
                "credentials": call.credentials,
                "preflighted": call.is_preflighted(),
                "expected": match call.expected {
                    Expected::Read { status, text } => json!({"read": {"status": status, "text": text}}),
                    Expected::HeaderRead { name, value } => json!({"header": {"name": name, "value": value}}),
                    Expected::HeaderHidden { name } => json!({"header": {"name": name, "value": null}}),
                    Expected::StoppedAtPreflight { .. } | Expected::Withheld => json!({"blocked": true}),
                },
                "sent": call.sent(),
                "why": call.why,
                "attribute": api::attribute(call.handler).unwrap_or_default(),
                "decisive": call.decisive,
                "curl": curl::lines(call, addresses),
            })
        })
        .collect();
    json!({"api": addresses.api, "page": addresses.page, "calls": calls})
}
