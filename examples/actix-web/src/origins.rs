//! The origins of our app that are known only where the service runs: previews, a test server, a partner.

use std::env;

use cors::{LiveOrigins, Origins};

/// Beside those in the source code.
pub(crate) static CONFIGURED: LiveOrigins = LiveOrigins::new();

const VARIABLE: &str = "APP_ORIGINS";

/// Reads them. With one that is wrong the service doesn't start, and the error says which.
pub(crate) fn load() -> Result<(), String> {
    let loaded = match env::var_os(VARIABLE) {
        Some(_) => CONFIGURED.set_from_env(VARIABLE),
        // Those in the source code are enough.
        None => CONFIGURED.set(Origins::new()),
    };
    loaded.map_err(|error| error.to_string())
}
