//! The hazards that a policy may accept.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// A hazard that a policy can accept by its name, in `dangerously_allow`.
///
/// Its [`Display`] is the name, and its [`FromStr`] reads it.
///
/// ```
/// use cors::rules::Hazard;
///
/// let configured = "public_suffixes"; // say, from a file
/// assert_eq!(configured.parse(), Ok(Hazard::PublicSuffixes));
/// assert_eq!(Hazard::PublicSuffixes.to_string(), configured);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Hazard {
    /// Origins that an attacker on the network can impersonate, such as `http://example.com`, with
    /// credentials.
    InsecureOrigins,
    /// Wildcards under public suffixes, such as `https://*.github.io`, with credentials.
    PublicSuffixes,
    /// Any host of a scheme, such as `moz-extension://*`, with credentials.
    AnyHost,
    /// The origin `null`, which is every opaque origin.
    NullOrigin,
    /// The origin `file://`, which is every file on the user's disk.
    FileOrigin,
}

impl Hazard {
    /// Every hazard that can be accepted.
    pub const ALL: &'static [Self] = &[
        Self::InsecureOrigins,
        Self::PublicSuffixes,
        Self::AnyHost,
        Self::NullOrigin,
        Self::FileOrigin,
    ];

    /// The hazard's name in `dangerously_allow`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InsecureOrigins => "insecure_origins",
            Self::PublicSuffixes => "public_suffixes",
            Self::AnyHost => "any_host",
            Self::NullOrigin => "null_origin",
            Self::FileOrigin => "file_origin",
        }
    }
}

impl Display for Hazard {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Hazard {
    type Err = UnknownHazard;

    fn from_str(name: &str) -> Result<Self, UnknownHazard> {
        let known = Self::ALL.iter().find(|hazard| hazard.name() == name);
        known.copied().ok_or_else(|| UnknownHazard(name.to_owned()))
    }
}

/// A name that isn't the name of a [`Hazard`].
///
/// ```
/// use cors::rules::Hazard;
///
/// let error = "null".parse::<Hazard>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "unknown hazard `null`, expected one of `insecure_origins`, `public_suffixes`, \
///      `any_host`, `null_origin`, `file_origin`"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownHazard(String);

impl Display for UnknownHazard {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Hazard::ALL.iter().map(|one| format!("`{one}`")).collect();
        let name = self.0.escape_debug();
        write!(
            f,
            "unknown hazard `{name}`, expected one of {}",
            names.join(", ")
        )
    }
}

impl Error for UnknownHazard {}
