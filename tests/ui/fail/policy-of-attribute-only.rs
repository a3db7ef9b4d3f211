static API: cors::Policy = cors::policy! { origins = ["https://example.com"], policy = OTHER };
static OTHER: cors::Policy = cors::policy! { request = req };

fn main() {
    let _ = (&API, &OTHER);
}
