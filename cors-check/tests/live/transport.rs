//! HTTP/1.1 and HTTP/2, TLS, and what goes wrong below HTTP.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::command::{run, run_json};
use crate::server::{Server, plain, response, tls};

const APP: &str = "https://app.example.com";
const ALLOW: &str = "200 acao: *; acam: PUT";

/// A file with the server's certificate.
fn certificate(server: &Server) -> String {
    let path = std::env::temp_dir().join(format!(
        "cors-check-{}-{}.pem",
        std::process::id(),
        server.address.port()
    ));
    std::fs::File::create(&path)
        .unwrap()
        .write_all(server.certificate.as_bytes())
        .unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn each_protocol_is_spoken() {
    for (server, version) in [
        (plain(|_| response(ALLOW)), "HTTP/1.1"),
        (
            tls(&["localhost"], &["http/1.1"], |_| response(ALLOW)),
            "HTTP/1.1",
        ),
        (
            tls(&["localhost"], &["h2", "http/1.1"], |_| response(ALLOW)),
            "HTTP/2.0",
        ),
        // Without a word about protocols.
        (tls(&["localhost"], &[], |_| response(ALLOW)), "HTTP/1.1"),
    ] {
        let url = server.url();
        let mut arguments = vec![url.as_str(), "-o", APP, "-X", "PUT", "--send"];
        let pem = certificate(&server);
        if !server.certificate.is_empty() {
            arguments.extend(["--cacert", &pem]);
        }
        let (status, report) = run_json(&arguments);
        assert_eq!(status, 0, "{report:#}");
        assert_eq!(
            report["cases"][0]["exchanges"][1]["response"]["version"],
            version
        );
        let expected = [
            format!("{version} OPTIONS /notes {APP}"),
            format!("{version} PUT /notes {APP}"),
        ];
        assert_eq!(server.log(), expected);
        std::fs::remove_file(pem).unwrap();
    }
}

/// The whole path from the name to HTTP, in words that say where it ends.
#[test]
fn what_goes_wrong_below_http_is_told_apart() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let not_http = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = not_http.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in not_http.incoming() {
            let _ = stream.unwrap().write_all(b"220 smtp.example.com ESMTP\r\n");
        }
    });
    let http = plain(|_| response(ALLOW));
    let unknown = tls(&["localhost"], &["h2"], |_| response(ALLOW));
    let other = tls(&["other.example"], &["h2"], |_| response(ALLOW));
    let pem = certificate(&other);
    for (url, arguments, expected) in [
        (
            "http://name.invalid/".to_owned(),
            &[][..],
            "the name `name.invalid` has no address",
        ),
        (format!("http://{closed}/"), &[], "(connection refused)"),
        (
            format!("https://{}/", http.address),
            &[],
            "doesn't speak TLS on this port",
        ),
        (
            unknown.url(),
            &[],
            "isn't from an authority that this machine trusts",
        ),
        (
            other.url(),
            &["--cacert", &pem],
            "its certificate is for another name",
        ),
        (format!("http://{address}/"), &[], "doesn't answer in HTTP"),
        (
            format!("http://{}/", unknown.address),
            &[],
            "doesn't answer in HTTP",
        ),
    ] {
        let ran = run(&[&[url.as_str(), "-o", APP], arguments].concat());
        assert_eq!(ran.status, 2, "{url}: {}", ran.out);
        assert!(ran.out.contains(expected), "{url}: {}", ran.out);
    }
    std::fs::remove_file(pem).unwrap();
}

/// A server that never answers, one that never ends, and more requests than are allowed.
#[test]
fn time_size_and_number_are_bounded() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let ran = run(&[&url, "-o", APP, "--timeout", "1"]);
    assert_eq!(ran.status, 2);
    assert!(ran.out.contains("no response within 1 s"), "{}", ran.out);

    let endless = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", endless.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in endless.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let head = "HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\n\r\n";
            let mut written = stream.write_all(head.as_bytes());
            while written.is_ok() {
                written = stream.write_all(&[b'a'; 4096]);
            }
        }
    });
    assert_eq!(run(&[&url, "-o", APP, "--timeout", "5"]).status, 0);

    let early = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", early.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in early.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let hints = b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n".repeat(100);
            while stream.write_all(&hints).is_ok() {}
        }
    });
    let ran = run(&[&url, "-o", APP]);
    assert_eq!(ran.status, 2);
    assert!(ran.out.contains("the response doesn't end"), "{}", ran.out);

    let server = plain(|_| response(ALLOW));
    let ran = run(&[
        &server.url(),
        "-o",
        APP,
        "-X",
        "GET",
        "-X",
        "HEAD",
        "--max-requests",
        "1",
    ]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.out.contains("the limit of 1 requests is reached")
            && ran.out.contains("--max-requests"),
        "{}",
        ran.out
    );
    assert_eq!(server.log().len(), 1);
}

#[test]
fn a_certificate_that_is_none_is_an_error() {
    let path = std::env::temp_dir().join(format!("cors-check-{}-none.pem", std::process::id()));
    std::fs::write(&path, "no certificate").unwrap();
    let ran = run(&[
        "https://localhost/",
        "-o",
        APP,
        "--cacert",
        path.to_str().unwrap(),
    ]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.contains("expected `-----BEGIN CERTIFICATE-----`"),
        "{}",
        ran.err
    );
    std::fs::remove_file(path).unwrap();
}
