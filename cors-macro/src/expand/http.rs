//! `#[cors(…)]`: the handler decides about its request first, and puts the headers on what it returns.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Error, Path, Type};

use super::{
    HandlerPolicy, by_cfg, check_named_policies, facade, handler_policy, handler_type, hygienic,
    rocket, second_policy,
};
use crate::expansion::arguments::{self, Arguments, MacroKind, cfg};
use crate::expansion::errors::{Errors, error, message};
use crate::expansion::function::{self, Function, RequestParam, ReturnedFuture};
use crate::expansion::spans::{SpanRange, mixed_site_at, respan};

pub(crate) fn attribute(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let (is_checked, tokens) = cfg::unmark(tokens);
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), MacroKind::Http, &mut errors);
    let krate = facade(&arguments);
    if let Some(branches) = by_cfg(
        &tokens,
        MacroKind::Http,
        is_checked,
        &quote!(#krate::cors),
        &item,
    ) {
        return branches;
    }
    let policy = handler_policy(&arguments, &item, &krate, &mut errors);
    let function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    if errors.is_empty()
        && let Err(wrong_body) = function.check_body()
    {
        errors.add(wrong_body);
        return function.with_errors_only(errors);
    }
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
    if let Some(error) = check_framework(function, arguments) {
        errors.add(error);
        return None; // Whatever else it isn't would follow from that.
    }
    check_function(function, arguments, errors);
    let mut wrapped = function.clone();
    let future = errors.ok(function.future());
    let returned = errors.ok(function.returns());
    let request = errors.ok(wrapped.request(arguments.request.as_ref()));
    let (future, returned, request) = (future?, returned?, request?);

    let decision = decision(&request, &policy.kind, krate);
    let policy = policy.function(krate);
    let check = check_request(&request, arguments, krate);
    let policy = hygienic! {
        #policy
        #check
    };
    let apply = |returned: &Type| apply(returned, krate);
    let empty = |response: &TokenStream| hygienic!(#response::from_empty(#krate::CorsResponse::into_response(__cors_response)));
    let run = run(function, &request, &returned, krate);
    let Some(future) = future else {
        let response = quote!(<#returned as #krate::HandlerResponse>);
        let (apply, empty) = (apply(&returned), empty(&response));
        return Some(wrapped.with_body(&hygienic! {
            #policy
            let __cors_headers = match #decision {
                #krate::Decision::Respond(__cors_response) => return #empty,
                #krate::Decision::Proceed(__cors_headers) => __cors_headers,
            };
            #[allow(clippy::result_large_err)]
            let mut __cors_returned: #returned = #run;
            #apply
            __cors_returned
        }));
    };
    let ReturnedFuture { output, is_boxed } = future;
    let response = quote!(<#output as #krate::HandlerResponse>);
    let (apply, empty) = (apply(&output), empty(&response));
    let future = hygienic! {
        async move {
            match __cors_decided {
                ::core::result::Result::Err(__cors_response) => #empty,
                ::core::result::Result::Ok((__cors_headers, __cors_future)) => {
                    let mut __cors_returned: #output = __cors_future.await;
                    #apply
                    __cors_returned
                }
            }
        }
    };
    let future = match is_boxed {
        true => quote!(#krate::__private::Box::pin(#future)),
        false => future,
    };
    Some(wrapped.with_body(&hygienic! {
        #policy
        // The handler is called now, as it may use its arguments before the future runs.
        let __cors_decided = match #decision {
            #krate::Decision::Respond(__cors_response) => ::core::result::Result::Err(__cors_response),
            #krate::Decision::Proceed(__cors_headers) => {
                ::core::result::Result::Ok((__cors_headers, #run))
            }
        };
        #future
    }))
}

/// Puts the headers on what the handler returned.
fn apply(returned: &Type, krate: &Path) -> TokenStream {
    let response = quote!(<#returned as #krate::HandlerResponse>);
    match function::response_error(returned) {
        None => hygienic!(#response::set_headers(&mut __cors_returned, __cors_headers);),
        Some(error) => hygienic! {
            match &mut __cors_returned {
                ::core::result::Result::Err(__cors_error) => {
                    <#error as #krate::HandlerResponse>::set_headers(__cors_error, __cors_headers);
                }
                __cors_returned => #response::set_headers(__cors_returned, __cors_headers),
            }
        },
    }
}

/// What the attribute of a framework below this one tells.
fn check_framework(function: &Function, arguments: &Arguments) -> Option<Error> {
    if arguments.request.is_some() {
        return None;
    }
    let mut of_frameworks = function.attributes.iter().filter_map(|attribute| {
        let help = if handler_type::is_handler(attribute) {
            "write #[cors::poem::cors] on a poem handler, #[cors::salvo::cors] on a salvo handler"
        } else if rocket::is_route(attribute) && !function.is_of_http() {
            "write #[cors::actix_web::cors] on an actix-web handler, #[cors::rocket::cors] on a route of Rocket"
        } else {
            return None;
        };
        Some((attribute, help))
    });
    let (attribute, help) = of_frameworks.next()?;
    let name = &attribute.path().segments.last()?.ident;
    let problem = format!(
        "`#[cors::cors]` is for handlers with the types of `http`, and `#[{name}]` makes another"
    );
    Some(error(SpanRange::of(attribute), message(problem, help)))
}

fn check_function(function: &Function, arguments: &Arguments, errors: &mut Errors) {
    if let Some(token) = function.signature.constness {
        let problem = "a handler can't be a `const fn`";
        errors.at(token.span(), message(problem, "remove `const`"));
    }
    if let Some(second) = function.second_policy() {
        errors.at(SpanRange::of(second), second_policy());
    } else if function.has_policy() {
        errors.at(Span::call_site(), second_policy());
    }
    if arguments.request.is_none()
        && let Some(place) = function.axum_type()
    {
        let problem =
            "`#[cors::cors]` is for handlers with the types of `http`, and this one has axum's";
        let help = "write #[cors::axum::cors]; if no router of axum's calls the function, name its request with \
                    request = …";
        errors.at(place, message(problem, help));
    }
    check_named_policies(function, arguments, errors);
}

/// Doesn't compile where the request is axum's, for which a path in the signature need not say `axum`.
fn check_request(
    request: &RequestParam,
    arguments: &Arguments,
    krate: &Path,
) -> Option<TokenStream> {
    if arguments.request.is_some() {
        return None;
    }
    let SpanRange { start, end } = request.at;
    let krate = respan(krate.to_token_stream(), start);
    let name = respan(request.name.to_token_stream(), end);
    Some(quote_spanned!(mixed_site_at(start)=> {
        use #krate::__private::OtherRequest as _;
        #krate::__private::check_request(#krate::__private::request_of(&#name).kind());
    }))
}

/// All of it is where the parameter's type is, for the compiler to point at if that isn't a request.
fn decision(request: &RequestParam, kind: &Ident, krate: &Path) -> TokenStream {
    let SpanRange { start, end } = request.at;
    let krate = respan(krate.to_token_stream(), start);
    let kind = respan(kind.to_token_stream(), start);
    let name = respan(request.name.to_token_stream(), end);
    quote_spanned!(mixed_site_at(start)=> #krate::#kind::decide(__cors_policy(), &#name))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(arguments: &TokenStream, item: TokenStream) -> String {
        attribute(
            quote!(origins = ["https://app.example.com"], #arguments),
            item,
        )
        .to_string()
    }

    #[test]
    fn on_a_handler_of_another_framework_it_says_which_attribute_is_meant() {
        let by_type =
            "write #[cors::poem::cors] on a poem handler, #[cors::salvo::cors] on a salvo handler";
        let by_route = "write #[cors::actix_web::cors] on an actix-web handler, #[cors::rocket::cors] on a route of Rocket";
        for (attribute, help) in [
            (quote!(#[handler]), by_type),
            (quote!(#[salvo_oapi::endpoint(tags("notes"))]), by_type),
            (quote!(#[cors::poem::cors(none)] #[handler]), by_type),
            (quote!(#[get("/notes")]), by_route),
            (quote!(#[rocket::post("/notes", data = "<note>")]), by_route),
        ] {
            let item = quote! {
                #attribute
                fn list(note: Json<String>) -> Result<String> {}
            };
            let expanded = expand(&quote!(), item.clone());
            assert!(expanded.contains(help), "{expanded}");
            assert_eq!(expanded.matches("compile_error").count(), 1, "{expanded}");
            // Somebody else's attribute may have the same name.
            let named = expand(&quote!(request = note), item);
            assert!(!named.contains(help), "{named}");
        }
        let of_http = expand(
            &quote!(),
            quote! {
                #[get("/notes")]
                fn list(request: Request<String>) -> Response<String> {}
            },
        );
        assert!(!of_http.contains("compile_error"), "{of_http}");
    }
}
