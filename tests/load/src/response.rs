//! Responses: what comes back, byte by byte, and what should.

use std::collections::BTreeMap;
use std::fmt;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The status, the headers of CORS with `Vary`, and the body.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Expected {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: BTreeMap::new(),
            body: body.into(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        // A second line of that name is a difference, whatever it says.
        self.headers
            .entry(name.to_owned())
            .and_modify(|lines| *lines += " and ")
            .or_default()
            .push_str(value);
        self
    }

    /// Whether this is the server's word that it won't have that request: no policy has seen it.
    pub(crate) fn is_refusal(&self) -> bool {
        [400, 408, 414, 431].contains(&self.status) && self.headers.is_empty()
    }

    pub(crate) fn lets_somebody_read(&self) -> bool {
        self.headers.contains_key("access-control-allow-origin")
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} {:?} {body:?}", self.status, self.headers)
    }
}

/// Why there is no response.
#[derive(Debug)]
pub(crate) enum Missing {
    /// The connection ends between two responses.
    Closed,
    /// It ends in the middle of one, or with an error.
    Broken,
    /// That isn't HTTP.
    Nonsense(String),
}

/// The responses on a connection, one after the other.
pub(crate) struct Responses<R> {
    stream: R,
    unread: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Responses<R> {
    pub(crate) fn new(stream: R) -> Self {
        Self {
            stream,
            unread: Vec::new(),
        }
    }

    /// The next one.
    pub(crate) async fn next(&mut self, to_head: bool) -> Result<Expected, Missing> {
        let head = loop {
            if let Some(end) = find(&self.unread, b"\r\n\r\n") {
                break self.unread.drain(..end + 4).collect::<Vec<u8>>();
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&head);
        let nonsense = || Missing::Nonsense(head.clone().into_owned());
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let status = status.and_then(|status| status.parse().ok());
        let mut response = Expected::new(status.ok_or_else(nonsense)?, "");
        let mut length = 0;
        for line in lines {
            let (name, value) = line.split_once(": ").ok_or_else(nonsense)?;
            let name = name.to_ascii_lowercase();
            if name == "content-length" {
                length = value.parse().map_err(|_| nonsense())?;
            } else if name.starts_with("access-control-") || name == "vary" {
                response = response.with(&name, value);
            }
        }
        if to_head || response.status == 204 {
            length = 0;
        }
        while self.unread.len() < length {
            self.more().await.map_err(|_| Missing::Broken)?;
        }
        response.body = self.unread.drain(..length).collect();
        Ok(response)
    }

    async fn more(&mut self) -> Result<(), Missing> {
        match self.stream.read_buf(&mut self.unread).await {
            Ok(0) if self.unread.is_empty() => Err(Missing::Closed),
            Ok(0) | Err(_) => Err(Missing::Broken),
            Ok(_) => Ok(()),
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
