//! A rule's refusal in the reader's words, at the field of the form that it is about.

use domain::account::AccountRefusal;
use domain::cycle::{CycleRefusal, ReportPart, RowRefusal};
use domain::edition::EditionRefusal;
use domain::enquiry::EnquiryRefusal;
use domain::pack::PackRefusal;
use domain::pupil::PupilRefusal;
use domain::school::SchoolRefusal;
use domain::school_group::SchoolGroupRefusal;
use domain::{ParticipantId, ReasonRefusal};

use crate::change::OpenCycle;
use crate::fields::{Draft, in_row};
use crate::shape::Shape;
use crate::words::{Arg, Words};

/// Where a problem stands that is about no field: the id of a page's main part. No form has a field of this name.
pub const PAGE: &str = "main";

/// The refusal in the reader's words, for a list that says itself where it is.
#[must_use]
pub fn sentence(words: Words, refusal: &CycleRefusal) -> String {
    if let CycleRefusal::NotEligible { misfits } = refusal {
        let sentences: Vec<String> = misfits.iter().map(|misfit| sentence(words, misfit)).collect();
        return sentences.join(". ");
    }
    tell(words, refusal).sentence
}

/// Notes `refusal` in `draft`, at the first of its fields that the form has; on the whole page otherwise. What is several
/// things at once is noted at the field of each.
pub fn note(words: Words, draft: &mut Draft, refusal: &CycleRefusal, form: &Shape) {
    if let CycleRefusal::NotEligible { misfits } = refusal {
        for misfit in misfits {
            note(words, draft, misfit, form);
        }
        return;
    }
    note_told(draft, tell(words, refusal), form);
}

/// Notes in `draft` what is wrong with each row of a grid of scores: with the day that all rows share once, whatever else at
/// the row's score.
pub fn note_rows(words: Words, draft: &mut Draft, rows: &[RowRefusal], cycle: &OpenCycle) {
    for RowRefusal { participant, refusal } in rows {
        let Told { id, sentence, fields } = tell(words, refusal);
        if fields.first() != Some(&"taken_on") {
            let person = cycle.person(&participant.to_string());
            let who = person.map(|person| person.called(words, &cycle.texts)).unwrap_or_default();
            note_row(words, draft, (*participant, &who), refusal);
        } else if !draft.problems().iter().any(|problem| problem.sentence == sentence) {
            draft.refuse_with("taken_on", &id, sentence);
        }
    }
}

/// Notes what is wrong with one row of a grid of scores, at the row's score, unless something is noted there.
pub fn note_row(
    words: Words,
    draft: &mut Draft,
    (participant, who): (ParticipantId, &str),
    refusal: &CycleRefusal,
) {
    let row = participant.to_string();
    if draft.problem(&in_row("score", &row)).is_some() {
        return;
    }
    let Told { id, sentence, .. } = tell(words, refusal);
    let told = words.tell("refusal-of-row", &[("who", who.into()), ("sentence", sentence.into())]);
    draft.refuse_row_with("score", &row, &id, told);
}

/// Notes `refusal` of a command about a pupil in `draft`, at its field or on the whole page.
pub fn note_pupil(words: Words, draft: &mut Draft, refusal: &PupilRefusal, form: &Shape) {
    note_told(draft, tell_pupil(words, refusal), form);
}

/// Notes `refusal` of a command about an account in `draft`, at its field or on the whole page.
pub fn note_account(words: Words, draft: &mut Draft, refusal: &AccountRefusal, form: &Shape) {
    note_told(draft, tell_account(words, refusal), form);
}

/// Notes `refusal` of a command about a group of schools in `draft`, at its field or on the whole page.
pub fn note_group(words: Words, draft: &mut Draft, refusal: &SchoolGroupRefusal, form: &Shape) {
    note_told(draft, tell_group(words, refusal), form);
}

/// Notes `refusal` of a command about a question in `draft`, at its field or on the whole page.
pub fn note_enquiry(words: Words, draft: &mut Draft, refusal: &EnquiryRefusal, form: &Shape) {
    note_told(draft, tell_enquiry(words, refusal), form);
}

/// Notes `refusal` of a command about a school's editions in `draft`, at its field or on the whole page.
pub fn note_edition(words: Words, draft: &mut Draft, refusal: &EditionRefusal, form: &Shape) {
    note_told(draft, tell_edition(words, refusal), form);
}

/// Why nothing can be done with a question now, in the reader's words.
#[must_use]
pub fn why_not(words: Words, refusal: &EnquiryRefusal) -> String {
    tell_enquiry(words, refusal).sentence
}

/// Notes `refusal` of a command about a school in `draft`, at its field or on the whole page.
pub fn note_school(words: Words, draft: &mut Draft, refusal: &SchoolRefusal, form: &Shape) {
    note_told(draft, tell_school(words, refusal), form);
}

/// Notes `refusal` of a command about packs in `draft`, at its field or on the whole page.
pub fn note_pack(words: Words, draft: &mut Draft, refusal: &PackRefusal, form: &Shape) {
    note_told(draft, tell_pack(words, refusal), form);
}

fn note_told(draft: &mut Draft, told: Told, form: &Shape) {
    let about = told.fields.iter().copied().find(|field| form.names().any(|name| name == *field));
    draft.refuse_with(about.unwrap_or(PAGE), &told.id, told.sentence);
}

/// A refusal as a reader meets it.
struct Told {
    /// The message.
    id: String,
    sentence: String,
    /// The fields it may be about, the likeliest first.
    fields: &'static [&'static str],
}

/// The whole list: each refusal has a sentence and its fields. A new one makes the compiler ask here.
fn tell(words: Words, refusal: &CycleRefusal) -> Told {
    use CycleRefusal as R;
    let (fields, values): (&'static [&'static str], Vec<(&str, Arg<'_>)>) = match refusal {
        R::YearOutOfRange { least, most } => {
            (&["year_level"], vec![text("least", least), text("most", most)])
        }
        R::BeforeFirstDay { first } => (&["effective_on"], vec![("first", words.date(*first).into())]),
        R::TooFewWeeks { least } => (&["weeks"], vec![text("least", least)]),
        R::NotBelowExpectation => (&["entry_band"], Vec::new()),
        R::PotentialNotShown => (&["potential_evidence"], Vec::new()),
        R::GroupTooSmall { size, least } => {
            (&["participant"], vec![text("size", size), text("least", least)])
        }
        R::GroupTooLarge { size, most } => {
            (&["size_override", "participant"], vec![text("size", size), text("most", most)])
        }
        R::NeedBeforeProgramme | R::NobodyReached => (&["pupils", "participant"], Vec::new()),
        R::AlreadyPlaced | R::NotPlaced | R::NotWithdrawn => {
            (&["participant", "pupils", "absent"], Vec::new())
        }
        R::PlacedElsewhere { cycles } => (&["overlap_override", "participant"], vec![text("cycles", cycles)]),
        R::ShareOutOfRange => (&["share_of_sessions"], Vec::new()),
        R::TargetNotMeasurable | R::TargetAlreadySet => (&["target"], Vec::new()),
        R::BaselineMissing | R::DuplicateAssessment => (&["point"], Vec::new()),
        R::SubjectMismatch | R::ScaleMismatch => (&["instrument", "score"], Vec::new()),
        R::ScoreOutOfRange { least, most } => (&["score"], vec![text("least", least), text("most", most)]),
        R::ScoreBetweenSteps { step } => (&["score"], vec![text("step", step)]),
        R::TakenOutsideCycle { from, to } => {
            (&["taken_on"], vec![("from", words.date(*from).into()), ("to", words.date(*to).into())])
        }
        R::DateInFuture | R::DatesReversed => (&["taken_on", "held_on", "effective_on"], Vec::new()),
        R::TooLongAgo { earliest } => {
            (&["effective_on", "taken_on", "held_on"], vec![("earliest", words.date(*earliest).into())])
        }
        R::LastsTooLong { most_weeks } => (&["ends_on"], vec![text("most", most_weeks)]),
        R::NothingChanged => (&["score", "tier", "minutes", "amount"], Vec::new()),
        R::StaleCorrection { live } => (&["score", "minutes", "amount"], vec![text("live", live)]),
        R::AlreadyVoided | R::EndScoreStands => (&["score"], Vec::new()),
        R::PlacedForComparison => (&["role", "participant"], Vec::new()),
        R::ReportPartMissing { part } => (of_part(*part), Vec::new()),
        R::SelfApproval | R::ReopeningNotAsked => (&["answer"], Vec::new()),
        R::PredecessorUnfinished | R::PredecessorElsewhere | R::NotThePredecessor => {
            (&["predecessor", "from_cycle"], Vec::new())
        }
        R::BenchmarkNotPublished => (&["benchmark_set"], Vec::new()),
        R::UnknownRecord | R::EvidenceMissing | R::NotEvidence => (&["evidence"], Vec::new()),
        R::ProgrammeRetired => (&["programme"], Vec::new()),
        R::StrategyAlreadyActive | R::StrategyRetired | R::StrategyNotActive => {
            (&["strategy", "strategies"], Vec::new())
        }
        R::IncompleteAssessment { outstanding } => (&["point"], vec![text("outstanding", outstanding)]),
        R::MinutesOutOfRange { most } => (&["minutes"], vec![text("most", most)]),
        R::HeldOutsideCycle { from, to } => {
            let fields = &["held_on", "starts_on", "ends_on", "effective_on"];
            (fields, vec![("from", words.date(*from).into()), ("to", words.date(*to).into())])
        }
        R::NobodyPresent | R::NamedTwice => (&["absent", "pupils"], Vec::new()),
        R::NotEligible { misfits } => (&["entry_band"], vec![text("misfits", &misfits.len())]),
        R::ScoresRefused { rows } => (&["score"], vec![text("rows", &rows.len())]),
        R::WrongState { .. } | R::AlreadyRecorded | R::StaleOutcome { .. } => (&[], Vec::new()),
        R::SealedForAnother => (&["note"], Vec::new()),
        R::Reason(reason) => about_reason(reason),
    };
    let id = format!("refusal-{}", refusal.code());
    Told { sentence: words.tell(&id, &values), id, fields }
}

/// The same for pupils.
fn tell_pupil(words: Words, refusal: &PupilRefusal) -> Told {
    use PupilRefusal as R;
    let (fields, values): (&'static [&'static str], Vec<(&str, Arg<'_>)>) = match refusal {
        R::DateInFuture | R::DatesReversed => (&["effective_on"], Vec::new()),
        R::UnknownPupil | R::AlreadyRegistered | R::PupilErased => (&["legal_name"], Vec::new()),
        R::ErasureNotRequested | R::SelfApproval => (&[], Vec::new()),
        R::SealedForAnother => (&["note"], Vec::new()),
        R::Reason(reason) => about_reason(reason),
    };
    let id = format!("refusal-{}", refusal.code());
    Told { sentence: words.tell(&id, &values), id, fields }
}

/// The same for accounts.
fn tell_account(words: Words, refusal: &AccountRefusal) -> Told {
    use AccountRefusal as R;
    let (fields, values): (&'static [&'static str], Vec<(&str, Arg<'_>)>) = match refusal {
        R::Reason(reason) => {
            let (fields, values) = about_reason(reason);
            let id = format!("refusal-{}", refusal.code());
            return Told { sentence: words.tell(&id, &values), id, fields };
        }
        R::AccessTooLong { most_days } => (&["until_on"], vec![text("most", most_days)]),
        R::NoAccessToNames => (&["school", "reason"], Vec::new()),
        R::AtRiskKeepsPassword => (&["restores"], Vec::new()),
        R::DateInFuture | R::DatesReversed => (&["until_on"], Vec::new()),
        R::ScopeNotForRole { .. } => (&["school"], Vec::new()),
        R::UnknownRecord
        | R::AccountHasEnded
        | R::AlreadyGranted
        | R::GrantIsOver
        | R::SelfApproval
        | R::LastAdministrator
        | R::NotAnAuditor => (&["role"], Vec::new()),
    };
    let id = format!("refusal-account-{}", refusal.code());
    Told { sentence: words.tell(&id, &values), id, fields }
}

/// The same for schools.
fn tell_school(words: Words, refusal: &SchoolRefusal) -> Told {
    use SchoolRefusal as R;
    let fields: &'static [&'static str] = match refusal {
        R::Reason(reason) => {
            let (fields, values) = about_reason(reason);
            let id = format!("refusal-{}", refusal.code());
            return Told { sentence: words.tell(&id, &values), id, fields };
        }
        R::ZoneOfAnotherCountry => &["time_zone"],
        R::ProfileReasonMissing | R::TermsReasonMissing => &["reason"],
        R::ProfileMissing | R::YearNotOfSchool | R::TermsRefused { .. } => &["terms"],
        R::LimitHoldsAlready | R::LimitNotRequested => &["smallest_group", "answer"],
        R::SelfApproval => &["answer"],
        R::MeetingTooFar | R::MeetingNotSet | R::MeetingIsOver => &["meets_on"],
        R::RecordsAreDue | R::NoRecordIsDue | R::ErasureNotAsked => &["decision"],
        R::KeepingNoteMissing => &["review_note"],
        R::AlreadyRegistered
        | R::UnknownRecord
        | R::NameMissing
        | R::NameUnprintable
        | R::AgesReversed
        | R::DateInFuture
        | R::NoteUnderAnotherKey => &[],
    };
    let id = format!("refusal-school-{}", refusal.code());
    Told { sentence: words.say(&id), id, fields }
}

/// The same for groups of schools.
fn tell_group(words: Words, refusal: &SchoolGroupRefusal) -> Told {
    use SchoolGroupRefusal as R;
    let fields: &'static [&'static str] = match refusal {
        R::Reason(reason) => {
            let (fields, values) = about_reason(reason);
            let id = format!("refusal-{}", refusal.code());
            return Told { sentence: words.tell(&id, &values), id, fields };
        }
        R::NameMissing | R::NameUnprintable | R::AlreadyFormed => &["group_name"],
        R::DateInFuture => &["formed_on"],
        R::BeforeFormed => &["joined_on"],
        R::AlreadyMember => &["school"],
        R::LeftBeforeJoined => &["left_on"],
        R::UnknownRecord | R::NotMember => &[],
    };
    let id = format!("refusal-group-{}", refusal.code());
    Told { sentence: words.say(&id), id, fields }
}

/// The same for governor data packs.
fn tell_pack(words: Words, refusal: &PackRefusal) -> Told {
    use PackRefusal as R;
    let (fields, values): (&'static [&'static str], Vec<(&str, Arg<'_>)>) = match refusal {
        R::Reason(reason) => {
            let (fields, values) = about_reason(reason);
            let id = format!("refusal-{}", refusal.code());
            return Told { sentence: words.tell(&id, &values), id, fields };
        }
        R::StaleVersion | R::StaleNumber => (&["seen"], Vec::new()),
        R::UnknownRecord | R::ContentMissing | R::TableRefused { .. } | R::SealedForAnother => {
            (&[], Vec::new())
        }
    };
    let id = format!("refusal-pack-{}", refusal.code());
    Told { sentence: words.tell(&id, &values), id, fields }
}

/// The same for questions about a school.
fn tell_enquiry(words: Words, refusal: &EnquiryRefusal) -> Told {
    use EnquiryRefusal as R;
    let (fields, values): (&'static [&'static str], Vec<(&str, Arg<'_>)>) = match refusal {
        R::Reason(reason) => {
            let (fields, values) = about_reason(reason);
            let id = format!("refusal-{}", refusal.code());
            return Told { sentence: words.tell(&id, &values), id, fields };
        }
        R::WordsMissing | R::SealedForAnother => (&["question_words", "answer_words"], Vec::new()),
        R::WordsTooLong { most, .. } => (&["question_words", "answer_words"], vec![text("most", most)]),
        R::TooManyLinks { most } => (&["links"], vec![text("most", most)]),
        R::LinkedTwice | R::LinkToItself => (&["links"], Vec::new()),
        R::StaleAnswer => (&["answer_seen"], Vec::new()),
        R::UnknownRecord
        | R::AlreadyRaised
        | R::AnswerWaits
        | R::NotAnswered
        | R::NotTheirs
        | R::OwnAnswer
        | R::Settled => (&[], Vec::new()),
    };
    let id = format!("refusal-enquiry-{}", refusal.code());
    Told { sentence: words.tell(&id, &values), id, fields }
}

fn tell_edition(words: Words, refusal: &EditionRefusal) -> Told {
    use EditionRefusal as R;
    let (fields, values): (&'static [&'static str], Vec<(&str, Arg<'_>)>) = match refusal {
        R::Reason(reason) => {
            let (fields, values) = about_reason(reason);
            let id = format!("refusal-{}", refusal.code());
            return Told { sentence: words.tell(&id, &values), id, fields };
        }
        R::StaleEdition { last } => (&["edition"], vec![text("last", last)]),
        R::NothingTakenOut | R::FigureMissing { .. } => (&["without"], Vec::new()),
        R::UnknownRecord
        | R::NothingToPublish
        | R::NothingNew
        | R::FigureTwice { .. }
        | R::StandingWrong { .. }
        | R::TooFewToShow { .. } => (&[], Vec::new()),
    };
    let id = format!("refusal-edition-{}", refusal.code());
    Told { sentence: words.tell(&id, &values), id, fields }
}

/// The field of a form that a part of the report is written in.
fn of_part(part: ReportPart) -> &'static [&'static str] {
    match part {
        ReportPart::Need => &["need"],
        ReportPart::Impact => &["impact"],
        ReportPart::PracticeChange => &["practice_change"],
        ReportPart::NextSteps => &["next_steps"],
    }
}

fn about_reason(refusal: &ReasonRefusal) -> (&'static [&'static str], Vec<(&'static str, Arg<'static>)>) {
    match refusal {
        ReasonRefusal::ReasonMissing { least } => (&["note"], vec![text("least", least)]),
        ReasonRefusal::ReasonTooShort { length, least } => {
            (&["note"], vec![text("length", length), text("least", least)])
        }
        ReasonRefusal::ReasonTooLong { length, most } => {
            (&["note"], vec![text("length", length), text("most", most)])
        }
        ReasonRefusal::ReasonNotAllowedHere { .. } => (&["reason"], Vec::new()),
        ReasonRefusal::UnknownRecord => (&["evidence"], Vec::new()),
        ReasonRefusal::SealedForAnother => (&["note"], Vec::new()),
    }
}

fn text(name: &'static str, value: &impl ToString) -> (&'static str, Arg<'static>) {
    (name, Arg::from(value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Part;
    use domain::{ReasonCode, Score, Sequence, YearLevel};

    fn every() -> Vec<CycleRefusal> {
        use CycleRefusal as R;
        let (year, day) = (YearLevel::new(1).unwrap(), jiff::civil::date(2026, 3, 27));
        let reason = |refusal| R::Reason(refusal);
        vec![
            R::YearOutOfRange { least: year, most: year },
            R::TooFewWeeks { least: 40 },
            R::BeforeFirstDay { first: day },
            R::NotBelowExpectation,
            R::PotentialNotShown,
            R::NeedBeforeProgramme,
            R::GroupTooSmall { size: 5, least: 6 },
            R::GroupTooLarge { size: 9, most: 8 },
            R::AlreadyPlaced,
            R::NotPlaced,
            R::NotWithdrawn,
            R::PlacedElsewhere { cycles: 1 },
            R::AlreadyVoided,
            R::EndScoreStands,
            R::PredecessorUnfinished,
            R::PredecessorElsewhere,
            R::BenchmarkNotPublished,
            R::ShareOutOfRange,
            R::TargetNotMeasurable,
            R::TargetAlreadySet,
            R::BaselineMissing,
            R::DuplicateAssessment,
            R::SubjectMismatch,
            R::ScaleMismatch,
            R::ScoreOutOfRange { least: Score::from(40), most: Score::from(160) },
            R::ScoreBetweenSteps { step: Score::from(1) },
            R::TakenOutsideCycle { from: day, to: day },
            R::DateInFuture,
            R::DatesReversed,
            R::TooLongAgo { earliest: day },
            R::LastsTooLong { most_weeks: 60 },
            R::NothingChanged,
            R::StaleCorrection { live: Sequence::new(3) },
            R::UnknownRecord,
            R::EvidenceMissing,
            R::NotEvidence,
            R::StrategyAlreadyActive,
            R::StrategyRetired,
            R::ProgrammeRetired,
            R::StrategyNotActive,
            R::NobodyReached,
            R::PlacedForComparison,
            R::ReportPartMissing { part: ReportPart::Need },
            R::SelfApproval,
            R::ReopeningNotAsked,
            R::NotThePredecessor,
            R::MinutesOutOfRange { most: 600 },
            R::HeldOutsideCycle { from: day, to: day },
            R::NobodyPresent,
            R::NamedTwice,
            R::AlreadyRecorded,
            R::WrongState { stage: "closed", act: "place-pupil" },
            R::IncompleteAssessment { outstanding: 2 },
            R::StaleOutcome { upto: Sequence::new(3), last: Sequence::new(4) },
            R::SealedForAnother,
            R::ScoresRefused { rows: Vec::new() },
            R::NotEligible { misfits: vec![R::NotBelowExpectation, R::PotentialNotShown] },
            reason(ReasonRefusal::ReasonMissing { least: 40 }),
            reason(ReasonRefusal::ReasonTooShort { length: 3, least: 10 }),
            reason(ReasonRefusal::ReasonTooLong { length: 501, most: 500 }),
            reason(ReasonRefusal::ReasonNotAllowedHere { code: ReasonCode::Duplicate }),
            reason(ReasonRefusal::UnknownRecord),
            reason(ReasonRefusal::SealedForAnother),
        ]
    }

    #[test]
    fn every_refusal_has_its_sentence_and_no_value_is_left_out() {
        for refusal in every() {
            let sentence = tell(Words::default(), &refusal).sentence;
            assert!(!sentence.starts_with("refusal-"), "{refusal:?} has no words");
            assert!(!sentence.contains("{$"), "{sentence}");
        }
    }

    #[test]
    fn every_refusal_about_a_pupil_has_its_sentence() {
        use PupilRefusal as R;
        let all = [
            R::UnknownPupil,
            R::AlreadyRegistered,
            R::PupilErased,
            R::DateInFuture,
            R::DatesReversed,
            R::SealedForAnother,
            R::ErasureNotRequested,
            R::SelfApproval,
            R::Reason(ReasonRefusal::ReasonMissing { least: 40 }),
        ];
        for refusal in all {
            let sentence = tell_pupil(Words::default(), &refusal).sentence;
            assert!(!sentence.starts_with("refusal-") && !sentence.contains("{$"), "{refusal:?}: {sentence}");
        }
    }

    const FORM: Shape = Shape(&[Part::id("participant"), Part::day("effective_on")]);

    #[test]
    fn every_refusal_about_an_account_has_its_sentence() {
        use AccountRefusal as R;
        let all = [
            R::UnknownRecord,
            R::AccountHasEnded,
            R::AlreadyGranted,
            R::GrantIsOver,
            R::ScopeNotForRole { role: domain::account::Role::Head },
            R::SelfApproval,
            R::LastAdministrator,
            R::NotAnAuditor,
            R::NoAccessToNames,
            R::AccessTooLong { most_days: 31 },
            R::DateInFuture,
            R::DatesReversed,
            R::Reason(ReasonRefusal::ReasonMissing { least: 40 }),
        ];
        for refusal in all {
            let sentence = tell_account(Words::default(), &refusal).sentence;
            assert!(!sentence.starts_with("refusal-") && !sentence.contains("{$"), "{refusal:?}: {sentence}");
        }
    }

    #[test]
    fn every_refusal_about_a_school_has_its_sentence() {
        use SchoolRefusal as R;
        let all = [
            R::AlreadyRegistered,
            R::UnknownRecord,
            R::NameMissing,
            R::NameUnprintable,
            R::AgesReversed,
            R::DateInFuture,
            R::ZoneOfAnotherCountry,
            R::ProfileReasonMissing,
            R::ProfileMissing,
            R::YearNotOfSchool,
            R::TermsRefused { faults: Vec::new() },
            R::TermsReasonMissing,
            R::LimitHoldsAlready,
            R::LimitNotRequested,
            R::SelfApproval,
            R::MeetingTooFar,
            R::MeetingNotSet,
            R::MeetingIsOver,
            R::RecordsAreDue,
            R::NoRecordIsDue,
            R::ErasureNotAsked,
            R::KeepingNoteMissing,
            R::NoteUnderAnotherKey,
            R::Reason(ReasonRefusal::ReasonMissing { least: 40 }),
        ];
        for refusal in all {
            let sentence = tell_school(Words::default(), &refusal).sentence;
            assert!(!sentence.starts_with("refusal-") && !sentence.contains("{$"), "{refusal:?}: {sentence}");
        }
    }

    #[test]
    fn every_refusal_about_a_group_has_its_sentence() {
        use SchoolGroupRefusal as R;
        let all = [
            R::UnknownRecord,
            R::AlreadyFormed,
            R::NameMissing,
            R::NameUnprintable,
            R::DateInFuture,
            R::BeforeFormed,
            R::AlreadyMember,
            R::NotMember,
            R::LeftBeforeJoined,
            R::Reason(ReasonRefusal::ReasonMissing { least: 40 }),
        ];
        for refusal in all {
            let sentence = tell_group(Words::default(), &refusal).sentence;
            assert!(!sentence.starts_with("refusal-") && !sentence.contains("{$"), "{refusal:?}: {sentence}");
        }
    }

    #[test]
    fn a_refusal_stands_at_its_field_and_on_the_page_where_it_is_about_none() {
        let mut draft = Draft::default();
        let words = Words::default();
        note(words, &mut draft, &CycleRefusal::DateInFuture, &FORM);
        note(words, &mut draft, &CycleRefusal::ScaleMismatch, &FORM);
        let fields: Vec<_> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["effective_on", PAGE]);
        assert_eq!(FORM.pointer(PAGE, None), "", "to a program it is about the whole");
    }

    #[test]
    fn several_things_that_do_not_fit_stand_each_at_its_field() {
        const PLACING: Shape = Shape(&[Part::number("weeks"), Part::text("potential_evidence", 500)]);
        let misfits = vec![CycleRefusal::TooFewWeeks { least: 40 }, CycleRefusal::PotentialNotShown];
        let refusal = CycleRefusal::NotEligible { misfits };
        let mut draft = Draft::default();
        note(Words::default(), &mut draft, &refusal, &PLACING);
        let fields: Vec<_> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["weeks", "potential_evidence"]);
        let told = sentence(Words::default(), &refusal);
        assert!(draft.problems().iter().all(|problem| told.contains(&problem.sentence)), "{told}");
    }
}
