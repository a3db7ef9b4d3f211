//! Hosts as the URL standard makes them.
//!
//! The `url` crate knows all of that, and its ICU tables would more than double the time that a user's first
//! build takes. These are the lighter tables by the same authors, and tests hold the results against `url`.

use std::fmt::{self, Display, Formatter};
use std::net::{Ipv4Addr, Ipv6Addr};

use idna_mapping::Mapper;
use psl::Psl;
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

/// What a host looks like and isn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Not {
    Ipv4,
    Ipv6,
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => address.fmt(f),
            // RFC 5952, but for addresses that hold an IPv4 one: browsers write those in hexadecimal too
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

/// The address that this host is, if it is one or looks like one.
pub(super) fn address(host: &str) -> Option<Result<Address, Not>> {
    if let Some(rest) = host.strip_prefix('[') {
        let address = rest.strip_suffix(']').and_then(|inner| inner.parse().ok());
        return Some(address.map(Address::V6).ok_or(Not::Ipv6));
    }
    if host.contains([':', '[', ']']) {
        return Some(host.parse().map(Address::V6).map_err(|_| Not::Ipv6));
    }
    // URL standard §3.5, "ends in a number checker".
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next()?;
    let number = last.bytes().all(|byte| byte.is_ascii_digit()) || parse_number(last).is_some();
    (number && !last.is_empty()).then(|| ipv4(host).map(Address::V4).ok_or(Not::Ipv4))
}

/// The IPv4 parser of the URL standard (§3.5), which takes shorter forms and other bases.
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

/// The host as a browser would send it, if it can be told: UTS 46's mapping, normalization and Punycode, as
/// the URL standard has them (§3.3, "domain to ASCII").
pub(super) fn canonical(host: &str) -> Option<String> {
    if let Some(Ok(address)) = address(host) {
        return Some(address.to_string());
    }
    let mapped: String = Mapper::new(host.chars(), false).nfc().collect();
    let labels: Vec<_> = mapped
        .split('.')
        .filter(|label| !label.is_empty())
        .collect();
    let from_right = labels.iter().any(|label| label.chars().any(is_from_right));
    let valid = labels
        .iter()
        .all(|label| is_valid(label) && (!from_right || keeps_bidi_rule(label)));
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

/// UTS 46 §4.1, "validity criteria", of a mapped label. Joiners depend on the letters beside them; a label
/// with one is left to its author.
fn is_valid(label: &str) -> bool {
    !label.contains(['\u{fffd}', '\u{200c}', '\u{200d}']) && !label.starts_with(is_combining_mark)
}

fn is_from_right(letter: char) -> bool {
    matches!(
        bidi_class(letter),
        BidiClass::R | BidiClass::AL | BidiClass::AN
    )
}

/// RFC 5893 §2, "The Bidi Rule", which holds for every label as soon as one has a letter from right to left.
fn keeps_bidi_rule(label: &str) -> bool {
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

/// Whether a label that starts with `xn--` is what some name becomes.
pub(super) fn is_punycode(label: &str) -> bool {
    label.strip_prefix("xn--").is_some_and(|encoded| {
        punycode::decode(encoded).is_ok_and(|name| {
            // A name that mapping would change, or take for none, is never what a browser encodes.
            !name.is_ascii()
                && Mapper::new(name.chars(), true).eq(name.chars())
                && label_to_ascii(&name).is_some_and(|again| again == label)
        })
    })
}

/// Whether this host is always the machine itself: `localhost`, a name under it (RFC 6761 §6.3), or a
/// loopback address.
pub(super) fn is_loopback(host: &str) -> bool {
    match address(host) {
        Some(Ok(Address::V4(address))) => address.is_loopback(),
        Some(Ok(Address::V6(address))) => address.is_loopback(),
        Some(Err(_)) => false,
        None => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// Whether anyone can register a name right under this one. That is so for what the list holds, for every
/// top-level domain that it doesn't know (its rule `*`), and for parents of a wildcard in it, such as
/// `kawasaki.jp` with `*.kawasaki.jp`.
pub(super) fn is_public_suffix(host: &str) -> bool {
    let is_suffix = |host: &str| {
        psl::List
            .suffix(host.as_bytes())
            .is_some_and(|suffix| suffix.as_bytes() == host.as_bytes())
    };
    is_suffix(host) || is_suffix(&format!("-.{host}"))
}
