//! What a policy has decided about a request of poem's, put into effect.

use cors_core::head::{HttpHead, mark_passed};
use cors_core::routes::PathFront;
use cors_core::{CorsResponse, Decision, http_response_head};
use poem::endpoint::BoxEndpoint;
use poem::{Body, Endpoint, Request, Response, ResponseParts, Result};

pub(crate) fn head_of(request: &Request) -> HttpHead<'_> {
    HttpHead::new(
        request.method(),
        request.uri(),
        request.headers(),
        request.extensions(),
    )
}

struct Head<'response>(&'response mut Response);

http_response_head! {
    [] Head<'_>: self, self.0.headers(), self.0.headers_mut(), self.0.extensions(), self.0.extensions_mut();
}

/// As [`respond`], by what decides about the path, if anything does.
pub(crate) async fn respond_by(
    front: Option<&PathFront>,
    endpoint: &BoxEndpoint<'static>,
    mut request: Request,
) -> Result<Response> {
    let decided = front.and_then(|front| {
        let head = head_of(&request);
        let (decision, scope) = front.decide_head(&head)?;
        Some((decision, front.may_be_outer(&head, scope)))
    });
    let Some((decision, may_be_outer)) = decided else {
        let telling = Decision::without_policy(&head_of(&request));
        let mut returned = endpoint.call(request).await;
        if let Some(Decision::Proceed(headers)) = telling {
            // An error stays one: a response is made of it further out, and doesn't let pages read either.
            let mut nothing = Response::default();
            headers.apply(&mut Head(returned.as_mut().unwrap_or(&mut nothing)));
        }
        return returned;
    };
    mark_passed(request.extensions_mut(), may_be_outer);
    Ok(respond(decision, endpoint, request).await)
}

/// The response of the endpoint with the headers of the policy, or that of the policy itself. An error of the endpoint is
/// made a response here, since no header can be put on it.
pub(crate) async fn respond<E: Endpoint>(
    decision: Decision<'static>,
    endpoint: &E,
    request: Request,
) -> Response {
    match decision {
        Decision::Respond(response) => by_policy(response),
        Decision::Proceed(headers) => {
            let mut response = endpoint.get_response(request).await;
            headers.apply(&mut Head(&mut response));
            response
        }
    }
}

fn by_policy(response: CorsResponse<'_>) -> Response {
    let head: http::Response<()> = response.into_response();
    let (parts, ()) = head.into_parts();
    let parts = ResponseParts {
        status: parts.status,
        version: parts.version,
        headers: parts.headers,
        extensions: parts.extensions,
    };
    Response::from_parts(parts, Body::empty())
}
