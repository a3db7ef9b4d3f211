//! Routes that [utoipa](https://docs.rs/utoipa) documents, with the feature `utoipa`: what utoipa-axum's `OpenApiRouter`
//! does for axum's router, for the [`Router`] with policies in front.
//!
//! ```
//! use cors::axum::{Router, cors, routes};
//! use utoipa::OpenApi as _;
//!
//! #[derive(utoipa::OpenApi)]
//! struct Api;
//!
//! #[utoipa::path(get, path = "/notes")]
//! #[cors(origins = ["*"])]
//! async fn list() -> &'static str { "a note" }
//!
//! #[utoipa::path(put, path = "/notes")]
//! async fn replace() {} // no page of another origin may use this one
//!
//! let mut api = Api::openapi();
//! let app: Router = Router::new().routes(routes!(list, replace), &mut api);
//! assert!(api.paths.paths["/notes"].put.is_some());
//! assert_eq!(app.to_string(), "GET  /notes  origins = [\"*\"]\nPUT  /notes  no policy\n");
//! ```
//!
//! A handler in [`routes!`](crate::routes) leaves `methods` out: they are inferred from `#[utoipa::path]`, which is known
//! only at run time.

use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Components, OpenApi, RefOr};

use crate::{CorsMethodRouter, Router};

/// What [`routes!`](crate::routes) gives: schemas, paths, and the handlers.
pub type DocumentedRoutes<S = ()> = (Vec<(String, RefOr<Schema>)>, Paths, CorsMethodRouter<S>);

impl<S: Clone + Send + Sync + 'static> Router<S> {
    /// Adds handlers of one path with their documentation, which goes into `api`. See the [module](crate::openapi).
    ///
    /// # Panics
    ///
    /// As [`route`](Self::route) does.
    #[track_caller]
    pub fn routes(mut self, routes: DocumentedRoutes<S>, api: &mut OpenApi) -> Self {
        let (schemas, paths, handlers) = routes;
        for path in paths.paths.keys() {
            let path = if path.is_empty() { "/" } else { path };
            self = self.route(path, handlers.clone());
        }
        api.paths.merge(paths);
        let components = api.components.get_or_insert_with(Components::new);
        components.schemas.extend(schemas);
        self
    }
}

/// The handlers of one path as utoipa-axum's macro of this name takes them, with `#[cors]` or without. See the
/// [module](crate::openapi). It needs the crate `utoipa-axum`.
#[macro_export]
macro_rules! routes {
    ($($handler:path),+ $(,)?) => {{
        // Where the other macro says `axum::routing::MethodRouter`.
        use $crate::__private::stand_in as axum;
        ::utoipa_axum::routes!($($handler),+)
    }};
}
