//! Questions from the fact to the row, and what is said where a rule says no.

use std::time::Duration;

use domain::enquiry::EnquiryStage;
use domain::{GivenReason, ReasonCode, ReasonRefusal, Sequence};
use jiff::civil::{Date, date};
use journal::Context;

use super::*;
use crate::test_support::Fresh;

const SCHOOL: &str = "demo:test";
/// The longest that a row may take to follow its fact on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

fn id(number: u128) -> EnquiryId {
    EnquiryId::new(Uuid::from_u128(number))
}

/// Tells the facts of one question, one after the other.
struct Telling<'a> {
    app: &'a App,
    enquiry: EnquiryId,
}

impl Telling<'_> {
    async fn tell(&self, today: Date, by: u128, act: EnquiryAct) {
        let command = EnquiryCommand { today, by: AccountId::new(Uuid::from_u128(by)), act };
        let context = Context::new(app::new_id(), "", "governor", "test");
        let stream = self.enquiry.to_string();
        let receipt = self.app.journal().execute::<Enquiry>(&stream, None, command, &context).await.unwrap();
        let token = receipt.token.unwrap();
        assert!(self.app.running().wait_for(&token, PATIENCE).await.unwrap(), "the rows follow");
    }

    async fn words(&self, text: &str) -> Note {
        let stream = stream_of(self.enquiry);
        let place = Place { stream: &stream, command_id: Uuid::nil(), field: read::WORDS };
        let sealed = self.app.vault().seal(self.enquiry.uuid(), place, text).await.unwrap();
        Note { text: sealed, length: 9 }
    }

    async fn raised(app: &App, number: u128, on: Date) -> Telling<'_> {
        let telling = Telling { app, enquiry: id(number) };
        let (school, question) = (SCHOOL.parse().unwrap(), QuestionCode::Q4);
        let words = telling.words("What was done?").await;
        let act = EnquiryAct::RaiseQuestion { enquiry: id(number), school, question, about: None, words };
        telling.tell(on, 0xA, act).await;
        telling
    }
}

#[tokio::test]
async fn a_question_s_row_says_where_it_stands_and_its_changes_are_kept_by_day() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let school: SchoolId = SCHOOL.parse().unwrap();
    let (first, second) = (date(2026, 1, 5), date(2026, 2, 9));
    let told = Telling::raised(&app, 1, first).await;
    let _open = Telling::raised(&app, 2, second).await;
    let waiting = read::waiting(app.pool(), &school).await.unwrap().unwrap();
    assert_eq!((waiting.questions, waiting.since), (2, first));

    let words = told.words("We taught small groups.").await;
    told.tell(second, 0xB, EnquiryAct::AnswerQuestion { words, links: Vec::new() }).await;
    let (answer, as_governor) = (Sequence::new(2), true);
    let reason = GivenReason::of(ReasonCode::Unclear);
    told.tell(second, 0xA, EnquiryAct::ReturnAnswer { answer, as_governor, reason }).await;
    let rows = read::of_school(app.pool(), &school).await.unwrap();
    let stages: Vec<_> = rows.iter().map(|row| (row.id, row.stage, row.sequence, row.changed_on)).collect();
    assert_eq!(
        stages,
        [(id(2), EnquiryStage::Asked, 1, second), (id(1), EnquiryStage::Returned, 3, second)],
        "the latest first"
    );
    let kinds = async |since| {
        let changes = read::changes(app.pool(), &school, since).await.unwrap();
        changes.into_iter().map(|change| (change.enquiry, change.kind)).collect::<Vec<_>>()
    };
    assert_eq!(kinds(None).await.len(), 4);
    let since: Vec<_> = kinds(Some(second)).await;
    assert_eq!(
        since,
        [(id(1), "question_answered"), (id(1), "answer_returned"), (id(2), "question_raised")]
            .map(|(id, kind)| (id, kind.to_owned())),
        "the day itself counts"
    );
    let elsewhere = "demo:other".parse().unwrap();
    assert_eq!(read::waiting(app.pool(), &elsewhere).await.unwrap(), None);
    assert_eq!(read::changes(app.pool(), &elsewhere, None).await.unwrap(), []);
    app.stop().await;
    fresh.drop().await;
}

#[test]
fn every_refusal_about_a_question_has_its_sentence() {
    use EnquiryRefusal as R;
    let all = [
        R::UnknownRecord,
        R::AlreadyRaised,
        R::WordsMissing,
        R::WordsTooLong { length: 9, most: 8 },
        R::SealedForAnother,
        R::TooManyLinks { most: 12 },
        R::LinkedTwice,
        R::LinkToItself,
        R::AnswerWaits,
        R::NotAnswered,
        R::StaleAnswer,
        R::NotTheirs,
        R::OwnAnswer,
        R::Settled,
        R::Reason(ReasonRefusal::ReasonMissing { least: 40 }),
    ];
    for refusal in all {
        let sentence = refusal::why_not(Words::default(), &refusal);
        assert!(!sentence.starts_with("refusal-") && !sentence.contains("{$"), "{refusal:?}: {sentence}");
    }
}

#[test]
fn a_long_question_is_named_by_its_beginning_up_to_a_word_s_end() {
    assert_eq!(short("Why these pupils?"), "Why these pupils?");
    assert_eq!(short("Why\u{202e}\nthese?\u{200b}"), "Why these?", "one line, and nothing that nobody sees");
    let long = format!("Why {}?", "these pupils ".repeat(20));
    let named = short(&long);
    assert!(named.ends_with("pupils…") || named.ends_with("these…"), "{named}");
    assert!(named.chars().count() <= 91);
    assert_eq!(short(&"a".repeat(200)).chars().count(), 91, "a word without an end");
}
