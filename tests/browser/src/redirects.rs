//! Redirects: within an origin, to another, and back. After some of them the origin of a page is `null`.

use crate::browser::Browser;
use crate::call::{Call, Credentials, Hop};
use crate::differences::Differences;
use crate::origins::{API, ELSEWHERE, PAGES};
use crate::policies;
use crate::sample;

/// Each is for the hops that redirect and for the last. None has `enforce`: whether a page that comes back to its
/// own origin is at home there is up to `Sec-Fetch-Site`, which says no.
const POLICIES: [&str; 4] = ["api", "public", "all_with_credentials", "null_origin"];

in_each_engine! {
    async fn every_page_by_every_way_under_two_policies(engine: Engine) {
        let mut browser = Browser::start(engine).await;
        let mut differences = Differences::default();
        let mut row = 0;
        for page in &PAGES {
            let mut rows = vec![];
            for way in [
                &[API, API][..],
                &[API, ELSEWHERE],
                &[ELSEWHERE, API],
                &[API, ELSEWHERE, API],
            ] {
                rows.push(sample::of(engine, row, calls_by(way)));
                row += 1;
            }
            differences.compare_rows(&mut browser, page, &rows).await;
        }
        browser.quit().await;
        differences.assert_none(sample::least(engine, 8000));
    }
}

fn calls_by(way: &[&'static str]) -> Vec<Call> {
    use Credentials::{Include, Omit};
    let mut calls = Vec::new();
    for first in POLICIES {
        for last in POLICIES {
            let hops = |redirect: u16| -> Vec<Hop> {
                let end = way.len() - 1;
                let hop = |(at, origin): (usize, &&'static str)| Hop {
                    origin,
                    policy: policies::named(if at == end { last } else { first }),
                    status: if at == end { 200 } else { redirect },
                };
                way.iter().enumerate().map(hop).collect()
            };
            let call =
                |method, credentials, redirect| Call::new(method, credentials, hops(redirect));
            calls.extend([
                call("GET", Include, 302),
                call("GET", Omit, 301),
                call("POST", Include, 307).with_body(),
                // Becomes a GET without that header.
                call("POST", Omit, 302)
                    .with_body()
                    .with(&[("content-type", "application/json")]),
                // Stays what it is, with a preflight at each hop.
                call("DELETE", Omit, 308),
                call("PUT", Include, 307),
                // Becomes a GET, which needs no preflight any more.
                call("PUT", Include, 303),
                // Is left out from the first other origin on.
                call("GET", Include, 307).with(&[("authorization", "Bearer 1")]),
                call("GET", Omit, 302).with(&[("x-custom", "1")]),
            ]);
        }
    }
    calls
}
