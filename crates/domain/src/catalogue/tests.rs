//! Given what happened, when somebody asks, then this follows.

use cqrs_es::Aggregate as _;
use jiff::civil::date;
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::*;
use crate::cycle::{Bounds, LessonPart, Lever, Windows};
use crate::{ReasonCode, Score, Subject, YearLevel};

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<CatalogueEntry>(include_str!("golden.jsonl"), &["name", "about", "source"]);
}

fn strategy(lever: Lever) -> Edition {
    let body =
        Strategy { lever, lesson_parts: vec![LessonPart::Launch], subjects: Vec::new(), tiers: Vec::new() };
    Edition { words: None, body: Body::Strategy(body) }
}

fn test() -> Instrument {
    Instrument {
        subject: Subject::Mathematics,
        kind: InstrumentKind::Standardised,
        scale: "number".parse().unwrap(),
        scores: Bounds { least: Score::from(40), most: Score::from(160) },
        step: Score::from(1),
        forms: vec!["a".parse().unwrap(), "b".parse().unwrap()],
        norm: Some(Norm { mean: Score::from(100), sd: Score::from(15) }),
        sem: None,
        windows: Windows::usual(),
        links: Vec::new(),
    }
}

fn of(instrument: Instrument) -> Edition {
    Edition { words: None, body: Body::Instrument(instrument) }
}

fn on(day: i8, act: CatalogueAct) -> CatalogueCommand {
    CatalogueCommand { today: date(2026, 1, 31), effective_on: date(2026, 1, day), act }
}

fn publish(entry: &str, says: Edition) -> CatalogueCommand {
    on(5, CatalogueAct::PublishEntry { entry: entry.parse().unwrap(), says })
}

fn revise(day: i8, after: Edition) -> CatalogueCommand {
    on(day, CatalogueAct::ReviseEntry { after, reason: GivenReason::of(ReasonCode::Policy) })
}

fn retire(day: i8) -> CatalogueCommand {
    on(day, CatalogueAct::RetireEntry { reason: GivenReason::of(ReasonCode::NotEffective) })
}

fn after(commands: impl IntoIterator<Item = CatalogueCommand>) -> CatalogueEntry {
    let mut entry = CatalogueEntry::default();
    for command in commands {
        for event in entry.decide(command).unwrap() {
            entry.apply(event);
        }
    }
    entry
}

fn refusal(entry: &CatalogueEntry, command: CatalogueCommand) -> CatalogueRefusal {
    entry.decide(command).unwrap_err()
}

const LEVERS: [Lever; 3] = [Lever::Pedagogy, Lever::ContentKnowledge, Lever::InterventionPlanning];

#[test]
fn an_entry_is_published_once_revised_by_editions_and_retired_for_good() {
    let first = strategy(Lever::Pedagogy);
    let entry = after([publish("strategy:talk", first.clone())]);
    assert_eq!(entry.decide(publish("strategy:talk", first.clone())), Ok(Vec::new()));
    let other = strategy(Lever::ContentKnowledge);
    assert_eq!(refusal(&entry, publish("strategy:talk", other.clone())), CatalogueRefusal::AlreadyPublished);
    assert_eq!(entry.decide(revise(6, first.clone())), Ok(Vec::new()));

    let events = entry.decide(revise(6, other.clone())).unwrap();
    let [CatalogueEvent::EntryRevised(revised)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((revised.edition, &revised.before, &revised.after), (2, &first, &other));

    let retired = after([publish("strategy:talk", first.clone()), revise(6, other), retire(7)]);
    let known = retired.published().unwrap();
    assert_eq!((known.edition, known.retired_on), (2, Some(date(2026, 1, 7))));
    assert_eq!(retired.decide(retire(8)), Ok(Vec::new()));
    assert_eq!(refusal(&retired, revise(8, first)), CatalogueRefusal::EntryRetired);
}

#[test]
fn what_is_not_in_the_catalogue_is_neither_revised_nor_retired() {
    let none = CatalogueEntry::default();
    assert_eq!(refusal(&none, revise(6, strategy(Lever::Pedagogy))), CatalogueRefusal::UnknownRecord);
    assert_eq!(refusal(&none, retire(6)), CatalogueRefusal::UnknownRecord);
}

#[test]
fn days_are_in_their_order_and_none_is_to_come() {
    let entry = after([publish("strategy:talk", strategy(Lever::Pedagogy))]);
    assert_eq!(refusal(&entry, retire(4)), CatalogueRefusal::DatesReversed);
    let act = CatalogueAct::RetireEntry { reason: GivenReason::of(ReasonCode::Policy) };
    let tomorrow = CatalogueCommand { today: date(2026, 1, 6), effective_on: date(2026, 1, 7), act };
    assert_eq!(refusal(&entry, tomorrow), CatalogueRefusal::DateInFuture);
}

#[test]
fn a_reason_of_the_catalogue_needs_no_note_and_takes_none_of_a_pupil() {
    let entry = after([publish("strategy:talk", strategy(Lever::Pedagogy))]);
    let act = CatalogueAct::RetireEntry { reason: GivenReason::of(ReasonCode::Absence) };
    assert_eq!(refusal(&entry, on(6, act)).code(), "reason-not-allowed-here");
    assert!(ReasonFor::ChangingCatalogue.codes().iter().all(|code| !code.needs_note()));
}

#[test]
fn an_own_name_is_short_and_can_be_printed() {
    let named = |name: &str, about: &str| {
        let words = EntryWords { name: name.to_owned(), about: about.to_owned() };
        let says = Edition { words: Some(words), ..strategy(Lever::Pedagogy) };
        CatalogueEntry::default().decide(publish("strategy:talk", says))
    };
    assert!(named("Talk partners", "").is_ok());
    assert_eq!(named(" ", ""), Err(CatalogueRefusal::NameMissing));
    assert_eq!(named(&"a".repeat(81), ""), Err(CatalogueRefusal::TextTooLong { most: 80 }));
    assert_eq!(named("Talk", &"a".repeat(401)), Err(CatalogueRefusal::TextTooLong { most: 400 }));
    assert_eq!(named("Talk\u{7}", ""), Err(CatalogueRefusal::NameUnprintable));
}

#[test]
fn what_can_not_be_so_is_refused() {
    use CatalogueRefusal as R;
    let none = CatalogueEntry::default();
    let refused = |says: Edition| refusal(&none, publish(&format!("{}:one", says.body.kind()), says));
    assert_eq!(refusal(&none, publish("concept:one", strategy(Lever::Pedagogy))), R::KindMismatch);
    let parts =
        |lesson_parts| Strategy { lever: Lever::Pedagogy, lesson_parts, subjects: vec![], tiers: vec![] };
    let strategy = |parts| Edition { words: None, body: Body::Strategy(parts) };
    assert_eq!(refused(strategy(parts(vec![]))), R::LessonPartMissing);
    assert_eq!(refused(strategy(parts(vec![LessonPart::Menu, LessonPart::Menu]))), R::NamedTwice);

    let score = Score::from;
    let norm = |mean, sd| Some(Norm { mean: score(mean), sd: score(sd) });
    assert_eq!(refused(of(Instrument { step: score(0), ..test() })), R::StepNotAboveZero);
    assert_eq!(refused(of(Instrument { norm: norm(100, 0), ..test() })), R::NormUnfit);
    assert_eq!(refused(of(Instrument { norm: norm(200, 15), ..test() })), R::NormUnfit);
    assert_eq!(refused(of(Instrument { norm: None, ..test() })), R::NormUnfit);
    assert_eq!(refused(of(Instrument { kind: InstrumentKind::Raw, ..test() })), R::NormUnfit);
    assert_eq!(refused(of(Instrument { sem: Some(score(-1)), ..test() })), R::NormUnfit);
    let scores = Bounds { least: score(10), most: score(10) };
    assert_eq!(refused(of(Instrument { scores, norm: None, ..test() })), R::BoundsReversed);
    let link = || ScaleLink {
        to: "other".parse().unwrap(),
        factor: score(2),
        offset: score(10),
        holds_for: Some(Bounds { least: score(60), most: score(140) }),
        source: Some("A report of the test's maker".to_owned()),
    };
    let linked = |links| refused(of(Instrument { links, ..test() }));
    assert!(none.decide(publish("instrument:one", of(Instrument { links: vec![link()], ..test() }))).is_ok());
    assert_eq!(linked(vec![ScaleLink { to: test().scale, ..link() }]), R::LinkUnfit);
    assert_eq!(linked(vec![ScaleLink { factor: score(0), ..link() }]), R::LinkUnfit);
    assert_eq!(linked(vec![ScaleLink { source: None, ..link() }]), R::LinkUnsourced);
    assert_eq!(linked(vec![ScaleLink { source: Some(" ".to_owned()), ..link() }]), R::LinkUnsourced);
    let range = |least, most| Some(Bounds { least: score(least), most: score(most) });
    for holds_for in [range(30, 140), range(60, 170), range(90, 90)] {
        assert_eq!(linked(vec![ScaleLink { holds_for, ..link() }]), R::LinkRangeUnfit);
    }
    assert_eq!(linked(vec![link(), link()]), R::NamedTwice);

    let year = |year| YearLevel::new(year).unwrap();
    let concept = |years, builds_on: &[&str]| {
        let builds_on = builds_on.iter().map(|code| code.parse().unwrap()).collect();
        let body = Concept { subject: Subject::Mathematics, years, builds_on };
        Edition { words: None, body: Body::Concept(body) }
    };
    let years = Bounds { least: year(1), most: year(2) };
    assert_eq!(refused(concept(years, &["one"])), R::BuildsOnItself);
    assert_eq!(refused(concept(years, &["zero", "zero"])), R::NamedTwice);
    assert_eq!(refused(concept(Bounds { least: year(2), most: year(1) }, &[])), R::BoundsReversed);
}

#[test]
fn a_link_holds_for_the_scores_that_it_names_and_for_all_where_it_names_none() {
    let scores = |least, most| Bounds { least: Score::from(least), most: Score::from(most) };
    let link = |holds_for| ScaleLink {
        to: "other".parse().unwrap(),
        factor: Score::from(2),
        offset: Score::from(0),
        holds_for,
        source: None,
    };
    let some = link(Some(scores(60, 140)));
    assert!(some.holds(&scores(60, 140)) && !some.holds(&scores(59, 140)) && !some.holds(&scores(60, 141)));
    assert!(link(None).holds(&scores(1, 999)));
}

#[test]
fn another_norm_or_subject_needs_another_scale() {
    let entry = after([publish("instrument:number", of(test()))]);
    let harder = Norm { mean: Score::from(95), sd: Score::from(15) };
    let normed = Instrument { norm: Some(harder), ..test() };
    assert_eq!(refusal(&entry, revise(6, of(normed.clone()))), CatalogueRefusal::ScaleChanged);
    let reading = Instrument { subject: Subject::Reading, ..test() };
    assert_eq!(refusal(&entry, revise(6, of(reading))), CatalogueRefusal::ScaleChanged);
    let rescaled = Instrument { scale: "number-2026".parse().unwrap(), ..normed };
    assert!(entry.decide(revise(6, of(rescaled))).is_ok());
}

#[test]
fn ids_read_and_write_the_same() {
    let id = EntryId::parse("strategy:bar-models").unwrap();
    assert_eq!(
        (id.kind(), id.code().as_str(), id.to_string().as_str()),
        (EntryKind::Strategy, "bar-models", "strategy:bar-models")
    );
    for text in ["", "strategy", "strategy:", "plan:bar-models", "strategy:Bar"] {
        assert!(EntryId::parse(text).is_err(), "{text}");
    }
}

proptest! {
    /// Whatever is asked in whatever order, editions count up by one, the state takes what was decided, and what was
    /// retired stays so.
    #[test]
    fn editions_count_up_and_retired_stays_retired(asked in proptest::collection::vec((0..3_usize, 0..3_usize), 0..12)) {
        let mut entry = CatalogueEntry::default();
        let (mut editions, mut events) = (Vec::new(), 0);
        for (act, lever) in asked {
            let was_retired = entry.published().is_some_and(|known| known.retired_on.is_some());
            let says = strategy(LEVERS[lever]);
            let command = match act {
                0 => publish("strategy:talk", says),
                1 => revise(6, says),
                _ => retire(6),
            };
            for event in entry.decide(command).unwrap_or_default() {
                prop_assert!(!was_retired);
                events += 1;
                entry.apply(event);
            }
            if let Some(known) = entry.published() {
                editions.push(known.edition);
                prop_assert_eq!(known.sequence, Sequence::new(events));
            }
        }
        prop_assert!(editions.is_empty() || editions[0] == 1);
        prop_assert!(editions.windows(2).all(|two| two[1] == two[0] || two[1] == two[0] + 1));
    }
}
