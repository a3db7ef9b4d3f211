//! HTTP request → event, and what a function returns → HTTP response, as each gateway does it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// Who calls the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gateway {
    /// An API Gateway REST API: proxy events, version 1.0.
    Rest,
    /// An API Gateway HTTP API: events of version 2.0.
    Http,
    /// A function URL: the same, without routes.
    Url,
    /// An Application Load Balancer as it comes: of each header the last line only.
    Alb,
    /// One whose target group has multi-value headers enabled.
    AlbMulti,
}

/// A request as a client sends it: the names of the headers are as written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A response as a client gets it.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Gateway {
    pub(crate) const ALL: [Self; 5] =
        [Self::Rest, Self::Http, Self::Url, Self::Alb, Self::AlbMulti];

    /// The event that this gateway makes of a request. Queries are passed on in version 2.0 only.
    pub(crate) fn event(self, request: &Request) -> Value {
        let mut event = self.template();
        let lines = self.lines(&request.headers);
        match self {
            Self::Rest => {
                event["path"] = json!(request.path);
                event["requestContext"]["path"] = json!(format!("/dev{}", request.path));
                event["httpMethod"] = json!(request.method);
                event["requestContext"]["httpMethod"] = json!(request.method);
                event["headers"] = last_lines(&lines);
                event["multiValueHeaders"] = json!(lines);
            }
            Self::Http | Self::Url => {
                event["rawPath"] = json!(request.path);
                event["rawQueryString"] = json!(request.query);
                event["requestContext"]["http"]["path"] = json!(request.path);
                event["requestContext"]["http"]["method"] = json!(request.method);
                if self == Self::Http {
                    let route = format!("{} {}", request.method, request.path);
                    event["routeKey"] = json!(route);
                    event["requestContext"]["routeKey"] = json!(route);
                }
                if let Some(cookies) = lines.get("cookie") {
                    let cookies = cookies.join("; ");
                    event["cookies"] = cookies.split("; ").collect();
                }
                event["headers"] = lines
                    .iter()
                    .map(|(name, values)| (name.clone(), values.join(",")))
                    .collect();
            }
            Self::Alb | Self::AlbMulti => {
                event["path"] = json!(request.path);
                event["httpMethod"] = json!(request.method);
                if self == Self::Alb {
                    event["headers"] = last_lines(&lines);
                } else {
                    event["multiValueHeaders"] = json!(lines);
                }
            }
        }
        if !request.body.is_empty() {
            let (body, is_base64) = match str::from_utf8(&request.body) {
                Ok(text) => (text.to_owned(), false),
                Err(_) => (BASE64_STANDARD.encode(&request.body), true),
            };
            event["body"] = json!(body);
            event["isBase64Encoded"] = json!(is_base64);
        }
        event
    }

    fn template(self) -> Value {
        let text = match self {
            Self::Rest => include_str!("../tests/events/rest.json"),
            Self::Http => include_str!("../tests/events/http.json"),
            Self::Url => include_str!("../tests/events/url.json"),
            Self::Alb | Self::AlbMulti => include_str!("../tests/events/alb.json"),
        };
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The lines of each header. Only a REST API leaves the names as the client wrote them.
    fn lines(self, headers: &[(String, String)]) -> BTreeMap<String, Vec<&str>> {
        let mut lines: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, value) in headers {
            let name = match self {
                Self::Rest => name.clone(),
                _ => name.to_ascii_lowercase(),
            };
            lines.entry(name).or_default().push(value);
        }
        lines
    }

    /// The response that this gateway makes of what a function returned, or `None` where it would answer
    /// with a 502 of its own.
    pub(crate) fn response(self, returned: &Value) -> Option<Response> {
        let mut headers = Vec::new();
        match self {
            Self::Rest | Self::AlbMulti => {
                for (name, values) in returned["multiValueHeaders"].as_object()? {
                    for value in values.as_array()? {
                        headers.push((name.clone(), value.as_str()?.to_owned()));
                    }
                }
            }
            Self::Http | Self::Url | Self::Alb => {
                for (name, value) in returned["headers"].as_object()? {
                    headers.push((name.clone(), value.as_str()?.to_owned()));
                }
                for cookie in returned["cookies"].as_array().into_iter().flatten() {
                    headers.push(("set-cookie".to_owned(), cookie.as_str()?.to_owned()));
                }
            }
        }
        let body = returned["body"].as_str().unwrap_or_default();
        Some(Response {
            status: returned["statusCode"].as_u64()?.try_into().ok()?,
            headers,
            body: if returned["isBase64Encoded"] == true {
                BASE64_STANDARD.decode(body).ok()?
            } else {
                body.as_bytes().to_vec()
            },
        })
    }
}

fn last_lines(lines: &BTreeMap<String, Vec<&str>>) -> Value {
    lines
        .iter()
        .filter_map(|(name, values)| Some((name.clone(), *values.last()?)))
        .collect()
}
