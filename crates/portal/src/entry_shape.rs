//! What the forms about the catalogue ask for, by the kind of entry: a new one, another edition, retiring one.
//!
//! What the answers mean stands in the slice's own form.

use domain::catalogue::{EntryKind, InstrumentKind, MOST_ABOUT_LENGTH, MOST_NAME_LENGTH};
use domain::cycle::{CycleKind, Lever, Tier};
use domain::{ReasonFor, Subject};

use crate::shape::{Part, Shape};

const NAME: Part = Part::text("name", MOST_NAME_LENGTH);
const ABOUT: Part = Part::text("about", MOST_ABOUT_LENGTH).optional();
const REASON: Part = Part::reason(ReasonFor::ChangingCatalogue);
const SUBJECTS: Part = Part::several("subject", "subject").optional();
const SUBJECT: Part = Part::one_of("subject", taught);

fn taught() -> Vec<String> {
    Subject::TAUGHT.iter().map(ToString::to_string).collect()
}

/// The fields of the form that retires an entry.
pub const RETIRE: Shape = Shape(&[REASON]);

/// The fields of the form for a new entry of this kind.
#[must_use]
pub fn publishing(kind: EntryKind) -> &'static Shape {
    match kind {
        EntryKind::Programme => &PROGRAMME,
        EntryKind::Strategy => &STRATEGY,
        EntryKind::Instrument => &INSTRUMENT,
        EntryKind::Concept => &CONCEPT,
    }
}

/// The fields of the form for another edition of an entry of this kind. An entry that comes with the program needs no name.
#[must_use]
pub fn revising(kind: EntryKind) -> &'static Shape {
    match kind {
        EntryKind::Programme => &NEXT_PROGRAMME,
        EntryKind::Strategy => &NEXT_STRATEGY,
        EntryKind::Instrument => &NEXT_INSTRUMENT,
        EntryKind::Concept => &NEXT_CONCEPT,
    }
}

const PROGRAMME: Shape = Shape(&[
    NAME,
    ABOUT,
    Part::word::<CycleKind>("kind"),
    Part::word::<Tier>("tier"),
    SUBJECTS,
    Part::number("group_least").optional(),
    Part::number("group_most").optional(),
    Part::number("year_least").optional(),
    Part::number("year_most").optional(),
    Part::number("weeks").optional(),
    Part::several("band", "band").optional(),
    Part::tick("potential"),
    Part::number("usual_weeks").optional(),
    Part::number("usual_minutes").optional(),
]);
const NEXT_PROGRAMME: Shape = Shape(&[
    NAME.optional(),
    ABOUT,
    Part::word::<CycleKind>("kind"),
    Part::word::<Tier>("tier"),
    SUBJECTS,
    Part::number("group_least").optional(),
    Part::number("group_most").optional(),
    Part::number("year_least").optional(),
    Part::number("year_most").optional(),
    Part::number("weeks").optional(),
    Part::several("band", "band").optional(),
    Part::tick("potential"),
    Part::number("usual_weeks").optional(),
    Part::number("usual_minutes").optional(),
    REASON,
]);

const STRATEGY: Shape = Shape(&[
    NAME,
    ABOUT,
    Part::word::<Lever>("lever"),
    Part::several("part", "part"),
    SUBJECTS,
    Part::several("tier", "tier").optional(),
]);
const NEXT_STRATEGY: Shape = Shape(&[
    NAME.optional(),
    ABOUT,
    Part::word::<Lever>("lever"),
    Part::several("part", "part"),
    SUBJECTS,
    Part::several("tier", "tier").optional(),
    REASON,
]);

const INSTRUMENT: Shape = Shape(&[
    NAME,
    ABOUT,
    SUBJECT,
    Part::word::<InstrumentKind>("kind"),
    Part::text("scale", 64),
    Part::number("score_least"),
    Part::number("score_most"),
    Part::number("step"),
    Part::text("papers", 200).optional(),
    Part::number("norm_mean").optional(),
    Part::number("norm_sd").optional(),
    Part::number("sem").optional(),
    Part::number("baseline_before"),
    Part::number("baseline_after"),
    Part::number("end_before"),
    Part::number("end_after"),
    Part::number("afterwards"),
]);
const NEXT_INSTRUMENT: Shape = Shape(&[
    NAME.optional(),
    ABOUT,
    SUBJECT,
    Part::word::<InstrumentKind>("kind"),
    Part::text("scale", 64),
    Part::number("score_least"),
    Part::number("score_most"),
    Part::number("step"),
    Part::text("papers", 200).optional(),
    Part::number("norm_mean").optional(),
    Part::number("norm_sd").optional(),
    Part::number("sem").optional(),
    Part::number("baseline_before"),
    Part::number("baseline_after"),
    Part::number("end_before"),
    Part::number("end_after"),
    Part::number("afterwards"),
    REASON,
]);

const CONCEPT: Shape = Shape(&[
    NAME,
    ABOUT,
    SUBJECT,
    Part::number("year_least"),
    Part::number("year_most"),
    Part::code("builds_on_1").optional(),
    Part::code("builds_on_2").optional(),
    Part::code("builds_on_3").optional(),
    Part::code("builds_on_4").optional(),
]);
const NEXT_CONCEPT: Shape = Shape(&[
    NAME.optional(),
    ABOUT,
    SUBJECT,
    Part::number("year_least"),
    Part::number("year_most"),
    Part::code("builds_on_1").optional(),
    Part::code("builds_on_2").optional(),
    Part::code("builds_on_3").optional(),
    Part::code("builds_on_4").optional(),
    REASON,
]);
