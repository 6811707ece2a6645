//! The page says what the doors are; what they do is tested from outside.

use super::*;

#[test]
fn the_page_names_every_door_and_leads_to_the_description() {
    let routes = crate::routes();
    let page = page::about(&Visitor::default(), &routes).into_string();
    for route in routes.iter().filter(|route| openapi::is_described(route)) {
        assert!(page.contains(&format!("{} {}", route.method, route.path)), "{}", route.path);
    }
    assert!(page.contains("href=\"/api/v1/openapi.json\""));
}

#[test]
fn the_page_names_what_is_done_on_a_page_alone_and_says_why() {
    let page = page::about(&Visitor::default(), &crate::routes()).into_string();
    for (path, why) in crate::by_people::BY_PEOPLE {
        assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
        assert!(page.contains(&crate::words::Words::default().say(why)), "{why}");
    }
}

#[test]
fn every_kind_of_problem_has_its_place_on_the_page() {
    let page = page::about(&Visitor::default(), &crate::routes()).into_string();
    for kind in ["unreadable", "refused", "overtaken", "reused"] {
        assert!(page.contains(&format!("id=\"{kind}\"")), "{kind}");
    }
}
