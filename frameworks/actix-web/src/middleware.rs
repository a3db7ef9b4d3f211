//! The middleware: a policy around an `App`, a `Scope` or a `Resource`.

use std::cell::OnceCell;
use std::fmt::{self, Debug, Formatter};
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready as ready_or_pending};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{
    HttpServiceFactory, Service, ServiceFactory, ServiceRequest, ServiceResponse, Transform,
};
use actix_web::http::header::ORIGIN;
use cors_core::routes::Scope;
use cors_core::{CorsHeaders, Decision, Policy, SharedPolicy};
use pin_project_lite::pin_project;

use crate::front::Front;
use crate::group::{Group, MarkOf};
use crate::handler::Rivals;
use crate::head::{Answer, Asked, Line, is_safe, mark_behind_preflights, respond};
use crate::nesting::Place;

/// Puts a [`Policy`](cors_core::Policy) around an `App`, a `Scope` or a `Resource`.
///
/// It answers preflights for everything inside of it, and nothing inside runs for one. It sets the headers on every other
/// response: a handler's, a 404, a 405, and what other middleware inside of it responds or returns as an `Err`.
///
/// As with all of actix-web's middleware, the last `wrap` is the outermost. So this one comes last:
///
/// ```
/// use actix_web::{App, HttpResponse, web};
/// use cors::{Policy, actix_web::Cors};
///
/// static API: Policy = cors::policy! { origins = ["https://app.example.com"], credentials };
///
/// let app = App::new()
///     .route("/notes", web::get().to(HttpResponse::Ok))
///     .wrap(actix_web::middleware::Logger::default())
///     .wrap(Cors::new(&API));
/// # let _ = app;
/// ```
///
/// It is cheap to clone. actix-web builds an `App` for each of its workers, so make it outside of the closure where the
/// policy isn't a `static`:
///
/// ```
/// # use actix_web::App;
/// use cors::{Config, Policy, actix_web::Cors};
///
/// let policy = Policy::try_from(Config::new().origins(["https://app.example.com"]))?;
/// let cors = Cors::new(policy);
/// let app = move || App::new().wrap(cors.clone());
/// # let _ = app();
/// # Ok::<(), cors::rules::Violations>(())
/// ```
#[derive(Clone, Debug)]
pub struct Cors {
    policy: SharedPolicy<Line>,
    /// The same with the values of `http`; none on a handler with the attribute.
    group: Option<SharedPolicy>,
}

impl Cors {
    /// A middleware with this policy: a `&'static Policy`, an `Arc<Policy>`, or a [`Policy`](cors_core::Policy).
    ///
    /// Origins that are a `LiveOrigins` are to be set before this is called: with the feature `tracing`, it warns of
    /// those that aren't.
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        let policy = policy.into();
        policy.warn_of_unset_origins();
        Self {
            policy: policy.convert().into(),
            group: Some(policy),
        }
    }

    /// The scope with this middleware around all that it has by then, so that a policy around the scope knows of it.
    ///
    /// The outermost policy answers preflights, in front of all other middleware. Where it is to leave those of a scope to
    /// the scope's own policy, write this in place of `wrap`:
    ///
    /// ```
    /// use actix_web::{App, HttpResponse, web};
    /// use cors::{Policy, actix_web::Cors};
    ///
    /// static API: Policy = cors::policy! { origins = ["https://app.example.com"] };
    /// static ADMIN: Policy = cors::policy! { origins = ["https://admin.example.com"], methods = [DELETE] };
    ///
    /// let users = web::scope("/users").route("/{id}", web::delete().to(HttpResponse::NoContent));
    /// let app = App::new()
    ///     .service(Cors::new(&ADMIN).around(users))
    ///     .route("/notes", web::get().to(HttpResponse::Ok))
    ///     .wrap(Cors::new(&API));
    /// # let _ = app;
    /// ```
    pub fn around<T, B>(self, scope: actix_web::Scope<T>) -> impl HttpServiceFactory
    where
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            > + 'static,
        B: MessageBody + 'static,
    {
        let group = self.group.clone().map(Group::new);
        let marked = match &group {
            Some(group) => scope.service(MarkOf(Rc::clone(group))),
            None => scope,
        };
        marked.wrap(Around { cors: self, group })
    }

    /// That around the resource of a handler with the attribute.
    #[doc(hidden)]
    #[must_use]
    pub fn __of_handler(policy: &'static Policy) -> Self {
        Self {
            group: None,
            ..Self::new(policy)
        }
    }
}

impl Cors {
    fn service<S>(&self, inner: S) -> CorsService<S> {
        CorsService {
            inner,
            policy: self.policy.clone(),
            place: match self.group {
                Some(_) => Place::of_middleware(),
                None => Place::of_handler(),
            },
            group: self.group.clone(),
            found_as: None,
            front: OnceCell::new(),
            rivals: OnceCell::new(),
        }
    }
}

/// The middleware of a group.
struct Around {
    cors: Cors,
    group: Option<Rc<Group>>,
}

impl<S, B> Transform<S, ServiceRequest> for Around
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = CorsService<S>;
    type InitError = ();
    type Future = Ready<Result<CorsService<S>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        let mut service = self.cors.service(inner);
        if let Some(group) = &self.group {
            group.set_place(service.place);
        }
        service.found_as.clone_from(&self.group);
        ready(Ok(service))
    }
}

impl<S, B> Transform<S, ServiceRequest> for Cors
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = CorsService<S>;
    type InitError = ();
    type Future = Ready<Result<CorsService<S>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(self.service(inner)))
    }
}

/// A service with a [`Policy`](cors_core::Policy) around it. Made by [`Cors`].
pub struct CorsService<S> {
    inner: S,
    policy: SharedPolicy<Line>,
    place: Place,
    group: Option<SharedPolicy>,
    /// Policies in front find it for as long as this is there.
    found_as: Option<Rc<Group>>,
    /// The handlers with the attribute, known once the app is put together; none where there are none.
    front: OnceCell<Option<Front>>,
    /// Of a handler with the attribute, known once the app is put together.
    rivals: OnceCell<Rivals>,
}

impl<S> CorsService<S> {
    /// Decides about a request by the nearest policy of what it would reach, and says whether no other can be nearer: it is
    /// a handler's.
    #[inline]
    fn decide(&self, request: &ServiceRequest) -> (Decision<'static, Line>, bool) {
        if let Some(group) = &self.group
            && let Some(front) = self
                .front
                .get_or_init(|| Front::of(self.place, group, request))
            && let Some((decision, scope)) = front.decide(request)
        {
            return (decision, scope == Scope::Handler);
        }
        (self.policy.decide_head(&Asked(request)), false)
    }
}

impl<S> CorsService<S> {
    /// Whether this is a handler's policy, and another's may have answered the preflight.
    fn has_rival(&self, request: &ServiceRequest) -> bool {
        self.group.is_none()
            && !is_safe(request.method())
            && request.headers().contains_key(ORIGIN)
            && self
                .rivals
                .get_or_init(|| Rivals::of(request))
                .may_have_answered(request)
    }
}

impl<S: Debug> Debug for CorsService<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsService")
            .field("inner", &self.inner)
            .field("policy", &self.policy)
            .field("found_as", &self.found_as)
            .finish_non_exhaustive()
    }
}

impl<S, B> Service<ServiceRequest> for CorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ResponseFuture<S::Future, B>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let is_marked = self.place.may_be_inside();
        if self.has_rival(&request) {
            mark_behind_preflights(&request);
        }
        let (decision, is_nearest) = self.decide(&request);
        let kind = match decision {
            Decision::Respond(response) => {
                let response = respond(response, is_marked);
                let response = request.into_response(response).map_into_right_body();
                Kind::Respond {
                    response: Some(response),
                }
            }
            Decision::Proceed(headers) => {
                // A browser didn't ask a policy inside of this one. For GET and HEAD it needn't ask any.
                if !is_nearest && self.place.may_be_around() && !is_safe(request.method()) {
                    mark_behind_preflights(&request);
                }
                Kind::Proceed {
                    headers: Some(headers),
                    is_marked,
                    inner: self.inner.call(request),
                }
            }
        };
        ResponseFuture { kind }
    }
}

pin_project! {
    /// The response of [`CorsService`].
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

impl<F, B> Future for ResponseFuture<F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (headers, is_marked, inner) = match self.project().kind.project() {
            KindProjection::Respond { response } => return Poll::Ready(Ok(once(response))),
            KindProjection::Proceed {
                headers,
                is_marked,
                inner,
            } => (headers, *is_marked, inner),
        };
        let returned = ready_or_pending!(inner.poll(context));
        let headers = once(headers);
        Poll::Ready(match returned {
            Ok(mut response) => {
                headers.apply(&mut Answer {
                    response: response.response_mut(),
                    is_marked,
                });
                Ok(response.map_into_left_body())
            }
            // It becomes a response further out, as often as somebody asks for one.
            Err(mut error) => {
                error.add_response_mapper(move |mut response| {
                    headers.clone().apply(&mut Answer {
                        response: &mut response,
                        is_marked,
                    });
                    response
                });
                Err(error)
            }
        })
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
