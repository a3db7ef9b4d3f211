//! The attribute of the crate `cors`, which re-exports what is here and documents
//! it.
//!
//! The way of an attribute is one straight line, and the modules are named after it: `cfg` (which entries
//! exist in this build) → `parse` (tokens → arguments with spans) → `check` (arguments → policy, or errors on
//! spans) → `expand` (policy + function → tokens; `axum` for its handlers).

mod axum;
mod cfg;
mod check;
mod errors;
mod expand;
mod function;
mod parse;

use proc_macro::TokenStream;

#[proc_macro_attribute]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn cors(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(arguments.into(), item.into()).into()
}

#[proc_macro_attribute]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn axum(arguments: TokenStream, item: TokenStream) -> TokenStream {
    axum::attribute(arguments.into(), item.into()).into()
}

/// What `axum` expands to, once it stands behind all other attributes.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn axum_last(arguments: TokenStream, item: TokenStream) -> TokenStream {
    axum::last_attribute(arguments.into(), item.into()).into()
}

#[proc_macro]
#[expect(missing_docs, reason = "documented where the facade re-exports it")]
pub fn policy(arguments: TokenStream) -> TokenStream {
    expand::policy(arguments.into()).into()
}
