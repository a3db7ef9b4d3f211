//! Hosts as the URL standard makes them, with the least that a compiler should have to load: the whole
//! standard comes with the tables of Unicode, which would more than double the time a user's first build
//! takes. A test holds this against the `url` crate.

use std::fmt::{self, Display, Formatter};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use psl::Psl;
use unicode_normalization::UnicodeNormalization;

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

/// Letters of which UTS 46 makes no more than lower case and NFKC, and which a label may start with.
const LETTERS: [RangeInclusive<char>; 23] = [
    // Latin
    'À'..='Ö',
    'Ø'..='ö',
    'ø'..='ɏ',
    'Ḁ'..='ỿ',
    'Ａ'..='Ｚ',
    'ａ'..='ｚ',
    // Greek
    'Έ'..='Ί',
    'Ό'..='Ό',
    'Ύ'..='Ρ',
    'Σ'..='ώ',
    // Cyrillic, Armenian, Georgian
    'Ѐ'..='ҁ',
    'Ҋ'..='ԯ',
    'Ա'..='Ֆ',
    'ա'..='ֆ',
    'ა'..='ჺ',
    // Devanagari, Thai
    'ऄ'..='ह',
    'ก'..='ะ',
    'เ'..='ๆ',
    // Japanese, Korean, Chinese
    'ぁ'..='ゖ',
    'ァ'..='ー',
    '가'..='힣',
    '㐀'..='䶿',
    '一'..='鿿',
];
/// The same of scripts from right to left: Hebrew, Arabic.
const LETTERS_FROM_RIGHT: [RangeInclusive<char>; 4] = ['א'..='ת', 'ؠ'..='ؿ', 'ف'..='ي', 'ٱ'..='ۓ'];
/// Marks of these scripts, which a label can't start with.
const MARKS: [RangeInclusive<char>; 5] = [
    '\u{300}'..='\u{33f}',
    '\u{93e}'..='\u{94d}',
    '\u{e31}'..='\u{e31}',
    '\u{e34}'..='\u{e3a}',
    '\u{e47}'..='\u{e4e}',
];

fn is_of(ranges: &[RangeInclusive<char>], letter: char) -> bool {
    ranges.iter().any(|range| range.contains(&letter))
}

/// Whether UTS 46 takes this host for a name and makes of it what [`canonical`] does. For what isn't known
/// here no name is better than a wrong one, which would never match.
fn is_well_known(host: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || is_of(&LETTERS, c);
    let mark = |c: char| is_of(&MARKS, c);
    let from_right = |c: char| is_of(&LETTERS_FROM_RIGHT, c);
    // RFC 5893 §2, "The Bidi Rule", which holds for every label as soon as one is from right to left.
    let bidi = host.contains(from_right);
    let digit = |c: char| c.is_ascii_digit();
    let mut labels = host.split('.').filter(|label| !label.is_empty());
    labels.all(|label| {
        if bidi && label.chars().all(from_right) {
            return true;
        }
        let known = label.chars().all(|c| c.is_ascii() || letter(c) || mark(c));
        let ends_fit = label.starts_with(letter) && label.ends_with(|c| letter(c) || digit(c));
        known && !label.starts_with(mark) && (!bidi || ends_fit)
    })
}

/// The host as a browser would send it, if it can be told.
pub(super) fn canonical(host: &str) -> Option<String> {
    if let Some(Ok(address)) = address(host) {
        return Some(address.to_string());
    }
    let host = host.replace('\u{3002}', ".");
    if !is_well_known(&host) {
        return None;
    }
    // UTS 46's mapping of these is lower case and NFKC, letter by letter: a `Σ` at the end is a `σ` too.
    let mapped: String = host.chars().flat_map(char::to_lowercase).nfkc().collect();
    let labels = mapped.split('.').filter(|label| !label.is_empty());
    let labels: Vec<String> = labels.map(label_to_ascii).collect::<Option<_>>()?;
    let host = labels.join(".");
    Some(match address(&host) {
        Some(Ok(address)) => address.to_string(),
        _ => host,
    })
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
            !name.is_ascii() && label_to_ascii(&name).is_some_and(|again| again == label)
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
