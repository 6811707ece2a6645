//! What a program is told when something was not done, in the form of RFC 9457: the same words as on a page, and beside
//! them codes and places that programs can act on.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::column_mappings::CSV;
use crate::fields::Draft;
use crate::shape::{CELL, Fault, Shape};
use crate::words::Words;

/// Something was not done, and why. Nothing has changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem: `about:blank`, or a place on the page about this interface.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What happened, in a few words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What to do.
    pub detail: String,
    /// Everything that is wrong with what was sent, all at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Wrong>,
    /// Where the stream is now, when somebody else was faster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
}

/// One thing that is wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Wrong {
    /// Where, as a JSON pointer (RFC 6901); empty for the whole.
    pub pointer: String,
    /// What is wrong, or which rule said no, such as `baseline-missing`.
    pub code: String,
    /// The same in a sentence.
    pub detail: String,
}

impl Problem {
    /// A problem without a kind of its own.
    #[must_use]
    pub fn plain(status: StatusCode, title: String, detail: String) -> Self {
        Self {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail,
            errors: Vec::new(),
            sequence: None,
        }
    }

    /// What was sent could not be read as JSON of this shape.
    #[must_use]
    pub fn unreadable(words: Words, faults: &[Fault]) -> Self {
        let wrong = |fault: &Fault| Wrong {
            pointer: fault.pointer.clone(),
            code: code(fault.id),
            detail: words.say(fault.id),
        };
        let title = words.say("problem-unreadable");
        let detail = words.say("problem-unreadable-help");
        Self {
            kind: "/api#unreadable",
            errors: faults.iter().map(wrong).collect(),
            ..Self::plain(StatusCode::BAD_REQUEST, title, detail)
        }
    }

    /// A form that was refused, with everything in it that is to be mended.
    #[must_use]
    pub fn refused(words: Words, draft: &Draft, shape: &Shape) -> Self {
        let errors = draft.problems().iter().map(|problem| Wrong {
            pointer: match problem.field {
                // A list that came as text has its cells inside of it.
                CELL if !draft.text(CSV).is_empty() => format!("/{CSV}"),
                field => shape.pointer(field, problem.row.as_deref()),
            },
            code: code(&problem.code),
            detail: problem.sentence.clone(),
        });
        let title = words.say("problem-refused");
        let detail = words.say("problem-refused-help");
        Self {
            kind: "/api#refused",
            errors: errors.collect(),
            ..Self::plain(StatusCode::UNPROCESSABLE_ENTITY, title, detail)
        }
    }

    /// Somebody else changed what the form is about, which is at `sequence` now.
    #[must_use]
    pub fn overtaken(words: Words, sequence: u64) -> Self {
        let title = words.say("conflict-title");
        let detail = words.say("problem-overtaken-help");
        Self {
            kind: "/api#overtaken",
            sequence: Some(sequence),
            ..Self::plain(StatusCode::PRECONDITION_FAILED, title, detail)
        }
    }

    /// The key of the command was used for another one.
    #[must_use]
    pub fn reused(words: Words) -> Self {
        let (title, detail) = (words.say("conflict-reused"), words.say("problem-reused-help"));
        Self { kind: "/api#reused", ..Self::plain(StatusCode::UNPROCESSABLE_ENTITY, title, detail) }
    }
}

/// The code of a message: its id without the word that says where it is used.
fn code(id: &str) -> String {
    let bare = ["refusal-", "form-", "json-"].iter().find_map(|prefix| id.strip_prefix(prefix));
    bare.unwrap_or(id).to_owned()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Part;

    #[test]
    fn a_refused_form_tells_every_problem_with_its_place_and_its_code() {
        const ROW: &[Part] = &[Part::text("score", 40)];
        const SHAPE: Shape = Shape(&[Part::day("taken_on"), Part::rows("scores", ROW)]);
        let (words, mut draft) = (Words::default(), Draft::default());
        draft.refuse(words, "taken_on", "form-date-unreadable", &[]);
        draft.refuse_row(words, "score", "p1", "form-cell-unreadable", &[("who", "Ada".into())]);
        draft.refuse_with("main", "refusal-baseline-missing", "There is no start score.".to_owned());
        let problem = Problem::refused(words, &draft, &SHAPE);
        let found: Vec<(&str, &str)> =
            problem.errors.iter().map(|wrong| (wrong.pointer.as_str(), wrong.code.as_str())).collect();
        let expected = [
            ("/taken_on", "date-unreadable"),
            ("/scores/p1/score", "cell-unreadable"),
            ("", "baseline-missing"),
        ];
        assert_eq!(found, expected);
        assert_eq!(problem.status, 422);
    }
}
