//! `#[cors::actix_web::cors(…)]`: registers the resource that actix-web's route macro would make of the handler, with another
//! guard, which takes preflights too, and with the policy around it.

use cors_core::__private::PolicyLiteral;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, LitStr, Meta, MetaNameValue, Path, Result, ReturnType, Token};

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
            let first = attributes.iter().position(is_route_macro);
            let (before, behind) = attributes.split_at(first.unwrap_or(attributes.len()));
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
    let routes = Routes::of(&function.attributes, &mut errors);
    if !function.attributes.iter().any(is_route_macro) {
        let problem = format!(
            "`{}` has no route macro of actix-web below this attribute",
            function.signature.ident
        );
        let help = "write the attribute above #[get(\"…\")] or the like; without one, put `cors::actix_web::Cors` around \
                    the resource";
        errors.at(Span::call_site(), message(problem, help));
    }
    if let Some(listed) = handler_policy
        .policy
        .as_ref()
        .map(|policy| PolicyLiteral::from(policy).methods)
        && !listed.is_empty()
        && listed != "*"
    {
        for (method, place) in routes
            .iter()
            .flat_map(|routes| &routes.calls)
            .flat_map(|call| &call.methods)
        {
            let is_safelisted = matches!(&**method, "GET" | "HEAD" | "POST");
            if !is_safelisted && !listed.split(", ").any(|name| name == method) {
                let problem =
                    format!("this handler is for {method}, but its policy lists only {listed}");
                let help = format!("add {method} to `methods`, or omit `methods` to infer it");
                errors.at(*place, message(problem, help));
            }
        }
    }
    match routes {
        // Without a type that it returns, actix-web rejects it by itself.
        Some(routes)
            if errors.is_empty() && !matches!(function.signature.output, ReturnType::Default) =>
        {
            expand(&function, &routes, &handler_policy.function(&krate), &krate)
        }
        Some(routes) if !errors.is_empty() => {
            function.attributes = [routes.macros(), routes.others].concat();
            function.with_errors(errors)
        }
        _ => function.with_errors(errors),
    }
}

fn expand(function: &Function, routes: &Routes, policy: &TokenStream, krate: &Path) -> TokenStream {
    let name = &function.signature.ident;
    let private = quote!(#krate::__private::actix_web);
    let is_doc = |attribute: &&Attribute| attribute.path().is_ident("doc");
    let documentation = routes.others.iter().filter(is_doc);
    let macros = routes.macros();
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
                #policy
                #[allow(dead_code)]
                fn __cors_check() {
                    #(#macros)*
                    async fn #name() -> &'static str { "" }
                }
                #(#attributes)*
                #handler
                #private::Routes::new(__cors_policy()) #(#calls)* .register(__cors_service);
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

/// The route macros of a handler.
struct Routes {
    /// `#[routes]`, if there are several.
    several: Option<Attribute>,
    calls: Vec<RouteCall>,
    /// The handler's other attributes.
    others: Vec<Attribute>,
}

/// One call of a route macro.
struct RouteCall {
    /// What is left of it for actix-web to check: the path and the methods.
    checked: Attribute,
    path: LitStr,
    /// With the place where each is written.
    methods: Vec<(String, Span)>,
    name: Option<LitStr>,
    guards: Vec<Path>,
    wraps: Vec<Expr>,
}

/// The macros of actix-web that are named after a method.
const METHODS: [&str; 10] = [
    "connect", "delete", "get", "head", "options", "patch", "post", "put", "query", "trace",
];

fn is_route_macro(attribute: &Attribute) -> bool {
    last_name(attribute).is_some_and(|name| {
        name == "route" || name == "routes" || METHODS.iter().any(|method| name == method)
    })
}

fn last_name(attribute: &Attribute) -> Option<&Ident> {
    Some(&attribute.path().segments.last()?.ident)
}

impl Routes {
    /// Those among these attributes: what is below `#[routes]`, or a single one. None where there are none, or actix-web
    /// rejects one by itself.
    fn of(attributes: &[Attribute], errors: &mut Errors) -> Option<Self> {
        let mut others = attributes.to_vec();
        let first = others.iter().position(is_route_macro)?;
        let (several, calls) = if last_name(&others[first])? == "routes" {
            let calls = others
                .extract_if(first + 1.., |other| is_route_macro(other))
                .collect();
            (Some(others.remove(first)), calls)
        } else {
            (None, vec![others.remove(first)])
        };
        let calls = calls.iter().map(|call| RouteCall::of(call, errors));
        let calls: Vec<_> = calls.collect::<Option<_>>()?;
        (!calls.is_empty()).then_some(Self {
            several,
            calls,
            others,
        })
    }

    fn macros(&self) -> Vec<Attribute> {
        let calls = self.calls.iter().map(|call| &call.checked);
        self.several.iter().chain(calls).cloned().collect()
    }
}

impl RouteCall {
    fn of(call: &Attribute, errors: &mut Errors) -> Option<Self> {
        let (path, options) = call.parse_args_with(parse_call).ok()?;
        let macro_name = last_name(call)?;
        let takes_methods = macro_name == "route";
        let mut methods = vec![];
        if !takes_methods {
            let method = METHODS.iter().find(|method| macro_name == **method)?;
            methods.push((method.to_uppercase(), macro_name.span()));
        }
        let (mut name, mut guards, mut wraps) = (None, vec![], vec![]);
        let mut checked_options = vec![];
        for option in options {
            let key = option.path.get_ident()?;
            let Expr::Lit(literal) = &option.value else {
                return None;
            };
            let Lit::Str(text) = &literal.lit else {
                return None;
            };
            if key == "name" {
                name = Some(text.clone());
            } else if key == "guard" {
                guards.push(text.parse().ok()?);
            } else if key == "wrap" {
                wraps.push(text.parse().ok()?);
            } else if key == "method" {
                if takes_methods {
                    methods.push((text.value(), text.span()));
                }
                checked_options.push(option);
            } else {
                // Without an error, one that only a newer actix-web knows would do nothing.
                let problem = format!("unknown argument `{key}` of #[{macro_name}]");
                let help = if takes_methods {
                    "it takes `method`, `name`, `guard` and `wrap`"
                } else {
                    "it takes `name`, `guard` and `wrap`"
                };
                errors.at(key.span(), message(problem, help));
            }
        }
        let mut checked = call.clone();
        if let Meta::List(list) = &mut checked.meta {
            list.tokens = quote!(#path #(, #checked_options)*);
        }
        Some(Self {
            checked,
            path,
            methods,
            name,
            guards,
            wraps,
        })
    }
}

type Options = Punctuated<MetaNameValue, Token![,]>;

fn parse_call(input: ParseStream<'_>) -> Result<(LitStr, Options)> {
    let path = input.parse()?;
    input.parse::<Option<Token![,]>>()?;
    Ok((path, input.call(Options::parse_terminated)?))
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

    /// A guard or a middleware that isn't known here must not be lost.
    #[test]
    fn an_argument_that_is_not_known_is_an_error_or_stays() {
        let item = r#"#[get("/", gaurd = "is_admin")] async fn f() -> String {}"#;
        let [message] = &errors(ORIGINS, item)[..] else {
            unreachable!("one error");
        };
        assert!(
            message.starts_with("unknown argument `gaurd` of #[get]"),
            "{message}"
        );
        let item = r#"#[get("/", guard = "is_admin")] async fn f() {}"#;
        let left = expanded(ORIGINS, item);
        assert!(
            left.contains(r#"# [get ("/" , guard = "is_admin")]"#),
            "{left}"
        );
        let item = r#"#[routes] #[get("/", guard = "is_admin")] #[put("/", guard = IS_ADMIN)] async fn f() -> String {}"#;
        let left = expanded(ORIGINS, item);
        assert!(
            left.contains(r#"# [get ("/" , guard = "is_admin")]"#),
            "{left}"
        );
        assert!(
            left.contains(r#"# [put ("/" , guard = IS_ADMIN)]"#),
            "{left}"
        );
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

    #[test]
    fn what_is_wrong_with_the_route_macro_is_left_to_actix_web() {
        for item in [
            r#"#[get] async fn f() -> String {}"#,
            r#"#[get(PATH)] async fn f() -> String {}"#,
            r#"#[get("/", 1)] async fn f() -> String {}"#,
            r#"#[get("/", guard = "1 +")] async fn f() -> String {}"#,
            r#"#[get("/", wrap = Logger)] async fn f() -> String {}"#,
            r#"#[get("/", "/other")] async fn f() -> String {}"#,
            r#"#[routes] async fn f() -> String {}"#,
            r#"#[get("/")] async fn f() {}"#,
        ] {
            assert_eq!(errors(ORIGINS, item), [""; 0], "{item}");
        }
    }

    #[test]
    fn one_handler_has_one_policy() {
        let item =
            r#"#[cors::cors(none)] #[get("/")] #[actix_web::cors()] async fn f() -> String {}"#;
        assert_eq!(errors(ORIGINS, item).len(), 2);
    }
}
