//! From the tokens of a macro's call to those that take its place. Outside of a compiler `proc_macro2` does the
//! work by itself, so the fuzz target `attribute` includes this file.

pub(crate) mod arguments;
pub(crate) mod check;
pub(crate) mod errors;
pub(crate) mod expand;
pub(crate) mod function;
pub(crate) mod spans;
