//! Words that mean "not finished" or "anything at all".

use crate::rule::{Place, Rule};
use crate::source::{self, Source};
use crate::tokens::{self, Token};

const UNFINISHED: Rule = Rule {
    says: "no todo!, unimplemented!, dbg! and no ignored test",
    because: "what is on main works, and a test that does not run proves nothing",
    instead: "finish it, or leave it out and open an issue",
};

const NAMES: Rule = Rule {
    says: "no module is called utils, common, helpers, services, models or types",
    because: "such a name fits everything, so everything ends up in it",
    instead: "name it after what it does, or put the function beside its only user",
};

const INLINE_STYLE: Rule = Rule {
    says: "markup has no style attribute, no <style> and no script of its own",
    because: "the content security policy forbids them, so the browser would drop them in silence",
    instead: "a class in web/src, or a presentation attribute of SVG; script goes to web/src/quadrant.js",
};

const ANYTHING: &[&str] = &["utils", "util", "common", "helpers", "services", "models", "types"];

fn unfinished(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources {
        for pair in tokens::of(source).windows(3) {
            let [first, second, third] = pair else { continue };
            let macro_name = first.word().filter(|word| ["todo", "unimplemented", "dbg"].contains(word));
            if let (Some(name), true) = (macro_name, second.is('!')) {
                places.push(Place::new(&source.path, first.line, format!("{name}!")));
            }
            if first.is('#') && second.is('[') && third.word() == Some("ignore") {
                places.push(Place::new(&source.path, first.line, "#[ignore]"));
            }
        }
    }
    places
}

fn names_for_anything(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources {
        let stem = source.name().trim_end_matches(".rs");
        if ANYTHING.contains(&stem) || ANYTHING.contains(&source.folder()) {
            places.push(Place::new(&source.path, 1, "the name of the file or its folder"));
        }
        for pair in tokens::of(source).windows(2) {
            let name = pair[1].word().unwrap_or_default();
            if pair[0].word() == Some("mod") && ANYTHING.contains(&name) {
                places.push(Place::new(&source.path, pair[1].line, format!("mod {name}")));
            }
        }
    }
    places
}

fn inline_styles(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources {
        let tokens: Vec<Token> = tokens::of(source).into_iter().filter(|token| !token.in_test).collect();
        for pair in tokens.windows(2) {
            let [first, second] = pair else { continue };
            let word = first.word().unwrap_or_default();
            let in_markup = first.in_markup
                && ((word == "style" && (second.is('=') || second.is('{')))
                    || is_handler(word) && second.is('='));
            let in_text =
                first.text().is_some_and(|text| text.contains(" style=") || text.contains("<style"));
            if in_markup || in_text {
                places.push(Place::new(&source.path, first.line, "style, or a handler, in the markup"));
            }
        }
    }
    places
}

fn is_handler(word: &str) -> bool {
    ["onclick", "onload", "onchange", "onsubmit", "onerror", "oninput"].contains(&word)
}

#[test]
fn nothing_is_unfinished() {
    UNFINISHED.holds(unfinished(&source::rust()));
}

#[test]
fn no_module_is_named_for_anything() {
    NAMES.holds(names_for_anything(&source::rust()));
}

#[test]
fn markup_brings_no_style_of_its_own() {
    INLINE_STYLE.holds(inline_styles(&source::files("crates/portal/src", &[".rs"])));
}

#[test]
fn unfinished_work_is_found() {
    let bad = Source::sample(
        "a.rs",
        "// todo!() in a comment is fine\n#[test]\n#[ignore = \"slow\"]\nfn a() { todo!() }",
    );
    assert_eq!(unfinished(&[bad]), [Place::new("a.rs", 3, "#[ignore]"), Place::new("a.rs", 4, "todo!")]);
}

#[test]
fn a_name_for_anything_is_found() {
    let found = names_for_anything(&[
        Source::sample("src/utils/a.rs", "mod helpers {}"),
        Source::sample("src/b.rs", ""),
    ]);
    assert_eq!(found.len(), 2);
}

#[test]
fn an_inline_style_is_found() {
    let bad = Source::sample(
        "a.rs",
        "fn a() { let style = 1; html! { p style=\"color:red\" onclick=\"x()\" { (style) } } }",
    );
    assert_eq!(inline_styles(&[bad]).len(), 2);
    let text = Source::sample("b.rs", "const A: &str = \"<g style='fill:red'>\";");
    assert_eq!(inline_styles(&[text]).len(), 1);
}
