//! The origins of our app, as far as they are known only where the service runs: previews, a test server, a partner.

use std::env;

use cors::LiveOrigins;

/// Beside those that `policy.rs` has in the source code.
pub(crate) static CONFIGURED: LiveOrigins = LiveOrigins::new();

/// A list of origins.
const VARIABLE: &str = "APP_ORIGINS";
/// The name of a file with the list, which can be read again while the service runs.
const FILE: &str = "APP_ORIGINS_FILE";

/// Reads them. If something is wrong with them, the old ones stay.
pub(crate) fn load() -> Result<(), String> {
    let loaded = match (env::var_os(FILE), env::var_os(VARIABLE)) {
        (Some(path), _) => CONFIGURED.set_from_file(path),
        (None, Some(_)) => CONFIGURED.set_from_env(VARIABLE),
        // Those in the source code are enough.
        (None, None) => CONFIGURED.set(cors::Origins::new()),
    };
    loaded.map_err(|error| error.to_string())
}

/// Reads them again at each SIGHUP.
#[cfg(unix)]
pub(crate) fn reload_at_hangups() -> Result<(), String> {
    use tokio::signal::unix::{SignalKind, signal};

    let hangups = signal(SignalKind::hangup());
    let mut hangups = hangups.map_err(|error| format!("can't wait for SIGHUP: {error}"))?;
    tokio::spawn(async move {
        while hangups.recv().await.is_some() {
            match load() {
                Ok(()) => crate::print("The origins are read again.\n"),
                Err(problem) => {
                    crate::complain(&format!("the origins stay as they were:\n{problem}"));
                }
            }
        }
    });
    Ok(())
}
