//! What a handler with the attribute is to the compiler: a function whose future carries its policy's type.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use ::axum::extract::{FromRequest, FromRequestParts, Request};
use ::axum::handler::Handler;
use ::axum::response::{IntoResponse, Response};
use cors_core::{CorsHeaders, Decision, Policy};

use crate::methods::InferredMethods;

/// What a handler with the attribute returns: its future, and its policy as a type. Await it as usual.
///
/// It deliberately doesn't implement [`Future`]: axum's own routing functions, with which preflights would get no
/// response from the policy, don't take the handler. The compiler then names this type. Route the handler with the
/// functions of `cors::axum`.
#[derive(Clone, Debug)]
#[must_use = "a handler does nothing unless it is awaited"]
pub struct CorsFuture<F, P> {
    future: F,
    policy: PhantomData<P>,
}

impl<F, P: CorsPolicy> CorsFuture<F, P> {
    #[doc(hidden)]
    pub fn new(future: F, _: P) -> Self {
        Self {
            future,
            policy: PhantomData,
        }
    }
}

impl<F: Future, P> IntoFuture for CorsFuture<F, P> {
    type Output = F::Output;
    type IntoFuture = F;

    fn into_future(self) -> F {
        self.future
    }
}

/// The policy of one handler, as a type. Only the attribute implements it; the crate exports it, so rustc prints its
/// name without the path of a private module.
#[doc(hidden)]
pub trait CorsPolicy: Send + Sync + 'static {
    /// For which methods the handler may be registered.
    type Methods;

    /// The policy.
    fn policy() -> &'static Policy;
}

/// A function that can be registered with the routing functions of `cors::axum`: every axum handler, with the
/// attribute or without. It is sealed, and implemented for all of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an axum handler",
    label = "not a handler",
    note = "put `#[axum::debug_handler]` on it to see which argument or return type is the reason; below \
            `#[cors]`, if it has that"
)]
pub trait CorsHandler<T, S>: sealed::Sealed<T, S> + Clone + Send + Sync + 'static {
    /// For which methods the handler may be registered.
    type Methods;
}

/// What the routing functions do with a handler.
pub(crate) mod sealed {
    use cors_core::Policy;

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
pub enum WithoutCors {}

/// Marks handlers with the attribute.
#[derive(Debug)]
pub enum WithCors {}

#[diagnostic::do_not_recommend]
impl<H, T, S> CorsHandler<(WithoutCors, T), S> for H
where
    H: Handler<T, S>,
    T: 'static,
{
    type Methods = InferredMethods;
}

impl<H, T, S> sealed::Sealed<(WithoutCors, T), S> for H
where
    H: Handler<T, S>,
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

type ResponseFuture = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A function with the attribute whose parameters are these extractors.
pub trait AnnotatedFn<T, S>: Clone + Send + Sync + 'static {
    type Policy: CorsPolicy;

    /// The response of the handler, or of the extractor that rejects the request, with these headers.
    fn run(self, request: Request, state: S, headers: CorsHeaders<'static>) -> ResponseFuture;
}

#[diagnostic::do_not_recommend]
impl<F, T, S> CorsHandler<(WithCors, T), S> for F
where
    F: AnnotatedFn<T, S>,
    T: 'static,
    S: 'static,
{
    type Methods = <F::Policy as CorsPolicy>::Methods;
}

impl<F, T, S> sealed::Sealed<(WithCors, T), S> for F
where
    F: AnnotatedFn<T, S>,
    T: 'static,
    S: 'static,
{
    type Axum = CorsEndpoint<F, T>;
    type Arguments = (WithCors, T);

    fn policy() -> Option<&'static Policy> {
        Some(F::Policy::policy())
    }

    fn into_axum(self) -> CorsEndpoint<F, T> {
        CorsEndpoint {
            handler: self,
            arguments: PhantomData,
        }
    }
}

/// A handler with the attribute as axum takes it: the policy first, and only then the extractors.
pub struct CorsEndpoint<F, T> {
    // Nothing else, so that axum's box around a handler stays an empty one.
    handler: F,
    arguments: PhantomData<fn() -> T>,
}

impl<F: Clone, T> Clone for CorsEndpoint<F, T> {
    fn clone(&self) -> Self {
        Self {
            handler: self.handler.clone(),
            arguments: PhantomData,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<F, T, S> Handler<(WithCors, T), S> for CorsEndpoint<F, T>
where
    F: AnnotatedFn<T, S>,
    T: 'static,
    S: 'static,
{
    type Future = ResponseFuture;

    fn call(self, request: Request, state: S) -> ResponseFuture {
        match F::Policy::policy().decide(&request) {
            Decision::Respond(response) => Box::pin(std::future::ready(response.into_response())),
            Decision::Proceed(headers) => self.handler.run(request, state, headers),
        }
    }
}

macro_rules! annotated_fns {
    ($(($($first:ident)*; $($last:ident via $via:ident)?))*) => { $(
        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, unused_labels, unused_mut, unused_variables)]
        impl<F, Fut, P, S, $($first,)* $($last, $via,)?>
            AnnotatedFn<($($via,)? $($first,)* $($last,)?), S> for F
        where
            F: FnOnce($($first,)* $($last,)?) -> CorsFuture<Fut, P> + Clone + Send + Sync + 'static,
            Fut: Future + Send,
            Fut::Output: IntoResponse,
            P: CorsPolicy,
            S: Send + Sync + 'static,
            $($first: FromRequestParts<S> + Send + 'static,)*
            $($last: FromRequest<S, $via> + Send + 'static, $via: 'static,)?
        {
            type Policy = P;

            fn run(self, request: Request, state: S, headers: CorsHeaders<'static>) -> ResponseFuture {
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
                        self($($first,)* $($last,)?).await.into_response()
                    };
                    headers.applied(response)
                })
            }
        }
    )* };
}

annotated_fns! {
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
