//! `#[cors::rocket::cors(…)]`: the route attribute goes on a function that calls the handler, and the handler's name
//! becomes a route with the policy, as `routes!` and `uri!` look for it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, FnArg, Pat, Path, Signature};

use super::{by_cfg, check_named_policies, facade, handler_policy, hygienic, second_policy_on};
use crate::expansion::arguments::{self, MacroKind, cfg};
use crate::expansion::errors::{Errors, message};
use crate::expansion::function::Function;
use crate::expansion::spans::SpanRange;

const ROUTE_ATTRIBUTES: [&str; 8] = [
    "get", "put", "post", "delete", "head", "patch", "options", "route",
];

pub(crate) fn attribute(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let (is_checked, tokens) = cfg::unmark(tokens);
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), MacroKind::Rocket, &mut errors);
    let krate = facade(&arguments);
    if let Some(branches) = by_cfg(
        &tokens,
        MacroKind::Rocket,
        is_checked,
        &quote!(#krate::rocket::cors),
        &item,
    ) {
        return branches;
    }
    let policy = handler_policy(&arguments, &item, &krate, &mut errors);
    let mut function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    check_named_policies(&function, &arguments, &mut errors);
    if let Some(second) = function.second_policy() {
        errors.at(SpanRange::of(second), second_policy_on("rocket"));
    } else if function.has_policy() {
        errors.at(Span::call_site(), second_policy_on("rocket"));
    }
    let Some(at) = function.attributes.iter().position(is_route) else {
        let problem = "expected Rocket's attribute below this one";
        let help = "put #[cors::rocket::cors(…)] above #[get(…)], #[post(…)] or #[route(…)]";
        errors.at(Span::call_site(), message(problem, help));
        return function.with_errors(errors);
    };
    // Rocket says itself what is wrong with other parameters.
    let parameters = parameters(&function.signature);
    let Some(parameters) = parameters.filter(|_| errors.is_empty()) else {
        return function.with_errors(errors);
    };
    let route = function.attributes.remove(at);
    expand(
        &function,
        &route,
        &parameters,
        &policy.function(&krate),
        &krate,
    )
}

pub(super) fn is_route(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| ROUTE_ATTRIBUTES.iter().any(|name| last.ident == name))
}

/// The name and the type of each parameter; none if one of them has another pattern.
fn parameters(signature: &Signature) -> Option<Vec<(&Ident, TokenStream)>> {
    let parameters = signature.inputs.iter().map(|input| match input {
        FnArg::Typed(parameter) => match &*parameter.pat {
            Pat::Ident(pattern) => {
                let (name, of) = (&pattern.ident, &parameter.ty);
                Some((name, quote!(#name: #of)))
            }
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    parameters.collect()
}

fn expand(
    function: &Function,
    route: &Attribute,
    parameters: &[(&Ident, TokenStream)],
    policy: &TokenStream,
    krate: &Path,
) -> TokenStream {
    let handler = function.without_attributes();
    let (attributes, visibility) = (&function.attributes, &function.visibility);
    let is_cfg = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    let cfgs: Vec<_> = attributes.iter().filter(is_cfg).collect();

    let Signature {
        asyncness,
        ident: name,
        generics,
        output,
        ..
    } = &function.signature;
    let bounds = &generics.where_clause;
    let names = parameters.iter().map(|(name, _)| name);
    // As a parameter may have the name of the function, this one isn't a parameter's.
    let mut called = name.clone();
    called.set_span(Span::mixed_site().located_at(name.span()));
    let declared = parameters.iter().map(|(_, declared)| declared);
    let wait = asyncness.map(|_| quote!(.await));
    let named = |name: String| Ident::new(&name, function.signature.ident.span());
    let plain = format_ident!("{}", name).to_string();
    let plain = plain.strip_prefix("r#").unwrap_or(&plain);
    let caller = named(format!("__cors_{plain}"));
    let uri = named(format!("rocket_uri_macro_{plain}"));
    let uri_of_caller = named(format!("rocket_uri_macro___cors_{plain}"));
    let route_of = hygienic! {
        #policy
        #krate::__private::rocket::with_policy(#caller {}.into_route(), #plain, __cors_policy())
    };
    quote! {
        #(#attributes)* #handler

        #(#cfgs)*
        #route
        #[doc(hidden)]
        #[allow(clippy::too_many_arguments, clippy::used_underscore_binding)]
        #visibility #asyncness fn #caller #generics (
            __cors_attached: #krate::__private::rocket::Attached,
            #(#declared),*
        ) #output #bounds {
            #called(#(#names),*) #wait
        }

        #(#cfgs)*
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        pub use #uri_of_caller as #uri;

        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #visibility struct #name {}

        #(#cfgs)*
        impl #name {
            #[doc(hidden)]
            pub fn into_route(self) -> #krate::__private::rocket::Route { #route_of }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(item: TokenStream) -> String {
        attribute(quote!(origins = ["https://app.example.com"]), item).to_string()
    }

    #[test]
    fn it_needs_a_route_attribute_below() {
        let expansion = expand(quote!(
            fn list() {}
        ));
        assert!(expansion.contains("expected Rocket's attribute below this one"));
        // And the function is there, so nothing follows from it.
        assert!(expansion.starts_with("fn list ()"), "{expansion}");
    }

    #[test]
    fn a_function_has_one_policy() {
        for second in [quote!(#[cors(none)]), quote!(#[cors::rocket::cors(none)])] {
            let expansion = expand(quote! {
                #second
                #[get("/")]
                fn list() {}
            });
            assert!(expansion.contains("put all arguments into one `#[cors::rocket::cors(…)]`"));
            assert!(!expansion.contains("struct"), "{expansion}");
        }
    }

    #[test]
    fn what_rocket_rejects_is_left_to_rocket() {
        let item = quote! {
            #[get("/")]
            fn list((a, b): (u8, u8)) {}
        };
        assert_eq!(expand(item.clone()), item.to_string());
    }
}
