//! Who is there, by a cookie.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::database::Database;
use crate::error::Error;
use crate::extract::Json;

const COOKIE: &str = "session";
const LONGEST_NAME: usize = 40;

/// Who is signed in. As an extractor it lets nobody else through to the handler.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SignedIn {
    pub(crate) name: String,
}

/// There is no password, since this is about who may ask, and not about who they are.
pub(crate) async fn sign_in(
    State(database): State<Database>,
    Json(SignedIn { name }): Json<SignedIn>,
) -> Result<impl IntoResponse, Error> {
    if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
        let why = format!("a name has 1 to {LONGEST_NAME} characters");
        return Err(Error::Invalid(why));
    }
    let token = token()?;
    // To scripts of any page it is out of reach, and pages of other sites don't send it along. On the web add
    // `Secure`; this is for plain http on a developer's machine.
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax");
    let row = (token, name.clone());
    database
        .query(move |connection| {
            connection.execute("INSERT INTO sessions (token, name) VALUES (?1, ?2)", row)?;
            Ok(())
        })
        .await?;
    let headers = [(header::SET_COOKIE, cookie)];
    Ok((StatusCode::CREATED, headers, axum::Json(SignedIn { name })))
}

pub(crate) async fn show(signed_in: SignedIn) -> axum::Json<SignedIn> {
    axum::Json(signed_in)
}

pub(crate) async fn sign_out(
    State(database): State<Database>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Error> {
    if let Some(token) = token_of(&headers) {
        database
            .query(move |connection| {
                connection.execute("DELETE FROM sessions WHERE token = ?1", [token])?;
                Ok(())
            })
            .await?;
    }
    let cookie = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}

/// Lets only those through who are signed in. It needn't know of preflights, which carry no cookie: none gets here.
pub(crate) async fn require(
    State(database): State<Database>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let (mut parts, body) = request.into_parts();
    let signed_in = SignedIn::from_request_parts(&mut parts, &database).await?;
    parts.extensions.insert(signed_in);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

impl FromRequestParts<Database> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, database: &Database) -> Result<Self, Error> {
        if let Some(required) = parts.extensions.get::<Self>() {
            return Ok(required.clone());
        }
        let token = token_of(&parts.headers).ok_or(Error::SignedOut)?;
        database
            .query(move |connection| {
                let mut found = connection.prepare("SELECT name FROM sessions WHERE token = ?1")?;
                let mut rows = found.query([token])?;
                let row = rows.next()?.ok_or(Error::SignedOut)?;
                Ok(Self { name: row.get(0)? })
            })
            .await
    }
}

/// A name that nobody can guess.
fn token() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Internal(format!("there is no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn token_of(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let mut cookies = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='));
    let (_, token) = cookies.find(|(name, _)| *name == COOKIE)?;
    Some(token.to_owned())
}
