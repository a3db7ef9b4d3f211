//! A slot for origins that are known at deployment, and can be replaced while the service runs.

use std::fmt::{self, Debug, Formatter};
use std::path::Path;
use std::sync::Arc;
use std::{env, fs, io};

use arc_swap::ArcSwapOption;

use super::{Origins, OriginsError};
use crate::Hazard;

/// A `static` slot for the origins of policies. A policy names it among its `origins`, so everything else about the
/// policy is checked at compile time.
///
/// ```
/// use cors::{LiveOrigins, Policy, policy};
///
/// static APP: LiveOrigins = LiveOrigins::new();
/// static API: Policy = policy! { origins = ["https://example.com", APP], credentials };
///
/// # let request = http::Request::builder().header("origin", "https://app.example.com").body(()).unwrap();
/// # let allows = || match API.decide(&request) {
/// #     cors::Decision::Proceed(headers) => {
/// #         headers.applied(http::Response::new(())).headers().contains_key("access-control-allow-origin")
/// #     }
/// #     cors::Decision::Respond(_) => false,
/// # };
/// # assert!(!allows());
/// // At start-up, and again whenever the list changes:
/// APP.set("https://app.example.com".parse()?)?;
/// # assert!(allows());
/// # Ok::<(), cors::OriginsError>(())
/// ```
///
/// It allows no origin until it is set. A request that has begun finishes by the list with which it began.
pub struct LiveOrigins {
    current: ArcSwapOption<Origins>,
    hazards: &'static [Hazard],
}

impl LiveOrigins {
    /// A slot that isn't set.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            current: ArcSwapOption::const_empty(),
            hazards: &[],
        }
    }

    /// The same slot for origins that may have these hazards.
    ///
    /// ```
    /// use cors::{LiveOrigins, rules::Hazard};
    ///
    /// static INTRANET: LiveOrigins = LiveOrigins::new().allow(&[Hazard::InsecureOrigins]);
    /// INTRANET.set(INTRANET.parse("http://intranet.example")?)?;
    /// # Ok::<(), cors::OriginsError>(())
    /// ```
    #[must_use]
    pub const fn allow(mut self, hazards: &'static [Hazard]) -> Self {
        self.hazards = hazards;
        self
    }

    /// The set that this text lists, by the rules of this slot. Nothing is set.
    ///
    /// # Errors
    ///
    /// All entries that break a rule.
    pub fn parse(&self, text: &str) -> Result<Origins, OriginsError> {
        Origins::from_list(text, self.hazards)
    }

    /// The hazards that its origins may have.
    #[must_use]
    pub const fn hazards(&self) -> &'static [Hazard] {
        self.hazards
    }

    /// Replaces the origins, for all requests that begin from now on.
    ///
    /// # Errors
    ///
    /// If an entry has a hazard that this slot doesn't [allow](Self::allow). Then the old origins stay.
    pub fn set(&self, origins: Origins) -> Result<(), OriginsError> {
        let unallowed = |hazard: &&Hazard| !self.hazards.contains(hazard);
        if let Some(hazard) = origins.hazards().iter().find(unallowed) {
            return Err(OriginsError::hazard(*hazard));
        }
        self.current.store(Some(Arc::new(origins)));
        Ok(())
    }

    /// Reads this environment variable, checks the list in it, and sets it. An empty variable allows no origin.
    ///
    /// ```
    /// # use cors::LiveOrigins;
    /// static APP: LiveOrigins = LiveOrigins::new();
    /// let error = APP.set_from_env("A_VARIABLE_THAT_IS_NOT_SET").unwrap_err();
    /// assert!(error.to_string().starts_with("A_VARIABLE_THAT_IS_NOT_SET isn't set"));
    /// ```
    ///
    /// # Errors
    ///
    /// If the variable isn't set or isn't UTF-8, and all entries that break a rule. The errors name the variable, and the
    /// old origins stay.
    pub fn set_from_env(&self, variable: &str) -> Result<(), OriginsError> {
        let text = match env::var(variable) {
            Ok(text) => Ok(text),
            Err(env::VarError::NotPresent) => Err(OriginsError::not_set()),
            Err(env::VarError::NotUnicode(_)) => Err(OriginsError::not_unicode()),
        };
        self.set_text(text)
            .map_err(|error| error.with_source(variable))
    }

    /// Reads this file, checks the list in it, and sets it. An empty file allows no origin.
    ///
    /// ```
    /// # use cors::LiveOrigins;
    /// static APP: LiveOrigins = LiveOrigins::new();
    /// let error = APP.set_from_file("/no/such/file").unwrap_err();
    /// assert!(error.to_string().starts_with("/no/such/file can't be read: "));
    /// ```
    ///
    /// # Errors
    ///
    /// If the file can't be read or isn't UTF-8, and all entries that break a rule. The errors name the file, and the
    /// old origins stay.
    pub fn set_from_file(&self, path: impl AsRef<Path>) -> Result<(), OriginsError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => OriginsError::not_unicode(),
            _ => OriginsError::unreadable(&error),
        });
        self.set_text(text)
            .map_err(|error| error.with_source(path.display().to_string()))
    }

    fn set_text(&self, text: Result<String, OriginsError>) -> Result<(), OriginsError> {
        self.set(self.parse(&text?)?)
    }

    /// The origins; none if they were never set.
    #[must_use]
    pub fn get(&self) -> Option<Arc<Origins>> {
        self.current.load_full()
    }

    /// Whether the origins were ever set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.current.load().is_some()
    }

    /// Whether a pattern allows this origin now, byte for byte.
    // Not in place: policies without a slot don't need it.
    pub(super) fn allow_origin(&self, origin: &[u8]) -> bool {
        let current = self.current.load();
        current
            .as_ref()
            .is_some_and(|origins| origins.contains(origin))
    }
}

impl Default for LiveOrigins {
    fn default() -> Self {
        Self::new()
    }
}

impl Debug for LiveOrigins {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(origins) => origins.fmt(f),
            None => f.write_str("(not set)"),
        }
    }
}
