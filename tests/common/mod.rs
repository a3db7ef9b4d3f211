//! What several of the test programs use. The server, its client and the names are those of `conformance/`.

#![allow(dead_code, reason = "each program uses a part of it")]

pub(crate) mod explained;
pub(crate) mod naive;
pub(crate) mod proptest;

use cors::Config;
use cors::rules::Violations;

/// All that the rule book says of a policy: what is wrong with it, or what is redundant in it.
pub(crate) fn violations(config: &Config) -> Violations {
    match config.check() {
        Ok((_, redundant)) => redundant,
        Err(violations) => violations,
    }
}
