//! The policies of the conformance suite, as the arguments of the attribute.

/// Hands them to a macro that makes a handler of each.
macro_rules! with_policies {
    ($make:ident) => {
        $make! {
            plain [origins = ["https://app.example.com"]]
            full [
                origins = ["https://app.example.com", "https://*.example.org", "http://localhost:*"],
                methods = [PUT, DELETE, "PURGE"],
                headers = ["accesstoken", "Content-Type"],
                expose = ["etag", "X-Total"],
                credentials,
                max_age = 600,
            ]
            methods [origins = ["https://app.example.com"], methods = [PUT, "M-SEARCH", GET]]
            headers [origins = ["https://app.example.com"], headers = ["X-B", "x-a"]]
            expose [origins = ["https://app.example.com"], expose = ["ETag", "x-total"]]
            expose_any [origins = ["https://app.example.com"], expose = ["*"]]
            uncached [origins = ["https://app.example.com"], max_age = 0]
            null [
                origins = ["https://app.example.com", "null"],
                dangerously_allow = [null_origin],
            ]
            public [origins = ["*"]]
            public_full [
                origins = ["*"],
                methods = [PUT],
                headers = ["x-a"],
                expose = ["etag"],
                max_age = 60,
            ]
            public_headers [origins = ["*"], headers = ["*", "authorization"]]
            stars [origins = ["https://app.example.com"], methods = ["*"], headers = ["*"]]
            reflected_headers [origins = ["https://app.example.com"], headers = ["*"], credentials]
            reflected_methods [
                origins = ["https://app.example.com"],
                methods = ["*"],
                headers = ["x-a"],
                credentials,
            ]
            enforced [origins = ["https://app.example.com"], enforce]
            enforced_full [
                origins = ["https://app.example.com"],
                expose = ["etag"],
                credentials,
                enforce,
            ]
        }
    };
}

pub(crate) use with_policies;
