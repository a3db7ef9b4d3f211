//! The data of a policy. It is valid by construction: only the rule book and the macros make one.

use std::borrow::Cow;
use std::fmt::{self, Debug, Display, Formatter};
use std::panic::Location;
use std::time::Duration;

use http::HeaderValue;

use crate::Hazard;
use crate::head::Value;
use crate::origins::{AllowedOrigins, NamedSlot, Pattern, PatternSet, Reach};

/// A whole, valid CORS policy.
///
/// It is made by `cors::policy!` at compile time, or of a `Config` (feature `config`) at run time. Both go by the same
/// rule book, so every `Policy` value is valid.
///
/// ```
/// use cors::{Decision, Policy};
/// use http::{Request, Response};
///
/// static API: Policy = cors::policy! {
///     origins = ["https://app.example.com"],
///     credentials,
/// };
///
/// fn serve(request: Request<String>) -> Response<String> {
///     match API.decide(&request) {
///         Decision::Respond(response) => response.into_response(),
///         Decision::Proceed(headers) => {
///             let mut response = Response::new("Hello World!".to_owned());
///             headers.apply(&mut response);
///             response
///         }
///     }
/// }
///
/// let request = Request::builder().header("origin", "https://app.example.com");
/// let response = serve(request.body(String::new()).unwrap());
/// assert_eq!(response.headers()["access-control-allow-origin"], "https://app.example.com");
/// assert_eq!(response.headers()["access-control-allow-credentials"], "true");
/// ```
///
/// Prefer a `static`: a `const` is copied at each use.
///
/// Its [`Display`] and [`Debug`] print it as `policy!` takes it, but for one that allows no origin, which only a
/// `Config` takes:
///
/// ```
/// let policy = cors::policy! { origins = ["https://*.example.com"], methods = [PUT], max_age = 600 };
/// assert_eq!(policy.to_string(), r#"origins = ["https://*.example.com"], methods = [PUT], max_age = 600"#);
/// ```
///
/// Two policies are equal if they have the same entries in the same order, wherever they are written.
///
/// `V` is the framework's type of header values. Leave it out with all that is built on `http`.
#[derive(Clone)]
pub struct Policy<V = HeaderValue> {
    pub(crate) origins: AllowedOrigins,
    /// What the response to a preflight says in `Access-Control-Allow-Methods`.
    pub(crate) methods: AllowList<V>,
    /// What the response to a preflight says in `Access-Control-Allow-Headers`.
    pub(crate) headers: AllowList<V>,
    pub(crate) expose: Option<V>,
    pub(crate) max_age: Option<V>,
    pub(crate) credentials: bool,
    pub(crate) enforce: bool,
    pub(crate) timing: bool,
    pub(crate) hazards: Cow<'static, [Hazard]>,
    pub(crate) location: &'static Location<'static>,
}

/// Which methods, or which request headers, a page may send.
#[derive(Clone, Debug)]
pub(crate) enum AllowList<V = HeaderValue> {
    /// The safelisted ones only: no response header is needed for those.
    Safelisted,
    /// These, always as the same whole list: the browser compares.
    Listed(V),
    /// `*` with credentials. A browser then takes a `*` in the response for a plain name, so what was requested is
    /// sent back instead (Fetch §3.3.5, "CORS protocol and credentials").
    Reflected,
}

/// What `Policy::NOBODY` refers to.
static NOBODY: Policy = PolicyLiteral::DENY_ALL.into_policy();

impl Policy {
    /// The policy that allows no origin: no page of another origin can read a response, or send a request that needs a
    /// preflight, whatever the policy of the handler's group is. `#[cors(none)]` is the same.
    ///
    /// ```
    /// use cors::{Policy, cors};
    /// use http::{Request, Response};
    ///
    /// #[cors(policy = Policy::NOBODY)]
    /// fn internal(req: Request<()>) -> Response<()> {
    ///     Response::new(())
    /// }
    /// # let request = Request::builder().header("origin", "https://app.example.com").body(()).unwrap();
    /// # assert!(!internal(request).headers().contains_key("access-control-allow-origin"));
    /// # assert_eq!(*Policy::NOBODY, Policy::try_from(cors::Config::new()).unwrap());
    /// ```
    pub const NOBODY: &'static Self = &NOBODY;

    /// The same policy with the header values of another framework, to be made once and kept.
    #[must_use]
    pub fn convert<V: Value>(&self) -> Policy<V> {
        let list = |list: &AllowList| match list {
            AllowList::Safelisted => AllowList::Safelisted,
            AllowList::Listed(list) => AllowList::Listed(V::from_http(list)),
            AllowList::Reflected => AllowList::Reflected,
        };
        Policy {
            origins: self.origins.clone(),
            methods: list(&self.methods),
            headers: list(&self.headers),
            expose: self.expose.as_ref().map(V::from_http),
            max_age: self.max_age.as_ref().map(V::from_http),
            credentials: self.credentials,
            enforce: self.enforce,
            timing: self.timing,
            hazards: self.hazards.clone(),
            location: self.location,
        }
    }

    /// Where the policy is written: the attribute, the `policy!`, or the call that checked a `Config`.
    #[must_use]
    pub fn location(&self) -> &'static Location<'static> {
        self.location
    }

    /// The same policy for other methods.
    pub(crate) fn with_methods(&self, methods: AllowList) -> Self {
        Self {
            methods,
            ..self.clone()
        }
    }
}

/// What the policy says, by the names of its arguments.
impl<V: Value> Policy<V> {
    /// Whether a page of this origin may read, byte for byte as a browser sends it in `Origin`.
    ///
    /// ```
    /// let policy = cors::policy! { origins = ["https://*.example.com"] };
    /// assert!(policy.allows("https://app.example.com"));
    /// assert!(!policy.allows("https://example.com"));
    /// ```
    pub fn allows(&self, origin: impl AsRef<[u8]>) -> bool {
        self.origins.allow(origin.as_ref())
    }

    /// The entries of `origins`. In place of a `LiveOrigins` (feature `config`) there are its entries of now.
    ///
    /// ```
    /// let policy = cors::policy! { origins = ["https://example.com", "http://localhost:*"] };
    /// assert!(policy.origins().eq(["https://example.com", "http://localhost:*"]));
    /// ```
    pub fn origins(&self) -> impl Iterator<Item = String> {
        let entries: Vec<String> = match self.origins.patterns() {
            Some(set) => set.patterns().iter().map(Pattern::to_string).collect(),
            None => vec!["*".to_owned()],
        };
        #[cfg(feature = "config")]
        let entries = {
            let slots = self.origins.slots().iter();
            let live = slots.filter_map(|named| named.slot.origins().get());
            let live = live.flat_map(|origins| Vec::from((*origins).clone()));
            entries.into_iter().chain(live)
        };
        entries.into_iter()
    }

    /// The entries of `methods`. Where they are inferred from routes, there are none.
    ///
    /// ```
    /// let policy = cors::policy! { origins = ["*"], methods = [PUT, DELETE], headers = ["x-token"] };
    /// assert!(policy.methods().eq(["PUT", "DELETE"]));
    /// assert!(policy.headers().eq(["x-token"]));
    /// assert_eq!(policy.expose().count(), 0);
    /// ```
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        self.methods.entries()
    }

    /// The entries of `headers`.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.headers.entries()
    }

    /// The entries of `expose`.
    pub fn expose(&self) -> impl Iterator<Item = &str> {
        names(text(&self.expose))
    }

    /// Whether it has `credentials`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let policy = cors::policy! { origins = ["https://example.com"], credentials, max_age = 600 };
    /// assert!(policy.credentials());
    /// assert!(!policy.enforce());
    /// assert_eq!(policy.max_age(), Some(Duration::from_secs(600)));
    /// ```
    pub fn credentials(&self) -> bool {
        self.credentials
    }

    /// Its `max_age`.
    pub fn max_age(&self) -> Option<Duration> {
        let seconds = text(&self.max_age).parse().ok()?;
        Some(Duration::from_secs(seconds))
    }

    /// Whether it has `enforce`.
    pub fn enforce(&self) -> bool {
        self.enforce
    }

    /// Whether it has `timing`.
    pub fn timing(&self) -> bool {
        self.timing
    }

    /// The hazards that it accepts.
    pub fn dangerously_allow(&self) -> &[Hazard] {
        &self.hazards
    }
}

impl<V: Value> Policy<V> {
    /// Whether the two policies differ at most in their methods.
    pub(crate) fn is_same_but_for_methods(&self, other: &Self) -> bool {
        let Self {
            origins,
            methods: _,
            headers,
            expose,
            max_age,
            credentials,
            enforce,
            timing,
            hazards,
            location: _,
        } = self;
        *origins == other.origins
            && *headers == other.headers
            && text(expose) == text(&other.expose)
            && text(max_age) == text(&other.max_age)
            && *credentials == other.credentials
            && *enforce == other.enforce
            && *timing == other.timing
            && *hazards == other.hazards
    }

    /// The names of the slots among its origins that were never set, which allow no origin: those of the
    /// `LiveOrigins` (feature `config`) that it is written with.
    ///
    /// ```
    /// use cors::{LiveOrigins, Policy, policy};
    ///
    /// static APP: LiveOrigins = LiveOrigins::new();
    /// static API: Policy = policy! { origins = APP };
    ///
    /// assert!(API.unset_origins().eq(["APP"]));
    /// APP.set("https://app.example.com".parse()?)?;
    /// assert_eq!(API.unset_origins().next(), None);
    /// # Ok::<(), cors::OriginsError>(())
    /// ```
    #[cfg(feature = "config")]
    pub fn unset_origins(&self) -> impl Iterator<Item = &'static str> {
        let is_unset = |named: &&NamedSlot| !named.slot.origins().is_set();
        let unset = self.origins.slots().iter().filter(is_unset);
        unset.map(|named| named.name)
    }

    /// Warns of the [slots that were never set](Self::unset_origins), if the features `config` and `tracing` are on.
    /// For a framework's package, where a service is put together: before the first request, and not by it.
    pub fn warn_of_unset_origins(&self) {
        #[cfg(all(feature = "config", feature = "tracing"))]
        for name in self.unset_origins() {
            tracing::warn!(
                name,
                policy = %self.location,
                "these origins were never set, so the policy doesn't allow any of them"
            );
        }
    }

    /// Whether a response depends on the origin that asks.
    pub(crate) fn varies(&self) -> bool {
        !matches!(self.origins, AllowedOrigins::Any)
    }

    /// How many headers there are in the response to a preflight.
    pub(crate) fn preflight_header_count(&self) -> usize {
        1 + usize::from(self.varies())
            + usize::from(self.credentials)
            + usize::from(!matches!(self.methods, AllowList::Safelisted))
            + usize::from(!matches!(self.headers, AllowList::Safelisted))
            + usize::from(self.max_age.is_some())
    }
}

impl<V: Value> AllowList<V> {
    /// The names in this list, without white space.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        names(self.text())
    }

    /// The names as they are written.
    fn entries(&self) -> impl Iterator<Item = &str> {
        let any = matches!(self, Self::Reflected).then_some("*");
        any.into_iter().chain(self.names())
    }

    /// The list as it is sent; empty where it isn't.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Listed(list) => as_str(list),
            Self::Safelisted | Self::Reflected => "",
        }
    }
}

impl<V: Value> PartialEq for AllowList<V> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Safelisted, Self::Safelisted) | (Self::Reflected, Self::Reflected) => true,
            (Self::Listed(list), Self::Listed(other)) => list.as_ref() == other.as_ref(),
            _ => false,
        }
    }
}

/// The text of a value, which the rule book has made of visible ASCII.
fn as_str<V: Value>(value: &V) -> &str {
    str::from_utf8(value.as_ref()).unwrap_or_default()
}

/// The text of a value; empty where there is none.
fn text<V: Value>(value: &Option<V>) -> &str {
    value.as_ref().map_or("", as_str)
}

fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(", ").filter(|name| !name.is_empty())
}

impl<V: Value> PartialEq for Policy<V> {
    fn eq(&self, other: &Self) -> bool {
        self.methods == other.methods && self.is_same_but_for_methods(other)
    }
}

impl<V: Value> Eq for Policy<V> {}

impl<V: Value> Display for Policy<V> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let quoted = |name: &str| format!("{name:?}");
        let method = |name: &str| {
            // As a bare word, where it is one.
            let is_word = name.bytes().all(|byte| byte.is_ascii_uppercase());
            if is_word {
                name.to_owned()
            } else {
                quoted(name)
            }
        };
        let list = |entries: Vec<String>| format!("[{}]", entries.join(", "));
        let any = || vec![quoted("*")];
        let listed = |names: &AllowList<V>, entry: &dyn Fn(&str) -> String| match names {
            AllowList::Reflected => any(),
            names => names.names().map(entry).collect(),
        };
        let origins = match self.origins.patterns() {
            Some(set) => {
                let patterns = set.patterns().iter();
                let slots = self.origins.slots().iter();
                patterns
                    .map(|one| quoted(&one.to_string()))
                    .chain(slots.map(|slot| slot.name.to_owned()))
                    .collect()
            }
            None => any(),
        };
        write!(f, "origins = {}", list(origins))?;
        let expose = names(text(&self.expose)).map(quoted).collect();
        let lists: [(_, Vec<String>); 3] = [
            ("methods", listed(&self.methods, &method)),
            ("headers", listed(&self.headers, &quoted)),
            ("expose", expose),
        ];
        for (name, entries) in lists {
            if !entries.is_empty() {
                write!(f, ", {name} = {}", list(entries))?;
            }
        }
        if self.credentials {
            f.write_str(", credentials")?;
        }
        if self.max_age.is_some() {
            write!(f, ", max_age = {}", text(&self.max_age))?;
        }
        if self.enforce {
            f.write_str(", enforce")?;
        }
        if self.timing {
            f.write_str(", timing")?;
        }
        if !self.hazards.is_empty() {
            let names = self.hazards.iter().map(Hazard::to_string).collect();
            write!(f, ", dangerously_allow = {}", list(names))?;
        }
        Ok(())
    }
}

impl<V: Value> Debug for Policy<V> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "policy! {{ {self} }}")
    }
}

/// A policy as the macros print it. Unchecked, and not for users.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct PolicyLiteral<'text> {
    /// None for `*`.
    pub origins: Option<&'text [Pattern]>,
    /// The parts of an index: its slots, and how far its keys reach.
    pub index: (&'text [u32], Reach),
    pub slots: &'static [NamedSlot],
    /// The value of the response header; `""` for none.
    pub methods: &'text str,
    pub reflect_methods: bool,
    pub headers: &'text str,
    pub reflect_headers: bool,
    pub expose: &'text str,
    pub max_age: &'text str,
    pub credentials: bool,
    pub enforce: bool,
    pub timing: bool,
    pub hazards: &'text [Hazard],
}

/// What a macro prints of a policy.
impl<'policy> From<&'policy Policy> for PolicyLiteral<'policy> {
    fn from(policy: &'policy Policy) -> Self {
        Self {
            origins: policy.origins.patterns().map(PatternSet::patterns),
            index: match policy.origins.patterns() {
                Some(patterns) => patterns.index_parts(),
                None => (&[], [0; 3]),
            },
            slots: policy.origins.slots(),
            methods: policy.methods.text(),
            reflect_methods: matches!(policy.methods, AllowList::Reflected),
            headers: policy.headers.text(),
            reflect_headers: matches!(policy.headers, AllowList::Reflected),
            expose: text(&policy.expose),
            max_age: text(&policy.max_age),
            credentials: policy.credentials,
            enforce: policy.enforce,
            timing: policy.timing,
            hazards: &policy.hazards,
        }
    }
}

impl PolicyLiteral<'static> {
    /// The policy that allows nothing: what the macros start from, and what they give beside an error.
    pub const DENY_ALL: Self = Self {
        origins: Some(&[]),
        index: (&[], [0; 3]),
        slots: &[],
        methods: "",
        reflect_methods: false,
        headers: "",
        reflect_headers: false,
        expose: "",
        max_age: "",
        credentials: false,
        enforce: false,
        timing: false,
        hazards: &[],
    };

    /// The policy, which is written where this is called. Every header value is made here, at compile time.
    #[must_use]
    #[track_caller]
    pub const fn into_policy(self) -> Policy {
        Policy {
            origins: match self.origins {
                None => AllowedOrigins::Any,
                Some(patterns) => AllowedOrigins::fixed(patterns, self.index, self.slots),
            },
            methods: allow_list(self.methods, self.reflect_methods),
            headers: allow_list(self.headers, self.reflect_headers),
            expose: value(self.expose),
            max_age: value(self.max_age),
            credentials: self.credentials,
            enforce: self.enforce,
            timing: self.timing,
            hazards: Cow::Borrowed(self.hazards),
            location: Location::caller(),
        }
    }
}

const fn allow_list(list: &'static str, reflect: bool) -> AllowList {
    if reflect {
        AllowList::Reflected
    } else if list.is_empty() {
        AllowList::Safelisted
    } else {
        AllowList::Listed(HeaderValue::from_static(list))
    }
}

const fn value(text: &'static str) -> Option<HeaderValue> {
    if text.is_empty() {
        None
    } else {
        Some(HeaderValue::from_static(text))
    }
}
