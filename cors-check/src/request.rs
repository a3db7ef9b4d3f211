//! What a page asks for.

/// The arguments of a page's call of `fetch`.
///
/// ```
/// use cors_check::{Credentials, Fetch};
///
/// let fetch = Fetch::new("PUT", "https://api.example.com/notes/1")
///     .header("Content-Type", "application/json")
///     .credentials(Credentials::Include)
///     .body(r#"{"text": "buy milk"}"#);
/// assert_eq!(fetch.method, "PUT");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetch {
    /// As the page writes it: `put` becomes `PUT`, and `patch` stays.
    pub method: String,
    /// An absolute URL with the scheme `http` or `https`.
    pub url: String,
    /// Names and values, as the page writes them.
    pub headers: Vec<(String, String)>,
    /// The default is `same-origin`, as for `fetch`.
    pub credentials: Credentials,
    /// The default is `cors`, as for `fetch`.
    pub mode: Mode,
    /// The bytes that are sent with the request.
    pub body: Option<Vec<u8>>,
    /// The `Content-Type` that the body brings along, where the page sets none.
    pub body_type: Option<&'static str>,
}

/// A request's credentials mode: when cookies are sent, and kept. The standard has these three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Credentials {
    /// Never.
    Omit,
    /// Within the page's own origin.
    #[default]
    SameOrigin,
    /// Always. Then a wildcard isn't enough, and the server has to allow it.
    Include,
}

/// A request's mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// The server is asked.
    #[default]
    Cors,
    /// As an `<img>` loads: the request is as simple as can be, and the page can't look at the response.
    NoCors,
}

impl Fetch {
    /// `fetch(url, { method })`.
    #[must_use]
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            credentials: Credentials::default(),
            mode: Mode::default(),
            body: None,
            body_type: None,
        }
    }

    /// `fetch(url)`.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    /// Adds a request header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the credentials mode.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Sets the mode.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// A body of bytes, as of a `Uint8Array`, which has no type.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// A body from a string, which is `text/plain` where the page sets no `Content-Type` (§5.2, "extract a body"), and
    /// so needs no preflight.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.body_type = Some("text/plain;charset=UTF-8");
        self.body(text.into())
    }
}
