//! What tests of this crate need: a database of their own on a real PostgreSQL, and facts of a cycle to try things on.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use cqrs_es::{Aggregate, DomainEvent};
use domain::cycle::{AssessmentPoint, CycleEvent, Outcome};
use domain::cycle::{
    Cycle, CycleAct, CycleCommand, CycleKind, EntryBand, LessonPart, Lever, PlacePupil, Placement, Plan,
    PlanCycle, Practice, ProgrammeLimits, Reach, Reading, RecordAssessment, Role, Setting, Tier, Wave,
};
use domain::edition::{EditionFigure, Standing};
use domain::{
    AcademicYear, AccountId, AssessmentId, CycleId, GivenReason, GrantId, KeySubject, ParticipantId,
    ReasonCode, Score, Sealed, Sequence, YearLevel,
};
use jiff::civil::{Date, date};
use journal::{Journal, Notary, Projection, Recorded, Token, Understood};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

use crate::access::{Account, Visitor};
use crate::accounts::{self, NewAccount};
use crate::app::{App, Settings};
use crate::change::OpenCycle;
use crate::command_line::serve;
use crate::cycles::read::InEdition;
use crate::edition_figures;
use crate::entries::{self, Catalogue, Instrument};
use crate::placements;
use crate::policy::{Grant, Role as Post, Scope};
use crate::read_set;
use crate::sealed_text::{Placed, Texts};
use crate::starter;
use crate::vault::Vault;

/// The variable that names the server.
const VARIABLE: &str = "QUADRANT_TEST_DATABASE_URL";

/// A database for one test, with all tables and nothing in them.
pub(crate) struct Fresh {
    /// Connections in the serving role.
    pub(crate) pool: PgPool,
    /// The journal on it.
    pub(crate) journal: Journal,
    server: PgConnectOptions,
    name: String,
    keys: TempDir,
}

impl Fresh {
    /// Makes the database.
    pub(crate) async fn database() -> Self {
        let url = std::env::var(VARIABLE).unwrap_or_else(|_| {
            panic!("{VARIABLE} names no PostgreSQL: run ops/check, which starts one, or set it to a server of yours")
        });
        let server = PgConnectOptions::from_str(&url).expect("the address of the test server");
        let name = format!("portal_{}", Uuid::new_v4().simple());
        let mut connection = PgConnection::connect_with(&server).await.expect("the test server answers");
        sqlx::query(&format!("create database {name} template template0 encoding 'UTF8'"))
            .execute(&mut connection)
            .await
            .expect("a database for this test");
        let options = server.clone().database(&name);
        let mut owner = PgConnection::connect_with(&options).await.expect("the new database answers");
        journal::migrate(&mut owner).await.expect("the tables");
        owner.close().await.expect("a closed connection");
        let pool = journal::connect(options, 8).await.expect("the serving role");
        let journal =
            Journal::open(pool.clone()).await.expect("the journal").with_upcasters(domain::upcasters());
        journal.prepare(&read_set::all()).await.expect("the read tables");
        Self { pool, journal, server, name, keys: tempfile::tempdir().expect("a folder for the key") }
    }

    /// A portal on the database, with its read tables kept in step.
    pub(crate) async fn app(&self) -> App {
        let vault = Vault::open(self.pool.clone(), &self.key_file(), true).expect("a key");
        let running = journal::start(self.journal.clone(), read_set::all(), CancellationToken::new())
            .await
            .expect("the tasks start");
        let notary = Notary::new(self.journal.clone(), self.keys.path());
        let settings = Settings { exports: self.keys.path().join("exports"), ..Settings::default() };
        let app = App::new(self.journal.clone(), running, vault, notary, settings, None);
        starter::publish(&app).await.expect("a catalogue");
        app
    }

    /// Where the wrapping key stands.
    pub(crate) fn key_file(&self) -> std::path::PathBuf {
        self.keys.path().join("wrapping.key")
    }

    /// Stores `facts` as they are, as if they had been recorded long ago; gives what to wait for.
    pub(crate) async fn store(&self, facts: &Facts) -> Token {
        let mut transaction = self.pool.begin().await.expect("a transaction");
        for one in &facts.recorded {
            sqlx::query(
                "insert into es.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, command_id)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(&one.aggregate_type)
            .bind(&one.aggregate_id)
            .bind(one.sequence.cast_signed())
            .bind(&one.event_type)
            .bind(&one.event_version)
            .bind(sqlx::types::Json(&one.payload))
            .bind(sqlx::types::Json(&one.metadata))
            .bind(one.command_id)
            .execute(&mut *transaction)
            .await
            .expect("a stored fact");
        }
        let token: String = sqlx::query_scalar("select '1:' || pg_current_xact_id() || ':1'")
            .fetch_one(&mut *transaction)
            .await
            .expect("the transaction's number");
        transaction.commit().await.expect("stored");
        token.parse().expect("a token")
    }

    /// Gives `facts` to a projection, all of them at once.
    pub(crate) async fn project(&self, projection: &dyn Projection, facts: &Facts) {
        let mut connection = self.pool.acquire().await.expect("a connection");
        projection.apply(&mut connection, &facts.recorded).await.expect("the facts become rows");
    }

    /// Somebody who owns the server and has switched off what keeps facts as they are.
    pub(crate) async fn superuser(&self) -> PgConnection {
        let options = self.server.clone().database(&self.name);
        let mut superuser = PgConnection::connect_with(&options).await.expect("the database answers");
        for table in ["es.events", "es.block", "es.tree_hash", "es.checkpoint"] {
            let statement = format!("alter table {table} disable trigger all");
            sqlx::query(&statement).execute(&mut superuser).await.expect("a superuser can");
        }
        superuser
    }

    /// Drops the database. A test that fails leaves it behind, to be looked at.
    pub(crate) async fn drop(self) {
        self.pool.close().await;
        let mut connection = PgConnection::connect_with(&self.server).await.expect("the test server answers");
        // Only our own sessions are ended: `with (force)` asks for the right to end the server's cleaning up as well.
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = current_user")
            .bind(&self.name)
            .execute(&mut connection)
            .await
            .expect("sessions that are ours to end");
        sqlx::query(&format!("drop database {}", self.name))
            .execute(&mut connection)
            .await
            .expect("the database goes");
    }
}

/// A person with the portal open.
pub(crate) struct Tab {
    portal: Router,
    cookie: String,
}

impl Tab {
    pub(crate) async fn entered(app: &App, name: &str, password: &str) -> Self {
        let mut tab = Self { portal: serve::portal(app), cookie: String::new() };
        let form = format!("sign_in_name={name}&password={password}");
        let entered = tab.post("/sign-in", &form).await;
        assert_eq!(entered.status(), StatusCode::SEE_OTHER);
        let cookie = entered.headers()[header::SET_COOKIE].to_str().unwrap();
        tab.cookie = cookie.split(';').next().unwrap().to_owned();
        tab
    }

    /// The cookie of the session.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.portal.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap();
        read(self.send(request).await).await
    }

    /// Sends a form with a file in it, as a browser does; an empty file is none.
    pub(crate) async fn upload(
        &self,
        path: &str,
        fields: &[(String, String)],
        file: &[u8],
    ) -> Response<Body> {
        let mut body = Vec::new();
        for (name, text) in fields {
            let part = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let part = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"list\"\r\n\r\n";
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Response<Body> {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }
}

/// The status and the text of an answer.
pub(crate) async fn read(response: Response<Body>) -> (StatusCode, String) {
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 22).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// Everything that the form of a page would send as it stands: its hidden fields, its inputs and its choices.
pub(crate) fn form_of(page: &str) -> Vec<(String, String)> {
    let page = scraper::Html::parse_document(page);
    let select = |selector: &str| scraper::Selector::parse(selector).unwrap();
    let named = |one: &scraper::ElementRef<'_>| one.attr("name").unwrap_or_default().to_owned();
    let inputs = select("main form input:not([type=file])");
    let inputs =
        page.select(&inputs).map(|one| (named(&one), one.attr("value").unwrap_or_default().to_owned()));
    let (choices, chosen) = (select("main form select"), select("option[selected]"));
    let choices = page.select(&choices).map(|one| {
        let value = one.select(&chosen).next().and_then(|option| option.attr("value")).unwrap_or_default();
        (named(&one), value.to_owned())
    });
    inputs.chain(choices).collect()
}

/// What stands in the hidden field of this name.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let start =
        page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name}"));
    start.split('"').next().unwrap().to_owned()
}

/// A person in `role` of the school of these tests, signed in; the role is the sign-in name too.
pub(crate) async fn person(app: &App, role: Post, school: &str) -> Tab {
    let name = format!("{}-{}", role.name(), school.replace(':', "-"));
    let scope = if role == Post::Administrator {
        Scope::Installation
    } else {
        Scope::School(school.parse().unwrap())
    };
    let new = NewAccount {
        sign_in_name: name.clone(),
        display_name: format!("Some {role}"),
        password: "correct-horse-battery".into(),
        role,
        scope,
        made_up: true,
    };
    accounts::add(app, new).await.unwrap();
    Tab::entered(app, &name, "correct-horse-battery").await
}

/// The built-in catalogue as rows, as they are once it is published.
pub(crate) fn starter_rows() -> Vec<entries::Row> {
    let row = |one: starter::Starter| entries::Row {
        entry: one.entry(),
        edition: one.edition,
        says: one.says(),
        effective_on: date(2026, 1, 1),
        retired_on: None,
    };
    starter::entries().unwrap().into_iter().map(row).collect()
}

/// The built-in catalogue.
pub(crate) fn catalogue() -> Catalogue {
    static BUILT_IN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::of(&starter_rows()));
    BUILT_IN.clone()
}

/// The built-in catalogue with one link more, from this scale to another.
pub(crate) fn linked_catalogue(from: &str, link: &domain::catalogue::ScaleLink) -> Catalogue {
    let mut rows = starter_rows();
    for row in &mut rows {
        if let domain::catalogue::Body::Instrument(is) = &mut row.says.body
            && is.scale.as_str() == from
        {
            is.links = vec![link.clone()];
        }
    }
    Catalogue::of(&rows)
}

/// The test by which these tests score.
pub(crate) fn number_test() -> Instrument {
    catalogue().instrument("number-test@1").unwrap().clone()
}

/// Somebody in `role` of the school of these tests; a teacher is the one who teaches its cycles.
pub(crate) fn visitor(role: Post) -> Visitor {
    let id = if role == Post::Teacher { 0xA } else { 0xB };
    let acting = Grant {
        id: GrantId::new(Uuid::from_u128(0x9)),
        role,
        scope: Scope::School("demo:test".parse().unwrap()),
        schools: Vec::new(),
    };
    let account = Account {
        id: Uuid::from_u128(id),
        display_name: "Imani Brook".to_owned(),
        grants: vec![acting.clone()],
        acting,
        session: Uuid::nil(),
        named_access: Vec::new(),
    };
    Visitor { account: Some(account), catalogue: catalogue(), ..Visitor::default() }
}

/// The day on which facts of tests are told.
pub(crate) const TODAY: Date = date(2026, 6, 30);

/// A cycle's facts as the rules allow them, without a database.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) cycle: CycleId,
    pub(crate) state: Cycle,
    pub(crate) recorded: Vec<Recorded>,
}

impl Facts {
    /// A cycle that was planned, and nothing more. Its number tells it from others.
    pub(crate) fn planned(number: u128) -> Self {
        let cycle = CycleId::new(Uuid::from_u128(number));
        let mut facts = Self { cycle, state: Cycle::default(), recorded: Vec::new() };
        facts.tell(date(2026, 1, 5), plan_it(plan(cycle)));
        facts
    }

    /// A cycle with `pupils` placed, each with a need.
    pub(crate) fn with_pupils(number: u128, pupils: u8) -> Self {
        let mut facts = Self::planned(number);
        for pupil in 1..=pupils {
            facts.place(pupil);
            let participant = participant(pupil);
            let need = domain::cycle::RecordNeed {
                participant,
                concept: "place-value".parse().unwrap(),
                can_do: sealed(participant.into(), pupil, 1),
                not_yet: sealed(participant.into(), pupil, 2),
                source: domain::cycle::NeedSource::Test,
            };
            facts.tell(date(2026, 1, 8), CycleAct::RecordNeed(need));
        }
        facts
    }

    /// What follows from the command, recorded.
    pub(crate) fn tell(&mut self, on: Date, act: CycleAct) -> &mut Self {
        let name = act.name();
        let command = CycleCommand { today: TODAY, effective_on: on, act };
        let events = self.state.decide(command).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let command_id = Uuid::from_u128(0x1000 + self.recorded.len() as u128);
        for event in events {
            self.recorded.push(recorded(self.cycle, self.recorded.len() as u64 + 1, command_id, &event));
            self.state.apply(event);
        }
        self
    }

    /// Places the pupil of this number, without a need.
    pub(crate) fn place(&mut self, pupil: u8) {
        let participant = participant(pupil);
        let placed = PlacePupil {
            limits: ProgrammeLimits::accelerating_mathematics(),
            participant,
            identity: sealed(participant.into(), pupil, 3),
            year_level: YearLevel::new(4).unwrap(),
            weeks_of_schooling: 120,
            entry_band: EntryBand::Below,
            potential_evidence: Some(sealed(participant.into(), pupil, 4)),
            placement: placement(100),
            size_override: None,
            overlapping_cycles: 0,
            overlap_override: None,
            reason: GivenReason::of(ReasonCode::EvidenceFromAssessment),
        };
        self.tell(date(2026, 1, 7), CycleAct::PlacePupil(Box::new(placed)));
    }

    /// A score on paper A of the number test.
    pub(crate) fn score(&mut self, pupil: u8, point: AssessmentPoint, value: i32, on: Date) -> &mut Self {
        let instrument = number_test();
        let limits = instrument.limits();
        let act = RecordAssessment {
            scale: limits.scale.clone(),
            instrument: limits,
            windows: instrument.windows(),
            assessment_id: assessment(self.cycle, pupil, point),
            participant: participant(pupil),
            point,
            reading: Reading { score: Score::from(value), taken_on: on, form: Some("a".parse().unwrap()) },
            sem: None,
            marker: None,
            batch: None,
        };
        self.tell(on, CycleAct::RecordAssessment(Box::new(act)))
    }
}

/// To plan it, following nothing and against no norms.
pub(crate) fn plan_it(plan: Plan) -> CycleAct {
    CycleAct::PlanCycle(Box::new(PlanCycle {
        plan,
        predecessor: None,
        published_benchmark: None,
        programme_retired_on: None,
    }))
}

/// The plan of a cycle from 12 January to 27 March 2026.
pub(crate) fn plan(cycle: CycleId) -> Plan {
    Plan {
        cycle,
        school: "demo:test".parse().unwrap(),
        subject: domain::Subject::Mathematics,
        kind: CycleKind::Intervention,
        programme: "accelerated-group@1".parse().unwrap(),
        tier: Tier::Tier2,
        wave: Wave::Wave2,
        academic_year: AcademicYear::starting(2025).unwrap(),
        starts_on: date(2026, 1, 12),
        ends_on: date(2026, 3, 27),
        teacher: AccountId::new(Uuid::from_u128(0xA)),
        lead: AccountId::new(Uuid::from_u128(0xB)),
        mentor: None,
        need_statement: Some(sealed(cycle.into(), 0, 5)),
        inquiry_question: None,
        class_link: None,
        setting: Setting::GroupApart,
        group_label: None,
        predecessor: None,
        benchmark_set: None,
        planned_minutes: 1800,
    }
}

/// The main part of a page, a line for each tag, without the id that each form draws.
pub(crate) fn main_of(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap().split("</main").next().unwrap().replace("><", ">\n<");
    let drawn = |line: &&str| !line.contains("name=\"command_id\"");
    main.lines().filter(drawn).collect::<Vec<_>>().join("\n")
}

/// What edition 1 says of a cycle with this outcome.
pub(crate) fn in_edition(cycle: CycleId, standing: Standing, outcome: &Outcome) -> InEdition {
    let (upto, sealed_in) = (Sequence::new(40), Sequence::new(39));
    let shown = edition_figures::rounded(&catalogue(), outcome, upto, sealed_in);
    let figure = EditionFigure { cycle, upto, standing, shown };
    InEdition { number: 1, published_on: TODAY, figure }
}

/// A cycle as its forms see it, for one who may not open texts.
pub(crate) fn open_cycle(facts: &Facts) -> OpenCycle {
    let record = facts.state.record().unwrap().clone();
    let people = (1..).zip(&record.participants).map(|(place, (id, one))| placements::read::Participant {
        id: *id,
        place,
        identity: Placed::new(sealed((*id).into(), 1, 3), Uuid::nil(), "identity"),
        year_level: 4,
        entry_band: EntryBand::Below,
        placed_on: date(2026, 1, 7),
        role: one.placement.role,
        tier: one.placement.tier,
        share_percent: 100,
        group: None,
        withdrawal: None,
    });
    OpenCycle {
        id: facts.cycle,
        closed: facts.state.stage().is_closed(),
        school: crate::schools::read::Settings::usual(TODAY),
        stage: facts.state.stage(),
        sequence: facts.recorded.len() as u64,
        people: people.collect(),
        strategies: Vec::new(),
        scores: Vec::new(),
        staff: Vec::new(),
        texts: Texts::default(),
        extent: crate::change::Extent::Whole,
        record,
    }
}

/// What holds on this day in a school whose terms of 2025-26 from January on are known.
pub(crate) fn with_terms(today: Date) -> crate::schools::read::Settings {
    use domain::school::TermName::{SpringFirstHalf, SpringSecondHalf, Summer};
    let mut settings = crate::schools::read::Settings::usual(today);
    let terms = [
        (SpringFirstHalf, date(2026, 1, 5), date(2026, 2, 13)),
        (SpringSecondHalf, date(2026, 2, 23), date(2026, 3, 27)),
        (Summer, date(2026, 4, 13), date(2026, 7, 21)),
    ];
    let terms = terms.map(|(name, starts_on, ends_on)| domain::school::Term { name, starts_on, ends_on });
    settings.terms.set("2025-26".parse().unwrap(), terms.to_vec());
    settings
}

/// A cycle's row in this state, without an outcome.
pub(crate) fn cycle_row(number: u128, state: &str) -> crate::cycles::read::Cycle {
    let id = CycleId::new(Uuid::from_u128(number));
    let plan = plan(id);
    let (starts_on, ends_on) = (plan.starts_on, plan.ends_on);
    crate::cycles::read::Cycle {
        id,
        sequence: 9,
        state: state.to_owned(),
        plan,
        plan_command_id: Uuid::nil(),
        starts_on,
        ends_on,
        outcome: None,
        edition: None,
        reopening: None,
        judged: std::collections::BTreeMap::new(),
    }
}

/// How every pupil of these facts takes part.
pub(crate) fn placement(share_of_sessions_percent: u8) -> Placement {
    Placement { group: None, tier: Tier::Tier2, share_of_sessions_percent, role: Role::Target }
}

/// A strategy for everyone.
pub(crate) fn practice(cycle: CycleId, lesson_part: LessonPart) -> Practice {
    Practice {
        lever: Lever::Pedagogy,
        lesson_part,
        concept: None,
        participants: Reach::All,
        expected_effect: sealed(cycle.into(), 0, 6),
    }
}

/// The pupil of this number.
pub(crate) fn participant(pupil: u8) -> ParticipantId {
    ParticipantId::new(Uuid::from_u128(0x100 + u128::from(pupil)))
}

/// The assessment of this pupil at this point.
pub(crate) fn assessment(cycle: CycleId, pupil: u8, point: AssessmentPoint) -> AssessmentId {
    AssessmentId::new(Uuid::from_u128(
        cycle.uuid().as_u128() * 0x10000 + 0x100 * u128::from(pupil) + point as u128,
    ))
}

/// A sealed text that nobody can open, told from others by its numbers.
pub(crate) fn sealed(subject: KeySubject, pupil: u8, number: u8) -> Sealed {
    Sealed::new(subject, 1, format!("{pupil:016x}{number:016x}"), "A".repeat(24)).unwrap()
}

fn recorded(cycle: CycleId, sequence: u64, command_id: Uuid, event: &CycleEvent) -> Recorded {
    Recorded {
        position: Some(sequence),
        aggregate_type: "cycle".to_owned(),
        aggregate_id: cycle.to_string(),
        sequence,
        event_type: event.event_type(),
        event_version: event.event_version(),
        payload: serde_json::to_value(event).unwrap(),
        metadata: HashMap::from([
            ("actor".to_owned(), Uuid::from_u128(0xA).to_string()),
            ("role".to_owned(), "teacher".to_owned()),
        ]),
        recorded_at: "2026-06-30T09:00:00Z".parse().unwrap(),
        command_id: Some(command_id),
        hash: Some([7; 32]),
        understood: Understood::default(),
    }
}
