// Functions that return a future, as `#[async_trait]` makes them.
use std::future::Future;
use std::pin::Pin;

use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
fn opaque(request: Request<String>) -> impl Future<Output = Response<String>> + Send {
    async move { Response::new(request.into_body()) }
}

struct Service(&'static str);

impl Service {
    #[cors(origins = ["https://example.com"])]
    fn boxed<'life0, 'async_trait>(
        &'life0 self,
        request: Request<String>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<String>, String>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let __self = self;
            if request.body() == "fail" {
                return Err("failed".to_owned());
            }
            Ok(Response::new(__self.0.to_owned()))
        })
    }
}

#[async_trait::async_trait]
trait Respond {
    async fn respond(&self, request: Request<String>) -> Response<String>;
    async fn try_respond(&self, request: &Request<String>) -> Result<Response<String>, String>;
}

#[async_trait::async_trait]
impl Respond for Service {
    #[cors(origins = ["https://example.com"], credentials)]
    async fn respond(&self, request: Request<String>) -> Response<String> {
        Response::new(format!("{}{}", self.0, request.into_body()))
    }

    #[cors(origins = ["https://example.com"])]
    async fn try_respond(&self, request: &Request<String>) -> Result<Response<String>, String> {
        let number: u8 = request.body().parse().map_err(|_| "no number")?;
        Ok(Response::new(format!("{}{number}", self.0)))
    }
}

struct Echo;

// `Self::Future` is this type, which has to be written out.
impl tower::Service<Request<String>> for Echo {
    type Response = Response<String>;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<String>, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    #[cors(origins = ["https://example.com"])]
    fn call(
        &mut self,
        request: Request<String>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<String>, Self::Error>> + Send>> {
        Box::pin(async move { Ok(Response::new(request.into_body())) })
    }
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("pending"),
    }
}

pub fn main() {
    let request = |method: &str| {
        let request = Request::builder().method(method).header("origin", "https://example.com");
        request.header("access-control-request-method", "GET").body("x".to_owned()).unwrap()
    };
    assert_eq!(run(opaque(request("GET"))).headers()["access-control-allow-origin"], "https://example.com");
    assert_eq!(run(opaque(request("OPTIONS"))).status(), 204);
    let service = Service("hello");
    let response = run(service.boxed(request("GET"))).unwrap();
    assert_eq!(response.body(), "hello");
    assert_eq!(response.headers()["access-control-allow-origin"], "https://example.com");
    assert_eq!(run(service.boxed(request("OPTIONS"))).unwrap().status(), 204);
    assert!(run(service.boxed(Request::new("fail".to_owned()))).is_err());
    let response = run(service.respond(request("GET")));
    assert_eq!(response.body(), "hellox");
    assert_eq!(response.headers()["access-control-allow-credentials"], "true");
    assert_eq!(run(service.respond(request("OPTIONS"))).status(), 204);
    assert!(run(service.try_respond(&request("GET"))).is_err());
    let mut echo = Echo;
    let response = run(tower::Service::call(&mut echo, request("GET"))).unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "https://example.com");
    assert_eq!(run(tower::Service::call(&mut echo, request("OPTIONS"))).unwrap().status(), 204);
    assert_eq!(run(service.try_respond(&request("OPTIONS"))).unwrap().status(), 204);
}
