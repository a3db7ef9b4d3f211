//! For which methods a handler may be registered, as types. They stand in the bounds of the routing functions, and
//! so in what the compiler says of a handler that is registered for a method its policy doesn't list.

/// A handler with these [`CorsHandler::Methods`](crate::CorsHandler::Methods) may be registered for the method `M`.
#[diagnostic::on_unimplemented(
    message = "this handler's `methods` don't include the method it is registered for",
    label = "registered for a method that its policy doesn't list",
    note = "add the method to `methods`, or omit `methods`: it is then inferred from the route"
)]
pub trait AllowsMethod<M> {}

/// A handler with these [`CorsHandler::Methods`](crate::CorsHandler::Methods) may be registered for methods that are
/// known only at run time.
#[diagnostic::on_unimplemented(
    message = "a handler with `methods` can't be registered with a `MethodFilter`, which is only known at run time",
    label = "registered for methods that its policy may not list",
    note = "omit `methods`: they are then inferred from the route"
)]
pub trait AllowsAnyMethod {}

/// The policy has no `methods`, or those of another policy that are known only at run time: they are inferred from
/// the route.
#[derive(Debug)]
pub enum InferredMethods {}

/// The policy has `methods`, and these of those that need listing are among them.
#[derive(Debug)]
pub enum ListedMethods<const DELETE: bool, const OPTIONS: bool, const PATCH: bool, const PUT: bool>
{}

/// GET, HEAD and POST, which need no listing.
#[derive(Debug)]
pub enum Safelisted {}
/// DELETE
#[derive(Debug)]
pub enum Delete {}
/// OPTIONS
#[derive(Debug)]
pub enum Options {}
/// PATCH
#[derive(Debug)]
pub enum Patch {}
/// PUT
#[derive(Debug)]
pub enum Put {}
/// TRACE, which a page can't use.
#[derive(Debug)]
pub enum Trace {}

impl<M> AllowsMethod<M> for InferredMethods {}

impl AllowsAnyMethod for InferredMethods {}

macro_rules! listed {
    ($($method:ident by [$($parameter:ident)*] $list:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$(const $parameter: bool),*> AllowsMethod<$method> for $list {}
    )* };
}

listed! {
    Safelisted by [D O PA PU] ListedMethods<D, O, PA, PU>;
    Delete by [O PA PU] ListedMethods<true, O, PA, PU>;
    Options by [D PA PU] ListedMethods<D, true, PA, PU>;
    Patch by [D O PU] ListedMethods<D, O, true, PU>;
    Put by [D O PA] ListedMethods<D, O, PA, true>;
}
