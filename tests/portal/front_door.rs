//! What holds for every answer: headers, forms from elsewhere, files, and being well.

use reqwest::Method;
use system::{Answer, Installation, Portal, Reader};

use crate::tables::{import, whole_table};

const PATHS: &[&str] =
    &["/", "/sign-in", "/schools", "/nowhere", "/cycles/x", "/health/live", "/api/v1/schools"];

#[track_caller]
pub(crate) fn is_guarded(answer: &Answer) {
    let path = &answer.path;
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{path}: {part} is missing from the policy \"{policy}\"");
    }
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert!(!answer.header("referrer-policy").is_empty(), "{path}");
    let stored = answer.header("cache-control");
    assert!(stored == "no-store" || path.starts_with("/assets/"), "{path} may be stored: {stored:?}");
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
async fn a_page_speaks_the_english_of_its_reader() {
    let installation = Installation::fresh().await;
    let _ = import(&installation, &whole_table(), "2018/19", &[]).well();
    let portal = installation.serve();
    portal.ready().await;
    for (asked, lang, word) in [
        ("en-GB", "en-GB", "Mathematics"),
        ("en-US,en;q=0.9", "en-US", "Math"),
        ("mi, en-NZ;q=0.8", "en-NZ", "Mathematics"),
        ("fr", "en-GB", "Mathematics"),
        ("", "en-GB", "Mathematics"),
    ] {
        let reader = portal.reader();
        let mut request = reader.request(Method::GET, "/schools/900001/quadrant").build().unwrap();
        request.headers_mut().insert("accept-language", asked.parse().unwrap());
        let page = reader.run(request).await.with_status(200);
        assert_eq!(page.attributes("html", "lang"), [lang], "{asked:?}");
        assert!(
            page.texts("main th").iter().any(|name| name.ends_with(word)),
            "{asked:?}: {:?}",
            page.texts("main th")
        );
    }
    portal.stop();
}

#[tokio::test]
async fn official_figures_are_drawn_once_for_all_until_a_fact_changes_them_and_apart_for_a_person() {
    let installation = Installation::fresh().await;
    let table = whole_table();
    let _ = import(&installation, &table, "2018/19", &[]).well();
    account(&installation, "pat", "governor");
    let portal = installation.serve();
    portal.ready().await;
    let (stranger, person) = (portal.reader(), portal.reader());
    person.sign_in("pat", PASSWORD).await;
    let path = "/schools/900001/quadrant";
    let of_person = person.get(path).await.with_status(200);
    let drawn = stranger.get(path).await.with_status(200);
    assert!(of_person.body.contains("Pat Person") && !drawn.body.contains("Pat Person"));
    assert_eq!(person.get(path).await.body, of_person.body, "a person has a page of their own");
    let kept = stranger.get(path).await.with_status(200);
    assert_eq!(kept.body, drawn.body, "the same page again, and nobody's name in it");
    assert_eq!(kept.header("content-type"), drawn.header("content-type"));
    is_guarded(&kept);
    let changed = table.replacen("107", "117", 1);
    assert_ne!(changed, table);
    let _ = import(&installation, &changed, "2018/19", &["--reason", "later_table"]).well();
    portal.ready().await;
    let anew = stranger.get(path).await.with_status(200);
    assert_ne!(anew.body, drawn.body, "what was revised is shown");
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

/// Makes an account by the program's own command.
fn account(installation: &Installation, name: &str, role: &str) {
    let made = installation
        .command(&["account", "--sign-in-name", name, "--display-name", "Pat Person", "--role", role])
        .args(["--school", "125000"])
        .env("QUADRANT_PASSWORD", PASSWORD)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

const PASSWORD: &str = "correct horse battery";

/// Signs in, on top of `cookie` if there is one, and gives the new cookie's line and where it leads.
async fn enter(reader: &Reader, cookie: Option<&str>, next: &str) -> (String, String) {
    let fields = [("sign_in_name", "pat"), ("password", PASSWORD), ("next", next)];
    let request = reader.request(Method::POST, "/sign-in").form(&fields);
    let request = if let Some(cookie) = cookie { request.header("Cookie", cookie) } else { request };
    let answer = reader.send(request).await.with_status(303);
    is_guarded(&answer);
    (answer.header("set-cookie").to_owned(), answer.header("location").to_owned())
}

/// Whether somebody with nothing but this cookie is let in.
async fn opens(portal: &Portal, cookie: &str) -> bool {
    let reader = portal.reader();
    let request = reader.request(Method::GET, "/").header("Cookie", cookie);
    reader.send(request).await.with_status(200).text("body > header").contains("Pat Person")
}

/// The name and value of a cookie's line.
fn pair(line: &str) -> &str {
    line.split(';').next().unwrap_or_default()
}

#[tokio::test]
async fn a_session_begins_anew_at_each_sign_in_and_is_dead_after_the_sign_out() {
    let installation = Installation::fresh().await;
    account(&installation, "pat", "auditor");
    let portal = installation.serve();
    let reader = portal.reader();
    let chosen = "quadrant_session=chosen-by-somebody-else";
    let (line, _) = enter(&reader, Some(chosen), "").await;
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(line.contains(part), "{part} is missing from {line}");
    }
    let first = pair(&line).to_owned();
    let (name, token) = first.split_once('=').unwrap();
    assert!(token.len() >= 40 && first != chosen, "a token of our own: {first}");
    assert!(!opens(&portal, chosen).await);
    assert!(opens(&portal, &first).await, "the cookie alone is the session");

    let second = pair(&enter(&portal.reader(), Some(&first), "").await.0).to_owned();
    assert_ne!(second, first, "signing in again gives another token");
    assert!(!opens(&portal, &first).await, "and ends the old one");
    let mut database = installation.database().unwrap().connect().await;
    let stored: Vec<Vec<u8>> =
        sqlx::query_scalar("select token_hash from app.session where ended_at is null")
            .fetch_all(&mut database)
            .await
            .unwrap();
    assert_eq!(stored.len(), 1);
    assert_ne!(stored[0], second.trim_start_matches(&format!("{name}=")).as_bytes(), "only a hash is stored");

    let leaving = portal.reader();
    let out = leaving.send(leaving.request(Method::POST, "/sign-out").header("Cookie", &second)).await;
    assert_eq!((out.status, out.header("location")), (303, "/"));
    assert!(out.header("clear-site-data").contains("cache"), "{:?}", out.headers);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{:?}", out.headers);
    assert!(!opens(&portal, &second).await, "after signing out the cookie is worth nothing");
    portal.stop();
}

#[tokio::test]
async fn behind_https_the_cookie_is_kept_to_this_host_and_to_https() {
    let installation = Installation::fresh().await;
    account(&installation, "pat", "auditor");
    let portal = installation.serve_with(&["--behind-https"]);
    let (line, _) = enter(&portal.reader(), None, "").await;
    assert!(line.starts_with("__Host-") && line.contains("Secure") && line.contains("HttpOnly"), "{line}");
    assert!(opens(&portal, pair(&line)).await);
    portal.stop();
}

#[tokio::test]
async fn a_sign_in_leads_on_to_a_page_of_ours_and_nowhere_else() {
    let installation = Installation::fresh().await;
    account(&installation, "pat", "lead");
    let portal = installation.serve();
    for next in ["/schools/125000/cycles", "/cycles/x/history?page=2"] {
        assert_eq!(enter(&portal.reader(), None, next).await.1, next);
    }
    for next in [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "///elsewhere.example",
        "\\\\elsewhere.example",
        "/schools\\..//elsewhere.example",
        " //elsewhere.example",
        "javascript:alert(1)",
        "schools",
        "/sign-out",
        "",
    ] {
        assert_eq!(enter(&portal.reader(), None, next).await.1, "/", "{next:?}");
    }
    // Who is sent to sign in gets on to where they wanted.
    let asked = portal.reader().get("/schools/125000/cycles").await;
    let to = asked.redirect().unwrap();
    let next = portal.reader().get(&to).await.form("form[action='/sign-in']");
    assert_eq!(next.value("next"), Some("/schools/125000/cycles"));
    // With the query, which is part of the page.
    for asked in
        ["/schools/125000/cycles?show=groups&subject=reading", "/my-cycles?a=%2F%2Felsewhere.example"]
    {
        let to = portal.reader().get(asked).await.with_status(303).redirect().unwrap();
        let next = portal.reader().get(&to).await.form("form[action='/sign-in']");
        assert_eq!(next.value("next"), Some(asked));
        assert_eq!(enter(&portal.reader(), None, asked).await.1, asked);
    }
    // An address of the sign-in page that was made elsewhere leads nowhere, however its next page is written.
    for crafted in [
        "%2F%2Felsewhere.example",
        "%2F%5Celsewhere.example",
        "%2F%09%2Felsewhere.example",
        "https%3A%2F%2Felsewhere.example",
    ] {
        let form =
            portal.reader().get(&format!("/sign-in?next={crafted}")).await.form("form[action='/sign-in']");
        let carried = form.value("next").unwrap_or_default().to_owned();
        assert_eq!(enter(&portal.reader(), None, &carried).await.1, "/", "{crafted}");
    }
    portal.stop();
}

#[tokio::test]
async fn what_can_t_be_served_is_guarded_and_said_in_words_too() {
    let installation = Installation::fresh().await;
    let portal = installation.serve();
    let reader = portal.reader();
    let long = "x".repeat(600 * 1024);
    let requests = [
        (reader.request(Method::POST, "/sign-in").form(&[("sign_in_name", long.as_str())]), 413),
        (reader.request(Method::POST, "/schools"), 405),
        (reader.request(Method::DELETE, "/sign-in"), 405),
        (reader.request(Method::GET, "/schools?page=second"), 400),
        (reader.request(Method::POST, "/sign-in").header("Content-Type", "text/plain").body("a"), 415),
        (reader.request(Method::GET, "/assets/nothing.css"), 404),
        (reader.request(Method::GET, "/%ff"), 404),
        (reader.request(Method::GET, "/schools?q=%00"), 400),
        (reader.request(Method::HEAD, "/schools"), 200),
    ];
    for (request, status) in requests {
        // On a connection of its own: one that was refused in the middle of its body is closed.
        let answer = reader.send(request.header("Connection", "close")).await;
        assert_eq!(answer.status, status, "{}: {}", answer.path, answer.body);
        is_guarded(&answer);
        let in_words = status == 200 || answer.path.starts_with("/assets/") || answer.texts("h1").len() == 1;
        assert!(in_words, "{status} {}: {:?}", answer.path, answer.headers);
    }
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
    let _ = reader.get("/schools/900001").await;
    let metrics = reader.get("/metrics").await.with_status(200).body;
    for part in
        ["# TYPE", "http_requests_total", "http_request_seconds", "journal_lag_events", "/schools/{school}"]
    {
        assert!(metrics.contains(part), "{part} is missing from: {metrics}");
    }
    assert!(!metrics.contains("900001"), "doors are counted, never addresses: {metrics}");
    portal.stop();
}
