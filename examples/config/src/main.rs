//! `cargo run -p cors-example-config`: a CORS policy from a file, from variables and from flags, printed as the service
//! would use it.
//!
//! The file `app.toml` is read where it is there. Variables with the prefix `APP_` stand above it, such as
//! `APP_CORS__ORIGINS`, and the flags of `--help` above both.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use cors::{Config, Origins, Policy};
use figment::Figment;
use figment::providers::{Env, Format as _, Toml};

#[derive(Parser)]
struct Options {
    /// The file with the configuration
    #[arg(long, default_value = "app.toml")]
    config: PathBuf,
    /// Origins beside those of the configuration, separated by commas
    #[arg(
        long,
        env = "APP_EXTRA_ORIGINS",
        default_value = "",
        hide_default_value = true
    )]
    extra_origins: Origins,
}

#[derive(serde::Deserialize)]
struct Settings {
    cors: Config,
}

fn policy(options: &Options) -> Result<Policy, Box<dyn Error>> {
    let figment = Figment::new()
        .merge(Toml::file(&options.config))
        .merge(Env::prefixed("APP_").split("__"));
    let settings: Settings = figment.extract()?;
    let config = settings.cors.origins(options.extra_origins.iter());
    let (policy, warnings) = config.check()?;
    if !warnings.is_empty() {
        eprintln!("{warnings}");
    }
    Ok(policy)
}

fn main() -> ExitCode {
    match policy(&Options::parse()) {
        Ok(policy) => {
            println!("{policy}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
