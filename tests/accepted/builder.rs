// The same rules at run time, and the same policy.
use cors::rules::{Hazard, Violation};
use cors::{Policy, policy};

pub fn main() {
    let built = Policy::builder()
        .origins(["https://example.com", "http://example.com"])
        .methods(["PUT"])
        .headers(["x-a"])
        .expose(["etag"])
        .credentials()
        .max_age(600)
        .enforce()
        .dangerously_allow(Hazard::InsecureOrigins)
        .build()
        .unwrap();
    let written = policy! {
        origins = ["https://example.com", "http://example.com"],
        methods = [PUT],
        headers = ["x-a"],
        expose = ["etag"],
        credentials,
        max_age = 600,
        enforce,
        dangerously_allow = [insecure_origins],
    };
    assert_eq!(built, written);
    let violations = Policy::builder().build().unwrap_err();
    assert_eq!(violations.iter().collect::<Vec<_>>(), [&Violation::MissingOrigins]);
}
