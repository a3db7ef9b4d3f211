//! What a server objects to that refuses a preflight without a word, found by asking for less.
//!
//! Many send no header at all where the method or a header isn't allowed, as if it were the origin. Some answer with an
//! error, as if it were something in front of the policy.

use bytes::Bytes;
use cors_check::{
    Advice, Client, Credentials, Exchange, Outcome, Reason,
    checks::{cors_check, preflight_status},
    header::varies_by_origin_alone,
    method::is_safelisted,
};
use http::header::{ORIGIN, VARY};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

use crate::probe::says_something;

const METHOD: &str = "access-control-request-method";
const HEADERS: &str = "access-control-request-headers";

/// Asks with other preflights, and with a GET, none of which changes anything, and improves the advice. None: it is left as
/// it is, because one of them had no answer, or there is nothing to ask.
pub(crate) async fn look(
    client: &mut Client,
    outcome: &Outcome<Bytes>,
    advice: &mut Option<Advice>,
) -> Option<()> {
    let (blocked, last) = (outcome.blocked()?, outcome.exchanges().last()?);
    let advice = advice.as_mut()?;
    let is_silent = matches!(
        blocked.reason,
        Reason::MissingAllowOrigin | Reason::PreflightStatus(_)
    );
    let asked = last.request.headers();
    let method = asked
        .get(METHOD)
        .filter(|_| blocked.by_preflight && is_silent)?;
    let method = String::from_utf8_lossy(method.as_bytes()).into_owned();
    let names: Vec<String> = match asked.get(HEADERS) {
        Some(names) => String::from_utf8_lossy(names.as_bytes())
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect(),
        None => vec![],
    };
    let status = last.response.status();
    let refused = match status.is_success() {
        true => "answers without any CORS header".to_owned(),
        false => format!("answers with {}", status.as_u16()),
    };
    let Some(other) = passing_method(client, last, &method, names.is_empty()).await? else {
        // Its `Vary` says already that it looks at `Origin`.
        if may_be_policy(status) && !is_of_other_policy(last) {
            look_at_origin(client, outcome, last, &method, advice).await?;
        }
        return Some(());
    };
    if method != other && !passes(client, last, &method, None).await? {
        if is_of_other_policy(last) {
            blame_handler(outcome, last, &method, other, advice);
            return Some(());
        }
        advice.cause = format!(
            "the server allows the origin, and {refused} because it doesn't allow the method: the same preflight for \
             {other} passes"
        );
        blame_method(advice, &method);
        return Some(());
    }
    let mut refused_names = vec![];
    for name in &names {
        if !passes(client, last, &method, Some(name)).await? {
            refused_names.push(name.as_str());
        }
    }
    if !refused_names.is_empty() {
        let of_headers = Advice::for_headers(refused_names.iter().copied());
        let refused_names = refused_names.join("`, `");
        advice.cause = format!(
            "the server allows the origin and the method, and {refused} because it doesn't allow `{refused_names}`: \
             the preflight for {other} without it passes"
        );
        advice.fix = format!("allow `{refused_names}` in the server's CORS configuration");
        advice.argument = of_headers.argument;
    }
    Some(())
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
    response.status() == StatusCode::FORBIDDEN && varies_by_origin_alone(response.headers())
}

fn blame_handler(
    outcome: &Outcome<Bytes>,
    last: &Exchange,
    method: &str,
    other: &str,
    advice: &mut Advice,
) {
    let origin = last.request.headers().get("origin");
    let origin = String::from_utf8_lossy(origin.map_or(b"", HeaderValue::as_bytes));
    *advice = Advice::for_origin(&origin, outcome.fetch.credentials);
    advice.cause = format!(
        "the handler of `{method}` has no policy, or one that doesn't list this origin: the same preflight for \
         {other} passes"
    );
    if advice.argument.is_some() {
        advice.fix = format!("give the handler of `{method}` a policy that lists `{origin}`");
    }
}

/// A method for which the same preflight passes, of those that a server is likely to allow. None: there was no answer.
async fn passing_method(
    client: &mut Client,
    last: &Exchange,
    asked: &str,
    is_simple: bool,
) -> Option<Option<&'static str>> {
    let may_be_policy =
        may_be_policy(last.response.status()) || last.response.headers().contains_key(VARY);
    let most = if may_be_policy { 3 } else { 1 };
    for method in ["GET", "POST", "PUT"].into_iter().take(most) {
        let was_refused = method == asked && is_simple;
        if !was_refused && passes(client, last, method, None).await? {
            return Some(Some(method));
        }
    }
    Some(None)
}

/// Whether this is an error of some policies, and not one that says by itself what it is of.
fn may_be_policy(status: StatusCode) -> bool {
    let code = status.as_u16();
    code >= 400 && ![401, 404, 405, 407, 429, 501].contains(&code)
}

/// Finds out whether `Origin` decides, where no preflight passes: then a policy refuses, and nothing in front of it.
async fn look_at_origin(
    client: &mut Client,
    outcome: &Outcome<Bytes>,
    last: &Exchange,
    method: &str,
    advice: &mut Advice,
) -> Option<()> {
    let status = last.response.status();
    let origin = last.request.headers().get(ORIGIN)?;
    let mut without_origin: Request<Vec<u8>> = last.request.clone();
    for name in [ORIGIN.as_str(), METHOD, HEADERS] {
        without_origin.headers_mut().remove(name);
    }
    let mut get = without_origin.clone();
    *get.method_mut() = Method::GET;
    get.headers_mut().insert(ORIGIN, origin.clone());
    let answered = answer(client, without_origin).await?;
    if answered.status() == status {
        return None;
    }
    let [code, other] = [status, answered.status()].map(|status| status.as_u16());
    let response = answer(client, get).await?;
    if allows_origin(last, response.headers()) {
        if is_safelisted(method) {
            advice.cause = format!(
                "the server allows the origin of a GET, and answers every preflight with {code}: its policy doesn't \
                 expect one, or something in front of it rejects them"
            );
            return Some(());
        }
        advice.cause = format!(
            "the server allows the origin of a GET, and answers the preflight with {code} because it doesn't allow the \
             method: the preflights for other methods don't pass either"
        );
        blame_method(advice, method);
        return Some(());
    }
    let origin = String::from_utf8_lossy(origin.as_bytes());
    *advice = Advice::for_origin(&origin, outcome.fetch.credentials);
    advice.cause = format!(
        "the server answers the preflight with {code} because it doesn't allow this origin: OPTIONS without `Origin` is \
         answered with {other}"
    );
    Some(())
}

/// Whether the same preflight for this method and this header passes, as far as it is about the origin: that credentials
/// aren't allowed is the next mistake. None: there was no answer.
async fn passes(
    client: &mut Client,
    last: &Exchange,
    method: &str,
    name: Option<&str>,
) -> Option<bool> {
    let mut request: Request<Vec<u8>> = last.request.clone();
    let headers = request.headers_mut();
    headers.remove(HEADERS);
    headers.insert(METHOD, HeaderValue::from_str(method).ok()?);
    if let Some(name) = name.and_then(|name| HeaderValue::from_str(name).ok()) {
        headers.insert(HEADERS, name);
    }
    let response = answer(client, request).await?;
    let is_ok = preflight_status(response.status()).is_ok();
    Some(is_ok && allows_origin(last, response.headers()))
}

/// What the server answers. None: nothing, or what says nothing about it, as after too many requests.
async fn answer(client: &mut Client, request: Request<Vec<u8>>) -> Option<Response<Bytes>> {
    let response = client.send(request).await.ok()?;
    says_something(response.status()).then_some(response)
}

fn allows_origin(last: &Exchange, response: &HeaderMap) -> bool {
    let origin = last.request.headers().get(ORIGIN);
    let origin = origin.and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| cors_check(origin, Credentials::Omit, response).is_ok())
}
