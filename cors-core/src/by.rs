//! Policies that are chosen by the request, for services with tenants.

use std::fmt::{self, Debug, Formatter};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};

use crate::head::{HttpHead, RequestHead, ResponseHead, ResponseHeader, Value};
use crate::{Policy, SharedPolicy};

/// A function that chooses a policy by the head of a request, and the request headers that it reads.
///
/// What differs is which policy decides. Nothing but a policy ever judges an origin: the function can't see the header
/// `Origin`, even if it names it.
///
/// ```
/// use std::sync::Arc;
///
/// use cors::{Decision, Policy, PolicyBy};
/// use http::{Request, Response, header};
///
/// static SHOP: Policy = cors::policy! { origins = ["https://shop.example"] };
///
/// let by_host = PolicyBy::new([header::HOST], |head| match head.host()? {
///     "shop.example.net" => Some(&SHOP),
///     _ => None,
/// });
/// let request = Request::builder()
///     .header("host", "shop.example.net")
///     .header("origin", "https://shop.example")
///     .body(())
///     .unwrap();
/// let Decision::Proceed(headers) = by_host.decide(&request) else { panic!() };
/// let response = headers.applied(Response::new(()));
/// assert_eq!(response.headers()["access-control-allow-origin"], "https://shop.example");
/// assert!(response.headers().get_all("vary").iter().eq(["Origin", "host"]));
/// ```
///
/// It is cheap to clone.
#[derive(Clone)]
pub struct PolicyBy(Arc<Chooser>);

struct Chooser {
    reads: ReadHeaders,
    choose: Box<Choose>,
}

/// The request headers that a function of a [`PolicyBy`] reads, or several such functions. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct ReadHeaders(Arc<Names>);

#[derive(Debug)]
struct Names {
    names: Vec<HeaderName>,
    /// The same as a value of `Vary`; none where there are none.
    vary: Option<HeaderValue>,
}

type Choose = dyn Fn(&ChosenHead<'_>) -> Option<SharedPolicy> + Send + Sync;

/// What the function of a [`PolicyBy`] sees of a request: the method, the target, and the headers that it reads.
#[derive(Clone, Copy)]
pub struct ChosenHead<'request> {
    head: HttpHead<'request>,
    reads: &'request [HeaderName],
}

impl<'request> ChosenHead<'request> {
    /// The method. A preflight has OPTIONS, whatever the method of the request is that it is about: a policy that is
    /// chosen by the method isn't the same for both.
    #[must_use]
    pub fn method(&self) -> &'request Method {
        self.head.method
    }

    /// The target, with the host of an HTTP/2 request. Its path is without the prefix that a router has taken off before,
    /// as axum's own does for what is nested in it.
    #[must_use]
    pub fn uri(&self) -> &'request Uri {
        self.head.uri
    }

    /// The host that the request was sent to, with its port: the authority of the target, as HTTP/2 has it, else `Host`,
    /// if that is named beside the function (RFC 9113 §8.3.1).
    #[must_use]
    pub fn host(&self) -> Option<&'request str> {
        match self.head.uri.authority() {
            Some(authority) => Some(authority.as_str()),
            None => self.header(&HOST)?.to_str().ok(),
        }
    }

    /// The value of this header; none if it isn't there, or more than once, or isn't named beside the function.
    #[must_use]
    pub fn header(&self, name: impl AsRef<str>) -> Option<&'request HeaderValue> {
        let headers: &'request HeaderMap = self.head.headers;
        let name = self
            .reads
            .iter()
            .find(|read| read.as_str().eq_ignore_ascii_case(name.as_ref()))?;
        let mut lines = headers.get_all(name).iter();
        match (lines.next(), lines.next()) {
            (Some(line), None) => Some(line),
            _ => None,
        }
    }
}

impl PolicyBy {
    /// A function from the head of a request to a policy, and the headers that it reads, which are in `Vary` on every
    /// response: a cache must not give the response for one tenant to a page of another.
    ///
    /// Where it gives no policy, [`Policy::NOBODY`] decides.
    ///
    /// A browser doesn't send a page's own headers with a preflight. So choose by the host or the path, which are the
    /// same in both.
    pub fn new<P: Into<SharedPolicy>>(
        reads: impl IntoIterator<Item = HeaderName>,
        choose: impl Fn(&ChosenHead<'_>) -> Option<P> + Send + Sync + 'static,
    ) -> Self {
        let reads = reads.into_iter().filter(|name| *name != ORIGIN);
        Self(Arc::new(Chooser {
            reads: ReadHeaders::new(reads),
            choose: Box::new(move |head| choose(head).map(Into::into)),
        }))
    }

    /// The policy for this request.
    pub fn policy<B>(&self, request: &Request<B>) -> SharedPolicy {
        self.policy_for(HttpHead::from(request))
    }

    /// The policy for a request with this head.
    #[must_use]
    pub fn policy_for(&self, head: HttpHead<'_>) -> SharedPolicy {
        let reads = self.reads();
        (self.0.choose)(&ChosenHead { head, reads }).unwrap_or_else(|| Policy::NOBODY.into())
    }

    /// The same, for a request of whatever types its framework has; none if the function can't read its head.
    pub(crate) fn choose<H: RequestHead>(&self, head: &H) -> Option<SharedPolicy> {
        head.read_as_http(self.reads(), |head| self.policy_for(head))
    }

    /// The headers that the function reads.
    pub fn reads(&self) -> &[HeaderName] {
        &self.0.reads.0.names
    }

    /// The same, as they go into `Vary`.
    pub(crate) fn read_headers(&self) -> &ReadHeaders {
        &self.0.reads
    }

    /// Whether the two are clones of one.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl ReadHeaders {
    fn new(all: impl Iterator<Item = HeaderName>) -> Self {
        let mut names: Vec<HeaderName> = vec![];
        for name in all {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let list: Vec<_> = names.iter().map(HeaderName::as_str).collect();
        let list = HeaderValue::try_from(list.join(", ")).ok();
        Self(Arc::new(Names {
            vary: list.filter(|list| !list.is_empty()),
            names,
        }))
    }

    /// What any of these reads; none where there are none.
    pub(crate) fn of_all<'by>(all: impl Iterator<Item = &'by PolicyBy>) -> Option<Self> {
        let mut all = all.peekable();
        all.peek()?;
        Some(Self::new(all.flat_map(PolicyBy::reads).cloned()))
    }

    /// Adds them to `Vary`.
    pub(crate) fn vary_on<R: ResponseHead>(&self, response: &mut R) {
        let is_covered =
            |names: &HeaderValue, line: &[u8]| line == names.as_bytes() || line == b"*";
        if let Some(names) = &self.0.vary
            && !response
                .lines(ResponseHeader::Vary)
                .any(|line| is_covered(names, line))
        {
            response.append(ResponseHeader::Vary, R::Value::from_http(names));
        }
    }
}

/// A policy, or what chooses one by the head of each request. `V` is the type of the header values, as with [`Policy`].
///
/// Everything that becomes a [`SharedPolicy`] becomes one, and so does a [`PolicyBy`].
///
/// ```
/// use cors::{Policy, PolicyBy, PolicyChoice};
/// use http::header::HOST;
///
/// static SHOP: Policy = cors::policy! { origins = ["https://shop.example"] };
///
/// assert!(matches!(PolicyChoice::from(&SHOP), PolicyChoice::Fixed(_)));
/// let by_host = PolicyBy::new([HOST], |head| (head.host()? == "shop.example.net").then_some(&SHOP));
/// assert!(matches!(PolicyChoice::from(by_host), PolicyChoice::By(_)));
/// ```
#[derive(Clone, Debug)]
pub enum PolicyChoice<V: Value = HeaderValue> {
    /// The same policy for every request.
    Fixed(SharedPolicy<V>),
    /// One that is chosen by the head of each request.
    By(PolicyBy),
}

impl<P: Into<SharedPolicy>> From<P> for PolicyChoice {
    fn from(policy: P) -> Self {
        Self::Fixed(policy.into())
    }
}

impl From<PolicyBy> for PolicyChoice {
    fn from(by: PolicyBy) -> Self {
        Self::By(by)
    }
}

/// Of a static.
impl From<&'static PolicyBy> for PolicyChoice {
    fn from(by: &'static PolicyBy) -> Self {
        by.clone().into()
    }
}

impl PolicyChoice {
    /// The same with the header values of another framework, to be made once and kept.
    #[must_use]
    pub fn convert<V: Value>(&self) -> PolicyChoice<V> {
        match self {
            Self::Fixed(policy) => PolicyChoice::Fixed(policy.converted()),
            Self::By(by) => PolicyChoice::By(by.clone()),
        }
    }

    /// Whether the two give the same policy to every request, as far as can be known.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(policy), Self::Fixed(other)) => {
                let (policy, other): (&Policy, &Policy) = (policy, other);
                std::ptr::eq(policy, other) || policy == other
            }
            (Self::By(by), Self::By(other)) => by.is_same(other),
            _ => false,
        }
    }

    /// Warns of the slots of a fixed policy that were never set, where a service is put together.
    #[doc(hidden)]
    pub fn warn_of_unset_origins(&self) {
        if let Self::Fixed(policy) = self {
            policy.warn_of_unset_origins();
        }
    }
}

// The function chooses anew for each request, so a panic in one leaves nothing behind that this knows of.
impl RefUnwindSafe for PolicyBy {}
impl UnwindSafe for PolicyBy {}

impl Debug for PolicyBy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyBy")
            .field("reads", &self.reads())
            .finish_non_exhaustive()
    }
}

impl Debug for ChosenHead<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChosenHead")
            .field("method", self.method())
            .field("uri", self.uri())
            .finish_non_exhaustive()
    }
}
