//! What Fetch needs of the URL standard: origins, and where a `Location` leads.

use std::net::Ipv4Addr;

use http::Uri;

/// An absolute URL with the scheme `http` or `https`. A fragment isn't part of it.
pub(crate) fn parse(url: &str) -> Option<Uri> {
    let (url, _) = url.split_once('#').unwrap_or((url, ""));
    let uri: Uri = escape(url).parse().ok()?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    (is_http && has_host_and_port(&uri)).then_some(uri)
}

/// `http` takes any text for a port, and then has none.
fn has_host_and_port(url: &Uri) -> bool {
    let (Some(host), Some(authority)) = (url.host(), url.authority()) else {
        return false;
    };
    let after = authority.as_str().rsplit('@').next().unwrap_or_default();
    let no_port = after.strip_suffix(':').unwrap_or(after) == host;
    !host.is_empty() && (no_port || authority.port_u16().is_some())
}

/// The bytes that the URL standard escapes on the way, and that `http` doesn't take.
fn escape(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte <= b' ' || byte >= 0x7f || b"\"<>`".contains(&byte) {
            escaped += &format!("%{byte:02X}");
        } else {
            escaped.push(byte.into());
        }
    }
    escaped
}

/// The serialized origin of a URL (HTML, "serialization of an origin").
pub(crate) fn origin(url: &Uri) -> String {
    format!("{}://{}", scheme(url), host_and_port(url))
}

/// The origin of an `http` or `https` URL, as browsers write it.
///
/// ```
/// use cors_check::origin_of;
///
/// assert_eq!(origin_of("https://API.example.com:443/notes").unwrap(), "https://api.example.com");
/// assert_eq!(origin_of("notes"), None);
/// ```
#[must_use]
pub fn origin_of(url: &str) -> Option<String> {
    parse(url).as_ref().map(origin)
}

pub(crate) fn scheme(url: &Uri) -> &str {
    url.scheme_str().unwrap_or_default()
}

pub(crate) fn host(url: &Uri) -> String {
    url.host().unwrap_or_default().to_ascii_lowercase()
}

/// Without the default port of the scheme.
pub(crate) fn host_and_port(url: &Uri) -> String {
    let default = if scheme(url) == "https" { 443 } else { 80 };
    match url.port_u16() {
        Some(port) if port != default => format!("{}:{port}", host(url)),
        _ => host(url),
    }
}

/// Whether there is a user name or a password in it.
pub(crate) fn includes_credentials(url: &Uri) -> bool {
    url.authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
}

/// Whether the connection can be trusted (Secure Contexts §3.1): only then browsers send `Sec-Fetch-*`.
pub(crate) fn is_potentially_trustworthy(url: &Uri) -> bool {
    let host = host(url);
    scheme(url) == "https"
        || host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || host
            .parse()
            .is_ok_and(|address: Ipv4Addr| address.is_loopback())
}

/// Whether anyone on the network between can pose as pages of this origin. Those of applications and of browser
/// extensions, whose schemes are others, don't cross a network.
pub(crate) fn is_insecure_origin(origin: &str) -> bool {
    parse(origin).is_some_and(|url| !is_potentially_trustworthy(&url))
}

/// Where a `Location` leads from a URL (RFC 3986 §5.2), if that is an HTTP(S) URL.
pub(crate) fn resolve(base: &Uri, location: &str) -> Option<Uri> {
    let location = location.trim_matches([' ', '\t']);
    let (location, _) = location.split_once('#').unwrap_or((location, ""));
    let (scheme, authority) = (scheme(base), base.authority()?);
    if has_scheme(location) {
        parse(location)
    } else if location.starts_with("//") {
        parse(&format!("{scheme}:{location}"))
    } else if location.is_empty() {
        Some(base.clone())
    } else if location.starts_with('?') {
        parse(&format!("{scheme}://{authority}{}{location}", base.path()))
    } else {
        let folder = match location.starts_with('/') {
            true => "",
            false => base
                .path()
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder),
        };
        let (path, query) = location.split_at(location.find('?').unwrap_or(location.len()));
        let path = without_dots(&format!("{folder}/{}", path.trim_start_matches('/')));
        parse(&format!("{scheme}://{authority}{path}{query}"))
    }
}

pub(crate) fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        let of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(of_scheme)
    })
}

/// RFC 3986 §5.2.4, "remove dot segments".
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = vec![];
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_serialized_without_what_is_implied() {
        for (url, expected) in [
            ("https://API.example.com:443/a?b", "https://api.example.com"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:", "http://localhost"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("https://user@example.com:80/#f", "https://example.com:80"),
        ] {
            assert_eq!(origin(&parse(url).unwrap()), expected);
        }
        for url in [
            "/notes",
            "ftp://example.com/",
            "https://",
            "mailto:a@b",
            "http://localhost:65536/",
            "http://[::1]:x/",
            "http://a:a/",
            "http://[::1/",
        ] {
            assert_eq!(parse(url), None, "{url}");
        }
    }

    #[test]
    fn locations_lead_where_they_say() {
        let base = parse("https://a.example:8443/one/two?three").unwrap();
        for (location, expected) in [
            ("http://b.example/x", "http://b.example/x"),
            ("//b.example/x", "https://b.example/x"),
            ("/x?y#z", "https://a.example:8443/x?y"),
            ("?y", "https://a.example:8443/one/two?y"),
            ("x", "https://a.example:8443/one/x"),
            ("./x/../y/.", "https://a.example:8443/one/y/"),
            ("../../..", "https://a.example:8443/"),
            ("a b", "https://a.example:8443/one/a%20b"),
            ("", "https://a.example:8443/one/two?three"),
        ] {
            let url = resolve(&base, location).unwrap();
            assert_eq!(url.to_string(), expected, "{location}");
        }
        assert_eq!(resolve(&base, "data:text/plain,x"), None);
        assert_eq!(resolve(&base, "https://"), None);
    }
}
