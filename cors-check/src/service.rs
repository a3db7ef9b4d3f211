//! A page's fetches, against a tower service in the same process.

use std::error::Error;
use std::future::poll_fn;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use crate::browser::Browser;
use crate::fetching::Next;
use crate::outcome::Outcome;
use crate::page::Page;
use crate::request::Fetch;

impl Page {
    /// Fetches from a tower service, such as axum's `Router`, in a new browser.
    ///
    /// ```
    /// use axum::{Router, http::header, routing::get};
    /// use cors_check::{Fetch, Page};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let notes = get(async || ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "https://app.example.com")], "buy milk"));
    /// let service = Router::new().route("/notes", notes);
    ///
    /// let fetch = Fetch::get("https://api.example.com/notes");
    /// let outcome = Page::new("https://app.example.com").fetch(&fetch, service.clone()).await;
    /// assert_eq!(outcome.assert_readable().body(), "buy milk");
    /// Page::new("https://evil.example").fetch(&fetch, service).await.assert_blocked();
    /// # }
    /// ```
    ///
    /// A service that takes another body is adapted by `tower::ServiceExt::map_request`. One that fails is a network error,
    /// as in a browser.
    pub async fn fetch<S, B>(&self, fetch: &Fetch, service: S) -> Outcome<Bytes>
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>>,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        B: Body,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        Browser::new().fetch_service(self, fetch, service).await
    }
}

impl Browser {
    /// Lets a page fetch from a tower service: [`Page::fetch`], in a browser that keeps its cookies and its cache.
    pub async fn fetch_service<S, B>(
        &mut self,
        page: &Page,
        fetch: &Fetch,
        mut service: S,
    ) -> Outcome<Bytes>
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>>,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        B: Body,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let mut next = self.start(page, fetch);
        loop {
            next = match next {
                Next::Send(request, pending) => match call(&mut service, request).await {
                    Ok(response) => pending.receive(response),
                    Err(error) => pending.fail(error),
                },
                Next::Done(outcome) => return outcome,
            }
        }
    }
}

async fn call<S, B>(
    service: &mut S,
    request: Request<Vec<u8>>,
) -> Result<Response<Bytes>, Box<dyn Error + Send + Sync>>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    poll_fn(|context| service.poll_ready(context))
        .await
        .map_err(Into::into)?;
    let request = request.map(|body| Full::new(Bytes::from(body)));
    let (head, body) = service
        .call(request)
        .await
        .map_err(Into::into)?
        .into_parts();
    let body = body.collect().await.map_err(Into::into)?.to_bytes();
    Ok(Response::from_parts(head, body))
}
