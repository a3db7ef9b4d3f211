//! The policies, each written once. The macro makes handlers with `#[cors(…)]`, a layer, and a [`PolicyText`] of
//! the same tokens, so that what the browser is told and what the model expects can't drift apart.

use axum::Router;
use axum::body::Body as AxumBody;
use cors::tower::CorsLayer;
use cors::{Explanation, cors};
use http::{Request, Response};

use crate::handler::{self, Body};
use crate::policy_text::PolicyText;

/// `#[cors]`'s arguments, one after the other, as fields.
macro_rules! text {
    ($so_far:expr;) => { $so_far };
    ($so_far:expr; max_age = $seconds:literal, $($rest:tt)*) => {
        text!(PolicyText { max_age: Some($seconds), ..$so_far }; $($rest)*)
    };
    ($so_far:expr; dangerously_allow = $dangers:tt, $($rest:tt)*) => {
        text!($so_far; $($rest)*)
    };
    ($so_far:expr; $list:ident = [$($entry:tt),*], $($rest:tt)*) => {
        text!(PolicyText { $list: &[$(entry!($entry)),*], ..$so_far }; $($rest)*)
    };
    ($so_far:expr; $flag:ident, $($rest:tt)*) => {
        text!(PolicyText { $flag: true, ..$so_far }; $($rest)*)
    };
}

/// `PUT` and `"PUT"` are the same.
macro_rules! entry {
    ($name:ident) => {
        stringify!($name)
    };
    ($name:literal) => {
        $name
    };
}

macro_rules! policies {
    ($($name:ident: { $($argument:tt)* })*) => {
        /// All of them. The name is the path of the handler.
        pub(crate) static ALL: &[PolicyText] = &[
            $(text!(PolicyText::named(stringify!($name)); $($argument)*)),*
        ];

        /// On axum handlers.
        pub(crate) static OF_AXUM_HANDLERS: &[PolicyText] = &[$(
            text!(PolicyText::named(concat!("axum/", stringify!($name))); $($argument)*)
                .registered_for_any()
        ),*];

        /// Around axum routers.
        pub(crate) static OF_LAYERS: &[PolicyText] = &[
            $(text!(PolicyText::named(concat!("layer/", stringify!($name))); $($argument)*)),*
        ];

        $(
            #[cors($($argument)*)]
            fn $name(request: Request<Body>) -> Response<Body> {
                handler::answer(&request)
            }
        )*

        mod axum_handlers {
            $(
                #[cors::axum::cors($($argument)*)]
                pub(super) async fn $name(request: super::AxumRequest) -> super::AxumResponse {
                    super::without_policy(request).await
                }
            )*
        }

        /// The handlers of axum, at `/axum/NAME` with an attribute and at `/layer/NAME` inside of a layer.
        pub(crate) fn router() -> Router {
            Router::new()
                $(
                    .route(
                        concat!("/axum/", stringify!($name)),
                        cors::axum::any(axum_handlers::$name).into(),
                    )
                    .merge(
                        Router::new()
                            .route(
                                concat!("/layer/", stringify!($name)),
                                axum::routing::any(without_policy),
                            )
                            .layer(CorsLayer::new(cors::policy! { $($argument)* })),
                    )
                )*
        }

        /// The response of the handler with this policy, if there is one.
        pub(crate) fn serve(policy: &str, request: Request<Body>) -> Option<Response<Body>> {
            match policy {
                $(stringify!($name) => Some($name(request)),)*
                _ => None,
            }
        }

        /// What this policy says of a request.
        pub(crate) fn explain<B>(policy: &str, request: &Request<B>) -> Option<Explanation> {
            match policy {
                $(stringify!($name) => Some(cors::policy! { $($argument)* }.explain(request)),)*
                _ => None,
            }
        }
    };
}

type AxumRequest = Request<AxumBody>;
type AxumResponse = Response<AxumBody>;

async fn without_policy(request: AxumRequest) -> AxumResponse {
    handler::answer(&request).map(AxumBody::new)
}

policies! {
    one_origin: {
        origins = ["https://app.example.com"],
    }
    api: {
        origins = ["https://example.com", "https://*.example.com", "http://localhost:3000"],
        methods = [PUT, DELETE],
        headers = ["accesstoken", "content-type"],
        expose = ["x-shown", "ETag"],
        credentials,
        max_age = 600,
    }
    public: {
        origins = ["*"],
        methods = [PUT, "PURGE"],
        headers = ["X-Custom"],
        expose = ["X-Shown"],
    }
    public_for_all: {
        origins = ["*"],
        methods = ["*"],
        headers = ["*"],
        expose = ["*"],
        max_age = 60,
    }
    public_with_authorization: {
        origins = ["*"],
        headers = ["*", "authorization"],
    }
    all_with_credentials: {
        origins = ["https://*.example.com", "http://localhost:*"],
        methods = ["*"],
        headers = ["*"],
        expose = ["x-hidden"],
        credentials,
        max_age = 60,
    }
    any_port: {
        origins = ["http://localhost:*"],
        methods = [PATCH, OPTIONS],
        headers = ["authorization"],
        credentials,
    }
    any_host_and_port: {
        origins = ["https://*.example.com:*"],
        methods = [PATCH],
        headers = ["range", "accept", "accept-language"],
        expose = ["x-shown"],
    }
    enforced: {
        origins = ["https://app.example.com"],
        methods = [PUT],
        headers = ["content-type"],
        credentials,
        enforce,
    }
    null_origin: {
        origins = ["null"],
        methods = [DELETE],
        headers = ["x-custom"],
        dangerously_allow = [null_origin],
    }
    insecure: {
        origins = ["http://app.example.com"],
        methods = [PUT],
        headers = ["accesstoken"],
        credentials,
        dangerously_allow = [insecure_origins],
    }
    other_port: {
        origins = ["https://app.example.com:8443", "https://evil.com"],
        methods = [DELETE],
        headers = ["authorization", "content-type"],
        credentials,
        max_age = 0,
    }
}

/// The policy of this name.
pub(crate) fn named(name: &str) -> &'static PolicyText {
    ALL.iter()
        .find(|policy| policy.name == name)
        .unwrap_or_else(|| panic!("no policy is called {name}"))
}
