//! The quickstart, loaded as a person would: its page says of each call whether the browser did as the policy says.

use tokio::time::{Instant, sleep};

use crate::browser::Browser;
use crate::command::Program;
use crate::driver::PATIENCE;

/// The name and the verdict of each row of the table, when all are there.
const ROWS: &str = r"
    const rows = [...document.querySelectorAll('#calls tr')].map(row => [
        row.cells[0].firstChild.textContent,
        row.cells[3].querySelector('.state').textContent,
    ]);
    return document.getElementById('status').textContent.includes('as the policy says') ? rows : [];
";

in_each_engine! {
    async fn the_quickstart_agrees(engine: Engine) {
        let build = ["build", "-q", "-p", "quickstart"];
        let run = ["run", "-q", "-p", "quickstart", "--", "--port", "0"];
        let mut quickstart = Program::start(&build, &run).await;
        let api = quickstart.port("The API").await;
        let page = quickstart.port("The page").await;
        let [api_url, page_url] = [api, page].map(|port| format!("http://localhost:{port}"));
        let places = [(api_url.as_str(), api), (&page_url, page)];
        let browser = Browser::start_with(engine, "http/1.1", &places).await;

        browser.go_to(&page_url).await;
        let deadline = Instant::now() + PATIENCE;
        let rows: Vec<(String, String)> = loop {
            let rows = browser.driver.execute(ROWS, []).await.expect("a page");
            let rows: Vec<_> = rows.convert().expect("rows");
            if !rows.is_empty() {
                break rows;
            }
            assert!(Instant::now() < deadline, "the calls don't end");
            sleep(std::time::Duration::from_millis(100)).await;
        };
        browser.quit().await;
        println!("{} calls in {}", rows.len(), engine.name());
        assert!(rows.len() >= 12, "{rows:?}");
        for (call, verdict) in &rows {
            assert_eq!(verdict, "✓ Yes", "{call} in {}", engine.name());
        }
    }
}
