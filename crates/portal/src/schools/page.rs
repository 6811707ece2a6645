//! The first page, the list of schools and the page of one.

use domain::AcademicYear;
use maud::{Markup, html};

use super::read::{Counts, Found, PAGE, School};
use super::{Own, Search};
use crate::access::{Action, Visitor};
use crate::groups::read::Listed;
use crate::layout::Page;
use crate::{for_auditors, questions};

pub(super) fn home(
    visitor: &Visitor,
    counts: Option<&Counts>,
    own: Option<&Own>,
    mine: Option<&Markup>,
) -> Markup {
    let words = visitor.words;
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-xl" { (words.say("portal-promise")) }
                p class="govuk-body-l" { (words.say("home-lede")) }
                @if let Some(own) = own { (own_school(visitor, own)) }
                @if let Some(mine) = mine { (mine) }
                @if let Some(counts) = counts {
                    (search_form(visitor, ""))
                    @if counts.schools == 0 {
                        div class="govuk-inset-text" { (words.say("home-empty")) }
                    } @else {
                        p class="govuk-body" {
                            (words.tell("home-counts", &[
                                ("schools", count(counts.schools).into()),
                                ("results", count(counts.results).into()),
                            ]))
                        }
                        @if !counts.authorities.is_empty() {
                            h2 class="govuk-heading-m" { (words.say("home-authorities")) }
                            ul class="govuk-list govuk-list--bullet" {
                                @if counts.results > 0 {
                                    li { a class="govuk-link" href="/all-schools/quadrant" { (words.say("all-schools-link")) } }
                                }
                                @for code in &counts.authorities {
                                    li { a class="govuk-link" href=(format!("/authorities/{code}/quadrant")) {
                                        (words.tell("authority-chart-link", &[("code", code.into())]))
                                    } }
                                }
                            }
                        }
                    }
                } @else {
                    p class="govuk-body" { a class="govuk-link" href="/sign-in" { (words.say("sign-in")) } }
                }
            }
        }
    };
    Page { title: words.say("home-title"), trail: Vec::new(), main, visitor }.render()
}

/// The visitor's own school and the ways to what it has: chart, cycles and packs, as far as the visitor may see them.
fn own_school(visitor: &Visitor, own: &Own) -> Markup {
    let (words, school) = (visitor.words, &own.school);
    let address = school.address();
    html! {
        h2 class="govuk-heading-m" { (words.say("home-school")) }
        ul class="govuk-list govuk-list--bullet" {
            li { a class="govuk-link" href=(address) { (school.name) } }
            @if own.has_results && visitor.may(Action::SeeOfficialFigures) {
                li { a class="govuk-link" href=(format!("{address}/quadrant")) { (words.say("home-school-chart")) } }
            }
            @if visitor.may_in(Action::SeeCycleFigures, &school.id) {
                li { a class="govuk-link" href=(format!("{address}/cycles")) { (words.say("nav-cycles")) } }
            }
            @if visitor.may_in(Action::SeePacks, &school.id) {
                li { a class="govuk-link" href=(format!("{address}/packs")) { (words.say("packs-title")) } }
            }
            @if visitor.may_in(Action::SeeSchoolHistory, &school.id) {
                li { a class="govuk-link" href=(format!("{address}/history")) { (words.say("for-auditors")) } }
            }
        }
    }
}

/// A count as a number for a message.
fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn search_form(visitor: &Visitor, typed: &str) -> Markup {
    let words = visitor.words;
    html! {
        form method="get" action="/schools" role="search" class="q-search" {
            div class="govuk-form-group" {
                label class="govuk-label govuk-label--s" for="q" { (words.say("search-label")) }
                div class="govuk-hint" id="q-hint" { (words.say("search-hint")) }
                div class="govuk-input__wrapper" {
                    input class="govuk-input" id="q" name="q" type="search" value=(typed) aria-describedby="q-hint";
                    button class="govuk-button q-search__button" type="submit" { (words.say("search-button")) }
                }
            }
        }
    }
}

pub(super) fn list(visitor: &Visitor, search: &Search, found: &Found) -> Markup {
    let words = visitor.words;
    let title = words.say("schools-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (search_form(visitor, &search.q))
        p class="govuk-body" { (words.tell("schools-found", &[("count", count(found.total).into())])) }
        @if found.schools.is_empty() {
            p class="govuk-body" { (words.say("schools-none")) }
        } @else {
            (table(visitor, &title, &found.schools))
            (pages(visitor, search, found.total))
        }
    };
    Page { title, trail: vec![("/".to_owned(), words.say("home-title"))], main, visitor }.render()
}

/// The schools that were found, a row each.
fn table(visitor: &Visitor, title: &str, schools: &[School]) -> Markup {
    let columns = ["school-name", "school-number", "school-authority"].map(|id| visitor.words.say(id));
    let [_, number, authority] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (title) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                @for column in &columns {
                    th scope="col" role="columnheader" class="govuk-table__header" { (column) }
                }
            } }
            tbody class="govuk-table__body" role="rowgroup" {
                @for school in schools {
                    tr class="govuk-table__row" role="row" {
                        th scope="row" role="rowheader" class="govuk-table__header" {
                            a class="govuk-link" href=(school.address()) { (school.name) }
                        }
                        td class="govuk-table__cell" role="cell" data-label=(number) {
                            @match school.id.urn() { Some(urn) => (urn), None => "–" }
                        }
                        td class="govuk-table__cell" role="cell" data-label=(authority) {
                            (school.authority.as_deref().unwrap_or("–"))
                        }
                    }
                }
            }
        }
    }
}

fn pages(visitor: &Visitor, search: &Search, total: i64) -> Markup {
    let words = visitor.words;
    let page = search.page.max(1);
    let more = i64::from(page) * i64::from(PAGE) < total;
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &search.q)
        .append_pair("authority", &search.authority)
        .finish();
    html! {
        @if page > 1 || more {
            nav class="govuk-pagination" aria-label=(words.say("pages-label")) {
                @if page > 1 {
                    div class="govuk-pagination__prev" {
                        a class="govuk-link govuk-pagination__link" rel="prev"
                            href=(format!("/schools?{query}&page={}", page - 1)) { (words.say("pages-before")) }
                    }
                }
                @if more {
                    div class="govuk-pagination__next" {
                        a class="govuk-link govuk-pagination__link" rel="next"
                            href=(format!("/schools?{query}&page={}", page + 1)) { (words.say("pages-after")) }
                    }
                }
            }
        }
    }
}

pub(super) fn show(visitor: &Visitor, school: &School, years: &[AcademicYear], groups: &[Listed]) -> Markup {
    let words = visitor.words;
    let main = html! {
        h1 class="govuk-heading-l" { (school.name) }
        dl class="govuk-summary-list" {
            (summary(&words.say(if school.id.urn().is_some() { "school-number" } else { "school-known-as" }), &school.number()))
            @if let Some(code) = &school.authority { (summary(&words.say("school-authority"), code)) }
            (summary(&words.say("school-kind"), &words.say(&format!("school-kind-{}", school.kind))))
        }
        h2 class="govuk-heading-m" { (words.say("official-results")) }
        @if years.is_empty() {
            p class="govuk-body" { (words.say("official-results-none")) }
        } @else {
            ul class="govuk-list govuk-list--bullet" {
                @for year in years {
                    li { a class="govuk-link" href=(format!("{}/quadrant?year={year}", school.address())) {
                        (words.tell("chart-of-year", &[("year", year.written().into())]))
                    } }
                }
                li { a class="govuk-link" href=(format!("{}/similar", school.address())) { (words.say("similar-link")) } }
            }
        }
        h2 class="govuk-heading-m" { (words.say("questions-title")) }
        (questions::page::to_all(words, school, None))
        @if visitor.may_in(Action::SeeCycleFigures, &school.id) {
            h2 class="govuk-heading-m" { (words.say("nav-cycles")) }
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/cycles", school.address())) { (words.say("cycles-of-school")) }
            }
            @if visitor.may_in(Action::SeeEditions, &school.id) {
                p class="govuk-body" {
                    a class="govuk-link" href=(format!("{}/editions", school.address())) { (words.say("editions-title")) }
                }
            }
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/tracking", school.address())) { (words.say("beside-title")) }
            }
        }
        (for_auditors::entrance(visitor, &school.id))
        @if visitor.past.is_none() && visitor.may_in(Action::SeeHistory, &school.id) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/difference", school.address())) { (visitor.words.say("difference-link")) }
            }
        }
        @if visitor.may_in(Action::SeeFeedback, &school.id) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/feedback", school.address())) { (words.say("feedback-list")) }
            }
        }
        @if visitor.may_in(Action::SeeEnquiries, &school.id) {
            h2 class="govuk-heading-m" { (words.say("enquiries-title")) }
            ul class="govuk-list govuk-list--bullet" {
                li { a class="govuk-link" href=(format!("{}/agenda", school.address())) { (words.say("agenda-link")) } }
                li { a class="govuk-link" href=(format!("{}/enquiries", school.address())) { (words.say("enquiries-all")) } }
            }
        }
        @if visitor.may_in(Action::SeePacks, &school.id) {
            h2 class="govuk-heading-m" { (words.say("packs-title")) }
            ul class="govuk-list govuk-list--bullet" {
                li { a class="govuk-link" href=(format!("{}/packs", school.address())) { (words.say("packs-all")) } }
                @if visitor.may_in(Action::IssuePack, &school.id) {
                    li { a class="govuk-link" href=(format!("{}/packs/new", school.address())) { (words.say("pack-new")) } }
                }
            }
        }
        @if !groups.is_empty() {
            h2 class="govuk-heading-m" { (words.say("groups-title")) }
            ul class="govuk-list govuk-list--bullet" {
                @for group in groups {
                    li { a class="govuk-link" href=(format!("/groups/{}", group.id)) { (group.name) } }
                }
            }
        }
        (settings(visitor, school))
    };
    let trail =
        vec![("/".to_owned(), words.say("home-title")), ("/schools".to_owned(), words.say("nav-schools"))];
    Page { title: school.name.clone(), trail, main, visitor }.render()
}

/// The pages on which the visitor sets up this school, if there are any.
fn settings(visitor: &Visitor, school: &School) -> Markup {
    let words = visitor.words;
    let all = [
        (Action::ChangeSchool, "/profile", "profile-link"),
        (Action::ChangeSchool, "/terms", "terms-link"),
        (Action::SetDisclosurePolicy, "/small-numbers", "limit-link"),
        (Action::ApproveDisclosurePolicy, "/small-numbers/answer", "limit-answer-link"),
    ];
    let own: Vec<_> = all.into_iter().filter(|(action, ..)| visitor.may_in(*action, &school.id)).collect();
    html! {
        @if !own.is_empty() {
            h2 class="govuk-heading-m" { (words.say("settings-title")) }
            ul class="govuk-list govuk-list--bullet" {
                @for (_, place, id) in own {
                    li { a class="govuk-link" href=(format!("{}{place}", school.address())) { (words.say(id)) } }
                }
            }
        }
    }
}

fn summary(key: &str, value: &str) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (key) }
            dd class="govuk-summary-list__value" { (value) }
        }
    }
}
