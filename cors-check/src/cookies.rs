//! Cookies: as many of them as it takes to see whether credentials are sent.
//!
//! They are kept by host, as browsers do. Their attributes aren't CORS, and aren't looked at.

use http::header::{HeaderMap, SET_COOKIE};

#[derive(Clone, Debug, Default)]
pub(crate) struct Cookies {
    /// The host, the name and the value.
    pairs: Vec<(String, String, String)>,
}

impl Cookies {
    pub(crate) fn set(&mut self, host: &str, pair: &str) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (host, name, value) = (host.to_owned(), name.trim(), value.trim().to_owned());
        match self
            .pairs
            .iter_mut()
            .find(|(its_host, its_name, _)| *its_host == host && its_name == name)
        {
            Some((_, _, its_value)) => *its_value = value,
            None => self.pairs.push((host, name.to_owned(), value)),
        }
    }

    /// What a response sets.
    pub(crate) fn set_all(&mut self, host: &str, response: &HeaderMap) {
        for line in response.get_all(SET_COOKIE) {
            let line = String::from_utf8_lossy(line.as_bytes());
            self.set(host, line.split(';').next().unwrap_or_default());
        }
    }

    /// The value of `Cookie` for this host.
    pub(crate) fn line(&self, host: &str) -> Option<String> {
        let pairs = self.pairs.iter().filter(|(its_host, ..)| its_host == host);
        let pairs: Vec<String> = pairs
            .map(|(_, name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}
