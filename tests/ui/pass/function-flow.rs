// `?`, `return`, labels, loops, closures, and the last expression of every kind.
#![deny(warnings)]

use cors::cors;
use http::{Request, Response};

#[cors(origins = ["https://example.com"])]
fn looping(req: Request<Vec<u8>>) -> Response<String> {
    'all: loop {
        for byte in req.body() {
            if *byte == 0 {
                break 'all;
            }
            if *byte == 1 {
                return Response::new("one".to_owned());
            }
        }
        let late = || -> Option<Response<String>> {
            let last = req.body().last()?;
            Some(Response::new(last.to_string()))
        };
        return late().unwrap_or_default();
    }
    Response::new("zero".to_owned())
}

#[cors(origins = ["https://example.com"])]
fn statement(req: Request<bool>) -> Response<String> {
    return if *req.body() {
        Response::default()
    } else {
        Response::new("no".into())
    };
}

#[cors(origins = ["https://example.com"])]
async fn waiting(req: Request<bool>) -> Result<Response<String>, std::num::ParseIntError> {
    let parse = async |text: &str| text.parse::<u8>();
    let number = match req.body() {
        true => parse("1").await?,
        false => parse("x").await?,
    };
    Ok(Response::new(number.to_string()))
}

pub fn main() {
    assert_eq!(looping(Request::new(vec![2, 0])).body(), "zero");
    assert_eq!(looping(Request::new(vec![2, 1])).body(), "one");
    assert_eq!(looping(Request::new(vec![7])).body(), "7");
    assert_eq!(statement(Request::new(false)).body(), "no");
    drop(waiting(Request::new(true)));
}
