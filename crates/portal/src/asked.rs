//! A question of the catalogue in words: what to ask, what can be said, and the figures that it comes from. Pure.
//!
//! What became of a question was decided in [`measures::question`]; here it only finds its sentences. A list of cycles
//! names at most three, the most pressing first.

use domain::catalogue::EntryKind;
use domain::{AcademicYear, Currency, CycleId};
use measures::claim::{Claim as _, FEW_PUPILS, TrendClaim};
use measures::cycle::GainVerdict;
use measures::question::{Figures, Finding, GroupPair, Over, QuestionId, State};
use measures::trend::Trend;
use measures::{Certainty, SchoolYear, Subject};

use crate::chart;
use crate::costs;
use crate::entries::Catalogue;
use crate::official_facts::Official;
use crate::words::Words;

/// So many cycles are named beside a question.
const NAMED: usize = 3;

/// A cycle that a question is asked of.
#[derive(Debug, Clone, PartialEq)]
pub struct InCycle {
    /// Which.
    pub id: CycleId,
    /// What it is called.
    pub label: String,
    /// The money that its costs are in.
    pub currency: Option<Currency>,
}

/// One question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The code by which the question is known: Q1 to Q26.
    pub id: &'static str,
    /// Whether it is about published results.
    pub of_results: bool,
    /// What became of it.
    pub state: State,
    /// The question.
    pub question: String,
    /// The figures that it comes from; empty where there are none.
    pub because: String,
    /// What can be said.
    pub answer: String,
    /// The cycles in which it is asked, each with its figures; some of them where there are many.
    pub cycles: Vec<CycleBecause>,
    /// Where to look further.
    pub link: Option<(String, String)>,
}

/// A cycle in which a question is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct CycleBecause {
    /// Where its page is.
    pub address: String,
    /// What it is called.
    pub label: String,
    /// The figures that the question comes from; empty where there are none.
    pub because: String,
}

/// What findings are told with.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// The sentences.
    pub words: Words,
    /// The names of strategies.
    pub catalogue: &'a Catalogue,
    /// The published results, if there are any.
    pub official: Option<&'a Official>,
    /// The address of the school, for those who may see its cycles.
    pub record: Option<&'a str>,
    /// Some of these cycles are not open to the reader.
    pub some_closed_off: bool,
}

impl Telling<'_> {
    /// The question with its answer, about the school or over its cycles.
    #[must_use]
    pub fn tell(&self, over: &Over<InCycle>) -> Asked {
        Asked {
            because: self.because(over),
            answer: self.answer(&over.finding, &variant(over)),
            cycles: self.cycles(over),
            link: self.link(over),
            ..self.one(&over.finding, None)
        }
    }

    /// The question with its answer, about one cycle whose costs are in this money.
    #[must_use]
    pub fn one(&self, finding: &Finding, currency: Option<Currency>) -> Asked {
        Asked {
            id: finding.id.code(),
            of_results: finding.id.is_of_results(),
            state: finding.state,
            question: self.words.say(&format!("question-{}", lower(finding.id))),
            because: self.figures(finding, currency).unwrap_or_default(),
            answer: self.answer(finding, &variant_of(finding)),
            cycles: Vec::new(),
            link: None,
        }
    }

    fn answer(&self, finding: &Finding, asked: &str) -> String {
        match finding.state {
            State::NotKnown(why) => self.words.say(why.message_key()),
            State::NothingUnusual => self.filled(&format!("nothing-{}", lower(finding.id)), &finding.figures),
            State::Asked => self.filled(asked, &finding.figures),
        }
    }

    /// A sentence of an answer, with the subjects and the claim that it may name.
    fn filled(&self, id: &str, figures: &Figures) -> String {
        let words = self.words;
        let name = |subject: &Subject| in_sentence(words, *subject);
        if let Figures::Gap { first, second, .. } = figures {
            return words.tell(id, &[("first", name(first).into()), ("second", name(second).into())]);
        }
        if let Figures::Subjects { faster, slower, .. } = figures {
            let clear: Vec<String> = Subject::ALL
                .into_iter()
                .filter(|subject| faster.contains(subject) || slower.contains(subject))
                .map(|subject| in_sentence(words, subject))
                .collect();
            return words.tell(id, &[("subjects", listed(words, &clear).into())]);
        }
        if let Figures::Years { movement, .. } = figures {
            let claim = words.claim(&TrendClaim::of(&Trend::Years(*movement)).sentence());
            return words.tell(id, &[("claim", claim.into())]);
        }
        if let Figures::Action { linked, .. } = figures {
            let said = words.tell(id, &[("cycles", linked.unwrap_or_default().into())]);
            let others = self.some_closed_off && linked.is_some_and(|cycles| cycles > 0);
            return if others { format!("{said} {}", words.say("asked-q4-closed-off")) } else { said };
        }
        if let Figures::Standing { subject, .. } = figures {
            return words.tell(id, &[("subject", name(subject).into())]);
        }
        if let Figures::SamePupils { at_least } = figures {
            return words.tell(id, &[("pupils", (*at_least).into())]);
        }
        words.say(id)
    }

    /// What the question comes from as a whole; the figures of cycles in which it is asked stand with these.
    fn because(&self, over: &Over<InCycle>) -> String {
        if over.looked_at == 0 {
            return self.figures(&over.finding, None).unwrap_or_default();
        }
        self.words.tell(
            "question-cycles-looked-at",
            &[("asked", over.asked.len().into()), ("cycles", over.looked_at.into())],
        )
    }

    fn cycles(&self, over: &Over<InCycle>) -> Vec<CycleBecause> {
        let one = |(cycle, finding): &(InCycle, Finding)| CycleBecause {
            address: format!("/cycles/{}", cycle.id),
            label: cycle.label.clone(),
            because: self.figures(finding, cycle.currency).unwrap_or_default(),
        };
        over.asked.iter().take(NAMED).map(one).collect()
    }

    fn link(&self, over: &Over<InCycle>) -> Option<(String, String)> {
        let figures = &over.finding.figures;
        let scored = matches!(figures, Figures::Tracking { .. });
        let acted = matches!(figures, Figures::Action { linked: Some(cycles), .. } if *cycles > 0);
        let leads = scored || acted || over.asked.len() > NAMED;
        let school = self.record.filter(|_| leads)?;
        Some(if over.finding.id == QuestionId::Q5 {
            (format!("{school}/tracking"), self.words.say("beside-title"))
        } else {
            (format!("{school}/cycles"), self.words.say("cycles-of-school"))
        })
    }

    /// The figures of one finding in a sentence; nothing where it has none.
    fn figures(&self, finding: &Finding, currency: Option<Currency>) -> Option<String> {
        let figures = &finding.figures;
        self.of_results(figures)
            .or_else(|| self.of_year_group(figures))
            .or_else(|| self.of_teaching(figures))
            .or_else(|| self.of_outcome(figures, currency))
            .or_else(|| self.of_records(finding))
    }

    /// Q1 to Q5, Q9, Q10 and Q25.
    fn of_results(&self, figures: &Figures) -> Option<String> {
        let words = self.words;
        let subject = |subject: &Subject| words.say(subject.message_key());
        if let Figures::Subjects { .. } = figures {
            return Some(words.tell("because-q1", &[("figures", self.progress()?.into())]));
        }
        if let Figures::Gap { first, second, test, pairs } = figures {
            let values = [
                ("first", subject(first).into()),
                ("second", in_sentence(words, *second).into()),
                ("difference", chart::signed(test.difference).into()),
                ("range", chart::range(words, test.interval).into()),
                ("pairs", (*pairs).into()),
            ];
            return Some(words.tell("because-q2", &values));
        }
        if let Figures::Years { subject, .. } = figures {
            return self.years(*subject);
        }
        if let Figures::Action { low, gap, falling, .. } = figures {
            return Some(self.calls_for_action(low, *gap, *falling));
        }
        if let Figures::Tracking { days_old } = figures {
            let latest = days_old.map_or_else(|| "none".into(), Into::into);
            let year = self.official?.year.written();
            return Some(words.tell("because-q5", &[("year", year.into()), ("latest", latest)]));
        }
        if let Figures::Standing { subject: of, results, results_judged, progress, range } = figures {
            let values = [
                ("subject", subject(of).into()),
                ("results", chart::signed(*results).into()),
                ("progress", chart::signed(*progress).into()),
                ("range", chart::range(words, *range).into()),
                ("judged", if *results_judged { "yes" } else { "no" }.into()),
            ];
            return Some(words.tell("because-standing", &values));
        }
        None
    }

    /// Q6, Q7, Q8, Q11 and Q25: how firm the figures of a year group are.
    fn of_year_group(&self, figures: &Figures) -> Option<String> {
        let words = self.words;
        if let Figures::Reliability { subject, pupils, one_pupil_percent, ten_points_move, .. } = figures {
            let subject = words.say(subject.message_key());
            let (Some(pupils), Some(share), Some(points)) = (pupils, one_pupil_percent, ten_points_move)
            else {
                return Some(words.tell("because-q6-no-number", &[("subject", subject.into())]));
            };
            let values = [
                ("subject", subject.into()),
                ("pupils", (*pupils).into()),
                ("share", format!("{share:.1}").into()),
                ("points", format!("{points:.1}").into()),
            ];
            return Some(words.tell("because-q6", &values));
        }
        if let Figures::Hidden { all_pupils, groups } = figures {
            return Some(
                words.tell("because-q7", &[("all", (*all_pupils).into()), ("groups", (*groups).into())]),
            );
        }
        if let Figures::Coverage { subject, percent } = figures {
            let values = [
                ("subject", words.say(subject.message_key()).into()),
                ("percent", format!("{percent:.0}").into()),
            ];
            return Some(words.tell("because-q8", &values));
        }
        if let Figures::Norms { new_starts, corrected } = figures {
            return Some(self.norms(new_starts, corrected));
        }
        self.groups(figures)
    }

    fn groups(&self, figures: &Figures) -> Option<String> {
        let words = self.words;
        let Figures::Groups { pair, subject, progress: [one, other], test, earlier, pairs } = figures else {
            return None;
        };
        let pair = match pair {
            GroupPair::BoysGirls => ["pair-boys-girls-first", "pair-boys-girls-second"],
            GroupPair::DisadvantagedOther => {
                ["pair-disadvantaged-other-first", "pair-disadvantaged-other-second"]
            }
        };
        let [first, second] = pair.map(|id| words.say(id));
        let values = [
            ("subject", in_sentence(words, *subject).into()),
            ("first", first.into()),
            ("one", chart::signed(*one).into()),
            ("second", second.into()),
            ("other", chart::signed(*other).into()),
            ("difference", chart::signed(test.difference).into()),
            ("range", chart::range(words, test.interval).into()),
            ("pairs", (*pairs).into()),
        ];
        let now = words.tell("because-q11", &values);
        let Some((year, [one, other])) = earlier else { return Some(now) };
        let values = [
            ("year", year.to_string().into()),
            ("one", chart::signed(*one).into()),
            ("other", chart::signed(*other).into()),
        ];
        Some(format!("{now} {}", words.tell("because-q11-earlier", &values)))
    }

    /// Q12, Q13, Q16 to Q19 and Q21: what was done in a cycle.
    fn of_teaching(&self, figures: &Figures) -> Option<String> {
        let words = self.words;
        if let Figures::Start { need_stated, every_pupil_has_a_need } = figures {
            let id = match (need_stated, every_pupil_has_a_need) {
                (false, _) => "because-q12-no-why",
                (true, false) => "because-q12-no-needs",
                (true, true) => "because-q12",
            };
            return Some(words.say(id));
        }
        if let Figures::Dose { planned_minutes, delivered_minutes, percent } = figures {
            let values = [
                ("delivered", (*delivered_minutes).into()),
                ("planned", (*planned_minutes).into()),
                ("percent", (*percent).into()),
            ];
            return Some(words.tell("because-q13", &values));
        }
        if let Figures::Weeks { since_end } = figures {
            return Some(words.tell("because-weeks", &[("weeks", (*since_end).into())]));
        }
        if let Figures::Changes { changes, .. } = figures {
            return Some(words.tell("because-changes", &[("changes", (*changes).into())]));
        }
        if let Figures::Contacts { contacts } = figures {
            let contacts = contacts.map_or_else(|| "none".into(), Into::into);
            return Some(words.tell("because-q21", &[("contacts", contacts)]));
        }
        None
    }

    /// Q14, Q15 and Q22: what came of a cycle.
    fn of_outcome(&self, figures: &Figures, currency: Option<Currency>) -> Option<String> {
        let words = self.words;
        if let Figures::Gain { mean, range, anyway, pupils, .. } = figures {
            let range = range.map(|range| chart::range(words, range)).unwrap_or_default();
            let mut values = vec![
                ("pupils", (*pupils).into()),
                ("mean", chart::signed(*mean).into()),
                ("range", range.into()),
            ];
            let Some(anyway) = anyway else { return Some(words.tell("because-q14-no-chance", &values)) };
            values.push(("anyway", format!("{:.1}", anyway.expected + anyway.by_chance).into()));
            return Some(words.tell("because-q14", &values));
        }
        if let Figures::Comparison { norm, other_pupils } = figures {
            let id = match (norm, other_pupils) {
                (_, true) => "because-q15-both",
                (true, false) => "because-q15-norm",
                (false, false) => "because-q15-none",
            };
            return Some(words.say(id));
        }
        let Figures::Value { minor_units_per_pupil, pupils, .. } = figures else { return None };
        let currency = currency?;
        let each = costs::money(currency.in_units(*minor_units_per_pupil).normalize(), currency);
        Some(match pupils {
            Some(pupils) => words.tell("because-q22", &[("pupils", (*pupils).into()), ("each", each.into())]),
            None => words.tell("because-q22-each", &[("each", each.into())]),
        })
    }

    /// Q20, Q23, Q24 and Q26: what the records say together.
    fn of_records(&self, finding: &Finding) -> Option<String> {
        let (words, figures) = (self.words, &finding.figures);
        if let Figures::SamePupils { .. } = figures {
            return Some(words.say("because-q20"));
        }
        if let Figures::Corrections { after_report, percent } = figures {
            return Some(match (after_report, percent) {
                (true, _) => words.say("because-q23-report"),
                (false, Some(percent)) => {
                    words.tell("because-q23-percent", &[("percent", (*percent).into())])
                }
                (false, None) if finding.is_asked() => words.say("because-q23-often"),
                (false, None) => words.say("because-q23"),
            });
        }
        if let Figures::Actions { overdue } = figures {
            return Some(words.tell("because-q24", &[("actions", (*overdue).into())]));
        }
        let Figures::Spread { strategies } = figures else { return None };
        let names: Vec<String> =
            strategies.iter().map(|code| self.catalogue.name(words, EntryKind::Strategy, code)).collect();
        if names.is_empty() {
            return Some(words.say("because-q26-none"));
        }
        Some(words.tell("because-q26", &[("strategies", listed(words, &names).into())]))
    }

    /// Progress of each subject with its range, in one line.
    fn progress(&self) -> Option<String> {
        let words = self.words;
        let one = |(name, mark): (String, measures::Mark)| match (
            mark.progress().difference(),
            mark.progress().interval(),
        ) {
            (Some(value), Some(interval)) => {
                format!("{name}: {} ({})", chart::signed(value), chart::range(words, interval))
            }
            (Some(value), None) => format!("{name}: {}", chart::signed(value)),
            (None, _) => format!("{name}: {}", words.say("no-figure")),
        };
        let marks = self.official?.marks.iter();
        let named = marks.map(|mark| (words.say(mark.subject.message_key()), mark.mark));
        Some(named.map(one).collect::<Vec<_>>().join("; "))
    }

    /// The progress of a subject in each year, and why some years are left out.
    fn years(&self, subject: Subject) -> Option<String> {
        let official = self.official?;
        let series = official.series.iter().find(|one| one.subject == subject)?;
        let figures: Vec<String> = series
            .points
            .iter()
            .map(|point| format!("{}: {}", point.year, chart::signed(point.estimate.value)))
            .collect();
        let values =
            [("subject", in_sentence(self.words, subject).into()), ("figures", figures.join("; ").into())];
        let because = self.words.tell("because-q3", &values);
        if official.is_broken() {
            return Some(format!("{because} {}", self.words.say("because-q3-new-start")));
        }
        Some(because)
    }

    fn calls_for_action(&self, low: &[Subject], gap: bool, falling: bool) -> String {
        let words = self.words;
        let mut parts = Vec::new();
        if !low.is_empty() {
            let names: Vec<String> = low.iter().map(|subject| in_sentence(words, *subject)).collect();
            parts.push(words.tell("because-q4-low", &[("subjects", listed(words, &names).into())]));
        }
        parts.extend(gap.then(|| words.say("because-q4-gap")));
        parts.extend(falling.then(|| words.say("because-q4-falling")));
        if parts.is_empty() { words.say("because-q4-none") } else { parts.join(" ") }
    }

    fn norms(&self, new_starts: &[SchoolYear], corrected: &[SchoolYear]) -> String {
        let words = self.words;
        let years =
            |years: &[SchoolYear]| listed(words, &years.iter().map(ToString::to_string).collect::<Vec<_>>());
        let told = |id: &str, of: &[SchoolYear]| {
            (!of.is_empty()).then(|| words.tell(id, &[("years", years(of).into())]))
        };
        let parts: Vec<String> =
            [("because-q25-new-start", new_starts), ("because-q25-corrected", corrected)]
                .into_iter()
                .filter_map(|(id, of)| told(id, of))
                .collect();
        if parts.is_empty() { words.say("because-q25") } else { parts.join(" ") }
    }
}

/// The message id of what can be said of a question that is asked; the plain one where its cycles ask in several ways.
fn variant(over: &Over<InCycle>) -> String {
    let first = variant_of(&over.finding);
    let is_common = over.asked.iter().all(|(_, finding)| variant_of(finding) == first);
    if is_common {
        first
    } else if matches!(over.finding.figures, Figures::Gain { .. }) {
        "asked-q14-mixed".to_owned()
    } else {
        format!("asked-{}", lower(over.finding.id))
    }
}

/// The message id of what can be said of one finding: some questions are asked in several ways.
fn variant_of(finding: &Finding) -> String {
    let own = |end: &str| format!("asked-{}{end}", lower(finding.id));
    let figures = &finding.figures;
    if let Figures::Gap { test, .. } = figures {
        return own(if test.certainty == Certainty::ClearlyAbove { "-first" } else { "-second" });
    }
    if let Figures::Action { linked, .. } = figures {
        return own(match linked {
            None => "-own-record",
            Some(0) => "-none",
            Some(_) => "",
        });
    }
    if let Figures::Reliability { pupils, .. } = figures {
        return own(if pupils.is_some_and(|pupils| pupils < FEW_PUPILS) { "-few" } else { "" });
    }
    if let Figures::Gain { verdict, .. } = figures {
        return own(if *verdict == GainVerdict::LessThanExpected { "-less" } else { "" });
    }
    if let Figures::Value { verdict, .. } = figures {
        let unclear = matches!(verdict, GainVerdict::LessThanExpected | GainVerdict::TooCloseToCall);
        return own(if unclear { "-unclear" } else { "" });
    }
    if let Figures::Corrections { after_report, .. } = figures {
        return own(if *after_report { "" } else { "-often" });
    }
    if let Figures::Norms { new_starts, .. } = figures {
        return own(if new_starts.is_empty() { "-corrected" } else { "" });
    }
    own(if finding.misses_scores() { "-no-scores" } else { "" })
}

/// The code of a question as message ids have it.
fn lower(id: QuestionId) -> String {
    id.code().to_lowercase()
}

fn in_sentence(words: Words, subject: Subject) -> String {
    words.say(match subject {
        Subject::Reading => "subject-in-sentence-reading",
        Subject::Writing => "subject-in-sentence-writing",
        Subject::Mathematics => "subject-in-sentence-mathematics",
    })
}

/// "a", "a and b", "a, b and c".
fn listed(words: Words, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => {
            words.tell("list-and", &[("first", first.join(", ").into()), ("last", last.into())])
        }
    }
}

/// The year as the questions' page names it.
#[must_use]
pub fn about_year(words: Words, year: AcademicYear) -> String {
    words.tell("questions-about-year", &[("year", year.written().into())])
}
