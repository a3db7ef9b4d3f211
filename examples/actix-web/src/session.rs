//! Who may use the service.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;

/// There is but one token, since this is about who may ask, and not about who they are.
pub(crate) const TOKEN: &str = "Bearer open sesame";

/// What anybody may use.
const PUBLIC: [&str; 3] = ["/status", "/notes/count", "/live"];

/// Lets only those through who have the token. It needn't know of preflights, which carry none: no preflight gets here.
pub(crate) async fn require<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let token = request.headers().get(AUTHORIZATION);
    let is_known = token.is_some_and(|token| token == TOKEN);
    if is_known || PUBLIC.contains(&request.path()) {
        next.call(request).await
    } else {
        Err(ErrorUnauthorized("Sign in first.\n"))
    }
}
