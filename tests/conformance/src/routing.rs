//! Requests that a router may read otherwise than the policies in front of it.

use std::collections::BTreeSet;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{ACAH, ACAM, ACAO, ACEH, APP, EVIL, Server};

/// The header in which each handler says its name.
const RAN: &str = "x-ran";

const METHODS: [&str; 14] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PURGE",
    "QUERY", "get", "put", "M-SEARCH",
];

const TARGETS: &[&str] = &[
    "/notes",
    "/notes/",
    "//notes",
    "/notes//",
    "///",
    "/Notes",
    "/NOTES",
    "/%6eotes",
    "/%6Eotes",
    "/%256eotes",
    "/notes%2F",
    "/notes%2f7",
    "/notes%5c7",
    "/%2fnotes",
    "/notes/7",
    "/notes/%37",
    "/notes/7/",
    "/notes//7",
    "/notes/7/8",
    "/notes/7%2F8",
    "/notes/pinned",
    "/notes/pi%6eed",
    "/notes/pinned/",
    "/notes/PINNED",
    "/notes/pinned%2F",
    "/notes/pinned%00",
    "/notes/%20pinned",
    "/./notes",
    "/notes/.",
    "/notes/..",
    "/notes/../notes",
    "/notes/%2e%2e/notes",
    "/notes/7/../pinned",
    "/admin/../notes",
    "/admin/%2e%2e/notes",
    "/notes/../admin/notes",
    "/admin",
    "/admin/",
    "/admin/notes",
    "/admin//notes",
    "/admin/%6eotes",
    "/%61dmin/notes",
    "/admin%2Fnotes",
    "/admin/notes/",
    "/admin/notes/7",
    "/adminnotes",
    "/files",
    "/files/",
    "/files//",
    "/files/a/b",
    "/files//a",
    "/files/..",
    "/files/../notes",
    "/files/%2e%2e/notes",
    "/files%2Fa",
    "/notes;a=b",
    "/notes;/pinned",
    "/notes?",
    "/notes?/7",
    "/notes?path=/notes/pinned",
    "/notes?_method=DELETE",
    "/notes%3F",
    "/notes%3Fa",
    "/notes%23",
    "/notes#fragment",
    "/notes%",
    "/notes%zz",
    "/notes%ff",
    "/notes/%ff",
    "/notes/\u{e9}",
    "/notes/%C3%A9",
    "/notes\\7",
    "/",
    "/*",
    "*",
    "notes",
    "/ID",
    "/notes/{id}",
    "/notes/:id",
    "/notes/<id>",
    "/notes/<..>",
    "http://api.example.com/notes",
    "http://api.example.com/notes/7",
    "http://api.example.com/%6eotes",
    "http://api.example.com//notes",
    "http://api.example.com",
    "http://api.example.com?/notes",
    "http://list.example.com/admin/notes",
    "http:///notes",
    "https://user@api.example.com/notes",
    "api.example.com:80",
];

/// What came back over the socket.
#[derive(Debug)]
struct Raw(String);

impl Raw {
    fn header(&self, name: &str) -> Option<&str> {
        let head = self.0.split("\r\n\r\n").next()?;
        let mut values = head.lines().skip(1).filter_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        });
        let value = values.next();
        assert_eq!(values.next(), None, "{name} stands twice: {self:?}");
        value
    }

    fn is_success(&self) -> bool {
        self.0.starts_with("HTTP/1.1 2")
    }

    /// Nothing panicked: that would be a 500, or no response.
    fn assert_served(&self, about: &str) {
        let is_served = self.0.starts_with("HTTP/1.1 ") && !self.0.starts_with("HTTP/1.1 500");
        assert!(is_served, "{about}: {self:?}");
    }
}

/// As much of it as a message needs: what is sent may be long.
fn start_of(text: &str) -> String {
    text.chars().take(200).collect()
}

impl Server {
    async fn raw(&self, method: &str, target: &str, headers: &str) -> Raw {
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n{headers}\r\n"
        );
        // A server may hang up before it has read all of this.
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let mut reply = vec![];
        let _ = stream.write_all(head.as_bytes()).await;
        let is_whole = stream.read_to_end(&mut reply).await.is_ok();
        let reply = Raw(String::from_utf8_lossy(&reply).into_owned());
        if is_whole {
            reply.assert_served(&start_of(&head));
        }
        reply
    }

    /// Asserts that no handler's policy decides about another handler, however the request is written: neither about its
    /// response, nor about its preflight. The server has these routes, and the last one is nested:
    ///
    /// ```text
    /// GET    /notes         list
    /// POST   /notes         create
    /// DELETE /notes         plain
    /// GET    /notes/ID      read
    /// PUT    /notes/ID      replace
    /// PATCH  /notes/pinned  pin
    /// GET    /files/REST    files
    /// GET    /admin/notes   audit
    /// ```
    ///
    /// Each handler says its name in `x-ran`. Each but `plain` has a policy of its own, which allows [`APP`], and has
    /// `x-` and the name of the handler as its `headers` and its `expose`.
    pub async fn assert_policies_follow_routing(&self) {
        let mut all_ran = BTreeSet::new();
        for target in TARGETS {
            for method in METHODS {
                all_ran.extend(self.assert_follows(method, target).await);
            }
        }
        let long = "a".repeat(50_000);
        for target in [
            format!("/notes/{long}"),
            format!("/{long}/notes"),
            format!("/notes?{long}"),
            format!("/notes/{}", "%61".repeat(10_000)),
            format!("/files{}", "/a".repeat(10_000)),
            format!("/files{}", "/".repeat(10_000)),
            format!("/admin{}notes", "/../admin/".repeat(1_000)),
        ] {
            for method in ["GET", "PUT", "DELETE", "OPTIONS"] {
                self.assert_follows(method, &target).await;
            }
        }
        let all_ran: Vec<_> = all_ran.iter().map(String::as_str).collect();
        let handlers = [
            "audit", "create", "files", "list", "pin", "plain", "read", "replace",
        ];
        assert_eq!(all_ran, handlers);
    }

    /// Gives the name of the handler that ran.
    async fn assert_follows(&self, method: &str, target: &str) -> Option<String> {
        let from = format!("Origin: {APP}\r\n");
        let reply = self.raw(method, target, &from).await;
        let about = format!("{method} {}, {reply:?}", start_of(target));
        let ran = reply.header(RAN);
        let policy = ran
            .filter(|name| *name != "plain")
            .map(|name| format!("x-{name}"));
        if ran.is_some() {
            assert_eq!(reply.header(ACEH), policy.as_deref(), "{about}");
            assert_eq!(
                reply.header(ACAO),
                policy.is_some().then_some(APP),
                "{about}"
            );
        }

        let asked = format!("{from}Access-Control-Request-Method: {method}\r\n");
        let reply = self.raw("OPTIONS", target, &asked).await;
        let about = format!("the preflight of {about}: {reply:?}");
        assert_eq!(reply.header(RAN), None, "{about}");
        let is_allowed = reply.header(ACAO).is_some();
        assert_eq!(is_allowed, reply.is_success(), "{about}");
        if is_allowed && ran.is_some() {
            assert_eq!(reply.header(ACAH), policy.as_deref(), "{about}");
        }
        // And a page can use what it is allowed to.
        let is_standard = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(&method);
        if is_standard && policy.is_some() {
            assert!(is_allowed, "{about}");
            let mut methods = reply.header(ACAM).unwrap_or_default().split(", ");
            assert!(
                method == "HEAD" || methods.any(|listed| listed == method),
                "{about}"
            );
        }
        ran.map(str::to_owned)
    }

    /// Asserts that headers which aren't what a browser sends open nothing. The server has the same routes.
    pub async fn assert_odd_headers_open_nothing(&self) {
        let ordinary = format!("Origin: {APP}\r\n");
        let reply = self.raw("GET", "/notes", &ordinary).await;
        assert_eq!(reply.header(ACAO), Some(APP), "{reply:?}");
        let long = "a".repeat(64 * 1024);
        for lines in [
            format!("Origin: {APP}\r\nOrigin: {APP}\r\n"),
            format!("Origin: {APP}\r\nOrigin: {EVIL}\r\n"),
            format!("Origin: {EVIL}\r\nOrigin: {APP}\r\n"),
            format!("Origin: {APP}, {APP}\r\n"),
            format!("Origin: {APP} {EVIL}\r\n"),
            format!("Origin: {APP}/\r\n"),
            format!("Origin: {APP}:443\r\n"),
            format!("Origin: {APP}.evil.example\r\n"),
            format!("Origin: {APP}\0\r\n"),
            format!("Origin: {APP}\u{e9}\r\n"),
            format!("Origin: {}\r\n", APP.to_uppercase()),
            format!("Origin: {APP}{long}\r\n"),
            format!("Origin: https://{long}.example.com\r\n"),
            format!("Origin : {APP}\r\n"),
            format!("Origin:\r\n {APP}\r\n"),
            format!("X-Origin: {APP}\r\nReferer: {APP}/\r\n"),
            "Origin: null\r\n".to_owned(),
            "Origin: *\r\n".to_owned(),
            "Origin:\r\n".to_owned(),
        ] {
            for (method, target) in [("GET", "/notes"), ("PUT", "/notes/7"), ("GET", "/missing")] {
                let short: String = lines.chars().take(100).collect();
                let reply = self.raw(method, target, &lines).await;
                assert_eq!(
                    reply.header(ACAO),
                    None,
                    "{method} {target} {short:?}: {reply:?}"
                );
                let asked = format!("{lines}Access-Control-Request-Method: {method}\r\n");
                let reply = self.raw("OPTIONS", target, &asked).await;
                let about = format!("{method} {target} {short:?}: {reply:?}");
                assert_eq!(reply.header(ACAO), None, "{about}");
                let is_preflight = short.starts_with("Origin");
                assert!(reply.header(RAN).is_none() || !is_preflight, "{about}");
            }
        }
        // No browser writes these methods so, and no preflight allows them: the lists may only say what is allowed.
        for requested in [
            "get",
            "patch",
            "",
            " ",
            "*",
            "GET, DELETE",
            "GET DELETE",
            "DELETE\u{e9}",
            &long,
        ] {
            for rest in ["", "Access-Control-Request-Method: DELETE\r\n"] {
                for origin in [APP, EVIL] {
                    let asked = format!(
                        "Origin: {origin}\r\nAccess-Control-Request-Method: {requested}\r\n{rest}"
                    );
                    let reply = self.raw("OPTIONS", "/notes", &asked).await;
                    let about = format!("{:?}: {reply:?}", start_of(&asked));
                    assert_eq!(reply.header(RAN), None, "{about}");
                    assert!(origin == APP || reply.header(ACAO).is_none(), "{about}");
                    let mut methods = reply.header(ACAM).unwrap_or_default().split(", ");
                    assert!(
                        methods.all(|listed| ["", "GET", "POST"].contains(&listed)),
                        "{about}"
                    );
                }
            }
        }
        // Of two lines, the first counts. The handler of the other one stays closed.
        for (methods, headers) in [
            (["GET", "POST"], Some("x-list")),
            (["POST", "GET"], Some("x-create")),
            (["DELETE", "GET"], None),
        ] {
            let lines =
                methods.map(|method| format!("Access-Control-Request-Method: {method}\r\n"));
            let asked = format!("{ordinary}{}", lines.concat());
            let reply = self.raw("OPTIONS", "/notes", &asked).await;
            assert_eq!(reply.header(ACAH), headers, "{methods:?}: {reply:?}");
        }
        // What a policy doesn't read changes nothing, or is too much for the server.
        for lines in [
            format!("X-Padding: {long}\r\n"),
            format!("Access-Control-Request-Headers: {long}\r\n"),
            "Access-Control-Request-Headers: ,,,\r\n".repeat(50),
            "X-HTTP-Method-Override: DELETE\r\n".to_owned(),
            "X-Original-URL: /admin/notes\r\nX-Forwarded-Prefix: /admin\r\n".to_owned(),
        ] {
            let asked = "Access-Control-Request-Method: GET\r\n";
            let short: String = lines.chars().take(100).collect();
            for (origin, headers) in [(APP, Some("x-list")), (EVIL, None)] {
                let from = format!("Origin: {origin}\r\n{asked}{lines}");
                let reply = self.raw("OPTIONS", "/notes", &from).await;
                let is_read = reply.is_success();
                assert_eq!(
                    reply.header(ACAH),
                    headers.filter(|_| is_read),
                    "{short:?}: {reply:?}"
                );
                assert_eq!(reply.header(RAN), None, "{short:?}: {reply:?}");
            }
        }
    }
}
