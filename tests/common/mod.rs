//! What several of the test programs use. The server, its client and the names are those of `conformance/`.

#![allow(dead_code, reason = "each program uses a part of it")]

pub(crate) mod naive;
pub(crate) mod proptest;
