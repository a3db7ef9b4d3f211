//! What a server objects to that refuses a preflight without a word, found by asking for less.
//!
//! Many send no header at all where the method or a header isn't allowed, as if it were the origin.

use bytes::Bytes;
use cors_check::{
    Advice, Client, Exchange, Outcome, Reason,
    checks::{cors_check, preflight_status},
    header::list_values,
};
use http::{HeaderValue, Request, StatusCode};

const METHOD: &str = "access-control-request-method";
const HEADERS: &str = "access-control-request-headers";

/// Asks with other preflights, which change nothing, and improves the advice.
pub(crate) async fn look(
    client: &mut Client,
    outcome: &Outcome<Bytes>,
    advice: &mut Option<Advice>,
) {
    let (Some(blocked), Some(last), Some(advice)) = (
        outcome.blocked(),
        outcome.exchanges().last(),
        advice.as_mut(),
    ) else {
        return;
    };
    let is_silent = matches!(
        blocked.reason,
        Reason::MissingAllowOrigin | Reason::PreflightStatus(_)
    );
    let asked = last.request.headers();
    let (Some(method), true) = (asked.get(METHOD), blocked.by_preflight && is_silent) else {
        return;
    };
    let method = String::from_utf8_lossy(method.as_bytes()).into_owned();
    let names: Vec<String> = match asked.get(HEADERS) {
        Some(names) => String::from_utf8_lossy(names.as_bytes())
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect(),
        None => vec![],
    };
    if method == "GET" && names.is_empty() || !passes(client, outcome, last, "GET", None).await {
        return;
    }
    let status = last.response.status().as_u16();
    let refused = match last.response.status().is_success() {
        true => "answers without any CORS header".to_owned(),
        false => format!("answers with {status}"),
    };
    if method != "GET" && !passes(client, outcome, last, &method, None).await {
        if is_of_other_policy(last) {
            blame_handler(outcome, last, &method, advice);
            return;
        }
        advice.cause = format!(
            "the server allows the origin, and {refused} because it doesn't allow the method: the same preflight for \
             GET passes"
        );
        blame_method(advice, &method);
        return;
    }
    let mut refused_names = vec![];
    for name in &names {
        if !passes(client, outcome, last, &method, Some(name)).await {
            refused_names.push(name.as_str());
        }
    }
    if !refused_names.is_empty() {
        let of_headers = Advice::for_headers(refused_names.iter().copied());
        let refused_names = refused_names.join("`, `");
        advice.cause = format!(
            "the server allows the origin and the method, and {refused} because it doesn't allow `{refused_names}`: \
             the same preflight without it passes"
        );
        advice.fix = format!("allow `{refused_names}` in the server's CORS configuration");
        advice.argument = of_headers.argument;
    }
}

fn blame_method(advice: &mut Advice, method: &str) {
    let of_method = Advice::for_method(method);
    advice.fix = of_method.fix;
    advice.argument = of_method.argument;
}

/// Whether this is how a server of the crate `cors` answers where another policy governs the method, or none: its
/// policies answer with their lists whatever is asked for, so it isn't that the method isn't listed.
fn is_of_other_policy(last: &Exchange) -> bool {
    let response = &last.response;
    let varies = list_values(response.headers(), "vary");
    let varies = varies.ok().flatten().unwrap_or_default();
    let has = |name: &str| {
        varies
            .iter()
            .any(|listed| listed.eq_ignore_ascii_case(name))
    };
    response.status() == StatusCode::FORBIDDEN && has("origin") && !has(METHOD)
}

fn blame_handler(outcome: &Outcome<Bytes>, last: &Exchange, method: &str, advice: &mut Advice) {
    let origin = last.request.headers().get("origin");
    let origin = String::from_utf8_lossy(origin.map_or(b"", HeaderValue::as_bytes));
    *advice = Advice::for_origin(&origin, outcome.fetch.credentials);
    advice.cause = format!(
        "the handler of `{method}` has no policy, or one that doesn't list this origin: the same preflight for GET \
         passes"
    );
    if advice.argument.is_some() {
        advice.fix = format!("give the handler of `{method}` a policy that lists `{origin}`");
    }
}

/// Whether the same preflight for this method and this header passes the CORS check.
async fn passes(
    client: &mut Client,
    outcome: &Outcome<Bytes>,
    last: &Exchange,
    method: &str,
    name: Option<&str>,
) -> bool {
    let mut request: Request<Vec<u8>> = last.request.clone();
    let headers = request.headers_mut();
    headers.remove(HEADERS);
    let Ok(method) = HeaderValue::from_str(method) else {
        return false;
    };
    headers.insert(METHOD, method);
    if let Some(name) = name.and_then(|name| HeaderValue::from_str(name).ok()) {
        headers.insert(HEADERS, name);
    }
    let origin = last.request.headers().get("origin");
    let origin = origin.map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned());
    let (Some(origin), Ok(response)) = (origin, client.send(request).await) else {
        return false;
    };
    preflight_status(response.status()).is_ok()
        && cors_check(&origin, outcome.fetch.credentials, response.headers()).is_ok()
}
