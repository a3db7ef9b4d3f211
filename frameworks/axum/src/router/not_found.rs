//! The default 404: no path says whose it is, so the prefix does.

use ::axum::extract::Request;
use cors_core::routes::{PathFront, PathPolicies};
use cors_core::{Decision, PolicyChoice};

use crate::front::{Decide, WithoutPolicy};

/// Which group a path belongs to that has no route. Only for the default 404, which has nothing in it: a fallback of
/// one's own has one policy, whatever the path says.
pub(super) struct NotFound {
    /// The longest prefixes first.
    groups: Vec<(Prefix, PathFront)>,
    /// Of the router itself.
    root: Option<PathFront>,
}

impl NotFound {
    pub(super) fn new(
        root: Option<&PolicyChoice>,
        groups: &[(String, PolicyChoice)],
    ) -> Option<Self> {
        let front = |policy: &PolicyChoice| {
            let mut policies = PathPolicies::new();
            policies.inherit(policy);
            policies.into_front()
        };
        let mut groups: Vec<_> = groups
            .iter()
            .map(|(prefix, policy)| (Prefix::new(prefix), front(policy)))
            .collect();
        groups.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.0.len()));
        let root = root.map(front);
        (root.is_some() || !groups.is_empty()).then_some(Self { groups, root })
    }
}

impl NotFound {
    /// What decides about a request for this path.
    pub(super) fn of(&self, request: &Request) -> Option<&PathFront> {
        let path = request.uri().path();
        let mut groups = self.groups.iter();
        let nearest = groups.find(|(prefix, _)| prefix.is_of(path));
        nearest.map(|(_, front)| front).or(self.root.as_ref())
    }
}

impl Decide for NotFound {
    fn decide(&self, request: &mut Request) -> Option<Decision<'static>> {
        match self.of(request) {
            Some(front) => Decide::decide(front, request),
            None => WithoutPolicy.decide(request),
        }
    }
}

/// The segments of a path, of which none is what a capture takes.
struct Prefix(Vec<Option<String>>);

impl Prefix {
    fn new(path: &str) -> Self {
        let segments = path.split('/').skip(1);
        Self(
            segments
                .map(|segment| (!segment.contains('{')).then(|| segment.to_owned()))
                .collect(),
        )
    }

    fn is_of(&self, path: &str) -> bool {
        let mut segments = path.split('/').skip(1);
        self.0.iter().all(|expected| {
            let segment = segments.next();
            match expected {
                Some(expected) => segment == Some(expected),
                None => segment.is_some_and(|segment| !segment.is_empty()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_whole_segments() {
        let is_of = |prefix: &str, path: &str| Prefix::new(prefix).is_of(path);
        for path in ["/a", "/a/", "/a/x", "/a/x/y"] {
            assert!(is_of("/a", path), "{path}");
        }
        for path in ["/", "", "*", "/ab", "/A", "/x/a", "//a", "/%61"] {
            assert!(!is_of("/a", path), "{path}");
        }
        assert!(is_of("/{tenant}/a", "/one/a/x"));
        assert!(!is_of("/{tenant}/a", "//a/x"));
        assert!(!is_of("/{tenant}/a", "/one"));
    }
}
