//! How much of a matrix is tried: a sample, or with `MATRIX=whole` all of it.

use cors_check::Engine;

fn is_whole() -> bool {
    match std::env::var("MATRIX").as_deref() {
        Ok("whole") => true,
        Ok("sample") | Err(_) => false,
        Ok(other) => panic!("expected MATRIX=whole or MATRIX=sample, found {other}"),
    }
}

/// One of so many.
fn step(engine: Engine) -> usize {
    match engine {
        _ if is_whole() => 1,
        Engine::Chromium => 4,
        _ => 10,
    }
}

/// Those that are tried in this row of a matrix. In the next row they are others, so a few rows have all.
pub(crate) fn of<T>(engine: Engine, row: usize, calls: Vec<T>) -> Vec<T> {
    let step = step(engine);
    let calls = calls.into_iter().enumerate();
    calls
        .filter(|(at, _)| (at + row).is_multiple_of(step))
        .map(|(_, call)| call)
        .collect()
}

/// The least number of combinations out of so many.
pub(crate) fn least(engine: Engine, of: usize) -> usize {
    of / step(engine)
}
