//! Policies from configuration that is known only at run time.

use std::borrow::Cow;

use http::HeaderValue;

use crate::Policy;
use crate::origins::Origins;
use crate::policy;
use crate::rules::{self, Allowed, Draft, Hazard, Violations};

/// Builds a [`Policy`] at run time, by the same rules that the attribute goes by. See
/// [`Policy::builder`].
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct PolicyBuilder {
    draft: Draft,
}

impl Policy {
    /// Starts a policy from configuration that is known only at run time. Where it is known before, use
    /// `cors::policy!`, with which a mistake doesn't compile.
    ///
    /// ```
    /// use cors::Policy;
    ///
    /// let origins = ["https://app.example.com", "https://*.example.org"]; // say, from a file
    /// let policy = Policy::builder()
    ///     .origins(origins)
    ///     .headers(["content-type"])
    ///     .credentials()
    ///     .max_age(600)
    ///     .build()?;
    ///
    /// let wrong = Policy::builder().origins(["*", "example.com/"]).credentials().build();
    /// let violations = wrong.unwrap_err();
    /// assert_eq!(violations.iter().count(), 2); // all of them at once
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn builder() -> PolicyBuilder {
        PolicyBuilder::default()
    }
}

impl PolicyBuilder {
    /// Adds origins, or patterns of them, that may read. At least one is required.
    ///
    /// ```
    /// # use cors::Policy;
    /// let configured = vec![String::from("https://app.example.com")];
    /// Policy::builder().origins(configured).origins(["https://*.example.org:*"]).build()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        add(&mut self.draft.origins, origins);
        self
    }

    /// Adds methods that a page may use. GET, HEAD and POST need no listing (Fetch §2.2.1, "CORS-safelisted
    /// method").
    ///
    /// ```
    /// # use cors::Policy;
    /// Policy::builder().origins(["*"]).methods(["PUT", "PURGE"]).build()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn methods(mut self, methods: impl IntoIterator<Item = impl Into<String>>) -> Self {
        add(&mut self.draft.methods, methods);
        self
    }

    /// Adds request headers that a page may send.
    ///
    /// ```
    /// # use cors::Policy;
    /// Policy::builder().origins(["*"]).headers(["content-type", "authorization"]).build()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn headers(mut self, headers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        add(&mut self.draft.headers, headers);
        self
    }

    /// Adds response headers that a page may read.
    ///
    /// ```
    /// # use cors::Policy;
    /// Policy::builder().origins(["*"]).expose(["etag", "x-total-count"]).build()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn expose(mut self, headers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        add(&mut self.draft.expose, headers);
        self
    }

    /// Allows cookies, client certificates and HTTP authentication (Fetch §3.3.5, "CORS protocol and
    /// credentials").
    ///
    /// ```
    /// # use cors::Policy;
    /// Policy::builder().origins(["https://app.example.com"]).credentials().build()?;
    /// assert!(Policy::builder().origins(["*"]).credentials().build().is_err());
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn credentials(mut self) -> Self {
        self.draft.credentials = true;
        self
    }

    /// Says for how many seconds a browser may remember a preflight, from 0 to 86400.
    pub fn max_age(mut self, seconds: i64) -> Self {
        self.draft.max_age = Some(seconds);
        self
    }

    /// Refuses requests from origins that aren't listed, before the handler runs.
    ///
    /// ```
    /// # use cors::{Decision, Policy};
    /// # use http::Request;
    /// let policy = Policy::builder().origins(["https://app.example.com"]).enforce().build()?;
    /// let request = Request::builder().header("origin", "https://evil.com").body(()).unwrap();
    /// assert!(matches!(policy.decide(&request), Decision::Answer(_)));
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn enforce(mut self) -> Self {
        self.draft.enforce = true;
        self
    }

    /// Allows a hazard by its name.
    ///
    /// ```
    /// # use cors::{Policy, rules::Hazard};
    /// let policy = Policy::builder().origins(["http://intranet.example"]).credentials();
    /// assert!(policy.clone().build().is_err());
    /// policy.dangerously_allow(Hazard::InsecureOrigins).build()?;
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn dangerously_allow(mut self, danger: Hazard) -> Self {
        self.draft.dangers.get_or_insert_default().push(danger);
        self
    }

    /// Checks the policy.
    ///
    /// # Errors
    ///
    /// All that is wrong with it, each as the [`Violation`](rules::Violation) of a rule.
    pub fn build(self) -> Result<Policy, Violations> {
        let passed = rules::check(&self.draft)
            .map_err(|found| Violations::new(found.into_iter().map(|(_, violation)| violation)))?;
        Ok(Policy {
            origins: match passed.origins {
                None => Origins::Any,
                Some((patterns, index)) => Origins::Listed {
                    patterns: Cow::Owned(patterns),
                    index,
                },
            },
            methods: allowed(passed.methods),
            headers: allowed(passed.headers),
            expose: value(passed.expose),
            max_age: value(passed.max_age),
            credentials: passed.credentials,
            enforce: passed.enforce,
        })
    }
}

fn add(list: &mut Option<Vec<String>>, entries: impl IntoIterator<Item = impl Into<String>>) {
    list.get_or_insert_default()
        .extend(entries.into_iter().map(Into::into));
}

fn allowed(allowed: Allowed) -> policy::Allowed {
    match allowed {
        Allowed::Requested => policy::Allowed::Requested,
        Allowed::List(list) => match value(list) {
            Some(list) => policy::Allowed::Listed(list),
            None => policy::Allowed::Safelisted,
        },
    }
}

/// None where there is nothing to send. The rules let tokens and digits through, which always are a value.
fn value(text: String) -> Option<HeaderValue> {
    let value = HeaderValue::try_from(text)
        .ok()
        .filter(|value| !value.is_empty())?;
    // The first clone of a value made from a string allocates; from then on they share. Better now than in
    // a request.
    Some(value.clone())
}
