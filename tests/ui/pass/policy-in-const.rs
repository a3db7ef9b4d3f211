// `policy!` is a constant expression.
use cors::{Policy, policy};

const LISTED: [Policy; 2] = [
    policy! { origins = ["https://example.com"] },
    policy! { origins = ["*"], headers = ["*", "authorization"], max_age = 0 },
];

const fn made() -> Policy {
    policy!(origins = "https://example.com", credentials)
}

struct Holder;

impl Holder {
    const POLICY: Policy = made();
}

pub fn main() {
    assert_ne!(LISTED[0], LISTED[1]);
    assert_ne!(LISTED[0], Holder::POLICY);
}
