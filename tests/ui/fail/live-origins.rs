// What names a slot among the origins, and what doesn't.
use cors::{LiveOrigins, Policy, policy};

static APP: LiveOrigins = LiveOrigins::new();
static TEXT: &str = "https://app.example.com";
const ORIGIN: &str = "https://app.example.com";
static BEHIND: std::sync::LazyLock<LiveOrigins> = std::sync::LazyLock::new(LiveOrigins::new);

// Not a `LiveOrigins`.
static OF_TEXT: Policy = policy! { origins = TEXT };
static OF_CONST: Policy = policy! { origins = ["https://example.com", ORIGIN], credentials };
static OF_LAZY: Policy = policy! { origins = [crate::BEHIND] };

#[cors::cors(origins = [APP, TEXT])]
fn handler(_: http::Request<()>) -> http::Response<()> {
    Default::default()
}

// Nothing of this name.
static OF_NOTHING: Policy = policy! { origins = [APPS] };

// The rules between entries.
static TWICE: Policy = policy! { origins = [APP, "https://example.com", APP] };
static ALL: Policy = policy! { origins = ["*", APP] };
static ALL_WITH_CREDENTIALS: Policy = policy! { origins = [APP, "*"], credentials };
static BESIDE: Policy = policy! { origins = [APP, "https://*.example.com", "https://a.example.com"] };

// Words for every origin, or for none.
static ANY: Policy = policy! { origins = Any };
static ANY_IN_LIST: Policy = policy! { origins = [any] };
static OF_NULL: Policy = policy! { origins = [null, None, NULL, all, self] };
static OF_TYPE: Policy = policy! { origins = [tower_http::cors::Any] };
static OF_CALL: Policy = policy! { origins = [origins()] };
static OF_LOWER_CASE: Policy = policy! { origins = [app_origins] };

fn main() {}
