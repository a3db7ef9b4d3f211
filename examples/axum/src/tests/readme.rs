//! The curl lines of the README, sent to a service, and what it says comes back.

use axum::body::Bytes;
use axum::http::Response;

use super::client::{Service, cookie, readable_by};

/// One line, and the comment below it.
struct Line {
    words: Vec<String>,
    expected: &'static str,
}

fn lines() -> Vec<Line> {
    let readme = include_str!("../../README.md");
    let mut lines = readme.lines().peekable();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("$ curl ") {
            found.push(Line {
                words: words_of(words),
                expected: lines.peek().unwrap().strip_prefix("# ").unwrap(),
            });
        }
    }
    found
}

/// As a shell takes a line apart. It has single quotes and nothing else.
fn words_of(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (number, part) in line.split('\'').enumerate() {
        let quoted = number % 2 == 1;
        let mut pieces = part.split(' ');
        let last = words.last_mut().unwrap();
        if quoted {
            last.push_str(part);
        } else {
            last.push_str(pieces.next().unwrap());
            words.extend(pieces.map(str::to_owned));
        }
    }
    words
}

/// Sends what curl would.
async fn curl(service: &Service, words: &[String], jar: &mut String) -> Response<Bytes> {
    let (mut method, mut path, mut keep) = (None, None, false);
    let (mut headers, mut body) = (Vec::new(), None);
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "-i" => {}
            "-X" => method = words.next(),
            "-d" => body = words.next().map(str::to_owned),
            "-H" => {
                let (name, value) = words.next().unwrap().split_once(": ").unwrap();
                headers.push((name.to_lowercase(), value.to_owned()));
            }
            "-c" => keep = words.next().is_some(),
            "-b" => {
                words.next().unwrap();
                headers.push(("cookie".to_owned(), jar.clone()));
            }
            url => path = Some(url.strip_prefix("http://localhost:3000").unwrap()),
        }
    }
    let method = method.unwrap_or(if body.is_some() { "POST" } else { "GET" });
    let mut call = service.request(method, path.unwrap());
    for (name, value) in headers {
        call = call.header(name.leak(), &value);
    }
    let response = call.body(body.unwrap_or_default()).send().await;
    if keep {
        *jar = cookie(response.headers()).unwrap();
    }
    response
}

#[tokio::test]
async fn every_line_of_the_readme_comes_out_as_it_says() {
    let service = Service::start().await;
    let mut jar = String::new();
    let lines = lines();
    assert!(lines.len() > 10);
    for Line { words, expected } in lines {
        let response = curl(&service, &words, &mut jar).await;
        let (status, header) = expected.split_once(", and ").unwrap();
        assert_eq!(response.status().as_str(), status, "{words:?}");
        match header.split_once(": ") {
            Some((name, value)) => {
                let is = response.headers().get(name);
                assert_eq!(is.unwrap(), value, "{words:?}");
            }
            None => {
                assert_eq!(header, "no Access-Control-Allow-Origin");
                assert_eq!(readable_by(&response), None, "{words:?}");
            }
        }
    }
}
