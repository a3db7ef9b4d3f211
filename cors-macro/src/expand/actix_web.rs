//! `#[cors::actix_web::cors(…)]`: registers the resource that actix-web's route macro would make of the handler, with another
//! guard, which takes preflights too, and with the policy around it.

mod routes;

use cors_core::__private::PolicyLiteral;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Attribute, LitStr, Path, ReturnType};

use routes::{RouteCall, Routes};

use super::{by_cfg, check_named_policies, facade, handler_policy};
use crate::expansion::arguments::{self, MacroKind, cfg};
use crate::expansion::errors::{Errors, message};
use crate::expansion::function::Function;
use crate::expansion::spans::SpanRange;

/// Puts the attribute in front of actix-web's, behind all others, so those see the function as it was written.
pub(crate) fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let krate = facade(&arguments::parse(
        arguments.clone(),
        MacroKind::ActixWeb,
        &mut Errors::default(),
    ));
    let inner = quote!(#[#krate::__private::actix_web_inner(#arguments)]);
    match syn::parse2::<Function>(item.clone()) {
        Ok(function) => {
            let attributes = &function.attributes;
            let first = routes::first(attributes).unwrap_or(attributes.len());
            let (before, behind) = attributes.split_at(first);
            let rest = function.without_attributes();
            quote!(#(#before)* #inner #(#behind)* #rest)
        }
        Err(_) => quote!(#inner #item),
    }
}

/// Expands the attribute once it stands in front of actix-web's.
pub(crate) fn inner_attribute(tokens: TokenStream, item: TokenStream) -> TokenStream {
    let (is_checked, tokens) = cfg::unmark(tokens);
    let mut errors = Errors::default();
    let arguments = arguments::parse(tokens.clone(), MacroKind::ActixWeb, &mut errors);
    let krate = facade(&arguments);
    if let Some(branches) = by_cfg(
        &tokens,
        MacroKind::ActixWeb,
        is_checked,
        &quote!(#krate::__private::actix_web_inner),
        &item,
    ) {
        return branches;
    }
    let handler_policy = handler_policy(&arguments, &item, &krate, &mut errors);
    let mut function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    check_policies(&mut function, &mut errors);
    check_named_policies(&function, &arguments, &mut errors);
    let Some(routes) = Routes::of(&function.attributes, &mut errors) else {
        let problem = format!(
            "`{}` has no route macro of actix-web below this attribute",
            function.signature.ident
        );
        let help = "write the attribute above #[get(\"…\")] or the like; without one, put `cors::actix_web::Cors` around \
                    the resource";
        errors.at(Span::call_site(), message(problem, help));
        return function.with_errors(errors);
    };
    if let Some(listed) = handler_policy
        .policy
        .as_ref()
        .map(|policy| PolicyLiteral::from(policy).methods)
        && !listed.is_empty()
        && listed != "*"
    {
        for (method, place) in routes.calls.iter().flat_map(|call| &call.methods) {
            // Others than in capitals, actix-web rejects by itself.
            let is_checked = method.bytes().all(|byte| byte.is_ascii_uppercase())
                && !matches!(&**method, "GET" | "HEAD" | "POST");
            if is_checked && !listed.split(", ").any(|name| name == method) {
                let problem =
                    format!("this handler is for {method}, but its policy lists only {listed}");
                let help = format!("add {method} to `methods`, or omit `methods` to infer it");
                errors.at(*place, message(problem, help));
            }
        }
    }
    let name = &function.signature.ident;
    if matches!(function.signature.output, ReturnType::Default) {
        let problem = format!("`{name}` returns nothing, so it can't be a handler");
        let help = "return an `impl Responder`, such as `HttpResponse`";
        errors.at(name.span(), message(problem, help));
    }
    expand(
        &function,
        &routes,
        &handler_policy.function(&krate),
        errors,
        &krate,
    )
}

/// The type that the handler's name is, which registers it. A route macro of actix-web's makes the same.
fn expand(
    function: &Function,
    routes: &Routes,
    policy: &TokenStream,
    errors: Errors,
    krate: &Path,
) -> TokenStream {
    let name = &function.signature.ident;
    let private = quote!(#krate::__private::actix_web);
    let is_doc = |attribute: &&Attribute| attribute.path().is_ident("doc");
    let documentation = routes.others.iter().filter(is_doc);
    let registration = if errors.is_empty() {
        let calls = routes.calls.iter().map(|call| {
            let RouteCall { path, guards, wraps, .. } = call;
            let methods = call.methods.iter().map(|(method, _)| method);
            let resource = call.name.as_ref().map_or_else(|| name.to_string(), LitStr::value);
            quote! {
                .route(#path, &[#(#methods),*], ::std::vec![#(#private::guard(#guards)),*], |__cors_resource| {
                    __cors_resource.name(#resource) #(.wrap(#wraps))* .to(#name)
                })
            }
        });
        quote! {
            #policy
            #private::Routes::new(__cors_policy()) #(#calls)* .register(__cors_service);
        }
    } else {
        errors.into_statements()
    };
    // It isn't called: actix-web checks the path and the methods.
    let mut checked = routes.checked().peekable();
    let check = checked.peek().is_some().then(|| {
        quote! {
            #(#checked)*
            async fn __cors_checked() -> &'static ::core::primitive::str { "" }
        }
    });
    let attributes = &routes.others;
    let handler = function.without_attributes();
    quote! {
        #(#documentation)*
        #[allow(
            missing_copy_implementations,
            missing_debug_implementations,
            missing_docs,
            non_camel_case_types,
            unreachable_pub
        )]
        pub struct #name;

        #[allow(unreachable_pub)]
        impl #private::HttpServiceFactory for #name {
            fn register(self, __cors_service: &mut #private::AppService) {
                #check
                #(#attributes)*
                #handler
                #registration
            }
        }
    }
}

/// Mends what it finds, so no second error follows from it.
fn check_policies(function: &mut Function, errors: &mut Errors) {
    while let Some(second) = function.second_policy() {
        let problem = "this function already has a CORS policy";
        let help = "put all arguments into one attribute";
        errors.at(SpanRange::of(second), message(problem, help));
        let attributes = function.attributes.iter();
        let others = attributes.filter(|other| !std::ptr::eq(*other, second));
        function.attributes = others.cloned().collect();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn expanded(arguments: &str, item: &str) -> String {
        inner_attribute(arguments.parse().unwrap(), item.parse().unwrap()).to_string()
    }

    /// The messages that the compiler shows.
    fn errors(arguments: &str, item: &str) -> Vec<String> {
        let expanded = expanded(arguments, item);
        let calls = expanded.split("compile_error ! { \"").skip(1);
        calls
            .filter_map(|call| Some(call.split_once("\" }")?.0.replace("\\n", "\n")))
            .collect()
    }

    const ORIGINS: &str = r#"origins = ["https://app.example.com"]"#;

    #[test]
    fn the_attribute_goes_between_the_others_and_the_route_macro() {
        let item = r#"/// A doc.
            #[utoipa::path()] #[actix_web::get("/")] #[instrument] async fn list() -> String { body }"#;
        let moved = attribute(ORIGINS.parse().unwrap(), item.parse().unwrap()).to_string();
        let at = |part: &str| moved.find(part).unwrap();
        assert!(at("utoipa") < at("actix_web_inner"));
        assert!(at("actix_web_inner") < at("get"));
        assert!(at("get") < at("instrument"));
    }

    #[test]
    fn the_users_options_are_on_the_resource_and_actix_web_checks_the_rest() {
        let item = r#"#[get("/", name = "n", guard = "is_json", wrap = "Logger",)] async fn list() -> String {}"#;
        let expanded = expanded(ORIGINS, item);
        for part in [
            r#"# [get ("/")]"#,
            r#". route ("/" , & ["GET"] ,"#,
            "guard (is_json)",
            r#"__cors_resource . name ("n") . wrap (Logger) . to (list)"#,
        ] {
            assert!(expanded.contains(part), "{part} in {expanded}");
        }
    }

    #[test]
    fn each_call_is_a_route() {
        let item =
            r#"#[routes] #[get("/a")] #[put("/b", wrap = "Logger")] async fn f() -> String {}"#;
        let several = expanded(ORIGINS, item);
        for part in [
            r#"# [routes] # [get ("/a")] # [put ("/b")]"#,
            r#". route ("/a" , & ["GET"] ,"#,
            r#". route ("/b" , & ["PUT"] ,"#,
        ] {
            assert!(several.contains(part), "{part} in {several}");
        }
        let item = r#"#[route("/", method = "GET", method = "PURGE")] async fn f() -> String {}"#;
        let one = expanded(ORIGINS, item);
        assert!(one.contains(r#"& ["GET" , "PURGE"]"#), "{one}");
        assert!(
            one.contains(r#"# [route ("/" , method = "GET" , method = "PURGE")]"#),
            "{one}"
        );
    }

    /// Other crates have attributes with the names of actix-web's macros.
    #[test]
    fn only_what_is_called_as_a_route_macro_is_one() {
        for item in [
            r#"#[fastrace::trace] #[get("/")] #[trace(name = "x")] async fn f() -> String {}"#,
            r#"#[trace] #[routes] #[get("/")] #[fastrace::trace] async fn f() -> String {}"#,
            r#"#[fastrace::trace("/")] #[get("/")] #[fastrace::trace] async fn f() -> String {}"#,
        ] {
            let expanded = expanded(ORIGINS, item);
            assert!(!expanded.contains("compile_error"), "{expanded}");
            assert!(expanded.contains(r#"& ["GET"]"#), "{expanded}");
            assert!(expanded.contains("# [fastrace :: trace]"), "{expanded}");
        }
        let item = r#"#[mine::get("/")] async fn f() -> String {}"#;
        let [message] = &errors(ORIGINS, item)[..] else {
            unreachable!("one error");
        };
        let start = "only actix-web's own #[get] can stand below this attribute";
        assert!(message.starts_with(start), "{message}");
    }

    #[test]
    fn without_a_route_macro_below_it_says_what_to_do() {
        let [message] = &errors(ORIGINS, "async fn list() -> String {}")[..] else {
            unreachable!("one error");
        };
        assert!(message.starts_with("`list` has no route macro of actix-web below"));
        assert!(message.contains("help: write the attribute above #[get("));
    }

    #[test]
    fn on_what_is_not_a_function_it_says_so() {
        for (item, what) in [
            ("struct S;", "a struct"),
            (r#"#[scope("/")] mod m {}"#, "a module"),
        ] {
            let [message] = &errors(ORIGINS, item)[..] else {
                unreachable!("one error");
            };
            assert!(message.starts_with(&format!("expected a function, found {what}")));
        }
    }

    #[test]
    fn a_method_that_the_policy_leaves_out_is_an_error() {
        let arguments = format!("{ORIGINS}, methods = [PUT]");
        let of = |item| errors(&arguments, item);
        for (item, method) in [
            (r#"#[delete("/")] async fn f() -> String {}"#, "DELETE"),
            (
                r#"#[route("/", method = "GET", method = "PURGE")] async fn f() -> String {}"#,
                "PURGE",
            ),
            (
                r#"#[routes] #[put("/")] #[patch("/")] async fn f() -> String {}"#,
                "PATCH",
            ),
        ] {
            let [message] = &of(item)[..] else {
                unreachable!("one error");
            };
            let start = format!("this handler is for {method}, but its policy lists only PUT");
            assert!(message.starts_with(&start), "{message}");
        }
        for item in [
            r#"#[put("/")] async fn f() -> String {}"#,
            r#"#[post("/")] async fn f() -> String {}"#,
        ] {
            assert_eq!(of(item), [""; 0]);
        }
    }

    /// Else a guard or a middleware of the user's would be lost, or the policy.
    #[test]
    fn what_is_not_understood_of_a_route_macro_is_an_error() {
        for (item, start) in [
            (r#"#[get] async fn f() -> String {}"#, "expected a path"),
            (
                r#"#[get()] async fn f() -> String {}"#,
                "expected a path, as a string",
            ),
            (
                r#"#[get(PATH)] async fn f() -> String {}"#,
                "expected a path, as a string",
            ),
            (
                r#"#[get("/", 1)] async fn f() -> String {}"#,
                "expected identifier",
            ),
            (
                r#"#[get("/" name = "n")] async fn f() -> String {}"#,
                "expected `,`",
            ),
            (
                r#"#[get("/", "/other")] async fn f() -> String {}"#,
                "a route has one path",
            ),
            (
                r#"#[get("/", guard = "1 +")] async fn f() -> String {}"#,
                "expected the path of a function",
            ),
            (
                r#"#[get("/", guard = IS_ADMIN)] async fn f() -> String {}"#,
                "expected a string literal",
            ),
            (
                r#"#[get("/", wrap = Logger)] async fn f() -> String {}"#,
                "expected a string literal",
            ),
            (
                r#"#[get("/", wrap = "1 +")] async fn f() -> String {}"#,
                "expected an expression",
            ),
            (
                r#"#[get("/", gaurd = "is_admin")] async fn f() -> String {}"#,
                "unknown argument `gaurd` of #[get]",
            ),
            (
                r#"#[get("/", method = "PUT")] async fn f() -> String {}"#,
                "unknown argument `method` of #[get]",
            ),
            (
                r#"#[route("/", method = "")] async fn f() -> String {}"#,
                "expected a method",
            ),
            (
                r#"#[routes] async fn f() -> String {}"#,
                "#[routes] has no route macro below it",
            ),
            (
                r#"#[routes] #[get("/")] #[put(P)] async fn f() -> String {}"#,
                "expected a path, as a string",
            ),
            (
                r#"#[routes] #[get("/")] #[route("/", method = "PUT")] async fn f() -> String {}"#,
                "this route macro can't stand with #[routes]",
            ),
            (
                r#"#[get("/")] #[put("/")] async fn f() -> String {}"#,
                "a handler has one route macro",
            ),
            (r#"#[get("/")] async fn f() {}"#, "`f` returns nothing"),
        ] {
            let [message] = &errors(ORIGINS, item)[..] else {
                unreachable!("one error: {item} {:?}", errors(ORIGINS, item));
            };
            assert!(message.starts_with(start), "{item}: {message}");
        }
    }

    #[test]
    fn paths_and_methods_are_left_to_actix_web() {
        for item in [
            r#"#[get("/{")] async fn f() -> String {}"#,
            r#"#[route("/")] async fn f() -> String {}"#,
            r#"#[route("/", method = "get")] async fn f() -> String {}"#,
            r#"#[route("/", method = "GET", method = "GET")] async fn f() -> String {}"#,
        ] {
            assert_eq!(
                errors(&format!("{ORIGINS}, methods = [PUT]"), item),
                [""; 0],
                "{item}"
            );
        }
    }

    #[test]
    fn one_handler_has_one_policy() {
        let item =
            r#"#[cors::cors(none)] #[get("/")] #[actix_web::cors()] async fn f() -> String {}"#;
        assert_eq!(errors(ORIGINS, item).len(), 2);
    }
}
