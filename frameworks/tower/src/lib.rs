//! A policy for whole routers, and for any other [`tower`](https://docs.rs/tower) service.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::{HeaderValue, Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::respond::{Answer, EmptyBody, FROM_FRAMEWORK, ResponseHeaders};
use crate::{Decision, Policy};

/// Puts a [`Policy`] around any service whose requests and responses are those of `http`: an axum router, a
/// tonic server, a hyper service.
///
/// The layer answers preflights for everything inside of it, and no service inside runs for one. On every
/// other response it puts the headers, unless a policy nearer to the handler has spoken.
///
/// ```
/// use cors::Policy;
/// use cors::tower::CorsLayer;
/// use tower_layer::Layer;
/// # use http::{Request, Response};
/// # let router = tower::service_fn(async |_: Request<String>| {
/// #     Ok::<_, std::convert::Infallible>(Response::new(String::new()))
/// # });
///
/// static API: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
///
/// let service = CorsLayer::new(&API).layer(router); // with axum: router.layer(CorsLayer::new(&API))
/// # async fn call(mut service: impl tower_service::Service<Request<String>, Response = Response<String>, Error = std::convert::Infallible>) {
/// #     let request = Request::builder().header("origin", "https://app.example.com");
/// #     let response = service.call(request.body(String::new()).unwrap()).await.unwrap();
/// #     assert_eq!(response.headers()["access-control-allow-origin"], "https://app.example.com");
/// # }
/// # std::pin::pin!(call(service)).as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
/// # use std::future::Future;
/// ```
///
/// It is cheap to clone.
#[derive(Clone, Debug)]
pub struct CorsLayer {
    policy: SharedPolicy,
}

impl CorsLayer {
    /// A layer with this policy: a `&'static Policy`, an `Arc<Policy>`, or a [`Policy`], which is then
    /// shared by all clones.
    ///
    /// ```
    /// use cors::{Policy, tower::CorsLayer};
    /// use std::sync::Arc;
    ///
    /// static API: Policy = cors::policy! { origins = ["https://app.example.com"] };
    /// let fixed = CorsLayer::new(&API);
    ///
    /// let configured = Arc::new(Policy::builder().origins(["https://app.example.com"]).build()?);
    /// let shared = CorsLayer::new(Arc::clone(&configured));
    /// # Ok::<(), cors::rules::Violations>(())
    /// ```
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        Self {
            policy: policy.into(),
        }
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = Cors<S>;

    fn layer(&self, inner: S) -> Cors<S> {
        Cors {
            inner,
            policy: self.policy.clone(),
        }
    }
}

/// A policy that a layer and its clones share. See [`CorsLayer::new`].
#[derive(Clone, Debug)]
pub struct SharedPolicy(Shared);

#[derive(Clone, Debug)]
enum Shared {
    Static(&'static Policy),
    Counted(Arc<Policy>),
}

impl Deref for SharedPolicy {
    type Target = Policy;

    fn deref(&self) -> &Policy {
        match &self.0 {
            Shared::Static(policy) => policy,
            Shared::Counted(policy) => policy,
        }
    }
}

impl From<&'static Policy> for SharedPolicy {
    fn from(policy: &'static Policy) -> Self {
        Self(Shared::Static(policy))
    }
}

impl From<Arc<Policy>> for SharedPolicy {
    fn from(policy: Arc<Policy>) -> Self {
        Self(Shared::Counted(policy))
    }
}

impl From<Policy> for SharedPolicy {
    fn from(policy: Policy) -> Self {
        Arc::new(policy).into()
    }
}

/// A service with a [`Policy`] around it. Made by [`CorsLayer`].
#[derive(Clone, Debug)]
pub struct Cors<S> {
    inner: S,
    policy: SharedPolicy,
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for Cors<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: EmptyBody,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        let kind = match self
            .policy
            .decide_about(method, uri, headers, FROM_FRAMEWORK)
        {
            Decision::Answer(answer) => Kind::Answer {
                answer: Some(answer),
            },
            Decision::Run(headers) => Kind::Run {
                allow_origin: headers.into_allow_origin(),
                policy: self.policy.clone(),
                inner: self.inner.call(request),
            },
        };
        ResponseFuture { kind }
    }
}

pin_project! {
    /// The response of [`Cors`].
    pub struct ResponseFuture<F> {
        #[pin]
        kind: Kind<F>,
    }
}

pin_project! {
    #[project = KindProjection]
    enum Kind<F> {
        Answer {
            // Taken by the poll that is ready, which is the last.
            answer: Option<Answer>,
        },
        Run {
            allow_origin: Option<HeaderValue>,
            policy: SharedPolicy,
            #[pin]
            inner: F,
        },
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: EmptyBody,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        match self.project().kind.project() {
            KindProjection::Answer { answer } => match answer.take() {
                Some(answer) => Poll::Ready(answer.into_response()),
                // Polled again after it was ready, against the contract of futures.
                None => Poll::Pending,
            },
            KindProjection::Run {
                allow_origin,
                policy,
                inner,
            } => {
                let returned = ready!(inner.poll(context));
                let headers = ResponseHeaders::new(policy, allow_origin.take());
                Poll::Ready(headers.on(returned))
            }
        }
    }
}
