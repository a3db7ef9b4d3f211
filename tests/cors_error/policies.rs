//! The policies of the page "it says CORS error": as they are, and with the lines that are to be written.

use cors::{Config, Policy};

use super::table::{HEADERS, METHODS, ORIGINS, Refusal, Server};

/// The policy that responds, if one does.
pub(crate) fn policy_of(server: Server) -> Option<Policy> {
    Some(check(config_of(server)?))
}

/// The policy with the line that is to be written.
pub(crate) fn fixed(refusal: &Refusal) -> Policy {
    let mut config = config_of(refusal.server).expect("a policy to write it in");
    if config.origins == ["*"] {
        config.origins.clear();
    }
    for argument in refusal.fix.split("], ").flat_map(|part| part.split(", ")) {
        let (name, list) = argument.split_once(" = [").unwrap_or((argument, ""));
        let entry = list.trim_end_matches(']').trim_matches('"').to_owned();
        config = match name {
            "origins" => config.origins([entry]),
            "methods" => config.methods([entry]),
            "headers" => config.headers([entry]),
            "credentials" => config.credentials(true),
            other => panic!("{other}"),
        };
    }
    check(config)
}

/// The policy that the page is about.
pub(crate) fn listed() -> Config {
    Config::new()
        .origins(ORIGINS)
        .methods(METHODS)
        .headers(HEADERS)
}

pub(crate) fn check(config: Config) -> Policy {
    Policy::try_from(config).expect("a valid policy")
}

fn config_of(server: Server) -> Option<Config> {
    match server {
        Server::Listed => Some(listed()),
        Server::Public => Some(Config::new().origins(["*"])),
        Server::Authentication => None,
    }
}
