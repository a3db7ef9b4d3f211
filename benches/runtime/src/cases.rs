//! What is asked of each contender.

use crate::policies::{self, Subject};
use crate::requests::{Asked, HEADERS};

/// A policy, and a request to it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) subject: Subject,
    pub(crate) asked: Asked,
    pub(crate) is_allowed: bool,
}

const ALLOWED: bool = true;
const REFUSED: bool = false;

/// The origin of the published benchmark that no policy has.
const OTHER: &str = "https://example.org:6060";

/// All cases.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = published();
    cases.extend(by_number_of_origins());
    cases.extend(odd());
    cases
}

/// The cases of github.com/jub0bs/cors-benchmarks, by their names there.
fn published() -> Vec<Case> {
    let long = policies::two::SUBJECT.origins[0];
    let unlisted_long = long.replacen('a', "c", 1);
    let asked = [
        (
            "one",
            policies::one::SUBJECT,
            "https://example.com",
            ALLOWED,
        ),
        (
            "one",
            policies::one::SUBJECT,
            "https://example.org",
            REFUSED,
        ),
        (
            "multiple",
            policies::multiple::SUBJECT,
            "https://example.com",
            ALLOWED,
        ),
        ("multiple", policies::multiple::SUBJECT, OTHER, REFUSED),
        ("two", policies::two::SUBJECT, long, ALLOWED),
        ("two", policies::two::SUBJECT, &unlisted_long, REFUSED),
        (
            "many",
            policies::many::SUBJECT,
            "https://999.example.com",
            ALLOWED,
        ),
        ("many", policies::many::SUBJECT, OTHER, REFUSED),
        (
            "all",
            policies::all::SUBJECT,
            "https://example.com",
            ALLOWED,
        ),
    ];
    let case = |kind: &str, asked: fn(&str) -> Asked, (name, subject, origin, is_allowed)| Case {
        name: format!("n={name}/r={kind}/o={}", if is_allowed { "y" } else { "n" }),
        subject,
        asked: asked(origin),
        is_allowed,
    };
    let mut cases: Vec<Case> = asked.map(|asked| case("a", Asked::actual, asked)).into();
    cases.extend(asked.map(|asked| case("p", Asked::preflight, asked)));
    cases.push(Case {
        name: "n=all/r=p/o=y/m=evil_acrh".to_owned(),
        subject: policies::all::SUBJECT,
        asked: Asked::preflight_for("https://example.com", &",".repeat(1024)),
        is_allowed: ALLOWED,
    });
    cases
}

/// A kind of origins, and policies with more and more of them.
pub(crate) const KINDS: [(&str, &[(usize, Subject)]); 3] = [
    (
        "exact",
        &[
            (1, policies::exact_1::SUBJECT),
            (10, policies::exact_10::SUBJECT),
            (100, policies::exact_100::SUBJECT),
            (1_000, policies::exact_1000::SUBJECT),
            (10_000, policies::exact_10000::SUBJECT),
        ],
    ),
    (
        "wildcard",
        &[
            (1, policies::wildcard_1::SUBJECT),
            (10, policies::wildcard_10::SUBJECT),
            (100, policies::wildcard_100::SUBJECT),
            (1_000, policies::wildcard_1000::SUBJECT),
            (10_000, policies::wildcard_10000::SUBJECT),
        ],
    ),
    (
        "mixed",
        &[
            (10, policies::mixed_10::SUBJECT),
            (100, policies::mixed_100::SUBJECT),
            (1_000, policies::mixed_1000::SUBJECT),
            (10_000, policies::mixed_10000::SUBJECT),
        ],
    ),
];

/// The name of a case of [`KINDS`].
pub(crate) fn name(kind: &str, origins: usize, request: &str) -> String {
    format!("{kind}-{origins}/{request}")
}

fn by_number_of_origins() -> Vec<Case> {
    let mut cases = Vec::new();
    for (kind, subjects) in KINDS {
        for &(origins, subject) in subjects {
            // One in the middle, so that a list is gone through by half.
            let pattern = subject.origins[origins / 2];
            let origin = pattern.replace('*', "app");
            let mut add = |request: &str, asked, is_allowed| {
                cases.push(Case {
                    name: name(kind, origins, request),
                    subject,
                    asked,
                    is_allowed,
                });
            };
            add("actual", Asked::actual(&origin), ALLOWED);
            add("preflight", ordinary_preflight(&origin), ALLOWED);
            add("refused", Asked::actual(UNLISTED), REFUSED);
        }
    }
    cases
}

/// As long as those that are listed.
const UNLISTED: &str = "https://app.shop0000.example.evil";

fn ordinary_preflight(origin: &str) -> Asked {
    Asked::preflight_for(origin, "accesstoken,content-type")
}

/// What an attacker sends, and what other middleware leaves behind.
fn odd() -> Vec<Case> {
    let listed = policies::exact_1::SUBJECT.origins[0];
    let letters = format!("https://{}.example.com", "a".repeat(100_000));
    let dots = format!("https://{}example.com", "a.".repeat(50_000));
    let names: Vec<String> = (0..4_000).map(|number| format!("x-{number:04}")).collect();
    let names = names.join(",");
    let case = |name: &str, subject, asked, is_allowed| Case {
        name: name.to_owned(),
        subject,
        asked,
        is_allowed,
    };
    let one = policies::exact_1::SUBJECT;
    let wildcard = policies::wildcard_1::SUBJECT;
    let many = policies::mixed_10000::SUBJECT;
    vec![
        case(
            "origin-100kB/exact-1/actual",
            one,
            Asked::actual(&letters),
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
            Asked::actual(&dots),
            REFUSED,
        ),
        case(
            "origin-100kB/mixed-10000/actual",
            many,
            Asked::actual(&letters),
            REFUSED,
        ),
        case(
            "origin-100kB-of-dots/mixed-10000/actual",
            many,
            Asked::actual(&dots),
            REFUSED,
        ),
        case(
            "4000-names/exact-1/preflight",
            one,
            Asked::preflight_for(listed, &names),
            ALLOWED,
        ),
        case(
            "4000-commas/exact-1/preflight",
            one,
            Asked::preflight_for(listed, &",".repeat(4_000)),
            ALLOWED,
        ),
        case(
            "twenty-headers/exact-1/actual",
            one,
            Asked::actual(listed).to(HEADERS),
            ALLOWED,
        ),
    ]
}
