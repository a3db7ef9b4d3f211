//! The routes of a router as a table.

use std::fmt::{self, Display, Formatter};

use cors_core::routes::Scope;

use super::Router;
use super::item::Kind;

/// A line for each method of each path, in the order of registration: the method, the path, and the policy.
///
/// - `any` stands for all methods that have no line of their own; of axum's own `MethodRouter`, for those that it has.
/// - `group:` is before the policy of a router. Any other is the handler's own.
/// - `no policy` is a handler that no page of another origin may use, and `origins = []` is that of `#[cors(none)]`.
/// - `/notes/…` is all below that path: a service, a fallback, or an axum router, whose routes aren't known.
impl<S: Clone + Send + Sync + 'static> Display for Router<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let parts = self.parts.clone().grouped();
        let mut lines = vec![];
        let items = parts
            .items
            .iter()
            .map(|item| (item.kind, &*item.path, &item.policies));
        let fallback = parts
            .fallback
            .iter()
            .map(|policies| (Kind::Fallback, "/…", policies));
        for (kind, path, policies) in items.chain(fallback) {
            for route in policies.routes() {
                let method = match route.method {
                    Some(method) => method.as_str(),
                    None => "any",
                };
                let policy = match route.policy {
                    _ if kind == Kind::Router => "unknown: an axum router".to_owned(),
                    None => "no policy".to_owned(),
                    Some((policy, scope)) => {
                        let policy = match route.by {
                            Some(by) => format!("policy_by {:?}", by.reads()),
                            None => policy.to_string(),
                        };
                        match scope {
                            Scope::Handler => policy,
                            Scope::Group => format!("group: {policy}"),
                        }
                    }
                };
                let note = match kind {
                    Kind::Fallback => " (fallback)",
                    Kind::Path | Kind::Service | Kind::Router => "",
                };
                lines.push((method, format!("{path}{note}"), policy));
            }
        }
        let width = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| text.chars().count()).max().unwrap_or(0)
        };
        let methods = width(&mut lines.iter().map(|(method, ..)| *method));
        let paths = width(&mut lines.iter().map(|(_, path, _)| &**path));
        for (method, path, policy) in &lines {
            writeln!(f, "{method:methods$}  {path:paths$}  {policy}")?;
        }
        Ok(())
    }
}
