//! The folders of this package.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of callgrind's profiles for one task.
pub(crate) fn profiles(task: &str) -> Result<PathBuf, String> {
    let profiles = package().join("target/profiles").join(task);
    fs::create_dir_all(&profiles).map_err(|error| format!("target/profiles: {error}"))?;
    Ok(profiles)
}
