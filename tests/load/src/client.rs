//! Clients: one connection after the other, until the time is over.

use std::time::Duration;

use fastrand::Rng;
use tokio::io::{AsyncWriteExt as _, split};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::hostile::{self, Attack, Then};
use crate::report::Report;
use crate::request;
use crate::response::{Expected, Missing, Responses};

/// What isn't there after that doesn't come. The server ends what is left open after 30 seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection, or none if there is none before the end.
async fn connect(port: u16, end: Instant) -> Option<TcpStream> {
    while Instant::now() < end {
        // This side may have run out of ports, for a moment.
        match TcpStream::connect(("127.0.0.1", port)).await {
            Ok(stream) => return Some(stream),
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
    None
}

/// Honest: keeps connections, and gets the right response each time, in order.
pub(crate) async fn honest(port: u16, end: Instant, report: &Report) {
    let mut rng = Rng::new();
    while let Some(stream) = connect(port, end).await {
        let (stream, mut sink) = split(stream);
        let mut responses = Responses::new(stream);
        for _ in 0..rng.usize(1..100) {
            if Instant::now() >= end {
                break;
            }
            // Mostly one by one.
            let at_once = if rng.u8(..8) == 0 {
                rng.usize(2..16)
            } else {
                1
            };
            let asked: Vec<_> = (0..at_once).map(|_| request::any(&mut rng)).collect();
            let text: Vec<u8> = asked.iter().flat_map(|asked| asked.text.clone()).collect();
            let sent = sink.write_all(&text).await.is_ok();
            for asked in asked {
                let response = timeout(PATIENCE, responses.next(asked.is_head)).await;
                let right =
                    sent && matches!(&response, Ok(Ok(response)) if *response == asked.response);
                report.count(asked.kind, &status_of(response.as_ref().ok()));
                if !right {
                    let text = String::from_utf8_lossy(&asked.text);
                    let expected = &asked.response;
                    report.wrong(&format!("{text}\nexpected {expected:?}\ngot {response:?}"));
                    return;
                }
            }
        }
    }
}

/// Hostile, and doesn't care whether it is understood.
pub(crate) async fn hostile(port: u16, end: Instant, report: &Report) {
    let mut rng = Rng::new();
    while Instant::now() < end {
        one_attack(port, hostile::any(&mut rng), end, report).await;
    }
}

/// Opens connections and leaves them, and sees whether the server does away with them.
pub(crate) async fn leaving(port: u16, end: Instant, report: &Report) {
    let mut rng = Rng::new();
    while Instant::now() < end {
        one_attack(port, hostile::left_open(&mut rng), end, report).await;
    }
}

async fn one_attack(port: u16, attack: Attack, end: Instant, report: &Report) {
    let Some(stream) = connect(port, end).await else {
        return;
    };
    let (stream, mut sink) = split(stream);
    let write = async {
        // The server may have heard enough in the middle of it.
        match attack.then {
            Then::Slowly => {
                for byte in attack.text.chunks(1) {
                    let _ = sink.write_all(byte).await;
                    sleep(Duration::from_millis(5)).await;
                }
            }
            _ => {
                let _ = sink.write_all(&attack.text).await;
            }
        }
        if attack.then == Then::Shut {
            let _ = sink.shutdown().await;
        }
    };
    let mut responses = Responses::new(stream);
    let read = async {
        let mut next = attack.responses.iter().flatten();
        let mut came = 0;
        loop {
            let response = responses.next(false).await;
            if let Ok(response) = &response {
                came += 1;
                check(&attack, next.next(), response, report);
            } else if came > 0 && matches!(response, Err(Missing::Closed | Missing::Broken)) {
                return;
            }
            report.count(attack.kind, &status_of(Some(&response)));
            match response {
                Ok(_) => {}
                Err(Missing::Nonsense(text)) => {
                    return report.wrong(&format!("{}: {text}", attack.kind));
                }
                Err(_) => return,
            }
        }
    };
    if attack.then == Then::Leave {
        write.await;
        report.count(attack.kind, "left");
        return;
    }
    let deadline = Instant::now() + PATIENCE;
    let gives_up = attack.then == Then::Stay && end < deadline;
    let until = if gives_up { end } else { deadline };
    let both = async { tokio::join!(write, read) };
    if timeout_at(until, both).await.is_err() {
        match gives_up {
            true => report.count(attack.kind, "still open at the end"),
            false => report.wrong(&format!(
                "{}: kept open for {PATIENCE:?}: {:?}",
                attack.kind,
                String::from_utf8_lossy(&attack.text[..attack.text.len().min(500)])
            )),
        }
    }
}

fn check(attack: &Attack, expected: Option<&Expected>, response: &Expected, report: &Report) {
    let right = response.is_refusal()
        || match (&attack.responses, expected) {
            (Some(_), Some(expected)) => response == expected,
            // What is behind the last whole request is none.
            (Some(_), None) => false,
            (None, _) => !response.lets_somebody_read() && response.status < 500,
        };
    if !right {
        let text = &attack.text[..attack.text.len().min(500)];
        report.wrong(&format!(
            "{}: {}\nexpected {expected:?}\ngot {response:?}",
            attack.kind,
            String::from_utf8_lossy(text)
        ));
    }
}

fn status_of(response: Option<&Result<Expected, Missing>>) -> String {
    match response {
        Some(Ok(response)) => response.status.to_string(),
        Some(Err(Missing::Nonsense(_))) => "nonsense".to_owned(),
        Some(Err(_)) => "closed".to_owned(),
        None => "nothing".to_owned(),
    }
}
