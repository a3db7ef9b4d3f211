//! `cors::policy! { … }`: a policy as a constant expression.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::{facade, policy_literal, wrong_entries};
use crate::expansion::arguments::cfg::{self, CfgBranches};
use crate::expansion::arguments::{self, MacroKind};
use crate::expansion::check;
use crate::expansion::errors::Errors;
use crate::expansion::spans::call_span;

pub(crate) fn policy(tokens: TokenStream) -> TokenStream {
    let (is_checked, tokens) = cfg::unmark(tokens);
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), MacroKind::Policy, &mut errors);
    let krate = facade(&arguments);
    if let Some(CfgBranches {
        predicate,
        enabled,
        disabled,
    }) = cfg::split(&tokens)
    {
        if !is_checked {
            let wrong = wrong_entries(&tokens, MacroKind::Policy);
            if !wrong.is_empty() {
                return denied(wrong, &krate);
            }
        }
        let (enabled, disabled) = (cfg::marked(&enabled), cfg::marked(&disabled));
        return quote! {{
            #[cfg(#predicate)]
            { #krate::policy! { #enabled } }
            #[cfg(not(#predicate))]
            { #krate::policy! { #disabled } }
        }};
    }
    match check::check(&arguments, call_span(&tokens), &mut errors) {
        Some(policy) => policy_literal(&policy, &arguments.slots, &krate),
        None => denied(errors, &krate),
    }
}

/// What stands for a policy beside errors.
fn denied(errors: Errors, krate: &Path) -> TokenStream {
    let errors = errors.into_statements();
    quote! {{ #errors #krate::__private::PolicyLiteral::DENY_ALL.into_policy() }}
}
