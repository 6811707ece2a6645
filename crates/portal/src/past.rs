//! A look at the past: as of which moment a page is shown, or what held on which day, and what its reader may do there.
//!
//! What may be read is decided by the roles of today, and by who teaches and mentors a cycle today. Nothing can be done.

use std::collections::BTreeSet;
use std::str::FromStr;

use domain::CycleId;
use domain::cycle::Plan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use journal::Moment;
use measures::Policy;
use uuid::Uuid;

use crate::app;
use crate::policy::{self, Action, Grant, On, Reach, Verdict};
use crate::step::Step;
use crate::term;
use crate::words::Words;

/// How long a day is in an address: 2026-03-27.
const DAY: usize = 10;

/// What the addresses of pages begin with that say what was known.
pub const KNOWN: &str = "/as-of/";

/// What the addresses of pages begin with that say what held on a day.
pub const HELD: &str = "/true-on/";

/// Whether a path is one of the past.
#[must_use]
pub fn is_of(path: &str) -> bool {
    path.starts_with(KNOWN) || path.starts_with(HELD)
}

/// In which ways a page can be looked at beside as it is now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looks {
    /// As it was known at a moment.
    pub known: bool,
    /// As it held on a day, by what is known now.
    pub held: bool,
}

impl Looks {
    /// Whether such a look can be taken.
    #[must_use]
    pub fn offer(self, when: &When) -> bool {
        match when.asked {
            Asked::Instant(_) | Asked::Fact(_) => self.known,
            Asked::Day(_) => self.held,
        }
    }
}

/// What an address says of the moment that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    text: String,
    asked: Asked,
    names_no_clock: bool,
}

/// The ways to look at the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// What was known on an instant.
    Instant(Timestamp),
    /// What was known with this fact and no later one.
    Fact(u64),
    /// What held on this day, by all that is known now.
    Day(Date),
}

impl When {
    /// The moment of the fact at this place among all facts.
    #[must_use]
    pub fn fact(position: u64) -> Self {
        Self { text: position.to_string(), asked: Asked::Fact(position), names_no_clock: false }
    }

    /// What held on this day, by all that is known now.
    #[must_use]
    pub fn held_on(day: Date) -> Self {
        Self { text: day.to_string(), asked: Asked::Day(day), names_no_clock: false }
    }

    /// What was known at the end of this day by a clock; none after the last day that there is.
    #[must_use]
    pub fn known_on(day: Date, clock: &TimeZone) -> Option<Self> {
        Some(Self::instant(&end_of(day, clock)?))
    }

    /// As somebody typed it who goes by this clock: an instant that says how far that clock is from UTC, so that it is the same for
    /// everybody. What says so itself, and the place of a fact, stand as they were typed. None where it is no moment.
    #[must_use]
    pub fn typed(text: &str, clock: &TimeZone) -> Option<Self> {
        let when: Self = text.parse().ok()?;
        if !when.names_no_clock {
            return Some(when);
        }
        let there = match text.parse::<Date>() {
            Ok(day) if text.len() == DAY => end_of(day, clock)?,
            Ok(_) | Err(_) => text.parse::<DateTime>().ok()?.to_zoned(clock.clone()).ok()?,
        };
        Some(Self::instant(&there))
    }

    fn instant(there: &Zoned) -> Self {
        let text = there.timestamp().display_with_offset(there.offset()).to_string();
        Self { text, asked: Asked::Instant(there.timestamp()), names_no_clock: false }
    }

    /// Whether it is a day and a time, or a day, that says by no clock which: it is London's then, for ever.
    #[must_use]
    pub fn names_no_clock(&self) -> bool {
        self.names_no_clock
    }

    /// What is asked for.
    #[must_use]
    pub fn asked(&self) -> Asked {
        self.asked
    }

    /// The address of `page`, a path, as it was.
    #[must_use]
    pub fn address(&self, page: &str) -> String {
        format!("{}{}{page}", self.prefix(), self.text)
    }

    fn prefix(&self) -> &'static str {
        match self.asked {
            Asked::Instant(_) | Asked::Fact(_) => KNOWN,
            Asked::Day(_) => HELD,
        }
    }

    /// What stands before the path of a route whose page is looked at so.
    #[must_use]
    pub fn door(&self) -> String {
        let name = match self.asked {
            Asked::Instant(_) | Asked::Fact(_) => "{when}",
            Asked::Day(_) => "{date}",
        };
        format!("{}{name}", self.prefix())
    }
}

impl FromStr for When {
    type Err = ();

    /// `2026-03-27T15:00` by London's clock; with `Z` or an offset anywhere; `2026-03-27` for the end of that day; a number for the
    /// fact at that place. Nothing else can stand in an address.
    fn from_str(text: &str) -> Result<Self, ()> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-:+.".contains(c);
        if text.is_empty() || text.len() > 40 || !text.chars().all(plain) {
            return Err(());
        }
        let (asked, names_no_clock) = if text.chars().all(|c| c.is_ascii_digit()) {
            (Asked::Fact(text.parse().map_err(|_| ())?), false)
        } else if let Ok(instant) = text.parse::<Timestamp>() {
            (Asked::Instant(instant), false)
        } else {
            let there = if text.len() == DAY {
                end_of(text.parse().map_err(|_| ())?, &app::london()).ok_or(())?
            } else {
                let time: DateTime = text.parse().map_err(|_| ())?;
                time.to_zoned(app::london()).map_err(|_| ())?
            };
            (Asked::Instant(there.timestamp()), true)
        };
        Ok(Self { text: text.to_owned(), asked, names_no_clock })
    }
}

/// The last instant of a day by a clock.
#[must_use]
pub fn end_of(day: Date, clock: &TimeZone) -> Option<Zoned> {
    let next = day.tomorrow().ok()?.to_datetime(Time::midnight()).to_zoned(clock.clone()).ok()?;
    next.checked_sub(1.microsecond()).ok()
}

/// A look at the past by one visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// As the address names it.
    pub when: When,
    /// The clock of the page.
    pub at: Timestamp,
    /// The last fact that was known.
    pub moment: Moment,
    /// The cycles that the visitor reaches today; of use where the role reaches only some.
    pub own: BTreeSet<CycleId>,
    /// The address of the same page as it is now, with its query.
    pub now: String,
    /// In which ways this page can be looked at.
    pub looks: Looks,
    /// The limit for small numbers that the page's school has today.
    pub limit: Policy,
    /// The clock of the page's school; London's where it is of none.
    pub clock: TimeZone,
    /// On the pages of a cycle, the ways to what was just before and just after.
    pub steps: Option<Steps>,
    /// On the pages of a cycle as known, the last entry that was.
    pub step: Option<Step>,
}

/// The ways to what was just before and just after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// By the entries of the cycle's history.
    Entries(Entries),
    /// By the days on which something of the cycle began to hold.
    Days {
        /// The last such day before.
        earlier: Option<Date>,
        /// The first such day after.
        later: Option<Date>,
    },
}

/// The entries of a cycle's history around a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entries {
    /// Which cycle.
    pub cycle: CycleId,
    /// The number of the last entry that was known; 0 before the first.
    pub last: u64,
    /// How many there are today.
    pub count: u64,
    /// The place of the entry before that one among all facts.
    pub earlier: Option<u64>,
    /// The place of the entry after it.
    pub later: Option<u64>,
}

impl Look {
    /// What the policy says: as today, but that nothing can be done.
    #[must_use]
    pub fn decide(&self, who: Option<(Uuid, &Grant)>, action: Action, on: On<'_>) -> Verdict {
        if !action.only_reads() {
            return Verdict::Forbidden;
        }
        match (who, on) {
            // Who taught the cycle then does not decide who may look now.
            (Some((_, grant)), On::Cycle(plan)) if grant.reach(action) == Reach::Own => {
                if self.is_own(grant, plan) { Verdict::Allowed } else { Verdict::NotThere }
            }
            _ => policy::decide(who, action, on, true),
        }
    }

    fn is_own(&self, grant: &Grant, plan: &Plan) -> bool {
        grant.covers(&plan.school) && self.own.contains(&plan.cycle)
    }

    /// "As it was known on 27 March 2026, 15:00", or "What held on 27 March 2026, by all that is known now".
    #[must_use]
    pub fn in_words(&self, words: Words) -> String {
        match self.when.asked() {
            Asked::Instant(_) | Asked::Fact(_) => {
                words.tell("as-of-then", &[("moment", term::moment_by(words, self.at, &self.clock).into())])
            }
            Asked::Day(day) => words.tell("true-on-then", &[("day", words.date(day).into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support;
    use domain::account::{Role, Scope};
    use jiff::civil::date;

    fn instant(text: &str) -> Option<String> {
        match text.parse::<When>().ok()?.asked() {
            Asked::Instant(instant) => Some(instant.to_string()),
            Asked::Fact(_) | Asked::Day(_) => None,
        }
    }

    #[test]
    fn a_moment_is_named_by_an_instant_a_day_or_a_fact() {
        assert_eq!(instant("2026-03-27T15:00").as_deref(), Some("2026-03-27T15:00:00Z"));
        assert_eq!(instant("2026-06-10T15:00").as_deref(), Some("2026-06-10T14:00:00Z"), "summer in London");
        assert_eq!(instant("2026-06-10T15:00:30+12:00").as_deref(), Some("2026-06-10T03:00:30Z"));
        assert_eq!(instant("2026-06-10").as_deref(), Some("2026-06-10T22:59:59.999999Z"), "the whole day");
        assert_eq!("1204".parse::<When>().unwrap().asked(), Asked::Fact(1204));
        assert_eq!("1204".parse::<When>().unwrap(), When::fact(1204));
        for wrong in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-03-27T25:00",
            "2026-03-27T15:00[Europe/London]",
            "a/b",
            "-1",
        ] {
            assert_eq!(wrong.parse::<When>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn what_somebody_types_is_meant_by_their_clock_and_its_address_means_the_same_to_everybody() {
        let auckland = TimeZone::get("Pacific/Auckland").unwrap();
        let typed = |text: &str| {
            let when = When::typed(text, &auckland).unwrap();
            assert_eq!(when.text.parse::<When>(), Ok(when.clone()), "{text}");
            (when.names_no_clock(), when.address(""))
        };
        for (text, address) in [
            ("2026-03-27T15:00", "/as-of/2026-03-27T15:00:00+13:00"),
            ("2026-06-10", "/as-of/2026-06-10T23:59:59.999999+12:00"),
            ("2026-03-27T15:00Z", "/as-of/2026-03-27T15:00Z"),
            ("1204", "/as-of/1204"),
        ] {
            assert_eq!(typed(text), (false, address.to_owned()));
        }
        assert_eq!(When::typed("soon", &auckland), None);
        assert!(
            "2026-03-27T15:00".parse::<When>().unwrap().names_no_clock(),
            "London's, and the page says so"
        );
        let day = date(2026, 6, 10);
        assert_eq!(When::known_on(day, &auckland), When::typed("2026-06-10", &auckland));
    }

    #[test]
    fn the_roles_of_today_decide_and_nothing_can_be_done() {
        let plan = test_support::plan(CycleId::new(Uuid::from_u128(1)));
        let grant = |role| Grant {
            id: domain::GrantId::new(Uuid::nil()),
            role,
            scope: Scope::School(plan.school.clone()),
            schools: Vec::new(),
        };
        let look = |own: &[CycleId]| Look {
            when: When::fact(7),
            at: Timestamp::UNIX_EPOCH,
            moment: Moment { position: 7, sealed_at: Timestamp::UNIX_EPOCH },
            own: own.iter().copied().collect(),
            now: "/".to_owned(),
            looks: Looks { known: true, held: true },
            limit: Policy::default(),
            clock: app::london(),
            steps: None,
            step: None,
        };
        let teacher = grant(Role::Teacher);
        // Whoever taught it then.
        let who = Some((plan.teacher.uuid(), &teacher));
        let on = On::Cycle(&plan);
        assert_eq!(look(&[]).decide(who, Action::SeeCycle, on), Verdict::NotThere);
        assert_eq!(look(&[plan.cycle]).decide(who, Action::SeeCycle, on), Verdict::Allowed);
        let (lead, head) = (grant(Role::Lead), grant(Role::Head));
        for (grant, may) in [(&lead, true), (&head, true), (&grant(Role::Governor), false)] {
            let allowed =
                look(&[]).decide(Some((Uuid::nil(), grant)), Action::SeeCycle, on) == Verdict::Allowed;
            assert_eq!(allowed, may);
        }
        for action in Action::ALL {
            let verdict = look(&[plan.cycle]).decide(Some((Uuid::nil(), &head)), action, On::Door);
            let today = policy::decide(Some((Uuid::nil(), &head)), action, On::Door, true);
            assert!(verdict == Verdict::Forbidden || (action.only_reads() && verdict == today), "{action:?}");
        }
    }
}
