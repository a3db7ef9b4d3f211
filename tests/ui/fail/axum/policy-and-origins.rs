//! A policy from elsewhere, and parts of one.

use cors::Policy;
use cors::axum::cors;

static API: Policy = cors::policy! { origins = ["https://app.example.com"] };

#[cors(policy = API, credentials, methods = [PUT])]
async fn read() {}

#[cors(policy = "API")]
async fn other() {}

fn main() {}
