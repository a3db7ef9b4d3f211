//! The arguments: one row for each.

use cors_core::__private::Location;
use cors_core::Config;
use cors_core::List;

/// Which macro is being expanded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum MacroKind {
    /// `#[cors]`
    Http,
    /// `#[cors::axum::cors]`
    Axum,
    /// `#[cors::rocket::cors]`
    Rocket,
    /// `#[cors::actix_web::cors]`
    ActixWeb,
    /// `#[cors::poem::cors]`
    Poem,
    /// `policy!`
    Policy,
    /// `#[cors::salvo::cors]`
    Salvo,
}

use MacroKind::{ActixWeb, Axum, Http, Poem, Policy, Rocket, Salvo};

pub(super) struct Argument {
    pub(super) name: &'static str,
    pub(super) value: Value,
    /// A value that it may have, for messages.
    pub(super) example: &'static str,
    /// The macros that take it.
    pub(super) macros: &'static [MacroKind],
}

/// What the value of an argument is, and where it goes.
#[derive(Clone, Copy)]
pub(super) enum Value {
    /// Strings and slots in brackets, or a single one without.
    Origins,
    /// Strings in brackets.
    Strings(List, Entry, fn(&mut Config) -> &mut Vec<String>),
    /// Hazards in brackets.
    Hazards,
    /// None: the bare word.
    Flag(Option<Location>, fn(&mut Config) -> &mut bool),
    /// An integer.
    Seconds,
    /// An expression of a policy.
    Expression,
    /// An expression of what chooses a policy.
    Chooser,
    /// None: the bare word, which stands alone.
    Nobody,
    /// The name of a parameter.
    Parameter,
    /// Where the facade is.
    Facade,
}

/// How the entries of a list are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Method,
    Header,
}

const EVERY: &[MacroKind] = &[Http, ActixWeb, Axum, Poem, Rocket, Salvo, Policy];
const ATTRIBUTES: &[MacroKind] = &[Http, ActixWeb, Axum, Poem, Rocket, Salvo];

pub(super) const ARGUMENTS: &[Argument] = &[
    Argument {
        name: "origins",
        value: Value::Origins,
        example: r#"["https://app.example.com"]"#,
        macros: EVERY,
    },
    Argument {
        name: "methods",
        value: Value::Strings(List::Methods, Entry::Method, |config| &mut config.methods),
        example: "[PUT, DELETE]",
        macros: EVERY,
    },
    Argument {
        name: "headers",
        value: Value::Strings(List::Headers, Entry::Header, |config| &mut config.headers),
        example: r#"["content-type"]"#,
        macros: EVERY,
    },
    Argument {
        name: "expose",
        value: Value::Strings(List::Expose, Entry::Header, |config| &mut config.expose),
        example: r#"["etag"]"#,
        macros: EVERY,
    },
    Argument {
        name: "credentials",
        value: Value::Flag(None, |config| &mut config.credentials),
        example: "",
        macros: EVERY,
    },
    Argument {
        name: "max_age",
        value: Value::Seconds,
        example: "600",
        macros: EVERY,
    },
    Argument {
        name: "enforce",
        value: Value::Flag(Some(Location::Enforce), |config| &mut config.enforce),
        example: "",
        macros: EVERY,
    },
    Argument {
        name: "timing",
        value: Value::Flag(None, |config| &mut config.timing),
        example: "",
        macros: EVERY,
    },
    Argument {
        name: "dangerously_allow",
        value: Value::Hazards,
        example: "[insecure_origins]",
        macros: EVERY,
    },
    Argument {
        name: "policy",
        value: Value::Expression,
        example: "API",
        macros: ATTRIBUTES,
    },
    Argument {
        name: "policy_by",
        value: Value::Chooser,
        example: "TENANTS",
        macros: ATTRIBUTES,
    },
    Argument {
        name: "none",
        value: Value::Nobody,
        example: "",
        macros: ATTRIBUTES,
    },
    Argument {
        name: "request",
        value: Value::Parameter,
        example: "req",
        macros: &[Http],
    },
    Argument {
        name: "crate",
        value: Value::Facade,
        example: "::cors",
        macros: EVERY,
    },
];

impl Argument {
    /// Whether it is part of a policy, which `policy = …` then can't be combined with.
    pub(super) fn is_of_policy(&self) -> bool {
        matches!(
            self.value,
            Value::Origins | Value::Strings(..) | Value::Hazards | Value::Flag(..) | Value::Seconds
        )
    }

    pub(super) fn is_flag(&self) -> bool {
        matches!(self.value, Value::Flag(..))
    }

    /// Whether messages list it. Few need `crate`.
    pub(super) fn is_listed(&self) -> bool {
        !matches!(self.value, Value::Facade)
    }
}
