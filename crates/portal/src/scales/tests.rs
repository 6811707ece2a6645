//! Links as their forms post them, and as the page of a test tells them.

use domain::catalogue::{EntryKind, Instrument, ScaleLink};
use domain::cycle::Bounds;
use domain::{EntryCode, Score};

use super::{Scale, form, page};
use crate::access::Role;
use crate::entries::Catalogue;
use crate::fields::Draft;
use crate::test_support::{starter_rows, visitor};
use crate::words::Words;

fn link(to: &str) -> ScaleLink {
    ScaleLink {
        to: to.parse().unwrap(),
        factor: "1.5".parse().unwrap(),
        offset: Score::from(70),
        holds_for: Some(Bounds { least: Score::from(5), most: Score::from(35) }),
        source: Some("A report, page 12".to_owned()),
    }
}

/// The built-in catalogue, in which each test of these has this link.
fn catalogue(links: &[(&str, ScaleLink)]) -> Catalogue {
    let mut rows = starter_rows();
    for row in &mut rows {
        if let domain::catalogue::Body::Instrument(is) = &mut row.says.body {
            let own = links.iter().filter(|(code, _)| row.entry.code().as_str() == *code);
            is.links = own.map(|(_, link)| link.clone()).collect();
        }
    }
    Catalogue::of(&rows)
}

fn quick_facts(catalogue: &Catalogue) -> Instrument {
    let code: EntryCode = "quick-facts".parse().unwrap();
    catalogue.instruments().find(|one| one.code == code).unwrap().is.clone()
}

#[test]
fn a_link_stands_in_its_form_as_it_is() {
    let is = quick_facts(&catalogue(&[]));
    let mut draft = form::draft_of(&link("number-standardised"))
        .with("to_scale", "number-standardised")
        .with("reason", "policy");
    let (read, _) = form::publish(Words::default(), &mut draft, &is).unwrap();
    assert_eq!(read, link("number-standardised"));
}

#[test]
fn a_second_link_to_a_scale_and_one_to_itself_are_refused() {
    let is = quick_facts(&catalogue(&[("quick-facts", link("number-standardised"))]));
    let typed = |to: &str, factor: &str| {
        let draft = form::draft_of(&link(to)).with("to_scale", to).with("reason", "policy");
        let mut draft: Draft = draft.with("factor", factor);
        let read = form::publish(Words::default(), &mut draft, &is);
        (read.is_some(), draft.problems().iter().map(|problem| problem.field).collect::<Vec<_>>())
    };
    assert_eq!(typed("number-standardised", "2"), (false, vec!["to_scale"]));
    assert_eq!(typed("number-standardised", "1.5"), (true, vec![]), "the same form sent twice");
    assert_eq!(typed("quick-facts-raw", "2"), (false, vec!["to_scale"]));
}

#[test]
fn a_link_is_used_in_its_own_direction_and_not_where_two_say_different_things() {
    let (from, to) = ("quick-facts-raw", "number-standardised");
    let known = catalogue(&[("quick-facts", link(to))]);
    assert_eq!(known.link(from, to), Some(&link(to)));
    assert_eq!(known.link(to, from), None);
    let two = ScaleLink { factor: Score::from(2), ..link(to) };
    let mut rows = starter_rows();
    let own = rows.iter().position(|row| row.entry.to_string() == "instrument:quick-facts").unwrap();
    let mut other = rows[own].clone();
    other.entry = domain::catalogue::EntryId::new(EntryKind::Instrument, "other-facts".parse().unwrap());
    for (row, link) in [(&mut rows[own], link(to)), (&mut other, two)] {
        if let domain::catalogue::Body::Instrument(is) = &mut row.says.body {
            is.links = vec![link];
        }
    }
    rows.push(other);
    assert_eq!(Catalogue::of(&rows).link(from, to), None);
}

#[test]
fn the_page_of_a_scale_names_its_tests_and_the_links_from_and_to_it() {
    let known = catalogue(&[("quick-facts", link("number-standardised"))]);
    let visitor = crate::access::Visitor { catalogue: known.clone(), ..visitor(Role::Teacher) };
    let page = |scale: &str| page::show(&visitor, &Scale::of(&known, scale).unwrap()).into_string();
    let from = page("quick-facts-raw");
    assert!(from.contains("/catalogue/instrument/quick-facts") && from.contains("A report, page 12"));
    assert!(from.contains("It holds for scores from 5 to 35."), "{from}");
    let to = page("number-standardised");
    assert!(to.contains("From other scales to this one") && to.contains("No published link"), "{to}");
    assert!(Scale::of(&known, "unheard-of").is_none());
}
