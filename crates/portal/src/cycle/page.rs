//! The page of one cycle: for staff and auditors in whole, for governors as a summary without pupils.

use std::collections::BTreeSet;

use domain::catalogue::EntryKind;
use domain::cycle::{AssessmentPoint, CycleKind, Role};
use domain::enquiry::Link;
use domain::{AccountId, ReasonCode, Sealed};
use maud::{Markup, html};
use measures::claim::{Claim as _, GainClaim};
use measures::cycle::{Outcome, allowances_of_mark};
use measures::{Axis, Mark};
use rust_decimal::prelude::ToPrimitive;

use super::{Summary, Whole, compared};
use crate::access::{Action, Visitor};
use crate::assessments::read::Entry;
use crate::came_to::{allowed, came_to, row};
use crate::cycles::read::Cycle;
use crate::cycles::{self, label};
use crate::feedback::{self, About, Shows};
use crate::layout::Page;
use crate::needs::read::{Need, Target};
use crate::next_steps::{self, Standing};
use crate::placements::read::Participant;
use crate::school_terms::points;
use crate::schools::read::Settings;
use crate::story::{Teller, measured_by, placement_in_words, support};
use crate::strategies::read::{Change, Step};
use crate::words::Words;
use crate::{chart, closing, moves, proposals, questions, sessions, term, worth};

pub(super) fn summary(visitor: &Visitor, summary: &Summary) -> Markup {
    let (words, cycle) = (visitor.words, &summary.cycle);
    let title = label(words, cycle);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        div class="govuk-inset-text" { (words.tell("cycles-governor-note", &[("least", summary.settings.policy.threshold().into())])) }
        dl class="govuk-summary-list" {
            (row(&words.say("school-name"), &summary.school))
            (head(visitor, cycle, &summary.settings))
            (row(&words.say("term-edition"), &cycles::page::published(words, cycle, &summary.settings.policy)))
            @if let Some(mark) = &summary.mark { (figures(visitor, mark)) }
            @if let Some(cost) = &summary.cost { (cost.row(words)) }
        }
        @if let Some(mark) = &summary.mark {
            p class="govuk-body" { (words.claim(&GainClaim::of_mark(mark, &summary.settings.policy).sentence())) }
            p class="govuk-body" { (words.say("cycles-how-sure-chance")) }
            (feedback::link(visitor, &cycle.plan.school, About::Chart(Shows::Cycle)))
        }
        @if visitor.may_in(Action::SeeEditions, &cycle.plan.school) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{}/editions", cycle.plan.school)) { (words.say("editions-link")) }
            }
        }
        @if cycle.state == "reported" && visitor.may_on(Action::SeeReport, &cycle.plan) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/cycles/{}/report", cycle.id)) { (words.say("report-title")) }
            }
        }
        @if !summary.asked.is_empty() {
            (questions::page::panel(visitor, &cycle.plan.school, &summary.asked, Some(Link::Cycle { cycle: cycle.id })))
        }
    };
    Page { title, trail: trail(words, cycle), main, visitor }.render()
}

/// What the last edition says of the cycle.
fn figures(visitor: &Visitor, mark: &Mark) -> Markup {
    let words = visitor.words;
    let pupils = mark.pupils().map_or_else(|| words.say("token-c"), |pupils| pupils.to_string());
    html! {
        (row(&words.say("cycles-column-pupils"), &pupils))
        (row(&words.say("cycles-column-results"), &compared(visitor, mark, Axis::Results)))
        (row(&words.say("cycles-column-gain"), &compared(visitor, mark, Axis::Progress)))
        @for allowance in allowances_of_mark(mark).iter().flatten() { (allowed(words, allowance)) }
    }
}

pub(super) fn whole(visitor: &Visitor, whole: &Whole) -> Markup {
    let (words, cycle) = (visitor.words, &whole.cycle);
    let title = label(words, cycle);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if let Some(asked) = &cycle.reopening { (closing::asked(words, &account(words, whole, asked.by), asked)) }
        (proposals::notice(visitor, &format!("/cycles/{}", cycle.id), &whole.proposals))
        (next_steps::list(visitor, &standing(visitor, whole)))
        dl class="govuk-summary-list" {
            (row(&words.say("school-name"), &whole.school))
            (head(visitor, cycle, &whole.settings))
            @if let Some(points) = points(words, &whole.settings, cycle.starts_on, cycle.ends_on) {
                (row(&words.say("terms-of-cycle"), &points))
            }
            (row(&words.say("story-kind"), &term::of(words, "cycle-kind-{}", &cycle.plan.kind)))
            (row(&words.say("field-tier"), &support(words, cycle.plan.tier, cycle.plan.wave)))
            (row(&words.say("story-setting"), &term::of(words, "setting-{}", &cycle.plan.setting)))
            (row(&words.say("staff-post-teacher"), &account(words, whole, cycle.plan.teacher)))
            (row(&words.say("staff-post-lead"), &account(words, whole, cycle.plan.lead)))
            @if let Some(mentor) = cycle.plan.mentor {
                (row(&words.say("staff-post-mentor"), &account(words, whole, mentor)))
            }
            (text_row(words, whole, "story-group-label", cycle.plan.group_label.as_ref()))
            (text_row(words, whole, "story-need-statement", cycle.plan.need_statement.as_ref()))
            (text_row(words, whole, "story-inquiry-question", cycle.plan.inquiry_question.as_ref()))
            (text_row(words, whole, "story-class-link", cycle.plan.class_link.as_ref()))
        }
        (gained(visitor, whole))
        @if let Some(moves) = whole.moves(visitor) { (moves::section(words, &moves, &html! {})) }
        (worth::section(words, whole.cost.as_ref(), &cycle.judged))
        (sessions::taught(words, &whole.sessions, cycle.plan.planned_minutes))
        (next_steps::weeks(visitor, cycle))
        (scores(visitor, whole))
        (people(visitor, whole))
        (needs(visitor, whole))
        (tried(visitor, whole))
    };
    Page { title, trail: trail(words, cycle), main, visitor }.render()
}

fn standing<'w>(visitor: &Visitor, whole: &'w Whole) -> Standing<'w> {
    let taught: Vec<&Participant> =
        whole.people.iter().filter(|one| one.role == Role::Target && one.withdrawal.is_none()).collect();
    let has_need = |one: &&Participant| whole.needs.iter().any(|need| need.participant == one.id);
    let without_need = match whole.cycle.plan.kind {
        CycleKind::Intervention => taught.iter().filter(|one| !has_need(one)).count(),
        CycleKind::Monitoring => 0,
    };
    let in_use = in_use(whole).map(|one| (one.strategy.clone(), called(visitor, one))).collect();
    Standing { cycle: &whole.cycle, pupils: taught.len(), without_need, in_use }
}

/// The last change of each strategy that is in use still.
fn in_use(whole: &Whole) -> impl Iterator<Item = &Change> {
    let is_last =
        |one: &&Change| whole.strategies.iter().rfind(|other| other.strategy == one.strategy) == Some(*one);
    whole.strategies.iter().filter(is_last).filter(|one| matches!(one.step, Step::Used { .. }))
}

fn called(visitor: &Visitor, change: &Change) -> String {
    visitor.catalogue.name(visitor.words, EntryKind::Strategy, &change.strategy)
}

fn trail(words: Words, cycle: &Cycle) -> Vec<(String, String)> {
    vec![(format!("/schools/{}/cycles", cycle.plan.school), words.say("nav-cycles"))]
}

fn text_row(words: Words, whole: &Whole, label: &str, sealed: Option<&Sealed>) -> Markup {
    html! {
        @if let Some(sealed) = sealed { (row(&words.say(label), &whole.texts.of(sealed).tell(words))) }
    }
}

fn head(visitor: &Visitor, cycle: &Cycle, settings: &Settings) -> Markup {
    let words = visitor.words;
    let programme = visitor.catalogue.name(words, EntryKind::Programme, &cycle.plan.programme);
    let dates = words.tell(
        "cycles-dates",
        &[("from", words.date(cycle.starts_on).into()), ("to", words.date(cycle.ends_on).into())],
    );
    html! {
        (row(&words.say("story-programme"), &programme))
        (row(&words.say("cycles-column-year"), &settings.year_of(cycle.starts_on)))
        (row(&words.say("cycles-column-dates"), &dates))
        (row(&words.say("cycles-column-state"), &term::of(words, "state-{}", &cycle.state)))
    }
}

fn account(words: Words, whole: &Whole, id: AccountId) -> String {
    whole.accounts.get(&id.uuid()).cloned().unwrap_or_else(|| words.say("history-someone"))
}

/// What came of it, never without how sure it is and what chance alone would give.
fn gained(visitor: &Visitor, whole: &Whole) -> Markup {
    let (words, policy) = (visitor.words, &whole.settings.policy);
    let gains = whole.gains(&visitor.catalogue);
    let outcome = gains.as_ref().and_then(crate::gains::Gains::outcome);
    html! {
        h2 class="govuk-heading-m" id="gained" { (words.say("cycle-gained")) }
        (sealed_gain(words, whole, outcome.as_ref()))
        @match &outcome {
            Some(outcome) => {
                (came_to(words, outcome, policy))
                (feedback::link(visitor, &whole.cycle.plan.school, About::Chart(Shows::Cycle)))
            }
            None => { p class="govuk-body" { (words.say("cycle-no-gain-yet")) } }
        }
    }
}

/// The gain that was fixed when the cycle closed, where a score was corrected since.
fn sealed_gain(words: Words, whole: &Whole, now: Option<&Outcome>) -> Markup {
    let sealed = whole.cycle.outcome.as_ref().and_then(|outcome| outcome.mean?.decimal().to_f64());
    let differs =
        sealed.zip(now).is_some_and(|(sealed, now)| chart::signed(sealed) != chart::signed(now.mean_gain));
    html! {
        @if let (Some(sealed), true) = (sealed, differs) {
            div class="govuk-inset-text" {
                (words.tell("cycle-sealed-gain", &[("gain", chart::signed(sealed).into())]))
            }
        }
    }
}

/// Every score: a row for each pupil, a column for each point.
fn scores(visitor: &Visitor, whole: &Whole) -> Markup {
    let words = visitor.words;
    let points = whole.points();
    if whole.people.is_empty() {
        return html! {};
    }
    html! {
        (grids(visitor, &whole.cycle))
        div class="q-scroll" tabindex="0" role="region" aria-labelledby="scores" {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--m" id="scores" { (words.say("cycle-scores")) }
                thead {
                    tr {
                        th class="govuk-table__header" scope="col" { (words.say("field-participant")) }
                        @for point in &points {
                            th class="govuk-table__header" scope="col" { (term::of(words, "point-{}", point)) }
                        }
                    }
                }
                tbody {
                    @for person in &whole.people {
                        tr {
                            th class="govuk-table__header" scope="row" { (person.called(words, &whole.texts)) }
                            @for point in &points { (cell(visitor, whole, person, *point)) }
                        }
                    }
                }
            }
        }
    }
}

/// The ways to the grids in which the scores of the whole group are entered, one for each point that may come.
fn grids(visitor: &Visitor, cycle: &Cycle) -> Markup {
    use AssessmentPoint::{Baseline, End, FollowUp, Interim};
    let words = visitor.words;
    let points: &[AssessmentPoint] = match cycle.state.as_str() {
        "planned" => &[Baseline],
        "running" => &[Baseline, Interim, End],
        "assessed" => &[Baseline, Interim, End, FollowUp],
        "closed" => &[FollowUp],
        _ => &[],
    };
    html! {
        @if !points.is_empty() && visitor.may_in(Action::RecordAssessment, &cycle.plan.school) {
            h2 class="govuk-heading-s" { (words.say("cycle-enter-scores")) }
            ul class="govuk-list" {
                @for point in points {
                    li {
                        a class="govuk-link" href=(format!("/cycles/{}/scores/{point}", cycle.id)) {
                            (words.tell("grid-title", &[("point", term::of(words, "point-{}", point).into())]))
                        }
                    }
                }
            }
        }
    }
}

fn cell(visitor: &Visitor, whole: &Whole, person: &Participant, point: AssessmentPoint) -> Markup {
    let of_cell = |entry: &&Entry| entry.participant == person.id && entry.point == point;
    let entries: Vec<&Entry> = whole.scores.iter().filter(of_cell).collect();
    // A score that came after all stands in place of the note that none would.
    let scored = entries.iter().any(|entry| entry.score.is_some());
    let tests: BTreeSet<&str> =
        entries.iter().filter_map(|entry| Some(entry.score.as_ref()?.instrument.as_str())).collect();
    html! {
        td class="govuk-table__cell" {
            @for entry in entries.iter().filter(|entry| !scored || entry.score.is_some()) {
                div {
                    @if let (Some(scored), true) = (&entry.score, tests.len() > 1) {
                        (visitor.catalogue.name(visitor.words, EntryKind::Instrument, &scored.instrument)) ": "
                    }
                    (score(visitor, whole, entry))
                }
            }
            @if entries.is_empty() { (none_yet(visitor, whole, person, point)) }
        }
    }
}

/// An empty cell, with the way to fill it for those who may.
fn none_yet(visitor: &Visitor, whole: &Whole, person: &Participant, point: AssessmentPoint) -> Markup {
    let (words, cycle) = (visitor.words, &whole.cycle);
    let fillable = person.withdrawal.is_none()
        && matches!(cycle.state.as_str(), "planned" | "running" | "assessed")
        && visitor.may_on(Action::RecordAssessment, &cycle.plan);
    let address = format!("/cycles/{}/assessments/new?participant={}&point={point}", cycle.id, person.id);
    html! {
        @if fillable {
            a class="govuk-link" href=(address) {
                (words.say("cycle-record"))
                span class="govuk-visually-hidden" {
                    " " (term::of(words, "point-{}", &point)) ", " (person.called(words, &whole.texts))
                }
            }
        } @else {
            span aria-hidden="true" { "–" }
            span class="govuk-visually-hidden" { (words.say("cycle-no-score")) }
        }
    }
}

fn score(visitor: &Visitor, whole: &Whole, entry: &Entry) -> Markup {
    let (words, cycle) = (visitor.words, &whole.cycle);
    let history = |sequence: u64| format!("/cycles/{}/history/{sequence}", cycle.id);
    let why =
        |code: Option<ReasonCode>| code.map(|code| term::of(words, "reason-{}", &code)).unwrap_or_default();
    html! {
        @match &entry.score {
            Some(scored) => {
                (scored.value) " "
                @if entry.corrections > 0 {
                    a class="govuk-link" href=(history(entry.live)) {
                        (words.tell("cycle-corrected", &[("why", why(entry.reason).into())]))
                    }
                    " "
                }
                @if !cycle.is_cancelled() && visitor.may_on(correcting(cycle), &cycle.plan) {
                    a class="govuk-link" href=(format!("/cycles/{}/assessments/{}/correct", cycle.id, scored.id)) {
                        (words.say("cycle-correct"))
                        span class="govuk-visually-hidden" { " " (scored.value) }
                    }
                }
            }
            None => {
                a class="govuk-link" href=(history(entry.live)) {
                    (words.tell("cycle-missing", &[("why", why(entry.reason).into())]))
                }
            }
        }
    }
}

/// What correcting a score of the cycle is: once it is closed, more than its teacher may do.
fn correcting(cycle: &Cycle) -> Action {
    if cycle.is_closed() { Action::CorrectAfterClosing } else { Action::RecordAssessment }
}

/// Who is or was in the cycle, and how.
fn people(visitor: &Visitor, whole: &Whole) -> Markup {
    let words = visitor.words;
    let changeable = may_change(visitor, whole) || may_mend(visitor, whole, Action::CorrectRecord);
    let columns = ["field-participant", "story-year-level", "story-entry-band", "story-takes-part"]
        .map(|id| words.say(id));
    let [_, level, band, takes_part] = &columns;
    if whole.people.is_empty() {
        return html! {
            h2 class="govuk-heading-m" { (words.say("cycle-people")) }
            p class="govuk-body" { (words.say("next-no-pupils")) }
        };
    }
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("cycle-people")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for column in &columns {
                        th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                    }
                    @if changeable {
                        th class="govuk-table__header" scope="col" role="columnheader" { (words.say("cycle-change")) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for person in &whole.people {
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" {
                            (person.called(words, &whole.texts))
                        }
                        td class="govuk-table__cell" role="cell" data-label=(level) { (person.year_level) }
                        td class="govuk-table__cell" role="cell" data-label=(band) {
                            (term::of(words, "entry-band-{}", &person.entry_band))
                        }
                        td class="govuk-table__cell" role="cell" data-label=(takes_part) { (part(words, whole, person)) }
                        @if changeable {
                            td class="govuk-table__cell" role="cell" { (change_links(visitor, whole, person)) }
                        }
                    }
                }
            }
        }
    }
}

/// How a pupil takes part, or how that ended.
fn part(words: Words, whole: &Whole, person: &Participant) -> String {
    if let Some(withdrawal) = &person.withdrawal {
        let how = term::of(words, "exit-status-{}", &withdrawal.exit_status);
        let next = term::of(words, "next-support-{}", &withdrawal.next_support);
        let values = [("day", words.date(withdrawal.on).into()), ("how", how.into()), ("next", next.into())];
        return words.tell("cycle-left", &values);
    }
    let group = person.group.as_ref().map(|group| whole.texts.of(&group.sealed).tell(words));
    placement_in_words(
        words,
        &term::of(words, "role-in-cycle-{}", &person.role),
        &term::of(words, "tier-{}", &person.tier),
        u32::try_from(person.share_percent).unwrap_or_default(),
        group.as_deref(),
    )
}

fn may_change(visitor: &Visitor, whole: &Whole) -> bool {
    matches!(whole.cycle.state.as_str(), "planned" | "running")
        && visitor.may_on(Action::ProposeChange, &whole.cycle.plan)
}

/// Whether the visitor may put right what `open` says for a cycle that goes on.
fn may_mend(visitor: &Visitor, whole: &Whole, open: Action) -> bool {
    let cycle = &whole.cycle;
    let action = if cycle.is_closed() { Action::CorrectAfterClosing } else { open };
    !cycle.is_cancelled() && visitor.may_on(action, &cycle.plan)
}

fn change_links(visitor: &Visitor, whole: &Whole, person: &Participant) -> Markup {
    let words = visitor.words;
    let address = format!("/cycles/{}/participants/{}", whole.cycle.id, person.id);
    let called = person.called(words, &whole.texts);
    let (change, withdraw) = if visitor.may_on(Action::ChangePlacement, &whole.cycle.plan) {
        ("cycle-change-placement", "cycle-withdraw")
    } else {
        ("cycle-propose-change", "cycle-propose-withdrawal")
    };
    html! {
        @if may_mend(visitor, whole, Action::CorrectRecord) {
            a class="govuk-link" href=(format!("{address}/correct")) {
                (words.say("cycle-put-right")) span class="govuk-visually-hidden" { " " (called) }
            }
            " "
        }
        @if person.withdrawal.is_none() && may_change(visitor, whole) {
            a class="govuk-link" href=(format!("{address}/change")) {
                (words.say(change)) span class="govuk-visually-hidden" { " " (called) }
            }
            " "
            a class="govuk-link" href=(format!("{address}/withdraw")) {
                (words.say(withdraw)) span class="govuk-visually-hidden" { " " (called) }
            }
        }
        @if person.withdrawal.is_some() && may_mend(visitor, whole, Action::ChangePlacement) {
            a class="govuk-link" href=(format!("{address}/withdrawal")) {
                (words.say("cycle-mend-leaving")) span class="govuk-visually-hidden" { " " (called) }
            }
        }
    }
}

/// What each pupil can do, can't do yet, and is to be able to do.
fn needs(visitor: &Visitor, whole: &Whole) -> Markup {
    let words = visitor.words;
    html! {
        h2 class="govuk-heading-m" id="needs" { (words.say("cycle-needs")) }
        @if whole.needs.is_empty() { p class="govuk-body" { (words.say("cycle-no-needs")) } }
        @if !whole.targets.is_empty() {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/cycles/{}/targets", whole.cycle.id)) { (words.say("cycle-to-targets")) }
            }
        }
        @for person in &whole.people {
            @let needs: Vec<&Need> = whole.needs.iter().filter(|need| need.participant == person.id).collect();
            @let targets: Vec<&Target> = whole.targets.iter().filter(|target| target.participant == person.id).collect();
            @if !(needs.is_empty() && targets.is_empty()) {
                details class="govuk-details" {
                    summary class="govuk-details__summary" {
                        span class="govuk-details__summary-text" { (person.called(words, &whole.texts)) }
                    }
                    div class="govuk-details__text" {
                        @for need in needs { (one_need(visitor, whole, need)) }
                        @for target in targets { (one_target(words, whole, target)) }
                    }
                }
            }
        }
    }
}

fn one_need(visitor: &Visitor, whole: &Whole, need: &Need) -> Markup {
    let words = visitor.words;
    let text = |sealed| whole.texts.of(sealed).tell(words);
    let concept = visitor.catalogue.name(words, EntryKind::Concept, &need.concept);
    html! {
        dl class="q-change" {
            div { dt { (words.say("field-concept")) } dd { (concept) } }
            div { dt { (words.say("story-can-do")) } dd { (text(&need.can_do.sealed)) } }
            div { dt { (words.say("story-not-yet")) } dd { (text(&need.not_yet.sealed)) } }
            div { dt { (words.say("story-seen-in")) } dd { (term::of(words, "need-source-{}", &need.source)) } }
        }
    }
}

fn one_target(words: Words, whole: &Whole, target: &Target) -> Markup {
    html! {
        dl class="q-change" {
            div { dt { (words.say("story-target")) } dd { (whole.texts.of(&target.statement.sealed).tell(words)) } }
            div { dt { (words.say("story-measured-by")) } dd { (measured_by(words, target.measure, target.value)) } }
            div { dt { (words.say("story-due")) } dd { (words.date(target.due_on)) } }
        }
    }
}

/// What was tried, when and why.
fn tried(visitor: &Visitor, whole: &Whole) -> Markup {
    let words = visitor.words;
    let teller = Teller {
        words,
        texts: &whole.texts,
        pupils: whole.people.iter().map(|one| (one.id, one.called(words, &whole.texts))).collect(),
        accounts: whole.accounts.clone(),
        records: crate::story::Records::default(),
        catalogue: visitor.catalogue.clone(),
    };
    if whole.strategies.is_empty() {
        return html! {
            h2 class="govuk-heading-m" id="tried" { (words.say("cycle-tried")) }
            p class="govuk-body" { (words.say("cycle-nothing-tried")) }
        };
    }
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" id="tried" { (words.say("cycle-tried")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for id in ["field-strategy", "cycle-day", "history-what", "history-why"] {
                        th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for change in &whole.strategies { (tried_row(visitor, whole, &teller, change)) }
            }
        }
    }
}

fn tried_row(visitor: &Visitor, whole: &Whole, teller: &Teller<'_>, change: &Change) -> Markup {
    let (words, cycle) = (visitor.words, &whole.cycle);
    let changeable = in_use(whole).any(|one| one == change)
        && matches!(cycle.state.as_str(), "planned" | "running")
        && visitor.may_on(Action::ChangeStrategy, &cycle.plan);
    let name = called(visitor, change);
    html! {
        tr role="row" {
            th class="govuk-table__header" scope="row" role="rowheader" {
                a class="govuk-link" href=(format!("/cycles/{}/history/{}", cycle.id, change.sequence)) { (name) }
            }
            td class="govuk-table__cell" role="cell" data-label=(words.say("cycle-day")) {
                (words.date(change.effective_on))
            }
            td class="govuk-table__cell" role="cell" data-label=(words.say("history-what")) {
                (step(words, whole, teller, &change.step))
                @if changeable {
                    p {
                        a class="govuk-link" href=(format!("/cycles/{}/strategies/{}/adapt", cycle.id, change.strategy)) {
                            (words.say("cycle-adapt")) span class="govuk-visually-hidden" { " " (name) }
                        }
                        " "
                        a class="govuk-link" href=(format!("/cycles/{}/strategies/{}/stop", cycle.id, change.strategy)) {
                            (words.say("cycle-stop")) span class="govuk-visually-hidden" { " " (name) }
                        }
                    }
                }
            }
            td class="govuk-table__cell" role="cell" data-label=(words.say("history-why")) {
                (term::of(words, "reason-{}", &change.reason))
            }
        }
    }
}

fn step(words: Words, whole: &Whole, teller: &Teller<'_>, step: &Step) -> Markup {
    html! {
        @match step {
            Step::Used { adapted, practice, expected } => {
                @let id = if *adapted { "event-strategy-adapted" } else { "event-strategy-adopted" };
                (words.say(id)) ". " (teller.practice(practice)) ". "
                (words.say("field-expected-effect")) " " (whole.texts.of(&expected.sealed).tell(words))
            }
            Step::Stopped { judged_effect } => {
                (words.say("event-strategy-stopped")) ". " (term::of(words, "judged-effect-{}", judged_effect)) "."
            }
        }
    }
}
