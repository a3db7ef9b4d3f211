//! All claims about the wire, for the middleware around an app, a scope and a resource, with one policy and with one that is
//! chosen, and for handlers with the attribute, in a server of actix-web's own.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use actix_web::error::ErrorInternalServerError;
use actix_web::http::StatusCode;
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, route, web};
use cors::actix_web::{Cors, cors};
use cors_conformance::{ACAM, APP, Server, Subject, respond};
use cors_core::Policy;
use http::request::Builder;

/// What the suite's handler responds, with actix-web's types.
async fn handler(request: HttpRequest) -> HttpResponse {
    let target = request.uri().to_string().parse().unwrap();
    let (head, body) = respond(&target).into_parts();
    let status = StatusCode::from_u16(head.status.as_u16()).unwrap();
    let mut response = HttpResponse::build(status);
    for (name, value) in &head.headers {
        response.append_header((name.as_str(), value.as_bytes()));
    }
    response.body(body)
}

macro_rules! serve {
    ($app:expr) => {
        Server::on_listener(async move |listener| {
            let listener = listener.into_std().unwrap();
            let server = HttpServer::new($app).workers(1).disable_signals();
            server.listen_auto_h2c(listener).unwrap().run().await
        })
        .await
    };
}

/// `OPTIONS *` has none, so no scope and no resource is what it reaches.
fn has_path(request: &Builder) -> bool {
    request.uri_ref().is_some_and(|target| target != "*")
}

/// Around an app.
struct Around;

impl Subject for Around {
    async fn serve(policy: &'static Policy) -> Server {
        serve!(move || {
            App::new()
                .default_service(web::to(handler))
                .wrap(Cors::new(policy))
        })
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Err("a middleware has a policy, and what has none has no middleware")
    }
}

cors_conformance::suite!(Around);

/// actix-web catches no panic: it closes the connection, so there is no response that a page could read.
#[test]
fn after_a_panic_there_is_no_response_and_an_internal_error_is_one() {
    async fn panics() -> HttpResponse {
        panic!("for this test");
    }
    async fn fails() -> Result<HttpResponse, Error> {
        Err(ErrorInternalServerError("for this test"))
    }
    cors_conformance::run(async {
        let server = serve!(|| {
            let app = App::new().route("/panics", web::get().to(panics));
            let app = app.route("/fails", web::get().to(fails));
            app.wrap(Cors::new(&*cors_conformance::policies::PLAIN))
        });
        let get = |path: &str| {
            format!(
                "GET {path} HTTP/1.1\r\nhost: api\r\norigin: {APP}\r\nconnection: close\r\n\r\n"
            )
        };
        assert_eq!(server.write(get("/panics").as_bytes()).await, "");
        // It goes on, on the same worker.
        let reply = server.write(get("/fails").as_bytes()).await;
        assert!(reply.starts_with("HTTP/1.1 500 "), "{reply}");
        let allowed = format!("access-control-allow-origin: {APP}\r\n");
        assert!(reply.contains(&allowed), "{reply}");
    });
}

/// Around a scope.
struct AroundScope;

impl Subject for AroundScope {
    async fn serve(policy: &'static Policy) -> Server {
        serve!(move || {
            let scope = web::scope("").default_service(web::to(handler));
            App::new().service(scope.wrap(Cors::new(policy)))
        })
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Err("a middleware has a policy, and what has none has no middleware")
    }

    fn passes_on(request: &Builder) -> bool {
        has_path(request)
    }
}

mod around_scope {
    use super::AroundScope;

    cors_conformance::suite!(AroundScope);
}

/// Around a resource.
struct AroundResource;

impl Subject for AroundResource {
    async fn serve(policy: &'static Policy) -> Server {
        serve!(move || {
            let resource = web::resource("{path:.*}").to(handler);
            App::new().service(resource.wrap(Cors::new(policy)))
        })
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Err("a middleware has a policy, and what has none has no middleware")
    }

    fn passes_on(request: &Builder) -> bool {
        has_path(request)
    }
}

mod around_resource {
    use super::AroundResource;

    cors_conformance::suite!(AroundResource);
}

/// Around an app, with a policy that is chosen by the request.
struct Chosen;

impl Subject for Chosen {
    async fn serve(policy: &'static Policy) -> Server {
        serve!(move || {
            App::new()
                .default_service(web::to(handler))
                .wrap(Cors::by([""; 0], move |_| Some(policy)))
        })
    }

    async fn serve_without_policy() -> Result<Server, &'static str> {
        Err("a middleware has a policy, and what has none has no middleware")
    }
}

mod chosen {
    use super::Chosen;

    cors_conformance::suite!(Chosen);
}

/// A handler with the attribute.
struct Handler;

macro_rules! handlers {
    ($($name:ident [$($arguments:tt)*])*) => {
        impl Subject for Handler {
            async fn serve(policy: &'static Policy) -> Server {
                $(
                    static $name: Policy = cors::policy! { $($arguments)* };
                    if *policy == $name {
                        #[cors($($arguments)*)]
                        #[route("{path:.*}", method = "GET", method = "HEAD", method = "POST", method = "PUT")]
                        async fn annotated(request: HttpRequest) -> HttpResponse {
                            handler(request).await
                        }
                        return serve!(|| App::new().service(annotated));
                    }
                )*
                panic!("no handler has {policy:?}");
            }

            async fn serve_without_policy() -> Result<Server, &'static str> {
                Err("a handler without the attribute is actix-web's own, and no app of ours is around it")
            }

            /// The methods are inferred from the route.
            fn expect(headers: &mut Vec<(&'static str, String)>, _: &str) {
                let inferred = |(name, value): &(&str, String)| {
                    *name == ACAM || value == "Access-Control-Request-Method"
                };
                headers.retain(|header| !inferred(header));
                headers.push((ACAM, "GET, HEAD, POST, PUT".to_owned()));
            }
        }
    };
}

cors_conformance::with_policies!(handlers);

mod annotated {
    use super::Handler;

    // Not those that send methods which the route doesn't take.
    cors_conformance::suite! { Handler:
        preflights {
            the_lists_of_a_preflight_are_whole
            a_wildcard_allows_by_the_origin_that_was_sent
            many_lines_of_what_a_preflight_asks_for_change_nothing
            arguments_that_are_absent_send_no_header
            methods_are_on_the_preflight_alone
            headers_are_on_the_preflight_alone
            a_max_age_of_zero_is_sent_too
            a_preflight_from_another_origin_gets_403_and_nothing_of_the_policy
            an_origin_that_only_looks_alike_is_not_allowed
            null_is_an_origin_only_where_its_hazard_is_allowed
            a_public_policy_answers_preflights_from_every_origin
            a_preflight_with_a_body_is_answered_all_the_same
        }
        responses {
            an_allowed_origin_gets_the_handlers_response_and_the_headers
            every_status_of_the_handler_gets_the_headers
            other_headers_of_the_handler_stay
            head_gets_the_headers_that_get_does
            exposed_headers_are_on_every_response_but_the_preflights
            a_star_in_expose_is_sent_as_it_is
            timing_is_for_allowed_origins_and_not_on_preflights
            another_origin_gets_the_handlers_response_and_no_header
            a_request_without_an_origin_varies_too
            several_origin_lines_are_not_an_origin_even_if_each_is_allowed
            several_origins_in_one_line_are_not_an_origin
            an_origin_of_bytes_that_are_not_text_is_not_allowed
            an_origin_of_100_kb_is_not_allowed
        }
        reasons {
            a_refused_origin_is_told_with_the_nearest_entry
            every_reason_of_an_origin_has_its_words
            cookies_that_the_policy_does_not_allow_are_told
            what_enforce_rejects_is_told
            what_a_form_sends_is_not_told
            what_is_allowed_is_not_told
            what_a_page_of_the_server_itself_sends_is_not_told
        }
        reflection {
            stars_without_credentials_are_sent_as_they_are
            authorization_can_stand_beside_a_star
            a_star_in_headers_with_credentials_reflects_what_is_asked_for
            each_line_of_what_is_asked_for_is_reflected
            nothing_of_a_request_can_break_out_of_a_reflected_header
        }
        vary {
            vary_is_appended_to_what_the_handler_says
            vary_is_not_repeated_where_it_says_origin_or_everything
            a_public_policy_leaves_the_vary_of_the_handler_as_it_is
            the_headers_of_another_cors_policy_are_removed
        }
        enforce {
            listed_origins_pass_whatever_the_fetch_metadata_says
            requests_without_an_origin_pass
            requests_that_the_browser_calls_same_origin_or_the_users_own_pass
            requests_that_the_browser_calls_anything_else_are_rejected_whatever_the_host
            fetch_metadata_of_two_lines_is_not_trusted
            without_fetch_metadata_the_host_is_compared
            the_servers_own_pages_pass
            a_request_with_two_hosts_is_rejected
            a_request_with_no_host_to_compare_with_is_rejected
            the_host_is_compared_before_the_authority
            a_preflight_is_rejected_even_from_the_servers_own_pages
        }
        http2 {
            preflights_are_answered
            responses_get_their_headers
            enforce_compares_with_the_authority
        }
    }
}
