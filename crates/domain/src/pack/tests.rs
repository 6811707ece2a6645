//! Given which packs there are, when somebody asks, then this follows; and what holds whatever is asked.

use super::*;
use crate::school::SmallestGroup;
use crate::{CycleId, EnquiryId, Fact, ReasonCode};
use cqrs_es::DomainEvent as _;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

const ENQUIRY: EnquiryId = EnquiryId::new(Uuid::from_u128(1));
const CYCLE: CycleId = CycleId::new(Uuid::from_u128(2));
const TODAY: Date = date(2026, 3, 2);

#[test]
fn the_stored_shape_stays() {
    // Sentences of ours, names of subjects and of published sources: no pupil's name is among them, and what people write is
    // sealed by type.
    let ours = [
        "title",
        "sentence",
        "list",
        "question",
        "answer",
        "lead",
        "terms",
        "caption",
        "columns",
        "text",
        "label",
        "notes",
        "school_name",
    ];
    crate::golden::check::<Pack>(include_str!("golden.jsonl"), &ours);
}

fn sealed_under(key: crate::KeySubject) -> Sealed {
    Sealed::new(key, 1, "A".repeat(32), "A".repeat(24)).unwrap()
}

fn table(name: TableName, cells: Vec<Cell<Sealed>>) -> Block<Sealed> {
    let columns = vec!["A".to_owned(), "B".to_owned()];
    Block::Table(Table { name, caption: "Table".to_owned(), columns, rows: vec![cells] })
}

fn words(of: SpokenOf, key: crate::KeySubject) -> Cell<Sealed> {
    Cell::Said(Said { of, words: sealed_under(key) })
}

fn content(blocks: Vec<Block<Sealed>>) -> PackContent<Sealed> {
    let basis = Basis {
        edition: None,
        smallest_group: SmallestGroup::default(),
        official: Vec::new(),
        checkpoint: None,
        signing_stopped: false,
    };
    let section = Section { name: SectionName::Answers, title: "Title".to_owned(), fewest: None, blocks };
    PackContent {
        language: Language::EnGb,
        school_name: Some("Ash School".to_owned()),
        basis,
        sections: vec![section],
    }
}

fn good() -> PackContent<Sealed> {
    let cells = vec![words(SpokenOf::Enquiry(ENQUIRY), ENQUIRY.into()), Cell::Count(7)];
    content(vec![table(TableName::Enquiries, cells)])
}

fn issue(number: u32, content: PackContent<Sealed>) -> PackAct {
    PackAct::IssuePack { school: "urn:125000".parse().unwrap(), number, content: Box::new(content) }
}

fn amend(number: u32, read: u32, code: ReasonCode) -> PackAct {
    PackAct::AmendPack { number, read, content: Box::new(good()), reason: GivenReason::of(code) }
}

fn command(act: PackAct) -> PackCommand {
    PackCommand { today: TODAY, by: AccountId::new(Uuid::from_u128(0xB)), act }
}

fn after(acts: impl IntoIterator<Item = PackAct>) -> Pack {
    let mut pack = Pack::default();
    for act in acts {
        pack.decide(command(act)).unwrap().into_iter().for_each(|event| pack.apply(event));
    }
    pack
}

#[test]
fn packs_are_numbered_and_an_amendment_is_another_version_of_one() {
    let two = after([issue(1, good()), issue(2, good())]);
    assert_eq!(two.next_number(), 3);
    let amended = two.decide(command(amend(1, 1, ReasonCode::LaterTable))).unwrap();
    let PackEvent::PackAmended(event) = &amended[0] else { panic!("{amended:?}") };
    assert_eq!((event.number, event.version, event.reason.code()), (1, 2, ReasonCode::LaterTable));
    let again = after([issue(1, good()), issue(2, good()), amend(1, 1, ReasonCode::LaterTable)]);
    assert_eq!(again.decide(command(amend(1, 1, ReasonCode::Policy))), Err(PackRefusal::StaleVersion));
    assert!(again.decide(command(amend(1, 2, ReasonCode::Policy))).is_ok());
    assert!(again.decide(command(amend(2, 1, ReasonCode::Policy))).is_ok());
    for number in [0, 3, u32::MAX] {
        let unknown = again.decide(command(amend(number, 1, ReasonCode::Policy)));
        assert_eq!(unknown, Err(PackRefusal::UnknownRecord));
    }
}

#[test]
fn only_the_next_pack_is_issued_so_that_one_that_was_read_is_issued_once() {
    for number in [0, 2, u32::MAX] {
        let refused = Pack::default().decide(command(issue(number, good())));
        assert_eq!(refused, Err(PackRefusal::StaleNumber));
    }
    let one = after([issue(1, good())]);
    assert_eq!(one.decide(command(issue(1, good()))), Err(PackRefusal::StaleNumber));
    let second = one.decide(command(issue(2, good()))).unwrap();
    assert!(matches!(&second[..], [PackEvent::PackIssued(issued)] if issued.number == 2), "{second:?}");
}

#[test]
fn an_amendment_needs_a_reason_of_the_list() {
    let one = after([issue(1, good())]);
    let refused = one.decide(command(amend(1, 1, ReasonCode::Timetable)));
    let code = ReasonCode::Timetable;
    assert_eq!(refused, Err(PackRefusal::Reason(ReasonRefusal::ReasonNotAllowedHere { code })));
}

#[test]
fn what_can_t_be_kept_is_refused() {
    let refused = |content| Pack::default().decide(command(issue(1, content)));
    let mut nothing = good();
    nothing.sections.clear();
    assert_eq!(refused(nothing), Err(PackRefusal::ContentMissing));
    let name = TableName::Reports;
    let uneven = content(vec![table(name, vec![Cell::Count(1)])]);
    assert_eq!(refused(uneven), Err(PackRefusal::TableRefused { name }));
    let pair = || table(name, vec![Cell::Count(1), Cell::Count(2)]);
    assert_eq!(refused(content(vec![pair(), pair()])), Err(PackRefusal::TableRefused { name }));
    let wrong = words(SpokenOf::Cycle(CYCLE), ENQUIRY.into());
    let stolen = content(vec![table(name, vec![wrong, Cell::Count(1)])]);
    assert_eq!(refused(stolen), Err(PackRefusal::SealedForAnother));
    let said = Said { of: SpokenOf::Enquiry(ENQUIRY), words: sealed_under(CYCLE.into()) };
    let line = content(vec![Block::Said { lead: String::new(), said }]);
    assert_eq!(refused(line), Err(PackRefusal::SealedForAnother));
}

#[test]
fn what_a_version_says_otherwise_is_told_part_by_part() {
    let row = |key: &str, value: u32| vec![Cell::<Sealed>::Text(key.to_owned()), Cell::Count(value)];
    let of = |rows: Vec<Vec<Cell<Sealed>>>| {
        let columns = vec!["A".to_owned(), "B".to_owned()];
        let table = Table { name: TableName::Reports, caption: "Table".to_owned(), columns, rows };
        content(vec![Block::Sentence("Read this.".to_owned()), Block::Table(table)])
    };
    let was = of(vec![row("need", 1), row("need", 2), row("impact", 3), row("gone", 4)]);
    let is = of(vec![row("need", 2), row("need", 9), row("impact", 3), row("new", 4), row("newer", 5)]);
    let rows = RowsChanged { new: 2, otherwise: 1, gone: 1 };
    let how = PartChange::Otherwise { words: false, chart: false, rows };
    let told = is.changes_since(&was);
    assert_eq!(told.parts, [Change { part: SectionName::Answers, how }]);
    assert_eq!(was.changes_since(&was), Changes::default());
    let hidden = [Change { part: SectionName::Answers, how: PartChange::Hidden }];
    let answers = std::collections::BTreeSet::from([SectionName::Answers]);
    assert_eq!(
        told.without(&answers).parts,
        hidden,
        "nobody is told that rows are new that may have stood there"
    );
    assert_eq!(was.changes_since(&was).without(&answers).parts, hidden, "nor that nothing changed");

    let mut moved = was.clone();
    moved.basis.edition = Some(7);
    assert_eq!(moved.changes_since(&was), Changes::default(), "what it stands on moves with every fact");
    moved.school_name = None;
    assert!(!moved.changes_since(&was).is_renamed, "nobody knows what it was called");
    moved.school_name = Some("Birch School".to_owned());
    moved.sections[0].blocks[0] = Block::Sentence("Read that.".to_owned());
    moved.sections[0].blocks.pop();
    let chart = |title: &str| {
        let (title, label) = (title.to_owned(), "Subject".to_owned());
        Block::Chart(ChartFigures {
            of: ChartOf::Results,
            clear_by: ClearBy::Range,
            title,
            label,
            marks: Vec::new(),
            notes: Vec::new(),
        })
    };
    moved.sections[0].blocks.push(chart("Results"));
    let rows = RowsChanged { gone: 4, ..RowsChanged::default() };
    let how = PartChange::Otherwise { words: true, chart: true, rows };
    let told = moved.changes_since(&was);
    assert_eq!((told.is_renamed, &told.parts[..]), (true, &[Change { part: SectionName::Answers, how }][..]));

    let mut other = was.clone();
    other.sections[0].name = SectionName::Sure;
    let told = other.changes_since(&was).parts;
    let expected = [(SectionName::Sure, PartChange::New), (SectionName::Answers, PartChange::LeftOut)];
    assert_eq!(told, expected.map(|(part, how)| Change { part, how }));
}

#[test]
fn words_are_asked_for_in_the_order_in_which_they_stand() {
    let of = SpokenOf::Enquiry(ENQUIRY);
    let line =
        Block::Said { lead: "Open".to_owned(), said: Said { of, words: sealed_under(ENQUIRY.into()) } };
    let cells = vec![Cell::Count(1), words(SpokenOf::Cycle(CYCLE), CYCLE.into())];
    let content = content(vec![line, table(TableName::Reports, cells)]);
    let mut count = 0;
    let numbered = content.try_map(|_| {
        count += 1;
        Ok::<_, std::convert::Infallible>(count)
    });
    let Ok(numbered) = numbered;
    let said: Vec<(SpokenOf, i32)> = numbered.said().iter().map(|said| (said.of, said.words)).collect();
    assert_eq!(said, [(of, 1), (SpokenOf::Cycle(CYCLE), 2)]);
}

proptest! {
    #[test]
    fn whatever_is_asked_what_is_read_again_is_the_live_state(
        asked in proptest::collection::vec((0_u32..4, 0_u32..4), 0..20)
    ) {
        let (mut live, mut stored) = (Pack::default(), Vec::new());
        for (number, read) in asked {
            let next = live.next_number();
            let act = if number == 0 { issue(next, good()) } else { amend(number, read, ReasonCode::Policy) };
            for event in live.decide(command(act)).unwrap_or_default() {
                let payload = serde_json::to_value(&event).unwrap();
                let read = Fact::parse(Pack::TYPE, &event.event_type(), "1", &payload).unwrap();
                prop_assert_eq!(&read, &Fact::Pack(Box::new(event.clone())));
                live.apply(event.clone());
                stored.push(event);
            }
        }
        let mut replayed = Pack::default();
        for event in stored {
            replayed.apply(event);
        }
        prop_assert_eq!(replayed, live);
    }
}
