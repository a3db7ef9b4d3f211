//! Tokens → arguments with spans.

pub(crate) mod cfg;
mod entries;
mod names;
mod parse;
mod table;
mod tokens;

pub(crate) use parse::{Arguments, parse};
pub(crate) use table::MacroKind;
