//! The file, whole and in parts.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use journal::verify_pack;

use super::{Asked, range};
use crate::app::App;
use crate::policy::Role as Post;
use crate::test_support::{Fresh, Tab, person};

#[test]
fn one_range_is_read_and_everything_else_is_answered_by_the_whole() {
    for (asked, part) in [
        ("bytes=0-9", Asked::Part(0, 10)),
        ("bytes=90-", Asked::Part(90, 100)),
        ("bytes=90-1000", Asked::Part(90, 100)),
        ("bytes=-10", Asked::Part(90, 100)),
        ("bytes=-1000", Asked::Part(0, 100)),
        ("bytes=100-", Asked::Beyond),
        ("bytes=9-3", Asked::All),
        ("bytes=0-1,5-6", Asked::All),
        ("bytes=-0", Asked::All),
        ("lines=1-2", Asked::All),
    ] {
        assert_eq!(range(asked, 100), part, "{asked}");
    }
}

async fn part(tab: &Tab, path: &str, range: &str) -> Response {
    let request = Request::get(path).header(header::COOKIE, tab.cookie()).header(header::RANGE, range);
    tab.send(request.body(Body::empty()).unwrap()).await
}

async fn bytes(response: Response) -> Vec<u8> {
    to_bytes(response.into_body(), 1 << 24).await.unwrap().to_vec()
}

const EXPORT: &str = "/schools/urn:900001/export";

async fn signed(app: &App) -> u64 {
    loop {
        if let Some(signed) = app.notary().issue().await.unwrap() {
            return signed.size();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_auditor_fetches_the_file_in_parts_and_it_holds_and_others_find_nothing() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let auditor = person(&app, Post::Auditor, "urn:900001").await;
    let size = signed(&app).await;
    let (status, page) = auditor.get(EXPORT).await;
    assert_eq!(status, StatusCode::OK);
    let link = format!("{EXPORT}/ledger.zip?size={size}");
    assert!(page.contains(&link) && page.contains("quadrant verify"), "{page}");

    let first = part(&auditor, &link, "bytes=0-99").await;
    assert_eq!(first.status(), StatusCode::PARTIAL_CONTENT);
    let range = first.headers()[header::CONTENT_RANGE].to_str().unwrap().to_owned();
    let mut whole = bytes(first).await;
    assert_eq!(whole.len(), 100);
    let rest = part(&auditor, &link, "bytes=100-").await;
    whole.extend(bytes(rest).await);
    assert_eq!(range, format!("bytes 0-99/{}", whole.len()));
    let at_once = part(&auditor, &link, "").await;
    assert_eq!((at_once.status(), bytes(at_once).await), (StatusCode::OK, whole.clone()));
    assert_eq!(part(&auditor, &link, "bytes=99999999-").await.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(auditor.get(&format!("{EXPORT}/ledger.zip?size={}", size + 1)).await.0, StatusCode::NOT_FOUND);

    let file = app.settings().exports.join("fetched.zip");
    std::fs::write(&file, whole).unwrap();
    let key = app.notary().verifier_key().unwrap().unwrap();
    let verified = verify_pack(&file, &key, &[], |_, _| {}).unwrap().unwrap();
    assert_eq!(verified.checkpoint.size(), size);
    let stranger = person(&app, Post::Auditor, "urn:900002").await;
    assert_eq!(stranger.get(&link).await.0, StatusCode::NOT_FOUND);
    let governor = person(&app, Post::Governor, "urn:900001").await;
    assert_eq!(governor.get(&link).await.0, StatusCode::FORBIDDEN);
    app.stop().await;
    fresh.drop().await;
}
