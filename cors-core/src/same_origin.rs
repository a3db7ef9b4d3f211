//! Whether a request comes from a page of the server's own origin, as far as a server can know.

use crate::head::{RequestHead, RequestHeader};
use crate::preflight::Sent;

/// Whether a request with an `Origin` comes from a page of the server's own origin. The server doesn't know its own
/// scheme. So `Sec-Fetch-Site` is asked first, and where the browser doesn't send it, as on plain `http`, the host and
/// port of the origin are compared with those that the request was sent to.
pub(crate) fn is_same_origin<H: RequestHead>(head: &H) -> bool {
    match Sent::of(head, RequestHeader::SecFetchSite) {
        Sent::Once(site) => return matches!(site.as_ref(), b"same-origin" | b"none"),
        Sent::Repeatedly => return false,
        Sent::Never => {}
    }
    let Sent::Once(origin) = Sent::of(head, RequestHeader::Origin) else {
        return false;
    };
    let is_of = |host: &[u8]| is_host_of(host, origin.as_ref());
    match Sent::of(head, RequestHeader::Host) {
        Sent::Once(host) => is_of(host.as_ref()),
        // HTTP/2 has `:authority` in place of `Host` (RFC 9113 §8.3.1).
        Sent::Never => head.authority().is_some_and(is_of),
        Sent::Repeatedly => false,
    }
}

/// Whether a request with this `Host` was sent to this origin, if the server has its scheme. A host is case-insensitive,
/// and an empty port is the default one (RFC 9110 §4.2.3); an origin has neither upper case nor a default port.
fn is_host_of(host: &[u8], origin: &[u8]) -> bool {
    [(&b"https://"[..], &b":443"[..]), (b"http://", b":80")]
        .iter()
        .any(|(scheme, default_port)| {
            let host = [*default_port, b":"]
                .iter()
                .find_map(|port| host.strip_suffix(*port))
                .unwrap_or(host);
            // No page has an origin without a host: an empty `Host` doesn't equal the origin `https://`.
            !host.is_empty()
                && origin
                    .strip_prefix(*scheme)
                    .is_some_and(|of_origin| of_origin.eq_ignore_ascii_case(host))
        })
}

#[cfg(test)]
mod tests {
    use super::is_host_of;

    #[test]
    fn a_host_is_compared_as_rfc_9110_says() {
        for (host, origin) in [
            ("api.example.com", "https://api.example.com"),
            ("API.example.com", "https://api.example.com"),
            ("api.example.com:443", "https://api.example.com"),
            ("nas.local:80", "http://nas.local"),
            ("NAS.local:", "http://nas.local"),
            ("nas.local:8080", "http://nas.local:8080"),
            ("[::1]:80", "http://[::1]"),
            ("[2001:DB8::1]", "https://[2001:db8::1]"),
        ] {
            assert!(
                is_host_of(host.as_bytes(), origin.as_bytes()),
                "{host} {origin}"
            );
        }
        for (host, origin) in [
            // The default port of the other scheme.
            ("api.example.com:80", "https://api.example.com"),
            ("nas.local:443", "http://nas.local"),
            ("nas.local", "http://nas.local:8080"),
            ("nas.local:8080", "http://nas.local"),
            ("nas.local:080", "http://nas.local"),
            ("nas.local:80:80", "http://nas.local"),
            ("evil.example", "https://api.example.com"),
            ("api.example.com.", "https://api.example.com"),
            ("", "https://"),
            (":443", "https://"),
            (":", "http://"),
            ("app", "ftp://app"),
        ] {
            assert!(
                !is_host_of(host.as_bytes(), origin.as_bytes()),
                "{host} {origin}"
            );
        }
    }
}
