//! What an annotated handler is to the compiler: a function whose future carries its policy's type.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::axum::extract::{FromRequest, FromRequestParts, Request};
use ::axum::response::{IntoResponse, Response};

use crate::{Decision, Policy};

/// What an annotated handler returns: its future, and its policy as a type. Await it as ever.
///
/// It is no `Future` by itself, so that axum's own routing functions, which would leave its preflights
/// unanswered, don't take the handler. Its name stands in what the compiler then says: route the handler with
/// the functions of `cors::axum`.
#[derive(Debug)]
#[must_use = "a handler does nothing unless it is awaited"]
pub struct RouteWithCors<F, P> {
    future: F,
    policy: PhantomData<P>,
}

impl<F, P: Annotation> RouteWithCors<F, P> {
    #[doc(hidden)]
    pub fn new(future: F, _: P) -> Self {
        Self {
            future,
            policy: PhantomData,
        }
    }
}

impl<F: Future, P> IntoFuture for RouteWithCors<F, P> {
    type Output = F::Output;
    type IntoFuture = F;

    fn into_future(self) -> F {
        self.future
    }
}

/// Never: it is here so that the compiler says what to do instead, with the words of [`AsFuture`].
#[doc(hidden)]
impl<F: Future, P> Future for RouteWithCors<F, P>
where
    HandlerWithPolicy<F>: AsFuture,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<F::Output> {
        Poll::Pending
    }
}

#[derive(Debug)]
pub struct HandlerWithPolicy<F>(PhantomData<F>);

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a handler with a CORS policy is no future until it is awaited",
    label = "this takes a handler without a policy",
    note = "put `#[axum::debug_handler]` below `#[cors]`, where it sees the handler as it is written",
    note = "route the handler with the functions of `cors::axum`: axum's leave its preflights unanswered"
)]
pub trait AsFuture {}

/// The policy of one annotated handler, as a type. The attribute implements it.
pub trait Annotation: Send + Sync + 'static {
    /// For which methods the handler may be registered.
    type Methods;

    /// The policy.
    fn policy() -> &'static Policy;
}

/// A function that can be registered with the routing functions of this module: every axum handler, annotated
/// or not. It is implemented for all of them, and can't be for anything else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler for axum",
    label = "not a handler",
    note = "put `#[axum::debug_handler]` on it to see which argument or return type is the reason; below \
            `#[cors]`, if it has that"
)]
pub trait Handler<T, S>: sealed::Sealed<T, S> + Clone + Send + Sync + 'static {
    /// For which methods the handler may be registered.
    type Methods;
}

/// What the routing functions do with a handler.
pub(super) mod sealed {
    use crate::Policy;

    pub trait Sealed<T, S> {
        type Axum: ::axum::handler::Handler<Self::Arguments, S>;
        type Arguments: 'static;

        /// The policy, if there is one.
        fn policy() -> Option<&'static Policy>;

        /// As axum takes it.
        fn into_axum(self) -> Self::Axum;
    }
}

/// Marks handlers without the attribute, so that the compiler can tell the two kinds apart.
#[derive(Debug)]
pub enum Plain {}
/// Marks annotated handlers.
#[derive(Debug)]
pub enum Marked {}

#[diagnostic::do_not_recommend]
impl<H, T, S> Handler<(Plain, T), S> for H
where
    H: ::axum::handler::Handler<T, S>,
    T: 'static,
{
    type Methods = FromRegistration;
}

impl<H, T, S> sealed::Sealed<(Plain, T), S> for H
where
    H: ::axum::handler::Handler<T, S>,
    T: 'static,
{
    type Axum = H;
    type Arguments = T;

    fn policy() -> Option<&'static Policy> {
        None
    }

    fn into_axum(self) -> H {
        self
    }
}

/// An annotated handler as axum takes it: the policy first, and only then the extractors.
pub struct WithPolicy<F, T> {
    // Nothing else, so that axum's box around a handler stays an empty one.
    handler: F,
    arguments: PhantomData<fn() -> T>,
}

impl<F: Clone, T> Clone for WithPolicy<F, T> {
    fn clone(&self) -> Self {
        Self {
            handler: self.handler.clone(),
            arguments: PhantomData,
        }
    }
}

macro_rules! handlers {
    ($(($($first:ident)*; $($last:ident via $via:ident)?))*) => { $(
        #[diagnostic::do_not_recommend]
        impl<F, Fut, P, S, $($first,)* $($last, $via,)?>
            Handler<(Marked, $($via,)? $($first,)* $($last,)?), S> for F
        where
            F: FnOnce($($first,)* $($last,)?) -> RouteWithCors<Fut, P> + Clone + Send + Sync + 'static,
            Fut: Future + Send,
            Fut::Output: IntoResponse,
            P: Annotation,
            S: Send + Sync + 'static,
            $($first: FromRequestParts<S> + Send + 'static,)*
            $($last: FromRequest<S, $via> + Send + 'static, $via: 'static,)?
        {
            type Methods = P::Methods;
        }

        impl<F, Fut, P, S, $($first,)* $($last, $via,)?>
            sealed::Sealed<(Marked, $($via,)? $($first,)* $($last,)?), S> for F
        where
            F: FnOnce($($first,)* $($last,)?) -> RouteWithCors<Fut, P> + Clone + Send + Sync + 'static,
            Fut: Future + Send,
            Fut::Output: IntoResponse,
            P: Annotation,
            S: Send + Sync + 'static,
            $($first: FromRequestParts<S> + Send + 'static,)*
            $($last: FromRequest<S, $via> + Send + 'static, $via: 'static,)?
        {
            type Axum = WithPolicy<F, (Marked, $($via,)? $($first,)* $($last,)?)>;
            type Arguments = (Marked, $($via,)? $($first,)* $($last,)?);

            fn policy() -> Option<&'static Policy> {
                Some(P::policy())
            }

            fn into_axum(self) -> Self::Axum {
                WithPolicy { handler: self, arguments: PhantomData }
            }
        }

        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, unused_labels, unused_mut, unused_variables)]
        impl<F, Fut, P, S, $($first,)* $($last, $via,)?>
            ::axum::handler::Handler<(Marked, $($via,)? $($first,)* $($last,)?), S>
            for WithPolicy<F, (Marked, $($via,)? $($first,)* $($last,)?)>
        where
            F: FnOnce($($first,)* $($last,)?) -> RouteWithCors<Fut, P> + Clone + Send + Sync + 'static,
            Fut: Future + Send,
            Fut::Output: IntoResponse,
            P: Annotation,
            S: Send + Sync + 'static,
            $($first: FromRequestParts<S> + Send + 'static,)*
            $($last: FromRequest<S, $via> + Send + 'static, $via: 'static,)?
        {
            type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

            fn call(self, request: Request, state: S) -> Self::Future {
                let headers = match P::policy().decide(&request) {
                    Decision::Answer(answer) => {
                        let response = answer.into_response();
                        return Box::pin(std::future::ready(response));
                    }
                    Decision::Run(headers) => headers,
                };
                let handler = self.handler;
                // One future: a second one inside of it would have the request in it twice.
                Box::pin(async move {
                    let response = 'response: {
                        let (mut parts, body) = request.into_parts();
                        $(
                            let $first = match $first::from_request_parts(&mut parts, &state).await {
                                Ok(value) => value,
                                Err(rejection) => break 'response rejection.into_response(),
                            };
                        )*
                        $(
                            let request = Request::from_parts(parts, body);
                            let $last = match $last::from_request(request, &state).await {
                                Ok(value) => value,
                                Err(rejection) => break 'response rejection.into_response(),
                            };
                        )?
                        handler($($first,)* $($last,)?).await.into_response()
                    };
                    headers.on(response)
                })
            }
        }
    )* };
}

handlers! {
    (;)
    (; T1 via M)
    (T1; T2 via M)
    (T1 T2; T3 via M)
    (T1 T2 T3; T4 via M)
    (T1 T2 T3 T4; T5 via M)
    (T1 T2 T3 T4 T5; T6 via M)
    (T1 T2 T3 T4 T5 T6; T7 via M)
    (T1 T2 T3 T4 T5 T6 T7; T8 via M)
    (T1 T2 T3 T4 T5 T6 T7 T8; T9 via M)
    (T1 T2 T3 T4 T5 T6 T7 T8 T9; T10 via M)
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10; T11 via M)
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11; T12 via M)
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12; T13 via M)
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13; T14 via M)
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14; T15 via M)
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15; T16 via M)
}

/// A handler with these [`Handler::Methods`] may be registered for the method `M`.
#[diagnostic::on_unimplemented(
    message = "the `methods` of this handler leave out the one that it is registered for",
    label = "registered for a method that its policy doesn't list",
    note = "add the method to `methods`, or leave `methods` out: the registration says it"
)]
pub trait Accepts<M> {}

/// `methods` isn't written: the registration says them.
#[derive(Debug)]
pub enum FromRegistration {}

impl<M> Accepts<M> for FromRegistration {}

/// A handler with these [`Handler::Methods`] may be registered for methods that are known only at run time.
#[diagnostic::on_unimplemented(
    message = "the `methods` of this handler are written, and those of the filter are not known yet",
    label = "registered for methods that may not be in its policy",
    note = "leave `methods` out: the registration says them"
)]
pub trait AcceptsAny {}

impl AcceptsAny for FromRegistration {}

/// `methods` is written: which of the methods that need listing are in it.
#[derive(Debug)]
pub enum Written<const DELETE: bool, const OPTIONS: bool, const PATCH: bool, const PUT: bool> {}

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
/// Which a page can't use.
#[derive(Debug)]
pub enum Trace {}

#[diagnostic::do_not_recommend]
impl<const D: bool, const O: bool, const PA: bool, const PU: bool> Accepts<Safelisted>
    for Written<D, O, PA, PU>
{
}
#[diagnostic::do_not_recommend]
impl<const O: bool, const PA: bool, const PU: bool> Accepts<Delete> for Written<true, O, PA, PU> {}
#[diagnostic::do_not_recommend]
impl<const D: bool, const PA: bool, const PU: bool> Accepts<Options> for Written<D, true, PA, PU> {}
#[diagnostic::do_not_recommend]
impl<const D: bool, const O: bool, const PU: bool> Accepts<Patch> for Written<D, O, true, PU> {}
#[diagnostic::do_not_recommend]
impl<const D: bool, const O: bool, const PA: bool> Accepts<Put> for Written<D, O, PA, true> {}
