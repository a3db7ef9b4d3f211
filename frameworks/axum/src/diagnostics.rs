//! What is here only for what the compiler says. Nothing of it is ever called.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::axum::extract::Request;

use crate::CorsFuture;

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a handler with `#[cors]` isn't a `Future`; route it with `cors::axum`",
    label = "expected a handler without `#[cors]`",
    note = "put `#[axum::debug_handler]` below `#[cors]`, where it sees the handler as it is written",
    note = "where a server awaits the handler without a router, write `#[cors::cors]`; in a test, await its \
            `without_policy()`",
    note = "axum's own routing functions don't take the handler: its preflights would get no response from the policy"
)]
pub trait Awaited {}

/// What rustc says that [`Awaited`] isn't implemented for.
#[derive(Debug)]
pub struct UnawaitedHandler<F>(PhantomData<F>);

/// Never applies; it exists so that rustc prints the notes on [`Awaited`].
#[doc(hidden)]
impl<F: Future, P, K> Future for CorsFuture<F, P, K>
where
    // Not `Self`, for which rustc would print the notes on `Future`.
    UnawaitedHandler<F>: Awaited,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<F::Output> {
        Poll::Pending
    }
}

/// The request of a handler with `#[cors::cors]`, as far as its type goes.
#[derive(Debug)]
pub struct RequestOf<T>(PhantomData<T>);

/// What kind of request this is.
pub fn request_of<T>(_: &T) -> RequestOf<T> {
    RequestOf(PhantomData)
}

/// A request of axum's.
#[doc(hidden)]
#[derive(Debug)]
pub struct AxumRequest;

/// Any other.
#[derive(Debug)]
pub struct HttpRequest;

impl RequestOf<Request> {
    /// Goes before that of the trait, for this one type.
    pub fn kind(self) -> AxumRequest {
        AxumRequest
    }
}

/// What kind the requests of all other types are.
pub trait OtherRequest: Sized {
    /// Any other, as far as the trait knows.
    fn kind(self) -> HttpRequest {
        HttpRequest
    }
}

impl<T> OtherRequest for RequestOf<T> {}

/// Implemented for all but axum's.
#[diagnostic::on_unimplemented(
    message = "`#[cors::cors]` is for handlers with the types of `http`, and this request is axum's",
    label = "expected a request with a body that isn't axum's",
    note = "on an axum handler write `#[cors::axum::cors]`, and route it with the functions of `cors::axum`",
    note = "if no router of axum's calls the function, name its request with `request = …`"
)]
pub trait NotOfAxum {}

impl NotOfAxum for HttpRequest {}

/// Doesn't compile for a request of axum's.
pub fn check_request(_: impl NotOfAxum) {}
