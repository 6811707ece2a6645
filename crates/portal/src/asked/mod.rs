//! A question of the catalogue in words: what to ask, what can be said, and the figures that it comes from. Pure.
//!
//! What became of a question was decided in [`measures::question`]; here it only finds its sentences. A list of cycles
//! names at most three, the most pressing first.

mod because;

use domain::{AcademicYear, Currency, CycleId};
use jiff::civil::Date;
use measures::claim::{Claim as _, FEW_PUPILS, TrendClaim};
use measures::cycle::GainVerdict;
use measures::question::{Figures, Finding, Over, QuestionId, State};
use measures::trend::Trend;
use measures::{Certainty, Subject};

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

/// A cycle of extra teaching that the school taught or teaches, and that the reader may open.
#[derive(Debug, Clone, PartialEq)]
pub struct Acted {
    /// In which subject.
    pub subject: Subject,
    /// Which.
    pub cycle: CycleId,
    /// What it is called.
    pub label: String,
    /// Its first day.
    pub from: Date,
    /// Its last planned day.
    pub to: Date,
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
    /// Its cycles of extra teaching that the reader may open, the latest first.
    pub acted: &'a [Acted],
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
            return self.what_was_done(id, figures, linked.unwrap_or_default());
        }
        if let Figures::Standing { subject, .. } = figures {
            return words.tell(id, &[("subject", name(subject).into())]);
        }
        if let Figures::SamePupils { at_least } = figures {
            return words.tell(id, &[("pupils", (*at_least).into())]);
        }
        words.say(id)
    }

    /// Q4: how many cycles there are in the subjects of concern, between which days, and that the reader can't open some.
    fn what_was_done(&self, id: &str, figures: &Figures, linked: u32) -> String {
        let words = self.words;
        let subjects: Vec<String> =
            figures.concerns().into_iter().map(|subject| in_sentence(words, subject)).collect();
        let values = [("cycles", linked.into()), ("subjects", listed(words, &subjects).into())];
        let mut said = vec![words.tell(id, &values)];
        let (from, to) = self.acted_on(figures).map(|one| (one.from, one.to)).fold(
            (None::<Date>, None::<Date>),
            |(first, last), (from, to)| {
                (first.map_or(Some(from), |day| Some(day.min(from))), last.max(Some(to)))
            },
        );
        if let (Some(from), Some(to)) = (from, to) {
            let values = [("from", words.date(from).into()), ("to", words.date(to).into())];
            said.push(words.tell("asked-q4-dates", &values));
        }
        said.extend((self.some_closed_off && linked > 0).then(|| words.say("asked-q4-closed-off")));
        said.join(" ")
    }

    /// The cycles in the subjects that call for action, as far as the reader may open them; none where nothing does.
    fn acted_on(&self, figures: &Figures) -> impl Iterator<Item = &Acted> {
        let concerns = figures.concerns();
        self.acted.iter().filter(move |one| concerns.contains(&one.subject))
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
    if let Figures::Subjects { faster, slower, by_results, .. } = figures {
        return own(match (faster.is_empty() && slower.is_empty(), by_results) {
            (false, _) => "",
            (true, false) => "-close",
            (true, true) => "-results",
        });
    }
    if let Figures::Groups { test, .. } = figures {
        return own(if test.certainty.is_clear() { "" } else { "-close" });
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
