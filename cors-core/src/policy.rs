//! The data of a policy. It is valid by construction: only the rule book and the macros make one.

use std::borrow::Cow;

use http::HeaderValue;

use crate::origins::{Index, Origins, Pattern};

/// A whole, valid CORS policy.
///
/// It is made by `cors::policy!` while the program compiles, or by `Policy::builder` (feature
/// `builder`) from configuration at run time. Both go by the same rule book, so that a `Policy` that
/// exists is one that holds.
///
/// ```
/// use cors::{Decision, Policy};
/// use http::{Request, Response};
///
/// static API: Policy = cors::policy! {
///     origins = ["https://app.example.com"],
///     credentials,
/// };
///
/// fn serve(request: Request<String>) -> Response<String> {
///     match API.decide(&request) {
///         Decision::Answer(answer) => answer.into_response(),
///         Decision::Run(headers) => {
///             let mut response = Response::new("Hello World!".to_owned());
///             headers.apply(response.headers_mut());
///             response
///         }
///     }
/// }
///
/// let request = Request::builder().header("origin", "https://app.example.com");
/// let response = serve(request.body(String::new()).unwrap());
/// assert_eq!(response.headers()["access-control-allow-origin"], "https://app.example.com");
/// assert_eq!(response.headers()["access-control-allow-credentials"], "true");
/// ```
///
/// In a `static` it is read in place. In a `const` it works too, but each use makes a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(crate) origins: Origins,
    /// What a preflight answers in `Access-Control-Allow-Methods`.
    pub(crate) methods: Allowed,
    /// What a preflight answers in `Access-Control-Allow-Headers`.
    pub(crate) headers: Allowed,
    pub(crate) expose: Option<HeaderValue>,
    pub(crate) max_age: Option<HeaderValue>,
    pub(crate) credentials: bool,
    pub(crate) enforce: bool,
}

#[cfg(feature = "axum")]
impl Policy {
    /// The same policy for other methods.
    pub(crate) fn with_methods(&self, methods: Allowed) -> Self {
        Self {
            methods,
            ..self.clone()
        }
    }
}

/// Which methods, or which request headers, a page may send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    /// The safelisted ones only: no response header is needed for those.
    Safelisted,
    /// These, always as the same whole list: the browser compares.
    Listed(HeaderValue),
    /// `*` with credentials. A browser then takes a `*` in the response for a plain name, so that what
    /// was requested is sent back instead (Fetch §3.3.5, "CORS protocol and credentials").
    Requested,
}

/// A policy that passed the rule book, as the macros write it down. Unchecked, and not for users.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Checked {
    /// None for `*`.
    pub origins: Option<&'static [Pattern]>,
    /// The parts of an [`Index`]: its slots, and how many dots there are in a key.
    pub index: (&'static [u32], usize),
    /// The value of the response header; `""` for none.
    pub methods: &'static str,
    pub reflect_methods: bool,
    pub headers: &'static str,
    pub reflect_headers: bool,
    pub expose: &'static str,
    pub max_age: &'static str,
    pub credentials: bool,
    pub enforce: bool,
}

impl Checked {
    /// The policy that allows nothing: what the macros start from, and what they give beside an error.
    pub const NOTHING: Checked = Checked {
        origins: Some(&[]),
        index: (&[], 0),
        methods: "",
        reflect_methods: false,
        headers: "",
        reflect_headers: false,
        expose: "",
        max_age: "",
        credentials: false,
        enforce: false,
    };

    /// Every header value is made here, which is while the program compiles.
    #[must_use]
    pub const fn into_policy(self) -> Policy {
        Policy {
            origins: match self.origins {
                None => Origins::Any,
                Some(patterns) => Origins::Listed {
                    patterns: Cow::Borrowed(patterns),
                    index: Index::new(self.index.0, self.index.1),
                },
            },
            methods: allowed(self.methods, self.reflect_methods),
            headers: allowed(self.headers, self.reflect_headers),
            expose: value(self.expose),
            max_age: value(self.max_age),
            credentials: self.credentials,
            enforce: self.enforce,
        }
    }
}

const fn allowed(list: &'static str, reflect: bool) -> Allowed {
    if reflect {
        Allowed::Requested
    } else if list.is_empty() {
        Allowed::Safelisted
    } else {
        Allowed::Listed(HeaderValue::from_static(list))
    }
}

const fn value(text: &'static str) -> Option<HeaderValue> {
    if text.is_empty() {
        None
    } else {
        Some(HeaderValue::from_static(text))
    }
}
