//! What a handler with the attribute is to the compiler: a function whose future carries its policy's type.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;

use ::axum::extract::{FromRequest, FromRequestParts};
use ::axum::handler::Handler;
use ::axum::response::IntoResponse;
use cors_core::PolicyChoice;

use crate::governed::GovernedHandler;
use crate::methods::InferredMethods;
use crate::policy::CorsPolicy;

/// What a handler with the attribute returns: its future, and its policy as a type. Await it as usual, for example in a
/// unit test. No policy decides then.
///
/// It deliberately doesn't implement [`Future`]: axum's own routing functions, with which preflights would get no
/// response from the policy, don't take the handler. The compiler then names this type. Route the handler with the
/// functions of `cors::axum`.
///
/// A handler whose one parameter is a request and that returns a `Response` could be taken for one of `http`, which is
/// awaited by a server that has no router. Its policy would then do nothing, without a word. So the future of such a
/// handler ([`WholeRequest`]) is only there by [`without_policy`](Self::without_policy).
#[derive(Clone, Debug)]
#[must_use = "a handler does nothing unless it is awaited"]
pub struct CorsFuture<F, P, K = Extractors> {
    future: F,
    policy: PhantomData<(P, K)>,
}

/// Marks a handler with extractors.
#[derive(Clone, Debug)]
pub enum Extractors {}

/// Marks a handler whose one parameter is a request and that returns a `Response`.
#[derive(Clone, Debug)]
pub enum WholeRequest {}

/// What the attribute makes of a handler's body.
pub fn future<F, P, K>(future: F, _: P) -> CorsFuture<F, P, K> {
    CorsFuture {
        future,
        policy: PhantomData,
    }
}

impl<F, P, K> CorsFuture<F, P, K> {
    /// The handler's future alone. No policy decides about its request.
    pub fn without_policy(self) -> F {
        self.future
    }
}

impl<F: Future, P> IntoFuture for CorsFuture<F, P> {
    type Output = F::Output;
    type IntoFuture = F;

    fn into_future(self) -> F {
        self.future
    }
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
    use ::axum::handler::Handler;
    use cors_core::PolicyChoice;

    pub trait Sealed<T, S> {
        type Arguments: 'static;

        /// The policy, if there is one.
        fn policy() -> Option<PolicyChoice>;

        /// As axum takes it: without the policy, which decides in front of it.
        fn into_axum(self) -> impl Handler<Self::Arguments, S>;

        /// As axum takes it, with the policy, if there is one.
        fn into_governed(self) -> impl Handler<Self::Arguments, S>;
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
    type Arguments = T;

    fn policy() -> Option<PolicyChoice> {
        None
    }

    fn into_axum(self) -> impl Handler<T, S> {
        self
    }

    fn into_governed(self) -> impl Handler<T, S> {
        self
    }
}

/// A function with the attribute whose parameters are these extractors.
pub trait AnnotatedFn<T, S>: Clone + Send + Sync + 'static {
    type Policy: CorsPolicy;
    type Arguments: 'static;

    /// The function as axum takes it, which awaits this one.
    fn into_axum(self) -> impl Handler<Self::Arguments, S>;
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
    type Arguments = F::Arguments;

    fn policy() -> Option<PolicyChoice> {
        Some(F::Policy::policy())
    }

    fn into_axum(self) -> impl Handler<F::Arguments, S> {
        AnnotatedFn::into_axum(self)
    }

    fn into_governed(self) -> impl Handler<F::Arguments, S> {
        GovernedHandler::<_, F::Policy>::new(AnnotatedFn::into_axum(self))
    }
}

macro_rules! annotated_fns {
    ($(($($first:ident)*; $($last:ident via $via:ident)?) as $arguments:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case)]
        impl<F, Fut, P, K, S, $($first,)* $($last, $via,)?>
            AnnotatedFn<($($via,)? $($first,)* $($last,)?), S> for F
        where
            F: FnOnce($($first,)* $($last,)?) -> CorsFuture<Fut, P, K> + Clone + Send + Sync + 'static,
            Fut: Future + Send,
            Fut::Output: IntoResponse,
            P: CorsPolicy,
            S: Send + Sync + 'static,
            $($first: FromRequestParts<S> + Send + 'static,)*
            $($last: FromRequest<S, $via> + Send + 'static, $via: 'static,)?
        {
            type Policy = P;
            type Arguments = $arguments;

            fn into_axum(self) -> impl Handler<$arguments, S> {
                move |$($first: $first,)* $($last: $last,)?| {
                    self($($first,)* $($last,)?).without_policy()
                }
            }
        }
    )* };
}

annotated_fns! {
    (;) as ((),);
    (; T1 via M) as (M, T1,);
    (T1; T2 via M) as (M, T1, T2,);
    (T1 T2; T3 via M) as (M, T1, T2, T3,);
    (T1 T2 T3; T4 via M) as (M, T1, T2, T3, T4,);
    (T1 T2 T3 T4; T5 via M) as (M, T1, T2, T3, T4, T5,);
    (T1 T2 T3 T4 T5; T6 via M) as (M, T1, T2, T3, T4, T5, T6,);
    (T1 T2 T3 T4 T5 T6; T7 via M) as (M, T1, T2, T3, T4, T5, T6, T7,);
    (T1 T2 T3 T4 T5 T6 T7; T8 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8,);
    (T1 T2 T3 T4 T5 T6 T7 T8; T9 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8, T9,);
    (T1 T2 T3 T4 T5 T6 T7 T8 T9; T10 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10,);
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10; T11 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11,);
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11; T12 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12,);
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12; T13 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13,);
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13; T14 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14,);
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14; T15 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15,);
    (T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15; T16 via M) as (M, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16,);
}
