//! Any text as the arguments of the macros, on any item: expanding doesn't panic, and gives Rust.
//!
//! The macros' crate can't be linked, as only a compiler can load it. So its module `expansion` is this target's own;
//! outside of a compiler `proc_macro2` does the work by itself.

#![no_main]
#![allow(dead_code)]

#[path = "../../cors-macro/src/expansion.rs"]
mod expansion;

use expansion::arguments::cfg;
use expansion::expand;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

const NAMES: [&str; 21] = [
    "origins",
    "methods",
    "headers",
    "expose",
    "credentials",
    "max_age",
    "enforce",
    "policy",
    "request",
    "crate",
    "dangerously_allow",
    "origins",
    "origins",
    "allow_origin",
    "exposed_headers",
    "timing",
    "supportsCredentials",
    "no_credentials",
    "allow-methods",
    "\"maxAge\"",
    "x",
];

/// Entries and values, and what users mistake for them.
const VALUES: [&str; 58] = [
    "GET",
    "PUT",
    "M-SEARCH",
    "patch",
    "http::Method::PUT",
    "Any",
    "null",
    "None",
    "*",
    "\"https://pr-*.example.com\"",
    "\"moz-extension://*\"",
    "\"GET, PUT\"",
    "\"x-*\"",
    "Duration::from_secs(600)",
    "24h",
    "vec![\"a\"]",
    "http::header::CONTENT_TYPE",
    "\"false\"",
    "\"a\".to_string()",
    "\"PURGE\"",
    "\"*\"",
    "\"https://example.com\"",
    "\"https://app.example.com\"",
    "\"https://*.example.com\"",
    "\"http://localhost:*\"",
    "\"null\"",
    "\"https://example.com/\"",
    "\"http://example.org\"",
    "\"https://*.github.io\"",
    "\"content-type\"",
    "\"etag\"",
    "content-type",
    "b\"x\"",
    "r#\"x\"#",
    "c\"x\"",
    "'a'",
    "'a",
    "600",
    "-1",
    "99999999999999999999999",
    "6_0",
    "600u8",
    "6.0",
    "req",
    "r#crate",
    "API",
    "*policy()",
    "if a { B } else { C }",
    "|x| y",
    "a = b",
    "a as B",
    "return",
    "..",
    "insecure_origins",
    "public_suffixes",
    "null_origin",
    "true",
    "::a::b",
];

const PUNCTUATION: [&str; 14] = [
    "=", ",", ",", "#", "!", "::", "-", "*", "&", ":", "()", "{}", "[]", "(a, b)",
];

/// Before an entry.
const ATTRIBUTES: [&str; 6] = [
    "#[cfg(a)]",
    "#[cfg(a)]",
    "#[cfg(not(a))]",
    "#[cfg(a, b)]",
    "#[cfg]",
    "#[doc = \"x\"]",
];

/// The items that the attribute stands on, valid ones first.
const ITEMS: [&str; 23] = [
    "fn f(req: Request<()>) -> Response<()> { todo!() }",
    "async fn f(req: http::Request<()>) -> http::Response<()> { todo!() }",
    "pub(crate) async fn f<'a, T: A>(&'a self, req: Request<T>) -> Result<Response<T>, Response<T>> where T: B { x }",
    "async fn f(State(s): State<S>, Json(j): Json<J>) -> impl IntoResponse { j }",
    "#[debug_handler] async fn f() -> String { x }",
    "#[cfg(a)] #[rocket::get(\"/<id>\")] pub async fn r#f(mut id: &str, s: &State<S>) -> Option<String> { x }",
    "#[axum::debug_handler(state = S)] async fn f(a: A) {}",
    "#[cors(origins = [\"*\"])] fn f(req: Request<()>) -> Response<()> { x }",
    "fn f(Request { x, .. }: Request<()>) -> Response<()> { x }",
    "fn f(mut req @ _: Request<()>, other: Request<()>) -> Response<()> { x }",
    "unsafe extern \"C\" fn f(_: Request<()>) -> impl Future<Output = Response<()>> { x }",
    "const fn f(req: &mut Request<()>) -> Box<dyn Fn() -> Response<()>> { x }",
    "fn f(req: Request<()>);",
    "fn f() {}",
    "fn f(self) -> ! {}",
    "struct S;",
    "enum E {}",
    "impl S {}",
    "mod m {}",
    "const C: u8 = 0;",
    "macro_rules! m { () => {} }",
    "extern \"C\" {}",
    "fn f(req: Request<()>) -> Result<Response<impl Body>> { #![allow(x)] x }",
];

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        check(text, ITEMS[0], u64::MAX);
    }
    if let Ok((arguments, item, cfg)) = generate(bytes) {
        check(&arguments, &item, cfg);
    }
});

fn generate(bytes: &[u8]) -> Result<(String, String, u64)> {
    let mut u = Unstructured::new(bytes);
    let cfg = u.arbitrary()?;
    let item = match u.int_in_range(0..=ITEMS.len())? {
        0 => u.arbitrary()?,
        item => ITEMS[item - 1].to_owned(),
    };
    let mut arguments = String::new();
    for _ in 0..u.int_in_range(0..=8)? {
        argument(&mut u, &mut arguments)?;
    }
    Ok((arguments, item, cfg))
}

/// An argument that may be valid.
fn argument(u: &mut Unstructured<'_>, text: &mut String) -> Result<()> {
    let name = *u.choose(&NAMES)?;
    text.push_str(name);
    match name {
        _ if u.ratio(1, 8)? => {
            for _ in 0..u.int_in_range(0..=3)? {
                junk(u, text)?;
            }
        }
        "credentials" | "enforce" | "timing" => {}
        "max_age" | "policy" | "request" | "crate" => {
            text.push_str(" = ");
            text.push_str(u.choose(&VALUES)?);
        }
        _ => {
            text.push_str(" = [");
            for _ in 0..u.int_in_range(0..=5)? {
                for _ in 0..u.int_in_range(0..=8)?.max(6) - 6 {
                    text.push_str(u.choose(&ATTRIBUTES)?);
                }
                text.push_str(u.choose(&VALUES)?);
                if u.ratio(1, 16)? {
                    junk(u, text)?;
                }
                text.push_str(", ");
            }
            text.push(']');
        }
    }
    text.push_str(if u.ratio(1, 24)? { " " } else { ", " });
    Ok(())
}

fn junk(u: &mut Unstructured<'_>, text: &mut String) -> Result<()> {
    text.push(' ');
    text.push_str(match u.int_in_range(0..=3)? {
        0 => u.arbitrary()?,
        1 => u.choose(&VALUES)?,
        _ => u.choose(&PUNCTUATION)?,
    });
    text.push(' ');
    Ok(())
}

/// The bits of `cfg` say for each predicate in turn whether it holds.
fn check(arguments: &str, item: &str, mut cfg: u64) {
    let (Ok(mut arguments), Ok(item)) = (arguments.parse::<TokenStream>(), item.parse()) else {
        return;
    };
    // The compiler rejects deeper nesting before it calls any macro.
    if depth(&arguments).max(depth(&item)) > 32 {
        return;
    }
    expand(&arguments, &item);
    // The macros expand to themselves until no predicate is left.
    let mut left = arguments.to_string().len();
    while let Some(branches) = cfg::split(&arguments) {
        arguments = if cfg & 1 == 1 {
            branches.enabled
        } else {
            branches.disabled
        };
        cfg >>= 1;
        expand(&arguments, &item);
        left = left.checked_sub(1).expect("as many steps as predicates");
    }
}

fn expand(arguments: &TokenStream, item: &TokenStream) {
    let expanded = expand::policy::policy(arguments.clone());
    if let Err(error) = syn::parse2::<syn::Expr>(expanded.clone()) {
        panic!("{error}: policy! {{ {arguments} }} → {expanded}");
    }
    // The compiler calls an attribute only on a single item.
    if count_items(item) != 1 {
        return;
    }
    let attributes: [fn(TokenStream, TokenStream) -> TokenStream; 4] = [
        expand::http::attribute,
        expand::axum::attribute,
        expand::axum::inner_attribute,
        expand::rocket::attribute,
    ];
    for attribute in attributes {
        let expanded = attribute(arguments.clone(), item.clone());
        assert!(
            count_items(&expanded) > 0,
            "#[cors({arguments})] {item} → {expanded}"
        );
    }
}

fn depth(tokens: &TokenStream) -> usize {
    let inside = tokens.clone().into_iter().map(|token| match token {
        TokenTree::Group(group) => 1 + depth(&group.stream()),
        _ => 0,
    });
    inside.max().unwrap_or(0)
}

/// The number of items, as in a module, an `impl` block or a trait.
fn count_items(tokens: &TokenStream) -> usize {
    let of_module = || Some(syn::parse2::<syn::File>(tokens.clone()).ok()?.items.len());
    let of_impl = || {
        let whole = syn::parse2::<syn::ItemImpl>(quote!(impl X { #tokens }));
        Some(whole.ok()?.items.len())
    };
    let of_trait = || {
        let whole = syn::parse2::<syn::ItemTrait>(quote!(trait X { #tokens }));
        Some(whole.ok()?.items.len())
    };
    of_module().or_else(of_impl).or_else(of_trait).unwrap_or(0)
}
