//! What a request costs, measured in three ways.

pub(crate) mod callgrind;
