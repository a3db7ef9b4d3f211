//! What people have in their fingers from other libraries and languages, and what they mean by it.

use cors_core::__private::{self as rules, Seed};
use cors_core::{Config, List};
use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use syn::{Lit, LitStr};

use super::tokens::joined;

/// A word in place of an entry or of a whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// `Any`, `*`, `AllowOrigin::any()`
    Every,
    /// `None`, `false`
    Nothing,
    /// `self`
    Own,
    /// `null`
    Null,
}

/// What these tokens mean if they are a word, a path to one, or a call by its name.
pub(super) fn word(tokens: &TokenStream) -> Option<Word> {
    let text = joined(tokens);
    if !text.is_empty() && text.chars().all(|c| c == '*') {
        return Some(Word::Every);
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_:.()".contains(c);
    if !text.chars().all(is_part) {
        return None;
    }
    let conversions = ["into", "new", "clone", "to_owned", "from", "unwrap"];
    let mut words = text
        .split([':', '.', '(', ')'])
        .filter(|word| !word.is_empty());
    let word = words.rfind(|word| !conversions.contains(word))?;
    Some(match word.to_ascii_lowercase().replace('_', "").as_str() {
        "any" | "all" | "everyone" | "wildcard" | "star" | "permissive" | "verypermissive"
        | "mirror" | "mirrorrequest" | "reflect" | "allowany" | "allowall" | "true" => Word::Every,
        "none" | "nil" | "undefined" | "false" | "nobody" | "default" | "nothing" => Word::Nothing,
        "self" | "sameorigin" | "own" => Word::Own,
        "null" => Word::Null,
        _ => return None,
    })
}

/// Whether this calls a constructor of another library: `CorsLayer::permissive()`, `AllowedOrigins::all()`.
pub(super) fn is_constructor(tokens: &TokenStream) -> bool {
    let text = joined(tokens);
    let is_type = |name: &str| {
        let types = [
            "Cors",
            "CorsLayer",
            "CorsOptions",
            "CorsConfig",
            "CorsMiddleware",
            "AllowOrigin",
            "AllowedOrigins",
        ];
        types.contains(&name)
    };
    text.strip_suffix("()").is_some_and(|path| {
        path.split("::").any(is_type)
            && path.contains("::")
            && path
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_:".contains(c))
    })
}

/// The help for a word among the origins, where a list, or the name of something that holds one, was expected. `write` is
/// how to write `*` there.
pub(super) fn help_for_word_in_origins(
    tokens: &TokenStream,
    write: &str,
    has_credentials: bool,
) -> Option<String> {
    Some(match word(tokens)? {
        Word::Every if has_credentials => TRUST.to_owned(),
        Word::Every => format!("write {write} for every origin"),
        Word::Nothing => "list the origins you trust, or remove the attribute: without it, no origin is allowed".to_owned(),
        Word::Own => "remove it: requests of a page's own origin need no CORS".to_owned(),
        Word::Null => {
            r#"remove it; the origin `null` is "null" in quotes, with dangerously_allow = [null_origin]"#
                .to_owned()
        }
    })
}

pub(super) const TRUST: &str =
    r#"list the origins you trust, e.g. origins = ["https://app.example.com"]"#;

/// The strings in these tokens, in order, if nothing else gives a part of their value.
pub(super) fn strings(tokens: &TokenStream) -> Option<Vec<String>> {
    let mut found = vec![];
    collect_strings(tokens, &mut found)?;
    (!found.is_empty()).then_some(found)
}

/// Functions that look up what their argument names.
const LOOKUPS: [&str; 10] = [
    "env",
    "fetch",
    "get",
    "get_str",
    "get_string",
    "getenv",
    "load",
    "read_to_string",
    "var",
    "var_os",
];

fn collect_strings(tokens: &TokenStream, found: &mut Vec<String>) -> Option<()> {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let is = |at: usize, punct: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == punct);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Literal(literal) => found.push(string(literal)?),
            TokenTree::Group(group) => {
                // All macros but `vec!` and `matches!` make something else of a string.
                let of_macro = at >= 2 && is(at - 1, '!');
                let name = at.checked_sub(2).map(|at| tokens[at].to_string());
                if of_macro && name.as_deref() == Some("concat") {
                    found.push(concatenated(&group.stream())?);
                    continue;
                }
                if of_macro && name.as_deref() != Some("vec") {
                    return None;
                }
                // The name of a variable, a file or a key isn't the value.
                let called = at.checked_sub(1).map(|at| tokens[at].to_string());
                if called.is_some_and(|name| LOOKUPS.contains(&&*name)) {
                    return None;
                }
                // Of a closure nothing is known.
                if group.delimiter() == Delimiter::Parenthesis && group.to_string().contains('|') {
                    return None;
                }
                collect_strings(&group.stream(), found)?;
            }
            TokenTree::Punct(punct) if "+*%|".contains(punct.as_char()) => return None,
            _ => {}
        }
    }
    Some(())
}

/// What `concat!` makes of these tokens, if they are strings alone.
fn concatenated(tokens: &TokenStream) -> Option<String> {
    let mut text = String::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Literal(literal) => text.push_str(&string(&literal)?),
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            _ => return None,
        }
    }
    Some(text)
}

/// The text of a string or a byte string.
fn string(literal: &Literal) -> Option<String> {
    match Lit::new(literal.clone()) {
        Lit::Str(text) => Some(text.value()),
        Lit::ByteStr(bytes) => String::from_utf8(bytes.value()).ok(),
        Lit::CStr(text) => text.value().into_string().ok(),
        _ => None,
    }
}

/// The one string in these tokens.
pub(super) fn only_string(tokens: &TokenStream) -> Option<String> {
    strings(tokens).filter(|all| all.len() == 1)?.pop()
}

/// The entries of a list that is written as one string.
pub(super) fn split_list(list: List, text: &str) -> Vec<String> {
    let is_between = |c: char| {
        matches!(c, ',' | ';' | '|')
            || list != List::Headers && list != List::Expose && c.is_whitespace()
    };
    text.split(is_between)
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || "[]\"'".contains(c)))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The list with these entries as it has to be written, with what the rule book would mend. None if it can't.
pub(super) fn list_of(list: List, entries: &[String], has_credentials: bool) -> Option<String> {
    let mut entries = entries.to_vec();
    for _ in 0..2 {
        let mut config = match list {
            List::Origins => Config::new(),
            _ => Config::new().origins(["https://app.example.com"]),
        }
        .credentials(has_credentials);
        match list {
            List::Origins => config.origins = entries.clone(),
            List::Methods => config.methods = entries.clone(),
            List::Headers => config.headers = entries.clone(),
            List::Expose => config.expose = entries.clone(),
            _ => return None,
        }
        let violations = rules::check(&config, Seed::FIXED).violations;
        if violations.is_empty() {
            let quoted: Vec<_> = entries.iter().map(|entry| format!("{entry:?}")).collect();
            return (!quoted.is_empty()).then(|| format!("[{}]", quoted.join(", ")));
        }
        for (location, violation) in violations {
            match (location, violation.fix()) {
                (rules::Location::List(of, Some(at)), Some(fix)) if of == list => entries[at] = fix,
                _ => return None,
            }
        }
    }
    None
}

/// The header that a constant of `http::header`, or a name without its quotes, stands for.
pub(super) fn header_name(tokens: &TokenStream) -> Option<String> {
    let text = joined(tokens);
    let name = text.rsplit("::").next()?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let is_path = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c));
    if !is_name || !is_path {
        return None;
    }
    let is_constant = !name.chars().any(|c| c.is_ascii_lowercase()) && !name.contains('-');
    Some(match is_constant {
        true => name.to_ascii_lowercase().replace('_', "-"),
        false => name.replace('_', "-"),
    })
}

/// The method that these tokens name: `Method::GET`, `RequestMethod.Get`, `Method::GET.as_str()`.
pub(super) fn method_name(tokens: &TokenStream) -> Option<String> {
    let text = joined(tokens);
    let names = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        // Go's `http.MethodGet`
        .map(|name| name.strip_prefix("Method").unwrap_or(name));
    let standard = |name: &str| {
        let upper = name.to_ascii_uppercase();
        let known = [
            "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY",
        ];
        known.contains(&&*upper).then_some(upper)
    };
    let found: Vec<_> = names.filter_map(standard).collect();
    match &found[..] {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Whether a flag is meant to be set by this value, if that can be told.
pub(super) fn is_on(value: &TokenStream) -> Option<bool> {
    let text = joined(value);
    let text = text
        .trim_matches(|c: char| "=:>()[]{}\"'` ".contains(c))
        .to_ascii_lowercase();
    // `"false".to_string()`, `Some(false)`, `bool::false`
    let text = text.strip_prefix("some(").unwrap_or(&text);
    let word = text.split(['"', '.', ')']).next().unwrap_or_default();
    match word.trim() {
        "true" | "yes" | "on" | "1" | "include" | "always" | "enable" | "enabled" | "y" | "t"
        | "allow" => Some(true),
        "" if joined(value).contains('"') => Some(false),
        "" => None,
        "false" | "no" | "off" | "0" | "omit" | "same-origin" | "never" | "none" | "disable"
        | "disabled" | "n" | "f" | "null" | "nil" | "undefined" | "deny" | "not" => Some(false),
        _ if text.starts_with("!true") => Some(false),
        _ => None,
    }
}

/// The seconds that a value of another kind means: `Duration::from_secs(600)`, `"600"`, `24h`, `60 * 60`. At most those
/// for which a browser caches a preflight.
pub(super) fn seconds(value: &TokenStream) -> Option<u64> {
    let text = joined(value).replace('_', "").to_ascii_lowercase();
    let text = text.replace(['"', '\''], "");
    // `600u64`, `[600]`
    let text = text.trim_matches(['[', ']']);
    let text = ["u8", "u16", "u32", "u64", "usize", "i32", "i64"]
        .iter()
        .find_map(|suffix| text.strip_suffix(suffix))
        .unwrap_or(text);
    // `Duration::from_secs(60 * 60)`
    if let Some((call, product)) = text.strip_suffix(')').and_then(|text| text.split_once('('))
        && product.contains('*')
    {
        let factors: Option<Vec<u64>> = product
            .split('*')
            .map(|factor| factor.trim().parse().ok())
            .collect();
        let product = factors?.into_iter().try_fold(1_u64, u64::checked_mul)?;
        return seconds(&format!("{call}({product})").parse().ok()?);
    }
    // A product, each factor with no unit.
    let factors: Option<Vec<f64>> = text
        .trim_matches(['(', ')'])
        .split('*')
        .map(|factor| factor.trim().parse().ok())
        .collect();
    let seconds = match factors {
        Some(factors) => factors.iter().product(),
        None => {
            let start = text.find(|c: char| c.is_ascii_digit())?;
            let number = &text[start..];
            let end = number
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap_or(number.len());
            let (number, after) = number.split_at(end);
            if after.contains(|c: char| c.is_ascii_digit())
                || text[..start].contains(['-', '$', '{'])
            {
                return None;
            }
            let number: f64 = number.trim_end_matches('.').parse().ok()?;
            let words = format!("{} {after}", &text[..start]);
            let mut units = words
                .split(|c: char| !c.is_ascii_alphabetic())
                .filter_map(|word| unit(word.strip_prefix("from").unwrap_or(word)));
            let unit = units.next();
            let is_plain = text.starts_with("some(") && after == ")";
            number * unit.or(is_plain.then_some(1.0))?
        }
    };
    (seconds.fract() == 0.0 && (0.0..1e12).contains(&seconds))
        .then_some(seconds.min(86_400.0) as u64)
}

fn unit(word: &str) -> Option<f64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "ms" | "milli" | "millis" | "milliseconds" => 0.001,
        _ => return None,
    })
}

/// A literal's text in place of a path: `"::cors"`.
pub(super) fn quoted_path(value: &TokenStream) -> Option<String> {
    let text = syn::parse2::<LitStr>(value.clone()).ok()?.value();
    let path: syn::Path = syn::parse_str(&text).ok()?;
    path.segments
        .iter()
        .all(|segment| segment.arguments.is_none())
        .then_some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn tokens(text: &str) -> TokenStream {
        text.parse().unwrap()
    }

    #[test]
    fn a_word_may_be_a_path_or_a_call() {
        for text in [
            "Any",
            "*",
            "tower_http::cors::Any",
            "AllowOrigin::any()",
            "Any.into()",
            "all",
        ] {
            assert_eq!(word(&tokens(text)), Some(Word::Every), "{text}");
        }
        assert_eq!(word(&tokens("None")), Some(Word::Nothing));
        assert_eq!(word(&tokens("null")), Some(Word::Null));
        assert_eq!(word(&tokens("crate::ORIGINS")), None);
    }

    #[test]
    fn a_switch_that_cant_be_read_is_neither_on_nor_off() {
        for (text, on) in [
            ("= true", Some(true)),
            ("= \"include\"", Some(true)),
            ("(false)", Some(false)),
            ("= \"omit\"", Some(false)),
            ("= 0", Some(false)),
            ("= \"\"", Some(false)),
            ("= config.credentials", None),
            ("= cfg!(debug_assertions)", None),
            ("()", None),
        ] {
            assert_eq!(is_on(&tokens(text)), on, "{text}");
        }
    }

    #[test]
    fn a_time_in_other_units_is_told_in_seconds() {
        for (text, meant) in [
            ("\"600\"", Some(600)),
            ("Duration::from_secs(600)", Some(600)),
            ("600 seconds", Some(600)),
            ("24h", Some(86_400)),
            ("60 * 60", Some(3600)),
            ("1e3", Some(1000)),
            ("600u64", Some(600)),
            ("[600]", Some(600)),
            ("Duration::from_secs(60 * 60)", Some(3600)),
            ("Duration::MAX", None),
            ("48h", Some(86_400)),
            ("\"'600'\"", Some(600)),
            ("-1s", None),
        ] {
            assert_eq!(seconds(&tokens(text)), meant, "{text}");
        }
    }
}
