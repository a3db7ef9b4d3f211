//! The handlers of the quickstart and their policies, written down a second time. `cors-core` has no part in it.

use crate::naive;
use crate::response::Expected;

/// What `examples/quickstart/src/api.rs` says of a handler.
pub(crate) struct Handler {
    pub(crate) name: &'static str,
    origin: &'static str,
    methods: &'static str,
    headers: &'static str,
    expose: &'static str,
    credentials: bool,
    max_age: &'static str,
}

const PLAIN: Handler = Handler {
    name: "",
    origin: "http://localhost:*",
    methods: "",
    headers: "",
    expose: "",
    credentials: false,
    max_age: "",
};

pub(crate) static HANDLERS: [Handler; 7] = [
    Handler {
        name: "hello",
        ..PLAIN
    },
    Handler {
        name: "note",
        methods: "PUT",
        headers: "content-type",
        max_age: "600",
        ..PLAIN
    },
    Handler {
        name: "profile",
        headers: "accesstoken",
        ..PLAIN
    },
    Handler {
        name: "session",
        credentials: true,
        ..PLAIN
    },
    Handler {
        name: "list",
        expose: "x-total-count",
        ..PLAIN
    },
    Handler {
        name: "broken",
        ..PLAIN
    },
    Handler {
        name: "partner",
        origin: "https://app.example.com",
        methods: "PUT",
        ..PLAIN
    },
];

/// What of a request a handler looks at.
pub(crate) struct Seen {
    pub(crate) is_post: bool,
    pub(crate) body: usize,
    pub(crate) has_token: bool,
    pub(crate) has_cookie: bool,
}

impl Handler {
    pub(crate) fn allows(&self, origin: &[u8]) -> bool {
        naive::matches(self.origin, origin)
    }

    /// The response to a preflight.
    pub(crate) fn preflight(&self, origin: &[u8]) -> Expected {
        if !self.allows(origin) {
            return Expected::new(403, "").with("vary", "Origin");
        }
        let mut response = Expected::new(204, "");
        for (name, value) in [
            ("access-control-allow-methods", self.methods),
            ("access-control-allow-headers", self.headers),
            ("access-control-max-age", self.max_age),
        ] {
            if !value.is_empty() {
                response = response.with(name, value);
            }
        }
        self.for_origin(response, origin)
    }

    /// The response to any other request, with the one `Origin` that it has.
    pub(crate) fn response(&self, origin: Option<&[u8]>, seen: &Seen) -> Expected {
        let response = self.own(seen);
        match origin.filter(|origin| self.allows(origin)) {
            None => response.with("vary", "Origin"),
            Some(origin) if self.expose.is_empty() => self.for_origin(response, origin),
            Some(origin) => self.for_origin(
                response.with("access-control-expose-headers", self.expose),
                origin,
            ),
        }
    }

    fn for_origin(&self, response: Expected, origin: &[u8]) -> Expected {
        let response = response.with("vary", "Origin").with(
            "access-control-allow-origin",
            &String::from_utf8_lossy(origin),
        );
        match self.credentials {
            true => response.with("access-control-allow-credentials", "true"),
            false => response,
        }
    }

    /// What the handler makes of a request, without CORS.
    fn own(&self, seen: &Seen) -> Expected {
        match self.name {
            "hello" => Expected::new(200, "Hello from the API!\n"),
            "note" => Expected::new(200, &format!("Saved {} bytes.\n", seen.body)),
            "profile" if seen.has_token => Expected::new(200, "The token came with the request.\n"),
            "profile" => Expected::new(401, "There is no token.\n"),
            "session" if seen.is_post => Expected::new(200, "Signed in: here is a cookie.\n"),
            "session" if seen.has_cookie => Expected::new(200, "Signed in: the cookie came.\n"),
            "session" => Expected::new(401, "No cookie came.\n"),
            "list" => Expected::new(200, "Ten of 42 notes.\n"),
            "broken" => Expected::new(500, "The database is away.\n"),
            _ => Expected::new(200, "For partners only.\n"),
        }
    }
}
