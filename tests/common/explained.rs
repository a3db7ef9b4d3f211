//! `explain` says of a request what `decide` does.

use cors::{Decision, Effect, Explanation, Policy, Reason};
use http::{Request, Response};

/// The explanation, which agrees with the decision.
#[track_caller]
pub(crate) fn explain<B>(policy: &Policy, request: &Request<B>) -> Explanation {
    let explanation = policy.explain(request);
    let context = || format!("{policy:?}\n{:?}\n{explanation:#?}", request.headers());
    let refuses_origin = explanation.reasons.iter().any(|reason| {
        reason.is_refusal()
            && !matches!(
                reason,
                Reason::MethodNotListed { .. }
                    | Reason::HeadersNotListed { .. }
                    | Reason::CredentialsNotAllowed { .. }
            )
    });
    let refuses = explanation.reasons.iter().any(Reason::is_refusal);
    assert_eq!(explanation.effect.is_refusal(), refuses, "{}", context());
    let decision = policy.decide(request);
    let runs = matches!(decision, Decision::Proceed(_));
    assert_eq!(explanation.handler_runs, runs, "{}", context());
    let runs_by_effect = match explanation.effect {
        Effect::Readable | Effect::Withheld => true,
        Effect::Rejected | Effect::Sent | Effect::NotSent => false,
        _ => runs,
    };
    assert_eq!(runs_by_effect, runs, "{}", context());
    let response: Response<()> = match decision {
        Decision::Respond(response) => {
            let succeeds = response.status().is_success();
            assert_eq!(succeeds, !refuses_origin, "{}", context());
            response.into_response()
        }
        Decision::Proceed(headers) => {
            assert!(!explanation.is_preflight, "{}", context());
            headers.applied(Response::new(()))
        }
    };
    let allowed = response.headers().get("access-control-allow-origin");
    if explanation.effect != Effect::Unaffected {
        assert_eq!(allowed.is_some(), !refuses_origin, "{}", context());
    }
    // A log can hold it, whatever the request was.
    let texts = [
        Some(&explanation.method),
        Some(&explanation.path),
        explanation.origin.as_ref(),
    ];
    for text in texts.into_iter().flatten() {
        assert!(
            text.len() < 4 * 400 && !text.contains(char::is_control),
            "{}",
            context()
        );
    }
    let told = explanation.to_string();
    assert!(
        !told.replace('\n', "").contains(char::is_control),
        "{told:?}"
    );
    explanation
}
