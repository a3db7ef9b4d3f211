//! Tests alone, in `tests/`.
