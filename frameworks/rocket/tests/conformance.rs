//! All claims about the wire that Rocket lets a policy keep, for routes with the attribute, and for a fairing with a
//! policy.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use cors::rocket::{CorsFairing, cors};
use cors_conformance::{ACAM, Server, Subject, VARY, respond};
use cors_core::Policy;
use cors_core::routes::PathPolicies;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket::{Build, Rocket, Route};

/// The response that the request asks for.
struct Asked;

impl<'r> Responder<'r, 'static> for Asked {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let asked = respond(&request.uri().to_string().parse().unwrap());
        let mut response = Response::new();
        response.set_status(Status::new(asked.status().as_u16()));
        for (name, value) in asked.headers() {
            response.adjoin_raw_header(name.to_string(), value.to_str().unwrap().to_owned());
        }
        let body = asked.into_body();
        response.set_sized_body(body.len(), std::io::Cursor::new(body));
        Ok(response)
    }
}

async fn launch(rocket: Rocket<Build>) -> Server {
    // Rocket binds its port itself, and says which it is at liftoff.
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let sender = Arc::new(std::sync::Mutex::new(Some(sender)));
    let rocket = rocket.attach(AdHoc::on_liftoff("port", move |rocket| {
        Box::pin(async move {
            let address = (rocket.config().address, rocket.config().port).into();
            let sender = sender.lock().unwrap().take().unwrap();
            sender.send(address).unwrap();
        })
    }));
    tokio::spawn(rocket.launch());
    Server {
        address: receiver.await.unwrap(),
    }
}

fn rocket() -> Rocket<Build> {
    let config = rocket::Config {
        port: 0,
        log_level: rocket::config::LogLevel::Off,
        ..rocket::Config::debug_default()
    };
    rocket::custom(config)
}

/// The methods that are routed. HEAD reaches the route of GET.
const ROUTED: [&str; 6] = ["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"];

/// The routes list the methods that a page may use. For the others there is the policy of the group.
fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
    let reflected = (VARY, "Access-Control-Request-Method".to_owned());
    let is_reflected = headers.contains(&reflected);
    let is_routed = ROUTED.contains(&requested) || requested == "HEAD";
    let listed = headers.iter().find(|(name, _)| *name == ACAM);
    let listed = listed.map(|(_, list)| list.clone());
    headers.retain(|header| header.0 != ACAM && *header != reflected);
    let methods: Vec<&str> = match &listed {
        _ if is_reflected => ROUTED.to_vec(),
        Some(list) if list == "*" => ROUTED.to_vec(),
        Some(list) => {
            let safelisted = ["GET", "HEAD", "POST"]
                .into_iter()
                .filter(|name| !list.contains(name));
            let names: Vec<_> = list.split(", ").chain(safelisted).collect();
            match is_routed {
                true => ROUTED
                    .into_iter()
                    .filter(|name| names.contains(name))
                    .collect(),
                false => names
                    .into_iter()
                    .filter(|name| !ROUTED.contains(name) && *name != "HEAD")
                    .collect(),
            }
        }
        None if is_routed => ROUTED.to_vec(),
        None => vec!["QUERY"],
    };
    let is_any = is_reflected || listed.as_deref() == Some("*");
    if is_any && !is_routed {
        headers.extend([(ACAM, requested.to_owned()), reflected]);
    } else if !methods.is_empty() {
        headers.push((ACAM, methods.join(", ")));
    }
}

/// Rocket answers requests with other methods itself, with a 400 that no fairing sees, and drops lines of headers that
/// aren't text.
fn passes_on(request: &http::request::Builder) -> bool {
    let is_known = request
        .method_ref()
        .is_some_and(|method| ROUTED.contains(&method.as_str()) || method == "HEAD");
    let mut lines = request
        .headers_ref()
        .into_iter()
        .flat_map(http::HeaderMap::values);
    is_known && lines.all(|line| str::from_utf8(line.as_bytes()).is_ok())
}

/// Routes of all these methods, each with the attribute that has these arguments, or without.
macro_rules! routes {
    ($($arguments:tt)?) => {
        routes!(@ [$($arguments)?] delete get options patch post put)
    };
    (@ $arguments:tt $($method:ident)*) => {{
        $(routes!($arguments $method);)*
        rocket::routes![$($method),*]
    }};
    ([] $method:ident) => {
        #[rocket::$method("/<_..>")]
        fn $method() -> Asked {
            Asked
        }
    };
    ([$arguments:tt] $method:ident) => {
        #[cors $arguments]
        #[rocket::$method("/<_..>")]
        fn $method() -> Asked {
            Asked
        }
    };
}

struct Attribute;

macro_rules! handlers {
    ($($name:ident [$($arguments:tt)*])*) => {
        impl Subject for Attribute {
            async fn serve(policy: &'static Policy) -> Server {
                $(
                    static $name: Policy = cors::policy! { $($arguments)* };
                    if *policy == $name {
                        let is_listed = |route: &Route| {
                            let method = route.method.as_str().parse().unwrap();
                            PathPolicies::new().register(method, Some(policy)).is_ok()
                        };
                        // Rocket doesn't launch if a route's policy leaves out its method.
                        let listed: Vec<_> = routes!(($($arguments)*)).into_iter().filter(is_listed).collect();
                        let others: Vec<_> = routes!().into_iter().filter(|route| !is_listed(route)).collect();
                        let fairing = CorsFairing::new().policy("/", policy);
                        return launch(rocket().mount("/", listed).mount("/", others).attach(fairing)).await;
                    }
                )*
                panic!("no route has {policy:?}");
            }

            async fn serve_without_policy() -> Result<Server, &'static str> {
                Group::serve_without_policy().await
            }

            fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
                expect(headers, requested);
            }

            fn passes_on(request: &http::request::Builder) -> bool {
                passes_on(request)
            }
        }
    };
}

cors_conformance::with_policies!(handlers);

mod attribute {
    use super::Attribute;

    cors_conformance::suite!(Attribute);
}

/// Routes without the attribute.
struct Group;

impl Subject for Group {
    async fn serve(policy: &'static Policy) -> Server {
        let fairing = CorsFairing::new().policy("/", policy);
        launch(rocket().mount("/", routes!()).attach(fairing)).await
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Ok(launch(rocket().mount("/", routes!()).attach(CorsFairing::new())).await)
    }

    fn expect(headers: &mut Vec<(&'static str, String)>, requested: &str) {
        expect(headers, requested);
    }

    fn passes_on(request: &http::request::Builder) -> bool {
        passes_on(request)
    }
}

mod group {
    use super::Group;

    cors_conformance::suite!(Group);
}
