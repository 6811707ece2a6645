//! The forms about needs and targets: a few answers for the group, and a row for each pupil.

use domain::catalogue::EntryKind;
use domain::cycle::{Aim, Judgement, NeedSource, Stage, Target, TargetMeasure};
use domain::{ParticipantId, ReasonFor, Sequence, TargetId, VariantArray};
use maud::{Markup, html};

use super::form::{evidence_field, scores_of};
use crate::access::Action;
use crate::change::Shown;
use crate::entries::Instrument;
use crate::fields::{Field, hidden};
use crate::layout::Page;
use crate::words::Words;
use crate::{reason_form, story, term};

/// The class of a field for a date.
const DATE: &str = "govuk-input--width-10";

/// Why there is nothing to write now, if so.
fn not_now(shown: &Shown<'_>) -> Option<&'static str> {
    if !matches!(shown.cycle.stage, Stage::Planned | Stage::Running) {
        Some(shown.cycle.why_not("needs-too-late"))
    } else if shown.cycle.taking_part(shown.visitor.words).is_empty() {
        Some("next-no-pupils")
    } else {
        None
    }
}

pub(super) fn needs(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("needs-title");
    if let Some(id) = not_now(shown) {
        return shown.without_form(&title, &html! { p class="govuk-body" { (words.say(id)) } });
    }
    let sources = term::choices(words, "need-source-{}", NeedSource::VARIANTS);
    let about = html! { p class="govuk-body" { (words.say("needs-about")) } };
    let fields = html! {
        (Field::of(words, "concept").select(words, draft, &concepts(shown)))
        (Field::of(words, "source").select(words, draft, &sources))
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        @for (id, who) in cycle.taking_part(words) { (need(shown, id, &who)) }
    };
    shown.page(&title, &format!("{}/needs", cycle.address()), "needs-submit", &about, &fields)
}

/// The row of one pupil: two texts, and what is on record already.
fn need(shown: &Shown<'_>, id: ParticipantId, who: &str) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let row = id.to_string();
    let known = shown.cycle.record.participants.get(&id);
    let known: Vec<String> = known
        .into_iter()
        .flat_map(|one| one.needs.keys())
        .map(|concept| shown.visitor.catalogue.name(words, EntryKind::Concept, concept))
        .collect();
    html! {
        fieldset class="govuk-fieldset" {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--m" { (who) }
            @if !known.is_empty() {
                p class="govuk-hint" { (words.tell("needs-known", &[("concepts", known.join(", ").into())])) }
            }
            (Field::of(words, "can_do").in_row(&row).textarea(words, draft))
            (Field::of(words, "not_yet").in_row(&row).textarea(words, draft))
        }
    }
}

/// The key concepts of the cycle's subject as choices.
pub(crate) fn concepts(shown: &Shown<'_>) -> Vec<(String, String)> {
    let catalogue = &shown.visitor.catalogue;
    let offered = catalogue.concepts(shown.cycle.record.plan.subject);
    catalogue.choices(shown.visitor.words, EntryKind::Concept, offered, |one| one.code.to_string())
}

pub(super) fn targets(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("targets-title");
    if let Some(id) = not_now(shown) {
        return shown.without_form(&title, &html! { p class="govuk-body" { (words.say(id)) } });
    }
    let about = html! { p class="govuk-body" { (words.say("targets-about")) } };
    let fields = html! {
        (what(shown))
        (Field::of(words, "due_on").input(words, draft, "date", DATE))
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        h2 class="govuk-heading-m" { (words.say("targets-whom")) }
        p class="govuk-hint" { (words.say("targets-whom-hint")) }
        @for (id, who) in cycle.taking_part(words) { (target(shown, id, &who)) }
    };
    shown.page(&title, &format!("{}/targets/new", cycle.address()), "targets-submit", &about, &fields)
}

/// What is to be reached, and how that is seen.
fn what(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let measures = term::choices(words, "target-measure-{}", TargetMeasure::VARIANTS);
    let catalogue = &shown.visitor.catalogue;
    let offered = catalogue.tests_of(&shown.cycle.record);
    let version = |one: &Instrument| one.version.clone();
    let tests = catalogue.choices(words, EntryKind::Instrument, offered, version);
    html! {
        (Field::of(words, "concept").select(words, draft, &concepts(shown)))
        (Field::of(words, "statement").textarea(words, draft))
        (Field::of(words, "measure").select(words, draft, &measures))
        (Field::labelled(words, "instrument", "field-target-test").select(words, draft, &tests))
    }
}

/// The row of one pupil: whether the target is for the pupil, and which value is to be reached.
fn target(shown: &Shown<'_>, id: ParticipantId, who: &str) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let row = id.to_string();
    html! {
        fieldset class="govuk-fieldset" {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--s" { (who) }
            (Field::of(words, "pupil").in_row(&row).checkbox(words, draft))
            (Field::of(words, "target_value").in_row(&row).input(words, draft, "text", "govuk-input--width-5"))
        }
    }
}

/// Every target with whose it is, whether it was reached, and the ways to judge it and set it anew.
pub(super) fn list(shown: &Shown<'_>) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let title = words.say("targets-list-title");
    let columns = ["field-participant", "story-target", "story-measured-by", "story-due", "targets-reached"]
        .map(|id| words.say(id));
    let may = shown.visitor.may_on(Action::RecordNeed, &cycle.record.plan);
    let changes = may && matches!(cycle.stage, Stage::Planned | Stage::Running | Stage::Assessed);
    let mut targets: Vec<(&TargetId, &Target)> = cycle.record.targets.iter().collect();
    targets.sort_by_key(|(_, target)| cycle.people.iter().position(|one| one.id == target.participant));
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if cycle.record.targets.is_empty() { p class="govuk-body" { (words.say("targets-none")) } }
        @else {
            table class="govuk-table q-rows" role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        @for column in &columns {
                            th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                        }
                        @if changes {
                            th class="govuk-table__header" scope="col" role="columnheader" { (words.say("cycle-change")) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for (id, target) in targets { (list_row(shown, *id, target, &columns, changes)) }
                }
            }
        }
        @if may && matches!(cycle.stage, Stage::Planned | Stage::Running) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/targets/new", cycle.address())) { (words.say("targets-title")) }
            }
        }
    };
    let trail = vec![(cycle.address(), words.say("history-back"))];
    Page { title, trail, main, visitor: shown.visitor }.render()
}

fn list_row(
    shown: &Shown<'_>,
    id: TargetId,
    target: &Target,
    [_, statement, measured, due, judged]: &[String; 5],
    changes: bool,
) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let (aim, who) = (&target.aim.is, called(shown, target.participant));
    let result = target.judged.as_ref().map_or_else(
        || words.say("targets-not-judged"),
        |judged| term::of(words, "judgement-{}", &judged.judgement),
    );
    html! {
        tr role="row" {
            th class="govuk-table__header" scope="row" role="rowheader" { (who) }
            td class="govuk-table__cell" role="cell" data-label=(statement) { (cycle.texts.of(&aim.statement).tell(words)) }
            td class="govuk-table__cell" role="cell" data-label=(measured) { (measured_by(words, aim)) }
            td class="govuk-table__cell" role="cell" data-label=(due) { (words.date(aim.due_on)) }
            td class="govuk-table__cell" role="cell" data-label=(judged) { (result) }
            @if changes {
                td class="govuk-table__cell" role="cell" {
                    @if matches!(cycle.stage, Stage::Running | Stage::Assessed) {
                        a class="govuk-link" href=(format!("{}/targets/{id}/judge", cycle.address())) {
                            (words.say("targets-judge")) span class="govuk-visually-hidden" { " " (who) }
                        }
                        " "
                    }
                    @if matches!(cycle.stage, Stage::Planned | Stage::Running) {
                        a class="govuk-link" href=(format!("{}/targets/{id}/revise", cycle.address())) {
                            (words.say("targets-revise")) span class="govuk-visually-hidden" { " " (who) }
                        }
                    }
                }
            }
        }
    }
}

fn called(shown: &Shown<'_>, participant: ParticipantId) -> String {
    let person = shown.cycle.person(&participant.to_string());
    person.map(|one| one.called(shown.visitor.words, &shown.cycle.texts)).unwrap_or_default()
}

fn measured_by(words: Words, aim: &Aim) -> String {
    story::measured_by(words, aim.measure, aim.value)
}

/// The target of a form.
fn known<'a>(shown: &Shown<'a>) -> Option<&'a Target> {
    let id: TargetId = shown.draft.text("target").parse().ok()?;
    shown.cycle.record.targets.get(&id)
}

/// Whose target a form is about, and what it says now.
fn stands(shown: &Shown<'_>, target: &Target) -> Markup {
    let (words, cycle, aim) = (shown.visitor.words, shown.cycle, &target.aim.is);
    let values = [
        ("who", called(shown, target.participant).into()),
        ("statement", cycle.texts.of(&aim.statement).tell(words).into()),
        ("measure", measured_by(words, aim).into()),
        ("due", words.date(aim.due_on).into()),
    ];
    html! { p class="govuk-body" { (words.tell("target-stands", &values)) } }
}

pub(super) fn judge(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("judge-target-title");
    let in_time = matches!(cycle.stage, Stage::Running | Stage::Assessed);
    let Some(target) = known(shown).filter(|_| in_time) else {
        let why = words.say(cycle.why_not("judge-target-not-now"));
        return shown.without_form(&title, &html! { p class="govuk-body" { (why) } });
    };
    let scores: Vec<(String, String)> = scores_of(cycle, target.participant)
        .into_iter()
        .map(|sequence| (evidence_field(sequence), score(shown, sequence)))
        .collect();
    let judgements = term::choices(words, "judgement-{}", Judgement::VARIANTS);
    let fields = html! {
        (Field::labelled(words, "judgement", "story-judged").select(words, draft, &judgements))
        (Field::labelled(words, "evidence", "field-target-evidence").checkboxes(words, draft, &scores))
        (Field::labelled(words, "shown_by", "field-target-shown-by").textarea(words, draft))
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
    };
    let action = format!("{}/targets/{}/judge", cycle.address(), draft.text("target"));
    shown.page(&title, &action, "judge-target-submit", &stands(shown, target), &fields)
}

/// A score of the target's pupil as a record to choose.
fn score(shown: &Shown<'_>, sequence: Sequence) -> String {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let Some(one) = cycle.record.assessments.values().find(|one| one.live == sequence) else {
        return String::new();
    };
    let values = [
        ("sequence", sequence.to_string().into()),
        ("who", called(shown, one.participant).into()),
        ("point", term::of(words, "point-{}", &one.point).into()),
        ("score", one.reading.score.to_string().into()),
    ];
    words.tell("adapt-strategy-evidence", &values)
}

pub(super) fn revise(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("revise-target-title");
    let in_time = matches!(cycle.stage, Stage::Planned | Stage::Running);
    let takes_part = |target: &&Target| {
        let person = cycle.record.participants.get(&target.participant);
        person.is_some_and(domain::cycle::Participant::is_active)
    };
    let Some(target) = known(shown).filter(|_| in_time).filter(takes_part) else {
        let why = words.say(cycle.why_not("revise-target-not-now"));
        return shown.without_form(&title, &html! { p class="govuk-body" { (why) } });
    };
    let row = target.participant.to_string();
    let fields = html! {
        (hidden("revises", &target.aim.live.to_string()))
        (what(shown))
        (Field::of(words, "target_value").in_row(&row).input(words, draft, "text", "govuk-input--width-5"))
        (Field::of(words, "due_on").input(words, draft, "date", DATE))
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        (reason_form::fields(words, draft, ReasonFor::RevisingTarget))
    };
    let action = format!("{}/targets/{}/revise", cycle.address(), draft.text("target"));
    shown.page(&title, &action, "revise-target-submit", &stands(shown, target), &fields)
}
