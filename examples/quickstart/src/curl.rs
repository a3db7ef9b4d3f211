//! The calls as lines for a shell, with what a browser adds to them.

use crate::calls::{CALLS, Call, Expected};
use crate::{Addresses, api};

/// All calls, with a heading each.
pub(crate) fn all(addresses: &Addresses) -> String {
    let call = |call: &Call| format!("# {}\n{}\n", call.name, lines(call, addresses));
    CALLS.iter().map(call).collect()
}

/// One call: its preflight if it has one, then the request itself if the preflight lets it through. Behind
/// each stands what to look for.
pub(crate) fn lines(call: &Call, addresses: &Addresses) -> String {
    let url = quoted(&format!("{}{}", addresses.api, call.path()));
    let origin = header("Origin", &addresses.page);
    let mut lines = String::new();
    if call.is_preflighted() {
        let names: Vec<&str> = call.headers.iter().map(|(name, _)| *name).collect();
        let mut preflight = format!("curl -i -X OPTIONS {url}{origin}");
        preflight += &header("Access-Control-Request-Method", call.method);
        if !names.is_empty() {
            preflight += &header("Access-Control-Request-Headers", &names.join(","));
        }
        if let Expected::StoppedAtPreflight { .. } = call.expected {
            return format!("{preflight}\n# {}\n", call.look_for);
        }
        lines = format!("{preflight}\n# 204: the browser may go on with the request itself.\n");
    }
    lines += &match call.method {
        "GET" => format!("curl -i {url}{origin}"),
        method => format!("curl -i -X {method} {url}{origin}"),
    };
    for (name, value) in call.headers {
        lines += &header(name, value);
    }
    if call.credentials {
        lines += &format!(" -b {}", quoted(api::SIGNED_IN));
    }
    if let Some(body) = call.body {
        lines += &format!(" -d {}", quoted(body));
    }
    format!("{lines}\n# {}\n", call.look_for)
}

fn header(name: &str, value: &str) -> String {
    format!(" -H {}", quoted(&format!("{name}: {value}")))
}

/// One word to a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
