//! The file of the database.

use std::path::PathBuf;
use std::{env, fs, process};

use crate::database::Database;

/// A name for a file that nobody else uses.
fn file(name: &str) -> PathBuf {
    let file = env::temp_dir().join(format!("axum-notes-{}-{name}", process::id()));
    let _ = fs::remove_file(&file);
    file
}

#[tokio::test]
async fn a_file_keeps_its_notes() {
    let file = file("kept");
    let first = Database::open(Some(&file)).unwrap();
    let insert = "INSERT INTO notes (author, text) VALUES ('Ferris', 'Buy milk')";
    let inserted = first.query(|connection| Ok(connection.execute(insert, ())?));
    assert_eq!(inserted.await.unwrap(), 1);

    let second = Database::open(Some(&file)).unwrap();
    let text = second.query(|connection| {
        let text = "SELECT text FROM notes";
        Ok(connection.query_row(text, (), |row| row.get::<_, String>(0))?)
    });
    assert_eq!(text.await.unwrap(), "Buy milk");
    fs::remove_file(&file).unwrap();
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    let file = file("else");
    let something = "This isn't a database, and longer than the head of one would be.".repeat(20);
    fs::write(&file, &something).unwrap();
    let problem = Database::open(Some(&file)).err().unwrap();
    assert!(problem.contains(file.to_str().unwrap()), "{problem}");
    assert!(problem.contains("not a database"), "{problem}");
    assert_eq!(fs::read_to_string(&file).unwrap(), something);
    fs::remove_file(&file).unwrap();
}

#[test]
fn a_file_of_another_version_is_left_alone() {
    let file = file("version");
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.pragma_update(None, "user_version", 7).unwrap();
    drop(connection);
    let problem = Database::open(Some(&file)).err().unwrap();
    assert!(problem.contains("version 7"), "{problem}");
    fs::remove_file(&file).unwrap();
}
