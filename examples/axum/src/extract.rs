//! axum's extractors, but that a rejection is an [`Error`] too: JSON, like every other answer.

use axum::extract::{self, FromRequest, FromRequestParts};

use crate::error::Error;

#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Error))]
pub(crate) struct Json<T>(pub(crate) T);

#[derive(FromRequestParts)]
#[from_request(via(extract::Path), rejection(Error))]
pub(crate) struct Path<T>(pub(crate) T);

#[derive(FromRequestParts)]
#[from_request(via(extract::Query), rejection(Error))]
pub(crate) struct Query<T>(pub(crate) T);
