//! Assertions, which fail with the whole story.

use http::Response;
use http::header::HeaderName;

use crate::header::is_forbidden_response_header_name;
use crate::outcome::{Blocked, Outcome, Verdict};

#[expect(clippy::panic, reason = "that is what they are for")]
impl<B> Outcome<B> {
    /// The response that the page has.
    ///
    /// # Panics
    ///
    /// The page has none. The message is every message on the wire, each step, the verdict, the cause and the fix:
    ///
    /// ```should_panic
    /// use cors_check::{Browser, Fetch, Page};
    /// use http::Response;
    ///
    /// let page = Page::new("https://app.example.com");
    /// let fetch = Fetch::get("https://api.example.com/");
    /// Browser::new().fetch(&page, &fetch, |_| Response::new(())).assert_readable();
    /// ```
    #[track_caller]
    pub fn assert_readable(&self) -> &Response<B> {
        match &self.verdict {
            Verdict::Readable(response) => response,
            _ => panic!("expected a response that the page can read\n{self}"),
        }
    }

    /// Why the page has nothing.
    ///
    /// # Panics
    ///
    /// The fetch isn't blocked.
    #[track_caller]
    pub fn assert_blocked(&self) -> &Blocked {
        match &self.verdict {
            Verdict::Blocked(blocked) => blocked,
            _ => panic!("expected a fetch that is blocked\n{self}"),
        }
    }

    /// The page can read this header of the response, which is there.
    ///
    /// # Panics
    ///
    /// The page can't.
    #[track_caller]
    pub fn assert_exposes(&self, name: &str) -> &Self {
        let readable = self.assert_readable().headers().contains_key(name);
        if readable {
            return self;
        }
        let is_sent = HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| {
            let last = self.exchanges().last();
            last.is_some_and(|exchange| exchange.response.headers().contains_key(name))
        });
        match is_sent {
            true if is_forbidden_response_header_name(name) => {
                panic!(
                    "expected a header `{name}`, which no page can read, of whatever origin\n{self}"
                )
            }
            true => panic!(
                "expected a header `{name}` that the page can read; `Access-Control-Expose-Headers` doesn't list it: \
                 #[cors(expose = [{name:?}])]\n{self}"
            ),
            false => panic!("expected a header `{name}`, which the response doesn't have\n{self}"),
        }
    }

    /// The page can't read this header of the response.
    ///
    /// # Panics
    ///
    /// The page can, or has no response.
    #[track_caller]
    pub fn assert_hides(&self, name: &str) -> &Self {
        match self.assert_readable().headers().contains_key(name) {
            true => panic!("expected no header `{name}` that the page can read\n{self}"),
            false => self,
        }
    }

    /// There was a preflight.
    ///
    /// # Panics
    ///
    /// There was none, or an earlier one is in the cache.
    #[track_caller]
    pub fn assert_preflighted(&self) -> &Self {
        match self.exchanges().any(|exchange| exchange.is_preflight) {
            true => self,
            false => panic!("expected a preflight\n{self}"),
        }
    }
}
