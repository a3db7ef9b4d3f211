//! What a policy says of a request, and why, for a person and for a program.
//!
//! It is worked out anew, and not noted on the way: a decision that nobody asks about costs nothing.

use std::collections::HashSet;
use std::fmt::{self, Display, Formatter};
use std::panic::Location;

use http::Request;

use crate::head::{HttpHead, RequestHead, RequestHeader, Value};
use crate::methods::is_safelisted;
use crate::nearest::nearest;
use crate::origins::{AllowedOrigins, MAX_ORIGIN, is_serialized};
use crate::policy::AllowList;
use crate::preflight::{Preflight, Sent};
use crate::same_origin::is_same_origin;
use crate::shared::Held;
use crate::{Policy, PolicyBy, Reason};

/// How many headers are named that a preflight asks for in vain.
const MAX_NAMES: usize = 16;

/// What a policy says of a request: what a browser does, and why. It is for the owner of the service, and no response
/// should have any of it.
///
/// ```
/// use cors::{Effect, Policy, Reason};
/// use http::Request;
///
/// static API: Policy = cors::policy! {
///     origins = ["https://app.example.com"],
///     methods = [PUT],
/// };
///
/// let preflight = Request::options("/notes/1?draft")
///     .header("origin", "http://app.example.com")
///     .header("access-control-request-method", "DELETE");
/// let explanation = API.explain(&preflight.body(()).unwrap());
///
/// assert_eq!(explanation.effect, Effect::NotSent);
/// assert_eq!(explanation.reasons.len(), 2); // all of them at once
/// assert!(matches!(&explanation.reasons[1], Reason::MethodNotListed { method, .. } if method == "DELETE"));
/// assert_eq!(explanation.nearest().unwrap().entry, "https://app.example.com");
///
/// let line = API.location().line();
/// let file = API.location().file();
/// assert!(explanation.to_string().starts_with(&format!("\
/// preflight for DELETE /notes/1 from http://app.example.com: the browser doesn't send the request
///   `origins` doesn't have the origin; the nearest entry is https://app.example.com, and the scheme differs
///   `methods` doesn't have DELETE, but PUT
///   by the policy at {file}:{line}")));
/// ```
///
/// It agrees with [`decide`](Policy::decide) on every request, and with a browser as far as a server can tell: from a
/// preflight, no server can tell whether the page wants to send cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What a browser does with the answer.
    pub effect: Effect,
    /// Why: all that is wrong, or else what makes it right.
    pub reasons: Vec<Reason>,
    /// Whether the request is a preflight.
    pub is_preflight: bool,
    /// Whether the handler runs: not for a preflight, and with `enforce` not for an origin that isn't allowed.
    pub handler_runs: bool,
    /// The origin, as it was sent: the first, if there are several. Escaped, and cut where it is longer than any origin.
    pub origin: Option<String>,
    /// The method that it is about: that which a preflight asks for, else its own. Escaped and cut, too.
    pub method: String,
    /// The path of its target, without the query. Escaped and cut, too.
    pub path: String,
    /// Where the policy is [written](Policy::location); none where what the request reaches has none.
    pub policy: Option<&'static Location<'static>>,
}

/// What a browser does with the answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// It lets the page read the response.
    Readable,
    /// It keeps the response from the page. The request went on to its handler all the same, which has done what it does:
    /// no preflight comes before a POST such as a form sends.
    Withheld,
    /// It gets a 403, by `enforce`, and the handler doesn't run.
    Rejected,
    /// The preflight passes: it sends the request.
    Sent,
    /// The preflight fails: it doesn't send the request.
    NotSent,
    /// CORS doesn't apply: no page of another origin asks for the response.
    Unaffected,
}

impl Effect {
    /// Whether the page gets nothing.
    #[must_use]
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::Withheld | Self::Rejected | Self::NotSent)
    }
}

impl Display for Effect {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Readable => "the page can read the response",
            Self::Withheld => {
                "the request goes on to its handler, and the browser keeps the response from the page"
            }
            Self::Rejected => "the policy rejects the request, and its handler doesn't run",
            Self::Sent => "the browser sends the request",
            Self::NotSent => "the browser doesn't send the request",
            Self::Unaffected => "CORS doesn't apply",
        })
    }
}

impl Explanation {
    /// The entry of `origins` that is nearest to the origin, where no entry allows it and one is near.
    #[must_use]
    pub fn nearest(&self) -> Option<&crate::Nearest> {
        self.reasons.iter().find_map(Reason::nearest)
    }
}

/// A few lines for a person.
impl Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_preflight {
            f.write_str("preflight for ")?;
        }
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(origin) = &self.origin {
            write!(f, " from {origin}")?;
        }
        write!(f, ": {}", self.effect)?;
        for reason in &self.reasons {
            write!(f, "\n  {reason}")?;
            if let Some(nearest) = reason.nearest() {
                write!(f, "; {}", nearest.told())?;
            }
        }
        match self.policy {
            Some(location) => write!(f, "\n  by the policy at {}", Place(location)),
            None => Ok(()),
        }
    }
}

/// Where a policy is written, as a log has it.
pub(crate) struct Place(pub(crate) &'static Location<'static>);

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Users don't write that one.
        if self.0 == Policy::NOBODY.location {
            return f.write_str("`Policy::NOBODY`");
        }
        write!(f, "{}:{}", self.0.file(), self.0.line())
    }
}

impl Policy {
    /// Says what a browser does with the answer to this request, and why.
    ///
    /// It does more work than [`decide`](Self::decide), in proportion to the length of the headers and of the lists:
    /// it is for logs, tests and diagnostic pages. Don't send it to a page: it tells what the policy lists.
    ///
    /// ```
    /// use http::Request;
    ///
    /// let policy = cors::policy! { origins = ["https://*.example.com"] };
    /// let request = Request::get("/notes").header("origin", "https://example.com");
    /// let explanation = policy.explain(&request.body(()).unwrap());
    /// assert_eq!(
    ///     explanation.nearest().unwrap().to_string(),
    ///     "https://*.example.com (`*.` stands for at least one label, not for none)",
    /// );
    /// ```
    pub fn explain<B>(&self, request: &Request<B>) -> Explanation {
        explain_http(self, HttpHead::from(request))
    }
}

impl<V: Value> Policy<V> {
    /// As [`Policy::explain`], for a request of whatever types its framework has.
    pub fn explain_head<H: RequestHead<Value = V>>(&self, head: &H) -> Explanation {
        explain(Some(&Held::Borrowed(self)), head)
    }
}

impl PolicyBy {
    /// As [`Policy::explain`], by the policy for this request.
    pub fn explain<B>(&self, request: &Request<B>) -> Explanation {
        self.policy(request).explain(request)
    }
}

/// Not generic over the body, so it is compiled once.
fn explain_http(policy: &Policy, head: HttpHead<'_>) -> Explanation {
    policy.explain_head(&head)
}

/// What a policy says of a request, or what comes of there being none.
pub(crate) fn explain<H: RequestHead>(
    policy: Option<&Held<'_, H::Value>>,
    head: &H,
) -> Explanation {
    let preflight = Preflight::of(head);
    let origin = Sent::of(head, RequestHeader::Origin);
    let mut reasons = vec![];
    let effect;
    let mut handler_runs = false;
    if let Some(preflight) = &preflight {
        of_origin(&mut reasons, policy, origin);
        if let Some(policy) = policy {
            reasons.extend(of_method(policy.methods(), preflight.method.as_ref()));
            reasons.extend(of_headers(policy, head));
        }
        effect = match reasons.iter().any(Reason::is_refusal) {
            true => Effect::NotSent,
            false => Effect::Sent,
        };
    } else {
        handler_runs = true;
        reasons.extend(of_almost_preflight(head));
        let is_sent = !matches!(origin, Sent::Never);
        if !is_sent {
            reasons.push(Reason::NoOrigin);
            effect = Effect::Unaffected;
        } else if is_same_origin(head) {
            reasons.push(Reason::SameOrigin);
            effect = Effect::Unaffected;
        } else {
            of_origin(&mut reasons, policy, origin);
            let is_refused = reasons.iter().any(Reason::is_refusal);
            let rejects =
                policy.is_some_and(|policy| policy.enforce || head.is_behind_preflights());
            handler_runs = !(is_refused && rejects);
            if handler_runs && let Some(mode) = other_mode(head) {
                reasons = vec![Reason::NotCors { mode }];
                effect = Effect::Unaffected;
            } else {
                reasons.extend(policy.and_then(|policy| of_credentials(policy, head)));
                effect = match reasons.iter().any(Reason::is_refusal) {
                    false => Effect::Readable,
                    true if handler_runs => Effect::Withheld,
                    true => Effect::Rejected,
                };
            }
        }
    }
    if effect.is_refusal() {
        reasons.retain(Reason::tells_of_refusal);
    }
    let first = head.first_line(RequestHeader::Origin);
    Explanation {
        effect,
        reasons,
        handler_runs,
        origin: first.map(|(line, _)| excerpt(line.as_ref())),
        method: match &preflight {
            Some(preflight) => excerpt(preflight.method.as_ref()),
            None => excerpt(head.method().as_bytes()),
        },
        is_preflight: preflight.is_some(),
        path: excerpt(head.path().as_bytes()),
        policy: policy.map(|policy| policy.location),
    }
}

impl Reason {
    /// Whether it belongs to the explanation of a refusal.
    fn tells_of_refusal(&self) -> bool {
        self.is_refusal() || matches!(self, Self::NotPreflight { .. })
    }
}

fn of_origin<V: Value, L: AsRef<[u8]>>(
    reasons: &mut Vec<Reason>,
    policy: Option<&Held<'_, V>>,
    origin: Sent<L>,
) {
    let Some(policy) = policy else {
        return reasons.push(Reason::NoPolicy);
    };
    let origins = &policy.origins;
    let line = match &origin {
        _ if matches!(origins, AllowedOrigins::Any) => b"",
        Sent::Once(line) => line.as_ref(),
        Sent::Repeatedly => return reasons.push(Reason::SeveralOrigins),
        Sent::Never => return reasons.push(Reason::NoOrigin),
    };
    if let Some(entry) = origins.find(line) {
        return reasons.push(Reason::OriginListed { entry });
    }
    let nearest = || nearest(origins, line);
    let unset = origins.unset();
    reasons.push(match line {
        b"null" => Reason::NullOrigin,
        line if !is_serialized(line) => Reason::NotAnOrigin { nearest: nearest() },
        _ if unset.is_empty() && origins.are_none() => Reason::NobodyAllowed,
        _ => Reason::OriginNotListed { nearest: nearest() },
    });
    if !unset.is_empty() {
        reasons.push(Reason::UnsetOrigins { slots: unset });
    }
}

/// Fetch §4.8, "CORS-preflight fetch": whether the browser finds the method in the list.
fn of_method<V: Value>(methods: &AllowList<V>, method: &[u8]) -> Option<Reason> {
    let listed: Vec<_> = match methods {
        AllowList::Reflected => return None,
        methods => methods.names().collect(),
    };
    let is_listed = listed
        .iter()
        .any(|name| name.as_bytes() == method || *name == "*");
    if is_listed || is_safelisted(method) {
        return None;
    }
    Some(Reason::MethodNotListed {
        method: excerpt(method),
        listed: listed.into_iter().map(str::to_owned).collect(),
    })
}

/// Fetch §4.8: whether the browser finds each header in the list, in which `*` stands for all but one.
fn of_headers<H: RequestHead>(policy: &Policy<H::Value>, head: &H) -> Option<Reason> {
    let listed: Vec<_> = match &policy.headers {
        AllowList::Reflected => return None,
        headers => headers.names().map(str::to_owned).collect(),
    };
    // A request may have thousands of names.
    let known: HashSet<Vec<u8>> = listed
        .iter()
        .map(|name| name.as_bytes().to_ascii_lowercase())
        .collect();
    let any = known.contains(&b"*"[..]);
    let mut names: Vec<String> = vec![];
    for line in head.lines(RequestHeader::AccessControlRequestHeaders) {
        for name in line.as_ref().split(|&byte| byte == b',') {
            let name = name.trim_ascii().to_ascii_lowercase();
            let is_listed = known.contains(&name) || any && name != b"authorization";
            if !is_listed && !name.is_empty() && names.len() < MAX_NAMES {
                let name = excerpt(&name);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    (!names.is_empty()).then_some(Reason::HeadersNotListed { names, listed })
}

/// Fetch §4.10, "CORS check": with credentials, the response has to allow them too. In the mode `cors`, `Cookie` says that
/// the page has asked for credentials: a script can't set it, and otherwise no cookie is sent to another origin.
/// `Authorization` may be the page's own, where the policy lists it.
fn of_credentials<H: RequestHead>(policy: &Policy<H::Value>, head: &H) -> Option<Reason> {
    if policy.credentials {
        return None;
    }
    let is_sent = |header| head.first_line(header).is_some();
    let is_of_page = || {
        let mut listed = policy.headers.names();
        listed.any(|name| name == "*" || name.eq_ignore_ascii_case("authorization"))
    };
    let header = if is_sent(RequestHeader::Cookie) {
        "Cookie"
    } else if is_sent(RequestHeader::Authorization) && !is_of_page() {
        "Authorization"
    } else {
        return None;
    };
    Some(Reason::CredentialsNotAllowed { header })
}

/// The mode of a request whose response a browser doesn't check for CORS: that of a form, a link, a WebSocket, or of a
/// script that wants no response (Fetch §2.2.5). A browser that doesn't tell the mode may be checking.
fn other_mode<H: RequestHead>(head: &H) -> Option<&'static str> {
    let Sent::Once(mode) = Sent::of(head, RequestHeader::SecFetchMode) else {
        return None;
    };
    let others = ["navigate", "no-cors", "websocket"];
    others
        .into_iter()
        .find(|one| one.as_bytes() == mode.as_ref())
}

/// What keeps a request from being the preflight that it looks like (Fetch §3.3.2).
fn of_almost_preflight<H: RequestHead>(head: &H) -> Option<Reason> {
    let has = |header| head.first_line(header).is_some();
    let missing = match (
        head.is_options(),
        has(RequestHeader::Origin),
        has(RequestHeader::AccessControlRequestMethod),
    ) {
        (true, true, false) => "Access-Control-Request-Method",
        (true, false, true) => "Origin",
        (false, true, true) => "OPTIONS",
        _ => return None,
    };
    Some(Reason::NotPreflight { missing })
}

/// A text of a request as a log may have it: without control characters, and no longer than an origin can be.
fn excerpt(text: &[u8]) -> String {
    let (text, rest) = text.split_at(text.len().min(MAX_ORIGIN));
    let escaped = text.escape_ascii();
    if rest.is_empty() {
        escaped.to_string()
    } else {
        format!("{escaped}…")
    }
}
