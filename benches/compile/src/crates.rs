//! The sources of the crates that are measured.

use std::fmt::Write as _;
use std::path::Path;

/// The numbers of handlers in a crate.
pub(crate) const SIZES: [usize; 3] = [1, 100, 1000];
/// The numbers of origins in a policy.
pub(crate) const ORIGINS: [usize; 3] = [1, 1000, 10_000];

/// The framework of the handlers, which determines the rest of the program.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    Http,
    Axum,
    Actix,
}

/// One way to write a handler.
#[derive(Clone, Copy)]
pub(crate) struct Contender {
    pub(crate) framework: Framework,
    /// The prefix of its crates' names.
    pub(crate) name: &'static str,
    /// Its name in the tables.
    pub(crate) title: &'static str,
    /// Stands on each handler; `{}` is the handler's number.
    attribute: &'static str,
    /// Its dependencies besides `http`, axum or actix-web.
    dependency: &'static str,
}

macro_rules! policy {
    ($attribute:literal) => {
        concat!(
            "#[",
            $attribute,
            r#"(
    origins = ["https://example.com", "https://*.example.com", "http://localhost:3000"],
    headers = ["accesstoken", "content-type"],
    credentials,
)]
"#
        )
    };
}

const CORS: &str = "cors = { path = CORS }";
const CORS_AXUM: &str = r#"cors = { path = CORS, features = ["axum"] }"#;

/// The first one of each framework has no attribute.
pub(crate) const CONTENDERS: [Contender; 9] = [
    Contender {
        framework: Framework::Http,
        name: "http-plain",
        title: "http: no attribute",
        attribute: "",
        dependency: "",
    },
    Contender {
        framework: Framework::Http,
        name: "http-cors",
        title: "http: `#[cors::cors(…)]`",
        attribute: policy!("cors::cors"),
        dependency: CORS,
    },
    Contender {
        framework: Framework::Http,
        name: "http-tracing",
        title: "http: `#[tracing::instrument]`",
        attribute: "#[tracing::instrument]\n",
        dependency: r#"tracing = "0.1""#,
    },
    Contender {
        framework: Framework::Http,
        name: "http-tracing-skip",
        title: "http: `#[tracing::instrument(skip_all)]`",
        attribute: "#[tracing::instrument(skip_all)]\n",
        dependency: r#"tracing = "0.1""#,
    },
    Contender {
        framework: Framework::Axum,
        name: "axum-plain",
        title: "axum: no attribute",
        attribute: "",
        dependency: "",
    },
    Contender {
        framework: Framework::Axum,
        name: "axum-cors",
        title: "axum: `#[cors::axum::cors(…)]`",
        attribute: policy!("cors::axum::cors"),
        dependency: CORS_AXUM,
    },
    Contender {
        framework: Framework::Axum,
        name: "axum-debug",
        title: "axum: `#[axum::debug_handler]`",
        attribute: "#[axum::debug_handler]\n",
        dependency: "",
    },
    Contender {
        framework: Framework::Actix,
        name: "actix-plain",
        title: "actix: no attribute",
        attribute: "",
        dependency: "",
    },
    Contender {
        framework: Framework::Actix,
        name: "actix-get",
        title: "actix: `#[get(…)]`",
        attribute: "#[actix_web::get(\"/{}\")]\n",
        dependency: "",
    },
];

impl Contender {
    pub(crate) fn package(&self, size: usize) -> String {
        format!("{}-{size}", self.name)
    }

    /// The maximum number of builds of a crate of this size: large ones take long and vary little.
    pub(crate) fn repetitions(&self, size: usize) -> usize {
        match (size, self.framework) {
            (..1000, _) => usize::MAX,
            (_, Framework::Http) => 2,
            (_, Framework::Axum | Framework::Actix) => 1,
        }
    }

    pub(crate) fn is_plain(&self) -> bool {
        self.attribute.is_empty()
    }

    /// The contender of the same framework without an attribute.
    pub(crate) fn plain(&self) -> &'static Contender {
        let same = |other: &&Contender| other.framework == self.framework && other.is_plain();
        CONTENDERS.iter().find(same).unwrap_or(&CONTENDERS[0])
    }

    pub(crate) fn manifest(&self, size: usize, cors: &Path) -> String {
        let framework = match self.framework {
            Framework::Http => r#"http = "1.5""#,
            Framework::Axum => {
                r#"axum = { version = "0.8.9", default-features = false, features = ["macros"] }"#
            }
            Framework::Actix => {
                r#"actix-web = { version = "4", default-features = false, features = ["macros"] }"#
            }
        };
        let dependencies = format!("{framework}\n{}", self.dependency);
        manifest(&self.package(size), &dependencies, cors)
    }

    /// The whole program. The body of one handler depends on `edit`, but its length doesn't.
    pub(crate) fn source(&self, size: usize, edit: usize) -> String {
        let mut source = self.framework.start().to_owned();
        for number in 0..size {
            let edit = if number == size / 2 { edit % 10 } else { 0 };
            source.push_str(&self.attribute.replace("{}", &number.to_string()));
            source.push_str(&self.framework.handler(number, edit));
        }
        source.push_str(&self.main(size));
        source
    }

    /// The end of the program, which makes every handler reachable.
    fn main(&self, size: usize) -> String {
        let each = |write: &dyn Fn(usize) -> String| (0..size).map(write).collect::<String>();
        match self.framework {
            Framework::Http => {
                let handlers =
                    each(&|at| format!("    |request| Box::pin(handler{at}(request)),\n"));
                format!("{HTTP_MAIN}static HANDLERS: [Handler; {size}] = [\n{handlers}];\n")
            }
            Framework::Axum => {
                let into = if self.name == "axum-cors" {
                    ".into()"
                } else {
                    ""
                };
                let get = if self.name == "axum-cors" {
                    "cors::axum"
                } else {
                    "axum::routing"
                };
                let routes = each(&|at| {
                    format!("    app = app.route(\"/{at}\", get(handler{at}){into});\n")
                });
                format!(
                    "use {get}::get;\nfn main() {{\n    let mut app = axum::Router::<()>::new();\n{routes}    \
                     drop(std::hint::black_box(app));\n}}\n"
                )
            }
            Framework::Actix => {
                let routes = each(&|at| match self.is_plain() {
                    true => format!("    app.route(\"/{at}\", web::get().to(handler{at}));\n"),
                    false => format!("    app.service(handler{at});\n"),
                });
                format!("{ACTIX_MAIN}fn routes(app: &mut web::ServiceConfig) {{\n{routes}}}\n")
            }
        }
    }
}

impl Framework {
    fn start(self) -> &'static str {
        match self {
            Self::Http => "use http::{Request, Response};\n",
            Self::Axum => "",
            Self::Actix => "use actix_web::web;\n",
        }
    }

    /// Each has a body of its own, so the linker can't merge them.
    fn handler(self, number: usize, edit: usize) -> String {
        match self {
            Self::Http => format!(
                "async fn handler{number}(request: Request<String>) -> Response<String> {{
    Response::new(format!(\"{number}.{edit} {{}}\", request.into_body()))
}}\n"
            ),
            Self::Axum | Self::Actix => format!(
                "async fn handler{number}(body: String) -> String {{
    format!(\"{number}.{edit} {{body}}\")
}}\n"
            ),
        }
    }
}

const HTTP_MAIN: &str = "\
type Handler = fn(Request<String>) -> std::pin::Pin<Box<dyn Future<Output = Response<String>>>>;
fn main() {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    for handler in std::hint::black_box(&HANDLERS) {
        let mut future = handler(Request::new(String::new()));
        let _ = std::hint::black_box(future.as_mut().poll(&mut context));
    }
}
";

const ACTIX_MAIN: &str = "\
fn main() {
    drop(std::hint::black_box(actix_web::App::new().configure(routes)));
}
";

/// The crate with a policy of this many origins.
pub(crate) fn package_of_origins(origins: usize) -> String {
    format!("origins-{origins}")
}

pub(crate) fn manifest_of_origins(origins: usize, cors: &Path) -> String {
    manifest(&package_of_origins(origins), CORS, cors)
}

/// A policy in which every second origin has a wildcard.
pub(crate) fn source_of_origins(origins: usize) -> String {
    let mut list = String::new();
    for number in 0..origins {
        let pattern = match number % 2 {
            0 => format!("https://o{number}.customer{}.example.com", number % 977),
            _ => format!("https://*.t{number}.example.org"),
        };
        let _ = writeln!(list, "    \"{pattern}\",");
    }
    format!(
        "static API: cors::Policy = cors::policy! {{ origins = [\n{list}] }};
fn main() {{
    let _ = std::hint::black_box(&API);
}}\n"
    )
}

fn manifest(package: &str, dependencies: &str, cors: &Path) -> String {
    let dependencies = dependencies.replace("CORS", &format!("{:?}", cors.display().to_string()));
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n"
    )
}
