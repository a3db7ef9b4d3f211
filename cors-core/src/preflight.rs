//! Which requests are CORS-preflight requests.

use crate::head::{RequestHead, RequestHeader};

/// A CORS-preflight request, as a server can tell one (Fetch §3.3.2). An OPTIONS request without
/// `Access-Control-Request-Method` is an ordinary request.
pub(crate) struct Preflight<'head, H: RequestHead + 'head> {
    pub(crate) head: &'head H,
    pub(crate) origin: Sent<H::Line<'head>>,
    pub(crate) method: H::Line<'head>,
}

impl<'head, H: RequestHead> Preflight<'head, H> {
    #[inline]
    pub(crate) fn of(head: &'head H) -> Option<Self> {
        if !head.is_options() {
            return None;
        }
        let origin = match Sent::of(head, RequestHeader::Origin) {
            Sent::Never => return None,
            origin => origin,
        };
        let (method, _) = head.first_line(RequestHeader::AccessControlRequestMethod)?;
        Some(Self {
            head,
            origin,
            method,
        })
    }
}

/// How often a header was sent that may be sent once. No honest client sends it twice.
#[derive(Clone, Copy)]
pub(crate) enum Sent<L> {
    Never,
    Once(L),
    Repeatedly,
}

impl<L> Sent<L> {
    #[inline]
    pub(crate) fn of<'head, H>(head: &'head H, header: RequestHeader) -> Self
    where
        H: RequestHead<Line<'head> = L>,
    {
        match head.first_line(header) {
            None => Self::Never,
            Some((line, false)) => Self::Once(line),
            Some((_, true)) => Self::Repeatedly,
        }
    }
}
