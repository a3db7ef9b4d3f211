//! Long lists of origins as literals, which declarative macros can't generate.

use std::fmt::Write as _;

use proc_macro::TokenStream;

/// `listed! { then, name, exact 3 }` expands to `then! { few name ["https://shop0000.example.com", …] }`, with `many`
/// instead of `few` for more than ten.
///
/// The kinds are `exact`, `wildcard` (`https://*.shop0000.example.com`), `mixed`, which alternates between the two, and
/// `numbered` (`https://000.example.com`).
#[proc_macro]
pub fn listed(arguments: TokenStream) -> TokenStream {
    let text = arguments.to_string();
    let list = match text
        .split([',', ' '])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()[..]
    {
        [then, name, kind, count] => list(then, name, kind, count),
        _ => None,
    };
    list.and_then(|list| list.parse().ok()).unwrap_or_else(|| {
        "compile_error! { \"then, name, kind count\" }"
            .parse()
            .unwrap_or_default()
    })
}

fn list(then: &str, name: &str, kind: &str, count: &str) -> Option<String> {
    let count: usize = count.parse().ok()?;
    let few = if count <= 10 { "few" } else { "many" };
    let mut list = format!("{then}! {{ {few} {name} [");
    for number in 0..count {
        let first = match kind {
            "exact" => format!("shop{number:04}"),
            "wildcard" => format!("*.shop{number:04}"),
            "mixed" => format!("{}shop{number:04}", ["", "*."][number % 2]),
            "numbered" => format!("{number:03}"),
            _ => return None,
        };
        write!(list, "\"https://{first}.example.com\",").ok()?;
    }
    list.push_str("] }");
    Some(list)
}
