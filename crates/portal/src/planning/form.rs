//! What the forms of planning post: a plan, new dates, a start. Understood, or every problem at once.

use domain::cycle::{Bounds, CycleDates, CycleKind, Setting};
use domain::school::When;
use domain::{AcademicYear, AccountId, BenchmarkVersion, CycleId, ReasonFor, Subject};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::access::Visitor;
use crate::change::OpenCycle;
use crate::entries::{Catalogue, Programme};
use crate::fields::Draft;
use crate::reason_form;
use crate::schools::read::Settings;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of a plan, in their order on the page.
pub(super) const PLAN_FIELDS: Shape = Shape(&[
    Part::one_of("subject", subjects),
    Part::code("programme"),
    Part::day("starts_on"),
    Part::day("ends_on"),
    Part::number("planned_minutes"),
    Part::word::<Setting>("setting"),
    Part::id("teacher"),
    Part::id("lead"),
    Part::id("mentor").optional(),
    Part::text("need_statement", TEXT_MOST).optional(),
    Part::text("inquiry_question", TEXT_MOST).optional(),
    Part::text("class_link", TEXT_MOST).optional(),
    Part::text("group_label", LABEL_MOST).optional(),
    Part::id("predecessor").optional(),
    Part::code("benchmark_set").optional(),
]);
/// The fields of the form to move the dates.
pub(super) const RESCHEDULE_FIELDS: Shape = Shape(&[
    Part::day("starts_on"),
    Part::day("ends_on"),
    Part::day("effective_on"),
    Part::reason(ReasonFor::Rescheduling),
    Part::note("note"),
]);
/// The fields of the form to begin the teaching.
pub(super) const START_FIELDS: Shape = Shape(&[
    Part::day("effective_on"),
    Part::reason(ReasonFor::OverridingSize).optional(),
    Part::note("note"),
]);

/// The words of the subjects that a cycle can teach.
fn subjects() -> Vec<String> {
    Subject::TAUGHT.iter().map(ToString::to_string).collect()
}

/// The most letters of one text of a plan, and of the group's name.
const TEXT_MOST: usize = 500;
const LABEL_MOST: usize = 40;
/// The fewest and the most minutes of teaching that a cycle can have.
const MINUTES: Bounds<u32> = Bounds { least: 10, most: 20_000 };
/// How many weeks of teaching a cycle is suggested to have.
const WEEKS: u32 = 8;
/// As far as the end of a cycle is looked for, in weeks.
const WEEKS_OF_A_YEAR: i32 = 52;
/// Four lessons of 45 minutes in each of eight weeks.
const SUGGESTED_MINUTES: u32 = WEEKS * 4 * 45;

/// What a plan can choose from: each list as values and their words.
#[derive(Debug, Default)]
pub(super) struct Offered {
    pub(super) teachers: Vec<(String, String)>,
    pub(super) leads: Vec<(String, String)>,
    pub(super) mentors: Vec<(String, String)>,
    /// The school's closed cycles, newest first.
    pub(super) predecessors: Vec<(String, String)>,
    pub(super) benchmarks: Vec<(String, String)>,
}

/// A plan as it was typed.
pub(super) struct Planned<'c> {
    pub(super) subject: Subject,
    pub(super) programme: &'c Programme,
    pub(super) dates: CycleDates,
    pub(super) academic_year: AcademicYear,
    pub(super) minutes: u32,
    pub(super) setting: Setting,
    pub(super) teacher: AccountId,
    pub(super) lead: AccountId,
    pub(super) mentor: Option<AccountId>,
    pub(super) predecessor: Option<CycleId>,
    pub(super) benchmark_set: Option<BenchmarkVersion>,
}

/// The texts of a plan, by the names of their fields; those left empty are not there.
pub(super) const TEXTS: [&str; 4] = ["need_statement", "inquiry_question", "class_link", "group_label"];

/// New dates as they were typed.
pub(super) struct Moved {
    pub(super) dates: CycleDates,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// A start as it was typed.
pub(super) struct Started {
    pub(super) effective_on: Date,
    pub(super) size_override: Option<reason_form::Typed>,
}

/// What stands in the fields of a new plan: the usual cycle, eight weeks of term from the next Monday on.
pub(super) fn suggested(
    school: &Settings,
    catalogue: &Catalogue,
    offered: &Offered,
    visitor: Option<AccountId>,
) -> Draft {
    let starts_on = first_teaching_day(school, next_monday(school.today));
    let only = |choices: &[(String, String)]| match choices {
        [(value, _)] => value.clone(),
        _ => String::new(),
    };
    let own = visitor.map(|id| id.to_string()).unwrap_or_default();
    let leads = &offered.leads;
    let lead = if leads.iter().any(|(value, _)| *value == own) { own } else { only(leads) };
    Draft::default()
        .with("subject", Subject::Mathematics.to_string())
        .with("programme", catalogue.programmes().next().map(|one| one.version.clone()).unwrap_or_default())
        .with("starts_on", starts_on.to_string())
        .with("ends_on", last_teaching_day(school, starts_on).to_string())
        .with("planned_minutes", SUGGESTED_MINUTES.to_string())
        .with("setting", Setting::GroupApart.to_string())
        .with("teacher", only(&offered.teachers))
        .with("lead", lead)
}

/// The first Monday after a day.
fn next_monday(day: Date) -> Date {
    day.saturating_add((7 - i32::from(day.weekday().to_monday_zero_offset())).days())
}

/// The day itself, or the first day of the next term where it is in a holiday and the next term is known.
fn first_teaching_day(school: &Settings, day: Date) -> Date {
    match school.when(day) {
        When::Holiday { next_on: Some(next_on) } => next_on,
        When::Holiday { next_on: None } | When::InTerm(..) | When::Unknown => day,
    }
}

/// The last day of the week in which a cycle that starts on this day has had its weeks of teaching. Where no more terms are
/// known, weeks are counted as if there were no holidays.
fn last_teaching_day(school: &Settings, starts_on: Date) -> Date {
    let monday = starts_on.saturating_sub(i32::from(starts_on.weekday().to_monday_zero_offset()).days());
    let is_taught = |day: &Date| *day >= starts_on && !school.is_holiday(*day);
    let week = |week: i32| (0..5).map(move |day| monday.saturating_add((week * 7 + day).days()));
    let taught = (0..WEEKS_OF_A_YEAR).filter_map(|number| week(number).rfind(is_taught));
    let weeks = usize::try_from(WEEKS).unwrap_or_default();
    let plain = || monday.saturating_add((i32::try_from(WEEKS).unwrap_or_default() * 7 - 3).days());
    taught.take(weeks).skip(weeks - 1).last().unwrap_or_else(plain)
}

pub(super) fn plan<'c>(visitor: &'c Visitor, draft: &mut Draft, offered: &Offered) -> Option<Planned<'c>> {
    let words = visitor.words;
    let subject = draft.read(words, "subject", "form-subject-missing", |text| {
        Subject::TAUGHT.iter().copied().find(|subject| subject.to_string() == text)
    });
    let programme = programme(visitor, draft, subject);
    let dates = dates(words, draft);
    let academic_year = dates.and_then(|dates| AcademicYear::of_day(dates.starts_on).ok());
    if dates.is_some() && academic_year.is_none() {
        draft.refuse(words, "starts_on", "form-date-no-year", &[]);
    }
    let minutes = draft.read(words, "planned_minutes", "form-planned-minutes-unreadable", |text| {
        text.replace(',', "").parse().ok().filter(|minutes| MINUTES.contains(minutes))
    });
    let setting = draft.read(words, "setting", "form-setting-missing", |text| text.parse().ok());
    let teacher =
        draft.read(words, "teacher", "form-teacher-missing", |text| chosen(text, &offered.teachers));
    let lead = draft.read(words, "lead", "form-lead-missing", |text| chosen(text, &offered.leads));
    let mentor = optional(words, draft, "mentor", &offered.mentors);
    let texts = texts(words, draft, programme);
    let predecessor = optional(words, draft, "predecessor", &offered.predecessors);
    let benchmark_set = optional(words, draft, "benchmark_set", &offered.benchmarks);
    texts.then_some(())?;
    Some(Planned {
        subject: subject?,
        programme: programme?,
        dates: dates?,
        academic_year: academic_year?,
        minutes: minutes?,
        setting: setting?,
        teacher: teacher?,
        lead: lead?,
        mentor: mentor.ok()?,
        predecessor: predecessor.ok()?,
        benchmark_set: benchmark_set.ok()?,
    })
}

/// An older edition of a programme is not planned anew. A retired one is understood, and the rule that says no is told.
fn programme<'c>(visitor: &'c Visitor, draft: &mut Draft, subject: Option<Subject>) -> Option<&'c Programme> {
    let words = visitor.words;
    let newest = |text: &str| visitor.catalogue.programme(text).filter(|one| one.is_newest);
    let programme = draft.read(words, "programme", "form-programme-missing", newest)?;
    if subject.is_some_and(|subject| !programme.teaches(subject)) {
        draft.refuse(words, "programme", "form-programme-of-another-subject", &[]);
        return None;
    }
    Some(programme)
}

/// The first and the last day, in their order.
fn dates(words: Words, draft: &mut Draft) -> Option<CycleDates> {
    let starts_on = draft.day(words, "starts_on");
    let ends_on = draft.day(words, "ends_on");
    let dates = CycleDates { starts_on: starts_on?, ends_on: ends_on? };
    if dates.ends_on <= dates.starts_on {
        draft.refuse(words, "ends_on", "form-ends-before-start", &[]);
        return None;
    }
    Some(dates)
}

/// Whether every text that the programme asks for is there, and none is too long.
fn texts(words: Words, draft: &mut Draft, programme: Option<&Programme>) -> bool {
    let asked = programme.is_none_or(|programme| programme.is.kind == CycleKind::Intervention);
    let mut fine = true;
    for field in TEXTS {
        let (least, most, id) = match field {
            "group_label" => (0, LABEL_MOST, "form-group-unreadable"),
            "need_statement" => (usize::from(asked), TEXT_MOST, "form-need-statement-missing"),
            "inquiry_question" => (usize::from(asked), TEXT_MOST, "form-inquiry-question-missing"),
            _ => (usize::from(asked), TEXT_MOST, "form-class-link-missing"),
        };
        let fits = |text: &str| (least..=most).contains(&text.chars().count()).then_some(());
        fine &= draft.read(words, field, id, fits).is_some();
    }
    fine
}

/// What was chosen, if it was offered.
fn chosen<T: std::str::FromStr>(text: &str, offered: &[(String, String)]) -> Option<T> {
    offered.iter().any(|(value, _)| value == text).then(|| text.parse().ok()).flatten()
}

/// What was chosen, or nothing; refused if it was not offered.
fn optional<T: std::str::FromStr>(
    words: Words,
    draft: &mut Draft,
    field: &'static str,
    offered: &[(String, String)],
) -> Result<Option<T>, NotOffered> {
    if draft.text(field).is_empty() {
        return Ok(None);
    }
    draft.read(words, field, "form-choice-unknown", |text| chosen(text, offered)).map(Some).ok_or(NotOffered)
}

/// Something was chosen that stands in no list.
struct NotOffered;

pub(super) fn reschedule(words: Words, draft: &mut Draft) -> Option<Moved> {
    let dates = dates(words, draft);
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::Rescheduling);
    Some(Moved { dates: dates?, effective_on: effective_on?, reason: reason? })
}

/// A reason is read only where the group has another size than the programme's.
pub(super) fn start(visitor: &Visitor, draft: &mut Draft, cycle: &OpenCycle) -> Option<Started> {
    let words = visitor.words;
    let effective_on = effective_on(words, draft);
    let size_override = match size_misfit(&visitor.catalogue, cycle) {
        Some(allowed) if draft.text("reason").is_empty() => {
            let size = cycle.record.group_size();
            let told = [("size", size), ("least", allowed.least), ("most", allowed.most)];
            let values = told.map(|(name, pupils)| (name, usize::from(pupils).into()));
            draft.refuse(words, "reason", "start-size-needs-reason", &values);
            return None;
        }
        Some(_) => Some(reason_form::parse(words, draft, ReasonFor::OverridingSize)?),
        None => None,
    };
    Some(Started { effective_on: effective_on?, size_override })
}

/// The sizes that the cycle's programme has, if the group has another one.
pub(super) fn size_misfit(catalogue: &Catalogue, cycle: &OpenCycle) -> Option<Bounds<u16>> {
    let record = &cycle.record;
    let allowed = catalogue.limits(&record.plan.programme).group_size?;
    (record.is_intervention() && !allowed.contains(&record.group_size())).then_some(allowed)
}

fn effective_on(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.day(words, "effective_on")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;
    use crate::test_support::{catalogue, visitor};
    use jiff::civil::date;
    use uuid::Uuid;

    const TEACHER: &str = "00000000-0000-0000-0000-00000000000a";
    const LEAD: &str = "00000000-0000-0000-0000-00000000000b";
    const CLOSED: &str = "00000000-0000-0000-0000-000000000001";

    fn choice(value: &str) -> Vec<(String, String)> {
        vec![(value.to_owned(), "Somebody".to_owned())]
    }

    fn offered() -> Offered {
        Offered {
            teachers: choice(TEACHER),
            leads: choice(LEAD),
            mentors: Vec::new(),
            predecessors: choice(CLOSED),
            benchmarks: choice("ks2-2018-19@1"),
        }
    }

    fn filled() -> Draft {
        suggested(
            &Settings::usual(date(2026, 3, 4)),
            &catalogue(),
            &offered(),
            Some(AccountId::new(Uuid::from_u128(0xB))),
        )
        .with("need_statement", "Seven pupils lose the tens when they add.")
        .with("inquiry_question", "Do jumps on a line help?")
        .with("class_link", "The class adds in columns at the same time.")
    }

    fn problems(draft: &Draft) -> Vec<&str> {
        draft.problems().iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn what_is_suggested_needs_only_its_three_texts() {
        let mut draft = filled();
        let lead = visitor(Role::Lead);
        let planned = plan(&lead, &mut draft, &offered()).unwrap();
        assert_eq!(planned.dates.starts_on, date(2026, 3, 9), "the next Monday");
        assert_eq!(planned.dates.ends_on, date(2026, 5, 1), "a Friday, eight weeks on");
        assert_eq!(planned.academic_year.to_string(), "2025-26");
        assert_eq!(
            (planned.subject, planned.programme.version.as_str()),
            (Subject::Mathematics, "accelerated-group@1")
        );
        assert_eq!((planned.teacher.to_string(), planned.lead.to_string()), (TEACHER.into(), LEAD.into()));
        assert_eq!((planned.mentor, planned.predecessor, planned.benchmark_set), (None, None, None));
    }

    #[test]
    fn a_start_in_a_term_is_suggested_and_an_end_after_eight_weeks_of_teaching() {
        let dates = |today| {
            let school = crate::test_support::with_terms(today);
            let draft = suggested(&school, &catalogue(), &offered(), None);
            (draft.text("starts_on").to_owned(), draft.text("ends_on").to_owned())
        };
        let of = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(dates(date(2026, 1, 6)), of("2026-01-12", "2026-03-13"), "a week of holiday more");
        assert_eq!(dates(date(2026, 2, 12)), of("2026-02-23", "2026-05-01"), "not the Monday of the holiday");
        assert_eq!(
            dates(date(2026, 7, 20)),
            of("2026-07-27", "2026-10-23"),
            "days that nobody knows count as taught"
        );
    }

    #[test]
    fn a_monday_s_next_monday_is_a_week_later() {
        assert_eq!(next_monday(date(2026, 3, 2)), date(2026, 3, 9));
        assert_eq!(next_monday(date(2026, 3, 8)), date(2026, 3, 9));
    }

    #[test]
    fn every_problem_of_a_plan_is_told_at_once() {
        let mut draft = Draft::default().with("starts_on", "soon").with("mentor", LEAD);
        assert!(plan(&visitor(Role::Lead), &mut draft, &offered()).is_none());
        let expected = PLAN_FIELDS
            .names()
            .filter(|field| !["group_label", "predecessor", "benchmark_set"].contains(field));
        assert_eq!(problems(&draft), expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_cycle_ends_after_it_starts_and_follows_a_programme_of_its_subject() {
        let mut draft = filled().with("ends_on", "2026-03-09").with("subject", "reading");
        assert!(plan(&visitor(Role::Lead), &mut draft, &offered()).is_none());
        assert_eq!(problems(&draft), ["programme", "ends_on"]);
    }

    #[test]
    fn following_a_whole_class_needs_no_text_and_serves_any_subject() {
        let mut draft = suggested(&Settings::usual(date(2026, 3, 4)), &catalogue(), &offered(), None)
            .with("subject", "writing")
            .with("programme", "class-tracking@1")
            .with("predecessor", CLOSED)
            .with("benchmark_set", "ks2-2018-19@1");
        let lead = visitor(Role::Lead);
        let planned = plan(&lead, &mut draft, &offered()).unwrap();
        assert_eq!(planned.predecessor.map(|id| id.to_string()).as_deref(), Some(CLOSED));
        assert_eq!(planned.benchmark_set.map(|set| set.to_string()).as_deref(), Some("ks2-2018-19@1"));
    }

    #[test]
    fn somebody_and_something_that_was_not_offered_is_refused() {
        let mut draft = filled().with("teacher", LEAD).with("predecessor", TEACHER);
        assert!(plan(&visitor(Role::Lead), &mut draft, &offered()).is_none());
        assert_eq!(problems(&draft), ["teacher", "predecessor"]);
    }

    #[test]
    fn minutes_may_be_written_with_a_comma_and_are_neither_none_nor_endless() {
        for (typed, understood) in [("1,440", true), ("0", false), ("25000", false), ("an hour", false)] {
            let mut draft = filled().with("planned_minutes", typed);
            assert_eq!(plan(&visitor(Role::Lead), &mut draft, &offered()).is_some(), understood, "{typed}");
        }
    }

    #[test]
    fn moving_the_dates_asks_for_a_reason() {
        let mut draft =
            Draft::default().with("starts_on", "2026-03-09").with("ends_on", "2026-03-01").with("reason", "");
        assert!(reschedule(Words::default(), &mut draft).is_none());
        assert_eq!(problems(&draft), ["ends_on", "effective_on", "reason"]);
    }
}
