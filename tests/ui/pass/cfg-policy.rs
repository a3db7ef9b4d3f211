// The same in `policy!`, wherever it stands.
#![deny(warnings)]

use cors::{Policy, policy};

static STATIC: Policy = policy! {
    origins = ["https://example.com", #[cfg(all())] "https://example.org"],
    headers = [#[cfg(any())] "x-a"],
};
const CONST: Policy = policy!(origins = [#[cfg(all())] "https://example.com", #[cfg(any())] "*"]);

pub fn main() {
    let local = policy! { origins = ["https://example.com", #[cfg(any())] "https://example.net"] };
    let by_argument = |policy: Policy| policy;
    assert_eq!(local, CONST);
    assert_eq!(local, by_argument(policy! { origins = [#[cfg(all())] "https://example.com"] }));
    assert_ne!(local, STATIC);
}
