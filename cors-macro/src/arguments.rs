//! Tokens → arguments with spans.

pub(crate) mod cfg;
mod entries;
mod habits;
mod names;
mod parse;
mod table;
mod tokens;

pub(crate) use parse::{Arguments, parse, slot_name};
pub(crate) use table::MacroKind;
