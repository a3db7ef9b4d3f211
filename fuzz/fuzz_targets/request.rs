//! Requests to arbitrary policies: the responses are those of the wire table (`docs/wire.md`), which is written a second
//! time here, as plainly as possible.

#![no_main]

use cors_core::{Config, Decision, Policy};
use cors_fuzz::{any_matches, config, origin_near, without_violations};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response};
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
    let (config, policy) = without_violations(config(&mut u)?);
    let open = Policy::try_from(Config::new().origins(["*"])).expect("a valid policy");
    while !u.is_empty() {
        let request = request(&mut u, &config)?;
        let before = response_headers(&mut u)?;
        let decision = policy.decide(&request);
        let explanation = policy.explain(&request);
        let runs = matches!(decision, Decision::Proceed(_));
        assert_eq!(explanation.handler_runs, runs, "{explanation:?}");
        match decision {
            Decision::Respond(response) => {
                let response: Response<()> = response.into_response();
                let expected = expected_response(&config, &request).expect("the handler runs");
                let status = response.status().as_u16();
                assert_eq!((status, response.headers()), (expected.0, &expected.1));
            }
            Decision::Proceed(headers) => {
                assert_eq!(expected_response(&config, &request), None);
                let mut response = Response::new(());
                *response.headers_mut() = before.clone();
                headers.clone().apply(&mut response);
                let decided = response.headers().clone();
                assert_eq!(decided, expected_headers(&config, &request, before));
                check_invariants(&config, &decided);
                // The nearest policy decides: neither the same one nor an outer one changes anything.
                headers.apply(&mut response);
                if let Decision::Proceed(outer) = open.decide(&request) {
                    outer.apply(&mut response);
                }
                assert_eq!(*response.headers(), decided);
            }
        }
    }
    Ok(())
}

fn request(u: &mut Unstructured<'_>, config: &Config) -> Result<Request<()>> {
    let mut request = Request::new(());
    *request.method_mut() = match u.int_in_range(0..=3)? {
        0 | 1 => Method::OPTIONS,
        2 => Method::GET,
        _ => Method::from_bytes(u.arbitrary()?).unwrap_or(Method::PUT),
    };
    if u.ratio(1, 4)?
        && let Ok(uri) = format!("https://{}/", host(u, config)?).parse()
    {
        *request.uri_mut() = uri;
    }
    for _ in 0..u.int_in_range(0..=5)? {
        let (name, value) = match u.int_in_range(0..=7)? {
            0..=2 => ("origin", origin_near(u, &config.origins)?),
            3 => ("host", host(u, config)?.into_bytes()),
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

/// The host that the request is sent to, sometimes that of its origin.
fn host(u: &mut Unstructured<'_>, config: &Config) -> Result<String> {
    let origin = origin_near(u, &config.origins)?;
    let origin = String::from_utf8_lossy(&origin).into_owned();
    Ok(origin.split("://").nth(1).unwrap_or_default().to_owned())
}

/// Headers of the handler's response.
fn response_headers(u: &mut Unstructured<'_>) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    let lines = [
        ("vary", "Accept"),
        ("vary", "accept-encoding, ORIGIN"),
        ("vary", "*"),
        ("vary", "Original,\torigin\t"),
        ("vary", "X-Origin"),
        ("vary", "origin"),
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

fn is_any(config: &Config) -> bool {
    has_any(&config.origins)
}

fn has_any(list: &[String]) -> bool {
    list.iter().any(|entry| entry == "*")
}

fn allowed_origin(config: &Config, request: &Request<()>) -> Option<HeaderValue> {
    if is_any(config) {
        return Some(HeaderValue::from_static("*"));
    }
    let origin = single(request, "origin")?;
    any_matches(&config.origins, origin.as_bytes()).then_some(origin)
}

fn single(request: &Request<()>, name: &str) -> Option<HeaderValue> {
    match &request.headers().get_all(name).iter().collect::<Vec<_>>()[..] {
        [value] => Some((*value).clone()),
        _ => None,
    }
}

/// The status and the headers, if the handler doesn't run.
fn expected_response(config: &Config, request: &Request<()>) -> Option<(u16, HeaderMap)> {
    let has = |name| request.headers().contains_key(name);
    let allowed = allowed_origin(config, request);
    let preflight = request.method() == Method::OPTIONS && has("origin") && has(ACRM);
    let mut headers = HeaderMap::new();
    if allowed.is_none() {
        let rejected = preflight || config.enforce && has("origin") && !is_same_origin(request);
        headers.insert("vary", HeaderValue::from_static("Origin"));
        return rejected.then_some((403, headers));
    }
    if !preflight {
        return None;
    }
    if !is_any(config) {
        headers.append("vary", HeaderValue::from_static("Origin"));
    }
    headers.extend(allowed.map(|origin| (HeaderName::from_static(ACAO), origin)));
    if config.credentials {
        headers.insert(ACAC, HeaderValue::from_static("true"));
    }
    for (entries, allow, requested, lines, vary) in [
        (
            &config.methods,
            ACAM,
            ACRM,
            1,
            "Access-Control-Request-Method",
        ),
        (
            &config.headers,
            ACAH,
            ACRH,
            usize::MAX,
            "Access-Control-Request-Headers",
        ),
    ] {
        if config.credentials && has_any(entries) {
            headers.append("vary", HeaderValue::from_static(vary));
            for line in request.headers().get_all(requested).iter().take(lines) {
                headers.append(allow, line.clone());
            }
        } else if !entries.is_empty() {
            headers.insert(allow, text(&entries.join(", ")));
        }
    }
    if let Some(max_age) = config.max_age {
        headers.insert(ACMA, text(&max_age.as_secs().to_string()));
    }
    Some((204, headers))
}

fn is_same_origin(request: &Request<()>) -> bool {
    if request.headers().contains_key("sec-fetch-site") {
        return single(request, "sec-fetch-site")
            .is_some_and(|site| ["same-origin", "none"].iter().any(|same| site == same));
    }
    let host = if request.headers().contains_key("host") {
        single(request, "host").map(|host| host.as_bytes().to_vec())
    } else {
        request
            .uri()
            .authority()
            .map(|authority| authority.as_str().as_bytes().to_vec())
    };
    // No page has an `Origin` without a host.
    let (Some(host), Some(origin)) = (host, single(request, "origin")) else {
        return false;
    };
    // Without case, and without the default port (RFC 9110 §4.2.3).
    let same = |scheme: &str, port: &[u8]| {
        let mut host = host.to_ascii_lowercase();
        for default in [port, b":"] {
            if host.ends_with(default) {
                host.truncate(host.len() - default.len());
                break;
            }
        }
        !host.is_empty()
            && origin.as_bytes().to_ascii_lowercase() == [scheme.as_bytes(), &host].concat()
            && origin.as_bytes().starts_with(scheme.as_bytes())
    };
    same("https://", b":443") || same("http://", b":80")
}

fn expected_headers(config: &Config, request: &Request<()>, before: HeaderMap) -> HeaderMap {
    let mut headers = before;
    // Those of an upstream server.
    for foreign in [ACAO, ACAC, ACEH] {
        headers.remove(foreign);
    }
    let varies = headers.get_all("vary").iter().any(|line| {
        let line = line.to_str().expect("the lines above").to_ascii_lowercase();
        line.split(',')
            .any(|name| ["*", "origin"].contains(&name.trim()))
    });
    if !is_any(config) && !varies {
        headers.append("vary", HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = allowed_origin(config, request) {
        headers.insert(ACAO, origin);
        if config.credentials {
            headers.insert(ACAC, HeaderValue::from_static("true"));
        }
        if !config.expose.is_empty() {
            headers.insert(ACEH, text(&config.expose.join(", ")));
        }
    }
    headers
}

fn text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("valid entries are valid header values")
}

/// What has to hold whatever the table says.
fn check_invariants(config: &Config, headers: &HeaderMap) {
    let origins: Vec<_> = headers.get_all(ACAO).iter().collect();
    let any = origins.iter().any(|origin| *origin == "*");
    assert!(!(any && config.credentials), "`*` with credentials");
    assert!(is_any(config) || headers.contains_key("vary") || !origins.is_empty());
    assert!(
        headers.get_all(ACMA).iter().next().is_none(),
        "max-age is for preflights"
    );
}
