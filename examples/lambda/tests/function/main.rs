//! The built function runs as a process, as in Lambda: it fetches events from a Runtime API, and what it
//! posts back is what these tests look at.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../gateway/mod.rs"]
mod gateway;

mod events;
mod handlers;
mod tutorial;

use std::time::Duration;

use gateway::{Function, Request};
use serde_json::Value;
use tokio::process::{Child, Command};

/// A page that the policy allows.
const APP: &str = "https://app.example.com";
/// A page that it doesn't.
const EVIL: &str = "https://evil.com";

/// The example, running.
struct Running {
    function: Function,
    _process: Child,
}

impl Running {
    async fn start() -> Self {
        Self::start_with(&[]).await
    }

    async fn start_with(environment: &[(&str, &str)]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_lambda"));
        program.envs(environment.iter().copied());
        let (function, process) = Function::start(program).await.unwrap();
        Self {
            function,
            _process: process,
        }
    }

    /// What the function returns to the gateway.
    async fn returns(&self, event: &Value) -> Value {
        match self.invoke(event).await {
            Ok(returned) => returned,
            Err(error) => panic!("{error:#} for {event:#}"),
        }
    }

    async fn invoke(&self, event: &Value) -> Result<Value, Value> {
        // A function that is gone never answers.
        tokio::time::timeout(Duration::from_secs(60), self.function.invoke(event))
            .await
            .unwrap()
    }
}

fn request(method: &str, headers: &[(&str, &str)]) -> Request {
    Request {
        method: method.to_owned(),
        path: "/helloworld".to_owned(),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Request::default()
    }
}

fn post(origin: &str, body: impl Into<Vec<u8>>) -> Request {
    Request {
        body: body.into(),
        ..request(
            "POST",
            &[("Origin", origin), ("Content-Type", "application/json")],
        )
    }
}

fn preflight(origin: &str, method: &str, headers: &str) -> Request {
    request(
        "OPTIONS",
        &[
            ("Origin", origin),
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", headers),
        ],
    )
}
