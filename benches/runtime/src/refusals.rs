//! The time of a refusal that somebody listens to (feature `refusals`).

use std::hint::black_box;
use std::io;
use std::time::Instant;

use cors::{Config, Decision, Policy};
use http::{Request, Response};
use tracing_subscriber::filter::LevelFilter;

/// The best of so many batches counts.
const BATCHES: usize = 20;
const REQUESTS: usize = 50;

/// Prints a line for each policy and request: microseconds per request, without a subscriber and with one that writes to
/// nowhere.
pub(crate) fn print() -> Result<(), String> {
    let long = format!("https://{}.example.com", "a".repeat(100_000));
    let dots = format!("https://{}example.com", "a.".repeat(50_000));
    let origins = [
        ("the nearest by its scheme", "http://app-7.example.com"),
        ("no entry is near", "https://evil.test"),
        (
            "a subdomain of nothing",
            "https://a.b.c.d.e.f.g.h.evil.test",
        ),
        ("100 kB", &long),
        ("100 kB of dots", &dots),
    ];
    let policies = [policy(16)?, policy(10_000)?];
    let measure = || -> Vec<f64> {
        let origins = origins.iter().map(|(_, origin)| *origin);
        let cases = policies
            .iter()
            .flat_map(|policy| origins.clone().map(move |one| (policy, one)));
        cases.map(|(policy, origin)| best(policy, origin)).collect()
    };
    let silent = measure();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_writer(io::sink)
        .finish();
    let told = tracing::subscriber::with_default(subscriber, measure);
    println!("entries  origin                      silent µs  told µs");
    let rows = [16, 10_000]
        .into_iter()
        .flat_map(|entries| origins.iter().map(move |(name, _)| (entries, *name)));
    for ((entries, name), (silent, told)) in rows.zip(silent.iter().zip(&told)) {
        println!("{entries:>7}  {name:26} {silent:>10.2} {told:>8.2}");
    }
    Ok(())
}

fn policy(entries: usize) -> Result<Policy, String> {
    let origins = (0..entries).map(|number| format!("https://app-{number}.example.com"));
    let config = Config::new().origins(origins);
    Policy::try_from(config).map_err(|error| error.to_string())
}

/// Microseconds per request.
fn best(policy: &Policy, origin: &str) -> f64 {
    let request = Request::builder().header("origin", origin).body(());
    let request = request.expect("an origin is a header value");
    let serve = || match policy.decide(black_box(&request)) {
        Decision::Respond(response) => response.into_response(),
        Decision::Proceed(headers) => headers.applied(Response::new(())),
    };
    let batch = |_| {
        let start = Instant::now();
        (0..REQUESTS).for_each(|_| drop(black_box(serve())));
        start.elapsed().as_secs_f64() * 1e6 / REQUESTS as f64
    };
    (0..BATCHES).map(batch).fold(f64::INFINITY, f64::min)
}
