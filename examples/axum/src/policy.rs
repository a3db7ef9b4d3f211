//! The policies that several handlers share. All others stand on their handlers.

use cors::Policy;

use crate::origins::CONFIGURED;

/// Our own app, with the cookie of whoever is signed in.
pub(crate) static OUR_APP: Policy = cors::policy! {
    origins = [
        "https://app.example.com",
        // And where it is known only at deployment, see `origins.rs`.
        CONFIGURED,
        // A build for development lets the app run on a developer's machine. A release doesn't have this entry.
        #[cfg(debug_assertions)]
        "http://localhost:*",
    ],
    headers = ["content-type"],
    expose = ["location"],
    credentials,
    max_age = 600,
};

/// All pages of the company may read what everybody may know. No cookie is needed for that.
pub(crate) static OUR_PAGES: Policy = cors::policy! {
    origins = ["https://*.example.com"],
    expose = ["x-total-count"],
    max_age = 600,
};
