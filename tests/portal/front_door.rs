//! What holds for every answer: headers, forms from elsewhere, files, and being well.

use reqwest::Method;
use system::{Answer, Installation, Reader};

const PATHS: &[&str] =
    &["/", "/sign-in", "/schools", "/nowhere", "/cycles/x", "/health/live", "/api/v1/schools"];

fn is_guarded(answer: &Answer) {
    let path = &answer.path;
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{path}: {part} is missing from the policy \"{policy}\"");
    }
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert!(!answer.header("referrer-policy").is_empty(), "{path}");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_no_page_is_stored() {
    let installation = Installation::fresh().await;
    let portal = installation.serve();
    let reader = portal.reader();
    for path in PATHS {
        let answer = reader.get(path).await;
        is_guarded(&answer);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    portal.stop();
}

#[tokio::test]
async fn every_page_has_a_title_one_heading_a_language_and_landmarks() {
    let installation = Installation::fresh().await;
    let portal = installation.serve();
    for path in ["/", "/sign-in", "/schools", "/nowhere"] {
        let page = portal.reader().get(path).await;
        assert!(!page.text("title").is_empty(), "{path} has a title");
        assert_eq!(page.texts("h1").len(), 1, "{path} has one h1: {:?}", page.texts("h1"));
        assert_eq!(page.attributes("html", "lang"), ["en-GB"], "{path}");
        assert_eq!((page.texts("main").len(), page.texts("body > header").len()), (1, 1), "{path}");
        assert_eq!(
            page.attributes("script:not([src])", "type"),
            Vec::<String>::new(),
            "{path}: no script of its own"
        );
    }
    portal.stop();
}

#[tokio::test]
async fn the_files_of_a_page_may_be_kept_for_a_year_and_are_there() {
    let installation = Installation::fresh().await;
    let portal = installation.serve();
    let reader = portal.reader();
    let page = reader.get("/").await;
    let files = [
        page.attributes("link[rel=stylesheet]", "href"),
        page.attributes("script", "src"),
        page.attributes("link[rel=icon]", "href"),
    ];
    assert!(files.iter().all(|found| found.len() == 1), "{files:?}");
    for file in files.concat() {
        let answer = reader.get(&file).await.with_status(200);
        assert!(!answer.body.is_empty(), "{file}");
        is_guarded(&answer);
        assert_ne!(answer.header("cache-control"), "no-store", "{file} is no secret");
    }
    portal.stop();
}

#[tokio::test]
async fn a_form_sent_from_another_site_is_refused() {
    let installation = Installation::fresh().await;
    let portal = installation.serve();
    let reader = portal.reader();
    let elsewhere = reader
        .request_from("cross-site", Method::POST, "/sign-in")
        .header("Origin", "https://elsewhere.example")
        .form(&[("sign_in_name", "a"), ("password", "b")]);
    assert_eq!(reader.send(elsewhere).await.status, 403);
    portal.stop();
}

#[tokio::test]
async fn a_wrong_password_says_the_same_as_an_unknown_name_and_keeps_what_was_typed() {
    let installation = Installation::fresh().await;
    let made = installation
        .command(&[
            "account",
            "--sign-in-name",
            "pat",
            "--display-name",
            "Pat",
            "--role",
            "lead",
            "--school",
            "125000",
        ])
        .env("QUADRANT_PASSWORD", "correct horse battery")
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let portal = installation.serve();
    let refused = async |name: &str| {
        let reader = portal.reader();
        let form = reader.get("/sign-in").await.form("form[action='/sign-in']");
        let answer =
            reader.submit(&form.set("sign_in_name", name).set("password", "wrong horse battery")).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.form("form[action='/sign-in']").value("sign_in_name"), Some(name));
        assert_eq!(
            answer.form("form[action='/sign-in']").value("password"),
            Some(""),
            "a password is never sent back"
        );
        assert!(answer.text("title").starts_with("Error"), "{}", answer.text("title"));
        answer.text(".govuk-error-summary")
    };
    assert_eq!(refused("pat").await, refused("nobody").await);
    portal.reader().sign_in("pat", "correct horse battery").await;
    portal.stop();
}

#[tokio::test]
async fn a_sign_in_gives_a_new_cookie_that_script_cannot_read_and_sign_out_ends_it() {
    let installation = Installation::fresh().await;
    let made = installation
        .command(&["account", "--sign-in-name", "pat", "--display-name", "Pat", "--role", "auditor"])
        .env("QUADRANT_PASSWORD", "correct horse battery")
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let portal = installation.serve();
    let reader = portal.reader();
    let form = reader.get("/sign-in").await.form("form[action='/sign-in']");
    let entered =
        reader.submit(&form.set("sign_in_name", "pat").set("password", "correct horse battery")).await;
    let cookie = entered.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=", "Path=/"] {
        assert!(cookie.contains(part), "{part} is missing from {cookie}");
    }
    let signed_in = reader.get("/").await;
    assert!(signed_in.text("body > header").contains("Pat"), "{}", signed_in.text("body > header"));
    let copied = cookie.split(';').next().unwrap().to_owned();
    let stolen = |reader: Reader, copied: String| async move {
        reader
            .send(reader.request(Method::GET, "/").header("Cookie", copied))
            .await
            .text("body > header")
            .contains("Pat")
    };
    assert!(stolen(portal.reader(), copied.clone()).await, "the cookie alone is the session");
    assert!(reader.post("/sign-out", &[]).await.redirect().is_some());
    assert!(!stolen(portal.reader(), copied).await, "after signing out the old cookie is worth nothing");
    portal.stop();
}

#[tokio::test]
async fn health_and_metrics_answer_without_a_sign_in() {
    let installation = Installation::fresh().await;
    let portal = installation.serve_with(&["--private"]);
    let reader = portal.reader();
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(reader.get(path).await.status, 200, "{path}");
    }
    let metrics = reader.get("/metrics").await.with_status(200);
    assert!(metrics.body.contains("# TYPE"), "Prometheus text: {}", metrics.body);
    portal.stop();
}

#[tokio::test]
async fn a_private_portal_shows_official_figures_only_to_people_who_are_signed_in() {
    let installation = Installation::fresh().await;
    let portal = installation.serve_with(&["--private"]);
    let page = portal.reader().get("/schools").await;
    assert!(
        page.status == 401 || page.redirect().is_some_and(|to| to.starts_with("/sign-in")),
        "{}",
        page.status
    );
    assert_eq!(portal.reader().get_json("/api/v1/schools").await.status, 401);
    portal.stop();
    let portal = installation.serve();
    assert_eq!(portal.reader().get("/schools").await.status, 200);
    portal.stop();
}
