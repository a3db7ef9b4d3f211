//! A handler with a `self`.

use cors::axum::cors;

struct Resource;

impl Resource {
    #[cors(origins = ["https://app.example.com"])]
    async fn read(&self) -> &'static str {
        "read"
    }
}

fn main() {
    let _ = Resource.read();
}
