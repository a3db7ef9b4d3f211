//! Hosts, as the URL standard parses and serializes them.
//!
//! The `url` crate does all of this, but its ICU tables would more than double the time of a user's
//! first build. These are lighter tables by the same authors, and tests compare the results with
//! those of `url`.

use std::fmt::{self, Display, Formatter};
use std::net::{Ipv4Addr, Ipv6Addr};

use idna_mapping::Mapper;
use unicode_bidi::{BidiClass, bidi_class};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::origins::MAX_LABEL;

/// An IP address as a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    V4(Ipv4Addr),
    V6(Ipv6Addr),
}

/// A host that is parsed as an address and isn't a valid one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InvalidAddress {
    Ipv4,
    Ipv6,
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => address.fmt(f),
            // RFC 5952, except for IPv4-mapped addresses, which browsers write in hexadecimal too
            // (URL standard §3.5, "IPv6 serializer").
            Self::V6(address) => match address.to_ipv4_mapped() {
                Some(_) => {
                    let [.., high, low] = address.segments();
                    write!(f, "[::ffff:{high:x}:{low:x}]")
                }
                None => write!(f, "[{address}]"),
            },
        }
    }
}

/// The address that this host is parsed as; none if it is a domain.
pub(super) fn address(host: &str) -> Option<Result<Address, InvalidAddress>> {
    if let Some(rest) = host.strip_prefix('[') {
        let address = rest.strip_suffix(']').and_then(|inner| inner.parse().ok());
        return Some(address.map(Address::V6).ok_or(InvalidAddress::Ipv6));
    }
    if host.contains([':', '[', ']']) {
        return Some(
            host.parse()
                .map(Address::V6)
                .map_err(|_| InvalidAddress::Ipv6),
        );
    }
    // URL standard §3.5, "ends in a number checker".
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next()?;
    let number = last.bytes().all(|byte| byte.is_ascii_digit()) || parse_number(last).is_some();
    (number && !last.is_empty()).then(|| ipv4(host).map(Address::V4).ok_or(InvalidAddress::Ipv4))
}

/// URL standard §3.5, "IPv4 parser", which takes fewer numbers and other bases too.
fn ipv4(host: &str) -> Option<Ipv4Addr> {
    let numbers: Vec<u64> = host.split('.').map(parse_number).collect::<Option<_>>()?;
    let (last, first) = numbers.split_last()?;
    let room = 4_u32
        .checked_sub(u32::try_from(first.len()).ok()?)
        .filter(|room| *room > 0)?;
    if first.iter().any(|number| *number > 255) || *last >= 256_u64.pow(room) {
        return None;
    }
    let high = first
        .iter()
        .zip([24, 16, 8])
        .map(|(number, shift)| number << shift);
    u32::try_from(high.sum::<u64>() + last)
        .ok()
        .map(Ipv4Addr::from)
}

fn parse_number(text: &str) -> Option<u64> {
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&text[2..], 16),
        [b'0', _, ..] => (&text[1..], 8),
        _ => (text, 10),
    };
    match digits {
        "" => (radix == 16).then_some(0),
        _ if digits.starts_with('+') => None,
        _ => u64::from_str_radix(digits, radix).ok(),
    }
}

/// The host as browsers send it, if it is valid: URL standard §3.3, "domain to ASCII", by UTS 46's
/// mapping, normalization and Punycode.
pub(super) fn domain_to_ascii(host: &str) -> Option<String> {
    if let Some(Ok(address)) = address(host) {
        return Some(address.to_string());
    }
    let mapped: String = Mapper::new(host.chars(), false).nfc().collect();
    let labels: Vec<_> = mapped
        .split('.')
        .filter(|label| !label.is_empty())
        .collect();
    let is_bidi = labels.iter().any(|label| label.chars().any(is_rtl));
    let valid = labels
        .iter()
        .all(|label| is_valid(label) && (!is_bidi || satisfies_bidi_rule(label)));
    if !valid {
        return None;
    }
    let labels: Vec<_> = labels
        .into_iter()
        .map(label_to_ascii)
        .collect::<Option<_>>()?;
    let host = labels.join(".");
    Some(match address(&host) {
        Some(Ok(address)) => address.to_string(),
        _ => host,
    })
}

/// UTS 46 §4.1, "validity criteria", of a mapped label. Whether a joiner is valid depends on the
/// letters beside it, so no label with one passes.
fn is_valid(label: &str) -> bool {
    !label.contains(['\u{fffd}', '\u{200c}', '\u{200d}']) && !label.starts_with(is_combining_mark)
}

fn is_rtl(letter: char) -> bool {
    matches!(
        bidi_class(letter),
        BidiClass::R | BidiClass::AL | BidiClass::AN
    )
}

/// RFC 5893 §2, "The Bidi Rule", which every label has to satisfy if one of them has a
/// right-to-left letter.
fn satisfies_bidi_rule(label: &str) -> bool {
    use BidiClass::{AL, AN, BN, CS, EN, ES, ET, L, NSM, ON, R};
    let classes: Vec<_> = label.chars().map(bidi_class).collect();
    let last = classes.iter().rev().find(|class| **class != NSM);
    let has = |wanted| classes.contains(&wanted);
    match classes.first() {
        Some(L) => {
            let fits = |class: &_| matches!(class, L | EN | ES | CS | ET | ON | BN | NSM);
            classes.iter().all(fits) && matches!(last, Some(L | EN))
        }
        Some(R | AL) => {
            let fits = |class: &_| matches!(class, R | AL | AN | EN | ES | CS | ET | ON | BN | NSM);
            classes.iter().all(fits)
                && matches!(last, Some(R | AL | EN | AN))
                && !(has(EN) && has(AN))
        }
        _ => false,
    }
}

fn label_to_ascii(label: &str) -> Option<String> {
    if label.is_ascii() {
        return Some(label.to_owned());
    }
    if label.len() > 4 * MAX_LABEL {
        return None;
    }
    punycode::encode(label)
        .ok()
        .map(|ascii| format!("xn--{ascii}"))
}

/// Whether a label that starts with `xn--` is the Punycode of a name.
pub(super) fn is_punycode(label: &str) -> bool {
    label.strip_prefix("xn--").is_some_and(|encoded| {
        punycode::decode(encoded).is_ok_and(|name| {
            // Browsers map a name before they encode it, so no name that mapping would change is
            // ever encoded.
            !name.is_ascii()
                && Mapper::new(name.chars(), true).eq(name.chars())
                && label_to_ascii(&name).is_some_and(|again| again == label)
        })
    })
}

/// Whether this host is always the user's own machine: `localhost`, a name under it (RFC 6761
/// §6.3), or a loopback address.
pub(super) fn is_loopback(host: &str) -> bool {
    match address(host) {
        Some(Ok(Address::V4(address))) => address.is_loopback(),
        Some(Ok(Address::V6(address))) => address.is_loopback(),
        Some(Err(_)) => false,
        None => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// Whether this is an address in a local network (RFC 1918).
pub(super) fn is_private(host: &str) -> bool {
    matches!(address(host), Some(Ok(Address::V4(address))) if address.is_private())
}

/// Whether anyone can register a name directly under this one: it is in the Public Suffix List, or
/// a top-level domain that the list doesn't know (its rule `*`), or the parent of a wildcard in the
/// list, such as `kawasaki.jp` of `*.kawasaki.jp`.
pub(super) fn is_public_suffix(host: &str) -> bool {
    let is_suffix = |host: &str| psl2::lookup(host).is_some_and(|found| found.is_public_suffix());
    is_suffix(host) || is_suffix(&format!("-.{host}"))
}

/// Whether a registry takes names of anyone directly under this one: it is in the Public Suffix List's section of such.
pub(super) fn is_registry_suffix(host: &str) -> bool {
    psl2::lookup(host).is_some_and(|found| found.is_public_suffix() && found.is_icann())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_ends_in_a_number_or_has_a_colon_is_an_address() {
        let text = |host| address(host).map(|found| found.map(|address| address.to_string()));
        let valid = |text: &str| Some(Ok(text.to_owned()));
        assert_eq!(text("example.com"), None);
        assert_eq!(text("1.example"), None);
        assert_eq!(text("127.1"), valid("127.0.0.1"));
        assert_eq!(text("0x7f.0.0.01."), valid("127.0.0.1"));
        assert_eq!(text("example.1"), Some(Err(InvalidAddress::Ipv4)));
        assert_eq!(text("1.2.3.256"), Some(Err(InvalidAddress::Ipv4)));
        assert_eq!(text("[2001:DB8:0:0::1]"), valid("[2001:db8::1]"));
        assert_eq!(text("[::ffff:1.2.3.4]"), valid("[::ffff:102:304]"));
        assert_eq!(text("[::g]"), Some(Err(InvalidAddress::Ipv6)));
    }

    #[test]
    fn a_domain_is_mapped_normalized_and_encoded() {
        let ascii = |host| domain_to_ascii(host);
        assert_eq!(
            ascii("BÜCHER.example").as_deref(),
            Some("xn--bcher-kva.example")
        );
        assert_eq!(
            ascii("bu\u{308}cher.example").as_deref(),
            Some("xn--bcher-kva.example")
        );
        // A mapped domain may turn out to be an address.
        assert_eq!(ascii("１２７．1").as_deref(), Some("127.0.0.1"));
        // A joiner, and a label of letters in both directions.
        assert_eq!(ascii("a\u{200d}b.example"), None);
        assert_eq!(ascii("aא.example"), None);
    }

    #[test]
    fn punycode_is_valid_only_as_a_browser_would_encode_it() {
        assert!(is_punycode("xn--bcher-kva"));
        // Not Punycode at all, an ASCII name, and a name with an upper-case letter.
        for label in ["xn--f", "xn--abc-", "xn--Bcher-kva"] {
            assert!(!is_punycode(label), "{label}");
        }
    }

    #[test]
    fn a_public_suffix_is_listed_unknown_or_the_parent_of_a_wildcard() {
        for host in [
            "com",
            "github.io",
            "unknown-tld",
            "kawasaki.jp",
            "a.kawasaki.jp",
        ] {
            assert!(is_public_suffix(host), "{host}");
        }
        // `city.kawasaki.jp` is an exception in the list.
        for host in ["example.com", "a.github.io", "city.kawasaki.jp"] {
            assert!(!is_public_suffix(host), "{host}");
        }
    }
}
