//! What the notes are about. These are for everybody.

use axum::extract::State;
use axum::http::StatusCode;
use cors::axum::cors;
use serde::Serialize;

use crate::database::Database;
use crate::error::Error;
use crate::extract::Path;
use crate::session::SignedIn;

#[derive(Serialize)]
pub(crate) struct Tag {
    name: String,
    notes: i64,
}

/// Any page of the web may read this. Its browser sends no cookie for it, so nobody's name is at stake.
#[cors(origins = ["*"])]
pub(crate) async fn list(State(database): State<Database>) -> Result<axum::Json<Vec<Tag>>, Error> {
    let tags = database.query(|connection| {
        let mut all = connection.prepare(
            "SELECT name, count(*) FROM tags GROUP BY name ORDER BY count(*) DESC, name",
        )?;
        let rows = all.query_map((), |row| {
            Ok(Tag {
                name: row.get(0)?,
                notes: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    });
    Ok(axum::Json(tags.await?))
}

#[cors(origins = ["*"])]
pub(crate) async fn show(
    State(database): State<Database>,
    Path(name): Path<String>,
) -> Result<axum::Json<Tag>, Error> {
    let tag = database.query(move |connection| {
        let counted = "SELECT name, count(*) FROM tags WHERE name = ?1 GROUP BY name";
        Ok(connection.query_row(counted, [name], |row| {
            Ok(Tag {
                name: row.get(0)?,
                notes: row.get(1)?,
            })
        })?)
    });
    Ok(axum::Json(tag.await?))
}

/// Takes a tag off all notes. No page may ask for that: without an attribute there is no policy, and a preflight
/// is refused. It is for a shell.
pub(crate) async fn remove(
    State(database): State<Database>,
    _: SignedIn,
    Path(name): Path<String>,
) -> Result<StatusCode, Error> {
    database
        .query(move |connection| {
            match connection.execute("DELETE FROM tags WHERE name = ?1", [name])? {
                0 => Err(Error::NotFound),
                _ => Ok(StatusCode::NO_CONTENT),
            }
        })
        .await
}
