//! Origins that are known at deployment: a valid set of patterns, from a variable or a file.

use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::str::FromStr;

use super::{Pattern, PatternSet, Seed};
use crate::Hazard;
use crate::rules::{self, Violation};

/// A valid set of origins and patterns of them, from configuration. Each is judged by the rules for `origins` with
/// credentials, and `*` is never among them. Empty, it allows no origin.
///
/// ```
/// use cors::Origins;
///
/// // As a variable has it: separated by commas or white space, with blanks and with what env files leave around.
/// let origins: Origins = "https://app.example.com, https://*.example.org,".parse()?;
/// assert!(origins.contains("https://www.example.org"));
/// assert!(!origins.contains("https://example.org"));
///
/// let error = "https://app.example.com, https://example.org/".parse::<Origins>().unwrap_err();
/// assert_eq!(
///     error.with_source("APP_ORIGINS").to_string(),
///     "APP_ORIGINS, entry 2 of 2: \"https://example.org/\": an origin has no path, not even a trailing `/`, so this \
///      would never match; write https://example.org [origin-path]",
/// );
/// # Ok::<(), cors::OriginsError>(())
/// ```
///
/// What is redundant is left out and told by [`warnings`](Self::warnings).
#[derive(Clone, Default)]
pub struct Origins {
    set: PatternSet,
    hazards: Vec<Hazard>,
    warnings: Vec<EntryViolation>,
}

impl Origins {
    /// No origin.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The set of these entries, of which some may have these hazards. Blank entries are left out.
    ///
    /// # Errors
    ///
    /// All entries that break a rule.
    ///
    /// ```
    /// use cors::{Origins, rules::Hazard};
    ///
    /// let entries = ["https://app.example.com", "http://intranet.example"];
    /// assert!(Origins::from_entries(entries, &[]).is_err());
    /// assert!(Origins::from_entries(entries, &[Hazard::InsecureOrigins]).is_ok());
    /// ```
    pub fn from_entries(
        entries: impl IntoIterator<Item = impl AsRef<str>>,
        hazards: &[Hazard],
    ) -> Result<Self, OriginsError> {
        let entries = entries.into_iter();
        let entries: Vec<_> = entries
            .map(|entry| unquoted(entry.as_ref()).to_owned())
            .filter(|entry| !entry.is_empty())
            .collect();
        let checked = rules::check_origins(&entries, hazards);
        let in_words = |violations: Vec<(usize, Violation)>| -> Vec<_> {
            let entries = violations
                .into_iter()
                .map(|(at, violation)| EntryViolation {
                    position: at + 1,
                    entry: entries[at].clone(),
                    shown: rules::entry(at, &entries),
                    violation,
                });
            entries.collect()
        };
        if !checked.errors.is_empty() {
            return Err(OriginsError {
                source: None,
                kind: Kind::Entries(in_words(checked.errors)),
            });
        }
        Ok(Self {
            set: PatternSet::new(checked.patterns, Seed::random()),
            hazards: checked.needed,
            warnings: in_words(checked.redundant),
        })
    }

    /// The set that this text lists, of which some entries may have these hazards.
    ///
    /// # Errors
    ///
    /// All entries that break a rule.
    pub fn from_list(text: &str, hazards: &[Hazard]) -> Result<Self, OriginsError> {
        Self::from_entries(entries(text), hazards)
    }

    /// Whether a pattern allows this origin, byte for byte, as a browser sends it in `Origin`.
    ///
    /// ```
    /// let origins: cors::Origins = "https://app.example.com".parse()?;
    /// assert!(origins.contains("https://app.example.com"));
    /// assert!(!origins.contains("https://APP.example.com"));
    /// # Ok::<(), cors::OriginsError>(())
    /// ```
    #[must_use]
    pub fn contains(&self, origin: impl AsRef<[u8]>) -> bool {
        self.set.allow(origin.as_ref())
    }

    /// The patterns, in order.
    ///
    /// ```
    /// let origins: cors::Origins = "https://app.example.com https://*.example.org".parse()?;
    /// let patterns: Vec<String> = origins.iter().collect();
    /// assert_eq!(patterns, ["https://app.example.com", "https://*.example.org"]);
    /// # Ok::<(), cors::OriginsError>(())
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = String> {
        self.set.patterns().iter().map(Pattern::to_string)
    }

    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.set.patterns().len()
    }

    /// Whether there is no pattern, so no origin is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.patterns().is_empty()
    }

    /// Which entries were left out, because they are redundant.
    ///
    /// ```
    /// let origins: cors::Origins = "https://*.example.com, https://app.example.com".parse()?;
    /// assert_eq!(origins.len(), 1);
    /// assert_eq!(origins.warnings()[0].violation().rule(), "origin-covered");
    /// # Ok::<(), cors::OriginsError>(())
    /// ```
    #[must_use]
    pub fn warnings(&self) -> &[EntryViolation] {
        &self.warnings
    }

    #[cfg(feature = "explain")]
    pub(super) fn patterns(&self) -> &PatternSet {
        &self.set
    }

    #[cfg(test)]
    pub(super) fn index(&self) -> &super::index::Index {
        &self.set.index
    }

    /// The hazards that an entry has.
    pub(super) fn hazards(&self) -> &[Hazard] {
        &self.hazards
    }
}

/// The entries of a list in one text: separated by commas or white space, and with the quotes and brackets that env
/// files and JSON have around them.
pub(crate) fn entries(text: &str) -> impl Iterator<Item = &str> {
    let text = unquoted(text);
    // An IPv6 address in brackets has a scheme before it.
    let listed = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let entries = listed.unwrap_or(text);
    let entries = entries.split(|c: char| c == ',' || c.is_whitespace());
    entries.map(unquoted).filter(|entry| !entry.is_empty())
}

/// A text without the white space and the quotes around it. Quotes that are around its entries stay.
fn unquoted(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(quote @ ('"' | '\'' | '`')) = text.chars().next()
        && let Some(inner) = text[1..].strip_suffix(quote)
        && !inner.contains(quote)
    {
        text = inner.trim();
    }
    text
}

impl FromStr for Origins {
    type Err = OriginsError;

    fn from_str(text: &str) -> Result<Self, OriginsError> {
        Self::from_list(text, &[])
    }
}

macro_rules! try_from_entries {
    ($([$($generic:tt)*] $entries:ty;)*) => { $(
        impl $($generic)* TryFrom<$entries> for Origins {
            type Error = OriginsError;

            fn try_from(entries: $entries) -> Result<Self, OriginsError> {
                Self::from_entries(entries, &[])
            }
        }
    )* };
}

try_from_entries! {
    [] Vec<String>;
    [] &[String];
    [] Vec<&str>;
    [] &[&str];
    [<const N: usize>] [&str; N];
    [<const N: usize>] [String; N];
}

impl TryFrom<&str> for Origins {
    type Error = OriginsError;

    fn try_from(text: &str) -> Result<Self, OriginsError> {
        text.parse()
    }
}

impl TryFrom<String> for Origins {
    type Error = OriginsError;

    fn try_from(text: String) -> Result<Self, OriginsError> {
        text.parse()
    }
}

impl From<Origins> for Vec<String> {
    fn from(origins: Origins) -> Self {
        origins.iter().collect()
    }
}

/// The warnings don't count: they are about what was left out.
impl PartialEq for Origins {
    fn eq(&self, other: &Self) -> bool {
        self.set == other.set
    }
}

impl Eq for Origins {}

/// The patterns, separated by commas, as [`FromStr`] takes them.
impl Display for Origins {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, pattern) in self.set.patterns().iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{pattern}")?;
        }
        Ok(())
    }
}

impl Debug for Origins {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// An entry that breaks a rule, with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryViolation {
    position: usize,
    entry: String,
    /// Both in words.
    shown: String,
    violation: Violation,
}

impl EntryViolation {
    /// Which entry it is, counted from 1 without the blank ones.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The entry as it is written.
    #[must_use]
    pub fn entry(&self) -> &str {
        &self.entry
    }

    /// The rule that it breaks.
    #[must_use]
    pub fn violation(&self) -> &Violation {
        &self.violation
    }
}

/// In one line, as an operator reads it, who has a variable or a file in view and not the source code.
impl Display for EntryViolation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.shown, rules::line(&self.violation))
    }
}

impl Error for EntryViolation {}

/// Why a list of origins was rejected: all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginsError {
    source: Option<String>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The variable isn't set.
    NotSet,
    /// The variable isn't UTF-8.
    NotUnicode,
    /// The file can't be read, because of this.
    Unreadable(String),
    Entries(Vec<EntryViolation>),
    /// A slot doesn't accept this hazard.
    Hazard(Hazard),
}

impl OriginsError {
    /// The same error, with the name of the variable or file that the list is from.
    #[must_use]
    pub fn with_source(mut self, name: impl Into<String>) -> Self {
        self.source = Some(name.into());
        self
    }

    /// The entries that break a rule, in order.
    #[must_use]
    pub fn entries(&self) -> &[EntryViolation] {
        match &self.kind {
            Kind::Entries(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn not_set() -> Self {
        Self::of(Kind::NotSet)
    }

    pub(super) fn not_unicode() -> Self {
        Self::of(Kind::NotUnicode)
    }

    pub(super) fn unreadable(error: &std::io::Error) -> Self {
        Self::of(Kind::Unreadable(error.to_string()))
    }

    pub(super) fn hazard(hazard: Hazard) -> Self {
        Self::of(Kind::Hazard(hazard))
    }

    fn of(kind: Kind) -> Self {
        Self { source: None, kind }
    }
}

impl Display for OriginsError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let source = self.source.as_deref().unwrap_or("the list of origins");
        match &self.kind {
            Kind::NotSet => write!(
                f,
                "{source} isn't set; set it to a list of origins, or to nothing to allow none"
            ),
            Kind::NotUnicode => write!(f, "{source} isn't UTF-8; origins are ASCII"),
            Kind::Unreadable(reason) => write!(f, "{source} can't be read: {reason}"),
            Kind::Hazard(hazard) => write!(
                f,
                "{source} has an entry with the hazard `{hazard}`, which the service doesn't accept for it"
            ),
            Kind::Entries(entries) => {
                for (at, entry) in entries.iter().enumerate() {
                    let line = if at == 0 { "" } else { "\n" };
                    match &self.source {
                        Some(source) => write!(f, "{line}{source}, {entry}")?,
                        None => write!(f, "{line}{entry}")?,
                    }
                }
                Ok(())
            }
        }
    }
}

impl Error for OriginsError {}
