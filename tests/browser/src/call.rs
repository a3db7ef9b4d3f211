//! What a page asks for: `fetch()` with its arguments, or the same by an `XMLHttpRequest`.

use std::fmt;

use serde_json::{Value, json};

use crate::policy_text::PolicyText;

/// A request by a page.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<&'static str>,
    pub(crate) credentials: Credentials,
    pub(crate) no_cors: bool,
    pub(crate) by_xhr: bool,
    /// Where it goes, and where each redirect leads.
    pub(crate) hops: Vec<Hop>,
}

/// A request's credentials mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    Omit,
    SameOrigin,
    Include,
}

/// A handler, and the status that it is to answer with.
#[derive(Clone, Copy)]
pub(crate) struct Hop {
    pub(crate) origin: &'static str,
    pub(crate) policy: &'static PolicyText,
    pub(crate) status: u16,
}

impl fmt::Debug for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} ({})", self.origin, self.policy.name, self.status)
    }
}

impl Call {
    pub(crate) fn new(method: &'static str, credentials: Credentials, hops: Vec<Hop>) -> Self {
        Self {
            method,
            headers: Vec::new(),
            body: None,
            credentials,
            no_cors: false,
            by_xhr: false,
            hops,
        }
    }

    pub(crate) fn with(mut self, headers: &[(&'static str, &str)]) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        self.headers.extend(headers);
        self
    }

    pub(crate) fn with_body(mut self) -> Self {
        self.body = Some("{}");
        self
    }

    /// The first URL, with all that the servers have to do in its query.
    pub(crate) fn url(&self, token: &str) -> String {
        self.urls(token).swap_remove(0)
    }

    /// The URL of each hop, which has those of the next ones in it.
    pub(crate) fn urls(&self, token: &str) -> Vec<String> {
        let mut urls: Vec<String> = Vec::new();
        for hop in self.hops.iter().rev() {
            let Hop {
                origin,
                policy,
                status,
            } = hop;
            let to = urls.first().map(|url| format!("&to={url}"));
            let to = to.unwrap_or_default();
            let url = format!("{origin}/{}?token={token}&status={status}{to}", policy.name);
            urls.insert(0, url);
        }
        urls
    }

    /// For the script on the page.
    pub(crate) fn to_json(&self, token: &str) -> Value {
        json!({
            "url": self.url(token),
            "method": self.method,
            "headers": self.headers,
            "body": self.body,
            "credentials": match self.credentials {
                Credentials::Omit => "omit",
                Credentials::SameOrigin => "same-origin",
                Credentials::Include => "include",
            },
            "by_xhr": self.by_xhr,
            "mode": if self.no_cors { "no-cors" } else { "cors" },
        })
    }
}
