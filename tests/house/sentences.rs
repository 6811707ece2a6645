//! The messages of a Fluent file as the sentences that a reader may see.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::source::{self, Source};

/// One message or term.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    pub(crate) file: std::path::PathBuf,
    pub(crate) line: usize,
    pub(crate) id: String,
    /// What may be read: one text for each choice that the message holds. A value is the word "this" or "8".
    pub(crate) texts: Vec<String>,
    /// The ids of other messages that it says inside.
    pub(crate) names: Vec<String>,
}

/// Every message of British English, without the terms.
pub(crate) fn british() -> Vec<Message> {
    source::files("crates/portal/words/en-GB", &[".ftl"]).iter().flat_map(of).collect()
}

/// The messages of one file.
pub(crate) fn of(source: &Source) -> Vec<Message> {
    let resource = parser::parse(source.text.as_str())
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", source.path.display()));
    let mut messages = Vec::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut names = Vec::new();
        let texts = message.value.as_ref().map(|pattern| read(pattern, &mut names)).unwrap_or_default();
        let id = message.id.name.to_owned();
        let line = source.text.lines().position(|line| line.split(['=', ' ']).next() == Some(id.as_str()));
        messages.push(Message {
            file: source.path.clone(),
            line: line.map_or(1, |line| line + 1),
            id,
            texts,
            names,
        });
    }
    messages
}

/// Every way that a pattern reads. With more than one choice in a message, each choice is read with the first of the others.
fn read(pattern: &Pattern<&str>, names: &mut Vec<String>) -> Vec<String> {
    let parts: Vec<Vec<String>> = pattern.elements.iter().map(|element| part(element, names)).collect();
    let mut texts = Vec::new();
    for (position, choices) in parts.iter().enumerate() {
        let choices = if texts.is_empty() { &choices[..] } else { &choices[1..] };
        for choice in choices {
            let text: String = parts
                .iter()
                .enumerate()
                .map(|(at, other)| if at == position { choice } else { &other[0] }.as_str())
                .collect();
            texts.push(text);
        }
    }
    texts
}

fn part(element: &PatternElement<&str>, names: &mut Vec<String>) -> Vec<String> {
    match element {
        PatternElement::TextElement { value } => vec![(*value).to_owned()],
        PatternElement::Placeable { expression: Expression::Inline(inline) } => {
            vec![inline_text(inline, names)]
        }
        PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
            variants.iter().flat_map(|variant| read(&variant.value, names)).collect()
        }
    }
}

fn inline_text(inline: &InlineExpression<&str>, names: &mut Vec<String>) -> String {
    match inline {
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
            (*value).to_owned()
        }
        InlineExpression::FunctionReference { .. } => "8".to_owned(),
        InlineExpression::MessageReference { id, .. } => {
            names.push(id.name.to_owned());
            "this".to_owned()
        }
        InlineExpression::TermReference { id, .. } => id.name.to_owned(),
        InlineExpression::VariableReference { .. } => "this".to_owned(),
        InlineExpression::Placeable { expression } => match expression.as_ref() {
            Expression::Inline(inner) => inline_text(inner, names),
            Expression::Select { variants, .. } => variants
                .first()
                .and_then(|variant| read(&variant.value, names).into_iter().next())
                .unwrap_or_default(),
        },
    }
}

#[test]
fn each_choice_of_a_message_is_read() {
    let text = "a = You have { $n ->\n    [one] one cycle\n   *[other] { $n } cycles\n } in { -year }.\n";
    let messages = of(&Source::sample("a.ftl", text));
    assert_eq!(messages[0].texts, ["You have one cycle in year.", "You have this cycles in year."]);
    assert_eq!(messages[0].line, 1);
}
