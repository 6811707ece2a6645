//! Rust source as one flat row of tokens with their lines, without comments, so that a rule can look for a pattern and
//! never stumbles over the inside of a text.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use crate::source::Source;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) line: usize,
    /// Inside a `mod` marked `#[cfg(test)]`, or a function marked `#[test]`.
    pub(crate) in_test: bool,
    /// Inside `html! { … }`.
    pub(crate) in_markup: bool,
    pub(crate) kind: Kind,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Word(String),
    /// A text, as it reads.
    Text(String),
    /// Any other literal.
    Number(String),
    /// One character; `joined` when the next one belongs to it, as in `=>`.
    Mark { character: char, joined: bool },
}

impl Token {
    pub(crate) fn word(&self) -> Option<&str> {
        if let Kind::Word(word) = &self.kind { Some(word) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    pub(crate) fn is(&self, mark: char) -> bool {
        matches!(&self.kind, Kind::Mark { character, .. } if *character == mark)
    }
}

/// The tokens of a file. Documentation comments are left out.
pub(crate) fn of(source: &Source) -> Vec<Token> {
    let stream: TokenStream =
        source.text.parse().unwrap_or_else(|error| panic!("{}: {error}", source.path.display()));
    let mut tokens = Vec::new();
    flatten(stream, false, false, &mut tokens);
    tokens
}

fn flatten(stream: TokenStream, in_test: bool, in_markup: bool, tokens: &mut Vec<Token>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut test_item = false;
    let mut position = 0;
    while position < trees.len() {
        if let Some(attribute) = attribute_at(&trees, position) {
            if is_documentation(&attribute.0) {
                position += attribute.1;
                continue;
            }
            test_item |= marks_a_test(&attribute.0);
        }
        let tree = &trees[position];
        match tree {
            TokenTree::Group(group) => {
                let markup = in_markup || opens_markup(&trees, position);
                let (open, close) = brackets(group.delimiter());
                let line = |span: proc_macro2::Span| span.start().line;
                push_mark(tokens, open, line(group.span_open()), in_test || test_item, markup);
                flatten(group.stream(), in_test || test_item, markup, tokens);
                push_mark(tokens, close, line(group.span_close()), in_test || test_item, markup);
                if group.delimiter() == Delimiter::Brace {
                    test_item = false;
                }
            }
            TokenTree::Punct(mark) => {
                let joined = mark.spacing() == Spacing::Joint;
                let kind = Kind::Mark { character: mark.as_char(), joined };
                tokens.push(Token {
                    line: mark.span().start().line,
                    in_test: in_test || test_item,
                    in_markup,
                    kind,
                });
                if mark.as_char() == ';' {
                    test_item = false;
                }
            }
            TokenTree::Ident(word) => {
                let kind = Kind::Word(word.to_string());
                tokens.push(Token {
                    line: word.span().start().line,
                    in_test: in_test || test_item,
                    in_markup,
                    kind,
                });
            }
            TokenTree::Literal(literal) => {
                let kind = literal_kind(&literal.to_string());
                let line = literal.span().start().line;
                tokens.push(Token { line, in_test: in_test || test_item, in_markup, kind });
            }
        }
        position += 1;
    }
}

fn push_mark(tokens: &mut Vec<Token>, character: char, line: usize, in_test: bool, in_markup: bool) {
    if character != ' ' {
        tokens.push(Token { line, in_test, in_markup, kind: Kind::Mark { character, joined: false } });
    }
}

fn brackets(delimiter: Delimiter) -> (char, char) {
    match delimiter {
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Brace => ('{', '}'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::None => (' ', ' '),
    }
}

/// The inside of `#[…]` or `#![…]` that starts at `position`, without spaces, and how many trees it is.
fn attribute_at(trees: &[TokenTree], position: usize) -> Option<(String, usize)> {
    let is_mark = |at: usize, wanted: char| matches!(trees.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == wanted);
    let inner = usize::from(is_mark(position + 1, '!'));
    let TokenTree::Group(group) = trees.get(position + 1 + inner)? else { return None };
    (is_mark(position, '#') && group.delimiter() == Delimiter::Bracket)
        .then(|| (group.stream().to_string().replace(' ', ""), 2 + inner))
}

fn is_documentation(attribute: &str) -> bool {
    attribute.starts_with("doc=")
}

fn marks_a_test(attribute: &str) -> bool {
    attribute == "cfg(test)"
        || attribute == "test"
        || attribute == "tokio::test"
        || attribute.starts_with("tokio::test(")
}

fn opens_markup(trees: &[TokenTree], position: usize) -> bool {
    let before = |back: usize| position.checked_sub(back).map(|at| trees[at].to_string());
    before(1).as_deref() == Some("!") && before(2).as_deref() == Some("html")
}

/// Plain, raw and byte texts as they read; escapes are undone only as far as a rule needs (a line continued with `\`).
fn literal_kind(literal: &str) -> Kind {
    let bare = literal.trim_start_matches(['b', 'c', 'r', '#']);
    let Some(bare) = bare.strip_prefix('"') else { return Kind::Number(literal.to_owned()) };
    let bare = bare.trim_end_matches('#');
    let bare = bare.strip_suffix('"').unwrap_or(bare);
    Kind::Text(bare.replace("\\\"", "\"").replace("\\\n", " ").replace("\\n", "\n"))
}

#[test]
fn tokens_know_their_line_and_whether_they_are_tests_or_markup() {
    let text = "//! Doc.\nfn a() { html! { p { \"x\" } } }\n#[cfg(test)]\nmod t {\n const B: &str = r#\"y\"#;\n}\nconst C: u8 = 1;";
    let tokens = of(&Source::sample("a.rs", text));
    let find = |text: &str| tokens.iter().find(|token| token.text() == Some(text)).cloned().unwrap();
    assert!(find("x").in_markup && !find("x").in_test && find("x").line == 2);
    assert!(find("y").in_test && !find("y").in_markup && find("y").line == 5);
    assert!(tokens.iter().any(|token| token.word() == Some("C") && !token.in_test));
    assert!(!tokens.iter().any(|token| token.text().is_some_and(|text| text.contains("Doc"))));
}
