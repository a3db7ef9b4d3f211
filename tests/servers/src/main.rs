//! The command `cors-check` at servers on other frameworks: does it name the cause?

mod actix_cors;
mod check;
mod server;
mod tower_http;

use check::{Case, assert_causes};
use server::Server;

/// A page puts JSON, with a cookie.
const SAVE: &[&str] = &["-X", "PUT", "-c", "-H", "content-type: application/json"];
const PUT: &[&str] = &["-X", "PUT"];
const JSON: &[&str] = &["-X", "PUT", "-H", "content-type: application/json"];
const TOKEN: &[&str] = &["-H", "authorization: Bearer 1"];
const GET: &[&str] = &[];
const COOKIE: &[&str] = &["-c"];

const RIGHT: Case = ("/right", SAVE, "");
const WILDCARD: Case = (
    "/wildcard",
    COOKIE,
    "`*`, which doesn't count for a request with credentials",
);
const NO_CREDENTIALS: Case = (
    "/no-credentials",
    COOKIE,
    "allows the origin, but not with credentials",
);
/// Of a server that compares by itself, and then says nothing.
const SLASH: Case = (
    "/slash",
    GET,
    "doesn't allow this origin (it looks at `Origin`, as its `Vary` says)",
);
const FIXED: Case = (
    "/fixed",
    GET,
    "allows another origin, `https://www.example.com`",
);
const HEADERS: &str = "allows `authorization`, and not `content-type`";
/// Of a server that says nothing to a preflight for more than it lists.
const SILENT_METHODS: Case = ("/methods", PUT, "because it doesn't allow the method");
const PUT_COOKIE: &[&str] = &["-X", "PUT", "-c"];
const TWO_MISTAKES: Case = (
    "/methods-and-credentials",
    PUT_COOKIE,
    "because it doesn't allow the method",
);
/// Of a server that answers the preflight of a foreign page with an error.
const REFUSED_ORIGIN: &str = "because it doesn't allow this origin";
const SILENT_HEADERS: Case = ("/headers", JSON, "because it doesn't allow `content-type`");
const AUTHENTICATION: Case = (
    "/authentication",
    PUT,
    "authentication answers the preflight with 401",
);

#[test]
fn express_with_cors() {
    let Some(server) = Server::on_node() else {
        return;
    };
    assert_causes(
        &server.url,
        &[
            RIGHT,
            WILDCARD,
            NO_CREDENTIALS,
            ("/slash", GET, "ends with a slash"),
            FIXED,
            ("/throws", PUT, REFUSED_ORIGIN),
            ("/methods", PUT, "allows `GET`, `POST`, and not `PUT`"),
            ("/headers", JSON, HEADERS),
            (
                "/route",
                PUT,
                "the server answers the preflight, and says nothing about CORS",
            ),
            AUTHENTICATION,
            (
                "/twice",
                GET,
                "there are 2 lines of `Access-Control-Allow-Origin`",
            ),
        ],
    );
}

#[test]
fn go_with_rs_cors() {
    let Some(server) = Server::on_go() else {
        return;
    };
    assert_causes(
        &server.url,
        &[
            RIGHT,
            WILDCARD,
            NO_CREDENTIALS,
            SLASH,
            SILENT_METHODS,
            SILENT_HEADERS,
            TWO_MISTAKES,
            ("/no-get", PUT, "because it doesn't allow the method"),
            ("/passthrough", PUT, "no route handles OPTIONS"),
        ],
    );
}

#[test]
fn axum_with_tower_http() {
    assert_causes(
        &tower_http::start(),
        &[
            RIGHT,
            WILDCARD,
            NO_CREDENTIALS,
            SLASH,
            FIXED,
            ("/methods", PUT, "has no `Access-Control-Allow-Methods`"),
            ("/headers", JSON, HEADERS),
            ("/token", TOKEN, "`*`, which doesn't cover `authorization`"),
            ("/route", PUT, "no route handles OPTIONS"),
            AUTHENTICATION,
        ],
    );
}

#[test]
fn actix_web_with_actix_cors() {
    assert_causes(
        &actix_cors::start(),
        &[
            RIGHT,
            WILDCARD,
            NO_CREDENTIALS,
            SLASH,
            SILENT_METHODS,
            SILENT_HEADERS,
            TWO_MISTAKES,
            ("/no-methods", PUT, "because it doesn't allow the method"),
            ("/slash", PUT, REFUSED_ORIGIN),
            ("/route", PUT, "no route handles OPTIONS"),
            AUTHENTICATION,
        ],
    );
}
