// What the compiler would say of a closure that the user didn't write.
use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
fn try_in_response(_: Request<String>) -> Response<String> {
    let number: u8 = "7".parse()?;
    Response::new(number.to_string())
}

#[cors(origins = ["https://example.com"])]
async fn try_in_async(_: Request<String>) -> Response<String> {
    let number: u8 = "7".parse()?;
    Response::new(number.to_string())
}

#[cors(origins = ["https://example.com"])]
fn awaits(_: Request<String>) -> Response<String> {
    Response::new(std::future::ready(String::new()).await)
}

#[cors(origins = ["https://example.com"])]
fn named_future(_: Request<String>) -> MyFuture {
    MyFuture
}

struct MyFuture;

struct Echo;

impl tower::Service<Request<String>> for Echo {
    type Response = Response<String>;
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Response<String>, Self::Error>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    #[cors(origins = ["https://example.com"])]
    fn call(&mut self, request: Request<String>) -> Self::Future {
        std::future::ready(Ok(Response::new(request.into_body())))
    }
}

fn main() {}
