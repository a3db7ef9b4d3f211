//! What is here only for what the compiler says. Nothing of it is ever called.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::CorsFuture;

/// A handler with `#[cors]`, of which rustc says that it isn't [awaited](Awaited).
#[derive(Debug)]
pub struct CorsHandlerFuture<F>(PhantomData<F>);

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a handler with `#[cors]` isn't a `Future`; route it with `cors::axum`",
    label = "expected a handler without `#[cors]`",
    note = "put `#[axum::debug_handler]` below `#[cors]`, where it sees the handler as it is written",
    note = "route the handler with the functions of `cors::axum`: with axum's, its preflights get no response from \
            the policy"
)]
pub trait Awaited {}

/// Never applies; it exists so that rustc prints the notes on [`Awaited`].
#[doc(hidden)]
impl<F: Future, P> Future for CorsFuture<F, P>
where
    CorsHandlerFuture<F>: Awaited,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<F::Output> {
        Poll::Pending
    }
}
