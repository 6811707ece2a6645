//! Who may do what, asked of every door of the real portal: the list of doors is the program's own, so that a new one
//! can't be forgotten, and the expected answer is the one table's.

use domain::GrantId;
use portal::policy::{Action, Grant, On, Role, Scope, Verdict, decide};
use portal::route::Route;
use reqwest::Method;
use system::{Answer, Reader};

use crate::front_door::is_guarded;
use crate::governors::{AboutPupils, everything};
use crate::people::{Demonstration, SCHOOL, cycle_in, first, history};
use crate::staff;
use crate::tables;

/// What stands in place of the names in braces.
pub(crate) struct Places {
    running: String,
    closed: String,
    participant: String,
    pupil: String,
    assessment: String,
    strategy: String,
    target: String,
    session: String,
    cost: String,
    account: String,
    grant: String,
    token: String,
    recovery: String,
    group: String,
    proposal: String,
    enquiry: String,
    meeting: String,
    /// The place of a fact by which all this was known.
    known: String,
    /// The day on which the last of it was so.
    today: String,
    position: String,
}

impl Places {
    pub(crate) async fn of(demonstration: &Demonstration) -> Self {
        let reader = &demonstration.signed_in("lead").await;
        let [account, grant, token, recovery] = staff::places(demonstration).await;
        link_scales(demonstration).await;
        let running = cycle_in(reader, "running").await;
        let closed = cycle_in(reader, "closed").await;
        let events = history(reader, &running).await;
        let known = events.last().expect("a fact")["position"].to_string();
        let days = events.iter().filter_map(|event| event["effective_on"].as_str());
        let today = days.max().expect("a day").to_owned();
        let member = |kind: &str, name: &str| {
            let event = events.iter().find(|event| event["type"] == kind).expect("the demonstration has one");
            event["payload"][name].as_str().unwrap_or_else(|| panic!("{name} in {event}")).to_owned()
        };
        let list = reader.get(&format!("{SCHOOL}/pupils")).await.with_status(200);
        let agenda = reader.get_json(&format!("/api/v1{SCHOOL}/agenda")).await.with_status(200).json();
        let recorded = reader.get_json(&format!("/api/v1{SCHOOL}/history")).await.with_status(200).json();
        let position = recorded["events"][0]["position"].as_u64().expect("a place").to_string();
        let listed = |name: &str| agenda[name].as_str().expect("a day").to_owned();
        let waiting = agenda["waiting_for_governors"][0]["id"].as_str().expect("a question").to_owned();
        let groups = reader.get("/groups").await.with_status(200);
        let group = first(&groups, "tbody th a").trim_start_matches("/groups/").to_owned();
        let proposals = reader.get(&format!("{running}/proposals")).await.with_status(200);
        let proposal = first(&proposals, "main a[href$='/set-aside']");
        let proposal =
            proposal.trim_end_matches("/set-aside").rsplit('/').next().unwrap_or_default().to_owned();
        let pupil = first(&list, "a[href^='/pupils/']").trim_start_matches("/pupils/").to_owned();
        Self {
            pupil,
            participant: member("pupil_placed", "participant"),
            assessment: member("assessment_recorded", "assessment_id"),
            strategy: member("strategy_adopted", "strategy"),
            target: member("curricular_target_set", "target_id"),
            session: member("session_delivered", "session_id"),
            cost: member("cost_recorded", "cost_id"),
            running,
            closed,
            account,
            grant,
            token,
            recovery,
            group,
            proposal,
            enquiry: waiting,
            meeting: listed("next_meeting"),
            known,
            today,
            position,
        }
    }

    /// The path of a door with everything in braces filled in. Governors and officers see closed cycles only.
    pub(crate) fn fill(&self, route: &Route, role: Option<Role>) -> String {
        let sealed_only = matches!(role, Some(Role::Governor | Role::Officer));
        let cycle = if sealed_only { &self.closed } else { &self.running };
        let school = if [
            "/cycles",
            "/pupils",
            "/compare",
            "/people",
            "/named-reads",
            "/profile",
            "/terms",
            "/small-numbers",
            "/leave",
            "/enquiries",
            "/agenda",
            "/meetings",
            "/tracking",
            "/feedback",
            "/packs",
            "/editions",
            "/export",
            "/difference",
            "/history",
            "/corrections",
            "/retention",
        ]
        .iter()
        .any(|part| route.path.contains(&format!("{{school}}{part}")))
        {
            SCHOOL.trim_start_matches("/schools/")
        } else {
            "900001"
        };
        let mut path = route.path.to_string();
        for (name, value) in [
            ("{*page}", "cycles/{cycle}"),
            ("{when}", &self.known),
            ("{date}", &self.today),
            ("{cycle}", cycle.trim_start_matches("/cycles/")),
            ("{school}", school),
            ("{authority}", tables::AUTHORITY),
            ("{participant}", &self.participant),
            ("{pupil}", &self.pupil),
            ("{assessment}", &self.assessment),
            ("{strategy}", &self.strategy),
            ("{target}", &self.target),
            ("{session}", &self.session),
            ("{cost}", &self.cost),
            ("{account}", &self.account),
            ("{grant}", &self.grant),
            ("{token}", if route.path.starts_with("/recovery") { &self.recovery } else { &self.token }),
            ("{group}", &self.group),
            ("{proposal}", &self.proposal),
            // No comment has this id, which is to take back as one that is gone.
            ("{comment}", &self.proposal),
            ("{enquiry}", &self.enquiry),
            ("{day}", &self.meeting),
            ("{number}", "1"),
            ("{table}", if route.path.contains("/report/") { "figures.csv" } else { "questions.csv" }),
            ("{year}", "2046-47"),
            ("{sequence}", "1"),
            ("{position}", &self.position),
            ("{number}", "1"),
            ("{point}", "baseline"),
            ("{part}", "impact"),
            ("{kind}", "strategy"),
            ("{code}", code_of(&route.path)),
            ("{scale}", "number-standardised"),
        ] {
            path = path.replace(name, value);
        }
        assert!(!path.contains('{'), "this walk does not know every name in {}", route.path);
        if route.path == "/api/v1/quadrants" {
            format!("{path}?authority={}", tables::AUTHORITY)
        } else {
            path
        }
    }
}

/// A link from one scale to another, for the doors that are about one: the program brings none.
async fn link_scales(demonstration: &Demonstration) {
    let keeper = demonstration.signed_in("administrator").await;
    let link = serde_json::json!({
        "to_scale": "number-standardised", "factor": 1, "offset": 60, "holds_from": 0, "holds_to": 40,
        "published_in": "Made up for this walk", "reason": "policy",
    });
    let request = keeper.request(Method::POST, "/api/v1/catalogue/instrument/quick-facts/links/new");
    let _ = keeper.send(request.json(&link)).await.with_status(201);
}

/// An entry that comes with the program, of the kind that the path is about.
fn code_of(path: &str) -> &'static str {
    let kinds = [
        ("/catalogue/programme/", "one-to-one"),
        ("/catalogue/instrument/", "quick-facts"),
        ("/catalogue/concept/", "counting-things"),
    ];
    kinds.iter().find(|(part, _)| path.contains(part)).map_or("number-talks", |(_, code)| code)
}

/// Whether the table lets somebody in this role, or nobody, through a door of this kind.
fn opens(role: Option<Role>, action: Action, private: bool) -> bool {
    let grant = |role| Grant {
        id: GrantId::new(uuid::Uuid::nil()),
        role,
        scope: Scope::Installation,
        schools: Vec::new(),
    };
    let grant = role.map(grant);
    let who = grant.as_ref().map(|grant| (uuid::Uuid::nil(), grant));
    decide(who, action, On::Door, private) == Verdict::Allowed
}

/// The doors, the one that ends a session last.
fn doors() -> Vec<Route> {
    let mut doors = portal::routes();
    doors.sort_by_key(|route| route.path == "/sign-out");
    doors
}

async fn ask(reader: &Reader, route: &Route, path: &str, json: bool) -> Answer {
    let request = reader.request(route.method.clone(), path);
    let request = if json { request.header("Accept", "application/json") } else { request };
    let request = match route.takes {
        Some(_) => request.json(&serde_json::json!({})),
        None if route.method == Method::POST => request.form(&[("nothing", "")]),
        None => request,
    };
    reader.send(request).await
}

/// Whether an empty object is all that this door asks for.
pub(crate) fn needs_nothing(route: &Route) -> bool {
    route.takes.is_some_and(|shape| shape.0.iter().all(|part| !part.needed))
}

/// What is wrong with `answer`, if anything, by what the table says.
fn fault(route: &Route, role: Option<Role>, private: bool, json: bool, answer: &Answer) -> Option<String> {
    let to_sign_in = answer.header("location").starts_with("/sign-in");
    let json = json || route.path.starts_with("/api/");
    let right = match (opens(role, route.action, private), role) {
        // Or it leads on to itself, with what was left unsaid.
        (true, _) if route.method == Method::GET => {
            let itself = format!("{}?", answer.path);
            answer.status == 200 || answer.status == 303 && answer.header("location").starts_with(&itself)
        }
        // An empty form: refused for what it lacks, not for who sent it.
        // What needs nothing is done, or is so already.
        (true, _) if needs_nothing(route) && [200, 201].contains(&answer.status) => true,
        (true, _) => [303, 400, 422].contains(&answer.status) && !to_sign_in,
        (false, None) if json => answer.status == 401,
        (false, None) => answer.status == 303 && to_sign_in,
        (false, Some(_)) => answer.status == 403,
    };
    let who = role.map_or("nobody", Role::name);
    (!right).then(|| {
        format!(
            "{who}, {} {}, JSON {json}: {} {}",
            route.method,
            route.path,
            answer.status,
            answer.header("location")
        )
    })
}

#[tokio::test]
async fn every_door_opens_to_exactly_those_of_a_school_whom_the_table_names() {
    let roles = [Role::Teacher, Role::Lead, Role::Head, Role::Mentor];
    every_door_opens_to(&roles.map(Some)).await;
}

#[tokio::test]
async fn every_door_opens_to_exactly_those_from_outside_whom_the_table_names_and_to_nobody_else() {
    let roles = [Role::Governor, Role::Auditor, Role::Officer, Role::Administrator];
    let from_outside: Vec<Option<Role>> = std::iter::once(None).chain(roles.map(Some)).collect();
    every_door_opens_to(&from_outside).await;
    assert_eq!(from_outside.len() + 3, Role::ALL.len(), "with those of a school these are all");
}

/// Asks every door in each of these roles, and as nobody.
async fn every_door_opens_to(roles: &[Option<Role>]) {
    let demonstration = Demonstration::start().await;
    let _ = tables::import(&demonstration.installation, &tables::whole_table(), "2018/19", &[]).well();
    let places = Places::of(&demonstration).await;
    let mut faults = Vec::new();
    for role in roles.iter().copied() {
        let reader = match role {
            Some(role) => demonstration.signed_in(role.name()).await,
            None => demonstration.portal.reader(),
        };
        for route in doors() {
            let path = places.fill(&route, role);
            for json in [false, true] {
                let answer = ask(&reader, &route, &path, json).await;
                is_guarded(&answer);
                faults.extend(fault(&route, role, false, json, &answer));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_cycle_of_another_school_answers_as_one_that_does_not_exist() {
    let demonstration = Demonstration::start().await;
    let places = Places::of(&demonstration).await;
    let nowhere = "/cycles/00000000-0000-4000-8000-000000000000";
    let mut asked = 0;
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Administrator) {
        let reader = demonstration.stranger(role.name()).await;
        let doors = doors().into_iter().filter(|route| route.path.contains("{cycle}"));
        for route in doors.filter(|route| opens(Some(role), route.action, false)) {
            for cycle in [&places.running, &places.closed] {
                let path = places.fill(&route, Some(role));
                let path = path.replace(&places.running, cycle).replace(&places.closed, cycle);
                let theirs = ask(&reader, &route, &path, false).await;
                let none = ask(&reader, &route, &path.replace(cycle.as_str(), nowhere), false).await;
                assert_eq!(theirs.status, 404, "{} {} {path}", role.name(), route.method);
                assert_eq!((theirs.status, &theirs.body), (none.status, &none.body), "{path}");
                asked += 1;
            }
        }
        let school = reader.get(&format!("{SCHOOL}/cycles")).await.with_status(404);
        assert_eq!(school.body, reader.get("/schools/demo:nowhere/cycles").await.with_status(404).body);
    }
    assert!(asked > 40, "{asked}");
    // Somebody of the made-up school, but no number of a cycle at all.
    let lead = demonstration.signed_in("lead").await;
    for path in ["/cycles/1", "/cycles/x/history", nowhere, "/cycles/..%2f..", "/cycles/'--"] {
        assert_eq!(lead.get(path).await.status, 404, "{path}");
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_colleague_s_cycle_is_to_a_teacher_and_a_mentor_as_if_there_were_none() {
    let demonstration = Demonstration::start().await;
    let places = Places::of(&demonstration).await;
    let nowhere = "/cycles/00000000-0000-4000-8000-000000000000";
    for role in [Role::Teacher, Role::Mentor] {
        let colleague = demonstration.colleague(role.name()).await;
        let doors = doors().into_iter().filter(|route| route.path.contains("{cycle}"));
        for route in doors.filter(|route| opens(Some(role), route.action, false)) {
            let path = places.fill(&route, Some(role));
            let theirs = ask(&colleague, &route, &path, false).await;
            let none = ask(&colleague, &route, &path.replace(&places.running, nowhere), false).await;
            assert_eq!((theirs.status, &theirs.body), (404, &none.body), "{} {path}", role.name());
        }
        let list = colleague.get_json(&format!("/api/v1{SCHOOL}/cycles")).await.with_status(200).json();
        assert_eq!(list["cycles"].as_array().map(Vec::len), Some(0), "{list}");
        assert_eq!(list["marks"].as_array().map(Vec::len), Some(0), "{list}");
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_mentor_reads_first_letters_where_staff_read_names() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let pupils = AboutPupils::read(&teacher).await;
    let mentor = demonstration.signed_in("mentor").await;
    let pages = everything(&mentor, &["/", SCHOOL, &format!("{SCHOOL}/cycles")]).await;
    let named: Vec<(&str, &String)> = pages
        .iter()
        .flat_map(|(path, page)| pupils.names.iter().map(move |name| (path, page, name)))
        .filter(|(_, page, name)| page.body.contains(name.as_str()))
        .map(|(path, _, name)| (path.as_str(), name))
        .collect();
    assert_eq!(named, []);
    let page = mentor.get(&cycle_in(&mentor, "running").await).await.with_status(200);
    let shown = page.texts("[aria-labelledby=scores] th[scope=row]");
    assert!(shown.len() > 5 && shown.iter().all(|name| name.len() < 9 && name.ends_with('.')), "{shown:?}");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_at_every_door_and_changes_nothing() {
    let demonstration = Demonstration::start().await;
    let lead = demonstration.signed_in("lead").await;
    let places = Places::of(&demonstration).await;
    let before = tables::events(&demonstration.installation).await;
    let posts: Vec<Route> = doors().into_iter().filter(|route| route.method == Method::POST).collect();
    assert!(posts.len() > 8, "{}", posts.len());
    for route in posts {
        let path = places.fill(&route, Some(Role::Lead));
        // A whole form, so that nothing but its origin is wrong with it.
        let fields = match lead.get(&path).await {
            // A cycle that has begun has no form to begin it.
            page if page.texts("main form[method=post]").is_empty() => Vec::new(),
            page if page.status == 200 && path != "/sign-in" => page.form("main form[method=post]").fields,
            _ => Vec::new(),
        };
        for site in ["cross-site", "same-site"] {
            let request =
                lead.request_from(site, Method::POST, &path).header("Origin", "https://elsewhere.example");
            let answer = lead.send(request.form(&fields)).await;
            assert_eq!(answer.status, 403, "{site} {path}");
            is_guarded(&answer);
        }
    }
    assert_eq!(tables::events(&demonstration.installation).await, before);
    assert_eq!(lead.get(&places.running).await.status, 200, "and the session goes on");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_private_portal_opens_no_door_with_official_figures_to_nobody() {
    let installation = system::Installation::fresh().await;
    let _ = tables::import(&installation, &tables::whole_table(), "2018/19", &[]).well();
    let portal = installation.serve_with(&["--private"]);
    let reader = portal.reader();
    let mut closed = 0;
    for route in portal::routes() {
        if route.action != Action::SeeOfficialFigures {
            continue;
        }
        let path = route.path.replace("{school}", "900001").replace("{authority}", tables::AUTHORITY);
        for json in [false, true] {
            let answer = ask(&reader, &route, &path, json).await;
            assert_eq!(fault(&route, None, true, json, &answer), None);
            assert!(!answer.body.contains("Alder"), "{path}: {}", answer.body);
            closed += 1;
        }
    }
    assert!(closed >= 12, "{closed}");
    let home = reader.get("/").await.with_status(200).text("main");
    assert!(
        !home.contains("14") && !home.contains(tables::AUTHORITY),
        "nor does the first page count them: {home}"
    );
    portal.stop();
}
