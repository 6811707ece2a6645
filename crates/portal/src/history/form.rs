//! What of a history is asked for: kind, person, reason, days, a stretch of it, and where the page begins.

use domain::ReasonCode;
use domain::catalogue::CatalogueEvent;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use strum::VariantNames as _;
use url::form_urlencoded;
use uuid::Uuid;

use super::Reached;
use super::read::Row;
use crate::fields::{self, Draft};
use crate::words::Words;

/// What somebody wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// What happened, in snake case.
    pub(crate) kind: Option<String>,
    /// Who recorded it.
    pub(crate) person: Option<Uuid>,
    /// Why.
    pub(crate) reason: Option<ReasonCode>,
    /// Recorded on this day or later.
    pub(crate) since: Option<Date>,
    /// Recorded on this day or earlier.
    pub(crate) until: Option<Date>,
    /// Recorded after the board had been told of the cycle.
    pub(crate) after_report: bool,
    /// The first place of a stretch.
    pub(crate) from: Option<u64>,
    /// The last place of a stretch.
    pub(crate) to: Option<u64>,
    /// Below this place the page begins.
    pub(crate) before: Option<u64>,
}

/// The fields that people fill.
const ASKED: [&str; 6] = ["kind", "person", "reason", "since", "until", "after_report"];
/// What a link to another page of the same list carries along.
const CARRIED: [&str; 8] = ["kind", "person", "reason", "since", "until", "after_report", "from", "to"];

/// What stands in an address after the question mark, as a form.
pub(crate) fn typed(query: Option<&str>) -> Draft {
    Draft::of(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
}

/// What is asked for; what can't be understood is noted in `draft`, and nothing is shown then.
pub(crate) fn filter(words: Words, draft: &mut Draft) -> Option<Filter> {
    let kind = optional(words, draft, "kind", "history-filter-unknown", |text| {
        let mut kinds = super::kinds().chain(CatalogueEvent::VARIANTS.iter().copied());
        kinds.any(|kind| kind == text).then(|| text.to_owned())
    });
    let person = optional(words, draft, "person", "history-filter-unknown", |text| text.parse().ok());
    let reason = optional(words, draft, "reason", "history-filter-unknown", |text| text.parse().ok());
    let since = optional(words, draft, "since", "form-date-unreadable", fields::day);
    let until = optional(words, draft, "until", "form-date-unreadable", fields::day);
    let mut place = |name| optional(words, draft, name, "history-filter-place", |text| text.parse().ok());
    let (from, to, before) = (place("from"), place("to"), place("before"));
    let after_report = !draft.text("after_report").is_empty();
    draft.problems().is_empty().then_some(Filter {
        kind,
        person,
        reason,
        since,
        until,
        after_report,
        from,
        to,
        before,
    })
}

/// What stands in a field that may be left empty.
fn optional<T>(
    words: Words,
    draft: &mut Draft,
    field: &'static str,
    id: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    if draft.text(field).is_empty() { None } else { draft.read(words, field, id, read) }
}

/// Whether somebody asked for less than everything.
pub(crate) fn is_narrowed(draft: &Draft) -> bool {
    ASKED.iter().chain(&["from", "to"]).any(|name| !draft.text(name).is_empty())
}

/// The address of the page of the same list that begins below `place`.
pub(crate) fn older(address: &str, draft: &Draft, place: u64) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in CARRIED.iter().filter(|name| !draft.text(name).is_empty()) {
        query.append_pair(name, draft.text(name));
    }
    query.append_pair("before", &place.to_string());
    format!("{address}?{}", query.finish())
}

impl Filter {
    /// From which instant on and up to which other: days are those of London, as everywhere in a history.
    pub(crate) fn instants(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|start| start.timestamp());
        let after = self.until.and_then(|day| day.tomorrow().ok());
        (self.since.and_then(start), after.and_then(start))
    }

    /// Whether a fact is asked for.
    pub(crate) fn lets(&self, row: &Row) -> bool {
        let (since, until) = self.instants();
        let actor = row.actor.as_deref().and_then(|actor| actor.parse::<Uuid>().ok());
        self.kind.as_ref().is_none_or(|kind| *kind == row.kind)
            && (self.person.is_none() || self.person == actor)
            && self.reason.is_none_or(|code| row.reason == Some(code.to_string()))
            && since.is_none_or(|since| row.recorded_at >= since)
            && until.is_none_or(|until| row.recorded_at < until)
            && (!self.after_report || row.reached == Reached::Reported)
            && self.from.is_none_or(|from| row.place >= from)
            && self.to.is_none_or(|to| row.place <= to)
            && self.before.is_none_or(|before| row.place < before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::Address;

    fn read(query: &str) -> (Option<Filter>, Draft) {
        let mut draft = typed(Some(query));
        (filter(Words::default(), &mut draft), draft)
    }

    fn row(place: u64, recorded_at: &str, reached: Reached) -> Row {
        Row {
            place,
            address: Address { aggregate_type: "cycle".into(), aggregate_id: "1".into(), sequence: place },
            kind: "assessment_corrected".to_owned(),
            actor: Some(Uuid::from_u128(0xA).to_string()),
            role: Some("teacher".to_owned()),
            recorded_at: recorded_at.parse().unwrap(),
            effective_on: None,
            reason: Some("remark".to_owned()),
            corrects: Some(3),
            corrected_by: None,
            reached,
        }
    }

    #[test]
    fn everything_is_asked_for_where_nothing_is_typed() {
        assert_eq!(read("").0, Some(Filter::default()));
        assert_eq!(read("kind=&person=&reason=&since=&until=").0, Some(Filter::default()));
    }

    #[test]
    fn all_that_cannot_be_understood_is_said_at_once() {
        let (filter, draft) = read("kind=eaten&since=soon&until=2026-02-30&reason=hunger&from=x");
        assert_eq!(filter, None);
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["kind", "reason", "since", "until", "from"]);
    }

    #[test]
    fn a_day_is_a_day_in_london_and_both_ends_count() {
        let filter = read("since=2026-07-01&until=2026-07-01").0.unwrap();
        let lets = |at: &str| filter.lets(&row(9, at, Reached::Open));
        assert!(!lets("2026-06-30T22:59:59Z") && lets("2026-06-30T23:00:00Z"));
        assert!(lets("2026-07-01T22:59:59Z") && !lets("2026-07-01T23:00:00Z"));
    }

    #[test]
    fn each_thing_that_is_asked_for_narrows() {
        let seen = row(9, "2026-07-01T12:00:00Z", Reached::Reported);
        let lets = |query: &str| read(query).0.unwrap().lets(&seen);
        let person = Uuid::from_u128(0xA);
        for query in
            ["kind=assessment_corrected", "reason=remark", "after_report=on", "from=9&to=9", "before=10"]
        {
            assert!(lets(query), "{query}");
        }
        assert!(lets(&format!("person={person}")) && !lets(&format!("person={}", Uuid::nil())));
        for query in ["kind=assessment_voided", "reason=other", "from=10", "to=8", "before=9"] {
            assert!(!lets(query), "{query}");
        }
        let open = row(9, "2026-07-01T12:00:00Z", Reached::Closed);
        assert!(!read("after_report=on").0.unwrap().lets(&open));
    }

    #[test]
    fn a_link_to_older_entries_asks_for_the_same() {
        let (_, draft) = read("kind=assessment_corrected&since=&before=40&from=3");
        let link = older("/cycles/1/history", &draft, 12);
        assert_eq!(link, "/cycles/1/history?kind=assessment_corrected&from=3&before=12");
        assert!(is_narrowed(&draft) && !is_narrowed(&read("before=40").1));
    }
}
