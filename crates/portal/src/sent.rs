//! What somebody sent to have something done: the form of a page, or the same as JSON from a program.
//!
//! A program names the command by `Idempotency-Key` and says with `If-Match` which state it has seen; a page carries both
//! along unseen. Behind this door the two are the same.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use uuid::Uuid;

use crate::access::Visitor;
use crate::app;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::shape::{Fault, Shape};

/// The names and texts that were sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Every name with its text.
    pub pairs: Vec<(String, String)>,
    /// Whether a program sent it: then it need not say which state it has seen.
    pub by_program: bool,
}

impl Sent {
    /// What the form of a page posted.
    #[must_use]
    pub fn by_page(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, by_program: false }
    }

    /// A form of a page that nobody has filled yet, for the command of this id.
    #[must_use]
    pub fn fresh(command_id: Uuid) -> Self {
        let hidden = [("command_id", command_id.to_string()), ("expected", "0".to_owned())];
        Self::by_page(hidden.map(|(name, text)| (name.to_owned(), text)).to_vec())
    }
}

/// The shape of what this route takes as JSON.
#[derive(Debug, Clone, Copy)]
pub struct Takes(pub &'static Shape);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let Some(Takes(shape)) = request.extensions().get().copied() else {
            let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
            return form.map(|Form(pairs)| Self::by_page(pairs)).map_err(IntoResponse::into_response);
        };
        let visitor = request.extensions().get::<Visitor>().cloned().unwrap_or_default();
        let headers = request.headers().clone();
        if !is_json(&headers) {
            let words = visitor.words;
            let (title, detail) = (words.say("problem-not-json"), words.say("problem-not-json-help"));
            return Err(Problem::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, title, detail).into_response());
        }
        let body =
            Bytes::from_request(request, state).await.map_err(|_| PageError::TooLarge.into_response())?;
        read(&headers, &body, shape)
            .map_err(|faults| Problem::unreadable(visitor.words, &faults).into_response())
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn read(headers: &HeaderMap, body: &[u8], shape: &Shape) -> Result<Sent, Vec<Fault>> {
    let whole = |id| vec![Fault { pointer: String::new(), id }];
    let mut faults = Vec::new();
    let key = key(headers).unwrap_or_else(|id| {
        faults.extend(whole(id));
        Uuid::nil()
    });
    let seen = seen(headers).unwrap_or_else(|id| {
        faults.extend(whole(id));
        None
    });
    let pairs = match serde_json::from_slice(body) {
        Ok(value) => shape.pairs(&value),
        Err(_) => Err(whole("json-unreadable")),
    };
    match pairs {
        Ok(mut pairs) if faults.is_empty() => {
            pairs.push(("command_id".to_owned(), key.to_string()));
            pairs.extend(seen.map(|seen| ("expected".to_owned(), seen.to_string())));
            Ok(Sent { pairs, by_program: true })
        }
        Ok(_) => Err(faults),
        Err(more) => Err(faults.into_iter().chain(more).collect()),
    }
}

/// The header's text without the quotes that its standard has around it.
fn bare<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    Some(headers.get(name)?.to_str().unwrap_or_default().trim().trim_matches('"'))
}

/// The id of the command; a new one where none is given.
fn key(headers: &HeaderMap) -> Result<Uuid, &'static str> {
    bare(headers, "idempotency-key")
        .map_or_else(|| Ok(app::new_id()), |key| key.parse().map_err(|_| "json-key-unreadable"))
}

/// The sequence that the sender has seen; none where it does not say, or any will do.
fn seen(headers: &HeaderMap) -> Result<Option<u64>, &'static str> {
    match bare(headers, "if-match") {
        None | Some("*") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| "json-match-unreadable"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Part;

    const SHAPE: Shape = Shape(&[Part::text("score", 40)]);
    const KEY: &str = "00000000-0000-0000-0000-000000000007";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, text)| (name.parse().unwrap(), text.parse().unwrap())).collect()
    }

    fn ids(faults: &[Fault]) -> Vec<&str> {
        faults.iter().map(|fault| fault.id).collect()
    }

    #[test]
    fn the_headers_are_what_a_page_carries_along_unseen() {
        let sent = read(
            &headers(&[("idempotency-key", KEY), ("if-match", "\"12\"")]),
            br#"{"score": "88"}"#,
            &SHAPE,
        );
        let expected = [("score", "88"), ("command_id", KEY), ("expected", "12")];
        assert_eq!(sent.unwrap().pairs, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn without_headers_every_request_is_a_command_of_its_own_on_whatever_is_there() {
        let once = read(&headers(&[]), b"{}", &SHAPE).unwrap();
        let again = read(&headers(&[("if-match", "*")]), b"{}", &SHAPE).unwrap();
        assert_eq!((once.pairs.len(), again.pairs.len()), (1, 1));
        assert_ne!(once.pairs, again.pairs);
    }

    #[test]
    fn headers_and_body_that_cannot_be_read_are_told_together() {
        let wrong = headers(&[("idempotency-key", "mine"), ("if-match", "\"new\"")]);
        let faults = read(&wrong, b"{\"score\": 88", &SHAPE).unwrap_err();
        assert_eq!(ids(&faults), ["json-key-unreadable", "json-match-unreadable", "json-unreadable"]);
        assert_eq!(ids(&read(&wrong, b"{}", &SHAPE).unwrap_err()).len(), 2);
    }

    #[test]
    fn json_is_known_by_its_kind_alone() {
        assert!(is_json(&headers(&[("content-type", "Application/JSON; charset=utf-8")])));
        assert!(!is_json(&headers(&[("content-type", "text/plain")])));
        assert!(!is_json(&headers(&[])));
    }
}
