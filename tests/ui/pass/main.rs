//! What must compile, and what it does then: a file for each, and a test that calls its `main`. They are modules of one
//! program, which is built once. What the compiler says of a mistake is in `ui/fail/`.

// Public modules, so that the lints about documentation and unused code look at what is generated.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::all,
    clippy::unwrap_used,
    clippy::panic
)]

use std::path::Path;

use http::{Method, Request, Response};

/// What a browser asks before a PUT with `x-asked`.
fn preflight() -> Request<()> {
    Request::builder()
        .method(Method::OPTIONS)
        .header("origin", "https://example.com")
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "x-asked")
        .body(())
        .unwrap()
}

/// Whether this handler, which has to run, allows the origin.
fn is_allowed(handler: fn(Request<()>) -> Response<String>, origin: &str) -> bool {
    let request = Request::builder()
        .header("origin", origin)
        .body(())
        .unwrap();
    let response = handler(request);
    assert_eq!(response.body(), "Hello World!");
    response
        .headers()
        .contains_key("access-control-allow-origin")
}

/// The value of `Access-Control-Expose-Headers` on the response of this handler.
fn exposed(handler: fn(Request<()>) -> Response<String>) -> String {
    let request = Request::builder().header("origin", "https://example.com");
    let response = handler(request.body(()).unwrap());
    let names = response.headers()["access-control-expose-headers"].to_str();
    names.unwrap().to_owned()
}

macro_rules! files {
    ($($name:ident: $file:literal,)*) => {
        $(
            #[path = $file]
            pub mod $name;

            #[test]
            fn $name() {
                $name::main();
            }
        )*

        const FILES: &[(&str, &str)] = &[$((stringify!($name), $file)),*];
    };
}

files! {
    argument_every: "argument-every.rs",
    argument_order: "argument-order.rs",
    argument_parentheses: "argument-parentheses.rs",
    argument_string_forms: "argument-string-forms.rs",
    cfg_attribute: "cfg-attribute.rs",
    cfg_attribute_each: "cfg-attribute-each.rs",
    cfg_entry: "cfg-entry.rs",
    cfg_entry_exclusive: "cfg-entry-exclusive.rs",
    cfg_entry_nested: "cfg-entry-nested.rs",
    cfg_hazard: "cfg-hazard.rs",
    cfg_policy: "cfg-policy.rs",
    config: "config.rs",
    covered_by_any: "covered-by-any.rs",
    crate_of_a_module: "crate-of-a-module.rs",
    crate_of_a_path: "crate-of-a-path.rs",
    credentials_any_host: "credentials-any-host.rs",
    credentials_any_origin: "credentials-any-origin.rs",
    credentials_app_schemes: "credentials-app-schemes.rs",
    credentials_expose_any: "credentials-expose-any.rs",
    credentials_insecure_origin: "credentials-insecure-origin.rs",
    credentials_none: "credentials-none.rs",
    credentials_public_suffix: "credentials-public-suffix.rs",
    duplicate: "duplicate.rs",
    empty_list: "empty-list.rs",
    enforce_unneeded: "enforce-unneeded.rs",
    expose_any: "expose-any.rs",
    expose_forbidden: "expose-forbidden.rs",
    expose_of_preflights: "expose-of-preflights.rs",
    expose_of_requests: "expose-of-requests.rs",
    function_async: "function-async.rs",
    function_attributes: "function-attributes.rs",
    function_flow: "function-flow.rs",
    function_future: "function-future.rs",
    function_generic: "function-generic.rs",
    function_method: "function-method.rs",
    function_nested: "function-nested.rs",
    function_parameters: "function-parameters.rs",
    function_returning: "function-returning.rs",
    hazard_unneeded: "hazard-unneeded.rs",
    header_forbidden: "header-forbidden.rs",
    header_of_responses: "header-of-responses.rs",
    header_token: "header-token.rs",
    host_character: "host-character.rs",
    host_empty_label: "host-empty-label.rs",
    host_ipv4: "host-ipv4.rs",
    host_ipv6: "host-ipv6.rs",
    host_long_label: "host-long-label.rs",
    host_missing: "host-missing.rs",
    host_punycode: "host-punycode.rs",
    host_too_long: "host-too-long.rs",
    lints_denied: "lints-denied.rs",
    max_age_negative: "max-age-negative.rs",
    max_age_not_an_integer: "max-age-not-an-integer.rs",
    max_age_too_long: "max-age-too-long.rs",
    method_case: "method-case.rs",
    method_forbidden: "method-forbidden.rs",
    method_misspelt: "method-misspelt.rs",
    method_token: "method-token.rs",
    methods_any: "methods-any.rs",
    missing_origins: "missing-origins.rs",
    names_of_locals: "names-of-locals.rs",
    names_of_macros: "names-of-macros.rs",
    names_of_types: "names-of-types.rs",
    names_raw: "names-raw.rs",
    no_std: "no-std.rs",
    origin_covered: "origin-covered.rs",
    origin_exact: "origin-exact.rs",
    origin_file: "origin-file.rs",
    origin_list_in_string: "origin-list-in-string.rs",
    origin_not_ascii: "origin-not-ascii.rs",
    origin_null: "origin-null.rs",
    origin_opaque: "origin-opaque.rs",
    origin_path: "origin-path.rs",
    origin_regex: "origin-regex.rs",
    origin_scheme: "origin-scheme.rs",
    origin_user_info: "origin-user-info.rs",
    origin_without_pages: "origin-without-pages.rs",
    origin_without_scheme: "origin-without-scheme.rs",
    origins_many: "origins-many.rs",
    policy_in_const: "policy-in-const.rs",
    policy_of_every_kind: "policy-of-every-kind.rs",
    port: "port.rs",
    port_default: "port-default.rs",
    timing: "timing.rs",
    type_own_body: "type-own-body.rs",
    type_own_response: "type-own-response.rs",
    wildcard_domain: "wildcard-domain.rs",
    wildcard_host: "wildcard-host.rs",
    wildcard_ip: "wildcard-ip.rs",
    wildcard_name: "wildcard-name.rs",
    wildcard_place: "wildcard-place.rs",
}

#[test]
fn every_file_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/pass");
    let mut files: Vec<_> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| file != "main.rs")
        .map(|file| (file.replace('-', "_").replace(".rs", ""), file))
        .collect();
    files.sort();
    let list: String = files
        .iter()
        .map(|(name, file)| format!("    {name}: \"{file}\",\n"))
        .collect();
    let listed = FILES
        .iter()
        .map(|&(name, file)| (name.to_owned(), file.to_owned()));
    assert!(listed.eq(files), "the list has to be\n{list}");
}
