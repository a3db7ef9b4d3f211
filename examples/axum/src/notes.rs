//! The notes. All pages of the company may read them, and our own app may write them: `routes.rs` has the two groups.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use cors::axum::cors;
use rusqlite::{Connection, Row, Transaction};
use serde::{Deserialize, Serialize};

use crate::database::Database;
use crate::error::Error;
use crate::extract::{Json, Path, Query};
use crate::session::SignedIn;

const LONGEST_TEXT: usize = 2000;
const MOST_TAGS: usize = 10;
const LONGEST_TAG: usize = 30;
const MOST_AT_A_TIME: u32 = 100;

#[derive(Serialize)]
pub(crate) struct Note {
    id: i64,
    author: String,
    text: String,
    stars: i64,
    tags: Vec<String>,
}

/// What a page sends of a note.
#[derive(Deserialize)]
pub(crate) struct Draft {
    text: String,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Wanted {
    tag: Option<String>,
    limit: Option<u32>,
}

pub(crate) async fn list(
    State(database): State<Database>,
    Query(wanted): Query<Wanted>,
) -> Result<impl IntoResponse, Error> {
    let limit = wanted.limit.unwrap_or(MOST_AT_A_TIME).min(MOST_AT_A_TIME);
    let (total, notes) = database
        .query(move |connection| {
            let with_tag = "?1 IS NULL OR id IN (SELECT note FROM tags WHERE name = ?1)";
            let total: i64 = connection.query_row(
                &format!("SELECT count(*) FROM notes WHERE {with_tag}"),
                [&wanted.tag],
                |row| row.get(0),
            )?;
            let mut newest = connection.prepare(&format!(
                "SELECT id, author, text, stars FROM notes WHERE {with_tag} ORDER BY id DESC LIMIT ?2"
            ))?;
            let rows = newest.query_map((&wanted.tag, limit), without_tags)?;
            let notes = rows
                .map(|row| with_tags(connection, row?))
                .collect::<Result<Vec<_>, _>>()?;
            Ok((total, notes))
        })
        .await?;
    // Named in `expose`, so that the page may read it too.
    Ok(([("x-total-count", total.to_string())], axum::Json(notes)))
}

pub(crate) async fn show(
    State(database): State<Database>,
    Path(id): Path<i64>,
) -> Result<axum::Json<Note>, Error> {
    let note = database.query(move |connection| find(connection, id));
    Ok(axum::Json(note.await?))
}

/// With JSON in it, so the browser asks first. If the JSON is wrong, the page can read why.
pub(crate) async fn create(
    State(database): State<Database>,
    SignedIn { name }: SignedIn,
    Json(draft): Json<Draft>,
) -> Result<impl IntoResponse, Error> {
    draft.check()?;
    let note = database.query(move |connection| {
        let transaction = connection.transaction()?;
        let insert = "INSERT INTO notes (author, text) VALUES (?1, ?2)";
        transaction.execute(insert, (&name, &draft.text))?;
        let id = transaction.last_insert_rowid();
        tag(&transaction, id, &draft.tags)?;
        let note = find(&transaction, id)?;
        transaction.commit()?;
        Ok(note)
    });
    let note = note.await?;
    let location = [(header::LOCATION, format!("/notes/{}", note.id))];
    Ok((StatusCode::CREATED, location, axum::Json(note)))
}

pub(crate) async fn replace(
    State(database): State<Database>,
    Path(id): Path<i64>,
    signed_in: SignedIn,
    Json(draft): Json<Draft>,
) -> Result<axum::Json<Note>, Error> {
    draft.check()?;
    let note = database.query(move |connection| {
        let transaction = connection.transaction()?;
        of(&signed_in, &transaction, id)?;
        let update = "UPDATE notes SET text = ?2 WHERE id = ?1";
        transaction.execute(update, (id, &draft.text))?;
        transaction.execute("DELETE FROM tags WHERE note = ?1", [id])?;
        tag(&transaction, id, &draft.tags)?;
        let note = find(&transaction, id)?;
        transaction.commit()?;
        Ok(note)
    });
    Ok(axum::Json(note.await?))
}

pub(crate) async fn remove(
    State(database): State<Database>,
    Path(id): Path<i64>,
    signed_in: SignedIn,
) -> Result<StatusCode, Error> {
    database
        .query(move |connection| {
            let transaction = connection.transaction()?;
            of(&signed_in, &transaction, id)?;
            transaction.execute("DELETE FROM notes WHERE id = ?1", [id])?;
            transaction.commit()?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

/// A POST without a body needs no preflight: a form on any page can send it. From another page of the company,
/// which is the same site, the cookie would come along too, and the star would be given, though that page can't
/// read the response. With `enforce` this doesn't run for it.
#[cors(
    origins = ["https://app.example.com", #[cfg(debug_assertions)] "http://localhost:*"],
    credentials,
    enforce,
)]
pub(crate) async fn star(
    State(database): State<Database>,
    Path(id): Path<i64>,
    _: SignedIn,
) -> Result<axum::Json<Note>, Error> {
    let note = database.query(move |connection| {
        connection.execute("UPDATE notes SET stars = stars + 1 WHERE id = ?1", [id])?;
        find(connection, id)
    });
    Ok(axum::Json(note.await?))
}

impl Draft {
    fn check(&self) -> Result<(), Error> {
        let length = self.text.chars().count();
        if self.text.trim().is_empty() || length > LONGEST_TEXT {
            let why = format!("a text has 1 to {LONGEST_TEXT} characters");
            return Err(Error::Invalid(why));
        }
        if self.tags.len() > MOST_TAGS {
            return Err(Error::Invalid(format!("a note has up to {MOST_TAGS} tags")));
        }
        let is_plain = |char: char| char.is_alphanumeric() || char == '-';
        let is_tag = |tag: &String| {
            (1..=LONGEST_TAG).contains(&tag.chars().count()) && tag.chars().all(is_plain)
        };
        if let Some(other) = self.tags.iter().find(|tag| !is_tag(tag)) {
            let why = format!("{other:?} isn't a tag: those are letters, digits and `-`");
            return Err(Error::Invalid(why));
        }
        Ok(())
    }
}

/// Whether the note is there, and this is whose it is.
fn of(signed_in: &SignedIn, connection: &Connection, id: i64) -> Result<(), Error> {
    let author: String =
        connection.query_row("SELECT author FROM notes WHERE id = ?1", [id], |row| {
            row.get(0)
        })?;
    if author == signed_in.name {
        Ok(())
    } else {
        Err(Error::NotYours)
    }
}

fn find(connection: &Connection, id: i64) -> Result<Note, Error> {
    let one = "SELECT id, author, text, stars FROM notes WHERE id = ?1";
    let note = connection.query_row(one, [id], without_tags)?;
    Ok(with_tags(connection, note)?)
}

fn without_tags(row: &Row<'_>) -> rusqlite::Result<Note> {
    Ok(Note {
        id: row.get(0)?,
        author: row.get(1)?,
        text: row.get(2)?,
        stars: row.get(3)?,
        tags: Vec::new(),
    })
}

fn with_tags(connection: &Connection, mut note: Note) -> rusqlite::Result<Note> {
    let mut tags =
        connection.prepare_cached("SELECT name FROM tags WHERE note = ?1 ORDER BY name")?;
    note.tags = tags
        .query_map([note.id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(note)
}

fn tag(transaction: &Transaction<'_>, id: i64, tags: &[String]) -> rusqlite::Result<()> {
    let mut insert =
        transaction.prepare("INSERT OR IGNORE INTO tags (note, name) VALUES (?1, ?2)")?;
    tags.iter()
        .try_for_each(|name| insert.execute((id, name)).map(|_| ()))
}
