//! SQLite, on a thread of its own.
//!
//! A query waits for the disk, which on a thread of tokio's would hold up all other requests there. SQLite has
//! one writer at a time in any case, so one thread with one connection is enough for this service, and
//! nothing has to be locked.

use std::path::Path;
use std::thread;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::error::Error;

/// How many queries may wait. A request beyond that waits for its turn to do so.
const QUEUE: usize = 64;

/// What this version of the service makes in an empty file.
const VERSION: u32 = 1;
const TABLES: &str = "
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY,
        author TEXT NOT NULL,
        text TEXT NOT NULL,
        stars INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE tags (
        note INTEGER NOT NULL REFERENCES notes ON DELETE CASCADE,
        name TEXT NOT NULL,
        PRIMARY KEY (name, note)
    ) STRICT;
    CREATE TABLE sessions (token TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
    PRAGMA user_version = 1;
";

type Query = Box<dyn FnOnce(&mut Connection) + Send>;

/// The database. When the last clone is dropped, its thread ends and the file is closed.
#[derive(Clone)]
pub(crate) struct Database {
    queries: mpsc::Sender<Query>,
}

impl Database {
    /// Opens this file, or for none a database in memory.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self, String> {
        let mut connection = match file {
            Some(file) => connect(Connection::open(file))
                .map_err(|problem| format!("can't keep notes in {}: {problem}", file.display())),
            None => connect(Connection::open_in_memory()),
        }?;
        let (queries, mut waiting) = mpsc::channel::<Query>(QUEUE);
        let thread = thread::Builder::new().name("database".to_owned());
        let started = thread.spawn(move || {
            while let Some(query) = waiting.blocking_recv() {
                query(&mut connection);
            }
        });
        started.map_err(|error| format!("can't start a thread: {error}"))?;
        Ok(Self { queries })
    }

    /// Runs this on the thread of the database.
    pub(crate) async fn query<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let away = || Error::Internal("the thread of the database is gone".to_owned());
        let (answer, answered) = oneshot::channel();
        let query = Box::new(move |connection: &mut Connection| {
            // A client that has left isn't interested any more.
            let _ = answer.send(query(connection));
        });
        self.queries.send(query).await.map_err(|_| away())?;
        answered.await.map_err(|_| away())?
    }
}

fn connect(opened: rusqlite::Result<Connection>) -> Result<Connection, String> {
    let say = |error: rusqlite::Error| error.to_string();
    let mut connection = opened.map_err(say)?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(say)?;
    let transaction = connection.transaction().map_err(say)?;
    let version = transaction
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(say)?;
    match version {
        0 => transaction.execute_batch(TABLES).map_err(say)?,
        VERSION => {}
        other => return Err(format!("it is of version {other}, and this is {VERSION}")),
    }
    transaction.commit().map_err(say)?;
    Ok(connection)
}
