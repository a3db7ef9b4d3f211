//! How much of a matrix is tried, as the variable `MATRIX` says: `whole` is all of it, and `small` has less of Firefox and
//! WebKit than a `sample`, which is what is tried without it.

use cors_check::Engine;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    Small,
    Sample,
    Whole,
}

fn size() -> Size {
    match std::env::var("MATRIX").as_deref() {
        Ok("small") => Size::Small,
        Ok("sample") | Err(_) => Size::Sample,
        Ok("whole") => Size::Whole,
        Ok(other) => panic!("expected MATRIX=whole, sample or small, found {other}"),
    }
}

/// One call of so many in a row.
fn step(engine: Engine) -> usize {
    match engine {
        _ if size() == Size::Whole => 1,
        Engine::Chromium => 4,
        _ => 10,
    }
}

/// One row of so many. No matrix has a multiple of this in policies or pages, so each of those has its turn.
fn row_step(engine: Engine) -> usize {
    match engine {
        Engine::Firefox | Engine::WebKit if size() == Size::Small => 7,
        _ => 1,
    }
}

/// Those that are tried in this row of a matrix. In the next row they are others, so a few rows have all.
pub(crate) fn of<T>(engine: Engine, row: usize, calls: Vec<T>) -> Vec<T> {
    if !row.is_multiple_of(row_step(engine)) {
        return vec![];
    }
    let step = step(engine);
    let calls = calls.into_iter().enumerate();
    calls
        .filter(|(at, _)| (at + row).is_multiple_of(step))
        .map(|(_, call)| call)
        .collect()
}

/// The least number of combinations out of so many.
pub(crate) fn least(engine: Engine, of: usize) -> usize {
    of / step(engine) / row_step(engine)
}
