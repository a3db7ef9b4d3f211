//! What the page "it says CORS error" claims, as data: on `std` alone, so that the tests with real browsers can have it.

/// A refusal, and what is said of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
    /// The heading on the page.
    pub(crate) heading: &'static str,
    /// The origin of the page that calls.
    pub(crate) origin: &'static str,
    pub(crate) method: &'static str,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// Whether the credentials mode is `include`, and there is a cookie.
    pub(crate) credentials: bool,
    /// Who responds.
    pub(crate) server: Server,
    /// What the log says, and the page quotes.
    pub(crate) log: &'static str,
    /// What is to be written, if it is anything.
    pub(crate) fix: &'static str,
}

/// Who responds to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    /// A handler with the policy of the page.
    Listed,
    /// A handler with `origins = ["*"]`.
    Public,
    /// Authentication, with 401 to everything.
    Authentication,
}

/// What is called.
pub(crate) const URL: &str = "https://api.example.net/notes";

pub(crate) const ORIGINS: [&str; 3] = [
    "https://app.example.com",
    "https://*.example.org",
    "http://localhost:3000",
];
pub(crate) const METHODS: [&str; 1] = ["PUT"];
pub(crate) const HEADERS: [&str; 1] = ["content-type"];

const APP: &str = "https://app.example.com";

const GET: Refusal = Refusal {
    heading: "No 'Access-Control-Allow-Origin' header is present on the requested resource",
    origin: APP,
    method: "GET",
    headers: &[],
    credentials: false,
    server: Server::Listed,
    log: "",
    fix: "",
};

const fn origin(origin: &'static str, log: &'static str, fix: &'static str) -> Refusal {
    Refusal {
        origin,
        log,
        fix,
        ..GET
    }
}

pub(crate) const REFUSALS: &[Refusal] = &[
    origin(
        "http://localhost:5173",
        "http://localhost:3000 (the port differs)",
        r#"origins = ["http://localhost:*"]"#,
    ),
    origin(
        "http://www.example.org",
        "https://*.example.org (the scheme differs)",
        r#"origins = ["http://www.example.org"]"#,
    ),
    origin(
        "https://example.org",
        "https://*.example.org (`*.` stands for at least one label, not for none)",
        r#"origins = ["https://example.org"]"#,
    ),
    origin(
        "https://www.app.example.com",
        "https://app.example.com (`www.` differs)",
        r#"origins = ["https://www.app.example.com"]"#,
    ),
    origin(
        "https://beta.app.example.com",
        "https://app.example.com (it is a subdomain of that)",
        r#"origins = ["https://*.app.example.com"]"#,
    ),
    origin(
        "https://app.exmaple.com",
        "https://app.example.com (one letter differs)",
        r#"origins = ["https://app.exmaple.com"]"#,
    ),
    origin(
        "https://app.example.com.",
        "https://app.example.com (its host ends in a dot)",
        "",
    ),
    origin(
        "https://shop.example",
        "",
        r#"origins = ["https://shop.example"]"#,
    ),
    origin(
        "null",
        "the origin is `null`, which is that of a local file, a sandboxed frame or a redirect",
        "",
    ),
    Refusal {
        heading: "Response to preflight request doesn't pass access control check",
        origin: "https://shop.example",
        method: "PUT",
        fix: r#"origins = ["https://shop.example"]"#,
        ..GET
    },
    Refusal {
        heading: "The same with another status, and nothing in the log",
        method: "PUT",
        server: Server::Authentication,
        ..GET
    },
    Refusal {
        heading: "Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response",
        method: "DELETE",
        log: "`methods` doesn't have DELETE, but PUT",
        fix: "methods = [DELETE]",
        ..GET
    },
    Refusal {
        heading: "Request header field x-debug is not allowed by Access-Control-Allow-Headers in preflight response",
        headers: &[("x-debug", "1")],
        log: "`headers` doesn't have x-debug, but content-type",
        fix: r#"headers = ["x-debug"]"#,
        ..GET
    },
    Refusal {
        heading: "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must be 'true'",
        credentials: true,
        log: "it has `Cookie`, and the policy has no `credentials`",
        fix: "credentials",
        ..GET
    },
    Refusal {
        heading: "The 'Access-Control-Allow-Origin' header must not be the wildcard '*'",
        credentials: true,
        server: Server::Public,
        fix: r#"origins = ["https://app.example.com"], credentials"#,
        ..GET
    },
];
