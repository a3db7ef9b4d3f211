// The same rules at run time, and the same policy.
use std::time::Duration;

use cors::rules::Hazard;
use cors::{Config, policy};

pub fn main() {
    let made = Config::new()
        .origins(["https://example.com", "http://example.com"])
        .methods(["PUT"])
        .headers(["x-a"])
        .expose(["etag"])
        .credentials(true)
        .max_age(Duration::from_secs(600))
        .enforce(true)
        .dangerously_allow([Hazard::InsecureOrigins])
        .check()
        .unwrap()
        .0;
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
    assert_eq!(made, written);
}
