//! What is here only for what the compiler says. Nothing of it is ever called.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::CorsFuture;

/// Implemented for nothing. The crate exports it, so rustc prints its name without a path.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a handler with `#[cors]` isn't a `Future`; route it with `cors::axum`",
    label = "expected a handler without `#[cors]`",
    note = "put `#[axum::debug_handler]` below `#[cors]`, where it sees the handler as it is written",
    note = "axum's own routing functions don't take the handler: its preflights would get no response from the policy"
)]
pub trait Awaited {}

/// What rustc says that [`Awaited`] isn't implemented for.
#[doc(hidden)]
#[derive(Debug)]
pub struct UnawaitedHandler<F>(PhantomData<F>);

/// Never applies; it exists so that rustc prints the notes on [`Awaited`].
#[doc(hidden)]
impl<F: Future, P> Future for CorsFuture<F, P>
where
    // Not `Self`, for which rustc would print the notes on `Future`.
    UnawaitedHandler<F>: Awaited,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<F::Output> {
        Poll::Pending
    }
}
