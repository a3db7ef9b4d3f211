//! The dangers that a policy may name and accept.

use std::fmt::{self, Display, Formatter};

/// A danger that a policy may name in `dangerously_allow`, and so accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Hazard {
    /// Origins that an attacker on the network can impersonate, such as `http://example.com`, with credentials.
    InsecureOrigins,
    /// Wildcards over names that anyone can register, such as `https://*.github.io`, with credentials.
    PublicSuffixes,
    /// The origin `null`, which every sandboxed frame has.
    NullOrigin,
}

impl Hazard {
    /// Every hazard.
    pub const ALL: &'static [Self] = &[
        Self::InsecureOrigins,
        Self::PublicSuffixes,
        Self::NullOrigin,
    ];

    /// The hazard's name in `dangerously_allow`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InsecureOrigins => "insecure_origins",
            Self::PublicSuffixes => "public_suffixes",
            Self::NullOrigin => "null_origin",
        }
    }
}

impl Display for Hazard {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
