//! What `cors` claims about the wire, for whatever serves a policy: a framework's package runs all of it with
//!
//! ```text
//! struct Framework;
//!
//! impl cors_conformance::Subject for Framework {
//!     async fn serve(policy: &'static Policy) -> Server { … }
//!     async fn serve_without_policy() -> Result<Server, &'static str> { … }
//! }
//!
//! cors_conformance::suite!(Framework);
//! ```
//!
//! Each claim is a function and becomes one test. A claim is about the whole response: its status, its body, whether
//! the handler ran, and the full set of CORS headers.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

pub mod enforce;
mod events;
pub mod http2;
mod names;
pub mod policies;
pub mod preflights;
pub mod reasons;
pub mod reflection;
pub mod responses;
mod routing;
mod server;
mod subject;
pub mod vary;

pub use events::Event;
pub use names::*;
pub use server::{Body, Reply, Server};
pub use subject::{Subject, expect_any, respond, run};

/// A test for each claim. The subject is a type in scope.
#[macro_export]
macro_rules! suite {
    ($subject:ident) => {
        $crate::suite! { $subject:
            preflights {
                the_lists_of_a_preflight_are_whole
                a_wildcard_allows_by_the_origin_that_was_sent
                the_lists_are_the_same_whatever_a_preflight_asks_for
                many_lines_of_what_a_preflight_asks_for_change_nothing
                arguments_that_are_absent_send_no_header
                methods_are_on_the_preflight_alone
                headers_are_on_the_preflight_alone
                a_max_age_of_zero_is_sent_too
                a_preflight_from_another_origin_gets_403_and_nothing_of_the_policy
                an_origin_that_only_looks_alike_is_not_allowed
                null_is_an_origin_only_where_its_hazard_is_allowed
                a_public_policy_answers_preflights_from_every_origin
                the_case_of_a_header_name_and_the_space_around_its_value_mean_nothing
                a_preflight_with_a_body_is_answered_all_the_same
                options_of_the_whole_server_can_be_a_preflight
            }
            responses {
                an_allowed_origin_gets_the_handlers_response_and_the_headers
                every_status_of_the_handler_gets_the_headers
                other_headers_of_the_handler_stay
                every_method_but_options_reaches_the_handler
                head_gets_the_headers_that_get_does
                options_without_a_requested_method_reaches_the_handler
                options_without_an_origin_reaches_the_handler
                exposed_headers_are_on_every_response_but_the_preflights
                a_star_in_expose_is_sent_as_it_is
                timing_is_for_allowed_origins_and_not_on_preflights
                another_origin_gets_the_handlers_response_and_no_header
                a_request_without_an_origin_varies_too
                several_origin_lines_are_not_an_origin_even_if_each_is_allowed
                several_origins_in_one_line_are_not_an_origin
                an_origin_of_bytes_that_are_not_text_is_not_allowed
                an_origin_of_100_kb_is_not_allowed
                a_public_policy_allows_every_origin_and_does_not_vary
            }
            reasons {
                a_refused_origin_is_told_with_the_nearest_entry
                a_preflight_that_will_fail_is_told_and_answered_all_the_same
                every_reason_of_an_origin_has_its_words
                cookies_that_the_policy_does_not_allow_are_told
                what_enforce_rejects_is_told
                a_response_without_a_policy_is_told_once
                without_a_policy_only_what_a_page_misses_is_told
                what_a_form_sends_is_not_told
                what_is_allowed_is_not_told
                what_a_page_of_the_server_itself_sends_is_not_told
                nothing_of_a_hostile_request_breaks_the_log
                nothing_more_is_told_to_the_client
            }
            reflection {
                stars_without_credentials_are_sent_as_they_are
                authorization_can_stand_beside_a_star
                a_star_in_headers_with_credentials_reflects_what_is_asked_for
                each_line_of_what_is_asked_for_is_reflected
                a_star_in_methods_with_credentials_reflects_what_is_asked_for
                nothing_of_a_request_can_break_out_of_a_reflected_header
            }
            vary {
                vary_is_appended_to_what_the_handler_says
                vary_is_not_repeated_where_it_says_origin_or_everything
                a_public_policy_leaves_the_vary_of_the_handler_as_it_is
                the_headers_of_another_cors_policy_are_removed
            }
            enforce {
                another_origin_gets_403_before_the_handler_runs
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
    };
    ($subject:ident: $($group:ident { $($claim:ident)* })*) => { $(
        mod $group { $(
            #[test]
            fn $claim() {
                $crate::run($crate::$group::$claim::<super::$subject>());
            }
        )* }
    )* };
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn every_claim_is_in_the_suite() {
        let list = include_str!("lib.rs");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for file in source.read_dir().unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for claim in text.split("\npub async fn ").skip(1) {
                let name = claim.split('<').next().unwrap();
                assert!(
                    list.contains(&format!("{name}\n")),
                    "{name} isn't in `suite!`"
                );
            }
        }
    }
}
