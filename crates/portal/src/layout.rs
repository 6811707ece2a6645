//! The frame of every page: the way in, the name, the signed-in person, the foot. Plain HTML that works without script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::access::{Action, Visitor};
use crate::{as_of, assets, my_cycles};

/// One page inside the frame.
pub struct Page<'a> {
    /// What the browser's tab says, before the name of the portal.
    pub title: String,
    /// The way up: address and words, outermost first.
    pub trail: Vec<(String, String)>,
    /// The page itself, with its one `h1`.
    pub main: Markup,
    /// Who reads it.
    pub visitor: &'a Visitor,
}

impl Page<'_> {
    /// The whole document.
    #[must_use]
    pub fn render(self) -> Markup {
        self.framed(None)
    }

    /// The whole document as something to print: on A4, with `foot` and the page's number at the foot of each sheet.
    #[must_use]
    pub fn render_on_paper(self, foot: &str) -> Markup {
        self.framed(Some(foot))
    }

    fn framed(self, foot: Option<&str>) -> Markup {
        let words = self.visitor.words;
        html! {
            (DOCTYPE)
            html lang=(words.locale().tag()) class="govuk-template" data-foot=[foot] {
                head {
                    meta charset="utf-8";
                    title {
                        (self.title) " – "
                        @if let Some(look) = &self.visitor.past { (look.in_words(words)) " – " }
                        (words.say("portal-name"))
                    }
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="theme-color" content="#12436d";
                    link rel="icon" type="image/svg+xml" href=(assets::address("favicon.svg"));
                    link rel="stylesheet" href=(assets::address("quadrant.css"));
                    script type="module" src=(assets::address("quadrant.js")) {}
                }
                body class="govuk-template__body" {
                    a class="govuk-skip-link" href="#main" data-module="govuk-skip-link" { (words.say("skip-to-content")) }
                    (header(self.visitor))
                    div class="govuk-width-container" {
                        (trail(self.visitor, &self.trail))
                        (as_of::bar(self.visitor))
                        main class="govuk-main-wrapper" id="main" { (updating(self.visitor)) (self.main) }
                    }
                    (footer(self.visitor))
                }
            }
        }
    }
}

fn header(visitor: &Visitor) -> Markup {
    let words = visitor.words;
    html! {
        header class="q-header" {
            div class="govuk-width-container q-header__row" {
                a class="q-header__name" href="/" { (mark()) (words.say("portal-name")) }
                nav class="q-header__nav" aria-label=(words.say("nav-label")) {
                    ul class="q-header__list" {
                        li { a href="/schools" { (words.say("nav-schools")) } }
                        @if let Some(account) = &visitor.account {
                            @if my_cycles::has_own(account) {
                                li { a href="/my-cycles" { (words.say("nav-my-cycles")) } }
                            }
                            @if let Some(school) = account.school().filter(|school| visitor.may_in(Action::SeeCycleFigures, school)) {
                                li { a href=(format!("/schools/{school}/cycles")) { (words.say("nav-cycles")) } }
                                @if visitor.may_in(Action::SeePupils, school) {
                                    li { a href=(format!("/schools/{school}/pupils")) { (words.say("nav-pupils")) } }
                                }
                            }
                            @if let Some(school) = account.school().filter(|school| visitor.may_in(Action::SetMeeting, school)) {
                                li { a href=(format!("/schools/{school}/agenda")) { (words.say("nav-agenda")) } }
                            }
                            @if visitor.may(Action::ErasePupil) {
                                li { a href="/erasures" { (words.say("nav-erasures")) } }
                            }
                            @if visitor.may(Action::SeeGroups) && account.school().is_none() {
                                li { a href="/groups" { (words.say("nav-groups")) } }
                            }
                            @if visitor.may(Action::SeePeople) {
                                li { a href="/people" { (words.say("nav-people")) } }
                            }
                            li { a href="/catalogue" { (words.say("nav-catalogue")) } }
                            li {
                                form class="q-header__sign-out" method="post" action="/sign-out" {
                                    a class="q-header__person" href="/account" { (account.display_name) }
                                    @if account.grants.len() > 1 {
                                        span { (crate::term::of(words, "account-role-{}", &account.role())) }
                                    }
                                    button class="q-link-button" type="submit" { (words.say("sign-out")) }
                                }
                            }
                        } @else {
                            li { a href="/sign-in" { (words.say("sign-in")) } }
                        }
                    }
                }
            }
        }
    }
}

/// The portal's own mark: a cross in four fields.
fn mark() -> Markup {
    html! {
        svg class="q-header__mark" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" focusable="false" {
            rect x="1" y="1" width="26" height="26" rx="3" fill="#ffffff" {}
            path d="M14 4V24M4 14H24" stroke="#12436d" stroke-width="4" {}
            circle cx="20" cy="8" r="2.6" fill="#f46a25" {}
        }
    }
}

fn trail(visitor: &Visitor, trail: &[(String, String)]) -> Markup {
    if trail.is_empty() {
        return PreEscaped(String::new());
    }
    html! {
        nav class="govuk-breadcrumbs" aria-label=(visitor.words.say("trail-label")) {
            ol class="govuk-breadcrumbs__list" {
                @for (address, name) in trail {
                    li class="govuk-breadcrumbs__list-item" {
                        a class="govuk-breadcrumbs__link" href=(address) { (name) }
                    }
                }
            }
        }
    }
}

/// The page was reached right after a change that the read tables do not show yet.
fn updating(visitor: &Visitor) -> Markup {
    html! {
        @if visitor.updating {
            div class="govuk-inset-text" role="status" { p class="govuk-body" { (visitor.words.say("updating")) } }
        }
    }
}

fn footer(visitor: &Visitor) -> Markup {
    html! {
        footer class="q-footer" {
            div class="govuk-width-container" {
                p class="govuk-body-s" { (visitor.words.say("footer-source")) }
                p class="govuk-body-s" { (visitor.words.say("footer-made-up")) }
                ul class="govuk-list q-footer__links" {
                    @for (address, title) in [("/help", "help-title"), ("/glossary", "glossary-title"), ("/methods", "methods-title"), ("/ledger", "ledger-title"), ("/api", "api-title")] {
                        li { a class="govuk-link" href=(address) { (visitor.words.say(title)) } }
                    }
                }
            }
        }
    }
}

/// A page that says one thing and what to do about it.
#[must_use]
pub fn message_page(visitor: &Visitor, heading: &str, help: &str) -> Markup {
    let main = html! {
        h1 class="govuk-heading-l" { (heading) }
        p class="govuk-body" { (help) }
        p class="govuk-body" { a class="govuk-link" href="/" { (visitor.words.say("go-home")) } }
    };
    Page { title: heading.to_owned(), trail: Vec::new(), main, visitor }.render()
}
