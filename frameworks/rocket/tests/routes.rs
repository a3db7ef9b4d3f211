//! Routes with the attribute, as a user of Rocket writes and tests them.

#![warn(clippy::nursery, clippy::pedantic, unused)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::missing_const_for_fn,
    clippy::needless_pass_by_value,
    reason = "routes are written so"
)]

use std::sync::LazyLock;

use cors::rocket::{CorsFairing, cors};
use cors::{LiveOrigins, Policy, PolicyBy};
use cors_conformance::{ACAH, ACAM, ACAO, ACMA, ADMIN, APP, EVIL, VARY};
use http::header::HOST;
use rocket::form::{Form, FromForm};
use rocket::fs::FileServer;
use rocket::http::{ContentType, Header, Method, Status};
use rocket::local::asynchronous::{Client, LocalRequest, LocalResponse};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::status::NotFound;
use rocket::serde::json::Json;
use rocket::{
    Build, Rocket, State, catch, catchers, delete, get, head, options, patch, post, put, route,
    routes, uri,
};

static API: Policy = cors::policy! { origins = ["https://app.example.com"] };
static BACK: Policy = cors::policy! { origins = ["https://admin.example.com"] };

fn rocket() -> Rocket<Build> {
    let config = rocket::Config {
        log_level: rocket::config::LogLevel::Off,
        ..rocket::Config::debug_default()
    };
    rocket::custom(config)
}

async fn client(rocket: Rocket<Build>) -> Client {
    Client::untracked(rocket).await.unwrap()
}

trait Send {
    /// Sends it as a page of this origin does.
    async fn from(self, origin: &'static str) -> Reply;
}

impl Send for LocalRequest<'_> {
    async fn from(self, origin: &'static str) -> Reply {
        Reply::of(self.header(Header::new("origin", origin)).dispatch().await).await
    }
}

/// Sends a preflight.
async fn preflight(
    client: &Client,
    method: &'static str,
    path: &str,
    origin: &'static str,
) -> Reply {
    let asked = client.options(path.to_owned());
    let asked = asked.header(Header::new("access-control-request-method", method));
    asked.from(origin).await
}

#[derive(Debug)]
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Reply {
    async fn of(response: LocalResponse<'_>) -> Self {
        let headers = response.headers().iter();
        let headers = headers.map(|header| {
            (
                header.name().to_string().to_lowercase(),
                header.value().to_owned(),
            )
        });
        Self {
            status: response.status().code,
            headers: headers.collect(),
            body: response.into_string().await.unwrap_or_default(),
        }
    }

    #[track_caller]
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.iter().filter(|(other, _)| other == name);
        let first = lines.next().map(|(_, value)| &**value);
        assert!(lines.next().is_none(), "{self:?}");
        first
    }

    /// This status, and whether a page of this origin may read it.
    #[track_caller]
    fn is(&self, status: u16, origin: Option<&str>) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header(ACAO), origin, "{self:?}");
    }
}

// The routes of a service.

#[cors(origins = ["https://app.example.com"])]
#[get("/notes")]
fn list(notes: &State<Vec<String>>) -> Json<&Vec<String>> {
    Json(notes.inner())
}

#[cors(origins = ["https://app.example.com"])]
#[get("/notes/<at>")]
async fn show(at: usize, notes: &State<Vec<String>>) -> Result<String, NotFound<&'static str>> {
    notes.get(at).cloned().ok_or(NotFound("no such note"))
}

#[cors(origins = ["https://app.example.com"], headers = ["content-type"], max_age = 600)]
#[post("/notes", format = "json", data = "<note>")]
fn create(note: Json<String>) -> Status {
    if note.is_empty() {
        Status::UnprocessableEntity
    } else {
        Status::Created
    }
}

#[derive(FromForm)]
struct Note<'r> {
    text: &'r str,
}

#[cors(origins = ["https://app.example.com"])]
#[post("/notes", format = "form", data = "<note>")]
fn create_by_form(mut note: Form<Note<'_>>) -> String {
    note.text = note.text.trim();
    note.text.to_owned()
}

#[cors(origins = ["https://admin.example.com"])]
#[delete("/notes/<_>")]
fn remove(_admin: User) -> Status {
    Status::NoContent
}

#[delete("/notes")]
fn remove_all() {}

#[cors(none)]
#[get("/internal")]
fn internal() -> &'static str {
    "internal"
}

#[cors(policy = API)]
#[get("/panic")]
fn panics() -> String {
    panic!("for the test");
}

/// A guard that lets in whoever says a name.
struct User;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.headers().get_one("x-user") {
            Some(_) => Outcome::Success(Self),
            None => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

#[catch(401)]
fn unauthorized() -> &'static str {
    "who are you?"
}

fn notes() -> Rocket<Build> {
    rocket()
        .manage(vec!["a note".to_owned()])
        .mount(
            "/",
            routes![
                list,
                show,
                create,
                create_by_form,
                remove,
                remove_all,
                internal,
                panics
            ],
        )
        .register("/", catchers![unauthorized])
        .attach(CorsFairing::new())
}

#[rocket::async_test]
async fn every_response_of_a_route_has_the_headers_of_its_policy() {
    let client = client(notes()).await;
    let reply = client.get("/notes").from(APP).await;
    reply.is(200, Some(APP));
    assert_eq!(reply.header(VARY), Some("Origin"));
    assert_eq!(reply.body, r#"["a note"]"#);
    client.get("/notes").from(EVIL).await.is(200, None);
    client.head("/notes").from(APP).await.is(200, Some(APP));
    // A `Result`, by either side.
    client.get("/notes/0").from(APP).await.is(200, Some(APP));
    let reply = client.get("/notes/7").from(APP).await;
    reply.is(404, Some(APP));
    assert_eq!(reply.body, "no such note");
    client.get("/panic").from(APP).await.is(500, Some(APP));
}

#[rocket::async_test]
async fn what_rocket_responds_in_place_of_a_handler_has_them_too() {
    let client = client(notes()).await;
    // A guard that fails, and the catcher for it.
    let reply = client.delete("/notes/0").from(ADMIN).await;
    reply.is(401, Some(ADMIN));
    assert_eq!(reply.body, "who are you?");
    // A parameter that doesn't parse.
    client.get("/notes/x").from(APP).await.is(422, Some(APP));
    // Content that doesn't.
    let json = |body: &str| {
        client
            .post("/notes")
            .header(ContentType::JSON)
            .body(body)
            .from(APP)
    };
    json(r#""text""#).await.is(201, Some(APP));
    json(r#""""#).await.is(422, Some(APP));
    json("{").await.is(422, Some(APP));
    json(&format!("\"{}\"", "a".repeat(2 << 20)))
        .await
        .is(413, Some(APP));
    // A type of content that no route takes.
    let text = client
        .post("/notes")
        .header(ContentType::Plain)
        .body("text");
    text.from(APP).await.is(404, Some(APP));
    // Paths on which nothing has a policy.
    client.get("/nowhere").from(APP).await.is(404, None);
}

#[rocket::async_test]
async fn forms_are_ordinary_routes() {
    let client = client(notes()).await;
    let form = client
        .post("/notes")
        .header(ContentType::Form)
        .body("text=+a+note+");
    let reply = form.from(APP).await;
    reply.is(200, Some(APP));
    assert_eq!(reply.body, "a note");
    let form = client
        .post("/notes")
        .header(ContentType::Form)
        .body("other=1");
    form.from(APP).await.is(422, Some(APP));
}

#[rocket::async_test]
async fn each_preflight_is_answered_by_the_policy_of_the_route_that_it_is_about() {
    let client = client(notes()).await;
    let reply = preflight(&client, "POST", "/notes", APP).await;
    reply.is(204, Some(APP));
    assert_eq!(
        (reply.header(ACAM), reply.header(ACAH)),
        (Some("POST"), Some("content-type"))
    );
    // Not cached: the path has other policies.
    assert_eq!(reply.header(ACMA), Some("0"));
    preflight(&client, "DELETE", "/notes/7", ADMIN)
        .await
        .is(204, Some(ADMIN));
    preflight(&client, "DELETE", "/notes/7", APP)
        .await
        .is(403, None);
    preflight(&client, "GET", "/notes/7", APP)
        .await
        .is(204, Some(APP));
    // A route without a policy.
    preflight(&client, "DELETE", "/notes", APP)
        .await
        .is(403, None);
    preflight(&client, "GET", "/internal", APP)
        .await
        .is(403, None);
    // No route takes it, and the console says so.
    let reply = preflight(&client, "PATCH", "/notes", APP).await;
    reply.is(204, Some(APP));
    assert_eq!(reply.header(ACAM), Some("GET"));
    preflight(&client, "GET", "/nowhere", APP)
        .await
        .is(404, None);
}

#[rocket::async_test]
async fn a_form_cannot_name_a_method_that_needs_a_preflight() {
    let client = client(notes()).await;
    let form = |origin| {
        let form = client.post("/notes/0").header(ContentType::Form);
        let form = form.header(Header::new("x-user", "admin"));
        form.body("_method=delete").from(origin)
    };
    form(EVIL).await.is(403, None);
    form(APP).await.is(403, None);
    form(ADMIN).await.is(204, Some(ADMIN));
    let own = client
        .post("/notes/0")
        .header(ContentType::Form)
        .header(Header::new("x-user", "admin"));
    let own = own.header(Header::new("sec-fetch-site", "same-origin"));
    own.body("_method=delete")
        .from("https://api.example.com")
        .await
        .is(204, None);
}

#[rocket::async_test]
async fn the_handler_is_still_a_function_and_a_target_of_uri() {
    assert_eq!(uri!(show(7)).to_string(), "/notes/7");
    assert_eq!(
        uri!("/api", inner::nested(name = "x", times = Some(2))).to_string(),
        "/api/x?times=2&fixed=1"
    );
    assert_eq!(create(Json("a note".to_owned())), Status::Created);
    assert_eq!(internal(), "internal");
    let names = routes![list, inner::nested];
    let names: Vec<_> = names.iter().map(|route| route.name.as_deref()).collect();
    assert_eq!(names, [Some("list"), Some("nested")]);
}

#[rocket::async_test]
async fn a_parameter_can_have_the_name_of_the_handler() {
    #[cors(origins = ["https://app.example.com"])]
    #[get("/<id>")]
    fn id(id: u8) -> String {
        id.to_string()
    }
    #[cors(origins = ["https://app.example.com"])]
    #[put("/<type>")]
    async fn r#type(r#type: &str) -> &str {
        r#type
    }
    macro_rules! by_macro {
        ($name:ident) => {
            #[cors(origins = ["https://app.example.com"])]
            #[delete("/<name>")]
            fn $name(name: &str) -> &str {
                name
            }
        };
    }
    by_macro!(name);

    let all = routes![id, r#type, name];
    let client = client(rocket().mount("/", all).attach(CorsFairing::new())).await;
    for method in [Method::Get, Method::Put, Method::Delete] {
        let reply = client.req(method, "/7").from(APP).await;
        reply.is(200, Some(APP));
        assert_eq!(reply.body, "7");
    }
}

mod inner {
    use super::{cors, get};

    #[cors(
        origins = [
            "https://app.example.com",
            #[cfg(any())]
            "https://evil.example",
        ],
    )]
    #[get("/<name>?<times>&fixed=1")]
    #[allow(unused_mut)]
    pub(crate) async fn nested<'r>(mut name: &'r str, times: Option<u8>) -> Option<&'r str> {
        let _ = times;
        Some(name)
    }
}

#[rocket::async_test]
async fn every_kind_of_route_can_have_one() {
    mod kinds {
        use super::{cors, route};

        #[cors(origins = ["https://app.example.com"])]
        #[super::delete("/")]
        pub(super) fn delete() {}
        #[cors(origins = ["https://app.example.com"])]
        #[super::get("/")]
        pub(super) fn get() {}
        #[cors(origins = ["https://app.example.com"])]
        #[super::head("/")]
        pub(super) fn head() {}
        #[cors(origins = ["https://app.example.com"])]
        #[super::options("/")]
        pub(super) fn options() {}
        #[cors(origins = ["https://app.example.com"])]
        #[super::patch("/")]
        pub(super) fn patch() {}
        #[cors(origins = ["https://app.example.com"])]
        #[super::post("/")]
        pub(super) fn post() {}
        #[cors(origins = ["https://app.example.com"])]
        #[super::put("/")]
        pub(super) fn put() {}
        #[cors(origins = ["https://app.example.com"])]
        #[route(GET, uri = "/raw", rank = 2)]
        pub(super) fn r#type() {}
    }
    use kinds::{delete, get, head, options, patch, post, put};
    let all = routes![delete, get, head, options, patch, post, put, kinds::r#type];
    let client = client(rocket().mount("/at", all).attach(CorsFairing::new())).await;
    for method in [
        Method::Delete,
        Method::Get,
        Method::Head,
        Method::Options,
        Method::Patch,
        Method::Put,
    ] {
        client.req(method, "/at").from(APP).await.is(200, Some(APP));
        preflight(&client, method.as_str(), "/at", APP)
            .await
            .is(204, Some(APP));
    }
}

// Ranks.

/// A guard that leaves the request to the next route.
struct Insider;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Insider {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.headers().get_one("x-insider") {
            Some(_) => Outcome::Success(Self),
            None => Outcome::Forward(Status::NotFound),
        }
    }
}

fn insider(request: LocalRequest<'_>) -> LocalRequest<'_> {
    request.header(Header::new("x-insider", "1"))
}

#[rocket::async_test]
async fn of_ranked_routes_the_one_that_responds_decides() {
    #[cors(origins = ["https://admin.example.com"])]
    #[put("/", rank = 1)]
    fn first(_insider: Insider) -> &'static str {
        "first"
    }
    #[cors(origins = ["https://app.example.com"])]
    #[put("/", rank = 2)]
    fn second(_insider: Option<User>) -> &'static str {
        "second"
    }
    #[put("/plain", rank = 2)]
    fn plain() -> &'static str {
        "plain"
    }
    #[cors(origins = ["https://admin.example.com"])]
    #[put("/<_>", rank = 1)]
    fn before_plain(_insider: Insider) {}
    #[get("/plain", rank = 2)]
    fn plain_get() -> &'static str {
        "plain"
    }
    #[cors(origins = ["https://admin.example.com"])]
    #[get("/<_>", rank = 1)]
    fn before_plain_get(_insider: Insider) {}

    let all = routes![
        first,
        second,
        plain,
        before_plain,
        plain_get,
        before_plain_get
    ];
    let client = client(rocket().mount("/", all).attach(CorsFairing::new())).await;
    // The first is the one that a preflight is about.
    preflight(&client, "PUT", "/", ADMIN)
        .await
        .is(204, Some(ADMIN));
    preflight(&client, "PUT", "/", APP).await.is(403, None);
    let reply = insider(client.put("/")).from(ADMIN).await;
    reply.is(200, Some(ADMIN));
    assert_eq!(reply.body, "first");
    // It has forwarded, and nobody has asked the second whether this page may send it.
    client.put("/").from(ADMIN).await.is(403, None);
    client.put("/").from(APP).await.is(200, Some(APP));
    // No page may use a route without a policy, and it gets no headers of the one before it.
    client.put("/plain").from(ADMIN).await.is(403, Some(ADMIN));
    let reply = Reply::of(client.put("/plain").dispatch().await).await;
    reply.is(200, None);
    assert_eq!((&*reply.body, reply.header(VARY)), ("plain", None));
    let reply = client.get("/plain").from(ADMIN).await;
    reply.is(200, None);
    assert_eq!((&*reply.body, reply.header(VARY)), ("plain", None));
    // All have forwarded: the last that was tried decides about the catcher's.
    client.put("/other").from(ADMIN).await.is(404, Some(ADMIN));
}

#[rocket::async_test]
async fn enforce_holds_wherever_a_request_is_forwarded() {
    #[cors(origins = ["https://app.example.com"])]
    #[get("/<_>", rank = 1)]
    fn open(_insider: Insider) {}
    #[cors(origins = ["https://admin.example.com"], enforce)]
    #[get("/enforced", rank = 2)]
    fn enforced() {}
    #[get("/plain", rank = 2)]
    fn plain() {}

    static ENFORCED: Policy = cors::policy! { origins = ["https://admin.example.com"], enforce };
    let fairing = CorsFairing::new().policy("/", &ENFORCED);
    let client = client(
        rocket()
            .mount("/", routes![open, enforced, plain])
            .attach(fairing),
    )
    .await;
    insider(client.get("/plain")).from(EVIL).await.is(200, None);
    for path in ["/enforced", "/plain"] {
        client.get(path).from(ADMIN).await.is(200, Some(ADMIN));
        assert_eq!(client.get(path).from(EVIL).await.status, 403);
    }
    client.get("/nowhere/at/all").from(EVIL).await.is(403, None);
    client
        .get("/nowhere/at/all")
        .from(ADMIN)
        .await
        .is(404, Some(ADMIN));
}

#[rocket::async_test]
async fn enforce_holds_for_each_format() {
    #[cors(origins = ["https://app.example.com"])]
    #[post("/one", format = "json")]
    fn json() {}
    #[post("/one", format = "plain")]
    fn plain() {}
    #[post("/two", format = "json")]
    fn plain_json() {}
    #[cors(origins = ["https://app.example.com"], enforce)]
    #[post("/two", format = "plain")]
    fn enforced() {}

    static ENFORCED: Policy = cors::policy! { origins = ["https://admin.example.com"], enforce };
    let fairing = CorsFairing::new().policy("/", &ENFORCED);
    let all = routes![json, plain, plain_json, enforced];
    let client = client(rocket().mount("/", all).attach(fairing)).await;
    let post = |path, format| client.post(path).header(format);
    post("/one", ContentType::JSON)
        .from(APP)
        .await
        .is(200, Some(APP));
    post("/one", ContentType::JSON)
        .from(ADMIN)
        .await
        .is(200, None);
    post("/one", ContentType::Plain)
        .from(ADMIN)
        .await
        .is(200, Some(ADMIN));
    post("/one", ContentType::Plain)
        .from(APP)
        .await
        .is(403, None);
    post("/two", ContentType::JSON)
        .from(ADMIN)
        .await
        .is(200, Some(ADMIN));
    post("/two", ContentType::JSON)
        .from(APP)
        .await
        .is(403, None);
    post("/two", ContentType::Plain)
        .from(APP)
        .await
        .is(200, Some(APP));
    post("/two", ContentType::Plain)
        .from(ADMIN)
        .await
        .is(403, None);
    // What no route takes.
    post("/two", ContentType::XML)
        .from(ADMIN)
        .await
        .is(404, Some(ADMIN));
    post("/two", ContentType::XML).from(APP).await.is(403, None);
}

#[rocket::async_test]
async fn a_format_opens_no_route_that_no_preflight_was_about() {
    #[cors(origins = ["*"], methods = [PUT], headers = ["content-type"])]
    #[put("/n", format = "json")]
    fn open() {}
    #[put("/n", format = "xml")]
    fn plain() -> &'static str {
        "plain"
    }

    for (fairing, other) in [
        (CorsFairing::new(), None),
        (CorsFairing::new().policy("/", &BACK), Some(ADMIN)),
    ] {
        let all = rocket().mount("/", routes![open, plain]).attach(fairing);
        let client = client(all).await;
        let put = |format| client.put("/n").header(format);
        preflight(&client, "PUT", "/n", EVIL)
            .await
            .is(204, Some("*"));
        put(ContentType::JSON).from(EVIL).await.is(200, Some("*"));
        put(ContentType::XML).from(EVIL).await.is(403, None);
        let reply = put(ContentType::XML).from(ADMIN).await;
        reply.is(if other.is_some() { 200 } else { 403 }, other);
        let own = Reply::of(put(ContentType::XML).dispatch().await).await;
        assert_eq!((own.status, &*own.body), (200, "plain"));
    }
}

// Groups.

#[rocket::async_test]
async fn a_group_governs_what_has_no_policy_of_its_own() {
    #[get("/about")]
    fn about() {}
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let fairing = CorsFairing::new().policy("/", &API).policy("/files", &BACK);
    let all = rocket()
        .manage(vec!["a note".to_owned()])
        .mount("/", routes![list, internal, about, remove])
        .mount("/files", FileServer::from(folder))
        .attach(fairing);
    let client = client(all).await;
    client.get("/about").from(APP).await.is(200, Some(APP));
    client.get("/nowhere").from(APP).await.is(404, Some(APP));
    client.get("/internal").from(APP).await.is(200, None);
    client.delete("/notes/0").from(APP).await.is(401, None);
    preflight(&client, "DELETE", "/notes/0", ADMIN)
        .await
        .is(204, Some(ADMIN));
    preflight(&client, "GET", "/about", APP)
        .await
        .is(204, Some(APP));
    preflight(&client, "GET", "/internal", APP)
        .await
        .is(403, None);
    client
        .get("/files/lib.rs")
        .from(ADMIN)
        .await
        .is(200, Some(ADMIN));
    client.get("/files/lib.rs").from(APP).await.is(200, None);
    client
        .get("/files/none.rs")
        .from(ADMIN)
        .await
        .is(404, Some(ADMIN));
    client.get("/files2").from(APP).await.is(404, Some(APP));
}

#[rocket::async_test]
async fn tenants_have_a_policy_each() {
    static ENFORCED: Policy = cors::policy! { origins = ["https://app.example.com"], enforce };
    #[get("/about")]
    fn about() {}
    #[put("/about")]
    fn rewrite() {}

    let by_host = PolicyBy::new([HOST], |head| match head.host()? {
        "a.example" => Some(&ENFORCED),
        "b.example" if head.uri().path() != "/secret" => Some(&BACK),
        _ => None,
    });
    let client = client(
        rocket()
            .manage(vec!["a note".to_owned()])
            .mount("/", routes![list, about, rewrite])
            .attach(CorsFairing::new().policy("/", by_host)),
    )
    .await;
    let to = |method, path: &'static str, host| {
        client.req(method, path).header(Header::new("host", host))
    };
    for (host, origin, is_allowed, status) in [
        ("a.example", APP, true, 200),
        ("a.example", ADMIN, false, 403),
        ("b.example", ADMIN, true, 200),
        ("b.example", APP, false, 200),
        ("c.example", APP, false, 200),
        ("not a host", APP, false, 200),
    ] {
        let allowed = is_allowed.then_some(origin);
        let reply = to(Method::Get, "/about", host).from(origin).await;
        reply.is(status, allowed);
        let vary: Vec<_> = reply
            .headers
            .iter()
            .filter(|(name, _)| name == VARY)
            .collect();
        assert_eq!(vary.len(), 2, "{reply:?}");
        assert!(vary.iter().any(|(_, value)| value == "host"), "{reply:?}");

        let asked = to(Method::Options, "/about", host);
        let asked = asked.header(Header::new("access-control-request-method", "PUT"));
        let reply = asked.from(origin).await;
        reply.is(if is_allowed { 204 } else { 403 }, allowed);
        assert_eq!(reply.header(ACAM), allowed.map(|_| "GET, PUT"), "{reply:?}");
    }
    let missing = to(Method::Get, "/nowhere", "b.example").from(ADMIN).await;
    missing.is(404, Some(ADMIN));
    let secret = to(Method::Get, "/secret", "b.example").from(ADMIN).await;
    secret.is(404, None);
    // An attribute is nearer.
    let note = to(Method::Get, "/notes", "b.example").from(APP).await;
    note.is(200, Some(APP));
}

static OF_A: Policy = cors::policy! { origins = ["https://app.example.com"], enforce };

static TENANTS: LazyLock<PolicyBy> = LazyLock::new(|| {
    PolicyBy::new([HOST], |head| match head.host()? {
        "a.example" => Some(&OF_A),
        "b.example" => Some(&BACK),
        _ => None,
    })
});

#[cors(policy_by = TENANTS)]
#[get("/tenant")]
fn of_tenant() -> &'static str {
    "a tenant's"
}

#[cors(policy_by = TENANTS)]
#[put("/tenant")]
fn rewrite_of_tenant() -> &'static str {
    "a tenant's"
}

#[rocket::async_test]
async fn a_route_has_a_policy_for_each_tenant() {
    let routes = routes![of_tenant, rewrite_of_tenant];
    let group = CorsFairing::new().policy("/", &API);
    let client = client(rocket().mount("/", routes).attach(group)).await;
    let to = |method, host| {
        client
            .req(method, "/tenant")
            .header(Header::new("host", host))
    };
    for (host, origin, is_allowed, status) in [
        ("a.example", APP, true, 200),
        ("a.example", ADMIN, false, 403),
        ("b.example", ADMIN, true, 200),
        ("b.example", APP, false, 200),
        ("c.example", APP, false, 200),
    ] {
        let allowed = is_allowed.then_some(origin);
        for method in [Method::Get, Method::Put] {
            let reply = to(method, host).from(origin).await;
            reply.is(status, allowed);
            let mut vary = reply.headers.iter().filter(|(name, _)| name == VARY);
            assert!(vary.any(|(_, value)| value == "host"), "{reply:?}");
        }
        let asked = to(Method::Options, host);
        let asked = asked.header(Header::new("access-control-request-method", "PUT"));
        let reply = asked.from(origin).await;
        reply.is(if is_allowed { 204 } else { 403 }, allowed);
        assert_eq!(reply.header(ACAM), allowed.map(|_| "GET, PUT"), "{reply:?}");
        let mut vary = reply.headers.iter().filter(|(name, _)| name == VARY);
        assert!(vary.any(|(_, value)| value == "host"), "{reply:?}");
    }
}

#[rocket::async_test]
async fn routes_without_any_policy_are_left_alone() {
    #[options("/plain")]
    fn asked() -> &'static str {
        "by hand"
    }
    let client = client(
        rocket()
            .mount("/", routes![asked])
            .attach(CorsFairing::new()),
    )
    .await;
    let reply = preflight(&client, "GET", "/plain", APP).await;
    reply.is(200, None);
    assert_eq!((&*reply.body, reply.header(VARY)), ("by hand", None));
}

#[rocket::async_test]
async fn origins_can_be_replaced_while_it_serves() {
    static LIVE: LiveOrigins = LiveOrigins::new();
    #[cors(origins = LIVE)]
    #[put("/")]
    fn live() {}
    let client = client(
        rocket()
            .mount("/", routes![live])
            .attach(CorsFairing::new()),
    )
    .await;
    preflight(&client, "PUT", "/", APP).await.is(403, None);
    LIVE.set(APP.parse().unwrap()).unwrap();
    preflight(&client, "PUT", "/", APP).await.is(204, Some(APP));
    client.put("/").from(APP).await.is(200, Some(APP));
}

// Launching.

#[rocket::async_test]
async fn rocket_does_not_launch_with_what_cannot_work() {
    #[cors(origins = ["https://app.example.com"], methods = [PUT])]
    #[delete("/")]
    fn unlisted() {}
    for wrong in [
        rocket().mount("/", routes![internal]),
        rocket()
            .attach(CorsFairing::new())
            .attach(CorsFairing::new()),
        rocket()
            .attach(CorsFairing::new())
            .mount("/", routes![unlisted]),
        rocket().attach(CorsFairing::new().policy("no path", &API)),
        rocket().attach(CorsFairing::new().policy("/a?b", &API)),
    ] {
        let error = wrong.ignite().await.unwrap_err();
        assert!(!matches!(error.kind(), rocket::error::ErrorKind::Io(_)));
    }
}

// Whether the fairing knows of each path what Rocket's router does.

type Rest = std::path::PathBuf;
#[cors(origins = ["https://app.example.com"])]
#[put("/")]
fn path0() {}
#[cors(origins = ["https://app.example.com"])]
#[put("/a")]
fn path1() {}
#[cors(origins = ["https://app.example.com"])]
#[put("/a/b")]
fn path2() {}
#[cors(origins = ["https://app.example.com"])]
#[put("/<x>")]
fn path3(x: String) {
    drop(x);
}
#[cors(origins = ["https://app.example.com"])]
#[put("/a/<x>")]
fn path4(x: String) {
    drop(x);
}
#[cors(origins = ["https://app.example.com"])]
#[put("/<_>/b")]
fn path5() {}
#[cors(origins = ["https://app.example.com"])]
#[put("/<x..>")]
fn path6(x: Rest) {
    drop(x);
}
#[cors(origins = ["https://app.example.com"])]
#[put("/a/<_..>")]
fn path7() {}
#[cors(origins = ["https://app.example.com"])]
#[put("/a/<x>/<y..>")]
fn path8(x: String, y: Rest) {
    drop(x);
    drop(y);
}
#[cors(origins = ["https://app.example.com"])]
#[put("/a?q")]
fn path9() {}
#[cors(origins = ["https://app.example.com"])]
#[put("/a?q=1")]
fn path10() {}
#[cors(origins = ["https://app.example.com"])]
#[put("/a?q=1&<r>")]
fn path11(r: Option<u8>) {
    let _ = r;
}
#[cors(origins = ["https://app.example.com"])]
#[put("/a?<q>")]
fn path12(q: Option<u8>) {
    let _ = q;
}
#[cors(origins = ["https://app.example.com"])]
#[put("/a%20b")]
fn path13() {}
#[cors(origins = ["https://app.example.com"])]
#[put("/%C3%A4")]
fn path14() {}

#[rocket::async_test]
async fn a_preflight_is_answered_exactly_where_the_request_reaches_the_route() {
    let patterns = routes![
        path0, path1, path2, path3, path4, path5, path6, path7, path8, path9, path10, path11,
        path12, path13, path14
    ];
    let targets = [
        "/",
        "//",
        "/a",
        "/a/",
        "//a",
        "/A",
        "/b",
        "/a/b",
        "/a//b",
        "/a/b/",
        "/a/b/c",
        "/x/b",
        "/a?q",
        "/a?q=1",
        "/a?q=2&q=1",
        "/a?r&q=1",
        "/a?r",
        "/a/?q",
        "/a%20b",
        "/a+b",
        "/%61",
        "/a%2Fb",
        "/%C3%A4",
        "/<x>",
        "/a/<x>",
        "/%3Cx%3E",
        "/?",
        "/a?",
    ];
    let bases = ["/", "/a", "/base/"];
    let mut answered = 0;
    for base in bases {
        for route in &patterns {
            let rocket = rocket()
                .mount(base, [route.clone()])
                .attach(CorsFairing::new());
            let client = client(rocket).await;
            for target in targets.iter().flat_map(|target| {
                [
                    (*target).to_owned(),
                    format!("{}{target}", base.trim_end_matches('/')),
                ]
            }) {
                let status = client.put(target.clone()).from(APP).await.status;
                // A parameter may still reject it.
                let reaches = matches!(status, 200 | 422);
                let reply = preflight(&client, "PUT", &target, APP).await;
                assert_eq!(
                    reply.status == 204,
                    reaches,
                    "{base} {} {target}",
                    route.uri
                );
                answered += usize::from(reaches);
            }
        }
    }
    assert!(answered > 100, "{answered}");
}
