//! Files and functions stay short enough to be read whole.

use crate::rule::{Place, Rule};
use crate::source::{self, Source};
use crate::tokens::{self, Token};

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 80;

const RULE: Rule = Rule {
    says: "no file is longer than 600 lines and no function longer than 80",
    because: "what fits on a few screens is read before it is changed",
    instead: "split it by what changes together: a file becomes a folder with mod.rs, a function names its steps",
};

fn broken(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            places.push(Place::new(&source.path, 1, format!("{lines} lines")));
        }
        if source.is("rs") {
            places.extend(long_functions(source));
        }
    }
    places
}

fn long_functions(source: &Source) -> Vec<Place> {
    let tokens = tokens::of(source);
    let mut places = Vec::new();
    for (position, token) in tokens.iter().enumerate() {
        if token.word() != Some("fn") {
            continue;
        }
        let Some(name) = tokens.get(position + 1).and_then(Token::word) else { continue };
        let Some(body) = body(&tokens[position..]) else { continue };
        let lines = body.1 - token.line + 1;
        if lines > LONGEST_FUNCTION {
            places.push(Place::new(&source.path, token.line, format!("fn {name} has {lines} lines")));
        }
    }
    places
}

/// The first and the last line of the braces that follow a `fn`; nothing for a declaration without a body.
fn body(tokens: &[Token]) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    let mut opened = None;
    for token in tokens {
        if token.is('{') || token.is('(') || token.is('[') {
            if token.is('{') && depth == 0 {
                opened = Some(token.line);
            }
            depth += 1;
        } else if token.is('}') || token.is(')') || token.is(']') {
            depth = depth.checked_sub(1)?;
            if token.is('}') && depth == 0 {
                return Some((opened?, token.line));
            }
        } else if token.is(';') && depth == 0 {
            return None;
        }
    }
    None
}

#[test]
fn files_and_functions_are_short() {
    let mut sources = source::rust();
    sources.extend(source::files("migrations", &[".sql"]));
    sources.extend(source::files("web/src", &[".scss", ".js"]));
    RULE.holds(broken(&sources));
}

#[test]
fn a_long_file_and_a_long_function_are_found() {
    let long_function = format!("fn a(b: u8) -> [u8; 1] {{\n{}[b]\n}}", "let _ = b;\n".repeat(80));
    let long_file = "//! x\n".repeat(601);
    let found = broken(&[Source::sample("a.rs", &long_function), Source::sample("b.rs", &long_file)]);
    assert_eq!(found, [Place::new("a.rs", 1, "fn a has 83 lines"), Place::new("b.rs", 1, "601 lines")]);
    assert_eq!(broken(&[Source::sample("c.rs", "trait A { fn b(&self); }\nfn c() {}")]), []);
}
