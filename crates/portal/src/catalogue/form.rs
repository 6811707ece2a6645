//! What the forms of the catalogue post: a new entry, another edition, a reason to retire one. Understood, or every problem
//! at once.

use std::fmt::Display;
use std::str::FromStr;

use domain::catalogue::{
    Body, CatalogueRefusal, Concept, Edition, EntryId, EntryKind, EntryWords, Instrument, MOST_ABOUT_LENGTH,
    MOST_NAME_LENGTH, Norm, Programme, PublishedEntry, Strategy,
};
use domain::code::{Code, EntryCode};
use domain::cycle::{Bounds, CycleKind, EntryBand, LessonPart, ProgrammeLimits, Tier, Wave, Windows};
use domain::{GivenReason, ReasonFor, Score, Subject, VariantArray};

use crate::access::Visitor;
use crate::fields::Draft;
use crate::words::Words;

/// The days of an instrument's windows, by their fields.
pub(super) const WINDOWS: [&str; 5] =
    ["baseline_before", "baseline_after", "end_before", "end_after", "afterwards"];
/// The concepts that a concept builds on, as many as the form has room for.
pub(super) const BUILDS_ON: [&str; 4] = ["builds_on_1", "builds_on_2", "builds_on_3", "builds_on_4"];
/// The most letters of a code made from a name.
const CODE_MOST: usize = 60;

/// The name of the checkbox of one of a list.
pub(super) fn ticked_field(field: &str, one: &impl Display) -> String {
    format!("{field}-{one}")
}

/// What stands in the form for a new entry.
pub(super) fn suggested() -> Draft {
    windows(Draft::default(), Windows::usual()).with("step", "1")
}

fn windows(draft: Draft, is: Windows) -> Draft {
    let days = [
        is.baseline_before_days,
        is.baseline_after_days,
        is.end_before_days,
        is.end_after_days,
        is.afterwards_days,
    ];
    WINDOWS.iter().zip(days).fold(draft, |draft, (field, days)| draft.with(field, days.to_string()))
}

fn tick(draft: Draft, field: &str, all: &[impl Display]) -> Draft {
    all.iter().fold(draft, |draft, one| draft.with(&ticked_field(field, one), "on"))
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// What stands in the form for another edition: what the newest one says.
pub(super) fn draft_of(says: &Edition) -> Draft {
    let draft = match &says.words {
        Some(words) => Draft::default().with("name", &words.name).with("about", &words.about),
        None => Draft::default(),
    };
    match &says.body {
        Body::Programme(is) => draft_of_programme(draft, is),
        Body::Strategy(is) => {
            let draft = draft.with("lever", is.lever.to_string());
            let draft = tick(tick(draft, "part", &is.lesson_parts), "subject", &is.subjects);
            tick(draft, "tier", &is.tiers)
        }
        Body::Instrument(is) => draft_of_instrument(draft, is),
        Body::Concept(is) => {
            let draft = draft
                .with("subject", is.subject.to_string())
                .with("year_least", is.years.least.to_string())
                .with("year_most", is.years.most.to_string());
            BUILDS_ON
                .iter()
                .zip(&is.builds_on)
                .fold(draft, |draft, (field, code)| draft.with(field, code.to_string()))
        }
    }
}

fn draft_of_programme(draft: Draft, is: &Programme) -> Draft {
    let limits = &is.limits;
    let draft = draft
        .with("kind", is.kind.to_string())
        .with("tier", is.tier.to_string())
        .with("group_least", shown(limits.group_size.map(|size| size.least)))
        .with("group_most", shown(limits.group_size.map(|size| size.most)))
        .with("year_least", shown(limits.year_levels.map(|years| years.least)))
        .with("year_most", shown(limits.year_levels.map(|years| years.most)))
        .with("weeks", shown(limits.least_weeks_of_schooling))
        .with("usual_weeks", shown(is.usual_weeks))
        .with("usual_minutes", shown(is.usual_minutes_a_week))
        .with("potential", if limits.potential_needed { "on" } else { "" });
    tick(tick(draft, "subject", &is.subjects), "band", &limits.entry_bands)
}

fn draft_of_instrument(draft: Draft, is: &Instrument) -> Draft {
    let forms: Vec<&str> = is.forms.iter().map(domain::FormCode::as_str).collect();
    let draft = draft
        .with("subject", is.subject.to_string())
        .with("kind", is.kind.to_string())
        .with("scale", is.scale.to_string())
        .with("score_least", is.scores.least.to_string())
        .with("score_most", is.scores.most.to_string())
        .with("step", is.step.to_string())
        .with("papers", forms.join(", "))
        .with("norm_mean", shown(is.norm.map(|norm| norm.mean)))
        .with("norm_sd", shown(is.norm.map(|norm| norm.sd)))
        .with("sem", shown(is.sem));
    windows(draft, is.windows)
}

/// A new entry: its code is made from its name.
pub(super) fn publish(visitor: &Visitor, draft: &mut Draft, kind: EntryKind) -> Option<(EntryId, Edition)> {
    let own = own_words(visitor.words, draft, true);
    let entry = own.as_ref().ok().and_then(Option::as_ref).and_then(|own| {
        let entry = code_of(&own.name).map(|code| EntryId::new(kind, code));
        if entry.is_none() {
            draft.refuse(visitor.words, "name", "form-entry-name-missing", &[]);
        }
        entry
    });
    let body = body(visitor.words, draft, kind, None);
    Some((entry?, Edition { words: own.ok()?, body: body? }))
}

/// Another edition of an entry, and why. One that comes with the program may keep the name that it has among the words.
pub(super) fn revise(
    visitor: &Visitor,
    draft: &mut Draft,
    known: &PublishedEntry,
) -> Option<(Edition, GivenReason)> {
    let own = own_words(visitor.words, draft, known.says.words.is_some());
    let body = body(visitor.words, draft, known.entry.kind(), Some(&known.says.body));
    let reason = reason(visitor.words, draft);
    Some((Edition { words: own.ok()?, body: body? }, reason?))
}

/// Why the catalogue is changed.
pub(super) fn reason(words: Words, draft: &mut Draft) -> Option<GivenReason> {
    let codes = ReasonFor::ChangingCatalogue.codes();
    let offered = |text: &str| text.parse().ok().filter(|code| codes.contains(code));
    draft.read(words, "reason", "form-reason-missing", offered).map(GivenReason::of)
}

/// A code of the letters of a name: `Talk partners!` is `talk-partners`. None if no letter is left, or an address has it.
fn code_of(name: &str) -> Option<EntryCode> {
    let letters: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_lowercase() || letter.is_ascii_digit() { letter } else { ' ' })
        .collect();
    let code = letters.split_whitespace().collect::<Vec<_>>().join("-");
    let code: String = code.chars().take(CODE_MOST).collect();
    Code::parse(&code).ok().filter(|code| code.as_str() != "new")
}

/// A name and what it is, or neither.
fn own_words(words: Words, draft: &mut Draft, needed: bool) -> Result<Option<EntryWords>, Unread> {
    let (name, about) = (draft.text("name").to_owned(), draft.text("about").replace("\r\n", " "));
    let mut fine = true;
    if name.is_empty() && (needed || !about.is_empty()) {
        draft.refuse(words, "name", "form-entry-name-missing", &[]);
        fine = false;
    }
    for (field, text, most) in [("name", &name, MOST_NAME_LENGTH), ("about", &about, MOST_ABOUT_LENGTH)] {
        if text.chars().count() > most {
            draft.refuse(words, field, "refusal-entry-text-too-long", &[("most", most.into())]);
            fine = false;
        }
    }
    if !fine {
        return Err(Unread);
    }
    Ok((!name.is_empty()).then(|| EntryWords { name, about: about.replace('\n', " ") }))
}

fn body(words: Words, draft: &mut Draft, kind: EntryKind, before: Option<&Body>) -> Option<Body> {
    match kind {
        EntryKind::Programme => programme(words, draft).map(Body::Programme),
        EntryKind::Strategy => strategy(words, draft).map(Body::Strategy),
        EntryKind::Instrument => instrument(words, draft, before).map(Body::Instrument),
        EntryKind::Concept => concept(words, draft).map(Body::Concept),
    }
}

/// Those of a list that are ticked.
fn ticked<T: VariantArray + Display + Copy>(draft: &Draft, field: &str, of: &[T]) -> Vec<T> {
    of.iter().copied().filter(|one| !draft.text(&ticked_field(field, one)).is_empty()).collect()
}

/// A value, or nothing where the field is empty; refused if it can't be read.
fn optional<T: FromStr>(
    words: Words,
    draft: &mut Draft,
    field: &'static str,
    id: &str,
) -> Result<Option<T>, Unread> {
    if draft.text(field).is_empty() {
        return Ok(None);
    }
    draft.read(words, field, id, |text| text.parse().ok()).map(Some).ok_or(Unread)
}

/// A field can't be read; its problem is noted.
struct Unread;

/// The least and the most, both or neither, in their order.
fn bounds<T: FromStr + PartialOrd>(
    words: Words,
    draft: &mut Draft,
    [least, most]: [&'static str; 2],
    id: &str,
) -> Result<Option<Bounds<T>>, Unread> {
    let lower = optional(words, draft, least, id);
    let upper = optional(words, draft, most, id);
    match (lower?, upper?) {
        (Some(lower), Some(upper)) if lower <= upper => Ok(Some(Bounds { least: lower, most: upper })),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            draft.refuse(words, most, "refusal-entry-bounds-reversed", &[]);
            Err(Unread)
        }
        (Some(_), None) => {
            draft.refuse(words, most, id, &[]);
            Err(Unread)
        }
        (None, Some(_)) => {
            draft.refuse(words, least, id, &[]);
            Err(Unread)
        }
    }
}

const NUMBER: &str = "form-entry-number-unreadable";
const YEAR: &str = "form-entry-year-unreadable";

fn programme(words: Words, draft: &mut Draft) -> Option<Programme> {
    let kind: Option<CycleKind> =
        draft.read(words, "kind", "form-entry-kind-missing", |text| text.parse().ok());
    let tier: Option<Tier> = draft.read(words, "tier", "form-tier-missing", |text| text.parse().ok());
    let group_size = bounds(words, draft, ["group_least", "group_most"], NUMBER);
    let year_levels = bounds(words, draft, ["year_least", "year_most"], YEAR);
    let least_weeks_of_schooling = optional(words, draft, "weeks", NUMBER);
    let usual_weeks = optional(words, draft, "usual_weeks", NUMBER);
    let usual_minutes_a_week = optional(words, draft, "usual_minutes", NUMBER);
    let limits = ProgrammeLimits {
        group_size: group_size.ok()?,
        year_levels: year_levels.ok()?,
        least_weeks_of_schooling: least_weeks_of_schooling.ok()?,
        entry_bands: ticked(draft, "band", EntryBand::VARIANTS),
        potential_needed: !draft.text("potential").is_empty(),
    };
    let tier = tier?;
    Some(Programme {
        kind: kind?,
        tier,
        wave: wave_of(tier),
        subjects: ticked(draft, "subject", Subject::TAUGHT),
        limits,
        usual_weeks: usual_weeks.ok()?,
        usual_minutes_a_week: usual_minutes_a_week.ok()?,
    })
}

/// The English word for the same step.
///
/// # Source
/// Source document B, S44: waves 1 to 3 are tiers 1 to 3.
fn wave_of(tier: Tier) -> Wave {
    match tier {
        Tier::Tier1 => Wave::Wave1,
        Tier::Tier2 => Wave::Wave2,
        Tier::Tier3 => Wave::Wave3,
    }
}

fn strategy(words: Words, draft: &mut Draft) -> Option<Strategy> {
    let lever = draft.read(words, "lever", "form-lever-missing", |text| text.parse().ok());
    let lesson_parts = ticked(draft, "part", LessonPart::VARIANTS);
    if lesson_parts.is_empty() {
        draft.refuse(words, "part", "form-lesson-part-missing", &[]);
        return None;
    }
    let (subjects, tiers) =
        (ticked(draft, "subject", Subject::TAUGHT), ticked(draft, "tier", Tier::VARIANTS));
    Some(Strategy { lever: lever?, lesson_parts, subjects, tiers })
}

fn instrument(words: Words, draft: &mut Draft, before: Option<&Body>) -> Option<Instrument> {
    let subject = subject(words, draft);
    let kind = draft.read(words, "kind", "form-entry-kind-missing", |text| text.parse().ok());
    let scale = draft.read(words, "scale", "form-entry-scale-unreadable", |text| text.parse().ok());
    let scores: Option<Bounds<Score>> = match bounds(words, draft, ["score_least", "score_most"], NUMBER) {
        Ok(None) => {
            draft.refuse(words, "score_least", NUMBER, &[]);
            draft.refuse(words, "score_most", NUMBER, &[]);
            None
        }
        Ok(found) => found,
        Err(Unread) => None,
    };
    let above_zero = |text: &str| text.parse::<Score>().ok().filter(|step| *step > Score::from(0));
    let step = draft.read(words, "step", "refusal-entry-step-not-above-zero", above_zero);
    let forms = draft.read(words, "papers", "form-entry-papers-unreadable", |text| {
        let names = text.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| name.to_lowercase().parse().ok()).collect::<Option<Vec<_>>>()
    });
    let mean = optional::<Score>(words, draft, "norm_mean", NUMBER);
    let sd = optional::<Score>(words, draft, "norm_sd", NUMBER);
    let sem = optional::<Score>(words, draft, "sem", NUMBER);
    let windows = read_windows(words, draft);
    let norm = match (mean.ok()?, sd.ok()?) {
        (Some(mean), Some(sd)) => Some(Norm { mean, sd }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            draft.refuse(words, "norm_sd", "refusal-entry-norm-unfit", &[]);
            return None;
        }
    };
    let (subject, kind, scale, scores) = (subject?, kind?, scale?, scores?);
    // Links are kept by a form of their own; they are those of a scale, and another scale has none.
    let links = match before {
        Some(Body::Instrument(before)) if before.scale == scale => before.links.clone(),
        Some(Body::Instrument(_) | Body::Programme(_) | Body::Strategy(_) | Body::Concept(_)) | None => {
            Vec::new()
        }
    };
    Some(Instrument {
        subject,
        kind,
        scale,
        scores,
        step: step?,
        forms: forms?,
        norm,
        sem: sem.ok()?,
        windows: windows?,
        links,
    })
}

fn read_windows(words: Words, draft: &mut Draft) -> Option<Windows> {
    let days = WINDOWS.map(|field| draft.read(words, field, NUMBER, |text| text.parse::<u16>().ok()));
    let [before_start, after_start, before_end, after_end, afterwards] = days;
    Some(Windows {
        baseline_before_days: before_start?,
        baseline_after_days: after_start?,
        end_before_days: before_end?,
        end_after_days: after_end?,
        afterwards_days: afterwards?,
    })
}

fn subject(words: Words, draft: &mut Draft) -> Option<Subject> {
    draft.read(words, "subject", "form-subject-missing", |text| {
        Subject::TAUGHT.iter().copied().find(|subject| subject.to_string() == text)
    })
}

fn concept(words: Words, draft: &mut Draft) -> Option<Concept> {
    let subject = subject(words, draft);
    let years = match bounds(words, draft, ["year_least", "year_most"], YEAR) {
        Ok(None) => {
            draft.refuse(words, "year_least", YEAR, &[]);
            draft.refuse(words, "year_most", YEAR, &[]);
            None
        }
        Ok(found) => found,
        Err(Unread) => None,
    };
    let mut builds_on = Vec::new();
    for field in BUILDS_ON {
        if let Ok(Some(code)) = optional(words, draft, field, "form-concept-unknown")
            && !builds_on.contains(&code)
        {
            builds_on.push(code);
        }
    }
    Some(Concept { subject: subject?, years: years?, builds_on })
}

/// Notes a rule's refusal at the field that it is about.
pub(super) fn note(words: Words, draft: &mut Draft, refusal: &CatalogueRefusal) {
    use CatalogueRefusal as R;
    let field = match refusal {
        R::AlreadyPublished
        | R::NameMissing
        | R::TextTooLong { .. }
        | R::NameUnprintable
        | R::UnknownRecord
        | R::EntryRetired
        | R::KindMismatch
        | R::DateInFuture
        | R::DatesReversed => "name",
        R::BoundsReversed => "year_most",
        R::LessonPartMissing => "part",
        R::StepNotAboveZero => "step",
        R::NormUnfit => "norm_mean",
        R::LinkUnfit | R::LinkUnsourced | R::ScaleChanged => "scale",
        R::LinkRangeUnfit => "score_least",
        R::BuildsOnItself => "builds_on_1",
        R::NamedTwice => "papers",
        R::Reason(_) => "reason",
    };
    let most = if let R::TextTooLong { most } = refusal { *most } else { 0 };
    draft.refuse(words, field, &format!("refusal-entry-{}", refusal.code()), &[("most", most.into())]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;
    use crate::starter;
    use crate::test_support::visitor;

    fn problems(draft: &Draft) -> Vec<&str> {
        draft.problems().iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn every_entry_that_comes_with_the_program_stands_in_its_form_whole() {
        let admin = visitor(Role::Administrator);
        for one in starter::entries().unwrap() {
            let mut draft = draft_of(&one.says()).with("name", "Some name").with("reason", "policy");
            let (_, read) = publish(&admin, &mut draft, one.entry().kind()).unwrap_or_else(|| {
                panic!("{}: {:?}", one.entry(), draft.problems());
            });
            assert_eq!(read.body, one.says().body, "{}", one.entry());
        }
    }

    #[test]
    fn every_problem_of_an_empty_form_is_told_at_once() {
        let admin = visitor(Role::Administrator);
        let told = |kind| {
            let mut draft = Draft::default();
            assert!(publish(&admin, &mut draft, kind).is_none());
            problems(&draft).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(told(EntryKind::Programme), ["name", "kind", "tier"]);
        assert_eq!(told(EntryKind::Strategy), ["name", "lever", "part"]);
        assert_eq!(told(EntryKind::Concept), ["name", "subject", "year_least", "year_most"]);
        let first = ["name", "subject", "kind", "scale", "score_least", "score_most", "step"];
        assert_eq!(told(EntryKind::Instrument), [&first[..], &WINDOWS].concat());
    }

    #[test]
    fn half_of_a_range_or_a_norm_is_a_problem_and_so_is_one_the_wrong_way_round() {
        let admin = visitor(Role::Administrator);
        let named = Draft::default().with("name", "Ours").with("kind", "intervention").with("tier", "tier2");
        let mut draft = named.with("group_least", "8").with("group_most", "6").with("year_least", "3");
        assert!(publish(&admin, &mut draft, EntryKind::Programme).is_none());
        assert_eq!(problems(&draft), ["group_most", "year_most"]);
    }

    #[test]
    fn a_name_makes_a_code_that_an_address_can_hold() {
        let code = |name| code_of(name).map(|code| code.to_string());
        assert_eq!(code("Talk partners!").as_deref(), Some("talk-partners"));
        assert_eq!(code("Whānau 2 evenings").as_deref(), Some("wh-nau-2-evenings"));
        assert_eq!((code("New"), code("…")), (None, None));
        assert!(code(&"long ".repeat(40)).is_some());
    }

    #[test]
    fn an_entry_of_the_program_keeps_its_name_when_none_is_typed() {
        let admin = visitor(Role::Administrator);
        let one = starter::entries().unwrap().remove(0);
        let known = PublishedEntry {
            entry: one.entry(),
            edition: 1,
            says: one.says(),
            changed_on: jiff::civil::date(2026, 1, 5),
            retired_on: None,
            sequence: domain::Sequence::new(1),
        };
        let mut draft = draft_of(&known.says).with("usual_weeks", "9");
        assert!(revise(&admin, &mut draft, &known).is_none());
        assert_eq!(problems(&draft), ["reason"]);
        let mut draft = draft_of(&known.says).with("usual_weeks", "9").with("reason", "policy");
        let (after, _) = revise(&admin, &mut draft, &known).unwrap();
        assert_eq!(after.words, None);
    }
}
