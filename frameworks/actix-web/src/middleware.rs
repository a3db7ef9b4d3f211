//! The middleware: a policy around an `App`, a `Scope` or a `Resource`.

use std::cell::OnceCell;
use std::fmt::{self, Debug, Formatter};
use std::future::{Ready, ready};
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{
    HttpServiceFactory, Service, ServiceFactory, ServiceRequest, ServiceResponse, Transform,
};
use cors_core::head::is_safe;
use cors_core::routes::Scope;
use cors_core::{ChosenHead, Decision, PolicyBy, PolicyChoice, SharedPolicy};
use http::HeaderName;

use crate::front::Front;
use crate::group::{Group, MarkOf};
use crate::head::{Asked, Line, mark_behind_preflights};
use crate::nesting::Place;
use crate::response::ResponseFuture;

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
    policy: PolicyChoice,
    converted: PolicyChoice<Line>,
}

impl Cors {
    /// A middleware with this policy: a `&'static Policy`, an `Arc<Policy>`, or a [`Policy`](cors_core::Policy); or with a
    /// [`PolicyBy`], as [`by`](Self::by) makes.
    ///
    /// Origins that are a `LiveOrigins` are to be set before this is called: with the feature `tracing`, it warns of
    /// those that aren't.
    pub fn new(policy: impl Into<PolicyChoice>) -> Self {
        let policy = policy.into();
        policy.warn_of_unset_origins();
        Self {
            converted: policy.convert(),
            policy,
        }
    }

    /// A middleware that chooses the policy by the head of each request, for services with tenants: a `&'static Policy`, an
    /// `Arc<Policy>` or a [`SharedPolicy`]. Where there is none, no page of another origin may use what has no policy of its own.
    ///
    /// The function names the headers that it reads, and can read no others. They are in `Vary` on every response.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use std::sync::Arc;
    ///
    /// use actix_web::{App, HttpResponse, web};
    /// use cors::{Policy, actix_web::Cors};
    ///
    /// let tenants: HashMap<String, Arc<Policy>> = HashMap::new(); // say, from a database
    /// let cors = Cors::by(["host"], move |head| tenants.get(head.host()?).cloned());
    /// let app = App::new()
    ///     .route("/notes", web::get().to(HttpResponse::Ok))
    ///     .wrap(cors);
    /// # let _ = app;
    /// ```
    ///
    /// # Panics
    ///
    /// If one of `reads` can't be the name of a header.
    pub fn by<P: Into<SharedPolicy>>(
        reads: impl IntoIterator<Item = impl AsRef<str>>,
        choose: impl Fn(&ChosenHead<'_>) -> Option<P> + Send + Sync + 'static,
    ) -> Self {
        #[expect(clippy::panic, reason = "when the app is made, before any request")]
        let name_of = |name: &str| match name.parse::<HeaderName>() {
            Ok(name) => name,
            Err(_) => panic!("{name:?} isn't the name of a header"),
        };
        let reads = reads.into_iter().map(|name| name_of(name.as_ref()));
        Self::new(PolicyBy::new(reads, choose))
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
        let group = Group::new(self.policy.clone());
        let marked = scope.service(MarkOf(Rc::clone(&group)));
        marked.wrap(Around { cors: self, group })
    }

    fn service<S>(&self, inner: S) -> CorsService<S> {
        CorsService {
            inner,
            place: Place::of_middleware(),
            cors: self.clone(),
            found_as: None,
            front: OnceCell::new(),
        }
    }
}

/// The middleware of a group.
struct Around {
    cors: Cors,
    group: Rc<Group>,
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
        self.group.set_place(service.place);
        service.found_as = Some(Rc::clone(&self.group));
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
    place: Place,
    cors: Cors,
    /// Policies in front find it for as long as this is there.
    found_as: Option<Rc<Group>>,
    /// The handlers with the attribute, known once the app is put together; none where there are none.
    front: OnceCell<Option<Front>>,
}

impl<S> CorsService<S> {
    /// By the nearest policy of what a request would reach, as far as it is known.
    #[inline]
    fn decide(&self, request: &ServiceRequest) -> (Decision<'static, Line>, Scope) {
        let Cors { policy, converted } = &self.cors;
        let front = self
            .front
            .get_or_init(|| Front::of(self.place, policy, request));
        let nearest = front.as_ref().and_then(|front| front.decide(request));
        nearest.unwrap_or_else(|| (converted.decide_head(&Asked(request)), Scope::Group))
    }

    /// Tells a policy inside of this one that a browser didn't ask it. For GET and HEAD it needn't ask any.
    #[inline]
    fn mark_asked(&self, request: &ServiceRequest) {
        if self.place.may_be_around() && !is_safe(request.method().as_str()) {
            mark_behind_preflights(request);
        }
    }
}

impl<S: Debug> Debug for CorsService<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsService")
            .field("inner", &self.inner)
            .field("policy", &self.cors.policy)
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
        let (decision, scope) = self.decide(&request);
        if scope != Scope::Handler && matches!(decision, Decision::Proceed(_)) {
            self.mark_asked(&request);
        }
        ResponseFuture::of(decision, request, &self.inner, self.place.may_be_inside())
    }
}
