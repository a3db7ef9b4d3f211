//! Where each engine departs from the standard: a few calls to one URL, as the engine makes them and as the model does.

use cors_check::{Browser as Model, Credentials, Fetch, Page as ModelPage};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::origins::{API, PAGES};
use crate::told::Told;

const PAGE: &str = "https://app.example.com";

/// The page's origin, its calls, and what the server is told.
const STORIES: &[(&str, &[&str], &str)] = &[
    (PAGE, &["GET authorization"], "headers=*"),
    (PAGE, &["GET x-a", "GET authorization"], "headers=*"),
    (PAGE, &["GET x-a", "GET x-b", "GET x-a"], "headers=*"),
    (PAGE, &["PUT", "PUT"], "methods=PUT"),
    (PAGE, &["PUT", "PUT", "DELETE"], "methods=*"),
    (PAGE, &["PUT", "PUT"], "methods=PUT&max_age=x"),
    (PAGE, &["PUT", "PUT"], "methods=PUT&max_age=0"),
    (PAGE, &["PUT", "PUT"], "methods=PUT&max_age=-1"),
    (
        PAGE,
        &["PUT", "PUT"],
        "methods=PUT&max_age=99999999999999999999999",
    ),
    (PAGE, &["PUT cookie", "PUT", "PUT cookie"], "methods=PUT"),
    (PAGE, &["PUT", "PUT cookie", "PUT"], "methods=PUT"),
    (PAGE, &["PUT", "DELETE", "PUT"], "methods=PUT|DELETE"),
    (
        PAGE,
        &["GET x-a", "PUT", "GET x-a"],
        "methods=PUT&headers=x-a|x-b",
    ),
    (
        PAGE,
        &["HEAD x-a", "HEAD x-a", "GET x-a", "POST x-a"],
        "headers=x-a",
    ),
    (PAGE, &["HEAD x-a", "HEAD x-a"], "methods=HEAD&headers=x-a"),
    (
        PAGE,
        &["GET x-a cookie", "PUT", "PUT"],
        "methods=*&headers=x-a",
    ),
    (PAGE, &["PUT", "PUT", "PUT"], "methods=PUT&refuse=2"),
    (PAGE, &["PUT", "GET", "PUT"], "methods=PUT&refuse=2"),
    (PAGE, &["PUT", "DELETE", "PUT"], "methods=PUT"),
    (PAGE, &["DELETE", "PUT"], "methods=PUT"),
    ("null", &["PUT", "PUT"], "methods=PUT"),
    ("null", &["GET x-a", "GET x-a"], "headers=x-a"),
];

const CALL: &str = "
    const [url, call, done] = arguments;
    fetch(url, call).then(() => done(true), () => done(false));
";

in_each_engine! {
    async fn each_story_goes_as_the_model_tells_it(engine: Engine) {
        let browser = Browser::start(engine).await;
        let mut wrong = Vec::new();
        for (number, (origin, calls, told)) in STORIES.iter().enumerate() {
            let page = PAGES.iter().find(|page| page.origin == *origin);
            browser.open(page.expect("such a page")).await;
            let token = format!("story-{number}");
            let url = format!("{API}/told?token={token}&{told}");

            let mut seen = Vec::new();
            for call in *calls {
                let call = in_script(call);
                let read = browser.driver.execute_async(CALL, [url.clone().into(), call]).await;
                let read = read.expect("a call that ends").convert().expect("whether it is read");
                let arrivals = browser.arrivals(&token);
                let preflights = arrivals.iter().filter(|arrival| arrival.asks_for.is_some());
                seen.push(in_short(preflights.count(), read));
            }

            let (mut model, server) = (Model::new().engine(engine), Told::default());
            let expected = calls.iter().map(|call| {
                let (page, fetch) = (ModelPage::new(*origin), fetch(call, &url));
                let outcome = model.fetch(&page, &fetch, |request| server.respond(&request));
                let preflights = outcome.exchanges().filter(|exchange| exchange.is_preflight);
                in_short(preflights.count(), outcome.readable().is_some())
            });
            let expected: Vec<_> = expected.collect();
            if seen != expected {
                wrong.push(format!("{origin} {calls:?}, {told}: expected {expected:?}, seen {seen:?}"));
            }
        }
        browser.quit().await;
        assert!(wrong.is_empty(), "{}:\n{}", engine.name(), wrong.join("\n"));
    }
}

/// Whether there was a preflight, and whether the page has the response.
fn in_short(preflights: usize, read: bool) -> &'static str {
    match (preflights, read) {
        (0, true) => "read",
        (0, false) => "blocked",
        (_, true) => "preflight, read",
        (_, false) => "preflight, blocked",
    }
}

fn fetch(words: &str, url: &str) -> Fetch {
    let mut words = words.split(' ');
    let fetch = Fetch::new(words.next().unwrap_or_default(), url);
    words.fold(fetch, |fetch, word| match word {
        "cookie" => fetch.credentials(Credentials::Include),
        name => fetch.header(name, "1"),
    })
}

/// The same as an argument of the script's `fetch`.
fn in_script(words: &str) -> Value {
    let fetch = fetch(words, API);
    let credentials = match fetch.credentials {
        Credentials::Include => "include",
        _ => "same-origin",
    };
    json!({ "method": fetch.method, "headers": fetch.headers, "credentials": credentials })
}
