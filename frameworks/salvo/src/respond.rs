//! What a policy has decided about a request of salvo's, put into effect.

use cors_core::head::HttpHead;
use cors_core::{CorsHeaders, Decision, http_response_head};
use salvo_core::http::ResBody;
use salvo_core::{Depot, FlowCtrl, Request, Response};

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
    [] Head<'_>: self, &self.0.headers, &mut self.0.headers, &self.0.extensions, &mut self.0.extensions;
}

/// The response of what comes next with the headers of the policy, or that of the policy itself.
pub(crate) async fn respond(
    decision: Decision<'static>,
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    next: &mut FlowCtrl,
) {
    match decision {
        Decision::Respond(by_policy) => {
            response.status_code(by_policy.status());
            // Empty, but there: else a catcher would write the page of an error.
            response.body(ResBody::Once(Default::default()));
            by_policy.write(&mut Head(response));
            next.skip_rest();
        }
        Decision::Proceed(headers) => {
            next.call_next(request, depot, response).await;
            apply(headers, response);
        }
    }
}

pub(crate) fn apply(headers: CorsHeaders<'_>, response: &mut Response) {
    headers.apply(&mut Head(response));
}
