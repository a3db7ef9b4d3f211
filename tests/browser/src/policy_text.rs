//! What a policy says, read from its text and from nothing else: neither `cors-core` nor `cors::Policy` has a
//! part in it.

/// The arguments of one `#[cors(…)]`, as they are written there.
#[derive(Debug)]
pub(crate) struct PolicyText {
    pub(crate) name: &'static str,
    pub(crate) origins: &'static [&'static str],
    pub(crate) methods: &'static [&'static str],
    pub(crate) headers: &'static [&'static str],
    pub(crate) expose: &'static [&'static str],
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<u64>,
    pub(crate) enforce: bool,
}

impl PolicyText {
    pub(crate) const fn named(name: &'static str) -> Self {
        Self {
            name,
            origins: &[],
            methods: &[],
            headers: &[],
            expose: &[],
            credentials: false,
            max_age: None,
            enforce: false,
        }
    }

    /// The same on a handler that is registered for `any` method: where none is listed, the policy is for all
    /// that have names and that a page can use.
    pub(crate) const fn registered_for_any(mut self) -> Self {
        if self.methods.is_empty() {
            self.methods = &["DELETE", "OPTIONS", "PATCH", "PUT"];
        }
        self
    }

    pub(crate) fn allows_every_origin(&self) -> bool {
        self.origins == ["*"]
    }

    pub(crate) fn allows_origin(&self, origin: &str) -> bool {
        self.allows_every_origin()
            || self
                .origins
                .iter()
                .any(|pattern| pattern_covers(pattern, origin))
    }
}

/// The table of patterns of the README.
fn pattern_covers(pattern: &str, origin: &str) -> bool {
    let (Some((scheme, place)), Some((its_scheme, its_place))) =
        (pattern.split_once("://"), origin.split_once("://"))
    else {
        return pattern == origin; // `null`
    };
    let (host, port) = host_and_port(place);
    let (its_host, its_port) = host_and_port(its_place);
    let host_fits = match host.strip_prefix('*') {
        Some(dot_and_rest) => {
            its_host.len() > dot_and_rest.len() && its_host.ends_with(dot_and_rest)
        }
        None => host == its_host,
    };
    scheme == its_scheme && host_fits && (port == Some("*") || port == its_port)
}

fn host_and_port(place: &str) -> (&str, Option<&str>) {
    match place.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (place, None),
    }
}
