// All of it at once here, too, and no other error about the static.
static API: cors::Policy = cors::policy! {
    origins = ["https://Example.com", "https://example.org/", "*"],
    methods = [patch, Method::PUT],
    headers = ["cookie"],
    credentials = true,
    max_age = 1.5,
    colour = "blue",
};

const EMPTY: cors::Policy = cors::policy! {};

fn main() {
    let local = cors::policy! { origins = "example.com" };
    let _ = (&API, EMPTY, local);
}
