//! What the guide says of `rocket_cors`.

use cors::Policy;
use cors::rocket::CorsFairing;
use rocket::fairing::Fairing;
use rocket::http::Header;
use rocket::local::asynchronous::{Client, LocalRequest};
use rocket::{get, put, routes};
use rocket_cors::{AllowedHeaders, AllowedOrigins, CorsOptions};

static API: Policy = cors::policy! {
    origins = ["https://app.example.com"],
    headers = ["content-type"],
};

#[get("/notes")]
fn list() -> &'static str {
    "a note"
}

#[put("/notes")]
fn save() {}

async fn client(fairing: impl Fairing) -> Client {
    let config = rocket::Config {
        log_level: rocket::config::LogLevel::Off,
        ..rocket::Config::debug_default()
    };
    let rocket = rocket::custom(config)
        .mount("/", routes![list, save])
        .attach(fairing);
    Client::untracked(rocket).await.unwrap()
}

async fn theirs() -> Client {
    let options = CorsOptions {
        allowed_origins: AllowedOrigins::some_exact(&["https://app.example.com"]),
        allowed_headers: AllowedHeaders::some(&["content-type"]),
        allowed_methods: [rocket::http::Method::Get, rocket::http::Method::Put]
            .into_iter()
            .map(From::from)
            .collect(),
        ..Default::default()
    };
    client(options.to_cors().unwrap()).await
}

async fn ours() -> Client {
    client(CorsFairing::new().policy("/", &API)).await
}

fn from<'c>(request: LocalRequest<'c>, origin: &'static str) -> LocalRequest<'c> {
    request.header(Header::new("origin", origin))
}

fn preflight<'c>(
    client: &'c Client,
    path: &'static str,
    method: &'static str,
    headers: &'static str,
) -> LocalRequest<'c> {
    let asked = from(client.options(path), "https://app.example.com");
    let asked = asked.header(Header::new("access-control-request-method", method));
    asked.header(Header::new("access-control-request-headers", headers))
}

/// The status, and who may read it.
async fn answer(request: LocalRequest<'_>) -> (u16, Option<String>) {
    let response = request.dispatch().await;
    let origin = response.headers().get_one("access-control-allow-origin");
    (response.status().code, origin.map(ToOwned::to_owned))
}

fn to(origin: &str) -> Option<String> {
    Some(origin.to_owned())
}

#[rocket::async_test]
async fn they_agree_on_an_allowed_origin() {
    for client in [theirs().await, ours().await] {
        let app = || to("https://app.example.com");
        assert_eq!(
            answer(from(client.get("/notes"), "https://app.example.com")).await,
            (200, app())
        );
        assert_eq!(
            answer(preflight(&client, "/notes", "PUT", "content-type")).await,
            (204, app())
        );
    }
}

#[rocket::async_test]
async fn a_regular_expression_is_a_pattern() {
    static SUBDOMAINS: Policy = cors::policy! { origins = ["https://*.example.com"] };
    let options = CorsOptions {
        allowed_origins: AllowedOrigins::some_regex(&[r"^https://(.+)\.example\.com$"]),
        ..Default::default()
    };
    let theirs = client(options.to_cors().unwrap()).await;
    let ours = client(CorsFairing::new().policy("/", &SUBDOMAINS)).await;
    for client in [theirs, ours] {
        let read = |origin| answer(from(client.get("/notes"), origin));
        let app = "https://app.example.com";
        assert_eq!(read(app).await, (200, to(app)));
        assert_eq!(read("https://evilexample.com").await.1, None);
        assert_eq!(read("https://example.com").await.1, None);
    }
}

#[rocket::async_test]
async fn they_agree_on_credentials_exposed_headers_and_the_age() {
    static SESSION: Policy = cors::policy! {
        origins = ["https://app.example.com"],
        headers = ["content-type"],
        expose = ["etag"],
        credentials,
        max_age = 600,
    };
    let options = CorsOptions {
        allowed_origins: AllowedOrigins::some_exact(&["https://app.example.com"]),
        allowed_headers: AllowedHeaders::some(&["content-type"]),
        allow_credentials: true,
        expose_headers: ["etag".to_owned()].into(),
        max_age: Some(600),
        ..Default::default()
    };
    let theirs = client(options.to_cors().unwrap()).await;
    let ours = client(CorsFairing::new().policy("/", &SESSION)).await;
    for client in [theirs, ours] {
        let read = from(client.get("/notes"), "https://app.example.com");
        let read = read.dispatch().await;
        let line = |name| read.headers().get_one(name);
        assert_eq!(line("access-control-allow-credentials"), Some("true"));
        assert_eq!(line("access-control-expose-headers"), Some("etag"));
        let asked = preflight(&client, "/notes", "PUT", "content-type");
        let asked = asked.dispatch().await;
        let line = |name| asked.headers().get_one(name);
        assert_eq!(line("access-control-allow-credentials"), Some("true"));
        assert_eq!(line("access-control-max-age"), Some("600"));
    }
}

#[rocket::async_test]
async fn its_default_allows_every_origin_method_and_header() {
    let client = client(CorsOptions::default().to_cors().unwrap()).await;
    assert_eq!(
        answer(from(client.get("/notes"), "https://evil.example")).await,
        (200, to("https://evil.example"))
    );
    assert_eq!(
        answer(preflight(&client, "/notes", "DELETE", "x-any"))
            .await
            .0,
        204
    );
}

#[rocket::async_test]
async fn it_rejects_requests_also_those_of_the_servers_own_pages() {
    for (client, status) in [(theirs().await, 403), (ours().await, 200)] {
        for origin in ["https://evil.example", "https://api.example.com"] {
            let asked =
                from(client.put("/notes"), origin).header(Header::new("host", "api.example.com"));
            let asked = asked.header(Header::new("sec-fetch-site", "same-origin"));
            assert_eq!(answer(asked).await, (status, None), "{origin}");
        }
    }
}

#[rocket::async_test]
async fn enforce_is_its_403_without_the_harm() {
    static ENFORCED: Policy = cors::policy! { origins = ["https://app.example.com"], enforce };
    let client = client(CorsFairing::new().policy("/", &ENFORCED)).await;
    for (origin, site, status) in [
        ("https://evil.example", "cross-site", 403),
        ("https://api.example.com", "same-origin", 200),
    ] {
        let asked = from(client.put("/notes"), origin);
        let asked = asked.header(Header::new("sec-fetch-site", site));
        assert_eq!(answer(asked).await, (status, None), "{origin}");
    }
}

#[rocket::async_test]
async fn it_answers_preflights_for_paths_without_a_route() {
    assert_eq!(
        answer(preflight(
            &theirs().await,
            "/nowhere",
            "PUT",
            "content-type"
        ))
        .await
        .0,
        204
    );
    assert_eq!(
        answer(preflight(
            &client(CorsFairing::new()).await,
            "/nowhere",
            "PUT",
            "content-type"
        ))
        .await,
        (404, None)
    );
    let ours = ours().await;
    let in_group = preflight(&ours, "/nowhere", "PUT", "content-type");
    assert_eq!(answer(in_group).await, (204, to("https://app.example.com")));
}

#[rocket::async_test]
async fn it_rejects_a_preflight_for_another_method_or_header() {
    for (client, status) in [(theirs().await, 403), (ours().await, 204)] {
        assert_eq!(
            answer(preflight(&client, "/notes", "DELETE", "content-type"))
                .await
                .0,
            status
        );
        assert_eq!(
            answer(preflight(&client, "/notes", "PUT", "x-other"))
                .await
                .0,
            status
        );
    }
}

#[rocket::async_test]
async fn it_does_not_vary_where_origins_are_listed() {
    for (client, varies) in [(theirs().await, false), (ours().await, true)] {
        let response = client.get("/notes").dispatch().await;
        assert_eq!(response.headers().contains("vary"), varies);
        let response = from(client.get("/notes"), "https://app.example.com")
            .dispatch()
            .await;
        assert_eq!(response.headers().contains("vary"), varies);
    }
}

#[rocket::async_test]
async fn it_takes_an_origin_with_a_path() {
    let options = CorsOptions {
        allowed_origins: AllowedOrigins::some_exact(&["https://app.example.com/"]),
        ..Default::default()
    };
    let client = client(options.to_cors().unwrap()).await;
    let app = "https://app.example.com";
    assert_eq!(
        answer(from(client.get("/notes"), app)).await,
        (200, to(app))
    );
}
