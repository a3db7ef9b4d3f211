//! The function under the attribute. Its body is not parsed: it stays as it was written.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Error, FnArg, GenericArgument, Item, Pat, PathArguments, Result, ReturnType,
    Signature, Token, Type, Visibility, braced,
};

use crate::errors::{Errors, Range, error, message};

pub(crate) struct Function {
    /// With those that stand at the start of the body.
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
        // `#![…]` stands for the whole function, which is where it goes.
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

/// Why something is not a function that can be a handler.
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
                let problem = "this function has no body for `#[cors]` to answer in front of";
                let help = "put the attribute on the functions that implement it";
                return Error::new(function.sig.ident.span(), message(problem, help));
            }
            Err(_) => return error,
        },
    };
    let problem = format!("`#[cors]` goes on a function, and this is {what}");
    Error::new(span, message(problem, "put it on each handler"))
}

impl Function {
    /// The function that an attribute stands on. If it stands on something else: that, and what is wrong.
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

    /// The parameter that is the request: what to call it, and what to put before the body.
    ///
    /// It is the one named by `request = …`, else the one whose type is `Request` by its last segment.
    pub(crate) fn request(&mut self, named: Option<&Ident>) -> Result<Request> {
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
                    format_args!("no parameter of `{function}` is the request"),
                    "add one, e.g. req: http::Request<B>, or name it with request = …",
                ),
            ));
        };
        if let Some(second) = found.next() {
            return Err(error(
                Range::of(second),
                message(
                    format_args!("two parameters of `{function}` are requests"),
                    "say which one is meant with request = …",
                ),
            ));
        }
        let at = Range::of(&parameter.ty);
        if let Pat::Ident(pattern) = &*parameter.pat
            && pattern.subpat.is_none()
        {
            return Ok(Request {
                name: pattern.ident.clone(),
                at,
                unpack: TokenStream::new(),
            });
        }
        // Any other pattern, such as `_`, gives way to a name, and is matched inside.
        let name = Ident::new("__cors_request", Span::mixed_site());
        let pattern = std::mem::replace(&mut parameter.pat, syn::parse_quote!(#name));
        Ok(Request {
            unpack: quote!(let #pattern = #name;),
            name,
            at,
        })
    }

    fn request_by_name(&self, name: &Ident) -> Result<Request> {
        let place = self.signature.inputs.iter().find_map(|input| match input {
            FnArg::Typed(parameter) => match &*parameter.pat {
                Pat::Ident(pattern) if pattern.ident == *name => Some(Range::of(&parameter.ty)),
                pattern if contains(pattern.to_token_stream(), name) => Some(name.span().into()),
                _ => None,
            },
            FnArg::Receiver(receiver) => (name == "self").then(|| Range::of(receiver)),
        });
        if let Some(at) = place {
            return Ok(Request {
                name: name.clone(),
                at,
                unpack: TokenStream::new(),
            });
        }
        let function = &self.signature.ident;
        Err(error(
            name.span(),
            message(
                format_args!("`{function}` has no parameter `{name}`"),
                "name the one that is the request, e.g. request = req",
            ),
        ))
    }

    /// Another `#[cors]` on the same function.
    pub(crate) fn second_policy(&self) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| {
            let mut segments = attribute.path().segments.iter().rev();
            segments.next().is_some_and(|last| last.ident == "cors")
                && segments.next().is_none_or(|before| before.ident == "cors")
        })
    }

    /// What the function returns. Where it says `impl …`, that is left to be inferred, as it can't be
    /// written inside of the function.
    pub(crate) fn returns(&self) -> Result<Type> {
        match &self.signature.output {
            ReturnType::Type(_, returned) => Ok(inferable((**returned).clone())),
            ReturnType::Default => Err(Error::new(
                self.signature.ident.span(),
                message(
                    format_args!(
                        "`{}` returns nothing that headers could go on",
                        self.signature.ident
                    ),
                    "return http::Response<B>, or a Result of one",
                ),
            )),
        }
    }

    /// These tokens in the braces of the body, so that what is wrong with the whole is wrong there.
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

    /// The function as it was, but for its attributes.
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

/// A statement that never runs, and tells the type of the `async` block that it starts. No syntax does.
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

/// The request, inside of the function.
pub(crate) struct Request {
    pub(crate) name: Ident,
    /// Where its type is.
    pub(crate) at: Range,
    /// What goes before the body.
    pub(crate) unpack: TokenStream,
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

fn contains(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == *name,
        proc_macro2::TokenTree::Group(group) => contains(group.stream(), name),
        _ => false,
    })
}
