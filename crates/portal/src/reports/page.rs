//! The report as it is read, and the forms that write it, change a part of it, and judge the cycle.

use std::collections::HashMap;

use domain::cycle::{Rating, ReportPart, Stage};
use domain::edition::ShownFigure;
use domain::pack::Symbol;
use domain::{ReasonCode, ReasonFor, Score};
use journal::Checkpoint;
use maud::{Markup, html};
use measures::disclosure;
use uuid::Uuid;

use super::form::PARTS;
use super::live;
use super::read::{Part, Report, Told, Version};
use crate::access::{Action, Visitor};
use crate::came_to::row;
use crate::change::Shown;
use crate::cycles;
use crate::cycles::read::Cycle;
use crate::fields::{Field, hidden};
use crate::gains::Fixed;
use crate::layout::Page;
use crate::paper::files::{self, Value};
use crate::schools::read::Settings;
use crate::sealed_text::Texts;
use crate::worth::ForEach;
use crate::{paper, reason_form, term};

/// The class of a field for a date.
const DATE: &str = "govuk-input--width-10";
/// The columns of the table of judgements.
const JUDGED: [&str; 4] = ["story-judge", "story-impact", "story-value", "story-leadership"];

/// The page of a report.
pub(super) struct Sheet<'a> {
    pub(super) visitor: &'a Visitor,
    pub(super) cycle: &'a Cycle,
    /// What its school is called.
    pub(super) school_name: &'a str,
    /// What holds in its school: how few pupils may stand behind a figure, and how its year goes.
    pub(super) school: &'a Settings,
    pub(super) told: &'a Told,
    pub(super) texts: &'a Texts,
    pub(super) names: &'a HashMap<Uuid, String>,
    /// What the cycle cost for each pupil, as far as the visitor may know.
    pub(super) cost: Option<&'a ForEach>,
    /// How far the ledger was sealed.
    pub(super) checkpoint: Option<&'a Checkpoint>,
    /// The ledger is signed no more.
    pub(super) signing_stopped: bool,
}

impl Sheet<'_> {
    fn may(&self, action: Action) -> bool {
        self.visitor.may_on(action, &self.cycle.plan)
    }

    /// Whether a text is hidden from this visitor.
    fn hides(&self, text: &str) -> bool {
        self.visitor.sees_published_only() && self.cycle.keeps_from_board(text, &self.school.policy)
    }

    /// The school year of the cycle: as it was kept, or as its school counts it.
    fn year(&self) -> String {
        let kept = self.told.report.as_ref().and_then(|report| report.school_year);
        kept.map_or_else(|| self.school.year_of(self.cycle.starts_on), |year| year.label(None))
    }

    fn name(&self, id: Option<Uuid>) -> String {
        let name = id.and_then(|id| self.names.get(&id).cloned());
        name.unwrap_or_else(|| self.visitor.words.say("history-someone"))
    }
}

pub(super) fn report(sheet: &Sheet<'_>) -> Markup {
    let (visitor, cycle, told) = (sheet.visitor, sheet.cycle, sheet.told);
    let words = visitor.words;
    let title = words.say("report-title");
    let year = sheet.year();
    let address = format!("/cycles/{}", cycle.id);
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                span class="govuk-caption-l" {
                    (sheet.school_name) " · " (cycles::label(words, cycle)) " · " (words.tell("terms-year", &[("year", year.into())]))
                }
                h1 class="govuk-heading-l" { (title) }
                @if told.earlier > 0 {
                    div class="govuk-inset-text" {
                        (words.tell("report-earlier", &[("reports", told.earlier.into())]))
                    }
                }
                @match &told.report {
                    Some(report) => { (take_away(sheet)) (submitted(sheet, report)) }
                    None => { (none_yet(sheet)) }
                }
                (judgements(sheet))
                @if let (Some(cost), true) = (sheet.cost, sheet.cycle.is_closed()) {
                    h2 class="govuk-heading-m" { (words.say("worth-title")) }
                    dl class="govuk-summary-list" { (cost.row(words)) }
                }
            }
        }
    };
    let foot = foot(sheet);
    Page { title, trail: vec![(address, words.say("history-back"))], main, visitor }.render_on_paper(&foot)
}

/// What stands at the foot of each printed page: of which school and day it is, how its figures were worked out and what they were set
/// against, and how far the ledger was sealed.
fn foot(sheet: &Sheet<'_>) -> String {
    let words = sheet.visitor.words;
    let begin = [words.say("report-foot"), sheet.school_name.to_owned(), words.date(sheet.school.today)];
    let basis = basis(sheet).into_iter().map(|(_, told)| told);
    begin.into_iter().chain(basis).collect::<Vec<_>>().join(" · ")
}

/// What its figures stand on, each with what it is called.
fn basis(sheet: &Sheet<'_>) -> Vec<(&'static str, String)> {
    let words = sheet.visitor.words;
    let edition = sheet.cycle.edition.as_ref();
    let edition =
        edition.map(|edition| words.tell("pack-edition", &[("number", edition.number.to_string().into())]));
    let figure = sheet.cycle.board_figure();
    let method = figure.map(|figure| {
        let method = paper::method(words, &figure.method.code().to_string(), figure.method.version());
        words.tell("report-foot-method", &[("method", method.into())])
    });
    let norms = figure.and_then(|figure| figure.benchmark_set.as_ref()).map(|norms| {
        let values =
            [("code", norms.code().to_string().into()), ("version", norms.version().to_string().into())];
        words.tell("report-foot-norms", &values)
    });
    let root = sheet.checkpoint.map(|known| (known.position, hex::encode(known.root)));
    let known = root.as_ref().map(|(position, root)| (*position, root.as_str()));
    let ledger = paper::ledger_in_short(words, known, sheet.signing_stopped);
    let known = [
        ("pack-edition-title", edition),
        ("report-foot-worked", method),
        ("pack-norms", norms),
        ("report-sealed", Some(ledger)),
    ];
    known.into_iter().filter_map(|(id, told)| Some((id, told?))).collect()
}

/// What can be taken away: the page on paper, and its tables as files.
fn take_away(sheet: &Sheet<'_>) -> Markup {
    let words = sheet.visitor.words;
    let address = format!("/cycles/{}/report/tables", sheet.cycle.id);
    html! {
        details class="govuk-details q-elsewhere" {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (words.say("pack-take-away")) }
            }
            div class="govuk-details__text" {
                p class="govuk-body" { (words.say("report-print")) }
                ul class="govuk-list" {
                    li { a class="govuk-link" href=(format!("{address}.xlsx")) { (words.say("pack-xlsx")) } }
                    @for (name, table) in tables(sheet) {
                        li {
                            a class="govuk-link" href=(format!("{address}/{name}.csv")) {
                                (words.tell("pack-csv", &[("table", table.name.into())]))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the first sheet of its workbook says.
pub(super) fn about(sheet: &Sheet<'_>) -> Vec<(String, String)> {
    let words = sheet.visitor.words;
    let submitted = sheet.told.report.as_ref().map(|report| ("pack-issued", words.date(report.submitted_on)));
    let begin = [
        ("pack-title-short", words.say("report-title")),
        ("kind-school", sheet.school_name.to_owned()),
        ("report-cycle", cycles::label(words, sheet.cycle)),
        ("report-year", sheet.year()),
    ];
    let corrected = sheet.told.report.as_ref().map(|report| corrected_since(sheet, report));
    let corrected = corrected.filter(|codes| !codes.is_empty()).map(|codes| {
        let codes: Vec<String> = codes.iter().map(|code| words.say(&code.summary_key())).collect();
        ("report-corrected-short", codes.join(" "))
    });
    let all = begin.into_iter().chain(submitted).chain(corrected).chain(basis(sheet));
    all.map(|(id, told)| (words.say(id), told)).collect()
}

/// The tables of the report by the names of their files: as this visitor reads them, nothing past what the page says. Before
/// there is a report, that of its parts has no row.
pub(super) fn tables(sheet: &Sheet<'_>) -> Vec<(&'static str, files::Sheet)> {
    let words = sheet.visitor.words;
    let report = sheet.told.report.iter().flat_map(|report| &report.parts);
    let table = |name: &str, columns: &[&str], rows| files::Sheet {
        name: words.say(name),
        columns: columns.iter().map(|id| words.say(id)).collect(),
        rows,
    };
    let parts = ["pack-column-part", "pack-column-says", "report-column-since", "pack-column-why"];
    let of_part = |part: &Part| part.versions.iter().map(|one| version(sheet, part, one)).collect::<Vec<_>>();
    let parts = table("report-sheet-parts", &parts, report.flat_map(of_part).collect());
    let figures = ["report-column-figure", "report-column-value"];
    let figures = table("report-sheet-figures", &figures, figures_of(sheet));
    let mut tables = vec![("parts", parts), ("figures", figures)];
    if sheet.may(Action::SeeCycle) && !sheet.told.judged.is_empty() {
        let judged = sheet.told.judged.iter().map(|judged| {
            let ratings = [judged.impact, judged.value, judged.leadership];
            let ratings = ratings.iter().map(|rating| term::of(words, "rating-{}", rating));
            std::iter::once(sheet.name(Some(judged.judge.uuid()))).chain(ratings).map(Value::Text).collect()
        });
        tables.push(("judgements", table("report-sheet-judgements", &JUDGED, judged.collect())));
    }
    tables
}

/// What a part says, or said, as a row.
fn version(sheet: &Sheet<'_>, part: &Part, one: &Version) -> Vec<Value> {
    let words = sheet.visitor.words;
    let text = sheet.texts.of(&one.text).tell(words);
    let says = if sheet.hides(&text) { Value::missing(Symbol::Confidential) } else { Value::Text(text) };
    let why = one.why.map(|code| words.say(&code.summary_key())).unwrap_or_default();
    let name = term::of(words, "report-part-{}", &part.part);
    vec![Value::Text(name), says, Value::Text(words.date(one.on)), Value::Text(why)]
}

/// The figures behind it, as rows: those of the last edition, if the limit of today lets them be shown.
fn figures_of(sheet: &Sheet<'_>) -> Vec<Vec<Value>> {
    let (words, policy) = (sheet.visitor.words, &sheet.school.policy);
    let figure = sheet.cycle.board_figure().filter(|one| disclosure::shown(one.pupils.into(), policy));
    let hidden = || Value::missing(Symbol::Confidential);
    let points =
        |value: Option<Score>| value.map_or_else(|| Value::missing(Symbol::NotAvailable), Value::score);
    let of = |read: fn(&ShownFigure) -> Option<Score>| figure.map_or_else(hidden, |one| points(read(one)));
    let mut rows = vec![
        ("pack-column-standing", Value::Text(cycles::page::published(words, sheet.cycle, policy))),
        ("chart-column-pupils", figure.map_or_else(hidden, |one| Value::count(one.pupils.into()))),
        ("pack-column-gain", of(|one| Some(one.gain))),
        ("pack-column-from", of(|one| one.gain_lower)),
        ("pack-column-to", of(|one| one.gain_upper)),
        ("pack-column-expected", of(|one| one.expected_gain)),
    ];
    if let Some(figure) = figure {
        let told = Fixed::published(figure).told(words, policy);
        rows.push(("pack-column-allows", Value::Text(told)));
    }
    if let (Some(cost), true) = (sheet.cost, sheet.cycle.is_closed()) {
        rows.push(("worth-for-each", Value::Text(cost.tell(words))));
    }
    rows.into_iter().map(|(id, value)| vec![Value::Text(words.say(id)), value]).collect()
}

fn none_yet(sheet: &Sheet<'_>) -> Markup {
    let words = sheet.visitor.words;
    html! {
        p class="govuk-body" { (words.say("report-none-yet")) }
        @if sheet.cycle.is_closed() && sheet.may(Action::SubmitReport) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/cycles/{}/report/new", sheet.cycle.id)) {
                    (words.say("report-write-title"))
                }
            }
        }
    }
}

fn submitted(sheet: &Sheet<'_>, report: &Report) -> Markup {
    let words = sheet.visitor.words;
    let by = [("day", words.date(report.submitted_on).into()), ("name", sheet.name(report.by).into())];
    html! {
        p class="govuk-body" { (words.tell("report-submitted", &by)) }
        @let corrected = corrected_since(sheet, report);
        @if !corrected.is_empty() {
            div class="govuk-inset-text" {
                p { (words.say("report-corrected-since")) }
                ul class="govuk-list govuk-list--bullet" {
                    @for code in &corrected { li { (words.say(&code.summary_key())) } }
                }
            }
        }
        @for part in &report.parts { (one_part(sheet, part)) }
        h2 class="govuk-heading-m" { (words.say("report-figures")) }
        p class="govuk-body" { (cycles::page::published(words, sheet.cycle, &sheet.school.policy)) }
        @if let Some(figure) = sheet.cycle.board_figure() {
            p class="govuk-body" { (Fixed::published(figure).told(words, &sheet.school.policy)) }
            p class="govuk-body" { (words.say("cycles-how-sure-chance")) }
        }
    }
}

/// Why what it stands on was corrected since. Whoever reads editions alone learns of corrections from the last one: its
/// sentence stands beside the figures.
fn corrected_since(sheet: &Sheet<'_>, report: &Report) -> Vec<ReasonCode> {
    let told = !sheet.visitor.sees_published_only();
    report.corrected.iter().copied().filter(|_| told).collect()
}

/// A part as it reads now; below it what it said before and why it was changed.
fn one_part(sheet: &Sheet<'_>, part: &Part) -> Markup {
    let words = sheet.visitor.words;
    let text = |version: &Version| {
        let text = sheet.texts.of(&version.text).tell(words);
        if sheet.hides(&text) { words.say("report-part-hidden") } else { text }
    };
    let name = term::of(words, "report-part-{}", &part.part);
    let changes = part.versions.iter().zip(part.versions.iter().skip(1));
    html! {
        h2 class="govuk-heading-m" { (name) }
        @if let Some(now) = part.versions.last() { div class="q-said" { (lines(&text(now))) } }
        @for (before, after) in changes.rev() {
            details class="govuk-details" {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" {
                        (words.tell("report-changed", &[("day", words.date(after.on).into())]))
                        " " (after.why.map(|code| words.say(&code.summary_key())).unwrap_or_default())
                    }
                }
                div class="govuk-details__text q-said" {
                    p { strong { (words.say("report-said-before")) } }
                    (lines(&text(before)))
                    @if sheet.may(Action::SeeHistory) {
                        a class="govuk-link" href=(format!("/cycles/{}/history/{}", sheet.cycle.id, after.sequence)) {
                            (words.tell("history-number", &[("sequence", after.sequence.to_string().into())]))
                        }
                    }
                }
            }
        }
        @if sheet.may(Action::SubmitReport) {
            p class="govuk-body q-elsewhere" {
                a class="govuk-link" href=(format!("/cycles/{}/report/{}/amend", sheet.cycle.id, part.part)) {
                    (words.say("report-amend")) span class="govuk-visually-hidden" { ": " (name) }
                }
            }
        }
    }
}

fn lines(text: &str) -> Markup {
    html! {
        @for line in text.lines().filter(|line| !line.trim().is_empty()) { p class="govuk-body" { (line) } }
    }
}

/// How good each judge finds the cycle: for the school's own people and auditors, not for the board.
fn judgements(sheet: &Sheet<'_>) -> Markup {
    let words = sheet.visitor.words;
    let columns = JUDGED.map(|id| words.say(id));
    html! {
        @if sheet.may(Action::SeeCycle) && !sheet.told.judged.is_empty() {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-table__caption--m" { (words.say("judged-caption")) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for column in &columns {
                            th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for judged in &sheet.told.judged {
                        tr role="row" {
                            th class="govuk-table__header" scope="row" role="rowheader" {
                                (sheet.name(Some(judged.judge.uuid())))
                            }
                            @for (rating, label) in
                                [judged.impact, judged.value, judged.leadership].iter().zip(columns.iter().skip(1))
                            {
                                td class="govuk-table__cell" role="cell" data-label=(label) {
                                    (term::of(words, "rating-{}", rating))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What may be said of the gain, above a form that speaks of it.
fn gain(shown: &Shown<'_>) -> Markup {
    let gain = shown.draft.text("gain");
    html! {
        @if !gain.is_empty() { div class="govuk-inset-text" { (gain) } }
    }
}

pub(super) fn submit(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("report-write-title");
    let said = |id: &str| html! { p class="govuk-body" { (words.say(id)) } };
    if cycle.stage != Stage::Closed {
        let id = if cycle.stage == Stage::Reported { "report-is-there" } else { "report-not-closed" };
        return shown.without_form(&title, &said(cycle.why_not(id)));
    }
    let about = html! {
        (said("report-about"))
        (kept(shown))
        (gain(shown))
    };
    let fields = html! {
        (parts(shown))
        (comments(shown))
        p class="govuk-body" {
            button type="submit" class="govuk-button govuk-button--secondary" formaction=(format!("{}/report/draft", cycle.address()))
                data-module="govuk-button" data-prevent-double-click="true" { (words.say("report-draft-submit")) }
        }
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
    };
    shown.page(&title, &format!("{}/report/new", cycle.address()), "report-submit", &about, &fields)
}

pub(super) fn draft(shown: &Shown<'_>) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let title = words.say("report-draft-title");
    let said = |id: &str| html! { p class="govuk-body" { (words.say(id)) } };
    if cycle.stage != Stage::Closed {
        let id = if cycle.stage == Stage::Reported { "report-is-there" } else { "report-not-closed" };
        return shown.without_form(&title, &said(cycle.why_not(id)));
    }
    let about = html! {
        (said("report-draft-about"))
        (said("report-about"))
        (kept(shown))
        (gain(shown))
    };
    let address = format!("{}/report/draft", cycle.address());
    let fields = html! { (parts(shown)) (comments(shown)) };
    shown.page(&title, &address, "report-draft-submit", &about, &fields)
}

/// What a mentor said of the draft.
fn comments(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let rows: Vec<&str> = draft.rows("remark").collect();
    html! {
        @if !rows.is_empty() {
            h2 class="govuk-heading-m" { (words.say("report-comments")) }
            @for row in rows {
                div class="govuk-inset-text" {
                    (lines(draft.in_row("remark", row)))
                    p class="govuk-hint" { (draft.in_row("remarked", row)) }
                    (take_back(shown, draft.in_row("own", row), draft.in_row("remarked", row)))
                }
            }
        }
    }
}

/// What takes one's own comment back; nothing beneath another one's, nor in a form.
fn take_back(shown: &Shown<'_>, comment: &str, said: &str) -> Markup {
    let words = shown.visitor.words;
    let address = format!("{}/report/comments/{comment}/take-back", shown.cycle.address());
    html! {
        @if !comment.is_empty() {
            form method="post" action=(address) {
                (Shown::new(shown.visitor, shown.cycle, shown.draft).unseen())
                button type="submit" class="q-link-button" {
                    (words.say("report-comment-take-back")) span class="govuk-visually-hidden" { ": " (said) }
                }
            }
        }
    }
}

/// The draft to read, what was said of it, and the field to say something.
pub(super) fn comment(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("report-comments-title");
    let said = |id: &str| html! { p class="govuk-body" { (words.say(id)) } };
    if cycle.stage != Stage::Closed {
        let id = if cycle.stage == Stage::Reported { "report-is-submitted" } else { "report-not-closed" };
        return shown.without_form(&title, &said(cycle.why_not(id)));
    }
    if draft.text("over").is_empty() {
        return shown.without_form(&title, &said("report-comments-no-draft"));
    }
    let about = html! {
        (said("report-comments-about"))
        (kept(shown))
        @for (part, field) in PARTS {
            h2 class="govuk-heading-m" { (term::of(words, "report-part-{}", &part)) }
            @if draft.text(field).is_empty() { (said("report-part-not-begun")) } @else { (lines(draft.text(field))) }
        }
        (comments(shown))
    };
    let fields = html! {
        (hidden("over", draft.text("over")))
        (Field::labelled(words, "comment", "field-report-comment").textarea(words, draft))
    };
    let address = format!("{}/report/comments", cycle.address());
    shown.page(&title, &address, "report-comment-submit", &about, &fields)
}

/// The four parts as fields, and the draft that they were begun with.
fn parts(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    html! {
        (hidden("over", draft.text("over")))
        @for (_, field) in PARTS {
            (Field::labelled(words, field, &format!("report-part-{}", field.replace('_', "-"))).textarea(words, draft))
        }
    }
}

/// Who kept what is shown, and when.
fn kept(shown: &Shown<'_>) -> Markup {
    let kept = shown.draft.text("kept");
    html! { @if !kept.is_empty() { p class="govuk-body" { (kept) } } }
}

pub(super) fn amend(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("report-amend-title");
    let part: Option<ReportPart> = draft.text("part").parse().ok();
    let Some((part, now)) = part.and_then(|part| Some((part, live(cycle, part)?))) else {
        let why = words.say(cycle.why_not("report-none-yet"));
        return shown.without_form(&title, &html! { p class="govuk-body" { (why) } });
    };
    let about = html! {
        h2 class="govuk-heading-m" { (term::of(words, "report-part-{}", &part)) }
        (lines(&cycle.texts.of(&now.is).tell(words)))
        p class="govuk-body" { (words.say("report-amend-about")) }
    };
    let fields = html! {
        (hidden("amends", &now.live.to_string()))
        (Field::labelled(words, "after", "report-after").textarea(words, draft))
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        (reason_form::fields(words, draft, ReasonFor::AmendingReport))
    };
    let action = format!("{}/report/{part}/amend", cycle.address());
    shown.page(&title, &action, "report-amend-submit", &about, &fields)
}

pub(super) fn judge(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("judge-title");
    if !cycle.closed {
        let why = words.say(cycle.why_not("judge-not-closed"));
        return shown.without_form(&title, &html! { p class="govuk-body" { (why) } });
    }
    let ratings = term::choices(words, "rating-{}", Rating::ALL);
    let about = html! {
        p class="govuk-body" { (words.say("judge-about")) }
        (gain(shown))
        dl class="govuk-summary-list" { (row(&words.say("worth-for-each"), draft.text("cost"))) }
    };
    let fields = html! {
        @for (field, label) in
            [("impact", "story-impact"), ("value", "story-value"), ("leadership", "story-leadership")]
        {
            (Field::labelled(words, field, label).select(words, draft, &ratings))
        }
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        (reason_form::fields(words, draft, ReasonFor::JudgingImpact))
    };
    shown.page(&title, &format!("{}/judge", cycle.address()), "judge-submit", &about, &fields)
}
