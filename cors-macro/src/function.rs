//! The function under the attribute. Its body is not parsed: it stays as it was written.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Error, Expr, FnArg, GenericArgument, Item, Pat, PatIdent, PatType, PathArguments,
    PathSegment, Result, ReturnType, Signature, Token, Type, TypeParamBound, Visibility, braced,
};

use crate::expansion::errors::{Errors, error, message};
use crate::expansion::spans::SpanRange;

#[derive(Clone)]
pub(crate) struct Function {
    /// With those at the start of the body.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) defaultness: Option<Token![default]>,
    pub(crate) signature: Signature,
    /// Where the braces of the body are.
    pub(crate) braces: Span,
    pub(crate) body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let defaultness = input.parse()?;
        let signature = input.parse()?;
        let content;
        let braces = braced!(content in input);
        // `#![…]` applies to the whole function, which is where it goes.
        for mut inner in content.call(Attribute::parse_inner)? {
            inner.style = syn::AttrStyle::Outer;
            attributes.push(inner);
        }
        Ok(Self {
            attributes,
            visibility,
            defaultness,
            signature,
            braces: braces.span.join(),
            body: content.parse()?,
        })
    }
}

/// Why something isn't a function that can be a handler.
fn not_a_handler(item: &TokenStream, error: Error) -> Error {
    let (span, what) = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(item)) => (item.ident.span(), "a struct"),
        Ok(Item::Enum(item)) => (item.ident.span(), "an enum"),
        Ok(Item::Union(item)) => (item.ident.span(), "a union"),
        Ok(Item::Trait(item)) => (item.ident.span(), "a trait"),
        Ok(Item::Impl(item)) => (item.self_ty.span(), "an `impl` block"),
        Ok(Item::Mod(item)) => (item.ident.span(), "a module"),
        Ok(Item::Const(item)) => (item.ident.span(), "a constant"),
        Ok(Item::Static(item)) => (item.ident.span(), "a static"),
        Ok(Item::Type(item)) => (item.ident.span(), "a type alias"),
        Ok(Item::Use(item)) => (item.use_token.span(), "an import"),
        Ok(Item::Macro(item)) => (item.mac.path.span(), "a macro"),
        Ok(Item::ForeignMod(item)) => (item.abi.extern_token.span(), "an `extern` block"),
        Ok(Item::ExternCrate(item)) => (item.ident.span(), "an import"),
        _ => match syn::parse2::<syn::TraitItemFn>(item.clone()) {
            Ok(function) => {
                let problem = "`#[cors]` needs a function with a body";
                let help = "put the attribute on the functions that implement this one";
                return Error::new(function.sig.ident.span(), message(problem, help));
            }
            Err(_) => return error,
        },
    };
    let problem = format!("expected a function, found {what}");
    Error::new(span, message(problem, "put the attribute on each handler"))
}

impl Function {
    /// The function that an attribute is on. If it is on something else: that item, and what is wrong.
    pub(crate) fn of(
        item: &TokenStream,
        errors: &mut Errors,
    ) -> std::result::Result<Self, TokenStream> {
        syn::parse2(item.clone()).map_err(|error| {
            errors.add(not_a_handler(item, error));
            let errors = std::mem::take(errors).into_statements();
            quote!(#item #errors)
        })
    }

    /// The parameter that is the request: the one named by `request = …`, else the one whose type is `Request` by
    /// its last segment.
    pub(crate) fn request(&mut self, named: Option<&Ident>) -> Result<RequestParam> {
        if let Some(name) = named {
            return self.request_by_name(name);
        }
        let function = self.signature.ident.clone();
        let paren = self.signature.paren_token;
        let mut found = self
            .signature
            .inputs
            .iter_mut()
            .filter_map(|input| match input {
                FnArg::Typed(parameter) if is_request(&parameter.ty) => Some(parameter),
                _ => None,
            });
        let Some(parameter) = found.next() else {
            return Err(error(
                paren.span.join(),
                message(
                    format_args!("`{function}` has no parameter of type `Request`"),
                    "add one, e.g. req: http::Request<B>, or name the request with request = …; on a \
                     framework's handler write its attribute, e.g. #[cors::axum::cors]",
                ),
            ));
        };
        if let Some(second) = found.next() {
            return Err(error(
                SpanRange::of(second),
                message(
                    format_args!("`{function}` has two parameters of type `Request`"),
                    "choose one with request = …",
                ),
            ));
        }
        Ok(RequestParam::of(parameter))
    }

    fn request_by_name(&mut self, name: &Ident) -> Result<RequestParam> {
        let at = |at| RequestParam {
            name: name.clone(),
            at,
            unpack: TokenStream::new(),
        };
        for input in &mut self.signature.inputs {
            match input {
                FnArg::Typed(parameter) => match &*parameter.pat {
                    Pat::Ident(pattern) if pattern.ident == *name => {
                        return Ok(RequestParam::of(parameter));
                    }
                    pattern if contains(pattern.to_token_stream(), name) => {
                        return Ok(at(name.span().into()));
                    }
                    _ => {}
                },
                FnArg::Receiver(receiver) if name == "self" => {
                    return Ok(at(SpanRange::of(receiver)));
                }
                FnArg::Receiver(_) => {}
            }
        }
        let function = &self.signature.ident;
        Err(error(
            name.span(),
            message(
                format_args!("`{function}` has no parameter `{name}`"),
                "write the name of the parameter that is the request, e.g. request = req",
            ),
        ))
    }

    /// Another attribute of this crate on the same function, by its path: one that expands later.
    pub(crate) fn second_policy(&self) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| {
            let mut segments = attribute.path().segments.iter().rev();
            let mut next = || segments.next().map(|segment| segment.ident.to_string());
            match (next().as_deref(), next().as_deref()) {
                (Some("cors"), before) => {
                    matches!(
                        before,
                        None | Some("actix_web" | "axum" | "cors" | "poem" | "rocket" | "salvo")
                    )
                }
                // What those on a framework's handlers become, whatever they were called.
                (Some("actix_web_inner" | "axum_inner"), before) => before == Some("__private"),
                _ => false,
            }
        })
    }

    /// Whether `#[cors::cors]`, whatever it was called, has expanded on the function already.
    pub(crate) fn has_policy(&self) -> bool {
        let mut tokens = self.body.clone().into_iter();
        tokens.any(|token| matches!(token, TokenTree::Ident(name) if name == "__cors_policy"))
    }

    /// Whether it could be taken for a handler with the types of `http`: from one request to a response.
    pub(crate) fn is_of_http(&self) -> bool {
        let inputs = &self.signature.inputs;
        let takes_request =
            matches!(inputs.first(), Some(FnArg::Typed(only)) if is_request(&only.ty));
        let gives_response = match &self.signature.output {
            ReturnType::Type(_, returned) => {
                last_segment(returned).is_some_and(|segment| segment.ident == "Response")
            }
            ReturnType::Default => false,
        };
        inputs.len() == 1 && takes_request && gives_response
    }

    /// Where the signature says that it is an axum handler's: a type of axum by its path.
    pub(crate) fn axum_type(&self) -> Option<SpanRange> {
        let parameters = self
            .signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(parameter) => Some(&*parameter.ty),
                FnArg::Receiver(_) => None,
            });
        let returned = match &self.signature.output {
            ReturnType::Type(_, returned) => Some(&**returned),
            ReturnType::Default => None,
        };
        let is_axum = |written: &&Type| names_crate(written.to_token_stream(), "axum");
        parameters.chain(returned).find(is_axum).map(SpanRange::of)
    }

    /// What the function returns, with `_` for each `impl …`, which can't be written inside of the function.
    pub(crate) fn returns(&self) -> Result<Type> {
        match &self.signature.output {
            ReturnType::Type(_, returned) => Ok(inferable((**returned).clone())),
            ReturnType::Default => Err(Error::new(
                self.signature.ident.span(),
                message(
                    format_args!("`{}` must return a response", self.signature.ident),
                    "return http::Response<B>, or a Result of one",
                ),
            )),
        }
    }

    /// The future that the function returns, if it says so. An `async fn` doesn't: it returns what is in it.
    pub(crate) fn future(&self) -> Result<Option<ReturnedFuture>> {
        let ReturnType::Type(_, returned) = &self.signature.output else {
            return Ok(None);
        };
        if self.signature.asyncness.is_some() {
            return Ok(None);
        }
        if let Some(future) = ReturnedFuture::of(returned) {
            return Ok(Some(future));
        }
        match last_segment(returned) {
            Some(segment) if segment.ident.to_string().ends_with("Future") => Err(error(
                SpanRange::of(returned),
                message(
                    format_args!(
                        "`{}` returns a future of a type that has no room for a policy",
                        self.signature.ident
                    ),
                    "write async fn, or return impl Future<Output = http::Response<B>> \
                     or Pin<Box<dyn Future<Output = http::Response<B>>>>",
                ),
            )),
            _ => Ok(None),
        }
    }

    /// What the compiler would say of a closure or a block that the user didn't write: a `?` where no error can be
    /// returned, and an `.await` in a function that isn't `async`.
    pub(crate) fn check_body(&self) -> Result<()> {
        let name = &self.signature.ident;
        let has = |word: &str| has_word(&self.body, word);
        // What is inside of another function has its own type.
        if has("fn") || has("async") || has("try") || has("macro_rules") || has_closure(&self.body)
        {
            return Ok(());
        }
        if self.signature.asyncness.is_none()
            && let Some(at) = find_after_dot(&self.body, "await")
        {
            let problem = format!("`.await` needs an `async` function, and `{name}` isn't one");
            return Err(error(
                at,
                message(problem, format_args!("write async fn {name}")),
            ));
        }
        let ReturnType::Type(_, returned) = &self.signature.output else {
            return Ok(());
        };
        // Without a body's type, or where nothing in the body is made by its functions, it may be the name of a `Result`.
        let is_response = |segment: &PathSegment| {
            segment.ident == "Response"
                && !segment.arguments.is_empty()
                && has_path_from(&self.body, "Response")
        };
        if last_segment(returned).is_some_and(is_response)
            && let Some(at) = find_question_mark(&self.body)
        {
            let problem = format!(
                "`?` needs a function that returns a `Result`, and `{name}` returns a `Response`"
            );
            let help = "return Result<http::Response<B>, E>, or turn the error into a response";
            return Err(error(at, message(problem, help)));
        }
        Ok(())
    }

    /// The function with nothing in it but what is wrong with its body.
    pub(crate) fn with_errors_only(&self, errors: Errors) -> TokenStream {
        let errors = errors.into_statements();
        self.with_body(&quote!(#errors ::core::todo!()))
    }

    /// These tokens in the braces of the body, where errors about the whole of it are then.
    pub(crate) fn in_braces(&self, body: TokenStream) -> Group {
        let mut group = Group::new(Delimiter::Brace, body);
        group.set_span(self.braces);
        group
    }

    /// The function as it was, with another body.
    pub(crate) fn with_body(&self, body: &TokenStream) -> TokenStream {
        let Self {
            attributes,
            visibility,
            defaultness,
            signature,
            ..
        } = self;
        quote!(#(#attributes)* #visibility #defaultness #signature { #body })
    }

    /// The function as it was, and what is wrong with it.
    pub(crate) fn with_errors(&self, errors: Errors) -> TokenStream {
        let body = &self.body;
        let errors = errors.into_statements();
        self.with_body(&quote!(#errors #body))
    }

    /// Whether the expression of this argument does without the parameters.
    pub(crate) fn check_policy(&self, argument: &str, expression: &Expr) -> Result<()> {
        let mut parameters = vec![];
        for input in &self.signature.inputs {
            match input {
                FnArg::Typed(parameter) => bound_names(&parameter.pat, &mut parameters),
                FnArg::Receiver(receiver) => parameters.push(receiver.self_token.into()),
            }
        }
        match find_local(expression.to_token_stream(), &parameters) {
            None => Ok(()),
            Some(name) => Err(error(
                name.span(),
                message(
                    format_args!(
                        "`{argument}` can't name the parameter `{name}`: it is evaluated without the request"
                    ),
                    "name a static; to choose a policy by the request, see `cors::PolicyBy`",
                ),
            )),
        }
    }

    /// The function as it was, without its attributes.
    pub(crate) fn without_attributes(&self) -> TokenStream {
        let Self {
            visibility,
            defaultness,
            signature,
            body,
            ..
        } = self;
        quote!(#visibility #defaultness #signature { #body })
    }
}

/// A future in the type that a function returns.
pub(crate) struct ReturnedFuture {
    /// What it gives, with `_` for each `impl …`.
    pub(crate) output: Type,
    /// Whether it is `Pin<Box<dyn Future<…>>>`.
    pub(crate) is_boxed: bool,
}

impl ReturnedFuture {
    fn of(returned: &Type) -> Option<Self> {
        let (output, is_boxed) = match returned {
            Type::ImplTrait(opaque) => (output_of(&opaque.bounds)?, false),
            Type::Paren(inner) => return Self::of(&inner.elem),
            Type::Group(inner) => return Self::of(&inner.elem),
            _ => {
                let segment = last_segment(returned)?;
                match segment.ident.to_string().as_str() {
                    "Pin" => match only_type(last_segment(only_type(segment)?)?)? {
                        Type::TraitObject(object) => (output_of(&object.bounds)?, true),
                        _ => return None,
                    },
                    "BoxFuture" | "LocalBoxFuture" => (only_type(segment)?.clone(), true),
                    _ => return None,
                }
            }
        };
        Some(Self {
            output: inferable(output),
            is_boxed,
        })
    }
}

/// The one type in the angle brackets of a segment.
fn only_type(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

/// What a `Future<Output = …>` among these bounds gives.
fn output_of(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Option<Type> {
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let segment = bound.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
            return None;
        };
        let output = arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => {
                Some(output.ty.clone())
            }
            _ => None,
        });
        output.filter(|_| segment.ident == "Future")
    })
}

fn has_word(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => has_word(&group.stream(), word),
        _ => false,
    })
}

/// Whether a path starts with this word, as `Response::new` does.
fn has_path_from(tokens: &TokenStream, word: &str) -> bool {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(ident) => {
            let is_first = at.checked_sub(1).is_none_or(|before| !is_colon(before));
            ident == word && is_first && is_colon(at + 1) && is_colon(at + 2)
        }
        TokenTree::Group(group) => has_path_from(&group.stream(), word),
        _ => false,
    })
}

/// Whether there may be a closure. (An `or` is written with the same character.)
fn has_closure(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '|',
        TokenTree::Group(group) => has_closure(&group.stream()),
        _ => false,
    })
}

/// Where this word stands behind a dot, outside of macros.
fn find_after_dot(tokens: &TokenStream, word: &str) -> Option<Span> {
    find_outside_of_macros(tokens, &|before, token| match (before, token) {
        (Some(TokenTree::Punct(dot)), TokenTree::Ident(ident)) => {
            dot.as_char() == '.' && ident == word
        }
        _ => false,
    })
}

/// Where a `?` is an operator.
fn find_question_mark(tokens: &TokenStream) -> Option<Span> {
    find_outside_of_macros(tokens, &|before, token| {
        let is_operand = match before {
            Some(TokenTree::Punct(punct)) => punct.as_char() == '?',
            Some(_) => true,
            None => false,
        };
        is_operand && matches!(token, TokenTree::Punct(punct) if punct.as_char() == '?')
    })
}

fn find_outside_of_macros(
    tokens: &TokenStream,
    is: &dyn Fn(Option<&TokenTree>, &TokenTree) -> bool,
) -> Option<Span> {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    tokens.iter().enumerate().find_map(|(at, token)| {
        let before = at.checked_sub(1).map(|at| &tokens[at]);
        match token {
            _ if is(before, token) => Some(token.span()),
            TokenTree::Group(group) => {
                let of_macro = matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == '!')
                    && at >= 2
                    && matches!(tokens[at - 2], TokenTree::Ident(_));
                if of_macro {
                    return None;
                }
                find_outside_of_macros(&group.stream(), is)
            }
            _ => None,
        }
    })
}

/// A statement that never runs, and states the type of the `async` block that it starts, for which there is no syntax.
pub(crate) fn type_of_block(returned: &Type) -> TokenStream {
    let returned = inferable(returned.clone());
    // In the user's own code, as the compiler shows the place where another type is returned.
    quote_spanned! {returned.span()=>
        #[allow(unreachable_code, clippy::diverging_sub_expression, clippy::empty_loop)]
        if false {
            let __cors_returned: #returned = loop {};
            return __cors_returned;
        }
    }
}

/// The parameter that is the request.
pub(crate) struct RequestParam {
    pub(crate) name: Ident,
    /// Where its type is.
    pub(crate) at: SpanRange,
    /// What goes before the body, for all to have the names that it had.
    pub(crate) unpack: TokenStream,
}

impl RequestParam {
    fn of(parameter: &mut PatType) -> Self {
        let at = SpanRange::of(&parameter.ty);
        if let Some(plain) = plain_name(&parameter.pat) {
            return Self {
                name: plain.ident.clone(),
                at,
                unpack: TokenStream::new(),
            };
        }
        // Any other pattern, such as `_`, is replaced by a name, and matched inside.
        let name = Ident::new("__cors_request", Span::mixed_site());
        let unpack = rename(&mut parameter.pat, &name);
        Self { name, at, unpack }
    }
}

/// Gives a parameter this name, and what to put before the body so that all is called what it was.
pub(crate) fn rename(pattern: &mut Pat, name: &Ident) -> TokenStream {
    let pattern = std::mem::replace(pattern, syn::parse_quote!(#name));
    quote! {
        #[allow(clippy::no_effect_underscore_binding)]
        let #pattern = #name;
    }
}

/// The name that a pattern binds the whole value to. Not one that says it isn't used: if we used it, clippy would
/// complain.
pub(crate) fn plain_name(pattern: &Pat) -> Option<&PatIdent> {
    match pattern {
        Pat::Ident(pattern) if pattern.subpat.is_none() => {
            (!pattern.ident.to_string().starts_with('_')).then_some(pattern)
        }
        _ => None,
    }
}

fn is_request(written: &Type) -> bool {
    last_segment(written).is_some_and(|segment| segment.ident == "Request")
}

/// The type of the errors of a handler that returns this, if they are responses too.
pub(crate) fn response_error(returned: &Type) -> Option<&Type> {
    let segment = last_segment(returned).filter(|segment| segment.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    let GenericArgument::Type(error) = arguments.args.iter().nth(1)? else {
        return None;
    };
    last_segment(error)
        .is_some_and(|segment| segment.ident == "Response")
        .then_some(error)
}

fn last_segment(written: &Type) -> Option<&syn::PathSegment> {
    match written {
        Type::Path(path) => path.path.segments.last(),
        Type::Reference(reference) => last_segment(&reference.elem),
        Type::Paren(inner) => last_segment(&inner.elem),
        Type::Group(inner) => last_segment(&inner.elem),
        _ => None,
    }
}

/// The type with `_` for each `impl …` in it.
fn inferable(mut written: Type) -> Type {
    match &mut written {
        // At the same place, for the compiler to point at.
        Type::ImplTrait(opaque) => {
            return Type::Verbatim(quote_spanned!(opaque.impl_token.span()=> _));
        }
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                    for argument in &mut arguments.args {
                        if let GenericArgument::Type(inner) = argument {
                            *inner = inferable(inner.clone());
                        }
                    }
                }
            }
        }
        Type::Reference(reference) => *reference.elem = inferable((*reference.elem).clone()),
        Type::Paren(inner) => *inner.elem = inferable((*inner.elem).clone()),
        Type::Group(inner) => *inner.elem = inferable((*inner.elem).clone()),
        Type::Tuple(tuple) => {
            for inner in &mut tuple.elems {
                *inner = inferable(inner.clone());
            }
        }
        _ => {}
    }
    written
}

/// The names that a pattern binds.
fn bound_names(pattern: &Pat, names: &mut Vec<Ident>) {
    match pattern {
        Pat::Ident(bound) => {
            names.push(bound.ident.clone());
            if let Some((_, inner)) = &bound.subpat {
                bound_names(inner, names);
            }
        }
        Pat::Paren(inner) => bound_names(&inner.pat, names),
        Pat::Reference(inner) => bound_names(&inner.pat, names),
        Pat::Slice(all) => all.elems.iter().for_each(|inner| bound_names(inner, names)),
        Pat::Tuple(all) => all.elems.iter().for_each(|inner| bound_names(inner, names)),
        Pat::TupleStruct(all) => all.elems.iter().for_each(|inner| bound_names(inner, names)),
        Pat::Struct(all) => {
            for field in &all.fields {
                bound_names(&field.pat, names);
            }
        }
        _ => {}
    }
}

/// The first of these names that is an expression of its own: no segment of a path and no field.
fn find_local(tokens: TokenStream, names: &[Ident]) -> Option<Ident> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is = |at: Option<usize>, punct: char| matches!(at.and_then(|at| tokens.get(at)), Some(TokenTree::Punct(p)) if p.as_char() == punct);
    tokens
        .iter()
        .enumerate()
        .find_map(|(at, token)| match token {
            TokenTree::Group(group) => find_local(group.stream(), names),
            TokenTree::Ident(name) if names.contains(name) => {
                let is_range = is(at.checked_sub(2), '.');
                let is_field = is(at.checked_sub(1), '.') && !is_range;
                let is_segment = is(at.checked_sub(1), ':') || is(Some(at + 1), ':');
                (!is_field && !is_segment).then(|| name.clone())
            }
            _ => None,
        })
}

/// Whether a path in here starts with this crate.
fn names_crate(tokens: TokenStream, krate: &str) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) => names_crate(group.stream(), krate),
        TokenTree::Ident(name) => {
            let is_first = at < 3
                || !is_colon(at - 1)
                || !matches!(tokens.get(at - 3), Some(TokenTree::Ident(_)));
            name == krate && is_colon(at + 1) && is_first
        }
        _ => false,
    })
}

fn contains(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => contains(group.stream(), name),
        _ => false,
    })
}
