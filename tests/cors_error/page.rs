//! The text of the page "it says CORS error".

pub(crate) const PAGE: &str = include_str!("../../docs/guide-cors-error.md");

/// The part of the page below this heading, with its lines as a reader sees them.
#[track_caller]
pub(crate) fn section(heading: &str) -> String {
    let (_, rest) = PAGE
        .split_once(&format!("\n# {heading}\n"))
        .unwrap_or_else(|| panic!("no heading: {heading}"));
    rest.split("\n# ").next().unwrap_or(rest).to_owned()
}

/// Without the line breaks, which say nothing.
pub(crate) fn as_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
