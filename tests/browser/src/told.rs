//! A handler that does as its URL tells, also what no policy would: for what browsers make of several responses of one URL.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use http::{HeaderMap, HeaderValue, Method, Request, Response};

use crate::handler::{Body, parameter};

/// How many preflights and how many other requests there were, by the token in the query.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<HashMap<String, (usize, usize)>>>);

impl Told {
    /// `methods` and `headers` have the lists of one preflight after the other, with `|` between them; the last is for all
    /// that follow. `refuse` is the number of the request that gets no headers.
    pub(crate) fn respond<B>(&self, request: &Request<B>) -> Response<Body> {
        let mut response = Response::new(Body::from("told"));
        let of = |name| parameter(request, name);
        let mut counts = self.0.lock().expect("whole counts");
        let (preflights, requests) = counts
            .entry(of("token").unwrap_or_default().to_owned())
            .or_default();
        let headers = response.headers_mut();
        set(headers, "cache-control", "no-store");
        if request.method() == Method::OPTIONS {
            for (name, list) in [
                ("access-control-allow-methods", "methods"),
                ("access-control-allow-headers", "headers"),
            ] {
                let lists: Vec<&str> = of(list).unwrap_or_default().split('|').collect();
                set(headers, name, lists[(*preflights).min(lists.len() - 1)]);
            }
            let max_age = of("max_age").unwrap_or("600");
            set(headers, "access-control-max-age", max_age);
            *preflights += 1;
        } else {
            *requests += 1;
            if of("refuse") == Some(&requests.to_string()) {
                return response;
            }
        }
        if let Some(origin) = request.headers().get("origin") {
            headers.insert("access-control-allow-origin", origin.clone());
        }
        set(headers, "access-control-allow-credentials", "true");
        response
    }
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).expect("the value of a header");
    headers.insert(name, value);
}
