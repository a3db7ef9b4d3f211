//! What stands around a function in AWS: a gateway that makes an event of an HTTP request, and the Runtime
//! API from which the function fetches the event.

mod event;
mod runtime;

pub(crate) use event::{Gateway, Request, Response};
pub(crate) use runtime::Function;
