//! No route's policy decides about another route, however odd the request.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use cors::rocket::{CorsFairing, cors};
use cors_conformance::{Server, run};
use rocket::fairing::AdHoc;
use rocket::http::Header;
use rocket::{Responder, delete, get, patch, post, put, routes};

/// The name of the handler that ran.
#[derive(Responder)]
struct Ran((), Header<'static>);

fn ran(name: &'static str) -> Ran {
    Ran((), Header::new("x-ran", name))
}

#[cors(origins = ["https://app.example.com"], headers = ["x-list"], expose = ["x-list"])]
#[get("/notes")]
fn list() -> Ran {
    ran("list")
}

#[cors(origins = ["https://app.example.com"], headers = ["x-create"], expose = ["x-create"])]
#[post("/notes")]
fn create() -> Ran {
    ran("create")
}

#[delete("/notes")]
fn plain() -> Ran {
    ran("plain")
}

#[cors(origins = ["https://app.example.com"], headers = ["x-read"], expose = ["x-read"])]
#[get("/notes/<_id>")]
fn read(_id: &str) -> Ran {
    ran("read")
}

#[cors(origins = ["https://app.example.com"], headers = ["x-replace"], expose = ["x-replace"])]
#[put("/notes/<_id>")]
fn replace(_id: &str) -> Ran {
    ran("replace")
}

#[cors(origins = ["https://app.example.com"], headers = ["x-pin"], expose = ["x-pin"])]
#[patch("/notes/pinned")]
fn pin() -> Ran {
    ran("pin")
}

#[cors(origins = ["https://app.example.com"], headers = ["x-files"], expose = ["x-files"])]
#[get("/files/<_rest..>")]
fn files(_rest: PathBuf) -> Ran {
    ran("files")
}

#[cors(origins = ["https://app.example.com"], headers = ["x-audit"], expose = ["x-audit"])]
#[get("/notes")]
fn audit() -> Ran {
    ran("audit")
}

#[test]
fn in_front_of_the_routes() {
    run(async {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let sender = Arc::new(Mutex::new(Some(sender)));
        let config = rocket::Config {
            port: 0,
            log_level: rocket::config::LogLevel::Off,
            ..rocket::Config::debug_default()
        };
        let rocket = rocket::custom(config)
            .mount("/", routes![list, create, plain, read, replace, pin, files])
            .mount("/admin", routes![audit])
            .attach(CorsFairing::new())
            .attach(AdHoc::on_liftoff("port", move |rocket| {
                Box::pin(async move {
                    let address = (rocket.config().address, rocket.config().port).into();
                    let sender = sender.lock().unwrap().take().unwrap();
                    sender.send(address).unwrap();
                })
            }));
        tokio::spawn(rocket.launch());
        let server = Server {
            address: receiver.await.unwrap(),
        };
        server.assert_policies_follow_routing().await;
        server.assert_odd_headers_open_nothing().await;
    });
}
