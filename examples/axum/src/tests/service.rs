//! What the service does, whoever asks.

use serde_json::json;

use super::client::{APP, Service, cookie, has, json};

#[tokio::test]
async fn notes_are_kept() {
    let service = Service::start().await;
    let cookie = service.sign_in("Ferris").await;
    let draft = json!({ "text": "Buy milk", "tags": ["home", "milk"] });
    let path = service.write(&cookie, &draft).await;
    service.write(&cookie, &json!({ "text": "Rest" })).await;

    let note = json!({
        "id": 1,
        "author": "Ferris",
        "text": "Buy milk",
        "stars": 0,
        "tags": ["home", "milk"],
    });
    assert_eq!(json(&service.get(&path).send().await), note);

    let found = service.get("/notes?tag=milk").send().await;
    assert!(has(&found, "x-total-count", "1"));
    assert_eq!(json(&found), json!([note]));
    let newest = service.get("/notes?limit=1").send().await;
    assert!(has(&newest, "x-total-count", "2"));
    assert_eq!(json(&newest)[0]["text"], "Rest");

    let replace = service.request("PUT", &path).cookie(&cookie);
    let draft = json!({ "text": "Buy oats", "tags": ["home"] });
    let replaced = replace.json(&draft).await;
    assert_eq!(json(&replaced)["text"], "Buy oats");
    assert_eq!(json(&replaced)["tags"], json!(["home"]));
    assert_eq!(
        json(&service.get("/tags").send().await),
        json!([{ "name": "home", "notes": 1 }])
    );

    let remove = || service.request("DELETE", &path).cookie(&cookie);
    assert_eq!(remove().send().await.status(), 204);
    assert_eq!(remove().send().await.status(), 404);
    assert_eq!(json(&service.get("/tags").send().await), json!([]));
}

#[tokio::test]
async fn a_note_is_its_authors() {
    let service = Service::start().await;
    let ferris = service.sign_in("Ferris").await;
    let corro = service.sign_in("Corro").await;
    let path = service.write(&ferris, &json!({ "text": "Mine" })).await;
    let replace = service.request("PUT", &path).cookie(&corro);
    let replaced = replace.json(&json!({ "text": "Yours" })).await;
    assert_eq!(replaced.status(), 403);
    let remove = service.request("DELETE", &path).cookie(&corro);
    assert_eq!(remove.send().await.status(), 403);
    assert_eq!(json(&service.get(&path).send().await)["text"], "Mine");
}

#[tokio::test]
async fn a_session_ends() {
    let service = Service::start().await;
    let mine = service.sign_in("Ferris").await;
    let other = service.sign_in("Ferris").await;
    assert_ne!(mine, other);
    let show = |cookie: &str| service.get("/session").from(APP).cookie(cookie).send();
    let shown = show(&format!("theme=dark; {mine}; language=en")).await;
    assert_eq!(json(&shown), json!({ "name": "Ferris" }));

    let out = service.request("DELETE", "/session").cookie(&mine);
    let out = out.send().await;
    assert_eq!(out.status(), 204);
    assert_eq!(cookie(out.headers()).unwrap(), "session=");
    assert_eq!(show(&mine).await.status(), 401);
    assert_eq!(show(&other).await.status(), 200);
}

#[tokio::test]
async fn hostile_text_is_only_text() {
    let service = Service::start().await;
    let hostile = "'); DROP TABLE notes; --\0\"; <script>";
    let cookie = service.sign_in(&hostile[..30]).await;
    let path = service.write(&cookie, &json!({ "text": hostile })).await;
    let note = json(&service.get(&path).send().await);
    assert_eq!(note["text"], hostile);
    assert_eq!(note["author"], hostile[..30]);

    for query in [
        "tag=%27%20OR%201%3D1%20--",
        "tag=x%27%29%3B%20DROP%20TABLE%20tags%3B--",
    ] {
        let found = service.get(&format!("/notes?{query}")).send().await;
        assert_eq!(json(&found), json!([]));
        let response = service.get(&format!("/tags/{query}")).send().await;
        assert_eq!(response.status(), 404);
    }
    let numbers = ["1%20OR%201%3D1", "1%3B", "99999999999999999999", "0x1"];
    for number in numbers {
        let response = service.get(&format!("/notes/{number}")).send().await;
        assert_eq!(response.status(), 400, "{number}");
    }
    for cookie in ["session=' OR '1'='1", "session=", "session=%00", "session"] {
        let shown = service.get("/session").cookie(cookie).send().await;
        assert_eq!(shown.status(), 401, "{cookie}");
    }
    for tag in ["'", "a b", "", "x\0", &"x".repeat(31)] {
        let create = service.request("POST", "/notes").cookie(&cookie);
        let draft = json!({ "text": "Buy milk", "tags": [tag] });
        assert_eq!(create.json(&draft).await.status(), 422, "{tag}");
    }
    assert!(has(
        &service.get("/notes").send().await,
        "x-total-count",
        "1"
    ));
}

#[tokio::test]
async fn what_is_too_much_is_refused() {
    let service = Service::start().await;
    let cookie = service.sign_in("Ferris").await;
    let create = || service.request("POST", "/notes").cookie(&cookie);
    let long = create().json(&json!({ "text": "x".repeat(2001) })).await;
    assert_eq!(long.status(), 422);
    let longest = create().json(&json!({ "text": "ü".repeat(2000) })).await;
    assert_eq!(longest.status(), 201);
    let huge = create().from(APP);
    let huge = huge.json(&json!({ "text": "x".repeat(70_000) })).await;
    assert_eq!(huge.status(), 413);
    assert!(has(&huge, "access-control-allow-origin", APP));
}

#[tokio::test]
async fn it_stops_when_told_to() {
    let service = Service::start().await;
    assert_eq!(service.get("/health").send().await.status(), 200);
    service.stop.send(()).unwrap();
    assert_eq!(service.stopped.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn elsewhere_is_nothing() {
    let service = Service::start().await;
    let response = service.get("/nothing").send().await;
    assert_eq!(response.status(), 404);
    assert!(json(&response)["error"].is_string());
    let response = service.request("PATCH", "/notes").send().await;
    assert_eq!(response.status(), 405);
}
