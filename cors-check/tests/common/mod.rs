//! The rule book of the crate `cors`, for every argument that is offered.

use cors::Config;

/// Asserts that `#[cors(…)]` takes these arguments, for a page of this origin.
pub(crate) fn assert_accepted(arguments: &str, page: &str) {
    let mut config = Config::new();
    let mut names = vec![];
    for argument in split(arguments) {
        let (name, list) = argument.split_once(" = ").unwrap_or((argument, ""));
        names.push(name);
        let entries = list
            .strip_prefix('[')
            .and_then(|list| list.strip_suffix(']'));
        let entries = split(entries.unwrap_or_default());
        let strings = || entries.iter().map(|entry| text(entry, arguments));
        config = match name {
            "origins" => config.origins(strings()),
            "methods" => config.methods(entries.iter().map(|entry| method(entry, arguments))),
            "headers" => config.headers(strings()),
            "expose" => config.expose(strings()),
            "credentials" => config.credentials(true),
            "dangerously_allow" => {
                let hazards = entries.iter().map(|entry| entry.parse().expect(arguments));
                config.dangerously_allow(Vec::from_iter(hazards))
            }
            _ => panic!("unknown argument `{name}` in `{arguments}`"),
        };
    }
    if !names.contains(&"origins") {
        // What the policy has already, of which nothing else can be wrong.
        config = config.origins(match names.contains(&"credentials") {
            true => [page],
            false => ["https://app.example.com"],
        });
    }
    match config.check() {
        Ok((_, redundant)) => assert_eq!(redundant.iter().count(), 0, "`{arguments}`: {redundant}"),
        Err(violations) => panic!("`{arguments}`, {page}: {violations}"),
    }
}

/// At the commas that aren't in a list.
fn split(arguments: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = arguments.split(|c| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// A string literal.
fn text(entry: &str, arguments: &str) -> String {
    let inner = entry
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.expect(arguments).to_owned()
}

/// A string literal, or an identifier.
fn method(entry: &str, arguments: &str) -> String {
    let is_name = entry.starts_with(|first: char| first.is_ascii_uppercase())
        && entry
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    match is_name {
        true => entry.to_owned(),
        false => text(entry, arguments),
    }
}
