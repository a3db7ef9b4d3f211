//! Which argument, or which hazard, a name means.

use proc_macro2::TokenStream;
use syn::{Error, Ident};

use super::habits;
use super::table::{ARGUMENTS, Argument, MacroKind};
use super::tokens::joined;
use crate::expansion::errors::{error, message};

/// The argument of this name that a macro of this kind takes; else what to say, and which one was meant.
pub(super) fn find(
    name: &Ident,
    value: &TokenStream,
    kind: MacroKind,
    has_credentials: bool,
) -> Result<&'static Argument, (Error, Option<&'static Argument>)> {
    match ARGUMENTS.iter().find(|argument| name == argument.name) {
        Some(argument) if argument.macros.contains(&kind) => Ok(argument),
        Some(_) => Err((argument_of_another_macro(name, kind), None)),
        None => {
            let (said, meant) = message_of_unknown(&name.to_string(), value, kind, has_credentials);
            Err((error(name.span(), said), meant))
        }
    }
}

fn argument_of_another_macro(name: &Ident, kind: MacroKind) -> Error {
    let problem = match kind {
        MacroKind::ActixWeb => {
            format!("`{name}` isn't supported on actix-web handlers: extractors take its place")
        }
        MacroKind::Axum => {
            format!("`{name}` isn't supported on axum handlers: extractors take its place")
        }
        MacroKind::Poem => {
            format!("`{name}` isn't supported on poem handlers: extractors take its place")
        }
        MacroKind::Salvo => {
            format!("`{name}` isn't supported on salvo handlers, of which every one has a request")
        }
        _ => format!("`{name}` is only supported by `#[cors]`"),
    };
    error(name.span(), message(problem, "remove it"))
}

/// What to say of a name that no argument has, before this value, and which one was meant.
pub(super) fn message_of_unknown(
    written: &str,
    value: &TokenStream,
    kind: MacroKind,
    has_credentials: bool,
) -> (String, Option<&'static Argument>) {
    let problem = format!("unknown argument `{written}`");
    if let Some(help) = of_nothing(written, value, kind, has_credentials) {
        return (message(problem, help), None);
    }
    // Few words that are like `none` mean it.
    let candidates = || listed(kind).filter(|argument| argument.name != "none");
    let named = |name: &str| listed(kind).find(|argument| argument.name == name);
    let meant = of_directive(written, value, kind)
        .or_else(|| of_other_libraries(written, kind))
        .filter(|argument| argument.name != "policy" || !is_map(value))
        // `frontend_url = "https://example.com"`
        .or_else(|| named("origins").filter(|_| value.to_string().contains("://")))
        .or_else(|| closest_match(written, candidates(), |argument| argument.name));
    let help = match meant {
        // Above all not `credentials` for `allow_credentials = false`.
        Some(flag) if flag.is_flag() && habits::is_on(value) == Some(false) => leave_out(flag.name),
        Some(meant) => format!("write {}", meant.name),
        None => list_of_arguments(kind),
    };
    (message(problem, help), meant)
}

/// The argument that a directive of a web server means: `add_header Access-Control-Allow-Origin *`.
fn of_directive(written: &str, value: &TokenStream, kind: MacroKind) -> Option<&'static Argument> {
    let text = joined(value).to_ascii_lowercase();
    let is_directive = plain(written).contains("header") && !text.starts_with(['=', ':', '(']);
    let at = text.find("access-control-").filter(|_| is_directive)?;
    let is_part = |c: char| c.is_ascii_alphabetic() || c == '-';
    let name = text[at..].split(|c: char| !is_part(c)).next()?;
    of_other_libraries(name, kind)
}

/// Whether a value in braces follows, which isn't the name of something.
fn is_map(value: &TokenStream) -> bool {
    value.to_string().contains('{')
}

/// The help where a flag isn't meant to be set.
pub(super) fn leave_out(flag: &str) -> String {
    format!("leave `{flag}` out: it is off unless it is written")
}

/// The arguments of a macro, as a message lists them.
pub(super) fn list_of_arguments(kind: MacroKind) -> String {
    let names: Vec<_> = listed(kind).map(|argument| argument.name).collect();
    format!("the arguments are {}", names.join(", "))
}

fn listed(kind: MacroKind) -> impl Iterator<Item = &'static Argument> {
    ARGUMENTS
        .iter()
        .filter(move |argument| argument.macros.contains(&kind) && argument.is_listed())
}

/// A name without its case, its hyphens and what all of the names of other libraries have.
fn plain(written: &str) -> String {
    let letters = written.chars().filter(char::is_ascii_alphanumeric);
    let lower = letters.collect::<String>().to_ascii_lowercase();
    let mut name = lower.as_str();
    for start in ["accesscontrol", "cors", "add", "set", "with", "is"] {
        let rest = name.strip_prefix(start);
        let is_whole = |rest: &&str| rest.len() > 2 && !rest.starts_with("out");
        name = rest.filter(is_whole).unwrap_or(name);
    }
    name.to_owned()
}

/// What to say of settings that no argument has, or that are off unless they are written.
fn of_nothing(
    written: &str,
    value: &TokenStream,
    kind: MacroKind,
    has_credentials: bool,
) -> Option<String> {
    let name = plain(written);
    let is_off = habits::is_on(value) == Some(false);
    let off = [
        "no", "not", "without", "disable", "disallow", "deny", "omit", "forbid", "exclude",
    ]
    .iter()
    .find_map(|start| name.strip_prefix(start))
    .or_else(|| name.strip_suffix("disabled"))
    .or_else(|| name.strip_suffix("off"))
    // `no_credentials = false`, which may mean either.
    .filter(|_| !is_off);
    if let Some(off) = off {
        for (flag, words) in [
            ("credentials", &["credential", "cookie"][..]),
            ("enforce", &["enforce", "strict", "reject"]),
            ("timing", &["timing"]),
        ] {
            if words.iter().any(|word| off.contains(word)) {
                return Some(leave_out(flag));
            }
        }
    }
    // `not(credentials)`
    if matches!(written, "not" | "no" | "without") {
        let value = value.to_string();
        let flags = ["credentials", "enforce", "timing"];
        return flags
            .into_iter()
            .find(|flag| value.contains(flag))
            .map(leave_out);
    }
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let is_max_age = has(&["age", "cache", "ttl", "second"]);
    Some(match name.as_str() {
        _ if name.contains("privatenetwork") || name.contains("localnetwork") => format!(
            "remove it: browsers ask the user before a page reaches a private network, and read no header for it; {}",
            list_of_arguments(kind)
        ),
        _ if has(&["vary"]) && !has(&["origin"]) => {
            "remove it: no argument is needed, as `Vary` is always sent where it has to be"
                .to_owned()
        }
        _ if has(&["preflight", "option", "status"])
            && !is_max_age
            && !has(&["header", "method", "origin", "expose", "credential"]) =>
        {
            "remove it: no argument is needed, as the policy responds to every preflight".to_owned()
        }
        "alwayssend" | "sendwildcard" | "debug" | "log" | "logger" | "logging"
        | "urlsallowregex" | "urlsregex" | "path" | "paths" | "route" | "routes" | "resource"
        | "resources" => {
            format!(
                "remove it: the policy is that of this handler; {}",
                list_of_arguments(kind)
            )
        }
        _ if is_off
            && (name.contains("any") || name.contains("all") || name.contains("permissive")) =>
        {
            let is_all = |word: &str| name.starts_with(word) || name.ends_with(word);
            let is_word = ["any", "all", "permissive"].iter().any(|word| is_all(word));
            let is_allow = name.starts_with("allow")
                && !name.contains("any")
                && name.matches("all").count() < 2;
            if !is_word || is_allow {
                return None;
            }
            "remove it: what isn't listed isn't allowed".to_owned()
        }
        "permissive" | "verypermissive" | "any" | "all" | "allowany" | "allowall" | "public"
        | "open" | "anyorigin" | "allorigins" | "allowanyorigin" | "allowallorigins"
        | "alloworiginall" | "originallowall" | "originsallowall" | "mirrorrequest"
        | "sendanyorigin" => match has_credentials {
            true => habits::TRUST.to_owned(),
            false => r#"write origins = ["*"] for every origin"#.to_owned(),
        },
        _ if has(&["sameorigin", "sameasorigin"]) => {
            "remove it: requests of a page's own origin need no CORS".to_owned()
        }
        _ if has(&[
            "crossoriginresource",
            "crossoriginopener",
            "crossoriginembedder",
        ]) =>
        {
            format!(
                "remove it: it is a header of its own, and not a part of CORS; {}",
                list_of_arguments(kind)
            )
        }
        _ if has(&["onerror", "singleheader"]) => {
            "remove it: no argument is needed, as every response has the headers, and each once"
                .to_owned()
        }
        _ if is_off => return None,
        _ if has(&["nullorigin"]) => "write dangerously_allow = [null_origin]".to_owned(),
        "allowfile" | "allowfiles" | "fileorigin" | "allowfileorigin" | "allowfileorigins" => {
            "write dangerously_allow = [file_origin]".to_owned()
        }
        _ if has(&["wildcard", "subdomain"]) => {
            r#"remove it, and write a pattern into `origins`, e.g. "https://*.example.com""#
                .to_owned()
        }
        _ if has(&["browserextension"]) || matches!(&*name, "extensions" | "allowextensions") => {
            r#"remove it, and write a pattern into `origins`, e.g. "chrome-extension://*""#
                .to_owned()
        }
        _ if has(&["localhost"]) => {
            r#"remove it, and write a pattern into `origins`, e.g. "http://localhost:*""#.to_owned()
        }
        "nobody" | "denyall" | "disallowall" | "blockall" | "rejectall"
            if kind != MacroKind::Policy =>
        {
            "write none".to_owned()
        }
        "anyhost" | "dangerouslyallowanyorigin" | "dangerouslyallowallorigins" => {
            match has_credentials {
                true => habits::TRUST.to_owned(),
                false => r#"write origins = ["*"] for every origin"#.to_owned(),
            }
        }
        "anymethod" | "allowanymethod" | "allowallmethods" | "allmethods" => {
            r#"write methods = ["*"] for every method"#.to_owned()
        }
        "anyheader" | "allowanyheader" | "allowallheaders" | "allheaders" => {
            r#"write headers = ["*"] for every header"#.to_owned()
        }
        "exposeanyheader" | "exposeallheaders" | "exposeall" | "exposeany" => {
            r#"write expose = ["*"] for every header, which takes a policy without `credentials`"#
                .to_owned()
        }
        _ => return None,
    })
}

/// The argument that has another name in other libraries: `allowed_origins`, `supportsCredentials`, `ttl`.
fn of_other_libraries(written: &str, kind: MacroKind) -> Option<&'static Argument> {
    let name = plain(written);
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let is = |names: &[&str]| names.contains(&&*name);
    let meant = if has(&["danger", "hazard", "unsafe", "insecure"]) {
        "dangerously_allow"
    } else if has(&["timing"]) {
        "timing"
    } else if has(&["expose", "responseheader"]) || is(&["readable"]) {
        "expose"
    } else if has(&["credential", "cookie"])
        || is(&[
            "session",
            "sessions",
            "auth",
            "authenticated",
            "authentication",
        ])
    {
        "credentials"
    } else if has(&[
        "maxage",
        "cacheseconds",
        "cachetime",
        "cachefor",
        "cacheduration",
        "preflightcache",
    ]) || is(&[
        "age", "ttl", "cache", "duration", "expires", "seconds", "timeout",
    ]) {
        "max_age"
    } else if has(&["strict", "enforce", "reject", "blockon"]) || is(&["block", "deny", "forbid"]) {
        "enforce"
    } else if is(&[
        "config",
        "configuration",
        "settings",
        "name",
        "policyname",
        "use",
    ]) {
        "policy"
    } else if has(&["method", "verb"]) {
        "methods"
    } else if has(&["header"]) {
        "headers"
    } else if has(&["origin", "domain", "whitelist", "allowlist", "safelist"])
        || is(&[
            "allow",
            "allowed",
            "allows",
            "from",
            "hosts",
            "host",
            "allowedhosts",
            "allowhost",
            "allowhosts",
            "urls",
            "url",
            "sites",
            "site",
        ])
    {
        "origins"
    } else {
        return None;
    };
    listed(kind).find(|argument| argument.name == meant)
}

/// The candidate that was most likely meant, by its name.
pub(super) fn closest_match<T>(
    written: &str,
    candidates: impl Iterator<Item = T>,
    name: impl Fn(&T) -> &'static str,
) -> Option<T> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(written, name(&candidate)), candidate))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .filter(|(likeness, _)| *likeness > 0.75)
        .map(|(_, candidate)| candidate)
}
