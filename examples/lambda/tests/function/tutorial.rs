//! The table of the README: each row is a page's request, which is run here as a browser would run it, and the
//! last column is what comes of it.

use cors_check::{Browser, Credentials, Fetch, Page, Reason};
use lambda_http::http;

use crate::Running;
use crate::gateway::{Gateway, Request, Response};

const README: &str = include_str!("../../README.md");
const HEADER: &str = "| page | sends |";

/// Reads the first two columns, such as `https://app.example.com` and `GET` with `accesstoken`, credentials. There is
/// no page for a client that isn't a browser.
fn parse(page: &str, sends: &str) -> (Option<Page>, Fetch) {
    let code = |text: &str| -> Vec<String> {
        let parts = text.split('`').skip(1).step_by(2);
        parts.map(str::to_owned).collect()
    };
    let mut words = code(sends).into_iter();
    let method = words.next().unwrap();
    let url = "https://api.example.net/helloworld";
    let mut fetch = Fetch::new(method.as_str(), url);
    // None of these is a CORS-safelisted request-header with this value.
    fetch = words.fold(fetch, |fetch, name| fetch.header(name, "x"));
    if sends.ends_with("credentials") {
        fetch = fetch.credentials(Credentials::Include);
    }
    if method == "POST" {
        fetch = fetch.body(r#"{"name":"you"}"#);
    }
    (code(page).pop().map(Page::new), fetch)
}

/// What comes of it at a gateway, in the words of the table.
async fn run(page: Option<&Page>, fetch: &Fetch, running: &Running, gateway: Gateway) -> String {
    let Some(page) = page else {
        let request = http::Request::builder()
            .method(fetch.method.as_str())
            .uri(&fetch.url);
        let response = send(running, gateway, request.body(vec![]).unwrap()).await;
        return response.status().as_u16().to_string();
    };
    let mut browser = Browser::new().cookie("api.example.net", "session=1");
    let server = async |request| send(running, gateway, request).await;
    let outcome = browser.fetch_async(page, fetch, server).await;
    let statuses: Vec<String> = outcome
        .exchanges()
        .map(|exchange| exchange.response.status().as_u16().to_string())
        .collect();
    let story = statuses.join(", then ");
    match outcome.blocked() {
        None => format!("{story}, read"),
        Some(blocked) if !blocked.by_preflight => format!("{story}, not read"),
        Some(blocked) => match &blocked.reason {
            Reason::MethodNotAllowed(method) => format!("{story} without `{method}`, not sent"),
            Reason::HeadersNotAllowed(names) => {
                format!("{story} without `{}`, not sent", names[0])
            }
            _ => format!("{story}, not sent"),
        },
    }
}

/// Sends it through a gateway. Each response but a preflight's says hello.
async fn send(
    running: &Running,
    gateway: Gateway,
    request: http::Request<Vec<u8>>,
) -> http::Response<Vec<u8>> {
    let (head, body) = request.into_parts();
    let headers = head.headers.iter();
    let request = Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        headers: headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect(),
        body,
        ..Request::default()
    };
    let returned = running.returns(&gateway.event(&request)).await;
    let Response {
        status,
        headers,
        body,
    } = gateway.response(&returned).unwrap();
    let hello = br#"{"message":"Hello"#;
    assert!(
        head.method == "OPTIONS" || body.starts_with(hello),
        "{body:?}"
    );
    let mut response = http::Response::builder().status(status);
    for (name, value) in &headers {
        let lines = headers.iter().filter(|(n, _)| n == name);
        let is_once = !name.starts_with("access-control-") || lines.count() == 1;
        assert!(is_once, "two lines of {name}");
        response = response.header(name, value);
    }
    response.body(body).unwrap()
}

#[tokio::test]
async fn every_row_of_the_readme() {
    let running = Running::start().await;
    let mut rows = 0;
    let table = README.lines().skip_while(|line| !line.starts_with(HEADER));
    for row in table.skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [page, sends, .., ours] = cells[..] else {
            panic!("{row}")
        };
        let (page, fetch) = parse(page, sends);
        for gateway in Gateway::ALL {
            let story = run(page.as_ref(), &fetch, &running, gateway).await;
            assert_eq!(story, ours, "{gateway:?}: {page:?} {fetch:?}");
        }
        rows += 1;
    }
    assert!(rows >= 16, "{rows} rows were found");
}
