//! The macros of the crate `cors`, which re-exports and documents them.
//!
//! The way of an attribute is one straight line, and the modules are named after it: `arguments` (tokens →
//! arguments with spans) → `check` (arguments → policy, or errors on spans) → `expand` (policy + function → tokens;
//! one file for each kind of handler).

// By its path, as the fuzz target includes it: its modules are then found in this folder by both.
#[path = "expansion.rs"]
mod expansion;

use expansion::expand;
use proc_macro::TokenStream;

#[proc_macro_attribute]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn cors(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::http::attribute(arguments.into(), item.into()).into()
}

#[proc_macro_attribute]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn axum(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::axum::attribute(arguments.into(), item.into()).into()
}

/// What `axum` expands to, once it stands behind all other attributes.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn axum_inner(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::axum::inner_attribute(arguments.into(), item.into()).into()
}

#[proc_macro_attribute]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn rocket(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::rocket::attribute(arguments.into(), item.into()).into()
}

#[proc_macro_attribute]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn poem(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler_type::attribute(arguments.into(), item.into(), &expand::handler_type::POEM)
        .into()
}

#[proc_macro_attribute]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn actix_web(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::actix_web::attribute(arguments.into(), item.into()).into()
}

/// What `actix_web` expands to, once it stands behind the other attributes.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn actix_web_inner(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::actix_web::inner_attribute(arguments.into(), item.into()).into()
}

#[proc_macro_attribute]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn salvo(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler_type::attribute(arguments.into(), item.into(), &expand::handler_type::SALVO)
        .into()
}

#[proc_macro]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn policy(arguments: TokenStream) -> TokenStream {
    expand::policy::policy(arguments.into()).into()
}
