//! The glossary: every word of the trade that a page uses, in plain words, each with an address of its own.

mod page;

use axum::response::{IntoResponse, Response};

use crate::access::{Action, Visitor};
use crate::page_error::PageError;
use crate::route::Route;

/// The door of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/glossary", Action::UseTheFrontDoor, show)]
}

async fn show(visitor: Visitor) -> Result<Response, PageError> {
    Ok(page::glossary(&visitor).into_response())
}

#[cfg(test)]
mod tests {
    use crate::words::Words;

    #[test]
    fn every_word_of_the_dictionary_has_a_name_and_a_meaning() {
        for key in domain::GLOSSARY {
            for id in [format!("term-{key}"), format!("term-{key}-meaning")] {
                assert!(Words::default().has(&id), "{id}");
            }
        }
    }
}
