//! `cors::policy! { … }`: a policy as a constant expression.

use proc_macro2::TokenStream;
use quote::quote;

use super::{facade, policy_literal};
use crate::expansion::arguments::cfg::{self, CfgBranches};
use crate::expansion::arguments::{self, MacroKind};
use crate::expansion::check;
use crate::expansion::errors::Errors;
use crate::expansion::spans::call_span;

pub(crate) fn policy(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), MacroKind::Policy, &mut errors);
    let krate = facade(&arguments);
    if let Some(CfgBranches {
        predicate,
        enabled,
        disabled,
    }) = cfg::split(&tokens)
    {
        return quote! {{
            #[cfg(#predicate)]
            { #krate::policy! { #enabled } }
            #[cfg(not(#predicate))]
            { #krate::policy! { #disabled } }
        }};
    }
    match check::check(&arguments, call_span(&tokens), &mut errors) {
        Some(policy) => policy_literal(&policy, &arguments.slots, &krate),
        None => {
            let errors = errors.into_statements();
            quote! {{ #errors #krate::__private::PolicyLiteral::DENY_ALL.into_policy() }}
        }
    }
}
