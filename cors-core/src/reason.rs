//! Why a policy allows a request or not.

use std::fmt::{self, Display, Formatter};

use crate::nearest::{Difference, Nearest};

/// Why a policy allows a request, or why it doesn't. Its [`Display`] is a sentence without a full stop.
///
/// What is of the request is escaped, and cut where it is longer than any origin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is no `Origin`, so this isn't a CORS request.
    NoOrigin,
    /// A page of the server's own origin sends it, by its `Sec-Fetch-Site` or its `Host`. CORS doesn't apply.
    SameOrigin,
    /// The response isn't for a script to read, by its `Sec-Fetch-Mode`. CORS doesn't apply.
    NotCors {
        /// `navigate` for a form or a link, `no-cors` for a script that wants no response, or `websocket`.
        mode: &'static str,
    },
    /// It looks like a preflight and isn't one, because this is missing: `OPTIONS`, `Origin` or
    /// `Access-Control-Request-Method`.
    NotPreflight {
        /// What is missing.
        missing: &'static str,
    },
    /// The origin is allowed.
    OriginListed {
        /// By this entry; `*` allows them all.
        entry: String,
    },

    /// What the request reaches has no policy.
    NoPolicy,
    /// No entry allows the origin.
    OriginNotListed {
        /// The entry that is nearest, if one is near.
        nearest: Option<Nearest>,
    },
    /// The policy allows no origin, as that of `#[cors(none)]`.
    NobodyAllowed,
    /// These slots of the policy were never set, and allow nothing.
    UnsetOrigins {
        /// Their names in `origins`.
        slots: Vec<&'static str>,
    },
    /// There is more than one `Origin`.
    SeveralOrigins,
    /// The origin isn't one as browsers send it.
    NotAnOrigin {
        /// The entry that allows it in the form in which a browser sends it, if there is one.
        nearest: Option<Nearest>,
    },
    /// The origin is `null`: the page is a local file, in a sandboxed frame, or behind a redirect.
    NullOrigin,
    /// The preflight asks for a method that isn't in `methods`.
    MethodNotListed {
        /// This one.
        method: String,
        /// What is listed, beside GET, HEAD and POST.
        listed: Vec<String>,
    },
    /// The preflight asks for headers that aren't in `headers`.
    HeadersNotListed {
        /// These, of which there may be more.
        names: Vec<String>,
        /// What is listed.
        listed: Vec<String>,
    },
    /// The browser has sent credentials with it, and the policy is without `credentials`.
    CredentialsNotAllowed {
        /// The header in which they are: `Cookie` or `Authorization`.
        header: &'static str,
    },
}

impl Reason {
    /// Whether it is a reason for a browser not to send a request, or to keep its response from the page.
    ///
    /// ```
    /// use cors::Reason;
    ///
    /// assert!(Reason::SeveralOrigins.is_refusal());
    /// assert!(!Reason::NoOrigin.is_refusal());
    /// ```
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        !matches!(
            self,
            Self::NoOrigin
                | Self::SameOrigin
                | Self::NotCors { .. }
                | Self::NotPreflight { .. }
                | Self::OriginListed { .. }
        )
    }

    /// The entry of `origins` that is nearest, where it is an origin that isn't allowed.
    #[must_use]
    pub fn nearest(&self) -> Option<&Nearest> {
        match self {
            Self::OriginNotListed { nearest } | Self::NotAnOrigin { nearest } => nearest.as_ref(),
            _ => None,
        }
    }
}

impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOrigin => f.write_str("there is no `Origin`, so it isn't a CORS request"),
            Self::SameOrigin => f.write_str("a page of the server's own origin sends it"),
            Self::NotCors { mode } => {
                write!(f, "its mode is `{mode}`, to which CORS doesn't apply")
            }
            Self::NotPreflight { missing: "OPTIONS" } => {
                f.write_str("it isn't a preflight, as its method isn't OPTIONS")
            }
            Self::NotPreflight { missing } => {
                write!(f, "it isn't a preflight, as it has no `{missing}`")
            }
            Self::OriginListed { entry } => write!(f, "`origins` has {entry}"),
            Self::NoPolicy => f.write_str("what it reaches has no policy"),
            Self::OriginNotListed { .. } => f.write_str("`origins` doesn't have the origin"),
            Self::NobodyAllowed => f.write_str("the policy allows no origin"),
            Self::UnsetOrigins { slots } => {
                write!(f, "{} was never set, and allows no origin", slots.join(", "))
            }
            Self::SeveralOrigins => f.write_str("there is more than one `Origin`"),
            Self::NotAnOrigin { .. } => f.write_str("that isn't an origin as a browser sends it"),
            Self::NullOrigin => f.write_str(
                "the origin is `null`, which is that of a local file, a sandboxed frame or a redirect",
            ),
            Self::MethodNotListed { method, listed } => {
                write!(f, "`methods` doesn't have {method}")?;
                let alike = listed.iter().find(|one| one.eq_ignore_ascii_case(method));
                match alike {
                    Some(alike) => write!(f, ", but {alike}: methods are case-sensitive"),
                    None => has(f, listed),
                }
            }
            Self::HeadersNotListed { names, listed } => {
                write!(f, "`headers` doesn't have {}", names.join(", "))?;
                has(f, listed)
            }
            Self::CredentialsNotAllowed { header } => {
                write!(f, "it has `{header}`, and the policy has no `credentials`")
            }
        }
    }
}

fn has(f: &mut Formatter<'_>, listed: &[String]) -> fmt::Result {
    match listed {
        [] => Ok(()),
        listed => write!(f, ", but {}", listed.join(", ")),
    }
}

impl Nearest {
    /// As a part of a sentence about the origin.
    pub(crate) fn told(&self) -> impl Display {
        let Self { entry, difference } = self;
        match difference {
            Difference::Form => format!("a browser sends it as {entry} has it"),
            difference => format!("the nearest entry is {entry}, and {difference}"),
        }
    }
}
