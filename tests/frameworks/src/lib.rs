//! Tests alone: those in `tests/`, and the examples of a guide.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide-warp.md")]
struct Warp;
