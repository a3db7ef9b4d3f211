//! What the route macros of actix-web say of a handler.

use proc_macro2::{Ident, Span};
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Path, Result, Token};

use crate::expansion::errors::{Errors, error, message};
use crate::expansion::spans::SpanRange;

/// The route macros of a handler.
pub(super) struct Routes {
    /// `#[routes]`, if there is one.
    routes_macro: Option<Attribute>,
    pub(super) calls: Vec<RouteCall>,
    /// The handler's other attributes.
    pub(super) others: Vec<Attribute>,
}

/// One call of a route macro.
pub(super) struct RouteCall {
    /// What is left of it for actix-web to check: the path and the methods.
    checked: Attribute,
    pub(super) path: LitStr,
    /// With the place where each is written.
    pub(super) methods: Vec<(String, Span)>,
    pub(super) name: Option<LitStr>,
    pub(super) guards: Vec<Path>,
    pub(super) wraps: Vec<Expr>,
}

/// The macros of actix-web that are named after a method.
const METHODS: [&str; 10] = [
    "connect", "delete", "get", "head", "options", "patch", "post", "put", "query", "trace",
];

fn is_method(name: &Ident) -> bool {
    METHODS.iter().any(|method| name == method)
}

fn last_name(attribute: &Attribute) -> Option<&Ident> {
    Some(&attribute.path().segments.last()?.ident)
}

/// Whether this is a call of a macro with the name of a route macro, as actix-web has it: with a path first. Other crates
/// have macros of these names too, such as `#[trace]`.
fn is_call(attribute: &Attribute) -> bool {
    let Some(name) = last_name(attribute) else {
        return false;
    };
    match &attribute.meta {
        Meta::Path(_) => name == "routes",
        Meta::List(list) => {
            let first = list.tokens.clone().into_iter().next();
            let is_text = first.is_some_and(|first| syn::parse2::<LitStr>(first.into()).is_ok());
            is_text && (name == "route" || is_method(name))
        }
        Meta::NameValue(_) => false,
    }
}

/// Whether this is by its name a route macro that isn't called as one.
fn is_broken_call(attribute: &Attribute) -> bool {
    // Others of these names are more often another crate's.
    const NAMES: [&str; 8] = [
        "delete", "get", "head", "options", "patch", "post", "put", "route",
    ];
    let is_own = is_of_actix_web(attribute.path());
    is_own && last_name(attribute).is_some_and(|last| NAMES.iter().any(|name| last == name))
}

/// Whether a macro is actix-web's, as far as its path tells.
fn is_of_actix_web(path: &Path) -> bool {
    let first = path.segments.first();
    path.get_ident().is_some()
        || first
            .is_some_and(|first| first.ident == "actix_web" || first.ident == "actix_web_codegen")
}

/// Where the first of the route macros stands.
pub(super) fn first(attributes: &[Attribute]) -> Option<usize> {
    let position = |is: &dyn Fn(&Attribute) -> bool| attributes.iter().position(is);
    position(&|one| is_call(one) && is_of_actix_web(one.path()))
        .or_else(|| position(&is_call))
        .or_else(|| position(&is_broken_call))
}

impl Routes {
    /// Those among these attributes: what is below `#[routes]`, or a single one. None where there are none.
    pub(super) fn of(attributes: &[Attribute], errors: &mut Errors) -> Option<Self> {
        let first = first(attributes)?;
        let mut others = attributes.to_vec();
        let has_several = last_name(&others[first])? == "routes";
        let calls: Vec<_> = if has_several {
            // As actix-web looks for them.
            let is_below = |other: &mut Attribute| other.path().get_ident().is_some_and(is_method);
            others.extract_if(first + 1.., is_below).collect()
        } else {
            vec![others.remove(first)]
        };
        let routes_macro = has_several.then(|| others.remove(first));
        if let Some(routes_macro) = routes_macro.as_ref().filter(|_| calls.is_empty()) {
            let problem = "#[routes] has no route macro below it";
            let help = "write #[get(\"…\")] or the like there, by its name alone";
            errors.at(SpanRange::of(routes_macro.path()), message(problem, help));
        }
        let is_second = |other: &&Attribute| is_call(other) && is_of_actix_web(other.path());
        for second in others.iter().filter(is_second) {
            let (problem, help) = match has_several {
                true => (
                    "this route macro can't stand with #[routes]",
                    "write one that is named after a method, by its name alone",
                ),
                false => (
                    "a handler has one route macro",
                    "write #[routes] above them",
                ),
            };
            errors.at(SpanRange::of(second.path()), message(problem, help));
        }
        let calls = calls.iter().filter_map(|call| RouteCall::of(call, errors));
        Some(Self {
            calls: calls.collect(),
            routes_macro,
            others,
        })
    }

    /// What actix-web is to check.
    pub(super) fn checked(&self) -> impl Iterator<Item = &Attribute> {
        let calls = self.calls.iter().map(|call| &call.checked);
        let routes_macro = self.routes_macro.iter().filter(|_| !self.calls.is_empty());
        routes_macro.chain(calls)
    }
}

impl RouteCall {
    /// What a call says. None where it has no path.
    fn of(call: &Attribute, errors: &mut Errors) -> Option<Self> {
        let name = last_name(call)?;
        if !is_of_actix_web(call.path()) {
            let problem = format!("only actix-web's own #[{name}] can stand below this attribute");
            let help =
                format!("write #[actix_web::{name}(…)], without what another macro would add");
            errors.at(SpanRange::of(call.path()), message(problem, help));
        }
        let help = format!("write it as #[{name}(\"/notes\")], with the path first");
        let read = match &call.meta {
            Meta::List(_) => call.parse_args(),
            _ => Err(error(
                SpanRange::of(call.path()),
                message("expected a path", help),
            )),
        };
        let CallArguments { path, options } = errors.ok(read)?;
        let mut checked = call.clone();
        let methods_of_route = options
            .iter()
            .filter(|option| option.path.is_ident("method"));
        if let Meta::List(list) = &mut checked.meta {
            list.tokens = quote!(#path #(, #methods_of_route)*);
        }
        let mut read = Self {
            checked,
            path,
            methods: vec![],
            name: None,
            guards: vec![],
            wraps: vec![],
        };
        if is_method(name) {
            read.methods
                .push((name.to_string().to_uppercase(), name.span()));
        }
        for option in &options {
            let read = read.add(option, name);
            errors.ok(read);
        }
        Some(read)
    }

    fn add(&mut self, option: &MetaNameValue, macro_name: &Ident) -> Result<()> {
        let key = option.path.to_token_stream().to_string();
        let at_value =
            |problem, help: &str| error(SpanRange::of(&option.value), message(problem, help));
        let text = match &option.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Ok(text),
            _ => Err(at_value(
                "expected a string literal",
                &format!("write {key} = \"…\""),
            )),
        };
        match &*key {
            "name" => self.name = Some(text?.clone()),
            "guard" => {
                let guard = text?.parse();
                let wrong = |_| {
                    at_value(
                        "expected the path of a function",
                        "write guard = \"…\" with its name",
                    )
                };
                self.guards.push(guard.map_err(wrong)?);
            }
            "wrap" => {
                let wrap = text?.parse();
                let wrong = |_| {
                    at_value(
                        "expected an expression",
                        "write wrap = \"…\" with what makes the middleware",
                    )
                };
                self.wraps.push(wrap.map_err(wrong)?);
            }
            "method" if macro_name == "route" => {
                let text = text?;
                if text.value().is_empty() {
                    return Err(at_value(
                        "expected a method",
                        "write it in capitals, such as \"PURGE\"",
                    ));
                }
                self.methods.push((text.value(), text.span()));
            }
            // Without an error, one that only a newer actix-web knows would do nothing.
            _ => {
                let problem = format!("unknown argument `{key}` of #[{macro_name}]");
                let help = match macro_name == "route" {
                    true => "it takes `method`, `name`, `guard` and `wrap`",
                    false => "it takes `name`, `guard` and `wrap`",
                };
                return Err(error(SpanRange::of(&option.path), message(problem, help)));
            }
        }
        Ok(())
    }
}

struct CallArguments {
    path: LitStr,
    options: Punctuated<MetaNameValue, Token![,]>,
}

impl Parse for CallArguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let path = match input.parse() {
            Ok(path) => path,
            Err(wrong) => {
                let help = "write it first, as in \"/notes\"";
                let problem = "expected a path, as a string literal";
                return Err(error(wrong.span(), message(problem, help)));
            }
        };
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        if let Ok(second) = input.fork().parse::<LitStr>() {
            let help = "write #[routes] above, and one route macro for each path";
            return Err(error(second.span(), message("a route has one path", help)));
        }
        let options = input.call(Punctuated::parse_terminated)?;
        Ok(Self { path, options })
    }
}
