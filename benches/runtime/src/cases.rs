//! The cases: a policy and a request for each.

use crate::policies::{self, BenchPolicy};
use crate::requests::{BenchRequest, HEADERS};

/// A policy and a request.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) policy: BenchPolicy,
    pub(crate) request: BenchRequest,
    pub(crate) is_allowed: bool,
}

const ALLOWED: bool = true;
const REFUSED: bool = false;

/// The origin of the published benchmark that no policy lists.
const OTHER: &str = "https://example.org:6060";

/// All cases.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = published();
    cases.extend(by_number_of_origins());
    cases.extend(unusual());
    cases
}

/// The cases of github.com/jub0bs/cors-benchmarks, under their names there.
fn published() -> Vec<Case> {
    let long = policies::two::BENCH_POLICY.origins[0];
    let unlisted_long = long.replacen('a', "c", 1);
    let origins = [
        (
            "one",
            policies::one::BENCH_POLICY,
            "https://example.com",
            ALLOWED,
        ),
        (
            "one",
            policies::one::BENCH_POLICY,
            "https://example.org",
            REFUSED,
        ),
        (
            "multiple",
            policies::multiple::BENCH_POLICY,
            "https://example.com",
            ALLOWED,
        ),
        ("multiple", policies::multiple::BENCH_POLICY, OTHER, REFUSED),
        ("two", policies::two::BENCH_POLICY, long, ALLOWED),
        ("two", policies::two::BENCH_POLICY, &unlisted_long, REFUSED),
        (
            "many",
            policies::many::BENCH_POLICY,
            "https://999.example.com",
            ALLOWED,
        ),
        ("many", policies::many::BENCH_POLICY, OTHER, REFUSED),
        (
            "all",
            policies::all::BENCH_POLICY,
            "https://example.com",
            ALLOWED,
        ),
    ];
    let case =
        |kind: &str, request: fn(&str) -> BenchRequest, (name, policy, origin, is_allowed)| Case {
            name: format!("n={name}/r={kind}/o={}", if is_allowed { "y" } else { "n" }),
            policy,
            request: request(origin),
            is_allowed,
        };
    let mut cases: Vec<Case> = origins
        .map(|origin| case("a", BenchRequest::actual, origin))
        .into();
    cases.extend(origins.map(|origin| case("p", BenchRequest::preflight, origin)));
    cases.push(Case {
        name: "n=all/r=p/o=y/m=evil_acrh".to_owned(),
        policy: policies::all::BENCH_POLICY,
        request: BenchRequest::preflight_for("https://example.com", &",".repeat(1024)),
        is_allowed: ALLOWED,
    });
    cases
}

/// The kinds of origins, and policies with a growing number of them.
pub(crate) const KINDS: [(&str, &[(usize, BenchPolicy)]); 3] = [
    (
        "exact",
        &[
            (1, policies::exact_1::BENCH_POLICY),
            (10, policies::exact_10::BENCH_POLICY),
            (100, policies::exact_100::BENCH_POLICY),
            (1_000, policies::exact_1000::BENCH_POLICY),
            (10_000, policies::exact_10000::BENCH_POLICY),
        ],
    ),
    (
        "wildcard",
        &[
            (1, policies::wildcard_1::BENCH_POLICY),
            (10, policies::wildcard_10::BENCH_POLICY),
            (100, policies::wildcard_100::BENCH_POLICY),
            (1_000, policies::wildcard_1000::BENCH_POLICY),
            (10_000, policies::wildcard_10000::BENCH_POLICY),
        ],
    ),
    (
        "mixed",
        &[
            (10, policies::mixed_10::BENCH_POLICY),
            (100, policies::mixed_100::BENCH_POLICY),
            (1_000, policies::mixed_1000::BENCH_POLICY),
            (10_000, policies::mixed_10000::BENCH_POLICY),
        ],
    ),
];

/// The name of a case of [`KINDS`].
pub(crate) fn case_name(kind: &str, origins: usize, request: &str) -> String {
    format!("{kind}-{origins}/{request}")
}

fn by_number_of_origins() -> Vec<Case> {
    let mut cases = Vec::new();
    for (kind, policies) in KINDS {
        for &(origins, policy) in policies {
            // One in the middle, so a linear search takes the average time.
            let pattern = policy.origins[origins / 2];
            let origin = pattern.replace('*', "app");
            let mut add = |kind_of_request: &str, request, is_allowed| {
                cases.push(Case {
                    name: case_name(kind, origins, kind_of_request),
                    policy,
                    request,
                    is_allowed,
                });
            };
            add("actual", BenchRequest::actual(&origin), ALLOWED);
            add("preflight", ordinary_preflight(&origin), ALLOWED);
            add("refused", BenchRequest::actual(UNLISTED), REFUSED);
        }
    }
    cases
}

/// As long as the listed origins.
const UNLISTED: &str = "https://app.shop0000.example.evil";

fn ordinary_preflight(origin: &str) -> BenchRequest {
    BenchRequest::preflight_for(origin, "accesstoken,content-type")
}

/// Requests of an attacker, and a response with headers of other middleware.
fn unusual() -> Vec<Case> {
    let listed = policies::exact_1::BENCH_POLICY.origins[0];
    let letters = format!("https://{}.example.com", "a".repeat(100_000));
    let dots = format!("https://{}example.com", "a.".repeat(50_000));
    let names: Vec<String> = (0..4_000).map(|number| format!("x-{number:04}")).collect();
    let names = names.join(",");
    let case = |name: &str, policy, request, is_allowed| Case {
        name: name.to_owned(),
        policy,
        request,
        is_allowed,
    };
    let one = policies::exact_1::BENCH_POLICY;
    let wildcard = policies::wildcard_1::BENCH_POLICY;
    let many = policies::mixed_10000::BENCH_POLICY;
    vec![
        case(
            "origin-100kB/exact-1/actual",
            one,
            BenchRequest::actual(&letters),
            REFUSED,
        ),
        case(
            "origin-100kB/exact-1/preflight",
            one,
            ordinary_preflight(&letters),
            REFUSED,
        ),
        case(
            "origin-100kB/wildcard-1/actual",
            wildcard,
            BenchRequest::actual(&dots),
            REFUSED,
        ),
        case(
            "origin-100kB/mixed-10000/actual",
            many,
            BenchRequest::actual(&letters),
            REFUSED,
        ),
        case(
            "origin-100kB-of-dots/mixed-10000/actual",
            many,
            BenchRequest::actual(&dots),
            REFUSED,
        ),
        case(
            "4000-names/exact-1/preflight",
            one,
            BenchRequest::preflight_for(listed, &names),
            ALLOWED,
        ),
        case(
            "4000-commas/exact-1/preflight",
            one,
            BenchRequest::preflight_for(listed, &",".repeat(4_000)),
            ALLOWED,
        ),
        case(
            "twenty-headers/exact-1/actual",
            one,
            BenchRequest::actual(listed).with_path(HEADERS),
            ALLOWED,
        ),
    ]
}
