//! Every shape of function that a handler can have.
#![deny(warnings)]
#![allow(dead_code)]
#![deny(clippy::pedantic)]
use std::fmt::Display;

use cors::cors;
use http::{Request, Response, StatusCode};

#[cors(origins = ["https://app.example.com"])]
async fn asynchronous(_: Request<String>) -> Response<String> {
    Response::new("async".to_owned())
}

#[cors(origins = ["https://app.example.com"], methods = [PUT], headers = ["x-a", "x-b"], expose = ["etag"], credentials, max_age = 600, enforce)]
fn sync(request: &Request<String>) -> Response<String> {
    if request.body() == "early" {
        return Response::new("early".to_owned());
    }
    Response::new("sync".to_owned())
}

#[derive(Debug)]
struct Failed;
impl From<std::num::ParseIntError> for Failed {
    fn from(_: std::num::ParseIntError) -> Self {
        Failed
    }
}

#[cors(origins = ["https://app.example.com"])]
async fn fallible(mut request: Request<String>) -> Result<Response<String>, Failed> {
    request.body_mut().push('1');
    let number: u32 = request.body().parse()?;
    if number == 21 {
        return Err(Failed);
    }
    Ok(Response::new(number.to_string()))
}

#[cors(origins = ["https://app.example.com"])]
async fn boxed(request: Request<String>) -> Result<Response<String>, Box<dyn std::error::Error>> {
    if request.body().is_empty() {
        return Err(Box::new(std::io::Error::other("empty")));
    }
    let number: u32 = request.body().parse()?;
    Ok(Response::new(number.to_string()))
}

#[cors(origins = ["https://app.example.com"])]
fn either(request: Request<String>) -> Result<Response<String>, Response<String>> {
    let n: u32 = request.body().parse().map_err(|_| {
        let mut response = Response::new(String::new());
        *response.status_mut() = StatusCode::BAD_REQUEST;
        response
    })?;
    Ok(Response::new(n.to_string()))
}

struct Api {
    name: String,
    hits: u32,
}
impl Api {
    /// Documented.
    #[cors(origins = ["https://app.example.com"])]
    #[must_use]
    pub async fn method<'a, B, T: Display + Send>(
        &'a self,
        greeting: T,
        req: Request<B>,
    ) -> Response<String>
    where
        B: Send,
    {
        let _ = req;
        Response::new(format!("{greeting} {}", self.name))
    }
    #[cors(origins = ["https://app.example.com"], request = req)]
    fn counted(&mut self, (req, by): (&Request<()>, u32)) -> Response<String> {
        self.hits += by;
        Response::new(format!("{} {}", self.hits, req.uri()))
    }
    #[cors(origins = ["https://app.example.com"])]
    async fn opaque(
        self,
        req: Request<impl Into<String>>,
    ) -> Response<impl Into<String> + Default> {
        Response::new(req.into_body().into() + &self.name)
    }
}
