//! What the function returns for the events of every gateway, to the last byte.

use serde_json::{Map, Value, json};

use crate::gateway::{Gateway, Request};
use crate::{APP, EVIL, Running, post, preflight, request};

const HELLO: &str = r#"{"message":"Hello World!"}"#;
const HELLO_YOU: &str = r#"{"message":"Hello you!"}"#;

const JSON: (&str, &str) = ("content-type", "application/json");
const VARY: (&str, &str) = ("vary", "Origin");
const CREDENTIALS: (&str, &str) = ("access-control-allow-credentials", "true");
const HEADERS: (&str, &str) = ("access-control-allow-headers", "accesstoken, content-type");

const fn origin(origin: &str) -> (&str, &str) {
    ("access-control-allow-origin", origin)
}

/// A response in the form that a gateway wants it in.
fn response(gateway: Gateway, status: u16, headers: &[(&str, &str)], body: &str) -> Value {
    let single: Map<String, Value> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    let multi: Map<String, Value> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!([value])))
        .collect();
    let mut response = json!({ "statusCode": status, "isBase64Encoded": false, "body": body });
    match gateway {
        Gateway::Rest => {
            response["headers"] = json!({});
            response["multiValueHeaders"] = json!(multi);
        }
        Gateway::Http | Gateway::Url => {
            response["headers"] = json!(single);
            response["multiValueHeaders"] = json!({});
            response["cookies"] = json!([]);
        }
        Gateway::Alb | Gateway::AlbMulti => {
            response["headers"] = json!(single);
            response["multiValueHeaders"] = json!(multi);
            response["statusDescription"] = json!(match status {
                200 => "200 OK",
                204 => "204 No Content",
                400 => "400 Bad Request",
                403 => "403 Forbidden",
                404 => "404 Not Found",
                405 => "405 Method Not Allowed",
                _ => panic!("{status}"),
            });
        }
    }
    response
}

/// Sends the request through every gateway, with the names of its headers written in every way.
async fn assert_everywhere(request: &Request, status: u16, headers: &[(&str, &str)], body: &str) {
    let running = Running::start().await;
    for gateway in Gateway::ALL {
        for spelling in [
            str::to_owned,
            str::to_ascii_lowercase,
            str::to_ascii_uppercase,
        ] {
            let mut request = request.clone();
            for (name, _) in &mut request.headers {
                *name = spelling(name);
            }
            let event = gateway.event(&request);
            assert_eq!(
                running.returns(&event).await,
                response(gateway, status, headers, body),
                "{gateway:?} {event:#}"
            );
        }
    }
}

#[tokio::test]
async fn a_simple_request() {
    let request = request("GET", &[("Origin", APP)]);
    let headers = [JSON, VARY, origin(APP), CREDENTIALS];
    assert_everywhere(&request, 200, &headers, HELLO).await;
}

#[tokio::test]
async fn a_credentialed_request() {
    let request = request(
        "GET",
        &[
            ("Origin", "http://localhost:3000"),
            ("Cookie", "session=1; theme=dark"),
            ("AccessToken", "secret"),
        ],
    );
    let headers = [JSON, VARY, origin("http://localhost:3000"), CREDENTIALS];
    assert_everywhere(&request, 200, &headers, HELLO).await;
}

#[tokio::test]
async fn a_request_from_elsewhere() {
    let request = request("GET", &[("Origin", EVIL)]);
    assert_everywhere(&request, 200, &[JSON, VARY], HELLO).await;
}

#[tokio::test]
async fn a_request_without_origin() {
    assert_everywhere(&request("GET", &[]), 200, &[JSON, VARY], HELLO).await;
}

#[tokio::test]
async fn a_preflight() {
    for method in ["GET", "POST", "PUT"] {
        let request = preflight(APP, method, "accesstoken,content-type");
        let headers = [VARY, origin(APP), CREDENTIALS, HEADERS];
        assert_everywhere(&request, 204, &headers, "").await;
    }
}

#[tokio::test]
async fn a_preflight_from_elsewhere() {
    for origin in [
        EVIL,
        "null",
        "https://example.com",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com.evil.com",
        "https://evil.com/.example.com",
        "http://localhost:3001",
        "https://app.example.com, https://evil.com",
    ] {
        let request = preflight(origin, "GET", "accesstoken");
        assert_everywhere(&request, 403, &[VARY], "").await;
    }
}

#[tokio::test]
async fn a_post_with_json() {
    let request = post(APP, r#"{"name":"you"}"#);
    let headers = [JSON, VARY, origin(APP), CREDENTIALS];
    assert_everywhere(&request, 200, &headers, HELLO_YOU).await;
}

#[tokio::test]
async fn errors_can_be_read() {
    let headers = [JSON, VARY, origin(APP), CREDENTIALS];
    let what = r#"{"message":"send {\"name\": \"…\"}"}"#;
    assert_everywhere(&post(APP, "no JSON"), 400, &headers, what).await;
    // Not even UTF-8: the gateway sends it in base 64.
    assert_everywhere(&post(APP, [0xff, 0xfe]), 400, &headers, what).await;
    let which = r#"{"message":"GET or POST"}"#;
    let put = request("PUT", &[("Origin", APP)]);
    assert_everywhere(&put, 405, &headers, which).await;
    // An OPTIONS request without `Access-Control-Request-Method` isn't a preflight.
    let options = request("OPTIONS", &[("Origin", APP)]);
    assert_everywhere(&options, 405, &headers, which).await;
    let nowhere = Request {
        path: "/nowhere".to_owned(),
        ..request("GET", &[("Origin", APP)])
    };
    assert_everywhere(&nowhere, 404, &headers, r#"{"message":"no such path"}"#).await;
}

/// API Gateway encodes every body whose type is one of the API's binary media types.
#[tokio::test]
async fn a_body_in_base_64() {
    let running = Running::start().await;
    for gateway in Gateway::ALL {
        let mut event = gateway.event(&post(APP, r#"{"name":"you"}"#));
        event["body"] = json!("eyJuYW1lIjoieW91In0=");
        event["isBase64Encoded"] = json!(true);
        let headers = [JSON, VARY, origin(APP), CREDENTIALS];
        let expected = response(gateway, 200, &headers, HELLO_YOU);
        assert_eq!(running.returns(&event).await, expected, "{event:#}");
    }
}

/// The paths of an API's own address, at a stage, and of a custom domain with a base path; with the path as
/// `lambda_http` passes it on by default, and as it came.
#[tokio::test]
async fn a_prefix_in_the_path_changes_nothing() {
    let headers = [JSON, VARY, origin(APP), CREDENTIALS];
    let request = request("GET", &[("Origin", APP)]);

    let rest = Gateway::Rest.event(&request);
    let mut rest_custom = rest.clone();
    rest_custom["path"] = json!("/v1/helloworld");
    rest_custom["requestContext"]["path"] = json!("/v1/helloworld");
    rest_custom["requestContext"]["domainName"] = json!("api.example.com");

    let mut http = Gateway::Http.event(&request);
    http["requestContext"]["stage"] = json!("prod");
    http["requestContext"]["http"]["path"] = json!("/prod/helloworld");
    http["rawPath"] = json!("/prod/helloworld");
    let mut http_custom = http.clone();
    http_custom["requestContext"]["http"]["path"] = json!("/v1/helloworld");
    http_custom["requestContext"]["domainName"] = json!("api.example.com");

    let as_it_came = [("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "1")];
    for environment in [&[][..], &as_it_came] {
        let running = Running::start_with(environment).await;
        for (gateway, event) in [
            (Gateway::Rest, &rest),
            (Gateway::Rest, &rest_custom),
            (Gateway::Http, &http),
            (Gateway::Http, &http_custom),
        ] {
            let expected = response(gateway, 200, &headers, HELLO);
            assert_eq!(running.returns(event).await, expected, "{event:#}");
        }
    }
}

/// A preflight is answered before any path is looked at, so no prefix matters there.
#[tokio::test]
async fn a_preflight_at_any_path() {
    let running = Running::start().await;
    for path in [
        "",
        "/",
        "//",
        "/v1",
        "/v1/helloworld/",
        "/hello%20world",
        "/\u{1f980}",
    ] {
        for gateway in Gateway::ALL {
            let event = gateway.event(&Request {
                path: path.to_owned(),
                ..preflight(APP, "POST", "content-type")
            });
            let headers = [VARY, origin(APP), CREDENTIALS, HEADERS];
            let expected = response(gateway, 204, &headers, "");
            assert_eq!(running.returns(&event).await, expected, "{event:#}");
        }
    }
}

/// HTTP APIs, function URLs and load balancers with multi-value headers show that there were two. Of a REST
/// API `lambda_http` keeps the last, and a load balancer without sends no other.
#[tokio::test]
async fn two_origins() {
    let running = Running::start().await;
    let request = request("GET", &[("Origin", APP), ("Origin", EVIL)]);
    for gateway in Gateway::ALL {
        let event = gateway.event(&request);
        let expected = response(gateway, 200, &[JSON, VARY], HELLO);
        assert_eq!(running.returns(&event).await, expected, "{event:#}");
    }
}

/// What no browser sends, and what isn't a request at all. The function lives on.
#[tokio::test]
async fn garbage() {
    let running = Running::start().await;
    for gateway in Gateway::ALL {
        for event in [
            gateway.event(&request("GET", &[("Origin", "https://ex\u{e4}mple.com")])),
            gateway.event(&request("GET", &[("Origin", "https://app.example.com\0")])),
            gateway.event(&request("GET", &[("", "")])),
            gateway.event(&request("", &[])),
            gateway.event(&Request {
                path: "\\ ^`{}\u{7f}".to_owned(),
                ..request("GET", &[])
            }),
            json!({}),
            json!(null),
        ] {
            // These never get as far as the handler, or they come back without permission.
            if let Ok(returned) = running.invoke(&event).await {
                assert!(
                    !returned.to_string().contains("access-control"),
                    "{event:#}"
                );
            }
        }
    }
    let event = Gateway::Rest.event(&request("GET", &[("Origin", APP)]));
    let headers = [JSON, VARY, origin(APP), CREDENTIALS];
    let expected = response(Gateway::Rest, 200, &headers, HELLO);
    assert_eq!(running.returns(&event).await, expected);
}
