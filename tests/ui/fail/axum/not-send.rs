//! A future that stays on its thread.

use std::rc::Rc;

use axum::Router;
use cors::axum::{cors, get};

#[cors(origins = ["https://app.example.com"])]
async fn read() {
    let stays = Rc::new(());
    std::future::ready(()).await;
    drop(stays);
}

fn main() {
    let _: Router = Router::new().route("/", get(read).into());
}
