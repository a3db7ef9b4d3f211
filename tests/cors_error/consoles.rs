//! What the consoles of Firefox and Safari say of a fetch that is blocked. The sentences are those of Gecko's
//! `security.properties`, and of WebKit's `CrossOriginAccessControl.cpp` and `CrossOriginPreflightResultCache.cpp`.

use cors_check::{Outcome, Reason};

pub(crate) fn firefox<B>(outcome: &Outcome<B>) -> Option<String> {
    let blocked = outcome.blocked()?;
    let status = outcome.exchanges().last()?.response.status().as_u16();
    let reason = match &blocked.reason {
        Reason::MissingAllowOrigin => {
            format!("(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: {status}.")
        }
        Reason::WildcardWithCredentials => {
            "(Reason: Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).".to_owned()
        }
        Reason::MissingAllowCredentials(_) => {
            "(Reason: expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).".to_owned()
        }
        Reason::PreflightStatus(_) => {
            format!("(Reason: CORS preflight response did not succeed). Status code: {status}.")
        }
        Reason::MethodNotAllowed(_) => {
            "(Reason: Did not find method in CORS header ‘Access-Control-Allow-Methods’).".to_owned()
        }
        Reason::HeadersNotAllowed(names) => format!(
            "(Reason: header ‘{}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight \
             response).",
            names.first()?
        ),
        _ => return None,
    };
    let url = &outcome.fetch.url;
    // One of the sentences has quotes.
    let url = match blocked.reason {
        Reason::WildcardWithCredentials => format!("‘{url}’"),
        _ => url.clone(),
    };
    Some(format!(
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. {reason}"
    ))
}

pub(crate) fn safari<B>(outcome: &Outcome<B>) -> Option<String> {
    let blocked = outcome.blocked()?;
    let status = outcome.exchanges().last()?.response.status();
    // WebKit looks at the status first.
    if blocked.by_preflight && !status.is_success() {
        return Some(format!(
            "Preflight response is not successful. Status code: {}",
            status.as_u16()
        ));
    }
    Some(match &blocked.reason {
        Reason::MissingAllowOrigin => format!(
            "Origin {} is not allowed by Access-Control-Allow-Origin. Status code: {}",
            outcome.page.origin(),
            status.as_u16()
        ),
        Reason::WildcardWithCredentials => {
            "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true."
                .to_owned()
        }
        Reason::MissingAllowCredentials(_) => {
            "Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\"."
                .to_owned()
        }
        Reason::MethodNotAllowed(method) => {
            format!("Method {method} is not allowed by Access-Control-Allow-Methods.")
        }
        Reason::HeadersNotAllowed(names) => format!(
            "Request header field {} is not allowed by Access-Control-Allow-Headers.",
            names.first()?
        ),
        _ => return None,
    })
}
