// A response, a result of one, aliases of both, boxed errors, and errors that are responses.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

use std::error::Error;
use std::io;

type Outgoing = Response<String>;
type Fallible<T> = Result<T, io::Error>;

#[cors(origins = ["https://example.com"])]
fn alias(_: Request<()>) -> Outgoing {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
fn fallible(_: Request<()>) -> Fallible<Outgoing> {
    Ok(Response::new(String::new()))
}

#[cors(origins = ["https://example.com"])]
fn of_io(_: Request<()>) -> io::Result<Outgoing> {
    Err(io::Error::other("no"))
}

#[cors(origins = ["https://example.com"])]
async fn boxed(req: Request<String>) -> Result<Outgoing, Box<dyn Error + Send + Sync>> {
    let number: u32 = req.body().parse()?;
    if number > 9 {
        return Err(Box::new(io::Error::other("too large")));
    }
    Ok(Response::new(number.to_string()))
}

#[cors(origins = ["https://example.com"])]
fn either(req: Request<String>) -> Result<Outgoing, Response<Vec<u8>>> {
    let number: u32 = req.body().parse().map_err(|_| Response::new(b"no number".to_vec()))?;
    Ok(Response::new(number.to_string()))
}

mod named_as_a_response {
    use cors::cors;
    use http::Request;
    use std::num::ParseIntError;

    pub type Response<T> = Result<http::Response<T>, ParseIntError>;

    #[cors(origins = ["https://example.com"])]
    pub fn number(req: Request<String>) -> Response<String> {
        let number: u32 = req.body().parse()?;
        Ok(http::Response::new(number.to_string()))
    }

    #[cors(origins = ["https://example.com"])]
    pub async fn later(req: Request<String>) -> Response<String> {
        let number: u32 = req.body().parse()?;
        number_of(number)
    }

    fn number_of(number: u32) -> Response<String> {
        Ok(http::Response::new(number.to_string()))
    }
}

#[cors(origins = ["https://example.com"])]
fn nested(_: Request<()>) -> Result<Result<Outgoing, u8>, u16> {
    Ok(Err(1))
}

#[cors(origins = ["https://example.com"])]
fn opaque(_: Request<()>) -> impl cors::HandlerResponse + Into<Outgoing> {
    Response::new(String::new())
}

#[cors(origins = ["https://example.com"])]
fn unfinished(_: Request<()>) -> Outgoing {
    unimplemented!()
}

#[cors(origins = ["https://example.com"])]
fn opaque_reference(_: Request<()>) -> Result<Outgoing, &'static impl Error> {
    Err(&std::fmt::Error)
}

#[cors(origins = ["https://example.com"])]
fn opaque_in_a_tuple(_: Request<()>) -> Result<Outgoing, (u8, impl Error)> {
    Err((1, std::fmt::Error))
}

#[cors(origins = ["https://example.com"])]
#[allow(unused_parens)]
fn opaque_in_parentheses(_: Request<()>) -> Result<Outgoing, (impl Error)> {
    Err(std::fmt::Error)
}

macro_rules! failing_with {
    ($error:ty) => {
        #[cors(origins = ["https://example.com"])]
        async fn opaque_from_a_macro(_: Request<()>) -> Result<Outgoing, $error> {
            Err(std::fmt::Error)
        }
    };
}

failing_with!(impl Error);

pub fn main() {
    let request = |body: &str| {
        let request = Request::builder().header("origin", "https://example.com");
        request.body(body.to_owned()).unwrap()
    };
    let unit = || request("").map(drop);
    assert!(alias(unit()).headers().contains_key("access-control-allow-origin"));
    assert!(fallible(unit()).unwrap().headers().contains_key("access-control-allow-origin"));
    assert!(of_io(unit()).is_err());
    drop(boxed(request("1")));
    assert_eq!(either(request("1")).unwrap().body(), "1");
    assert!(named_as_a_response::number(request("x")).is_err());
    let number = named_as_a_response::number(request("1")).unwrap();
    assert!(number.headers().contains_key("access-control-allow-origin"));
    drop(named_as_a_response::later(request("1")));
    let error = either(request("x")).unwrap_err();
    assert!(error.headers().contains_key("access-control-allow-origin"));
    assert_eq!(nested(unit()).unwrap().unwrap_err(), 1);
    let opaque: Outgoing = opaque(unit()).into();
    assert!(opaque.headers().contains_key("access-control-allow-origin"));
    let _: fn(Request<()>) -> Outgoing = unfinished;
    assert!(opaque_reference(unit()).is_err());
    assert!(opaque_in_a_tuple(unit()).is_err());
    assert!(opaque_in_parentheses(unit()).is_err());
    drop(opaque_from_a_macro(unit()));
}
