use cors::cors;

#[cors(origins = ["https://example.com"])]
struct Struct {
    field: u32,
}

#[cors(origins = ["https://example.com"])]
enum Enum {
    Variant,
}

#[cors(origins = ["https://example.com"])]
impl Struct {
    fn method(&self) -> u32 {
        self.field
    }
}

#[cors(origins = ["https://example.com"])]
mod module {
    pub fn function() {}
}

#[cors(origins = ["https://example.com"])]
trait Trait {
    fn method(&self) {}
}

#[cors(origins = ["https://example.com"])]
impl Trait for Struct {}

#[cors(origins = ["https://example.com"])]
const CONST: u32 = 1;

#[cors(origins = ["https://example.com"])]
static STATIC: u32 = 1;

#[cors(origins = ["https://example.com"])]
type Alias = u32;

#[cors(origins = ["https://example.com"])]
pub use std::fmt::Display;

#[cors(origins = ["https://example.com"])]
macro_rules! rules {
    () => {};
}

#[cors(origins = ["https://example.com"])]
thread_local!(static LOCAL: u32 = 1);

#[cors(origins = ["https://example.com"])]
unsafe extern "C" {}

#[cors(origins = ["https://example.com"])]
union Union {
    field: u32,
}

#[cors(origins = ["https://example.com"])]
extern crate http as other;

fn main() {
    rules!();
    let all = Struct { field: CONST + STATIC };
    let _: Alias = all.method();
    Trait::method(&all);
    module::function();
    let _ = Enum::Variant;
    LOCAL.with(|_| ());
    let _ = Union { field: 1 };
    let _: other::Method;
}
