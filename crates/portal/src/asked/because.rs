//! What a question comes from: the figures in a sentence, which stands after "you are asked this because", the cycles that it
//! is asked of or that answer it, and where to look further. Pure.

use domain::Currency;
use domain::catalogue::EntryKind;
use measures::question::{Figures, Finding, GroupPair, Over, QuestionId, SubjectMark};
use measures::{SchoolYear, Subject};

use super::{Acted, CycleBecause, InCycle, NAMED, Telling, in_sentence, listed};
use crate::chart;
use crate::costs;

impl Telling<'_> {
    /// What the question comes from as a whole; the figures of cycles in which it is asked stand with these.
    pub(super) fn because(&self, over: &Over<InCycle>) -> String {
        if over.looked_at == 0 {
            return self.figures(&over.finding, None).unwrap_or_default();
        }
        self.words.tell(
            "question-cycles-looked-at",
            &[("asked", over.asked.len().into()), ("cycles", over.looked_at.into())],
        )
    }

    pub(super) fn cycles(&self, over: &Over<InCycle>) -> Vec<CycleBecause> {
        let words = self.words;
        if over.finding.is_asked() && matches!(over.finding.figures, Figures::Action { .. }) {
            let days =
                |one: &Acted| [("from", words.date(one.from).into()), ("to", words.date(one.to).into())];
            let one = |one: &Acted| CycleBecause {
                address: format!("/cycles/{}", one.cycle),
                label: one.label.clone(),
                because: words.tell("cycles-dates", &days(one)),
            };
            return self.acted_on(&over.finding.figures).take(NAMED).map(one).collect();
        }
        let one = |(cycle, finding): &(InCycle, Finding)| CycleBecause {
            address: format!("/cycles/{}", cycle.id),
            label: cycle.label.clone(),
            because: self.figures(finding, cycle.currency).unwrap_or_default(),
        };
        over.asked.iter().take(NAMED).map(one).collect()
    }

    pub(super) fn link(&self, over: &Over<InCycle>) -> Option<(String, String)> {
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
    pub(super) fn figures(&self, finding: &Finding, currency: Option<Currency>) -> Option<String> {
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
        if let Figures::Subjects { by_results, .. } = figures {
            let (id, told) = if *by_results {
                ("because-q1-results", self.averages()?)
            } else {
                ("because-q1", self.progress()?)
            };
            return Some(words.tell(id, &[("figures", told.into())]));
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
        if let Figures::Action { low, behind, fallen, .. } = figures {
            return Some(self.calls_for_action(low, *behind, *fallen));
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

    /// The average results of each subject against the nation, in one line.
    fn averages(&self) -> Option<String> {
        let words = self.words;
        let one = |mark: &SubjectMark| {
            let value = mark.mark.results().difference();
            let told = value.map_or_else(|| words.say("no-figure"), chart::signed);
            format!("{}: {told}", words.say(mark.subject.message_key()))
        };
        Some(self.official?.marks.iter().map(one).collect::<Vec<_>>().join("; "))
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

    fn calls_for_action(
        &self,
        low: &[Subject],
        behind: Option<[Subject; 2]>,
        fallen: Option<(Subject, SchoolYear, SchoolYear)>,
    ) -> String {
        let words = self.words;
        let mut parts = Vec::new();
        if !low.is_empty() {
            let names: Vec<String> = low.iter().map(|subject| in_sentence(words, *subject)).collect();
            parts.push(words.tell("because-q4-low", &[("subjects", listed(words, &names).into())]));
        }
        let name = |subject| in_sentence(words, subject);
        parts.extend(behind.map(|[lower, other]| {
            words.tell("because-q4-gap", &[("lower", name(lower).into()), ("other", name(other).into())])
        }));
        parts.extend(fallen.map(|(subject, first, last)| {
            let values = [
                ("subject", name(subject).into()),
                ("first", first.to_string().into()),
                ("last", last.to_string().into()),
            ];
            words.tell("because-q4-falling", &values)
        }));
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
