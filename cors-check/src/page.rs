//! Pages, as far as CORS goes.

/// A page: its origin is all that a server sees of it.
///
/// ```
/// use cors_check::Page;
///
/// assert_eq!(Page::new("https://app.example.com").origin(), "https://app.example.com");
/// // A sandboxed frame, or a local file.
/// assert_eq!(Page::opaque().origin(), "null");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    origin: String,
}

impl Page {
    /// A page of this origin: `https://app.example.com`, without a path and without the default port, in lower case.
    ///
    /// It is sent as it is written here, so a test can send what a browser never would.
    #[must_use]
    pub fn new(origin: impl Into<String>) -> Self {
        Self {
            origin: origin.into(),
        }
    }

    /// A page with an opaque origin, which is sent as `null`.
    #[must_use]
    pub fn opaque() -> Self {
        Self::new("null")
    }

    /// The serialized origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}
