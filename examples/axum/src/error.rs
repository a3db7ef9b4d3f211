//! What can go wrong, as the page gets to read it.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

#[derive(Debug)]
pub(crate) enum Error {
    /// There is nothing by that name.
    NotFound,
    /// Nobody is signed in.
    SignedOut,
    /// The note is somebody else's.
    NotYours,
    /// What was sent can't be: why.
    Invalid(String),
    /// What was sent can't be read: how axum puts it.
    Rejected(StatusCode, String),
    /// That is ours to mend. The page needn't know more.
    Internal(String),
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, problem) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "there is no such thing".to_owned()),
            Self::SignedOut => (StatusCode::UNAUTHORIZED, "sign in first".to_owned()),
            Self::NotYours => (
                StatusCode::FORBIDDEN,
                "the note is somebody else's".to_owned(),
            ),
            Self::Invalid(why) => (StatusCode::UNPROCESSABLE_ENTITY, why),
            Self::Rejected(status, why) => (status, why),
            Self::Internal(why) => {
                crate::complain(&why);
                let problem = "something is broken here".to_owned();
                (StatusCode::INTERNAL_SERVER_ERROR, problem)
            }
        };
        (status, Json(json!({ "error": problem }))).into_response()
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            other => Self::Internal(format!("the database says: {other}")),
        }
    }
}

impl From<JsonRejection> for Error {
    fn from(rejection: JsonRejection) -> Self {
        Self::Rejected(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for Error {
    fn from(rejection: PathRejection) -> Self {
        Self::Rejected(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        Self::Rejected(rejection.status(), rejection.body_text())
    }
}
