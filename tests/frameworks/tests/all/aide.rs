//! aide: its router documents, and ours serves.

use aide::axum::ApiRouter;
use aide::axum::routing::{ApiMethodRouter, get_with, put_with};
use aide::openapi::{OpenApi, Operation};
use axum::Json;
use axum::extract::Path;
use axum::routing::MethodRouter;
use cors::axum::{Router, cors, put};

use crate::{API, app, evil};

/// A service and its documentation.
struct Api {
    routes: Router,
    docs: ApiRouter,
}

impl Api {
    fn new() -> Self {
        Self {
            routes: Router::new(),
            docs: ApiRouter::new(),
        }
    }

    /// Handlers without the attribute, whose policy is that of the group.
    fn route(self, path: &str, handlers: ApiMethodRouter) -> Self {
        let served = MethodRouter::from(handlers.clone());
        Self {
            routes: self.routes.route(path, served),
            docs: self.docs.api_route(path, handlers),
        }
    }
}

async fn list() -> Json<Vec<String>> {
    Json(vec!["a note".to_owned()])
}

async fn save(Json(note): Json<String>) -> Json<String> {
    Json(note)
}

/// By a policy of its own.
#[cors(origins = ["https://partner.example.org"], headers = ["content-type"])]
async fn replace(Path(id): Path<u32>, Json(note): Json<String>) -> Json<String> {
    Json(format!("{id}: {note}"))
}

fn api() -> (axum::Router, OpenApi) {
    let api = Api::new().route(
        "/notes",
        get_with(list, |operation| operation.id("list"))
            .put_with(save, |operation| operation.id("save")),
    );
    // Its documentation is that of a handler without the attribute. It isn't served.
    let documented = put_with(
        |id: Path<u32>, note: Json<String>| replace(id, note).without_policy(),
        |operation| operation.id("replace"),
    );
    let docs = api.docs.api_route("/notes/{id}", documented);
    let routes = api.routes.route("/notes/{id}", put(replace));
    let mut openapi = OpenApi::default();
    drop(docs.finish_api(&mut openapi));
    (routes.policy(&API).into(), openapi)
}

fn id(operation: Option<&Operation>) -> &str {
    operation.unwrap().operation_id.as_deref().unwrap()
}

#[tokio::test]
async fn the_policies_stand_in_front_of_what_it_documents() {
    let (service, openapi) = api();
    let paths = openapi.paths.unwrap().paths;
    let item = |path: &str| paths[path].as_item().unwrap();
    assert_eq!(id(item("/notes").get.as_ref()), "list");
    assert_eq!(id(item("/notes").put.as_ref()), "save");
    assert_eq!(id(item("/notes/{id}").put.as_ref()), "replace");

    let by_group = crate::put("/notes");
    let outcome = app().fetch(&by_group, service.clone()).await;
    outcome.assert_preflighted().assert_readable();
    evil()
        .fetch(&by_group, service.clone())
        .await
        .assert_blocked();

    let by_its_own = crate::put("/notes/7");
    let partner = cors_check::Page::new("https://partner.example.org");
    let outcome = partner.fetch(&by_its_own, service.clone()).await;
    assert_eq!(
        outcome.assert_preflighted().assert_readable().body(),
        r#""7: a note""#
    );
    app().fetch(&by_its_own, service).await.assert_blocked();
}

/// Not in front: its router as a whole is a router of axum's, of which nothing is known.
#[tokio::test]
async fn a_merged_router_of_aides_is_opaque() {
    let router = || {
        ApiRouter::new()
            .api_route("/notes", put_with(save, |operation| operation))
            .finish_api(&mut OpenApi::default())
    };
    let grouped = Router::new().merge(router()).policy(&API);
    let service = axum::Router::from(grouped);
    app()
        .fetch(&crate::put("/notes"), service)
        .await
        .assert_blocked();
    let layered = router().layer(cors::tower::CorsLayer::new(&API));
    app()
        .fetch(&crate::put("/notes"), layered)
        .await
        .assert_preflighted()
        .assert_readable();
}
