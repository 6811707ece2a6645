//! What the forms about links between scales post, understood or every problem at once.

use domain::catalogue::{CatalogueRefusal, Instrument, MOST_SOURCE_LENGTH, ScaleLink};
use domain::cycle::Bounds;
use domain::{GivenReason, ReasonFor, ScaleId, Score};

use crate::fields::Draft;
use crate::refusal;
use crate::shape::{Part, Shape};
use crate::words::Words;

const FACTOR: Part = Part::number("factor");
const OFFSET: Part = Part::number("offset");
const FROM: Part = Part::number("holds_from");
const TO: Part = Part::number("holds_to");
const PUBLISHED: Part = Part::text("published_in", MOST_SOURCE_LENGTH);
const REASON: Part = Part::reason(ReasonFor::ChangingCatalogue);

/// The fields of a new link.
pub(super) const NEW_FIELDS: Shape =
    Shape(&[Part::text("to_scale", 64), FACTOR, OFFSET, FROM, TO, PUBLISHED, REASON]);
/// The fields of a link that is changed.
pub(super) const REVISE_FIELDS: Shape = Shape(&[FACTOR, OFFSET, FROM, TO, PUBLISHED, REASON]);
/// The fields of the form that retires a link.
pub(super) const RETIRE_FIELDS: Shape = Shape(&[REASON]);

/// What stands in the form for a new link: the whole range of the test.
pub(super) fn suggested(of: &Instrument) -> Draft {
    Draft::default()
        .with("holds_from", of.scores.least.to_string())
        .with("holds_to", of.scores.most.to_string())
}

/// What stands in the form for a link that is there.
pub(super) fn draft_of(link: &ScaleLink) -> Draft {
    let range = link.holds_for.map(|bounds| (bounds.least.to_string(), bounds.most.to_string()));
    let (from, to) = range.unwrap_or_default();
    Draft::default()
        .with("factor", link.factor.to_string())
        .with("offset", link.offset.to_string())
        .with("holds_from", from)
        .with("holds_to", to)
        .with("published_in", link.source.clone().unwrap_or_default())
}

/// A new link of this test, and why it is published.
pub(super) fn publish(words: Words, draft: &mut Draft, of: &Instrument) -> Option<(ScaleLink, GivenReason)> {
    let to: Option<ScaleId> =
        draft.read(words, "to_scale", "form-entry-scale-unreadable", |text| text.parse().ok());
    if to.as_ref() == Some(&of.scale) {
        draft.refuse(words, "to_scale", "refusal-entry-link-unfit", &[]);
    }
    let link = to.clone().and_then(|to| link(words, draft, to));
    // Its other problems are told also where the scale can't be read.
    if to.is_none() {
        let _ = link_of(words, draft);
    }
    let known = link.as_ref().and_then(|link| of.links.iter().find(|known| known.to == link.to));
    if known.is_some_and(|known| Some(known) != link.as_ref()) {
        draft.refuse(words, "to_scale", "form-link-known", &[]);
    }
    let reason = reason(words, draft);
    if draft.problems().is_empty() { link.zip(reason) } else { None }
}

/// What the link says from now on, and why.
pub(super) fn revise(words: Words, draft: &mut Draft, known: &ScaleLink) -> Option<(ScaleLink, GivenReason)> {
    let link = link(words, draft, known.to.clone());
    let reason = reason(words, draft);
    link.zip(reason)
}

/// Why the catalogue is changed.
pub(super) fn reason(words: Words, draft: &mut Draft) -> Option<GivenReason> {
    let codes = ReasonFor::ChangingCatalogue.codes();
    let offered = |text: &str| text.parse().ok().filter(|code| codes.contains(code));
    draft.read(words, "reason", "form-reason-missing", offered).map(GivenReason::of)
}

fn link(words: Words, draft: &mut Draft, to: ScaleId) -> Option<ScaleLink> {
    let Says { factor, offset, holds_for, source } = link_of(words, draft)?;
    Some(ScaleLink { to, factor, offset, holds_for: Some(holds_for), source: Some(source) })
}

/// What a link says of its two scales.
struct Says {
    factor: Score,
    offset: Score,
    holds_for: Bounds<Score>,
    source: String,
}

fn link_of(words: Words, draft: &mut Draft) -> Option<Says> {
    const NUMBER: &str = "form-entry-number-unreadable";
    let not_zero = |text: &str| text.parse::<Score>().ok().filter(|factor| *factor != Score::from(0));
    let factor = draft.read(words, "factor", "form-link-factor-missing", not_zero);
    let offset = draft.read(words, "offset", NUMBER, |text| text.parse().ok());
    let least: Option<Score> = draft.read(words, "holds_from", NUMBER, |text| text.parse().ok());
    let most = draft.read(words, "holds_to", NUMBER, |text| text.parse().ok());
    let source = draft.read(words, "published_in", "refusal-entry-link-unsourced", |text| {
        let short = text.chars().count() <= MOST_SOURCE_LENGTH;
        (!text.is_empty() && short).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    let holds_for = Bounds { least: least?, most: most? };
    if holds_for.least >= holds_for.most {
        draft.refuse(words, "holds_to", "refusal-entry-bounds-reversed", &[]);
        return None;
    }
    Some(Says { factor: factor?, offset: offset?, holds_for, source: source? })
}

/// Notes a rule's refusal at the field that it is about.
pub(super) fn note(words: Words, draft: &mut Draft, refused: &CatalogueRefusal) {
    use CatalogueRefusal as R;
    let field = match refused {
        R::LinkUnfit | R::NamedTwice => "to_scale",
        R::LinkRangeUnfit | R::BoundsReversed => "holds_from",
        R::LinkUnsourced => "published_in",
        R::Reason(_) => "reason",
        R::AlreadyPublished
        | R::UnknownRecord
        | R::EntryRetired
        | R::KindMismatch
        | R::NameMissing
        | R::TextTooLong { .. }
        | R::NameUnprintable
        | R::LessonPartMissing
        | R::StepNotAboveZero
        | R::NormUnfit
        | R::ScaleChanged
        | R::BuildsOnItself
        | R::DateInFuture
        | R::DatesReversed => refusal::PAGE,
    };
    let most = if let R::TextTooLong { most } = refused { *most } else { 0 };
    draft.refuse(words, field, &format!("refusal-entry-{}", refused.code()), &[("most", most.into())]);
}
