//! How long a preflight is cached, and for what: one call after another to the same URL.

use std::time::Instant;

use crate::browser::Browser;
use crate::call::{Call, Credentials, Hop};
use crate::differences::Differences;
use crate::driver::PATIENCE;
use crate::model;
use crate::origins::{API, PAGES, Page};
use crate::policies;
use crate::policy_text::PolicyText;
use crate::sample;

/// With a `max_age` that outlasts the test, or of none at all. What a browser does without one (it caches for
/// five seconds) would depend on how busy the machine is.
const POLICIES: [&str; 4] = [
    "api",
    "public_for_all",
    "all_with_credentials",
    "other_port",
];

in_each_engine! {
    async fn what_one_preflight_says_covers_the_next_call(engine: Engine) {
        let mut browser = Browser::start(engine).await;
        assert_max_age_outlasts_the_default(&browser).await;
        let mut differences = Differences::default();
        let mut cached = 0;
        let mut row = 0;
        for page in PAGES.iter().filter(is_taken) {
            let mut is_open = false;
            for name in POLICIES {
                let policy = policies::named(name);
                let pairs: Vec<(Call, Call)> = calls_to(policy)
                    .into_iter()
                    .flat_map(|first| {
                        calls_to(policy)
                            .into_iter()
                            .map(move |next| (first.clone(), next))
                    })
                    .collect();
                let pairs = sample::of(engine, row, pairs);
                row += 1;
                if pairs.is_empty() {
                    continue;
                }
                if !is_open {
                    browser.open(page).await;
                    is_open = true;
                }
                let (firsts, nexts): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
                let seen_first = browser.make(&firsts).await;
                browser.console().await;
                let tokens: Vec<String> = seen_first.into_iter().map(|seen| seen.token).collect();

                let expected: Vec<_> = firsts
                    .iter()
                    .zip(&nexts)
                    .zip(&tokens)
                    .map(|((first, next), token)| {
                        let mut model = model::browser(engine);
                        model::fetch(engine, &mut model, page, first, token);
                        let expected = model::fetch(engine, &mut model, page, next, token);
                        cached += usize::from(expected.arrivals[0].asks_for.is_none());
                        expected
                    })
                    .collect();
                let seen = browser.make_with(&nexts, &tokens).await;
                let console = browser.console().await;
                differences.add(engine, page, &nexts, &expected, &seen, console.as_deref());
            }
        }
        browser.quit().await;
        println!("{cached} preflights were cached");
        assert!(cached >= sample::least(engine, 100), "only {cached}");
        differences.assert_none(sample::least(engine, 1200));
    }
}

/// A `max_age` outlasts the five seconds for which a browser caches a preflight without one.
async fn assert_max_age_outlasts_the_default(browser: &Browser) {
    browser.open(&PAGES[0]).await;
    let [long, short] = [("api", "PUT"), ("any_host_and_port", "PATCH")].map(|(policy, method)| {
        let hop = Hop {
            origin: API,
            policy: policies::named(policy),
            status: 200,
        };
        Call::new(method, Credentials::Omit, vec![hop])
    });
    assert_eq!(long.hops[0].policy.max_age, Some(600));
    assert_eq!(short.hops[0].policy.max_age, None);

    assert!(has_preflight(browser, &long).await && has_preflight(browser, &short).await);
    let deadline = Instant::now() + PATIENCE;
    while !has_preflight(browser, &short).await {
        assert!(Instant::now() < deadline, "it is cached for ever");
    }
    assert!(!has_preflight(browser, &long).await);
}

/// Whether this call has one, at a URL of its own.
async fn has_preflight(browser: &Browser, call: &Call) -> bool {
    let token = format!("max-age-{}", call.method);
    let seen = browser
        .make_with(std::slice::from_ref(call), &[token])
        .await;
    browser.console().await;
    seen[0].arrivals.len() == 2
}

/// Chromium caches 1024 preflights at most. These are fewer.
fn is_taken(page: &&Page) -> bool {
    [
        "https://app.example.com",
        "https://evil.com",
        "http://localhost:3000",
        "null",
    ]
    .contains(&page.origin)
}

/// None of which does without a preflight.
fn calls_to(policy: &'static PolicyText) -> Vec<Call> {
    use Credentials::{Include, Omit};
    let call = |method, credentials| {
        let hop = Hop {
            origin: API,
            policy,
            status: 200,
        };
        Call::new(method, credentials, vec![hop])
    };
    vec![
        call("PUT", Include),
        call("PUT", Omit),
        call("DELETE", Include),
        call("DELETE", Omit),
        call("GET", Include).with(&[("accesstoken", "1")]),
        call("GET", Omit).with(&[("accesstoken", "1")]),
        call("GET", Omit).with(&[("authorization", "Bearer 1")]),
        call("PUT", Include).with(&[("accesstoken", "1"), ("x-custom", "1")]),
        call("POST", Omit)
            .with_body()
            .with(&[("content-type", "application/json")]),
    ]
}
