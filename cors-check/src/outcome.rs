//! What becomes of a fetch: each step on the way, and what the page has of it.

use http::{Request, Response, StatusCode, Uri};

use crate::engine::{Departure, Engine};
use crate::page::Page;
use crate::reason::Reason;
use crate::request::Fetch;
use crate::section::Section;

/// What became of a fetch. `Display` is the whole story.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<B> {
    /// By whose rules.
    pub engine: Engine,
    /// Who fetched.
    pub page: Page,
    /// What was fetched.
    pub fetch: Fetch,
    /// The steps of the algorithm, in their order.
    pub steps: Vec<Step>,
    /// How it ends.
    pub verdict: Verdict<B>,
}

/// What a page has of its fetch.
#[derive(Debug)]
#[non_exhaustive]
pub enum Verdict<B> {
    /// The response, with the headers that the page can read and no others (Fetch §2.2.6, "filtered response").
    Readable(Response<B>),
    /// In the mode `no-cors`: there is a response, and the page can't look at it.
    Opaque,
    /// A network error: nothing, and not even why.
    Blocked(Blocked),
    /// The request wasn't sent, because [`Pending::withhold`](crate::Pending::withhold) was called. All before it, such
    /// as the preflight, passed.
    Withheld(Box<Request<Vec<u8>>>),
}

/// Why there is nothing for the page, as its console says and no script can find out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blocked {
    /// Whether it is the response to a preflight that fails. Then the request itself wasn't sent.
    pub by_preflight: bool,
    /// The step that fails.
    pub reason: Reason,
}

/// A step of the algorithm that is done.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step {
    /// A forbidden request-header with this name is dropped.
    HeaderDropped(String),
    /// It is decided what the page may have of the next response ("response tainting").
    Tainted(Tainting),
    /// The request is one that the server has to allow first.
    PreflightNeeded {
        /// The method, if it isn't a CORS-safelisted method.
        method: Option<String>,
        /// The CORS-unsafe request-header names.
        headers: Vec<String>,
    },
    /// An earlier preflight, which is still in the cache, allows it.
    PreflightCached,
    /// A request is sent, and has a response.
    Exchanged(Box<Exchange>),
    /// The response passes a check.
    Passed(Check),
    /// The response leads here, and is followed.
    Redirected(Uri),
}

/// What a page may have of a response (Fetch §2.2.5, "response tainting"). The standard has these three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tainting {
    /// All of it: it is of the page's own origin.
    #[default]
    Basic,
    /// What the server allows.
    Cors,
    /// Nothing.
    Opaque,
}

/// A check that a response has to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Check {
    /// The CORS check.
    Cors,
    /// The preflight has an ok status.
    PreflightStatus,
    /// The preflight allows the method.
    Method,
    /// The preflight allows the headers.
    Headers,
}

/// A request and its response, as they go over the wire.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// Whether this is a CORS-preflight request.
    pub is_preflight: bool,
    /// With all headers that matter to CORS.
    pub request: Request<Vec<u8>>,
    /// All of its head, whatever the page may read. Extensions are kept.
    pub response: Response<()>,
}

impl<B> Outcome<B> {
    /// The response that the page has, with the headers that it can read.
    pub fn readable(&self) -> Option<&Response<B>> {
        match &self.verdict {
            Verdict::Readable(response) => Some(response),
            _ => None,
        }
    }

    /// Why the page has nothing.
    pub fn blocked(&self) -> Option<&Blocked> {
        match &self.verdict {
            Verdict::Blocked(blocked) => Some(blocked),
            _ => None,
        }
    }

    /// What may come out otherwise in the browser, in a sentence: [`Departure::TimeoutIsRepeated`].
    ///
    /// ```
    /// use cors_check::{Browser, Engine, Fetch, Page};
    /// use http::Response;
    ///
    /// let server = |_| Response::builder().status(408).header("access-control-allow-origin", "*").body(()).unwrap();
    /// let page = Page::new("https://app.example.com");
    /// let fetch = Fetch::get("https://api.example.com/");
    /// let mut firefox = Browser::new().engine(Engine::Firefox);
    /// assert!(firefox.fetch(&page, &fetch, server).warning().unwrap().contains("503 or 504"));
    /// assert_eq!(Browser::new().fetch(&page, &fetch, server).warning(), None);
    /// ```
    #[must_use]
    pub fn warning(&self) -> Option<&'static str> {
        let response = self.readable()?;
        let may_be_lost = response.status() == StatusCode::REQUEST_TIMEOUT
            && self.engine.has(Departure::TimeoutIsRepeated);
        may_be_lost.then_some(
            "Firefox gives a page no 408 that comes after a second or later: it sends the request again, up to ten times \
             in all, and fails; 503 or 504 can be read",
        )
    }

    /// Every message that went over the wire.
    pub fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.steps.iter().filter_map(|step| match step {
            Step::Exchanged(exchange) => Some(&**exchange),
            _ => None,
        })
    }
}

impl Step {
    /// The section of the Fetch standard that this step is in.
    #[must_use]
    pub fn section(&self) -> Section {
        match self {
            Self::HeaderDropped(_) => Section::HEADERS_CLASS,
            Self::Tainted(_) | Self::PreflightNeeded { .. } => Section::MAIN_FETCH,
            Self::PreflightCached => Section::CACHE,
            Self::Exchanged(exchange) if exchange.is_preflight => Section::PREFLIGHT,
            Self::Exchanged(_) => Section::NETWORK,
            Self::Passed(Check::Cors) => Section::CORS_CHECK,
            Self::Passed(_) => Section::PREFLIGHT,
            Self::Redirected(_) => Section::REDIRECT,
        }
    }
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = if self.by_preflight { "preflight: " } else { "" };
        write!(f, "{of}{} ({})", self.reason, self.reason.section())
    }
}

impl std::error::Error for Blocked {}
