//! Where a question or an answer can point: a school's cycles, its official results, and what was asked before, each only as
//! far as the reader may go there.
//!
//! A governor is offered closed cycles alone, and to them a link to another one leads nowhere and has no name.

use domain::Stage;
use domain::enquiry::Link;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::page_error::PageError;
use crate::schools::read::School;
use crate::{cycles, enquiries, results, term};

/// Something that a question can be about or an answer can point to.
#[derive(Debug, Clone)]
pub struct Offer {
    /// What it is.
    pub link: Link,
    /// What it is called.
    pub label: String,
    /// The address of its page.
    pub address: String,
}

/// Everything of a school that this visitor may point to: its cycles, its official results, what was asked before.
///
/// # Errors
/// When the school's questions are not the visitor's, or the database does not answer.
pub async fn of_school(app: &App, visitor: &Visitor, school: &School) -> Result<Vec<Offer>, PageError> {
    let words = visitor.words;
    let mut offers = Vec::new();
    for cycle in cycles::read::of_school(app.pool(), &school.id).await? {
        let seen = visitor.may_on(Action::SeeCycleFigures, &cycle.plan)
            && (cycle.is_for_board() || !visitor.sees_published_only());
        if seen {
            let label = cycles::label(words, &cycle);
            let state = term::of(words, "state-{}", &cycle.state);
            let label =
                words.tell("enquiry-offer-cycle", &[("cycle", label.into()), ("state", state.into())]);
            let link = Link::Cycle { cycle: cycle.id };
            offers.push(Offer { link, label, address: format!("/cycles/{}", cycle.id) });
        }
    }
    for year in results::read::years(app.pool(), &school.id).await? {
        let label = words.tell("enquiry-offer-results", &[("year", year.written().into())]);
        let address = format!("{}/quadrant?year={year}", school.address());
        offers.push(Offer { link: Link::Results { stage: Stage::Ks2, year }, label, address });
    }
    for asked in enquiries::of_school(app, visitor, &school.id).await? {
        let label = words.tell("enquiry-offer-enquiry", &[("question", asked.short(words).into())]);
        let link = Link::Enquiry { enquiry: asked.row.id };
        offers.push(Offer { link, label, address: asked.address() });
    }
    Ok(offers)
}

/// The link that a text stands for, if it is one that this person may choose.
#[must_use]
pub fn offered(offers: &[Offer], text: &str) -> Option<Link> {
    let link: Link = text.parse().ok()?;
    offers.iter().any(|offer| offer.link == link).then_some(link)
}
