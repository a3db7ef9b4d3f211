//! Policy + function → tokens: what all the macros print alike. What is generated calls `cors-core` and does
//! nothing by itself.

pub(crate) mod actix_web;
pub(crate) mod axum;
pub(crate) mod handler_type;
pub(crate) mod http;
pub(crate) mod policy;
pub(crate) mod rocket;

use cors_core::__private::{Pattern, PolicyLiteral};
use cors_core::{Hazard, Policy};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, Path, parse_quote};

use crate::expansion::arguments::cfg::{self, CfgBranches};
use crate::expansion::arguments::{self, Arguments, MacroKind, slot_name};
use crate::expansion::check;
use crate::expansion::errors::{Errors, message};
use crate::expansion::function::Function;
use crate::expansion::spans::{SpanRange, call_span, mixed_site_at, respan};

/// [`quote!`] with hygienic names for local variables. They start with `__cors` all the same: a `let` with the name of
/// a constant that is in scope would be taken for that.
macro_rules! hygienic {
    ($($tokens:tt)*) => { ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*) };
}
use hygienic;

/// Where the facade is.
fn facade(arguments: &Arguments) -> Path {
    arguments
        .krate
        .clone()
        .unwrap_or_else(|| parse_quote!(::cors))
}

/// The item with the attribute twice if an entry has a `#[cfg(…)]`: with the entry and without. `is_checked` says
/// whether each entry is known to be valid by itself.
fn by_cfg(
    arguments: &TokenStream,
    kind: MacroKind,
    is_checked: bool,
    attribute: &TokenStream,
    item: &TokenStream,
) -> Option<TokenStream> {
    let CfgBranches {
        predicate,
        enabled,
        disabled,
    } = cfg::split(arguments)?;
    if !is_checked {
        let mut errors = wrong_entries(arguments, kind);
        if !errors.is_empty() {
            return Some(match Function::of(item, &mut errors) {
                Ok(function) => function.with_errors(errors),
                Err(instead) => instead,
            });
        }
    }
    let (enabled, disabled) = (cfg::marked(&enabled), cfg::marked(&disabled));
    Some(quote! {
        #[cfg_attr(#predicate, #attribute(#enabled))]
        #[cfg_attr(not(#predicate), #attribute(#disabled))]
        #item
    })
}

/// What is wrong with entries by themselves, also with those that aren't a part of this build.
fn wrong_entries(arguments: &TokenStream, kind: MacroKind) -> Errors {
    let mut errors = Errors::default();
    let all = arguments::parse(cfg::with_all_entries(arguments), kind, &mut errors);
    check::check_entries(&all, &mut errors);
    errors
}

/// The policy of a handler.
struct HandlerPolicy {
    /// The body of a function without parameters that returns a `&'static` of its type.
    body: TokenStream,
    /// `Policy`, or for `policy_by` what chooses one.
    kind: Ident,
    /// The policy, unless it is defined elsewhere.
    policy: Option<Policy>,
}

impl HandlerPolicy {
    /// A function that returns it.
    fn function(&self, krate: &Path) -> TokenStream {
        let Self { body, kind, .. } = self;
        hygienic!(fn __cors_policy() -> &'static #krate::#kind { #body })
    }
}

/// Rejects expressions in the arguments that need the handler's parameters.
fn check_named_policies(function: &Function, arguments: &Arguments, errors: &mut Errors) {
    for (name, expression) in [
        ("policy", &arguments.policy),
        ("policy_by", &arguments.policy_by),
    ] {
        if let Some(expression) = expression {
            errors.ok(function.check_policy(name, expression));
        }
    }
}

/// The policy that the arguments of an attribute make, or name.
fn handler_policy(
    arguments: &Arguments,
    item: &TokenStream,
    krate: &Path,
    errors: &mut Errors,
) -> HandlerPolicy {
    let kind = |name| Ident::new(name, Span::call_site());
    if let Some(none) = &arguments.none {
        check::check_none(none, arguments, errors);
        return HandlerPolicy {
            body: quote!(#krate::Policy::NOBODY),
            kind: kind("Policy"),
            policy: None,
        };
    }
    if let Some(expression) = &arguments.policy_by {
        check::reject_policy_parts("policy_by", arguments, errors);
        if let Some(policy) = &arguments.policy {
            let problem = "`policy` can't be combined with `policy_by`";
            errors.at(SpanRange::of(policy), message(problem, "omit one of them"));
        }
        let kind = kind("PolicyBy");
        return HandlerPolicy {
            body: place(expression, &kind, krate),
            kind,
            policy: None,
        };
    }
    let kind = kind("Policy");
    if let Some(expression) = &arguments.policy {
        check::reject_policy_parts("policy", arguments, errors);
        if is_policy_macro(expression) {
            return HandlerPolicy {
                body: quote! {
                    static __CORS_POLICY: #krate::Policy = #expression;
                    &__CORS_POLICY
                },
                kind,
                policy: None,
            };
        }
        return HandlerPolicy {
            body: place(expression, &kind, krate),
            kind,
            policy: None,
        };
    }
    let policy = check::check(arguments, call_span(item), errors);
    let literal = policy
        .as_ref()
        .map(|policy| policy_literal(policy, &arguments.slots, krate));
    HandlerPolicy {
        body: quote! {
            static __CORS_POLICY: #krate::Policy = #literal;
            &__CORS_POLICY
        },
        kind,
        policy,
    }
}

/// A place of this type, or a reference to one. All of it is where the expression is, for the compiler to point at if
/// that isn't one. The type isn't on the first `let`, or the arms of a `match` would have to be places as well.
fn place(expression: &Expr, kind: &Ident, krate: &Path) -> TokenStream {
    let place = expression.span();
    let krate = respan(krate.to_token_stream(), place);
    let kind = respan(kind.to_token_stream(), place);
    quote_spanned! {mixed_site_at(place)=>
        let __cors_place = &#expression;
        let __cors_policy: &'static #krate::#kind = __cors_place;
        __cors_policy
    }
}

/// Whether this is `policy! { … }`, which isn't a place yet.
fn is_policy_macro(expression: &Expr) -> bool {
    match expression {
        Expr::Macro(call) => {
            // By its own name or the crate's. Another macro of that name may give a reference.
            let path = call.mac.path.to_token_stream().to_string();
            matches!(&*path, "policy" | "cors :: policy" | ":: cors :: policy")
        }
        Expr::Group(inner) => is_policy_macro(&inner.expr),
        _ => false,
    }
}

/// A policy as a constant expression.
fn policy_literal(policy: &Policy, slots: &[Path], krate: &Path) -> TokenStream {
    let PolicyLiteral {
        origins,
        index: (index, reach),
        slots: _, // The arguments have them, as paths.
        methods,
        reflect_methods,
        headers,
        reflect_headers,
        expose,
        max_age,
        credentials,
        enforce,
        timing,
        hazards,
    } = PolicyLiteral::from(policy);
    let mut fields = TokenStream::new();
    match origins {
        None => fields.extend(quote!(origins: ::core::option::Option::None,)),
        Some(patterns) => {
            let patterns = patterns
                .iter()
                .map(|pattern| pattern_literal(pattern, krate));
            fields.extend(quote! {
                origins: ::core::option::Option::Some(const { &[#(#patterns),*] }),
            });
        }
    }
    if !index.is_empty() {
        fields.extend(quote!(index: (&[#(#index),*], [#(#reach),*]),));
    }
    if !slots.is_empty() {
        let slots = slots.iter().map(|slot| slot_literal(slot, krate));
        let (count, named) = (slots.len(), quote!(#krate::__private::NamedSlot));
        // In a static of its own, as a constant can't refer to what changes.
        fields.extend(hygienic! {
            slots: {
                static __CORS_SLOTS: [#named; #count] = [#(#slots),*];
                &__CORS_SLOTS
            },
        });
    }
    push_text_field(&mut fields, "methods", methods);
    push_flag_field(&mut fields, "reflect_methods", reflect_methods);
    push_text_field(&mut fields, "headers", headers);
    push_flag_field(&mut fields, "reflect_headers", reflect_headers);
    push_text_field(&mut fields, "expose", expose);
    push_text_field(&mut fields, "max_age", max_age);
    push_flag_field(&mut fields, "credentials", credentials);
    push_flag_field(&mut fields, "enforce", enforce);
    push_flag_field(&mut fields, "timing", timing);
    if !hazards.is_empty() {
        let hazards = hazards.iter().map(|hazard| hazard_literal(*hazard, krate));
        fields.extend(quote!(hazards: &[#(#hazards),*],));
    }
    quote! {
        #krate::__private::PolicyLiteral { #fields ..#krate::__private::PolicyLiteral::DENY_ALL }.into_policy()
    }
}

fn push_text_field(fields: &mut TokenStream, name: &str, value: &str) {
    if !value.is_empty() {
        let name = Ident::new(name, Span::call_site());
        fields.extend(quote!(#name: #value,));
    }
}

fn push_flag_field(fields: &mut TokenStream, name: &str, value: bool) {
    if value {
        let name = Ident::new(name, Span::call_site());
        fields.extend(quote!(#name: true,));
    }
}

fn pattern_literal(pattern: &Pattern, krate: &Path) -> TokenStream {
    let (constructor, parts) = match pattern {
        Pattern::Exact(origin) => ("exact", quote!(#origin)),
        Pattern::AnyPort(origin) => ("any_port", quote!(#origin)),
        Pattern::Subdomains(before, after) => ("subdomains", quote!(#before, #after)),
        Pattern::SubdomainsAnyPort(before, after) => {
            ("subdomains_any_port", quote!(#before, #after))
        }
        Pattern::Label(before, after) => ("label", quote!(#before, #after)),
        Pattern::LabelAnyPort(before, after) => ("label_any_port", quote!(#before, #after)),
        Pattern::AnyHost(before, after) => ("any_host", quote!(#before, #after)),
        Pattern::AnyHostAnyPort(before) => ("any_host_any_port", quote!(#before)),
    };
    let constructor = Ident::new(constructor, Span::call_site());
    quote!(#krate::__private::Pattern::#constructor(#parts))
}

/// All of it is where the slot is named, for the compiler to point at if that isn't one.
fn slot_literal(slot: &Path, krate: &Path) -> TokenStream {
    let name = slot_name(slot);
    let krate = respan(krate.to_token_stream(), slot.span());
    quote_spanned!(mixed_site_at(slot.span())=> #krate::__private::slot(#name, &#slot))
}

/// A hazard's variant is what its `Debug` says.
fn hazard_literal(hazard: Hazard, krate: &Path) -> TokenStream {
    let variant = Ident::new(&format!("{hazard:?}"), Span::call_site());
    quote!(#krate::__private::Hazard::#variant)
}

/// What is wrong with two attributes on one function that may be a handler of any framework.
fn second_policy() -> String {
    let help = "put all arguments into one attribute: that of the handler's framework, as `#[cors::axum::cors(…)]`, or \
                `#[cors::cors(…)]` where it has none";
    message(SECOND_POLICY, help)
}

/// The same where the framework is known.
fn second_policy_on(framework: &str) -> String {
    let help = format!("put all arguments into one `#[cors::{framework}::cors(…)]`");
    message(SECOND_POLICY, help)
}

const SECOND_POLICY: &str = "this function already has a CORS policy";
