//! What the browser gets from us: nothing that is not ours to use, and a rule for every class that the markup names.

use std::collections::BTreeSet;

use crate::rule::{Place, Rule};
use crate::source::{self, Source};
use crate::tokens;

const NOT_OURS: Rule = Rule {
    says: "the built files have no GDS Transport, no @font-face, no crest and no crown",
    because: "they belong to GOV.UK; a school's portal must not look like the government's",
    instead: "leave the component or asset out in web/src/quadrant.scss",
};

const CLASSES: Rule = Rule {
    says: "every class that the markup names has a rule in the stylesheet",
    because: "a component that was left out of the build shows as bare text",
    instead: "use the component in web/src/quadrant.scss, or mend the class; then run ops/web",
};

/// Classes that only mark an element for a test or the script, or that GOV.UK Frontend names without a rule.
const MARKS_ONLY: &[&str] = &[
    "govuk-template__body",
    "govuk-table__head",
    "govuk-table__body",
    "govuk-table__row",
    "govuk-checkboxes",
];

/// The built files; the message names the command when they are not there.
fn built() -> Vec<Source> {
    assert!(
        source::root().join("web/dist/quadrant.css").is_file(),
        "web/dist is missing; make it with: ops/web"
    );
    source::files("web/dist", &["css", "js", "svg"])
}

fn not_ours(files: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for file in files {
        for wrong in ["GDS Transport", "@font-face", "govuk-crest", "crown"] {
            if file.text.contains(wrong) {
                places.push(Place::new(&file.path, 1, format!("contains {wrong}")));
            }
        }
        if ["crest", "crown"].iter().any(|wrong| file.name().contains(wrong)) {
            places.push(Place::new(&file.path, 1, "by its name"));
        }
    }
    places
}

fn without_rule(sources: &[Source], stylesheet: &str) -> Vec<Place> {
    let styled: BTreeSet<&str> = stylesheet
        .split('.')
        .map(|rest| rest.split(|c: char| !is_class_character(c)).next().unwrap_or_default())
        .collect();
    let mut places = Vec::new();
    for source in sources {
        let tokens = tokens::of(source);
        for (position, token) in tokens.iter().enumerate().filter(|(_, token)| !token.in_test) {
            // The value of an attribute that is not `class`: an id, or a link to one.
            let is_value = position.checked_sub(1).is_some_and(|at| tokens[at].is('='));
            let attribute = position.checked_sub(2).and_then(|at| tokens[at].word()).unwrap_or("class");
            if token.in_markup && is_value && attribute != "class" {
                continue;
            }
            for class in token.text().into_iter().flat_map(classes) {
                if !styled.contains(class) && !MARKS_ONLY.contains(&class) {
                    places.push(Place::new(&source.path, token.line, class));
                }
            }
        }
    }
    places
}

/// The class names of ours and of GOV.UK Frontend in a text. One that ends in `-` is put together elsewhere.
fn classes(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_class_character(c))
        .filter(|word| word.starts_with("govuk-") || word.starts_with("q-"))
        .filter(|word| !word.ends_with('-') && !text.contains(&format!("{word}{{")))
}

fn is_class_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-' || character == '_'
}

#[test]
fn nothing_built_is_the_government_s() {
    NOT_OURS.holds(not_ours(&built()));
}

#[test]
fn every_class_has_a_rule() {
    let built = built();
    let stylesheet = built.iter().find(|file| file.name() == "quadrant.css").expect("a stylesheet");
    CLASSES.holds(without_rule(&source::files("crates/portal/src", &[".rs"]), &stylesheet.text));
}

#[test]
fn the_script_is_under_five_kilobytes() {
    let size = built().iter().filter(|file| file.is("js")).map(|file| file.text.len()).sum::<usize>();
    assert!(
        size < 5_000,
        "web/dist has {size} bytes of script; everything must work without, so keep it small"
    );
}

#[test]
fn a_font_and_a_crest_are_found() {
    let bad = [
        Source::sample("web/dist/a.css", "@font-face{font-family:GDS Transport}"),
        Source::sample("web/dist/crest.svg", "<svg/>"),
    ];
    assert_eq!(not_ours(&bad).len(), 3);
}

#[test]
fn a_class_without_a_rule_is_found() {
    let page =
        Source::sample("a.rs", "fn a() { html! { p id=\"q-x\" class=\"govuk-body govuk-bodi\" { (x) } } }");
    assert_eq!(without_rule(&[page], ".govuk-body{color:red}"), [Place::new("a.rs", 1, "govuk-bodi")]);
}
