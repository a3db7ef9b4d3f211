//! What pages of each origin get by each policy.

use serde_json::json;

use super::client::{APP, EVIL, SHOP, Service, has, json, readable_by};

#[tokio::test]
async fn our_app_may_write() {
    let service = Service::start().await;
    for (path, method) in [
        ("/notes", "POST"),
        ("/notes/1", "PUT"),
        ("/notes/1", "DELETE"),
        ("/session", "GET"),
        ("/session", "POST"),
        ("/session", "DELETE"),
    ] {
        let call = service.preflight(path, method).from(APP);
        let answer = call.send().await;
        assert_eq!(answer.status(), 204, "{method} {path}");
        assert_eq!(readable_by(&answer), Some(APP));
        assert!(has(&answer, "access-control-allow-credentials", "true"));
        assert!(has(&answer, "access-control-allow-headers", "content-type"));
        // On a path with several policies a browser must not cache the headers of one for the others.
        let seconds = if path == "/session" { "600" } else { "0" };
        assert!(has(&answer, "access-control-max-age", seconds));
        let methods = answer.headers()["access-control-allow-methods"].to_str();
        assert!(methods.unwrap().split(", ").any(|one| one == method));
        for other in [SHOP, EVIL, "https://app.example.com.evil.example", "null"] {
            let answer = service.preflight(path, method).from(other).send().await;
            assert_eq!(answer.status(), 403, "{method} {path} from {other}");
            assert_eq!(readable_by(&answer), None);
        }
    }
}

#[tokio::test]
async fn a_browser_is_not_told_of_methods_of_another_policy() {
    let service = Service::start().await;
    let reading = service.preflight("/notes", "GET").from(APP).send().await;
    assert!(has(&reading, "access-control-allow-methods", "GET"));
    assert!(
        !reading
            .headers()
            .contains_key("access-control-allow-credentials")
    );
    let writing = service.preflight("/notes", "POST").from(APP).send().await;
    assert!(has(&writing, "access-control-allow-methods", "POST"));
}

#[tokio::test]
async fn a_developers_machine_is_allowed_in_debug_builds_only() {
    let service = Service::start().await;
    let local = "http://localhost:5173";
    let answer = service.preflight("/notes", "POST").from(local).send().await;
    let allowed = cfg!(debug_assertions).then_some(local);
    assert_eq!(readable_by(&answer), allowed);
}

#[tokio::test]
async fn pages_of_the_company_may_read() {
    let service = Service::start().await;
    for path in ["/notes", "/notes/1"] {
        for origin in [APP, SHOP, "https://a.b.example.com"] {
            let response = service.get(path).from(origin).send().await;
            assert_eq!(readable_by(&response), Some(origin), "{path}");
            assert!(has(
                &response,
                "access-control-expose-headers",
                "x-total-count"
            ));
            assert!(has(&response, "vary", "Origin"));
            assert!(
                !response
                    .headers()
                    .contains_key("access-control-allow-credentials")
            );
        }
        for origin in [EVIL, "https://example.com", "http://shop.example.com"] {
            let response = service.get(path).from(origin).send().await;
            assert_eq!(readable_by(&response), None, "{path} from {origin}");
        }
    }
}

#[tokio::test]
async fn tags_are_public_and_no_page_deletes_one() {
    let service = Service::start().await;
    for path in ["/tags", "/tags/none"] {
        for call in [service.get(path), service.get(path).from(EVIL)] {
            let response = call.send().await;
            assert_eq!(readable_by(&response), Some("*"));
            assert!(!response.headers().contains_key("vary"));
        }
    }
    let cookie = service.sign_in("Ferris").await;
    let note = json!({ "text": "Buy milk", "tags": ["home"] });
    service.write(&cookie, &note).await;

    let call = service.preflight("/tags/home", "DELETE").from(APP);
    let answer = call.send().await;
    assert_eq!(answer.status(), 403);
    assert_eq!(readable_by(&answer), None);
    let tag = service.get("/tags/home").send().await;
    assert_eq!(json(&tag), json!({ "name": "home", "notes": 1 }));

    let call = service.request("DELETE", "/tags/home");
    assert_eq!(call.send().await.status(), 401);
    let call = service.request("DELETE", "/tags/home").cookie(&cookie);
    assert_eq!(call.send().await.status(), 204);
    assert_eq!(service.get("/tags/home").send().await.status(), 404);
}

#[tokio::test]
async fn health_has_no_policy() {
    let service = Service::start().await;
    let response = service.get("/health").from(APP).send().await;
    assert_eq!(response.status(), 200);
    assert_eq!(readable_by(&response), None);
    let answer = service.preflight("/health", "GET").from(APP).send().await;
    assert_eq!(answer.status(), 405);
    assert_eq!(readable_by(&answer), None);
}

#[tokio::test]
async fn a_star_is_given_by_our_app_only() {
    let service = Service::start().await;
    let cookie = service.sign_in("Ferris").await;
    let path = service.write(&cookie, &json!({ "text": "Buy milk" })).await;
    let star = format!("{path}/star");
    let call = || service.request("POST", &star).cookie(&cookie);

    for origin in [SHOP, EVIL, "null"] {
        let refused = call().from(origin).header("sec-fetch-site", "same-site");
        let refused = refused.send().await;
        assert_eq!(refused.status(), 403);
        assert_eq!(readable_by(&refused), None);
    }
    assert_eq!(json(&service.get(&path).send().await)["stars"], 0);

    let given = call().from(APP).send().await;
    assert_eq!(readable_by(&given), Some(APP));
    assert_eq!(json(&given)["stars"], 1);
    // A shell sends no `Origin`, and a page of the service itself sends its own.
    assert_eq!(json(&call().send().await)["stars"], 2);
    let own = call().from("https://api.example.com");
    let own = own.header("sec-fetch-site", "same-origin");
    assert_eq!(json(&own.send().await)["stars"], 3);
}

#[tokio::test]
async fn a_page_can_read_what_went_wrong() {
    let service = Service::start().await;
    let cookie = service.sign_in("Ferris").await;
    let create = || service.request("POST", "/notes").from(APP);

    for (response, status) in [
        (create().json(&json!({ "text": "Buy milk" })).await, 401),
        (
            create().cookie(&cookie).json(&json!({ "txt": "" })).await,
            422,
        ),
        (
            create().cookie(&cookie).json(&json!({ "text": " " })).await,
            422,
        ),
        (create().cookie(&cookie).body("Buy milk").send().await, 415),
        (
            create()
                .cookie(&cookie)
                .header("content-type", "application/json")
                .body("{")
                .send()
                .await,
            400,
        ),
        (service.get("/notes/one").from(APP).send().await, 400),
        (service.get("/notes?limit=-1").from(APP).send().await, 400),
        (service.get("/notes/404").from(APP).send().await, 404),
        (service.get("/session").from(APP).send().await, 401),
    ] {
        assert_eq!(response.status(), status, "{response:?}");
        assert_eq!(readable_by(&response), Some(APP), "{response:?}");
        assert!(json(&response)["error"].is_string(), "{response:?}");
    }
}
