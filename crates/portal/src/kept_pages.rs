//! Official figures as they were last drawn for people who are not signed in, kept while nothing they show has changed.
//!
//! Anybody may ask for these pages, as often as they like, and everybody is shown the same. A page is kept as it was sent,
//! and sent again until a fact has reached a read table or a day may have begun somewhere. It is not a place for pages of
//! people who are signed in: theirs say who they are, and are drawn each time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use journal::TablesAt;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::page_error::PageError;
use crate::sign_in::session;
use crate::words::Locale;

/// Bytes of one page, and of all of them. When there is no room, all go: what is asked for often comes back at once.
const LONGEST: usize = 1 << 20;
const MOST: usize = 64 << 20;
/// What one page takes beside its text: its address, its headers and its place on the shelf.
const BESIDE: usize = 2 << 10;
/// A day begins on a quarter of an hour in every time zone.
const QUARTER: i64 = 15 * 60;

/// What tells one page from another.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Name {
    address: String,
    locale: Locale,
    format: Format,
}

/// What all kept pages show: the read tables, and the quarter of an hour.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Moment {
    tables: TablesAt,
    quarter: i64,
}

#[derive(Clone)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Default)]
struct Shelf {
    moment: Option<Moment>,
    pages: HashMap<Name, Page>,
    bytes: usize,
}

/// Kept pages of one server.
#[derive(Default)]
pub struct KeptPages(Mutex<Shelf>);

impl Shelf {
    /// The page, if what is kept is of this moment; if not, nothing is kept any more.
    fn find(&mut self, name: &Name, moment: Moment) -> Option<Page> {
        if self.moment != Some(moment) {
            *self = Self { moment: Some(moment), ..Self::default() };
        }
        self.pages.get(name).cloned()
    }

    /// Keeps a page that was drawn after `moment` was read, unless another moment has come since.
    fn keep(&mut self, name: Name, moment: Moment, page: Page) {
        let beside = BESIDE + name.address.len();
        let size = page.body.len() + beside;
        if self.moment != Some(moment) || size > LONGEST {
            return;
        }
        if self.bytes + size > MOST {
            *self = Self { moment: Some(moment), ..Self::default() };
        }
        self.bytes += size;
        if let Some(before) = self.pages.insert(name, page) {
            self.bytes = self.bytes.saturating_sub(before.body.len() + beside);
        }
    }
}

impl KeptPages {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.headers_mut() = self.headers;
        response
    }
}

/// Whether everybody who asks like this is shown the same: official figures, asked for without a sign that says who it is.
#[must_use]
pub fn is_for_all(app: &App, action: Action, visitor: &Visitor, request: &Request) -> bool {
    action == Action::SeeOfficialFigures
        && visitor.account.is_none()
        && request.method() == Method::GET
        && !request.headers().contains_key(header::AUTHORIZATION)
        && session::token(request.headers(), app.settings().secure_cookies).is_none()
}

/// The page as it is kept, or as it is drawn now and kept from now on.
///
/// # Errors
/// When the database does not answer, or the page that was drawn can't be read.
pub async fn answer(
    app: &App,
    visitor: &Visitor,
    request: Request,
    next: Next,
) -> Result<Response, PageError> {
    let address = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let name = Name { address, locale: visitor.words.locale(), format: visitor.format };
    // Read before the page is drawn: what comes in between makes the page newer than its moment, never older.
    let tables = app.journal().tables_at().await?;
    let quarter = jiff::Timestamp::now().as_second().div_euclid(QUARTER);
    let moment = Moment { tables, quarter };
    if let Some(page) = app.kept_pages().shelf().find(&name, moment) {
        return Ok(page.into_response());
    }
    let response = next.run(request).await;
    let whole = response.body().size_hint().exact().is_some_and(|bytes| bytes <= LONGEST as u64);
    if response.status() != StatusCode::OK || !whole {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LONGEST).await.map_err(|error| PageError::Unfit(error.to_string()))?;
    let page = Page { headers: parts.headers, body };
    app.kept_pages().shelf().keep(name, moment, page.clone());
    Ok(page.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(places: i64) -> Moment {
        Moment { tables: TablesAt { places, quarantined: 0 }, quarter: 0 }
    }

    fn name(address: &str, locale: Locale) -> Name {
        Name { address: address.to_owned(), locale, format: Format::Page }
    }

    fn page(bytes: usize) -> Page {
        Page { headers: HeaderMap::new(), body: Bytes::from(vec![b'x'; bytes]) }
    }

    #[test]
    fn a_page_is_kept_for_its_moment_and_its_readers_english() {
        let mut shelf = Shelf::default();
        let british = name("/schools", Locale::Britain);
        assert!(shelf.find(&british, moment(1)).is_none());
        shelf.keep(british.clone(), moment(1), page(7));
        assert_eq!(shelf.find(&british, moment(1)).map(|page| page.body.len()), Some(7));
        assert!(shelf.find(&name("/schools", Locale::NewZealand), moment(1)).is_none());
        assert!(shelf.find(&british, moment(2)).is_none(), "a fact has come since");
        assert!(shelf.find(&british, moment(1)).is_none(), "what is old does not come back");
    }

    #[test]
    fn a_page_drawn_before_a_fact_came_is_not_kept_after_it() {
        let mut shelf = Shelf::default();
        let schools = name("/schools", Locale::Britain);
        assert!(shelf.find(&schools, moment(2)).is_none());
        shelf.keep(schools.clone(), moment(1), page(7));
        assert!(shelf.find(&schools, moment(2)).is_none());
    }

    #[test]
    fn there_is_room_for_so_much_and_no_more() {
        let mut shelf = Shelf::default();
        assert!(shelf.find(&name("/", Locale::Britain), moment(1)).is_none());
        for number in 0..200 {
            shelf.keep(name(&format!("/{number}"), Locale::Britain), moment(1), page(LONGEST / 2));
            assert!(shelf.bytes <= MOST);
        }
        shelf.keep(name("/long", Locale::Britain), moment(1), page(LONGEST));
        assert!(shelf.find(&name("/long", Locale::Britain), moment(1)).is_none());
        assert!(shelf.find(&name("/199", Locale::Britain), moment(1)).is_some());
        assert!(shelf.pages.len() < 200);
        let before = shelf.bytes;
        shelf.keep(name("/199", Locale::Britain), moment(1), page(LONGEST / 2));
        assert_eq!(shelf.bytes, before, "the same page twice takes its room once");
    }
}
