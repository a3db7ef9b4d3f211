//! The command `cors-check` at servers on other frameworks: does it name the cause?

mod check;
mod server;

use check::{Case, assert_causes};
use server::Server;

/// A page puts JSON, with a cookie.
const SAVE: &[&str] = &["-X", "PUT", "-c", "-H", "content-type: application/json"];
const PUT: &[&str] = &["-X", "PUT"];
const JSON: &[&str] = &["-X", "PUT", "-H", "content-type: application/json"];
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
            (
                "/fixed",
                GET,
                "allows another origin, `https://www.example.com`",
            ),
            ("/methods", PUT, "allows `GET`, `POST`, and not `PUT`"),
            (
                "/headers",
                JSON,
                "allows `authorization`, and not `content-type`",
            ),
            (
                "/route",
                PUT,
                "the server answers the preflight, and says nothing about CORS",
            ),
            (
                "/authentication",
                PUT,
                "authentication answers the preflight with 401",
            ),
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
            // It compares by itself, and then says nothing.
            (
                "/slash",
                GET,
                "doesn't allow this origin (it looks at `Origin`, as its `Vary` says)",
            ),
            ("/methods", PUT, "because it doesn't allow the method"),
            ("/headers", JSON, "because it doesn't allow `content-type`"),
            ("/passthrough", PUT, "no route handles OPTIONS"),
        ],
    );
}
