//! The names that readers see for the domain's own words: a point of the cycle, a kind of support, a strategy, a day.

use std::fmt::Display;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app;
use crate::words::Words;

/// The name of one word of a closed list: `pattern` is the message id with `{}` where the word stands, as in `point-{}`.
#[must_use]
pub fn of(words: Words, pattern: &str, word: &impl Display) -> String {
    let id = pattern.replace("{}", &word.to_string().replace('_', "-"));
    if words.has(&id) { words.say(&id) } else { word.to_string() }
}

/// The name of a thing of the catalogue, whatever its edition; its code if the words don't have it.
#[must_use]
pub fn coded(words: Words, pattern: &str, code: &impl Display) -> String {
    let code = code.to_string();
    of(words, pattern, &code.split('@').next().unwrap_or(&code))
}

/// Every word of a closed list as a choice: the stored word, and its name.
#[must_use]
pub fn choices<T: Display>(
    words: Words,
    pattern: &str,
    all: impl IntoIterator<Item = T>,
) -> Vec<(String, String)> {
    all.into_iter().map(|word| (word.to_string(), of(words, pattern, &word))).collect()
}

/// An instant in words, where the schools are: 27 March 2026, 14:05.
#[must_use]
pub fn moment(words: Words, instant: Timestamp) -> String {
    moment_by(words, instant, &app::london())
}

/// The same by another clock.
#[must_use]
pub fn moment_by(words: Words, instant: Timestamp, clock: &TimeZone) -> String {
    let there = instant.to_zoned(clock.clone());
    let time = format!("{:02}:{:02}", there.hour(), there.minute());
    words.tell("moment-in-words", &[("day", words.date(there.date()).into()), ("time", time.into())])
}

/// A clock, by the place that the world calls it by: Auckland for `Pacific/Auckland`.
#[must_use]
pub fn clock(clock: &TimeZone) -> String {
    let name = clock.iana_name().unwrap_or("UTC");
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::VariantArray;
    use domain::cycle::{
        AssessmentPoint, ContactDirection, ContactKind, CostKind, CycleKind, EntryBand, ExitStatus,
        InquiryStage, JudgedEffect, Judgement, LessonPart, Lever, NeedSource, NextSupport, Rating,
        ReportPart, Role, Setting, StaffPost, Stage, TargetMeasure, Tier, Wave,
    };

    fn named<T: VariantArray + Display>(list: &str) {
        for word in T::VARIANTS {
            let id = format!("{list}-{}", word.to_string().replace('_', "-"));
            assert!(Words::default().has(&id), "{id}");
        }
    }

    #[test]
    fn every_word_of_every_closed_list_has_a_name() {
        named::<AssessmentPoint>("point");
        named::<CycleKind>("cycle-kind");
        named::<EntryBand>("entry-band");
        named::<ExitStatus>("exit-status");
        named::<JudgedEffect>("judged-effect");
        named::<LessonPart>("lesson-part");
        named::<Lever>("lever");
        named::<NeedSource>("need-source");
        named::<NextSupport>("next-support");
        named::<Role>("role-in-cycle");
        named::<Setting>("setting");
        named::<StaffPost>("staff-post");
        named::<Judgement>("judgement");
        named::<ContactKind>("contact-kind");
        named::<ContactDirection>("contact-direction");
        named::<InquiryStage>("inquiry-stage");
        named::<CostKind>("cost-kind");
        named::<ReportPart>("report-part");
        named::<TargetMeasure>("target-measure");
        named::<Tier>("tier");
        named::<domain::school_group::GroupKind>("group-kind");
        named::<domain::school::TermName>("term-name");
        named::<Wave>("wave");
        named::<domain::ReasonCode>("reason");
        named::<domain::enquiry::EnquiryStage>("enquiry-stage");
    }

    #[test]
    fn every_rating_has_a_name_and_so_has_every_stage_that_a_reader_meets() {
        for rating in Rating::ALL {
            assert!(Words::default().has(&format!("rating-{rating}")), "{rating}");
        }
        for stage in Stage::VARIANTS.iter().filter(|stage| **stage != Stage::Unplanned) {
            assert!(Words::default().has(&format!("state-{}", stage.name())), "{stage:?}");
        }
    }

    #[test]
    fn every_reason_has_a_summary_for_governors() {
        for code in domain::ReasonCode::VARIANTS {
            assert!(Words::default().has(&code.summary_key()), "{code}");
        }
    }

    #[test]
    fn an_instant_is_said_in_the_time_of_the_schools() {
        let summer = "2026-07-01T12:05:00Z".parse().unwrap();
        assert_eq!(moment(Words::default(), summer), "1 July 2026, 13:05");
    }
}
