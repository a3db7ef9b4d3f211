//! todo
pub use cors_core::*;
pub use cors_macro::{cors, policy};
