//! What copying and pasting leaves in the text of an origin, and the syntax of other patterns.

use std::net::Ipv4Addr;

/// Whether a character is white space, or can't be seen.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Whether this is how people write "every origin" in other languages.
pub(super) fn is_every_origin(text: &str) -> bool {
    let stars = |c: char| matches!(c, '*' | ':' | '/' | '.' | '^' | '$');
    let word = text.to_ascii_lowercase();
    text.contains('*') && text != "*" && text.chars().all(stars)
        || ["all", "any", "anyone", "everyone", "public", "true"].contains(&&*word)
}

const QUOTES: [char; 10] = [
    '"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}', '\u{201e}', '\u{ab}', '\u{bb}',
];

/// The text without what was copied with it: quotes, brackets, a link's text, the name before it, a comment behind it.
/// None if there is nothing of this.
pub(super) fn bare(text: &str) -> Option<String> {
    let whole = text.trim_matches(is_blank);
    let mut rest = whole;
    loop {
        let next = less(rest).trim_matches(is_blank);
        if next == rest {
            break;
        }
        rest = next;
    }
    (rest != whole && !rest.is_empty() && !rest.ends_with("://")).then(|| rest.to_owned())
}

fn less(text: &str) -> &str {
    // `[text](https://example.com)`
    if let Some((_, link)) = text
        .strip_prefix('[')
        .and_then(|link| link.split_once("]("))
        && let Some(link) = link.strip_suffix(')')
        && link.contains("://")
    {
        return link;
    }
    // `<origin>https://example.com</origin>`
    if let Some((_, inner)) = text.split_once('>').filter(|(tag, _)| is_tag(tag))
        && let Some((inner, _)) = inner.rsplit_once("</")
        && !inner.contains(['<', '>'])
    {
        return inner;
    }
    let is_header = text.find([':', '=']).is_some_and(|at| {
        // `origin:3000` is a host and its port.
        let name = text[..at].trim().to_ascii_lowercase();
        let is_set_off = text[at..].starts_with('=') || text[at + 1..].starts_with(' ');
        is_set_off && (name.ends_with("origin") || name == "host")
    });
    let is_origin = text.contains("://") || is_header;
    for (open, close) in [('<', '>'), ('(', ')'), ('[', ']'), ('{', '}')] {
        if let Some(inner) = text
            .strip_prefix(open)
            .and_then(|text| text.strip_suffix(close))
            && (is_origin || inner.starts_with(QUOTES))
            && !inner.contains([open, close])
        {
            return inner;
        }
    }
    let unquoted = text.trim_matches(QUOTES);
    if unquoted != text {
        return unquoted;
    }
    let ended = text.trim_end_matches([',', ';']);
    if ended != text && !ended.is_empty() {
        return ended;
    }
    if !is_origin {
        return text;
    }
    if let Some(comment) = comment(text) {
        return &text[..comment];
    }
    // `- https://example.com`
    if let Some(item) = text.strip_prefix(['-', '*', '+', '•'])
        && item.starts_with(char::is_whitespace)
    {
        return item;
    }
    // `Origin: https://example.com`, `origin=https://example.com`
    if let Some(at) = text.find([':', '=']) {
        let (name, value) = (
            text[..at].trim(),
            text[at + 1..].trim_start_matches(['>', ' ']),
        );
        let is_name = name
            .trim_matches(QUOTES)
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_ ".contains(&byte));
        let is_scheme = ["http", "https", "view-source", "blob", "filesystem"]
            .iter()
            .any(|scheme| name.eq_ignore_ascii_case(scheme));
        let value = value.trim();
        let is_value = starts_with_scheme(value.trim_start_matches(QUOTES))
            || is_header && !value.is_empty() && !value.contains(char::is_whitespace);
        if is_name && !name.is_empty() && is_value && !is_scheme {
            return value;
        }
    }
    // `http://https://example.com`
    if let Some((first, second)) = text.split_once("://")
        && ["http", "https"].contains(&&*first.to_ascii_lowercase())
        && ["http:", "https:"]
            .iter()
            .any(|scheme| starts_with_no_case(second, scheme))
    {
        return second;
    }
    if let Some((first, second)) = text.split_once(':')
        && ["http", "https"].contains(&&*first.to_ascii_lowercase())
        && starts_with_scheme(second)
    {
        return second;
    }
    text
}

/// Whether this is the start of an element of XML, without its `>`.
fn is_tag(text: &str) -> bool {
    let name = text
        .strip_prefix('<')
        .map(|tag| tag.split(' ').next().unwrap_or_default());
    name.is_some_and(|name| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// The one address of a page in other text: `curl https://example.com`, `url(https://example.com)`.
pub(super) fn inside(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find("https://").or_else(|| lower.find("http://"))?;
    let is_end = |c: char| c.is_whitespace() || QUOTES.contains(&c) || "<>()[]{},;&".contains(c);
    let rest = &text[at..];
    let address = &rest[..rest.find(is_end).unwrap_or(rest.len())];
    let after = &rest[address.len()..];
    let is_alone = lower.matches("://").count() == 1 && address.len() < text.len();
    let is_set_off = match text[..at].chars().next_back() {
        // Words behind an address may be the rest of a host.
        None => after.trim_start().starts_with(['<', '\u{2190}']) && address.contains('.'),
        Some(c) => {
            let is_around = |text: &str| text.contains(|c| !is_blank(c));
            !c.is_ascii_alphanumeric()
                && !"+-./:".contains(c)
                && (is_around(&text[..at]) || is_around(after))
        }
    };
    (is_alone && is_set_off && !text.contains(['\\', '^', '$', '*', '?', '|', '{']))
        .then_some(address)
}

/// Where the white space before a comment starts.
fn comment(text: &str) -> Option<usize> {
    let blanks = text.char_indices().filter(|(_, c)| c.is_whitespace());
    blanks.map(|(at, _)| at).find(|at| {
        let rest = text[*at..].trim_start();
        ["#", "//", ";", "--", "/*", "<!--", "("]
            .iter()
            .any(|mark| rest.starts_with(mark))
    })
}

fn starts_with_scheme(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.*".contains(&byte);
        !scheme.is_empty() && !rest.is_empty() && scheme.bytes().all(is_part)
    })
}

fn starts_with_no_case(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|text| text.eq_ignore_ascii_case(start))
}

/// The entries of what may be a list.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim();
    let is_list = text.starts_with('[') && text.ends_with(']') && !text.contains("](");
    let text = match is_list && text.contains("://") {
        true => &text[1..text.len() - 1],
        false => text,
    };
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
        .map(|part| part.trim_matches(QUOTES))
        .filter(|part| !part.is_empty() && !["and", "or", "&", "&&", "+"].contains(part))
}

/// The entries of a list, or of what stands for several origins.
pub(super) fn entries(text: &str) -> Vec<String> {
    alternatives(text).unwrap_or_else(|| parts(text).map(str::to_owned).collect())
}

/// Whether this is several origins, and not one with a comma or whitespace in it.
pub(super) fn is_list(text: &str) -> bool {
    let has_scheme = |part: &str| {
        let host = part.split_once("://").map(|(_, rest)| rest);
        part == "*"
            || part.eq_ignore_ascii_case("null")
            || host.is_some_and(|host| !host.is_empty() && !host.contains("://"))
    };
    // A host, as `https://example.com` can't be broken in two of them.
    let is_host = |part: &str| {
        let host = part.split_once("://").map_or(part, |(_, rest)| rest);
        let name = host.split(['/', ':']).next().unwrap_or_default();
        let inner = name.trim_matches('.');
        name.contains(|c: char| c.is_alphanumeric())
            && (inner.contains('.') || name == "localhost" || host.contains("]"))
            && !has_open_bracket(part)
    };
    // `* https://example.com` may be a point of a list.
    let is_point = text.starts_with("* ") && parts(text).nth(2).is_none();
    alternatives(text).is_some()
        || parts(text).nth(1).is_some()
            && !is_point
            && comment(text).is_none()
            && (parts(text).all(|part| has_scheme(part) && !has_open_bracket(part))
                || parts(text).all(|part| is_host(part) || has_scheme(part) && part.len() < 5))
}

/// Whether this is a part of something in brackets.
fn has_open_bracket(text: &str) -> bool {
    [('(', ')'), ('[', ']'), ('{', '}')]
        .iter()
        .any(|(open, close)| text.matches(*open).count() != text.matches(*close).count())
}

/// Each of the origins that `https://{a,b}.example.com`, `https://(a|b).example.com`, `http://localhost:[1,2]` and
/// `http://localhost:1,2` stand for.
fn alternatives(text: &str) -> Option<Vec<String>> {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let expand = |before: &str, inner: &str, after: &str, between: &[char]| {
        let parts: Vec<_> = inner.split(between).map(str::trim).collect();
        (parts.len() > 1 && parts.iter().all(|part| is_part(part))).then(|| {
            parts
                .iter()
                .map(|part| format!("{before}{part}{after}"))
                .collect()
        })
    };
    for (open, close, between) in [
        ('{', '}', &[',', '|'][..]),
        ('(', ')', &['|']),
        ('[', ']', &[',', '|']),
    ] {
        if let Some((before, rest)) = text.split_once(open)
            && let Some((inner, after)) = rest.split_once(close)
            && (!before.is_empty() || after.starts_with("://"))
            && !after.starts_with(['?', '*', '+'])
            && !after.contains(open)
            && !before.ends_with('$')
        {
            let before = before.strip_suffix("(?:").unwrap_or(before);
            return expand(before, inner.trim_start_matches("?:"), after, between);
        }
    }
    // `http|https://example.com`
    for between in ['|', ',', '/'] {
        if let Some((first, rest)) = text.split_once(between)
            && let Some((second, rest)) = rest.split_once("://")
            && let ("http", "https") | ("https", "http") = (first, second.trim())
            && !rest.contains(between)
        {
            return Some(
                [first, second.trim()]
                    .map(|scheme| format!("{scheme}://{rest}"))
                    .to_vec(),
            );
        }
    }
    // `https://a.comhttps://b.com`, as Python joins two strings without a comma
    let is_host = |host: &str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:*".contains(&byte);
        host.contains('.') && host.bytes().all(is_part)
    };
    if let Some(second) = text.rfind("http")
        && let (first, second) = text.split_at(second)
        && let (Some(("http" | "https", host)), true) =
            (first.split_once("://"), starts_with_scheme(second))
        && is_host(host)
    {
        return Some(vec![first.to_owned(), second.to_owned()]);
    }
    let (before, ports) = text.rsplit_once(':')?;
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let between = [',', '|', ';'];
    let all = ports.split(between).map(str::trim).all(is_port);
    if all && (before.contains("://") || before == "localhost") {
        return expand(&format!("{before}:"), ports, "", &between);
    }
    None
}

/// Whether this has something that only regular expressions have. (`[` starts an IPv6 address, and
/// `?` a query.)
pub(super) fn is_regex(text: &str) -> bool {
    let marks = [
        "\\.", "\\d", "\\w", "\\/", "\\-", "\\S", "\\A", "/.*", ":.*", "@.*", ".+", "]+", "]*",
        "]?", "]{", "(", "s?:", "p?s", "[*.]", "[.]", "[^",
    ];
    let is_class = text.contains('[')
        && ["a-z", "A-Z", "0-9"]
            .iter()
            .any(|range| text.contains(range));
    text.starts_with('^')
        || text.starts_with(".*") && text != ".*"
        || text.starts_with("regex:")
        || text.starts_with('~')
        || text.ends_with('$')
        || is_class
        || marks.iter().any(|mark| text.contains(mark))
}

/// The pattern that a simple regular expression stands for. None if it stands for more than one pattern can.
pub(super) fn from_regex(text: &str) -> Option<String> {
    let text = text
        .trim_start_matches("regex:")
        .trim_start_matches("regexp:")
        .trim_start_matches("re:")
        .trim_start_matches(['~', ' ']);
    let text = match text.strip_prefix('/') {
        // `/…/i`
        Some(inner) if inner.contains("\\/") || inner.contains("\\.") || inner.starts_with('^') => {
            inner
                .trim_end_matches(['i', 'g', 'u'])
                .trim_end_matches('/')
        }
        _ => text,
    };
    let text = text
        .trim_start_matches("(?i)")
        .trim_start_matches("\\A")
        .trim_start_matches('^')
        .trim_end_matches("\\z")
        .trim_end_matches("\\Z")
        .trim_end_matches('$');
    // Both schemes, of which a page on the user's own machine has `http`.
    let slashes = text.replace("\\/", "/");
    let is_local = ["localhost", "127.0.0.1", "127\\.0\\.0\\.1"]
        .iter()
        .any(|host| {
            let after = slashes.split_once(&format!("//{host}"));
            let is_more = |c: char| c.is_ascii_alphanumeric() || "\\.-".contains(c);
            after.is_some_and(|(_, after)| !after.starts_with(is_more))
        });
    let both = if is_local { "http:" } else { "https:" };
    let mut text = text
        .replace("\\/", "/")
        .replace("(s)?:", "s?:")
        .replace("(s):", "s?:");
    for scheme in [
        "https?:",
        "(http|https):",
        "(https|http):",
        "(?:http|https):",
        "(?:https|http):",
    ] {
        text = text.replace(scheme, both);
    }
    for port in [
        "(:\\d+)?",
        "(:[0-9]+)?",
        "(?::\\d+)?",
        "(?::[0-9]+)?",
        "(:\\d*)?",
        "(:\\d{1,5})?",
        ":\\d{1,5}",
        ":\\d{4,5}",
        ":\\d{2,5}",
        ":\\d{4}",
        ":\\d{5}",
        ":\\d\\d\\d\\d",
    ] {
        text = text.replace(port, ":*");
    }
    let mut text = replace_classes(&text);
    for any in [
        ".*?", ".+?", ".*", ".+", "\\w+", "\\w*", "\\d+", "\\d*", "\\S+", "\\S*",
    ] {
        text = text.replace(any, "*");
    }
    let text = text
        .replace("(*)", "*")
        .replace("(*\\.)", "*.")
        .replace("(?:*\\.)", "*.");
    if text.contains(['(', ')', '?', '|', '+', '{', '}', '$']) {
        return None;
    }
    Some(text.replace('\\', ""))
}

/// A regular expression without its optional group, such as `(www\.)?` or `(.+\.)?`, and with it.
pub(super) fn with_optional_label(text: &str) -> Option<(String, String)> {
    let (before, rest) = text
        .split_once("://")
        .map(|(scheme, rest)| (format!("{scheme}://"), rest))
        .or_else(|| {
            let (scheme, rest) = text.split_once(":\\/\\/")?;
            Some((format!("{scheme}:\\/\\/"), rest))
        })?;
    let (group, after) = rest.strip_prefix('(')?.split_once(")?")?;
    let group = group.trim_start_matches("?:");
    let is_one = group.ends_with('.') && !group.contains(['(', '|']) && !after.contains("//");
    is_one.then(|| {
        (
            format!("{before}{after}"),
            format!("{before}{group}{after}"),
        )
    })
}

/// With `*` for each `[…]+` and the like.
fn replace_classes(text: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, class)) = rest.split_once('[') {
        replaced.push_str(before);
        let Some((inner, after)) = class.split_once(']') else {
            replaced.push('[');
            rest = class;
            continue;
        };
        let count = |rest: &str| {
            if rest.starts_with(['+', '*']) {
                return Some(rest[1..].trim_start_matches('?').len());
            }
            let (_, after) = rest.strip_prefix('{')?.split_once('}')?;
            Some(after.len())
        };
        match count(after) {
            Some(left) => {
                replaced.push('*');
                rest = &after[after.len() - left..];
            }
            // `[.]`, and what a browser's settings call `[*.]`
            None if [".", "*."].contains(&inner) => {
                replaced.push_str(inner);
                rest = after;
            }
            None => {
                replaced.push('[');
                rest = class;
            }
        }
    }
    replaced + rest
}

/// With a colon for a dot, a semicolon or a slash between `localhost` and a port.
pub(super) fn with_colon(rest: &str) -> String {
    for host in ["localhost", "127.0.0.1"] {
        if let Some(port) = rest
            .strip_prefix(host)
            .and_then(|rest| rest.strip_prefix(['.', ';', '/', ',']))
            && (4..=5).contains(&port.len())
            && port.bytes().all(|byte| byte.is_ascii_digit())
        {
            return format!("{host}:{port}");
        }
    }
    rest.to_owned()
}

/// The text without its blanks, and with a colon for those before a port. None where words are left.
pub(super) fn without_blanks(text: &str) -> Option<String> {
    let words: Vec<_> = text.split_whitespace().collect();
    let joined = match words[..] {
        [host, port] if is_port(port) && host.ends_with(|c: char| c.is_ascii_alphabetic()) => {
            format!("{host}:{port}")
        }
        _ => {
            let ends = |word: &str| word.ends_with(|c: char| c.is_alphanumeric());
            let starts = |word: &str| word.starts_with(|c: char| c.is_alphanumeric());
            if words
                .windows(2)
                .any(|pair| ends(pair[0]) && starts(pair[1]))
            {
                return None;
            }
            words.concat()
        }
    };
    let letters = joined.chars().filter(|c| !is_blank(*c));
    // What a word processor or a keyboard of another language has for a colon, a slash or a hyphen.
    let ascii = letters.map(|c| match c {
        '\u{ff1a}' | '\u{2236}' | '\u{a789}' | '\u{fe55}' => ':',
        '\u{ff0f}' | '\u{2215}' | '\u{2044}' => '/',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    });
    Some(ascii.collect())
}

fn is_port(text: &str) -> bool {
    (2..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `https%3A%2F%2Fexample.com` as it was before it was put into a URL or a page.
pub(super) fn decode_percent(text: &str) -> String {
    let mut decoded = text.to_owned();
    for (code, letter) in [
        ("%20", ""),
        ("%3a", ":"),
        ("%2f", "/"),
        ("%2e", "."),
        ("%2d", "-"),
        ("&#58;", ":"),
        ("&#47;", "/"),
        ("&#x3a;", ":"),
        ("&#x2f;", "/"),
        ("&#x3A;", ":"),
        ("&#x2F;", "/"),
        ("&colon;", ":"),
        ("&sol;", "/"),
    ] {
        decoded = decoded.replace(code, letter);
        decoded = decoded.replace(&code.to_ascii_uppercase(), letter);
    }
    decoded
}

/// Something that a template engine, a shell or a build tool would replace, in a syntax that nothing else has.
pub(super) fn template(text: &str) -> Option<&str> {
    let brackets = [
        ("${", "}"),
        ("$(", ")"),
        ("{{", "}}"),
        ("#{", "}"),
        ("<%", "%>"),
        ("%(", ")s"),
        ("@@", "@@"),
    ];
    brackets.iter().find_map(|(open, close)| {
        let start = text.find(open)?;
        let end = text[start + open.len()..].find(close)?;
        Some(&text[start..start + open.len() + end + close.len()])
    })
}

/// Something to be replaced, in a syntax that regular expressions may have too.
pub(super) fn placeholder(text: &str) -> Option<&str> {
    let variables = [
        "process.env",
        "import.meta",
        "os.environ",
        "System.getenv",
        "ENV[",
        "std::env",
    ];
    if variables.iter().any(|variable| text.starts_with(variable)) {
        return Some(text);
    }
    // An address may have a zone: `fe80::1%eth0`.
    if text.contains("::") {
        return None;
    }
    text.char_indices().find_map(|(at, c)| {
        let rest = &text[at..];
        let word =
            |rest: &str, stop: &dyn Fn(char) -> bool| rest.find(|c| !stop(c)).unwrap_or(rest.len());
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = match c {
            '<' => {
                Some(rest.find('>')? + 1).filter(|end| *end > 2 && !rest[..*end].contains("://"))
            }
            '{' => {
                let end = rest.find('}')? + 1;
                let inner = &rest[1..end - 1];
                let starts = inner.starts_with(|c: char| c.is_ascii_alphabetic())
                    || inner.bytes().all(|byte| byte.is_ascii_digit());
                (starts && !is_uuid(inner) && !inner.contains([',', '|'])).then_some(end)
            }
            '[' => {
                let end = rest.find(']')? + 1;
                let inner = &rest[1..end - 1];
                let is_name = inner.len() > 1
                    && inner != "localhost"
                    && inner
                        .chars()
                        .all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | ' '));
                is_name.then_some(end)
            }
            '$' => Some(1 + word(&rest[1..], &is_word)).filter(|end| *end > 1),
            '%' => {
                let name = word(&rest[1..], &|c| c.is_ascii_alphabetic() || c == '_');
                let after = rest[1 + name..].chars().next();
                let ends = after.is_none_or(|c| matches!(c, '.' | ':' | '/' | '-'));
                match (name, after) {
                    (2.., Some('%')) => Some(name + 2),
                    (1, _) if ends => Some(2),
                    (0, _) if ends => Some(1),
                    _ => None,
                }
            }
            '_' if rest.starts_with("__") => {
                let name = word(&rest[2..], &|c| c.is_ascii_uppercase());
                let closes = name > 0 && rest[2 + name..].starts_with('_');
                closes.then(|| word(rest, &|c| c.is_ascii_uppercase() || c == '_'))
            }
            // `https://?.example.com`
            '?' if text[..at].ends_with("://") && rest[1..].starts_with('.') => Some(1),
            // `https://YOUR_DOMAIN`
            'A'..='Z'
                if text[..at].ends_with("://")
                    && !text[..at].contains(|c: char| c.is_ascii_uppercase())
                    // The id of an extension isn't one.
                    && (text.starts_with("http") || rest.contains('_')) =>
            {
                let end = word(rest, &|c| c.is_ascii_uppercase() || c == '_');
                let after = &rest[end..];
                let is_whole = after.is_empty() || after.starts_with([':', '/']);
                let name = &rest[..end];
                (name.contains('_') && (is_whole || after.starts_with('.'))
                    || is_whole && name != "LOCALHOST")
                    .then_some(end)
            }
            // `https://:tenant.example.com`
            ':' if text[..at].ends_with("://")
                && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) =>
            {
                Some(1 + word(&rest[1..], &is_word)).filter(|end| *end > 1)
            }
            _ => None,
        };
        end.map(|end| &rest[..end])
    })
}

/// With a `*` for a placeholder that is a whole label at the start of a host, or a port. None where it is anything else.
pub(super) fn replace_placeholders(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    // No text has more than a host and a port.
    for _ in 0..3 {
        let Some(found) = template(&text).or_else(|| placeholder(&text)) else {
            return Some(text);
        };
        let (before, after) = text.split_once(found)?;
        let is_label = before.ends_with("://") && after.starts_with('.');
        let is_part = before.ends_with('-') && after.starts_with('.')
            || before.ends_with("://") && after.starts_with('-');
        let is_port = before.ends_with(':')
            && (after.is_empty() || after.starts_with('/'))
            && !before.is_empty();
        if !is_label && !is_part && !is_port {
            return None;
        }
        text = format!("{before}*{after}");
    }
    None
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Whether these brackets are around a name or an IPv4 address: `[127.0.0.1]`.
pub(super) fn is_name(host: &str) -> bool {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(':'))
}

/// Whether this is a range of addresses that could as well be a name: `192.168.1.x`, `10.0.0.1-254`.
pub(super) fn is_range_of_numbers(host: &str) -> bool {
    let labels: Vec<_> = host.split('.').collect();
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    labels.len() == 4 && labels[..2].iter().all(|label| is_number(label)) && is_address_range(host)
}

/// Whether this is a range of addresses: `192.168.1.0/24`, `192.168.1.*`, `10.0.0.1-10.0.0.9`.
pub(super) fn is_address_range(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    if let Some((address, bits)) = rest.split_once('/')
        && !bits.is_empty()
        && bits.len() <= 3
        && bits.bytes().all(|byte| byte.is_ascii_digit())
    {
        let is_v6 = || {
            address
                .trim_matches(['[', ']'])
                .parse::<std::net::Ipv6Addr>()
                .is_ok()
        };
        return address.parse::<Ipv4Addr>().is_ok() || is_v6();
    }
    let host = rest.split([':', '/']).next().unwrap_or_default();
    let labels: Vec<_> = host.split('.').collect();
    let is_number =
        |label: &&str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
    let is_range = |label: &str| {
        label == "*"
            || !label.is_empty() && label.bytes().all(|byte| matches!(byte, b'x' | b'X'))
            || label.contains(['-', '[', '*'])
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || b"-[].*".contains(&byte))
    };
    let numbers = labels.iter().filter(|label| is_number(label)).count();
    (2..=7).contains(&labels.len())
        && numbers > 0
        && numbers < labels.len()
        && labels.iter().all(|label| is_number(label) || is_range(label))
        // `*.127.0.0.1` has a wildcard for subdomains.
        && !(labels[0] == "*" && numbers == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_copied_with_an_origin_is_removed() {
        let origin = Some("https://example.com".to_owned());
        for text in [
            "\"https://example.com\"",
            "`https://example.com`",
            "<https://example.com>",
            "[example](https://example.com)",
            "[\"https://example.com\"]",
            "Origin: https://example.com",
            "- origin = 'https://example.com';",
            "https://example.com, // the app",
            "https://example.com # staging",
            "http://https://example.com",
            "<origin>https://example.com</origin>",
        ] {
            assert_eq!(bare(text), origin, "{text}");
        }
        for text in [
            "https://example.com",
            "app://[::1]",
            "[::1]:80",
            "blob:https://a.com/1",
        ] {
            assert_eq!(bare(text), None, "{text}");
        }
    }

    #[test]
    fn a_regular_expression_is_turned_into_the_pattern_that_it_stands_for() {
        let pattern = |text| from_regex(text);
        for (text, meant) in [
            (r"^https://example\.com$", "https://example.com"),
            (
                r"/^https:\/\/[a-z0-9-]+\.example\.com$/i",
                "https://*.example.com",
            ),
            (
                r"^https?://.*\.example\.com(:\d+)?$",
                "https://*.example.com:*",
            ),
            (r"http://localhost:\d+", "http://localhost:*"),
            (r"http://localhost:\d{4}", "http://localhost:*"),
            (r"^https?://localhost(:[0-9]+)?$", "http://localhost:*"),
            (
                r"^https?://localhost\.example\.com$",
                "https://localhost.example.com",
            ),
            (r"re:^https://example\.com$", "https://example.com"),
        ] {
            assert_eq!(pattern(text).as_deref(), Some(meant));
        }
        // With and without subdomains.
        assert_eq!(pattern(r"^https://(.+\.)?example\.com$"), None);
    }

    #[test]
    fn a_placeholder_is_found_in_the_syntax_of_templates_and_shells() {
        for (text, found) in [
            ("https://{{ host }}", "{{ host }}"),
            ("https://<tenant>.example.com", "<tenant>"),
            ("http://localhost:$PORT", "$PORT"),
            ("https://%s", "%s"),
            ("https://%.example.com", "%"),
            ("https://[subdomain].example.com", "[subdomain]"),
            ("https://{}", "{}"),
            ("https://{0}.example.com", "{0}"),
        ] {
            assert_eq!(template(text).or_else(|| placeholder(text)), Some(found));
        }
        for text in [
            "http://[::1]",
            "http://fe80::1%eth0",
            "https%3A%2F%2Fexample.com",
            "https://a_b.c",
        ] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }

    #[test]
    fn one_address_is_found_in_other_text() {
        for text in [
            "curl https://example.com",
            "1. https://example.com",
            "url(https://example.com)",
            "![example](https://example.com)",
            "<a href=\"https://example.com\">here</a>",
            "https://example.com</origin>",
            "&quot;https://example.com&quot;",
            "u'https://example.com'",
        ] {
            assert_eq!(inside(text), Some("https://example.com"), "{text}");
        }
        for text in [
            "https://example.com",
            " https://example.com",
            "https://exa mple.com",
            "https://example.com/?to=https://example.org",
            r"^https://example\.com$",
            "view-source:https://example.com",
        ] {
            assert_eq!(inside(text), None, "{text}");
        }
    }

    #[test]
    fn two_addresses_may_have_nothing_between_them() {
        let two = |text| alternatives(text).map(|all| all.join(" "));
        assert_eq!(
            two("https://a.comhttps://b.com").as_deref(),
            Some("https://a.com https://b.com")
        );
        assert_eq!(
            two("http|https://a.com").as_deref(),
            Some("http://a.com https://a.com")
        );
        for text in ["http://https://a.com", "https://a.com/http://b.com"] {
            assert_eq!(two(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_of_addresses_has_a_prefix_or_a_wildcard() {
        for text in [
            "192.168.1.0/24",
            "http://10.0.0.0/8",
            "http://192.168.1.*:3000",
            "192.168.*",
            "http://192.168.x.x",
            "http://192.168.0.1-254",
        ] {
            assert!(is_address_range(text), "{text}");
        }
        for text in [
            "http://192.168.1.1",
            "https://*.example.com",
            "https://1.example.com",
            "http://127.0.0.1/api",
        ] {
            assert!(!is_address_range(text), "{text}");
        }
    }
}
