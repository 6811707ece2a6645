//! What the forms about pupils post, understood or every problem at once.

use domain::{ReasonFor, YearLevel};
use jiff::civil::Date;

use crate::fields::Draft;
use crate::pupil_details::{
    self, Characteristic, Details, InYear, NAME_MOST, NationalNumber, NumberKind, birth_date, characteristics,
};
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The one field of a search.
pub(super) const SEARCH_FIELDS: Shape = Shape(&[Part::text("search", 120)]);
/// The fields of the form to register a pupil.
pub(super) const REGISTER_FIELDS: Shape = Shape(&[
    Part::text("legal_name", NAME_MOST),
    Part::text("known_name", NAME_MOST).optional(),
    Part::word::<NumberKind>("number_kind").optional(),
    Part::text("national_number", 30).optional(),
    Part::day("birth_date").optional(),
    Part::number("year_level").optional(),
    Part::several("characteristics", "characteristic").optional(),
    Part::day("effective_on"),
]);
/// The fields of the form to revise what is known.
pub(super) const REVISE_FIELDS: Shape = Shape(&[
    Part::text("legal_name", NAME_MOST),
    Part::text("known_name", NAME_MOST).optional(),
    Part::word::<NumberKind>("number_kind").optional(),
    Part::text("national_number", 30).optional(),
    Part::day("birth_date").optional(),
    Part::number("year_level").optional(),
    Part::several("characteristics", "characteristic").optional(),
    Part::day("effective_on"),
    Part::reason(ReasonFor::RevisingPupil),
    Part::note("note"),
]);
/// The fields of the form about leaving and coming back.
pub(super) const MOVE_FIELDS: Shape = Shape(&[
    Part::day("effective_on"),
    Part::reason(ReasonFor::MovingPupil),
    Part::note("note"),
    Part::tick("coming"),
]);

/// A pupil as typed.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) details: Details,
    pub(super) effective_on: Date,
}

/// A change as typed, with its reason.
#[derive(Debug)]
pub(super) struct Reasoned<T> {
    pub(super) what: T,
    pub(super) reason: reason_form::Typed,
}

pub(super) fn register(words: Words, draft: &mut Draft, today: Date) -> Option<Typed> {
    let details = details(words, draft, today);
    let effective_on = effective_on(words, draft);
    Some(Typed { details: details?, effective_on: effective_on? })
}

pub(super) fn revise(words: Words, draft: &mut Draft, today: Date) -> Option<Reasoned<Typed>> {
    let typed = register(words, draft, today);
    let reason = reason_form::parse(words, draft, ReasonFor::RevisingPupil);
    Some(Reasoned { what: typed?, reason: reason? })
}

pub(super) fn go(words: Words, draft: &mut Draft) -> Option<Reasoned<Date>> {
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::MovingPupil);
    Some(Reasoned { what: effective_on?, reason: reason? })
}

fn effective_on(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.day(words, "effective_on")
}

fn details(words: Words, draft: &mut Draft, today: Date) -> Option<Details> {
    let legal_name = draft.read(words, "legal_name", "form-legal-name-missing", pupil_details::name);
    let known_name =
        draft.read(words, "known_name", "form-known-name-unreadable", optional(pupil_details::name));
    let national_number = national_number(words, draft);
    let born = draft.read(words, "birth_date", "form-birth-date-unreadable", |text| {
        optional(|text| birth_date(text, today))(text)
    });
    let level: Option<Option<YearLevel>> =
        draft.read(words, "year_level", "form-year-level-unreadable", optional(|text| text.parse().ok()));
    let chosen = |one: &&Characteristic| !draft.text(&box_name(**one)).is_empty();
    let characteristics = characteristics().iter().filter(chosen).copied().collect();
    let (legal_name, known_name) = (legal_name?, known_name?);
    Some(Details {
        known_name: known_name.filter(|known| *known != legal_name),
        legal_name,
        national_number: national_number.ok()?,
        birth_date: born?,
        in_year: level?.map(|level| InYear { level, on: today }),
        characteristics,
    })
}

/// Reads with `read` what is typed; nothing typed is nothing said.
fn optional<T>(read: impl Fn(&str) -> Option<T>) -> impl Fn(&str) -> Option<Option<T>> {
    move |text| if text.is_empty() { Some(None) } else { read(text).map(Some) }
}

/// A field could not be understood, and that was noted.
struct Noted;

fn national_number(words: Words, draft: &mut Draft) -> Result<Option<NationalNumber>, Noted> {
    if draft.text("national_number").is_empty() {
        return Ok(None);
    }
    let kind = draft.read(words, "number_kind", "form-number-kind-missing", |text| text.parse().ok());
    let kind: NumberKind = kind.ok_or(Noted)?;
    let id = match kind {
        NumberKind::Upn => "form-upn-unreadable",
        NumberKind::Nsn => "form-nsn-unreadable",
        NumberKind::Other => "form-number-unreadable",
    };
    let number = draft.read(words, "national_number", id, |text| NationalNumber::parse(kind, text).ok());
    number.map(Some).ok_or(Noted)
}

/// The name of the checkbox of a characteristic.
pub(super) fn box_name(characteristic: Characteristic) -> String {
    format!("characteristic-{characteristic}")
}

/// The form filled with what is known.
pub(super) fn filled(details: &Details, level: Option<YearLevel>) -> Draft {
    let number = details.national_number.as_ref();
    let draft = Draft::default()
        .with("legal_name", details.legal_name.clone())
        .with("known_name", details.known_name.clone().unwrap_or_default())
        .with("number_kind", number.map(|number| number.kind.to_string()).unwrap_or_default())
        .with("national_number", number.map(ToString::to_string).unwrap_or_default())
        .with("birth_date", details.birth_date.map(|date| date.to_string()).unwrap_or_default())
        .with("year_level", level.map(|level| level.to_string()).unwrap_or_default());
    details.characteristics.iter().fold(draft, |draft, one| draft.with(&box_name(*one), "on"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 6, 30);

    fn whole() -> Draft {
        Draft::default()
            .with("legal_name", "Ada Example")
            .with("known_name", "Addy")
            .with("number_kind", "upn")
            .with("national_number", "B801200005001")
            .with("birth_date", "2016-05-04")
            .with("year_level", "4")
            .with("characteristic-girl", "on")
            .with("effective_on", "2025-09-03")
    }

    #[test]
    fn a_whole_form_is_understood_and_shown_again_as_it_was() {
        let typed = register(Words::default(), &mut whole(), TODAY).unwrap();
        assert_eq!(typed.details.called(), "Addy");
        let again = filled(&typed.details, YearLevel::new(4).ok()).with("effective_on", "2025-09-03");
        let once_more = register(Words::default(), &mut again.clone(), TODAY).unwrap();
        assert_eq!(once_more.details, typed.details);
    }

    #[test]
    fn a_name_is_all_that_must_be_given() {
        let mut draft = Draft::default().with("legal_name", "Ada Example").with("effective_on", "2025-09-03");
        let typed = register(Words::default(), &mut draft, TODAY).unwrap();
        assert_eq!((typed.details.national_number, typed.details.in_year), (None, None));
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let mut draft = Draft::default()
            .with("number_kind", "upn")
            .with("national_number", "A801200005001")
            .with("birth_date", "1916-05-04")
            .with("year_level", "four")
            .with("effective_on", "soon");
        assert!(revise(Words::default(), &mut draft, TODAY).is_none());
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        let expected =
            ["legal_name", "national_number", "birth_date", "year_level", "effective_on", "reason"];
        assert_eq!(fields, expected);
    }

    #[test]
    fn a_number_needs_its_kind() {
        let mut draft = whole().with("number_kind", "");
        assert!(register(Words::default(), &mut draft, TODAY).is_none());
        assert_eq!(draft.problems()[0].field, "number_kind");
    }
}
