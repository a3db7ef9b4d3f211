//! What `docs/frameworks.md` says of loco, in a browser's eyes: handlers with the attribute among its routes, and a layer
//! around all of its middleware.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../frameworks/tests/all/pages.rs"]
mod pages;

use axum::Json;
use cors::axum::{cors, put as put_by};
use cors::tower::CorsLayer;
use http::StatusCode;
use loco_rs::app::{AppContext, Hooks};
use loco_rs::boot::{BootResult, StartMode, create_app};
use loco_rs::config::Config;
use loco_rs::controller::{AppRoutes, Routes};
use loco_rs::environment::Environment;
use loco_rs::prelude::{Queue, Result, async_trait};
use loco_rs::task::Tasks;
use pages::{API, app, evil, put};

#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
async fn save(Json(note): Json<String>) -> String {
    note
}

async fn plain() {}

struct App;

#[async_trait]
impl Hooks for App {
    fn app_name() -> &'static str {
        "notes"
    }

    async fn boot(
        mode: StartMode,
        environment: &Environment,
        config: Config,
    ) -> Result<BootResult> {
        create_app::<Self>(mode, environment, config).await
    }

    fn routes(_: &AppContext) -> AppRoutes {
        AppRoutes::empty().add_route(
            Routes::new()
                .add("/notes", put_by(save).into())
                .add("/plain", axum::routing::put(plain)),
        )
    }

    // Around all of loco's middleware.
    async fn after_routes(router: axum::Router, _: &AppContext) -> Result<axum::Router> {
        Ok(router.layer(CorsLayer::new(&API)))
    }

    async fn connect_workers(_: &AppContext, _: &Queue) -> Result<()> {
        Ok(())
    }

    fn register_tasks(_: &mut Tasks) {}
}

fn context() -> AppContext {
    let config = serde_json::json!({
        "logger": { "enable": false, "level": "off", "format": "compact" },
        "server": { "port": 5150, "host": "http://localhost", "middlewares": { "limit_payload": { "body_limit": "16b" } } },
        "workers": { "mode": "ForegroundBlocking" },
    });
    AppContext::builder(Environment::Test, serde_json::from_value(config).unwrap()).build()
}

#[tokio::test]
async fn a_handler_has_the_attribute() {
    let service = App::routes(&context())
        .to_router::<App>(context(), axum::Router::new())
        .unwrap();
    let outcome = app().fetch(&put("/notes"), service.clone()).await;
    assert_eq!(
        outcome.assert_preflighted().assert_readable().body(),
        "a note"
    );
    evil()
        .fetch(&put("/notes"), service.clone())
        .await
        .assert_blocked();
    app().fetch(&put("/plain"), service).await.assert_blocked();
}

#[tokio::test]
async fn a_layer_stands_around_all_of_its_middleware() {
    let router = App::routes(&context())
        .to_router::<App>(context(), axum::Router::new())
        .unwrap();
    let service = App::after_routes(router, &context()).await.unwrap();
    app()
        .fetch(&put("/plain"), service.clone())
        .await
        .assert_preflighted()
        .assert_readable();
    evil()
        .fetch(&put("/plain"), service.clone())
        .await
        .assert_blocked();
    let long = put("/notes").text(r#""much too long a note""#);
    let rejected = app().fetch(&long, service).await;
    assert_eq!(
        rejected.assert_readable().status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
}
