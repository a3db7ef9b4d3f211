//! `#[cors(…)]`: the handler decides about its request first, and puts the headers on what it returns.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Path, Type};

use super::{HandlerPolicy, by_cfg, facade, handler_policy, hygienic};
use crate::expansion::arguments::{self, Arguments, MacroKind};
use crate::expansion::errors::{Errors, message};
use crate::expansion::function::{self, Function, RequestParam};
use crate::expansion::spans::{SpanRange, mixed_site_at, respan};

pub(crate) fn attribute(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), MacroKind::Http, &mut errors);
    let krate = facade(&arguments);
    if let Some(branches) = by_cfg(&tokens, &quote!(#krate::cors), &item) {
        return branches;
    }
    let policy = handler_policy(&arguments, &item, &krate, &mut errors);
    let function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    match wrap(&function, &arguments, &policy, &krate, &mut errors) {
        Some(wrapped) if errors.is_empty() => wrapped,
        _ => function.with_errors(errors),
    }
}

/// The handler with its policy in front.
fn wrap(
    function: &Function,
    arguments: &Arguments,
    policy: &HandlerPolicy,
    krate: &Path,
    errors: &mut Errors,
) -> Option<TokenStream> {
    check_function(function, arguments, errors);
    let mut wrapped = function.clone();
    let returned = errors.ok(function.returns());
    let request = errors.ok(wrapped.request(arguments.request.as_ref()));
    let (returned, request) = (returned?, request?);

    let policy = &policy.body;
    let decision = decision(&request, krate);
    let run = run(function, &request, &returned, krate);
    let response = quote!(<#returned as #krate::HandlerResponse>);
    let apply = match function::response_error(&returned) {
        None => hygienic!(#response::__apply(&mut __cors_returned, __cors_headers);),
        Some(error) => hygienic! {
            match &mut __cors_returned {
                ::core::result::Result::Err(__cors_error) => {
                    <#error as #krate::HandlerResponse>::__apply(__cors_error, __cors_headers);
                }
                __cors_returned => #response::__apply(__cors_returned, __cors_headers),
            }
        },
    };
    Some(wrapped.with_body(&hygienic! {
        fn __cors_policy() -> &'static #krate::Policy { #policy }
        let __cors_headers = match #decision {
            #krate::Decision::Respond(__cors_response) => {
                return #response::from_empty(__cors_response.into_response());
            }
            #krate::Decision::Proceed(__cors_headers) => __cors_headers,
        };
        #[allow(clippy::result_large_err)]
        let mut __cors_returned: #returned = #run;
        #apply
        __cors_returned
    }))
}

fn check_function(function: &Function, arguments: &Arguments, errors: &mut Errors) {
    if let Some(token) = function.signature.constness {
        let problem = "a handler can't be a `const fn`";
        errors.at(token.span(), message(problem, "remove `const`"));
    }
    if let Some(second) = function.second_policy() {
        let problem = "this function already has a CORS policy";
        let help = "put all arguments into one `#[cors(…)]`";
        errors.at(SpanRange::of(second), message(problem, help));
    }
    if let Some(expression) = &arguments.policy {
        errors.ok(function.check_policy(expression));
    }
}

/// All of it is where the parameter's type is, for the compiler to point at if that isn't a request.
fn decision(request: &RequestParam, krate: &Path) -> TokenStream {
    let SpanRange { start, end } = request.at;
    let krate = respan(krate.to_token_stream(), start);
    let name = respan(request.name.to_token_stream(), end);
    quote_spanned!(mixed_site_at(start)=> #krate::Policy::decide(__cors_policy(), &#name))
}

/// The body of the handler, as an expression with the value that it returns.
fn run(function: &Function, request: &RequestParam, returned: &Type, krate: &Path) -> TokenStream {
    let (unpack, body) = (&request.unpack, &function.body);
    if function.signature.asyncness.is_some() {
        let first = function::type_of_block(returned);
        let block = function.in_braces(quote!(#first #unpack #body));
        hygienic!(async move #block.await)
    } else {
        let block = function.in_braces(quote!(#unpack #body));
        hygienic!(#krate::__private::call(move || -> #returned #block))
    }
}
