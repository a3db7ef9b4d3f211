//! The response of a service with a policy around it, while it is waited for.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use cors_core::{CorsHeaders, Decision};
use pin_project_lite::pin_project;

use crate::head::{Answer, Line, respond};

pin_project! {
    /// The response of what a policy is around.
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct ResponseFuture<F, B> {
        #[pin]
        kind: Kind<F, B>,
    }
}

pin_project! {
    // What is an option is taken by the poll that is ready, which is the last.
    #[project = KindProjection]
    enum Kind<F, B> {
        Respond {
            response: Option<ServiceResponse<EitherBody<B>>>,
        },
        Proceed {
            headers: Option<CorsHeaders<'static, Line>>,
            is_marked: bool,
            #[pin]
            inner: F,
        },
    }
}

impl<F, B: MessageBody> ResponseFuture<F, B> {
    /// What a policy has decided, put into effect around this service. `is_marked` is whether another policy may stand
    /// around.
    #[inline]
    pub(crate) fn of<S>(
        decision: Decision<'static, Line>,
        request: ServiceRequest,
        inner: &S,
        is_marked: bool,
    ) -> Self
    where
        S: Service<ServiceRequest, Future = F>,
    {
        let kind = match decision {
            Decision::Respond(response) => {
                let response = respond(response, is_marked);
                let response = request.into_response(response).map_into_right_body();
                Kind::Respond {
                    response: Some(response),
                }
            }
            Decision::Proceed(headers) => Kind::Proceed {
                headers: Some(headers),
                is_marked,
                inner: inner.call(request),
            },
        };
        Self { kind }
    }
}

impl<F, B> Future for ResponseFuture<F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match self.project().kind.project() {
            KindProjection::Respond { response } => Ok(once(response)),
            KindProjection::Proceed {
                headers,
                is_marked,
                inner,
            } => {
                let returned = ready!(inner.poll(context));
                with_headers(once(headers), returned, *is_marked)
            }
        })
    }
}

#[inline]
fn with_headers<B>(
    headers: CorsHeaders<'static, Line>,
    returned: Result<ServiceResponse<B>, Error>,
    is_marked: bool,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match returned {
        Ok(mut response) => {
            headers.apply(&mut Answer::new(response.response_mut(), is_marked));
            Ok(response.map_into_left_body())
        }
        // It becomes a response further out, as often as somebody asks for one.
        Err(mut error) => {
            error.add_response_mapper(move |mut response| {
                let headers = headers.clone();
                headers.apply(&mut Answer::new(&mut response, is_marked));
                response
            });
            Err(error)
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "the contract of futures; no request can cause it, and a task that hangs is harder to find"
)]
fn once<T>(taken: &mut Option<T>) -> T {
    taken
        .take()
        .expect("`ResponseFuture` polled after completion")
}
