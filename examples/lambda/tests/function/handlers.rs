//! Handlers of other shapes than the example's: what `lambda_http` runs, the attribute goes on.

use cors::cors;
use lambda_http::http::header;
use lambda_http::request::LambdaRequest;
use lambda_http::tower::Service;
use lambda_http::{
    Adapter, Body, Context, Error, IntoResponse, LambdaEvent, Request, Response, service_fn,
};
use serde_json::{Value, json};

use crate::gateway::{self, Gateway};
use crate::{APP, EVIL, preflight, request};

/// What `lambda_http::run` would post to the Runtime API.
async fn returns<H, F, R>(handler: H, event: &Value) -> Result<Value, Error>
where
    H: FnMut(Request) -> F,
    F: Future<Output = Result<R, Error>> + Send,
    R: IntoResponse,
{
    let event: LambdaRequest = serde_json::from_str(&event.to_string())?;
    let event = LambdaEvent::new(event, Context::default());
    let mut service = Adapter::from(service_fn(handler));
    Ok(serde_json::to_value(service.call(event).await?)?)
}

/// Asserts that the policy is in force in front of a handler, and that the handler says hello.
async fn assert_works<H, F, R>(handler: H)
where
    H: Copy + FnMut(Request) -> F,
    F: Future<Output = Result<R, Error>> + Send,
    R: IntoResponse,
{
    let event = Gateway::Http.event(&preflight(APP, "PUT", "x-a"));
    let returned = returns(handler, &event).await.unwrap();
    assert_eq!(returned["statusCode"], 204);
    assert_eq!(returned["headers"]["access-control-allow-methods"], "PUT");
    assert_eq!(returned["body"], "");
    for (origin, allowed) in [(APP, json!(APP)), (EVIL, json!(null))] {
        let event = Gateway::Http.event(&request("GET", &[("origin", origin)]));
        let returned = returns(handler, &event).await.unwrap();
        assert_eq!(returned["statusCode"], 200);
        assert_eq!(returned["headers"]["access-control-allow-origin"], allowed);
        assert_eq!(returned["headers"]["vary"], "Origin");
        assert!(returned["body"].as_str().unwrap().contains("Hello"));
    }
}

#[cors(origins = ["https://*.example.com"], methods = [PUT])]
async fn response(_: Request) -> Result<Response<Body>, Error> {
    Ok(Response::new("Hello".into()))
}

#[cors(origins = ["https://*.example.com"], methods = [PUT])]
async fn other_body(_request: Request) -> Result<Response<String>, Error> {
    Ok(Response::new("Hello".to_owned()))
}

#[cors(origins = ["https://*.example.com"], methods = [PUT])]
async fn something(request: Request) -> Result<impl IntoResponse, Error> {
    let greeting = std::str::from_utf8(request.body())?;
    let response = Response::builder().header(header::CONTENT_TYPE, "text/plain");
    Ok(response.body(format!("Hello {greeting}"))?)
}

/// Text, JSON, a status with a text: all that `lambda_http` can make a response of, it makes one of here.
#[cors(origins = ["https://*.example.com"], methods = [PUT])]
async fn json(_: Request) -> Result<impl IntoResponse, Error> {
    Ok(json!({ "message": "Hello" }).into_response().await)
}

#[cors(origins = ["https://*.example.com"], methods = [PUT], request = event)]
async fn alias(event: lambda_http::http::Request<Body>) -> Result<impl IntoResponse, Error> {
    drop(event);
    Ok("Hello".into_response().await)
}

#[tokio::test]
async fn every_shape() {
    assert_works(response).await;
    assert_works(other_body).await;
    assert_works(something).await;
    assert_works(json).await;
    assert_works(alias).await;
}

#[cors(origins = ["https://*.example.com"])]
async fn fails(_: Request) -> Result<Response<Body>, Error> {
    Err("out of order".into())
}

/// It isn't a response: API Gateway makes one of it, where no function can put headers.
#[tokio::test]
async fn an_error_goes_to_lambda() {
    let event = Gateway::Rest.event(&request("GET", &[("Origin", APP)]));
    let error = returns(fails, &event).await.unwrap_err();
    assert_eq!(error.to_string(), "out of order");
}

#[cors(origins = ["https://*.example.com"], credentials)]
async fn sign_in(_: Request) -> Result<Response<Body>, Error> {
    let response = Response::builder()
        .header(header::SET_COOKIE, "a=1; SameSite=None; Secure")
        .header(header::SET_COOKIE, "b=2; SameSite=None; Secure");
    Ok(response.body(Body::Empty)?)
}

#[tokio::test]
async fn cookies() {
    let both = json!(["a=1; SameSite=None; Secure", "b=2; SameSite=None; Secure"]);
    let request = request("GET", &[("Origin", APP)]);
    let rest = returns(sign_in, &Gateway::Rest.event(&request))
        .await
        .unwrap();
    assert_eq!(rest["multiValueHeaders"]["set-cookie"], both);
    let http = returns(sign_in, &Gateway::Http.event(&request))
        .await
        .unwrap();
    assert_eq!(http["cookies"], both);
    assert_eq!(http["headers"]["access-control-allow-credentials"], "true");
}

#[expect(dead_code, reason = "its `main`")]
#[path = "../../examples/routes.rs"]
mod routes;

/// Each handler of one function has its own policy, and a preflight goes to that of the method that it asks for.
mod several_policies {
    use super::routes::function;
    use super::*;

    fn to_notes(request: gateway::Request) -> gateway::Request {
        gateway::Request {
            path: "/notes".to_owned(),
            ..request
        }
    }

    #[tokio::test]
    async fn no_handler_runs_for_a_preflight() {
        for gateway in Gateway::ALL {
            for (method, body) in [("GET", "read"), ("POST", "written"), ("DELETE", "removed")] {
                for origin in [APP, EVIL] {
                    let preflight = to_notes(preflight(origin, method, "content-type"));
                    let event = gateway.event(&preflight);
                    let returned = returns(function, &event).await.unwrap();
                    assert_eq!(
                        returned["body"], "",
                        "{method} from {origin} by {gateway:?}"
                    );
                }
                let event = gateway.event(&to_notes(request(method, &[("Origin", EVIL)])));
                let returned = returns(function, &event).await.unwrap();
                assert_eq!(returned["body"], body, "{method} by {gateway:?}");
            }
            // No preflight: without an `Origin` no page asks.
            let asks = [("Access-Control-Request-Method", "POST")];
            let event = gateway.event(&to_notes(request("OPTIONS", &asks)));
            let returned = returns(function, &event).await.unwrap();
            assert_eq!(returned["statusCode"], 404, "{gateway:?}");
        }
    }

    #[tokio::test]
    async fn a_preflight_goes_to_the_handler_it_asks_for() {
        for (method, origin, allowed) in [
            ("GET", EVIL, json!("*")),
            ("POST", EVIL, json!(null)),
            ("POST", APP, json!(APP)),
        ] {
            for request in [
                preflight(origin, method, "content-type"),
                request(method, &[("Origin", origin)]),
            ] {
                for gateway in Gateway::ALL {
                    let event = gateway.event(&to_notes(request.clone()));
                    let returned = returns(function, &event).await.unwrap();
                    let name = "access-control-allow-origin";
                    let single = &returned["headers"][name];
                    let answer = match single {
                        Value::Null => &returned["multiValueHeaders"][name][0],
                        single => single,
                    };
                    assert_eq!(*answer, allowed, "{method} from {origin} by {gateway:?}");
                }
            }
        }
    }
}

#[cors(origins = ["https://*.example.com"])]
async fn translated(request: Request) -> Result<Response<Body>, Error> {
    let vary = match request.uri().path() {
        "/both" => "Accept-Language, Origin",
        _ => "Accept-Language",
    };
    let response = Response::builder().header(header::VARY, vary);
    Ok(response.body(Body::Empty)?)
}

/// `Vary` is added to as a line of its own. Where the form of a response has room for one line of each header,
/// `lambda_http` 1.3 writes the first and drops the rest, so a handler that sets `Vary` by itself has to
/// name `Origin` in it.
#[tokio::test]
async fn a_vary_of_the_handlers_own() {
    let mut request = request("GET", &[("Origin", APP)]);
    let rest = returns(translated, &Gateway::Rest.event(&request))
        .await
        .unwrap();
    let lines = json!(["Accept-Language", "Origin"]);
    assert_eq!(rest["multiValueHeaders"]["vary"], lines);
    let http = returns(translated, &Gateway::Http.event(&request))
        .await
        .unwrap();
    assert_eq!(http["headers"]["vary"], "Accept-Language");
    request.path = "/both".to_owned();
    let http = returns(translated, &Gateway::Http.event(&request))
        .await
        .unwrap();
    assert_eq!(http["headers"]["vary"], "Accept-Language, Origin");
}
