//! Policies from configuration that is known only at run time.

use std::time::Duration;

use crate::Policy;
use crate::hazard::Hazard;
use crate::origins::Seed;
use crate::rules::{self, Violations};

/// A policy as configuration has it, not yet checked: plain fields with the names of the attribute's arguments, and a
/// builder method for each.
///
/// Where a policy is known at compile time, use `cors::policy!`, with which a mistake doesn't compile.
///
/// ```
/// use cors::{Config, Policy};
/// use std::time::Duration;
///
/// let origins = ["https://app.example.com", "https://*.example.org"]; // say, from a file
/// let config = Config::new()
///     .origins(origins)
///     .headers(["content-type"])
///     .credentials(true)
///     .max_age(Duration::from_secs(600));
/// let policy = Policy::try_from(config)?;
///
/// let wrong = Config::new().origins(["*", "example.com/"]).credentials(true);
/// let violations = wrong.check().unwrap_err();
/// assert_eq!(violations.iter().count(), 2); // all of them at once
/// # Ok::<(), cors::rules::Violations>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a `Config` does nothing until it is checked"]
pub struct Config {
    /// Origins, or patterns of them, that may read. Without any, the policy allows no origin.
    pub origins: Vec<String>,
    /// Methods that a page may use.
    pub methods: Vec<String>,
    /// Request headers that a page may send.
    pub headers: Vec<String>,
    /// Response headers that a page may read.
    pub expose: Vec<String>,
    /// Whether cookies, client certificates and HTTP authentication are allowed.
    pub credentials: bool,
    /// How long a browser may cache a preflight, in whole seconds: a fraction is dropped.
    pub max_age: Option<Duration>,
    /// Whether requests from origins that aren't listed are rejected before the handler runs.
    pub enforce: bool,
    /// Whether allowed origins may read resource timing.
    pub timing: bool,
    /// The hazards that the policy accepts.
    pub dangerously_allow: Vec<Hazard>,
}

impl Config {
    /// A policy that allows no origin.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds origins, or patterns of them, that may read.
    ///
    /// ```
    /// # use cors::Config;
    /// let configured = vec![String::from("https://app.example.com")];
    /// Config::new().origins(configured).origins(["https://*.example.org:*"]).check()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        add(&mut self.origins, origins);
        self
    }

    /// Adds methods that a page may use. GET, HEAD and POST need no listing (Fetch §2.2.1, "CORS-safelisted
    /// method").
    ///
    /// ```
    /// # use cors::Config;
    /// Config::new().origins(["*"]).methods(["PUT", "PURGE"]).check()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn methods(mut self, methods: impl IntoIterator<Item = impl Into<String>>) -> Self {
        add(&mut self.methods, methods);
        self
    }

    /// Adds request headers that a page may send.
    ///
    /// ```
    /// # use cors::Config;
    /// Config::new().origins(["*"]).headers(["content-type", "authorization"]).check()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn headers(mut self, headers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        add(&mut self.headers, headers);
        self
    }

    /// Adds response headers that a page may read.
    ///
    /// ```
    /// # use cors::Config;
    /// Config::new().origins(["*"]).expose(["etag", "x-total-count"]).check()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn expose(mut self, headers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        add(&mut self.expose, headers);
        self
    }

    /// Says whether cookies, client certificates and HTTP authentication are allowed (Fetch §3.3.5, "CORS protocol
    /// and credentials").
    ///
    /// ```
    /// # use cors::Config;
    /// Config::new().origins(["https://app.example.com"]).credentials(true).check()?;
    /// assert!(Config::new().origins(["*"]).credentials(true).check().is_err());
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn credentials(mut self, credentials: bool) -> Self {
        self.credentials = credentials;
        self
    }

    /// Says how long a browser may cache a preflight, up to a day. A fraction of a second is dropped.
    ///
    /// ```
    /// # use cors::Config;
    /// use std::time::Duration;
    ///
    /// let (policy, _) = Config::new().origins(["*"]).max_age(Duration::from_secs(600)).check()?;
    /// assert_eq!(policy.to_string(), r#"origins = ["*"], max_age = 600"#);
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Says whether requests from origins that aren't listed are rejected before the handler runs.
    ///
    /// ```
    /// # use cors::{Config, Decision};
    /// # use http::Request;
    /// let (policy, _) = Config::new().origins(["https://app.example.com"]).enforce(true).check()?;
    /// let request = Request::builder().header("origin", "https://evil.example").body(()).unwrap();
    /// assert!(matches!(policy.decide(&request), Decision::Respond(_)));
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn enforce(mut self, enforce: bool) -> Self {
        self.enforce = enforce;
        self
    }

    /// Says whether allowed origins may read resource timing: how long each step of loading a response took.
    ///
    /// ```
    /// # use cors::Config;
    /// let (policy, _) = Config::new().origins(["*"]).timing(true).check()?;
    /// assert_eq!(policy.to_string(), r#"origins = ["*"], timing"#);
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn timing(mut self, timing: bool) -> Self {
        self.timing = timing;
        self
    }

    /// Adds hazards that the policy accepts.
    ///
    /// ```
    /// # use cors::{Config, rules::Hazard};
    /// let config = Config::new().origins(["http://intranet.example"]).credentials(true);
    /// assert!(config.check().is_err());
    /// config.dangerously_allow([Hazard::InsecureOrigins]).check()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn dangerously_allow(mut self, hazards: impl IntoIterator<Item = Hazard>) -> Self {
        self.dangerously_allow.extend(hazards);
        self
    }

    /// Checks the policy, which is then said to be [written](Policy::location) where this is called. What is merely
    /// redundant is left out of it, and told beside it: lists from several files and variables may overlap.
    ///
    /// ```
    /// # use cors::Config;
    /// let config = Config::new().origins(["https://*.example.com", "https://app.example.com"]);
    /// let (policy, warnings) = config.check()?;
    /// assert_eq!(policy.to_string(), r#"origins = ["https://*.example.com"]"#);
    /// assert_eq!(warnings.iter().next().unwrap().rule(), "origin-covered");
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    ///
    /// # Errors
    ///
    /// All that is wrong with it, each as the [`Violation`](rules::Violation) of a rule.
    #[track_caller]
    pub fn check(&self) -> Result<(Policy, Violations), Violations> {
        let checked = rules::check(self, Seed::random());
        let violations = Violations::new(self, checked.violations);
        match checked.policy {
            Some(policy) => Ok((policy, violations)),
            None => Err(violations),
        }
    }
}

impl TryFrom<Config> for Policy {
    type Error = Violations;

    #[track_caller]
    fn try_from(config: Config) -> Result<Self, Violations> {
        config.check().map(|(policy, _)| policy)
    }
}

fn add(list: &mut Vec<String>, entries: impl IntoIterator<Item = impl Into<String>>) {
    list.extend(entries.into_iter().map(Into::into));
}
