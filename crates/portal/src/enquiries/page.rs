//! The pages of questions about a school: the list, one question with everything that was said, and the form to raise one.

use domain::VariantArray;
use domain::enquiry::{Link, QuestionCode, Topic};
use maud::{Markup, html};

use super::read::Entry;
use super::{Asked, Known, ShownNew, sentence, short};
use crate::access::{Action, Visitor};
use crate::answers;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::page_error::PageError;
use crate::published::{GROUPS, SUBJECTS};
use crate::schools::read::School;
use crate::term;
use crate::words::Words;

/// The way to the pages about a school's questions.
#[must_use]
pub fn trail(words: Words, school: &School) -> Vec<(String, String)> {
    let address = school.address();
    let list = (format!("{address}/enquiries"), words.say("enquiries-title"));
    vec![(address, school.name.clone()), list]
}

pub(super) fn list(visitor: &Visitor, school: &School, asked: &[Asked]) -> Markup {
    let words = visitor.words;
    let title = words.say("enquiries-title");
    let address = school.address();
    let main = html! {
        span class="govuk-caption-l" { (school.name) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("enquiries-about")) }
        ul class="govuk-list" {
            @if visitor.may_in(Action::RaiseQuestion, &school.id) {
                li { a class="govuk-link" href=(format!("{address}/enquiries/new")) { (words.say("enquiry-new")) } }
            }
            li { a class="govuk-link" href=(format!("{address}/agenda")) { (words.say("agenda-link")) } }
        }
        @if asked.is_empty() { p class="govuk-body" { (words.say("enquiries-none")) } }
        @else { (table(words, &title, asked)) }
        p class="govuk-body-s" { (words.say("enquiries-figures")) }
    };
    let trail = vec![(address, school.name.clone())];
    Page { title, trail, main, visitor }.render()
}

/// Questions in a table, each with where it stands.
#[must_use]
pub fn table(words: Words, caption: &str, asked: &[Asked]) -> Markup {
    let columns = ["enquiry-column-question", "enquiry-column-raised", "enquiry-column-stage"];
    let columns = columns.map(|id| words.say(id));
    let [_, raised, stage] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (caption) }
            thead role="rowgroup" { tr role="row" {
                @for column in &columns {
                    th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                }
            } }
            tbody role="rowgroup" { @for one in asked {
                tr role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" {
                        a class="govuk-link" href=(one.address()) { (one.short(words)) }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(raised) { (words.date(one.row.raised_on)) }
                    td class="govuk-table__cell" role="cell" data-label=(stage) {
                        (term::of(words, "enquiry-stage-{}", &one.row.stage))
                    }
                }
            } }
        }
    }
}

/// One question, with everything that was said and done.
pub(super) fn one(visitor: &Visitor, known: &Known) -> Result<Markup, PageError> {
    let (words, record) = (visitor.words, &known.record);
    let question = known.said(words, 1);
    let title = short(&question);
    let steps = answers::open_to(visitor, known)?;
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            span class="govuk-caption-l" { (known.school.name) }
            h1 class="govuk-heading-l" { (title) }
            (facts(visitor, known))
            @if record.stage.waits_for_school() && !visitor.may_in(Action::AnswerQuestion, &known.school.id) {
                p class="govuk-body" { (words.say("enquiry-waits-for-school")) }
            }
            h2 class="govuk-heading-m" { (words.say("enquiry-said")) }
            (said(visitor, known))
            @if !steps.is_empty() {
                ul class="govuk-list" { @for (address, id) in steps {
                    li { a class="govuk-link" href=(address) { (words.say(id)) } }
                } }
            }
            p class="govuk-body-s" { (words.say("enquiries-figures")) }
        } }
    };
    Ok(Page { title, trail: trail(words, &known.school), main, visitor }.render())
}

/// What the question is, what it is about and where it stands.
fn facts(visitor: &Visitor, known: &Known) -> Markup {
    let (words, record) = (visitor.words, &known.record);
    let suggested = sentence(words, record.question);
    html! {
        dl class="govuk-summary-list" {
            (fact(words, "enquiry-column-stage", &html! { (term::of(words, "enquiry-stage-{}", &record.stage)) }))
            (fact(words, "enquiry-topic", &topic(words, known)))
            @if let Some(suggested) = suggested { (fact(words, "enquiry-suggested", &html! { (suggested) })) }
        }
    }
}

fn fact(words: Words, id: &str, value: &Markup) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (words.say(id)) }
            dd class="govuk-summary-list__value" { (value) }
        }
    }
}

/// What the question is about, with the way there if the visitor may go it.
fn topic(words: Words, known: &Known) -> Markup {
    match &known.record.about {
        None => html! { (words.say("enquiry-topic-school")) },
        Some(Topic::Cycle { cycle }) => link(words, known, Link::Cycle { cycle: *cycle }),
        Some(Topic::Results { stage, year, subject, group }) => {
            let subject = subject.map(|subject| words.say(&format!("subject-{subject}")));
            let group = group.map(|group| term::of(words, "group-{}", &group));
            html! {
                (link(words, known, Link::Results { stage: *stage, year: *year }))
                @for part in [subject, group].into_iter().flatten() { ", " (part) }
            }
        }
    }
}

/// A link of an answer; where the visitor may not go there, that there is one.
fn link(words: Words, known: &Known, link: Link) -> Markup {
    let open = known.offers.iter().find(|offer| offer.link == link);
    html! {
        @if let Some(offer) = open { a class="govuk-link" href=(offer.address) { (offer.label) } }
        @else { (words.say("enquiry-link-closed")) }
    }
}

/// Everything that was said and done, in its order.
#[must_use]
pub fn said(visitor: &Visitor, known: &Known) -> Markup {
    html! { @for entry in &known.entries { (entry_of(visitor.words, known, entry)) } }
}

fn entry_of(words: Words, known: &Known, entry: &Entry) -> Markup {
    let text = known.said(words, entry.sequence);
    let name = known.people.get(&entry.by.uuid()).cloned().unwrap_or_else(|| words.say("history-someone"));
    let role = term::of(words, "account-role-{}", &entry.role);
    let by = words.tell("history-by-role", &[("name", name.into()), ("role", role.into())]);
    let when = [("by", by.into()), ("moment", term::moment(words, entry.recorded_at).into())];
    html! {
        article class="q-question" id=(format!("entry-{}", entry.sequence)) {
            h2 class="govuk-heading-s" {
                (words.tell("enquiry-entry", &[
                    ("what", term::of(words, "enquiry-change-{}", &entry.kind).into()),
                    ("day", words.date(entry.on).into()),
                ]))
            }
            @if let Some(code) = entry.why { p class="govuk-body" { (term::of(words, "reason-{}", &code)) "." } }
            @for line in text.lines().filter(|line| !line.trim().is_empty()) { p class="govuk-body" { (line) } }
            @if !entry.links.is_empty() {
                p class="govuk-body" { (words.say("enquiry-links")) }
                ul class="govuk-list govuk-list--bullet" {
                    @for one in &entry.links { li { (link(words, known, *one)) } }
                }
            }
            p class="govuk-body-s q-because" { (words.tell("enquiry-by", &when)) }
        }
    }
}

/// The form to raise a question.
pub(super) fn new(shown: &ShownNew<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let title = words.say("enquiry-new");
    let subjects = SUBJECTS.map(|one| (one.to_string(), words.say(&format!("subject-{one}"))));
    let groups = term::choices(words, "group-{}", GROUPS);
    let topics: Vec<(String, String)> = shown
        .offers
        .iter()
        .filter(|offer| !matches!(offer.link, Link::Enquiry { .. }))
        .map(|offer| (offer.link.to_string(), offer.label.clone()))
        .collect();
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, draft))
            span class="govuk-caption-l" { (shown.school.name) }
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (words.say("enquiry-new-about")) }
            form method="post" action=(format!("{}/enquiries/new", shown.school.address())) novalidate {
                (hidden("command_id", &shown.command_id.to_string()))
                (hidden("expected", "0"))
                (Field::of(words, "question").select(words, draft, &questions(words)))
                (Field::of(words, "question_words").textarea(words, draft))
                (Field::of(words, "topic").select(words, draft, &topics))
                @if parts_of_results(shown) {
                    (Field::of(words, "topic_subject").select(words, draft, &subjects))
                    (Field::of(words, "topic_group").select(words, draft, &groups))
                }
                (submit(&words.say("enquiry-new-submit")))
            }
        } }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let (trail, visitor) = (trail(words, shown.school), shown.visitor);
    Page { title: format!("{prefix}{title}"), trail, main, visitor }.render()
}

/// Whether a subject or a group can be asked about: where the school has official results, or one was chosen already.
fn parts_of_results(shown: &ShownNew<'_>) -> bool {
    let typed = |field: &&str| !shown.draft.text(field).is_empty();
    shown.offers.iter().any(|offer| matches!(offer.link, Link::Results { .. }))
        || ["topic_subject", "topic_group"].iter().any(typed)
}

/// One's own words, and every question of the catalogue that has a sentence of its own.
fn questions(words: Words) -> Vec<(String, String)> {
    let choice = |code: &QuestionCode| {
        let named = if *code == QuestionCode::Own {
            words.say("enquiry-own-words")
        } else {
            short(&sentence(words, *code)?)
        };
        Some((code.to_string(), named))
    };
    QuestionCode::VARIANTS.iter().filter_map(choice).collect()
}
