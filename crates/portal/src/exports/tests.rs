//! The file, whole and in parts.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, Request, StatusCode, header};
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
    ask(tab, path, &[(header::RANGE, range)]).await
}

async fn ask(tab: &Tab, path: &str, headers: &[(HeaderName, &str)]) -> Response {
    let request = Request::get(path).header(header::COOKIE, tab.cookie());
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, *value));
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

#[tokio::test]
async fn a_download_goes_on_only_with_the_file_that_it_began_with() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let auditor = person(&app, Post::Auditor, "urn:900001").await;
    let size = signed(&app).await;
    let open = format!("{EXPORT}/ledger.zip");
    let link = format!("{open}?size={size}");
    let sent_on = part(&auditor, &open, "bytes=0-9").await;
    assert_eq!(sent_on.status(), StatusCode::SEE_OTHER);
    assert_eq!(sent_on.headers()[header::LOCATION], link.as_str());
    let sent_on = ask(&auditor, &format!("{open}?from=1&to=2"), &[]).await;
    assert_eq!(sent_on.headers()[header::LOCATION], format!("{link}&from=1&to=2").as_str());

    let whole = ask(&auditor, &link, &[]).await;
    let tag = whole.headers()[header::ETAG].to_str().unwrap().to_owned();
    let whole = bytes(whole).await;
    let rest = [(header::RANGE, "bytes=9-")];
    for (begun, status) in [
        (tag.as_str(), StatusCode::PARTIAL_CONTENT),
        ("\"another\"", StatusCode::OK),
        (&format!("W/{tag}"), StatusCode::OK),
        ("Mon, 23 Nov 2026 01:58:32 GMT", StatusCode::OK),
    ] {
        let answer = ask(&auditor, &link, &[rest.as_slice(), &[(header::IF_RANGE, begun)]].concat()).await;
        assert_eq!(answer.status(), status, "{begun}");
        let from = if status == StatusCode::OK { 0 } else { 9 };
        assert_eq!(bytes(answer).await, whole[from..], "{begun}");
    }
    for range in ["from=3&to=2", "from=0", &format!("to={}", size + 1)] {
        let refused = ask(&auditor, &format!("{link}&{range}"), &[]).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{range}");
    }
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_file_can_be_had_of_some_days_alone() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let auditor = person(&app, Post::Auditor, "urn:900001").await;
    let size = signed(&app).await;
    let today = app.today();
    let (status, page) = auditor.get(&format!("{EXPORT}?since={today}&until={today}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains(&format!("size={size}&amp;from=1&amp;to={size}")), "{page}");
    for days in ["since=2001-01-01&until=2001-01-02", "since=2999-01-01", "since=tomorrow"] {
        let (status, page) = auditor.get(&format!("{EXPORT}?{days}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
        assert!(page.contains("govuk-error-summary") && !page.contains("ledger.zip?"), "{page}");
    }
    let some = ask(&auditor, &format!("{EXPORT}/ledger.zip?size={size}&from=1&to=1"), &[]).await;
    let file = app.settings().exports.join("some.zip");
    std::fs::write(&file, bytes(some).await).unwrap();
    let key = app.notary().verifier_key().unwrap().unwrap();
    let verified = verify_pack(&file, &key, &[], |_, _| {}).unwrap().unwrap();
    assert!(verified.ends.is_none_or(|ends| ends == (1, 1)), "{:?}", verified.ends);
    assert_eq!(verified.checkpoint.size(), size);
    app.stop().await;
    fresh.drop().await;
}
