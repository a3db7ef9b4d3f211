//! `#[cors::actix_web::cors(…)]`: what actix-web's route macro makes of the handler is registered behind what answers its
//! preflights, and the policy goes around its resource.

use cors_core::__private::PolicyLiteral;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, LitStr, Meta, MetaNameValue, Path, Result, ReturnType, Token};

use super::{HandlerPolicy, by_cfg, facade, handler_policy};
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
    let HandlerPolicy { body, policy, .. } = handler_policy(&arguments, &item, &krate, &mut errors);
    let mut function = match Function::of(&item, &mut errors) {
        Ok(function) => function,
        Err(instead) => return instead,
    };
    check_policies(&mut function, &mut errors);
    if let Some(expression) = &arguments.policy {
        errors.ok(function.check_policy("policy", expression));
    }
    let is_routed = function.attributes.iter().any(is_route_macro);
    let routes: Vec<_> = calls(&mut function.attributes)
        .iter()
        .filter_map(route)
        .collect();
    if !is_routed {
        let problem = format!(
            "`{}` has no route macro of actix-web below this attribute",
            function.signature.ident
        );
        let help = "write the attribute above #[get(\"…\")] or the like; without one, put `cors::actix_web::Cors` around \
                    the resource";
        errors.at(Span::call_site(), message(problem, help));
    }
    if let Some(listed) = policy
        .as_ref()
        .map(|policy| PolicyLiteral::from(policy).methods)
        && !listed.is_empty()
        && listed != "*"
    {
        for (method, place) in routes.iter().flat_map(|route| &route.methods) {
            let is_safelisted = matches!(&**method, "GET" | "HEAD" | "POST");
            if !is_safelisted && !listed.split(", ").any(|name| name == method) {
                let problem =
                    format!("this handler is for {method}, but its policy lists only {listed}");
                let help = format!("add {method} to `methods`, or omit `methods` to infer it");
                errors.at(*place, message(problem, help));
            }
        }
    }
    // Without a type that it returns, actix-web rejects it by itself.
    if !errors.is_empty() || matches!(function.signature.output, ReturnType::Default) {
        return function.with_errors(errors);
    }
    calls(&mut function.attributes).iter_mut().for_each(wrap);
    expand(&function, &routes, &body, &krate)
}

fn expand(
    function: &Function,
    routes: &[Route],
    policy: &TokenStream,
    krate: &Path,
) -> TokenStream {
    let name = &function.signature.ident;
    let is_doc = |attribute: &&Attribute| attribute.path().is_ident("doc");
    let documentation = function.attributes.iter().filter(is_doc);
    let private = quote!(#krate::__private::actix_web);
    let is_guarded = routes.iter().any(Route::takes_options);
    let guard = is_guarded.then(|| {
        quote! {
            fn __cors_guard(context: &#private::GuardContext<'_>) -> bool {
                #private::is_no_preflight(context)
            }
        }
    });
    let routes = routes.iter().map(|route| {
        let Route { path, guards, .. } = route;
        let methods = route.methods.iter().map(|(method, _)| method);
        quote!(.route(#path, &[#(#methods),*], ::std::vec![#(#private::guard(#guards)),*]))
    });
    let attributes = &function.attributes;
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
                fn __cors_policy() -> &'static #krate::Policy { #policy }
                fn __cors_wrap() -> #private::Cors { #private::Cors::__of_handler(__cors_policy()) }
                #guard
                #(#attributes)*
                #handler
                #private::Routes::new(__cors_policy()) #(#routes)* .register(#name, __cors_service);
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

/// One call of a route macro.
struct Route {
    path: LitStr,
    /// With the place where each is written.
    methods: Vec<(String, Span)>,
    guards: Vec<Path>,
}

impl Route {
    fn takes_options(&self) -> bool {
        self.methods.iter().any(|(method, _)| method == "OPTIONS")
    }
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

/// The calls of route macros among these attributes: those below `#[routes]`, or a single one.
fn calls(attributes: &mut [Attribute]) -> &mut [Attribute] {
    let Some(first) = attributes.iter().position(is_route_macro) else {
        return &mut [];
    };
    if last_name(&attributes[first]).is_some_and(|name| name == "routes") {
        &mut attributes[first + 1..]
    } else {
        &mut attributes[first..=first]
    }
}

/// What a call of a route macro says. What it shouldn't, actix-web rejects by itself.
fn route(attribute: &Attribute) -> Option<Route> {
    let name = last_name(attribute)?;
    let (path, options) = attribute.parse_args_with(parse_call).ok()?;
    let mut route = Route {
        path,
        methods: vec![],
        guards: vec![],
    };
    if name != "route" {
        let method = METHODS.iter().find(|method| name == **method)?;
        route.methods.push((method.to_uppercase(), name.span()));
    }
    for option in &options {
        let Expr::Lit(literal) = &option.value else {
            continue;
        };
        let Lit::Str(text) = &literal.lit else {
            continue;
        };
        if option.path.is_ident("method") {
            route.methods.push((text.value(), text.span()));
        } else if option.path.is_ident("guard") {
            route.guards.extend(text.parse::<Path>());
        }
    }
    Some(route)
}

type Options = Punctuated<MetaNameValue, Token![,]>;

fn parse_call(input: ParseStream<'_>) -> Result<(LitStr, Options)> {
    let path = input.parse()?;
    input.parse::<Option<Token![,]>>()?;
    Ok((path, input.call(Options::parse_terminated)?))
}

/// Puts the policy around the resource of this call, outside of what the user has put there.
fn wrap(attribute: &mut Attribute) {
    let Some(route) = route(attribute) else {
        return;
    };
    let guard = route
        .takes_options()
        .then(|| quote!(guard = "__cors_guard",));
    if let Ok((path, options)) = attribute.parse_args_with(parse_call)
        && let Meta::List(call) = &mut attribute.meta
    {
        let options = options.iter();
        call.tokens = quote!(#path, #(#options,)* #guard wrap = "__cors_wrap()");
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
    fn the_users_options_stay_and_the_policy_is_outermost() {
        let item = r#"#[get("/", name = "n", guard = "is_json", wrap = "Logger",)] async fn list() -> String {}"#;
        let expanded = expanded(ORIGINS, item);
        let call = r#"# [get ("/" , name = "n" , guard = "is_json" , wrap = "Logger" , wrap = "__cors_wrap()")]"#;
        assert!(expanded.contains(call), "{expanded}");
        assert!(expanded.contains("guard (is_json)"), "{expanded}");
        assert!(!expanded.contains("__cors_guard"), "{expanded}");
    }

    #[test]
    fn only_a_route_of_options_keeps_preflights_away() {
        for item in [
            r#"#[options("/")] async fn f() -> String {}"#,
            r#"#[route("/", method = "GET", method = "OPTIONS")] async fn f() -> String {}"#,
        ] {
            let expanded = expanded(ORIGINS, item);
            assert!(expanded.contains(r#"guard = "__cors_guard""#), "{expanded}");
        }
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
