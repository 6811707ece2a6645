//! The watch itself: a page with every fault that it looks for, so that its silence elsewhere means something.

use std::io::{Read, Write};
use std::net::TcpListener;

use system::{Browser, NARROW, WIDE};

const BAD: &str = "<!doctype html><html lang=en><title>Bad</title><main><h1>Bad</h1>\
    <img src='http://127.0.0.2:9/elsewhere.png'><p style='width:900px;color:#ccc'>Faint and wide</p>\
    <script>document.title = 'Script ran'; missing();</script></main>";
const GOOD: &str =
    "<!doctype html><html lang=en><title>Good</title><main><h1>Good</h1><p>Nothing wrong.</p></main>";

/// Serves one page for ever, from a thread that ends with the test's process.
fn serve(body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap_or(0);
            let icon = request[..read].starts_with(b"GET /favicon");
            let body = if icon { "" } else { body };
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length:";
            drop(write!(stream, "{head} {}\r\n\r\n{body}", body.len()));
        }
    });
    address
}

#[tokio::test]
async fn browser_watch_finds_every_fault_of_a_bad_page() {
    let browser = Browser::start().await;
    let tab = browser.tab(&serve(BAD), NARROW).await;
    tab.go("/").await;
    assert!(tab.sideways().await > 500, "the wide paragraph");
    let rules: Vec<String> = tab.violations().await.into_iter().map(|violation| violation.rule).collect();
    assert!(rules.contains(&"image-alt".to_owned()), "{rules:?}");
    assert!(rules.contains(&"color-contrast".to_owned()), "{rules:?}");
    let troubles = tab.troubles().join("\n");
    assert!(troubles.contains("another host: http://127.0.0.2:9/elsewhere.png"), "{troubles}");
    assert!(troubles.contains("script failed"), "{troubles}");
    assert_eq!(tab.text("h1").await, "Bad");
    browser.close().await;
}

#[tokio::test]
async fn browser_watch_is_silent_on_a_good_page() {
    let browser = Browser::start().await;
    let tab = browser.tab(&serve(GOOD), WIDE).await;
    tab.go("/").await;
    tab.is_sound("watch-good").await;
    browser.close().await;
}

#[tokio::test]
async fn browser_script_can_be_switched_off() {
    let browser = Browser::start().await;
    let tab = browser.tab(&serve(BAD), WIDE).await;
    tab.set_script(false).await;
    tab.go("/").await;
    assert_eq!(tab.ask("document.title").await, "Bad");
    tab.set_script(true).await;
    tab.go("/").await;
    assert_eq!(tab.ask("document.title").await, "Script ran");
    browser.close().await;
}
