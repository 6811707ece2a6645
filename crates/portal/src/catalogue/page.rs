//! The pages of the catalogue: what there is, an entry with its editions, and the forms of those who keep it.

use domain::catalogue::{
    Body, CatalogueEvent, Concept, Edition, EntryKind, Instrument, InstrumentKind, Programme, Strategy,
};
use domain::cycle::{Bounds, CycleKind, EntryBand, LessonPart, Lever, Tier};
use domain::{Fact, ReasonCode, ReasonFor, Subject, VariantArray, YearLevel};
use jiff::civil::Date;
use journal::Recorded;
use maud::{Markup, html};

use super::form::{BUILDS_ON, WINDOWS, ticked_field};
use super::{Opened, Sheet, address};
use crate::access::{Action, Visitor};
use crate::entries::Row;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::policy::On;
use crate::school_years;
use crate::story::{Line as Told, Story, Why};
use crate::words::Words;
use crate::{facts, scales, term};

/// The class of a field for a number.
const NUMBER: &str = "govuk-input--width-5";

/// A label and what it says.
type Line = (String, String);

fn may_change(visitor: &Visitor) -> bool {
    visitor.allowed(Action::ChangeCatalogue, On::Door).is_ok()
}

fn kind_name(words: Words, kind: EntryKind) -> String {
    term::of(words, "entry-kind-{}", &kind)
}

fn home(words: Words) -> (String, String) {
    ("/catalogue".to_owned(), words.say("catalogue-title"))
}

pub(super) fn overview(visitor: &Visitor, counts: &[(EntryKind, usize)]) -> Markup {
    let words = visitor.words;
    let title = words.say("catalogue-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("catalogue-about")) }
        @for (kind, count) in counts {
            h2 class="govuk-heading-m" {
                a class="govuk-link" href=(format!("/catalogue/{kind}")) { (kind_name(words, *kind)) }
            }
            p class="govuk-body" {
                (term::of(words, "entry-kind-about-{}", kind)) " "
                (words.tell("catalogue-count", &[("count", (*count).into())]))
            }
        }
        h2 class="govuk-heading-m" {
            a class="govuk-link" href="/school-years" { (words.say("school-years-title")) }
        }
        p class="govuk-body" { (words.say("school-years-about")) }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

pub(super) fn list(visitor: &Visitor, kind: EntryKind, rows: &[&Row]) -> Markup {
    let words = visitor.words;
    let title = kind_name(words, kind);
    let (offered, retired): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.retired_on.is_none());
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (term::of(words, "entry-kind-about-{}", &kind)) }
        @if kind == EntryKind::Concept { p class="govuk-body" { (words.say("catalogue-high-leverage")) } }
        @if may_change(visitor) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/catalogue/{kind}/new")) { (term::of(words, "entry-new-{}", &kind)) }
            }
        }
        (table(visitor, kind, &offered, "catalogue-offered"))
        @if !retired.is_empty() { (table(visitor, kind, &retired, "catalogue-retired")) }
    };
    Page { title, trail: vec![home(words)], main, visitor }.render()
}

fn table(visitor: &Visitor, kind: EntryKind, rows: &[&Row], caption: &str) -> Markup {
    let words = visitor.words;
    let columns = ["catalogue-column-name", "catalogue-column-says"].map(|id| words.say(id));
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say(caption)) }
            thead role="rowgroup" {
                tr role="row" {
                    @for column in &columns {
                        th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for row in rows {
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" {
                            a class="govuk-link" href=(address(&row.entry)) {
                                (visitor.catalogue.name(words, kind, row.entry.code()))
                            }
                        }
                        td class="govuk-table__cell" role="cell" data-label=(columns[1]) {
                            (about(words, kind, row.entry.code().as_str(), &row.says))
                        }
                    }
                }
            }
        }
    }
}

/// What an entry is, in a sentence or two: its own, or those among the words.
fn about(words: Words, kind: EntryKind, code: &str, says: &Edition) -> String {
    if let Some(own) = &says.words {
        return own.about.clone();
    }
    let pattern = match kind {
        EntryKind::Programme => "programme-{}-about",
        EntryKind::Strategy => "strategy-{}-about",
        EntryKind::Instrument => "instrument-{}-about",
        EntryKind::Concept => "concept-{}-about",
    };
    words.say(&pattern.replace("{}", code))
}

pub(super) fn show(visitor: &Visitor, opened: &Opened) -> Markup {
    let words = visitor.words;
    let entry = &opened.entry;
    let (kind, code) = (entry.entry.kind(), entry.entry.code());
    let title = visitor.catalogue.name(words, kind, code);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if let Some(day) = entry.retired_on {
            div class="govuk-inset-text" { (words.tell("entry-is-retired", &[("day", words.date(day).into())])) }
        }
        p class="govuk-body" { (about(words, kind, code.as_str(), &entry.says)) }
        dl class="govuk-body q-change" {
            @for (label, value) in lines(visitor, &entry.says.body) { div { dt { (label) } dd { (value) } } }
        }
        @if let Body::Instrument(is) = &entry.says.body {
            (scales::links(visitor, code.as_str(), is, entry.retired_on.is_some()))
        }
        @if may_change(visitor) && entry.retired_on.is_none() {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/revise", opened.address())) { (words.say("entry-revise-title")) }
            }
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/retire", opened.address())) { (words.say("entry-retire-title")) }
            }
        }
        h2 class="govuk-heading-m" { (words.say("entry-history")) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("{}/history", opened.address())) { (words.say("entry-history-link")) }
        }
        @for fact in opened.history.iter().rev() { (told(visitor, opened, fact)) }
    };
    let trail = vec![home(words), (format!("/catalogue/{kind}"), kind_name(words, kind))];
    Page { title, trail, main, visitor }.render()
}

/// One fact about an entry: which edition, since when, by whom, why, and what changed.
fn told(visitor: &Visitor, opened: &Opened, recorded: &Recorded) -> Markup {
    let words = visitor.words;
    let Ok(Fact::Catalogue(event)) = facts::of(recorded) else {
        return html! { p class="govuk-body" { (words.say("entry-nothing")) } };
    };
    let Happened { title, day, reason, changed, .. } = happened(visitor, &event);
    let anchor = format!("entry-{}", recorded.sequence);
    let one = format!("{}/history/{}", opened.address(), recorded.sequence);
    let actor = recorded.metadata.get("actor").and_then(|id| id.parse().ok());
    let by = match actor.map(|id| opened.people.get(&id)) {
        Some(Some(name)) => name.clone(),
        Some(None) => words.say("history-someone"),
        None => words.say("entry-by-program"),
    };
    html! {
        h3 class="govuk-heading-s" id=(anchor) { a class="govuk-link" href=(one) { (title) } }
        dl class="govuk-body q-change" {
            div { dt { (words.say("history-effective")) } dd { (words.date(day)) } }
            div { dt { (words.say("history-by")) } dd { (by) } }
            div { dt { (words.say("history-recorded")) } dd { (term::moment(words, recorded.recorded_at)) } }
            @if let Some(reason) = reason { div { dt { (words.say("history-why")) } dd { (term::of(words, "reason-{}", &reason)) } } }
            @for [label, before, after] in changed {
                div { dt { (words.tell("history-before", &[("what", (&label).into())])) } dd { (before) } }
                div { dt { (words.tell("history-after", &[("what", (&label).into())])) } dd { (after) } }
            }
        }
    }
}

/// One fact about an entry, as histories tell facts.
pub(crate) fn story(visitor: &Visitor, recorded: &Recorded) -> Story {
    let words = visitor.words;
    let (sequence, said) = (recorded.sequence, |(label, value)| Told::Said { label, value });
    let Ok(Fact::Catalogue(event)) = facts::of(recorded) else {
        let lines = vec![said((words.say("history-what"), words.say("history-unreadable")))];
        let title = term::of(words, "event-{}", &recorded.event_type);
        return Story { sequence, title, effective_on: None, lines, why: None };
    };
    let Happened { title, day, reason, says, changed } = happened(visitor, &event);
    let changed = changed.into_iter().map(|[label, before, after]| Told::Changed { label, before, after });
    let why = reason.map(|code| Why {
        reason: term::of(words, "reason-{}", &code),
        summary: words.say(&code.summary_key()),
        note: None,
        evidence: Vec::new(),
    });
    let lines = says.into_iter().map(said).chain(changed).collect();
    Story { sequence, title, effective_on: Some(day), lines, why }
}

/// What one fact says.
struct Happened {
    title: String,
    day: Date,
    reason: Option<ReasonCode>,
    /// What the first edition says.
    says: Vec<Line>,
    /// What changed: the label, before and after.
    changed: Vec<[String; 3]>,
}

fn happened(visitor: &Visitor, event: &CatalogueEvent) -> Happened {
    let words = visitor.words;
    match event {
        CatalogueEvent::EntryPublished(new) => Happened {
            title: edition(words, "entry-edition-published", new.edition),
            day: new.effective_on,
            reason: None,
            says: whole(visitor, &new.says),
            changed: Vec::new(),
        },
        CatalogueEvent::EntryRevised(new) => Happened {
            title: edition(words, "entry-edition-revised", new.edition),
            day: new.effective_on,
            reason: Some(new.reason.code()),
            says: Vec::new(),
            changed: changes(visitor, &new.before, &new.after),
        },
        CatalogueEvent::EntryRetired(new) => Happened {
            title: words.say("event-entry-retired"),
            day: new.effective_on,
            reason: Some(new.reason.code()),
            says: Vec::new(),
            changed: Vec::new(),
        },
    }
}

fn edition(words: Words, id: &str, number: u32) -> String {
    words.tell(id, &[("edition", number.to_string().into())])
}

/// What an edition says: its own name and what it is about, where it has them, and what an entry of its kind says.
fn whole(visitor: &Visitor, says: &Edition) -> Vec<Line> {
    let words = visitor.words;
    let own = says.words.iter();
    let own =
        own.flat_map(|own| [("catalogue-column-name", &own.name), ("catalogue-column-says", &own.about)]);
    let own = own.map(|(label, value)| (words.say(label), value.clone()));
    own.chain(lines(visitor, &says.body)).collect()
}

/// What two editions say otherwise: the label, before and after.
fn changes(visitor: &Visitor, before: &Edition, after: &Edition) -> Vec<[String; 3]> {
    let words = visitor.words;
    let (before, after) = (whole(visitor, before), whole(visitor, after));
    let value = |of: &[Line], label: &str| {
        of.iter()
            .find(|(own, _)| own == label)
            .map_or_else(|| words.say("entry-nothing"), |(_, value)| value.clone())
    };
    let mut labels: Vec<&String> = before.iter().chain(&after).map(|(label, _)| label).collect();
    let mut seen = std::collections::BTreeSet::new();
    labels.retain(|label| seen.insert(label.as_str()));
    labels
        .into_iter()
        .map(|label| [label.clone(), value(&before, label), value(&after, label)])
        .filter(|[_, before, after]| before != after)
        .collect()
}

/// What an entry says, line by line; nothing is said of what is not limited.
fn lines(visitor: &Visitor, body: &Body) -> Vec<Line> {
    let said: Vec<(&str, String)> = match body {
        Body::Programme(is) => of_programme(visitor.words, is),
        Body::Strategy(is) => of_strategy(visitor.words, is),
        Body::Instrument(is) => of_instrument(visitor.words, is),
        Body::Concept(is) => of_concept(visitor, is),
    };
    said.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| (visitor.words.say(label), value))
        .collect()
}

fn names<T: std::fmt::Display>(words: Words, pattern: &str, all: &[T]) -> String {
    all.iter().map(|one| term::of(words, pattern, one)).collect::<Vec<_>>().join(", ")
}

fn range(words: Words, bounds: Option<(String, String)>) -> String {
    let Some((least, most)) = bounds else { return String::new() };
    if least == most {
        least
    } else {
        words.tell("entry-range", &[("least", least.into()), ("most", most.into())])
    }
}

fn texts<T: std::fmt::Display>(bounds: Option<Bounds<T>>) -> Option<(String, String)> {
    bounds.map(|bounds| (bounds.least.to_string(), bounds.most.to_string()))
}

fn number(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn of_programme(words: Words, is: &Programme) -> Vec<(&'static str, String)> {
    let limits = &is.limits;
    let potential = if limits.potential_needed { words.say("entry-potential-needed") } else { String::new() };
    vec![
        ("field-entry-kind", term::of(words, "cycle-kind-{}", &is.kind)),
        ("field-tier", crate::story::support(words, is.tier, is.wave)),
        ("field-entry-subjects", names(words, "subject-{}", &is.subjects)),
        ("entry-group", range(words, texts(limits.group_size))),
        ("entry-years", years(words, limits.year_levels)),
        ("field-entry-weeks", number(limits.least_weeks_of_schooling)),
        ("field-entry-bands", names(words, "entry-band-{}", &limits.entry_bands)),
        ("entry-potential", potential),
        ("field-entry-usual-weeks", number(is.usual_weeks)),
        ("field-entry-usual-minutes", number(is.usual_minutes_a_week)),
    ]
}

/// School years as each of the three countries counts them.
fn years(words: Words, years: Option<Bounds<YearLevel>>) -> String {
    years.map_or_else(String::new, |years| school_years::in_words(words, years))
}

fn of_strategy(words: Words, is: &Strategy) -> Vec<(&'static str, String)> {
    vec![
        ("field-lever", term::of(words, "lever-{}", &is.lever)),
        ("field-entry-parts", names(words, "lesson-part-{}", &is.lesson_parts)),
        ("field-entry-subjects", names(words, "subject-{}", &is.subjects)),
        ("field-entry-tiers", names(words, "tier-{}", &is.tiers)),
    ]
}

fn of_instrument(words: Words, is: &Instrument) -> Vec<(&'static str, String)> {
    let norm = is.norm.map_or_else(String::new, |norm| {
        let values = [("mean", norm.mean.to_string().into()), ("sd", norm.sd.to_string().into())];
        words.tell("entry-norm-says", &values)
    });
    let papers: Vec<String> = is.forms.iter().map(|form| term::of(words, "test-form-{}", form)).collect();
    let days = |id: &str, before: u16, after: u16| {
        words.tell(id, &[("before", usize::from(before).into()), ("after", usize::from(after).into())])
    };
    let windows = &is.windows;
    let links: Vec<String> = is.links.iter().map(|link| scales::said(words, link)).collect();
    vec![
        ("field-subject", term::of(words, "subject-{}", &is.subject)),
        ("field-entry-kind", term::of(words, "instrument-kind-{}", &is.kind)),
        ("field-scale", is.scale.to_string()),
        ("entry-scores", range(words, texts(Some(is.scores)))),
        ("field-step", is.step.to_string()),
        ("field-papers", papers.join(", ")),
        ("entry-norm", norm),
        ("field-sem", number(is.sem)),
        (
            "entry-start-days",
            days("entry-days-around", windows.baseline_before_days, windows.baseline_after_days),
        ),
        ("entry-end-days", days("entry-days-around", windows.end_before_days, windows.end_after_days)),
        ("field-afterwards", windows.afterwards_days.to_string()),
        ("entry-links", links.join(" ")),
    ]
}

fn of_concept(visitor: &Visitor, is: &Concept) -> Vec<(&'static str, String)> {
    let words = visitor.words;
    let earlier: Vec<String> =
        is.builds_on.iter().map(|code| visitor.catalogue.name(words, EntryKind::Concept, code)).collect();
    vec![
        ("field-subject", term::of(words, "subject-{}", &is.subject)),
        ("entry-years", years(words, Some(is.years))),
        ("entry-builds-on", earlier.join(", ")),
    ]
}

/// The form for a new entry or for another edition.
pub(super) fn edit(sheet: &Sheet<'_>) -> Markup {
    let (words, draft) = (sheet.visitor.words, sheet.draft);
    let named = sheet.opened.is_some_and(|opened| opened.entry.says.words.is_none());
    let fields = html! {
        @if named { p class="govuk-body" { (words.say("entry-keeps-name")) } }
        (Field::labelled(words, "name", "field-entry-name").input(words, draft, "text", ""))
        (Field::labelled(words, "about", "field-entry-about").textarea(words, draft))
        @match sheet.kind {
            EntryKind::Programme => { (programme_fields(sheet)) }
            EntryKind::Strategy => { (strategy_fields(sheet)) }
            EntryKind::Instrument => { (instrument_fields(sheet)) }
            EntryKind::Concept => { (concept_fields(sheet)) }
        }
        @if sheet.opened.is_some() { (reason(sheet)) }
    };
    match sheet.opened {
        None => {
            form(sheet, &term::of(words, "entry-new-{}", &sheet.kind), "new", "entry-publish-submit", &fields)
        }
        Some(_) => form(sheet, &words.say("entry-revise-title"), "revise", "entry-revise-submit", &fields),
    }
}

/// The form that retires an entry.
pub(super) fn retire(sheet: &Sheet<'_>) -> Markup {
    let words = sheet.visitor.words;
    let fields = html! {
        p class="govuk-body" { (words.say("entry-retire-about")) }
        (reason(sheet))
    };
    form(sheet, &words.say("entry-retire-title"), "retire", "entry-retire-submit", &fields)
}

fn form(sheet: &Sheet<'_>, title: &str, act: &str, submit_id: &str, fields: &Markup) -> Markup {
    let Sheet { visitor, kind, opened, draft, command_id } = sheet;
    let words = visitor.words;
    let (base, name, sequence) = match opened {
        None => (format!("/catalogue/{kind}"), None, 0),
        Some(opened) => {
            let name = visitor.catalogue.name(words, *kind, opened.entry.entry.code());
            (opened.address(), Some(name), opened.sequence)
        }
    };
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(words, draft))
                h1 class="govuk-heading-l" {
                    @if let Some(name) = &name { span class="govuk-caption-l" { (name) } }
                    (title)
                }
                form method="post" action=(format!("{base}/{act}")) novalidate {
                    (hidden("command_id", &command_id.to_string()))
                    (hidden("expected", &sequence.to_string()))
                    (fields)
                    (submit(&words.say(submit_id)))
                }
            }
        }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let mut trail = vec![home(words), (format!("/catalogue/{kind}"), kind_name(words, *kind))];
    trail.extend(name.map(|name| (base, name)));
    Page { title: format!("{prefix}{title}"), trail, main, visitor }.render()
}

fn reason(sheet: &Sheet<'_>) -> Markup {
    let words = sheet.visitor.words;
    let codes = term::choices(words, "reason-{}", ReasonFor::ChangingCatalogue.codes());
    Field::labelled(words, "reason", "field-reason").select(words, sheet.draft, &codes)
}

/// A group of checkboxes, one for each of a list.
fn boxes<T: std::fmt::Display>(
    sheet: &Sheet<'_>,
    field: &'static str,
    label: &str,
    pattern: &str,
    all: &[T],
) -> Markup {
    let words = sheet.visitor.words;
    let options: Vec<(String, String)> =
        all.iter().map(|one| (ticked_field(field, one), term::of(words, pattern, one))).collect();
    Field::labelled(words, field, label).checkboxes(words, sheet.draft, &options)
}

fn input(sheet: &Sheet<'_>, field: &'static str, label: &str) -> Markup {
    Field::labelled(sheet.visitor.words, field, label).input(sheet.visitor.words, sheet.draft, "text", NUMBER)
}

fn choice<T: std::fmt::Display>(
    sheet: &Sheet<'_>,
    field: &'static str,
    label: &str,
    pattern: &str,
    all: &[T],
) -> Markup {
    let words = sheet.visitor.words;
    Field::labelled(words, field, label).select(words, sheet.draft, &term::choices(words, pattern, all))
}

fn subject_boxes(sheet: &Sheet<'_>) -> Markup {
    boxes(sheet, "subject", "field-entry-subjects", "subject-{}", Subject::TAUGHT)
}

fn programme_fields(sheet: &Sheet<'_>) -> Markup {
    let words = sheet.visitor.words;
    html! {
        (choice(sheet, "kind", "field-entry-kind", "cycle-kind-{}", CycleKind::VARIANTS))
        (choice(sheet, "tier", "field-tier", "tier-{}", Tier::VARIANTS))
        (subject_boxes(sheet))
        (input(sheet, "group_least", "field-group-least"))
        (input(sheet, "group_most", "field-group-most"))
        (input(sheet, "year_least", "field-year-least"))
        (input(sheet, "year_most", "field-year-most"))
        (input(sheet, "weeks", "field-entry-weeks"))
        (boxes(sheet, "band", "field-entry-bands", "entry-band-{}", EntryBand::VARIANTS))
        (Field::labelled(words, "potential", "entry-potential-needed").checkbox(words, sheet.draft))
        (input(sheet, "usual_weeks", "field-entry-usual-weeks"))
        (input(sheet, "usual_minutes", "field-entry-usual-minutes"))
    }
}

fn strategy_fields(sheet: &Sheet<'_>) -> Markup {
    html! {
        (choice(sheet, "lever", "field-lever", "lever-{}", Lever::VARIANTS))
        (boxes(sheet, "part", "field-entry-parts", "lesson-part-{}", LessonPart::VARIANTS))
        (subject_boxes(sheet))
        (boxes(sheet, "tier", "field-entry-tiers", "tier-{}", Tier::VARIANTS))
    }
}

fn instrument_fields(sheet: &Sheet<'_>) -> Markup {
    let (words, draft) = (sheet.visitor.words, sheet.draft);
    html! {
        (choice(sheet, "subject", "field-subject", "subject-{}", Subject::TAUGHT))
        (choice(sheet, "kind", "field-entry-kind", "instrument-kind-{}", InstrumentKind::VARIANTS))
        (Field::of(words, "scale").input(words, draft, "text", "govuk-input--width-20"))
        (input(sheet, "score_least", "field-score-least"))
        (input(sheet, "score_most", "field-score-most"))
        (input(sheet, "step", "field-step"))
        (Field::of(words, "papers").input(words, draft, "text", "govuk-input--width-20"))
        (input(sheet, "norm_mean", "field-norm-mean"))
        (input(sheet, "norm_sd", "field-norm-sd"))
        (input(sheet, "sem", "field-sem"))
        @for field in WINDOWS { (input(sheet, field, &format!("field-{}", field.replace('_', "-")))) }
    }
}

fn concept_fields(sheet: &Sheet<'_>) -> Markup {
    let (visitor, words) = (sheet.visitor, sheet.visitor.words);
    let catalogue = &visitor.catalogue;
    let offered = Subject::TAUGHT.iter().flat_map(|subject| catalogue.concepts(*subject));
    let choices = catalogue.choices(words, EntryKind::Concept, offered, |one| one.code.to_string());
    html! {
        (choice(sheet, "subject", "field-subject", "subject-{}", Subject::TAUGHT))
        (input(sheet, "year_least", "field-year-least"))
        (input(sheet, "year_most", "field-year-most"))
        @for (number, field) in (1..).zip(BUILDS_ON) {
            @let label = words.tell("field-builds-on", &[("number", number.to_string().into())]);
            (Field { label, ..Field::labelled(words, field, "entry-builds-on") }.select(words, sheet.draft, &choices))
        }
    }
}
