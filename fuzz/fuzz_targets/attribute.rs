//! Any text as the arguments of the macros, on any item: expanding doesn't panic, and gives Rust.
//!
//! The macros' crate can't be linked, as a compiler alone can load it. Its modules are this target's own
//! instead; outside of a compiler `proc_macro2` does the work by itself.

#![no_main]
#![allow(dead_code)]

#[path = "../../cors-macro/src/axum.rs"]
mod axum;
#[path = "../../cors-macro/src/cfg.rs"]
mod cfg;
#[path = "../../cors-macro/src/check.rs"]
mod check;
#[path = "../../cors-macro/src/errors.rs"]
mod errors;
#[path = "../../cors-macro/src/expand.rs"]
mod expand;
#[path = "../../cors-macro/src/function.rs"]
mod function;
#[path = "../../cors-macro/src/parse.rs"]
mod parse;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

/// What arguments are made of, and what they are often mistaken for.
const PIECES: [&str; 70] = [
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
    "insecure_origins",
    "public_suffixes",
    "null_origin",
    "allow_origin",
    "exposed_headers",
    "=",
    "=",
    "=",
    ",",
    ",",
    ",",
    "[",
    "[",
    "]",
    "]",
    "(",
    ")",
    "{",
    "}",
    "#[cfg(a)]",
    "#[cfg(not(a))]",
    "#[cfg(a, b)]",
    "#[cfg]",
    "#[doc = \"x\"]",
    "#",
    "!",
    "::",
    "-",
    "*",
    "&",
    "|x|",
    "if",
    "true",
    "false",
    "GET",
    "PUT",
    "M-SEARCH",
    "patch",
    "http::Method::PUT",
    "\"PURGE\"",
    "\"*\"",
    "\"https://example.com\"",
    "\"https://*.example.com\"",
    "\"http://localhost:*\"",
    "\"null\"",
    "\"https://example.com/\"",
    "\"content-type\"",
    "content-type",
    "b\"x\"",
    "r#\"x\"#",
    "c\"x\"",
    "'a'",
    "'a",
    "600",
    "-1",
    "99999999999999999999999",
    "6.0",
    "req",
    "r#crate",
];

/// What the attribute stands on: what it can be on first.
const ITEMS: [&str; 22] = [
    "fn f(req: Request<()>) -> Response<()> { todo!() }",
    "async fn f(req: http::Request<()>) -> http::Response<()> { todo!() }",
    "pub(crate) async fn f<'a, T: A>(&'a self, req: Request<T>) -> Result<Response<T>, Response<T>> where T: B { x }",
    "async fn f(State(s): State<S>, Json(j): Json<J>) -> impl IntoResponse { j }",
    "#[debug_handler] async fn f() -> String { x }",
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
        check(text, ITEMS[0]);
    }
    if let Ok((arguments, item)) = made(bytes) {
        check(&arguments, &item);
    }
});

fn made(bytes: &[u8]) -> Result<(String, String)> {
    let mut u = Unstructured::new(bytes);
    let item = match u.int_in_range(0..=ITEMS.len())? {
        0 => u.arbitrary()?,
        item => ITEMS[item - 1].to_owned(),
    };
    let mut arguments = String::new();
    while !u.is_empty() {
        match u.int_in_range(0..=PIECES.len())? {
            0 => arguments.push_str(u.arbitrary()?),
            piece => arguments.push_str(PIECES[piece - 1]),
        }
        arguments.push(' ');
    }
    Ok((arguments, item))
}

fn check(arguments: &str, item: &str) {
    let (Ok(arguments), Ok(item)) = (arguments.parse::<TokenStream>(), item.parse()) else {
        return;
    };
    // The compiler gives up on nesting of its own, before any macro is called.
    if depth(&arguments).max(depth(&item)) > 32 {
        return;
    }
    let expanded = expand::policy(arguments.clone());
    if let Err(error) = syn::parse2::<syn::Expr>(expanded.clone()) {
        panic!("{error}: policy! {{ {arguments} }} → {expanded}");
    }
    // An attribute is only called on what is one item.
    if items(&item) != 1 {
        return;
    }
    let attributes: [fn(TokenStream, TokenStream) -> TokenStream; 3] =
        [expand::attribute, axum::attribute, axum::last_attribute];
    for attribute in attributes {
        let expanded = attribute(arguments.clone(), item.clone());
        assert!(
            items(&expanded) > 0,
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

/// How many items these are, be it of a module, an `impl` block or a trait.
fn items(tokens: &TokenStream) -> usize {
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
