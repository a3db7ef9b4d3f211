//! What Chromium, Firefox and WebKit make of handlers with `#[cors]`, held against the text of their policies.

/// Each test in each browser, in a module of its name: `cargo test … firefox` runs those of one.
macro_rules! in_each_engine {
    ($($(#[$attribute:meta])* async fn $name:ident($engine:ident: Engine) $body:block)+) => {
        $($(#[$attribute])* async fn $name($engine: cors_check::Engine) $body)+
        in_each_engine!(@ chromium Chromium, $($name)+);
        in_each_engine!(@ firefox Firefox, $($name)+);
        in_each_engine!(@ webkit WebKit, $($name)+);
    };
    (@ $module:ident $engine:ident, $($name:ident)+) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name(cors_check::Engine::$engine).await;
                }
            )+
        }
    };
}

mod browser;
mod call;
mod certificate;
mod command;
mod console;
mod cors_error;
mod departures;
mod differences;
mod driver;
mod handler;
mod internet;
mod matrix;
mod mini_browser;
mod model;
mod notes;
mod notes_on_actix_web;
mod origins;
mod policies;
mod policy_text;
mod preflight_cache;
mod proxy;
mod quickstart;
mod redirects;
mod sample;
mod server;
mod told;
