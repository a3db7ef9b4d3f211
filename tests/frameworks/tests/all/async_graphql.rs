//! async-graphql, on axum: the attribute on a handler, and its service behind a policy.

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
use async_graphql_axum::{GraphQL, GraphQLRequest, GraphQLResponse};
use axum::extract::State;
use cors::axum::{Router, cors, post};
use cors::tower::CorsLayer;
use cors_check::Fetch;

use crate::{API, app, evil};

struct Query;

#[Object]
impl Query {
    async fn note(&self) -> &str {
        "a note"
    }
}

type Notes = Schema<Query, EmptyMutation, EmptySubscription>;

fn schema() -> Notes {
    Schema::new(Query, EmptyMutation, EmptySubscription)
}

fn query() -> Fetch {
    Fetch::new("POST", "https://api.example.com/graphql")
        .header("content-type", "application/json")
        .text(r#"{"query":"{ note }"}"#)
}

#[cors(origins = ["https://app.example.com"], headers = ["content-type"])]
async fn graphql(State(schema): State<Notes>, request: GraphQLRequest) -> GraphQLResponse {
    schema.execute(request.into_inner()).await.into()
}

#[tokio::test]
async fn a_handler_has_the_attribute() {
    let router: Router = Router::new()
        .route("/graphql", post(graphql))
        .with_state(schema());
    let service = axum::Router::from(router);
    let outcome = app().fetch(&query(), service.clone()).await;
    assert_eq!(
        outcome.assert_preflighted().assert_readable().body(),
        r#"{"data":{"note":"a note"}}"#
    );
    evil().fetch(&query(), service).await.assert_blocked();
}

#[tokio::test]
async fn its_service_has_a_layer() {
    let service = axum::Router::new()
        .route_service("/graphql", GraphQL::new(schema()))
        .layer(CorsLayer::new(&API));
    let outcome = app().fetch(&query(), service.clone()).await;
    assert_eq!(
        outcome.assert_preflighted().assert_readable().body(),
        r#"{"data":{"note":"a note"}}"#
    );
    evil().fetch(&query(), service).await.assert_blocked();
}
