//! Whole requests to policies of anything: what comes back is the wire table of DESIGN.md, written down here
//! once more in the plainest way.

#![no_main]

use cors_core::Decision;
use cors_core::rules::Draft;
use cors_fuzz::{any_matches, draft, mended, origin_near};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

const ACAO: &str = "access-control-allow-origin";
const ACAC: &str = "access-control-allow-credentials";
const ACAM: &str = "access-control-allow-methods";
const ACAH: &str = "access-control-allow-headers";
const ACEH: &str = "access-control-expose-headers";
const ACMA: &str = "access-control-max-age";
const ACRM: &str = "access-control-request-method";
const ACRH: &str = "access-control-request-headers";

fuzz_target!(|bytes: &[u8]| {
    let _ = check(bytes);
});

fn check(bytes: &[u8]) -> Result<()> {
    let mut u = Unstructured::new(bytes);
    let Some((draft, policy)) = mended(draft(&mut u)?) else {
        return Ok(());
    };
    while !u.is_empty() {
        let request = request(&mut u, &draft)?;
        let before = response_headers(&mut u)?;
        match policy.decide(&request) {
            Decision::Answer(answer) => {
                let (status, headers) =
                    expected_answer(&draft, &request).expect("the handler runs");
                assert_eq!(
                    (answer.status().as_u16(), answer.headers()),
                    (status, &headers)
                );
            }
            Decision::Run(headers) => {
                assert_eq!(expected_answer(&draft, &request), None);
                let mut after = before.clone();
                headers.clone().apply(&mut after);
                assert_eq!(after, expected_headers(&draft, &request, before));
                invariants(&draft, &after);
                // A second time changes nothing: a policy has spoken.
                let once = after.clone();
                headers.apply(&mut after);
                assert_eq!(after, once);
            }
        }
    }
    Ok(())
}

fn request(u: &mut Unstructured<'_>, draft: &Draft) -> Result<Request<()>> {
    let mut request = Request::new(());
    *request.method_mut() = match u.int_in_range(0..=3)? {
        0 | 1 => Method::OPTIONS,
        2 => Method::GET,
        _ => Method::from_bytes(u.arbitrary()?).unwrap_or(Method::PUT),
    };
    if u.ratio(1, 4)?
        && let Ok(uri) = format!("https://{}/", host(u, draft)?).parse()
    {
        *request.uri_mut() = uri;
    }
    for _ in 0..u.int_in_range(0..=5)? {
        let (name, value) = match u.int_in_range(0..=7)? {
            0..=2 => (
                "origin",
                origin_near(u, draft.origins.as_deref().unwrap_or_default())?,
            ),
            3 => ("host", host(u, draft)?.into_bytes()),
            4 => {
                let sites = ["same-origin", "none", "same-site", "cross-site", ""];
                ("sec-fetch-site", u.choose(&sites)?.as_bytes().to_vec())
            }
            5 => (ACRH, u.arbitrary()?),
            _ => (ACRM, u.arbitrary()?),
        };
        add(&mut request, name, &value);
    }
    Ok(request)
}

fn add(request: &mut Request<()>, name: &'static str, value: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(value) {
        request.headers_mut().append(name, value);
    }
}

/// Where the request went, now and then to the very origin that it has.
fn host(u: &mut Unstructured<'_>, draft: &Draft) -> Result<String> {
    let origin = origin_near(u, draft.origins.as_deref().unwrap_or_default())?;
    let origin = String::from_utf8_lossy(&origin).into_owned();
    Ok(origin.split("://").nth(1).unwrap_or_default().to_owned())
}

/// What a handler might have put on its response.
fn response_headers(u: &mut Unstructured<'_>) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    let lines = [
        ("vary", "Accept"),
        ("vary", "accept-encoding, ORIGIN"),
        ("vary", "*"),
        ("vary", "Original,\torigin\t"),
        ("vary", "X-Origin"),
        (ACAO, "https://inner.example"),
        (ACAC, "true"),
        (ACEH, "x-inner"),
        ("etag", "1"),
    ];
    for _ in 0..u.int_in_range(0..=3)? {
        let (name, value) = *u.choose(&lines)?;
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    Ok(headers)
}

// The wire table.

fn is_any(draft: &Draft) -> bool {
    has_any(&draft.origins)
}

fn has_any(list: &Option<Vec<String>>) -> bool {
    list.iter().flatten().any(|entry| entry == "*")
}

fn allowed_origin(draft: &Draft, request: &Request<()>) -> Option<HeaderValue> {
    if is_any(draft) {
        return Some(HeaderValue::from_static("*"));
    }
    let origin = the_only(request, "origin")?;
    any_matches(draft.origins.as_ref()?, origin.as_bytes()).then_some(origin)
}

fn the_only(request: &Request<()>, name: &str) -> Option<HeaderValue> {
    match &request.headers().get_all(name).iter().collect::<Vec<_>>()[..] {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

/// The status and the headers, where the handler doesn't run.
fn expected_answer(draft: &Draft, request: &Request<()>) -> Option<(u16, HeaderMap)> {
    let has = |name| request.headers().contains_key(name);
    let allowed = allowed_origin(draft, request);
    let preflight = request.method() == Method::OPTIONS && has("origin") && has(ACRM);
    let mut headers = HeaderMap::new();
    if allowed.is_none() {
        let refused = preflight || draft.enforce && has("origin") && !is_same_origin(request);
        headers.insert("vary", HeaderValue::from_static("Origin"));
        return refused.then_some((403, headers));
    }
    if !preflight {
        return None;
    }
    if !is_any(draft) {
        headers.append("vary", HeaderValue::from_static("Origin"));
    }
    headers.extend(allowed.map(|origin| (HeaderName::from_static(ACAO), origin)));
    if draft.credentials {
        headers.insert(ACAC, HeaderValue::from_static("true"));
    }
    for (list, allow, requested, lines, vary) in [
        (
            &draft.methods,
            ACAM,
            ACRM,
            1,
            "Access-Control-Request-Method",
        ),
        (
            &draft.headers,
            ACAH,
            ACRH,
            usize::MAX,
            "Access-Control-Request-Headers",
        ),
    ] {
        let Some(entries) = list else { continue };
        if draft.credentials && has_any(list) {
            headers.append("vary", HeaderValue::from_static(vary));
            for line in request.headers().get_all(requested).iter().take(lines) {
                headers.append(allow, line.clone());
            }
        } else {
            headers.insert(allow, text(&entries.join(", ")));
        }
    }
    if let Some(seconds) = draft.max_age {
        headers.insert(ACMA, text(&seconds.to_string()));
    }
    Some((204, headers))
}

fn is_same_origin(request: &Request<()>) -> bool {
    if request.headers().contains_key("sec-fetch-site") {
        return the_only(request, "sec-fetch-site")
            .is_some_and(|site| ["same-origin", "none"].iter().any(|same| site == same));
    }
    let host = if request.headers().contains_key("host") {
        the_only(request, "host").map(|host| host.as_bytes().to_vec())
    } else {
        request
            .uri()
            .authority()
            .map(|authority| authority.as_str().as_bytes().to_vec())
    };
    // An `Origin` with nothing behind its scheme is no page's.
    let (Some(host), Some(origin)) = (host, the_only(request, "origin")) else {
        return false;
    };
    let same = |scheme: &str| origin.as_bytes() == [scheme.as_bytes(), &host].concat();
    !host.is_empty() && (same("https://") || same("http://"))
}

fn expected_headers(draft: &Draft, request: &Request<()>, before: HeaderMap) -> HeaderMap {
    if before.contains_key(ACAO) {
        return before;
    }
    let mut headers = before;
    let varies = headers.get_all("vary").iter().any(|line| {
        let line = line.to_str().expect("the lines above").to_ascii_lowercase();
        line.split(',')
            .any(|name| ["*", "origin"].contains(&name.trim()))
    });
    if !is_any(draft) && !varies {
        headers.append("vary", HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = allowed_origin(draft, request) {
        headers.insert(ACAO, origin);
        if draft.credentials {
            headers.insert(ACAC, HeaderValue::from_static("true"));
        }
        if let Some(names) = &draft.expose {
            headers.insert(ACEH, text(&names.join(", ")));
        }
    }
    headers
}

fn text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("what the rules accept can be sent")
}

/// What holds whatever the table says.
fn invariants(draft: &Draft, headers: &HeaderMap) {
    let origins: Vec<_> = headers.get_all(ACAO).iter().collect();
    let any = origins.iter().any(|origin| *origin == "*");
    assert!(!(any && draft.credentials), "`*` with credentials");
    assert!(is_any(draft) || headers.contains_key("vary") || !origins.is_empty());
    assert!(
        headers.get_all(ACMA).iter().next().is_none(),
        "max-age is for preflights"
    );
}
