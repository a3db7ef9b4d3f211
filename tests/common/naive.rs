//! The matching of `docs/origins.md`, written as plainly as possible: cut both texts into scheme, host and port, and
//! compare them one by one.

pub(crate) fn matches(pattern: &str, origin: &[u8]) -> bool {
    if pattern == "*" || !pattern.contains('*') {
        return pattern == "*" || pattern.as_bytes() == origin;
    }
    let Ok(origin) = std::str::from_utf8(origin) else {
        return false;
    };
    let (Some(pattern), Some(origin)) = (cut(pattern), cut(origin)) else {
        return false;
    };
    let (scheme, host, port) = origin;
    scheme == pattern.0 && host_matches(pattern.1, host) && port_matches(pattern.2, scheme, port)
}

pub(crate) fn any_matches(patterns: &[String], origin: &[u8]) -> bool {
    patterns.iter().any(|pattern| matches(pattern, origin))
}

fn cut(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let (scheme, rest) = text.split_once("://")?;
    Some(match rest.rsplit_once(':') {
        // A colon before the `]` of an IPv6 address starts no port.
        Some((host, port)) if !port.contains(']') => (scheme, host, Some(port)),
        _ => (scheme, rest, None),
    })
}

fn host_matches(pattern: &str, host: &str) -> bool {
    if pattern == "*" {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        return (1..=253).contains(&host.len()) && host.chars().all(allowed);
    }
    let Some(parent) = pattern.strip_prefix("*.") else {
        return match pattern.split_once('*') {
            None => host == pattern,
            Some((before, after)) => label_matches(before, after, host),
        };
    };
    let Some(labels) = host.strip_suffix(&format!(".{parent}")) else {
        return false;
    };
    let allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    host.len() <= 253
        && labels.split('.').all(|label| {
            (1..=63).contains(&label.len()) && label.chars().all(|c| allowed.contains(c))
        })
}

/// A `*` inside of the first label.
fn label_matches(before: &str, after: &str, host: &str) -> bool {
    let between = host
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after));
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    host.len() <= 253
        && host.split('.').all(|label| label.len() <= 63)
        && between.is_some_and(|between| !between.is_empty() && between.chars().all(allowed))
}

fn port_matches(pattern: Option<&str>, scheme: &str, port: Option<&str>) -> bool {
    match (pattern, port) {
        (Some("*"), None) => true,
        (Some("*"), Some(port)) => {
            let default = match scheme {
                "https" => "443",
                "http" => "80",
                _ => "",
            };
            let number: Option<u16> = port.parse().ok();
            // Written as the number is, and not as `0443` or `+443`.
            port != default && number.is_some_and(|number| number > 0 && number.to_string() == port)
        }
        (pattern, port) => pattern == port,
    }
}
