//! What a cycle was worth: what it cost for each pupil, beside how good those who judged it found that; and of several
//! cycles, how many were good value.
//!
//! Cost is divided by pupils, and by nothing else. Cost for each accelerated pupil and for each month gained are left out:
//! they would say what the money bought, and without a group to compare with nobody knows that. Pupils picked for low
//! scores rise by chance too, and months are read from trials. Cycles are never put in the order of their cost.

use std::collections::BTreeMap;

use domain::cycle::{CostKind, Plan, Rating, Role};
use domain::{AccountId, Currency, CycleId};
use maud::{Markup, html};
use measures::disclosure::{self, Statistic};
use measures::{Policy, Token};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;

use crate::access::{Action, Visitor};
use crate::came_to::row;
use crate::costs::read::Paid;
use crate::costs::{self, money};
use crate::cycles::read::{Cycle, Judged};
use crate::page_error::PageError;
use crate::placements;
use crate::term;
use crate::words::Words;

/// Ratings from the best to this one are good or better.
///
/// # Source
/// The four grades of English inspectors in 2006: 1 is outstanding, 2 is good (source document B, S36).
const GOOD: u8 = 2;

/// What was spent on a cycle, and on how many pupils.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spent {
    costs: Vec<Paid>,
    /// Everyone who was ever taught in it.
    taught: usize,
}

/// What a reader is told of the cost for each pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForEach {
    /// No cost is noted, or nobody was taught.
    NotNoted,
    /// Too few pupils stand behind it.
    TooFew,
    /// Somebody's pay is in it.
    OnePersonsPay,
    /// To the penny, for those who may see each cost.
    Exact {
        /// One amount for each currency.
        amounts: Vec<(Decimal, Currency)>,
        /// The pupils who were taught.
        pupils: usize,
    },
    /// In whole pounds or dollars, for those who see figures only.
    Rounded {
        /// One amount for each currency.
        amounts: Vec<(Decimal, Currency)>,
        /// At least so many pupils were taught.
        least: u32,
    },
}

impl Spent {
    /// What was spent on a cycle.
    ///
    /// # Errors
    /// When the database does not answer, or a row can't be read.
    pub async fn read(pool: &PgPool, cycle: CycleId) -> Result<Self, PageError> {
        let people = placements::read::of_cycle(pool, cycle).await?;
        let taught = people.iter().filter(|one| one.role == Role::Target).count();
        Ok(Self { costs: costs::read::of_cycle(pool, cycle).await?, taught })
    }

    /// What this visitor is told of the cost for each pupil; nothing where the cost is none of theirs. Who may not see single
    /// costs hears of a closed cycle alone, by the limit for small numbers: `both` pupils stand behind its outcome.
    #[must_use]
    pub fn for_each(
        &self,
        visitor: &Visitor,
        plan: &Plan,
        both: Option<u32>,
        policy: &Policy,
    ) -> Option<ForEach> {
        if visitor.may_on(Action::SeeCosts, plan) {
            Some(self.exact())
        } else if visitor.may_on(Action::SeeCostForEach, plan) {
            Some(self.rounded(both?, policy))
        } else {
            None
        }
    }

    /// What the board is told of it, whoever opens the page: the report of a closed cycle is printed and handed on.
    #[must_use]
    pub fn for_board(
        &self,
        visitor: &Visitor,
        plan: &Plan,
        both: Option<u32>,
        policy: &Policy,
    ) -> Option<ForEach> {
        let may = [Action::SeeCosts, Action::SeeCostForEach].iter().any(|act| visitor.may_on(*act, plan));
        both.filter(|_| may).map(|both| self.rounded(both, policy))
    }

    fn amounts(&self, digits: impl Fn(Currency) -> u32) -> Vec<(Decimal, Currency)> {
        let rounded = |amount: Decimal, currency| {
            let digits = digits(currency);
            let mut amount = amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
            amount.rescale(digits);
            amount
        };
        let each = |total: costs::Total| {
            let amount = total.amount.checked_div(Decimal::from(self.taught))?;
            Some((rounded(amount, total.currency), total.currency))
        };
        costs::totals(&self.costs, self.taught).into_iter().filter_map(each).collect()
    }

    fn exact(&self) -> ForEach {
        let amounts = self.amounts(|currency| currency.digits().into());
        if amounts.is_empty() {
            return ForEach::NotNoted;
        }
        ForEach::Exact { amounts, pupils: self.taught }
    }

    fn rounded(&self, both: u32, policy: &Policy) -> ForEach {
        let amounts = self.amounts(|_| 0);
        let taught = u32::try_from(self.taught).unwrap_or(u32::MAX);
        if !disclosure::shown(both.min(taught), policy) {
            ForEach::TooFew
        } else if amounts.is_empty() {
            ForEach::NotNoted
        } else if self.has_pay() {
            ForEach::OnePersonsPay
        } else {
            ForEach::Rounded { amounts, least: policy.threshold() }
        }
    }

    /// Whether somebody's pay is in it. One person teaches a cycle, and what else is spent is little beside that: times the
    /// pupils the whole would be near their pay, and a pay that is put right would show in it to the pound.
    fn has_pay(&self) -> bool {
        let is_pay = |paid: &&Paid| matches!(paid.cost.kind, CostKind::StaffTime | CostKind::Cover);
        self.costs.iter().filter(is_pay).any(|paid| paid.cost.minor_units > 0)
    }
}

impl ForEach {
    /// The same in words.
    #[must_use]
    pub fn tell(&self, words: Words) -> String {
        let joined = |amounts: &[(Decimal, Currency)]| {
            let told = amounts.iter().map(|(amount, currency)| money(*amount, *currency));
            told.collect::<Vec<_>>().join("; ")
        };
        match self {
            Self::NotNoted => words.say("costs-none"),
            Self::TooFew => words.say("token-c"),
            Self::OnePersonsPay => words.say("worth-pay"),
            Self::Exact { amounts, pupils } => {
                words.tell("worth-exact", &[("amount", joined(amounts).into()), ("pupils", (*pupils).into())])
            }
            Self::Rounded { amounts, least } => {
                words.tell("worth-rounded", &[("amount", joined(amounts).into()), ("least", (*least).into())])
            }
        }
    }

    /// A line of a list of figures that tells it.
    #[must_use]
    pub fn row(&self, words: Words) -> Markup {
        row(&words.say("worth-for-each"), &self.tell(words))
    }
}

/// How those who judged found the value, in words; nothing where nobody did.
#[must_use]
pub fn value(words: Words, ratings: impl IntoIterator<Item = Rating>) -> Option<String> {
    let told: Vec<String> = ratings.into_iter().map(|rating| term::of(words, "rating-{}", &rating)).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// The part of a cycle's page about its worth; nothing before there is a cost or a judgement.
#[must_use]
pub fn section(words: Words, cost: Option<&ForEach>, judged: &BTreeMap<AccountId, Judged>) -> Markup {
    let cost = cost.filter(|cost| **cost != ForEach::NotNoted);
    let value = value(words, judged.values().map(|judged| judged.value));
    html! {
        @if cost.is_some() || value.is_some() {
            h2 class="govuk-heading-m" { (words.say("worth-title")) }
            dl class="govuk-summary-list" {
                @if let Some(cost) = cost { (cost.row(words)) }
                @if let Some(value) = value { (row(&words.say("worth-value"), &value)) }
            }
        }
    }
}

/// In how many of several cycles those who judged found good value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoodValue {
    /// None that can be counted was judged.
    NoneJudged,
    /// Too few pupils stand behind the count.
    TooFew,
    /// So many of so many.
    Of {
        /// Everyone who judged found good value or better.
        good: u32,
        /// Somebody judged.
        judged: u32,
    },
}

impl GoodValue {
    /// Counts the judged cycles, each with the limit for small numbers of its school. Closed cycles with too few pupils are left
    /// out, and the strictest limit decides whether the count is shown. For those who read editions alone only the cycles
    /// count that have figures in one.
    #[must_use]
    pub fn of<'c>(cycles: impl IntoIterator<Item = (&'c Cycle, &'c Policy)>, published_only: bool) -> Self {
        let (mut good, mut judged, mut pupils) = (0, 0, 0);
        let mut strictest = Policy::default();
        for (cycle, policy) in cycles {
            let both = if published_only { cycle.pupils_published() } else { cycle.pupils_with_both() };
            if cycle.judged.is_empty() || !disclosure::shown(both, policy) {
                continue;
            }
            judged += 1;
            pupils += both;
            good += u32::from(cycle.judged.values().all(|judged| judged.value.number() <= GOOD));
            if policy.threshold() > strictest.threshold() {
                strictest = *policy;
            }
        }
        let share = Statistic::Share { none_or_all: good == 0 || good == judged };
        if judged == 0 {
            Self::NoneJudged
        } else if strictest.gate(share, pupils) == Err(Token::Confidential) {
            Self::TooFew
        } else {
            Self::Of { good, judged }
        }
    }

    /// The same in words, with what is counted and what is not.
    #[must_use]
    pub fn told(self, words: Words) -> Markup {
        let told = match self {
            Self::NoneJudged => words.say("worth-share-none"),
            Self::TooFew => words.say("worth-share-few"),
            Self::Of { good, judged } => {
                words.tell("worth-share", &[("good", good.into()), ("judged", judged.into())])
            }
        };
        html! {
            p class="govuk-body" { (told) }
            @if self != Self::NoneJudged { p class="govuk-body" { (words.say("worth-share-about")) } }
        }
    }
}

/// The worth of a cycle as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CycleWorth)]
pub struct Record {
    /// The cost for each pupil who was taught, one amount for each currency; empty where it is not noted or not shown.
    cost_for_each: Vec<Amount>,
    /// Why a cost that may be there is not shown: `c` for too few pupils, `pay` where it would tell what one person was paid.
    cost_not_shown: Option<&'static str>,
    /// At least so many pupils were taught; exactly so many for those who may see each cost.
    pupils_at_least: Option<usize>,
    /// How each judge found the value, 1 for the best; none for those who do not read judgements.
    #[schema(value_type = Option<Vec<u8>>)]
    judged_value: Option<Vec<Rating>>,
}

/// An amount of money.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Amount)]
struct Amount {
    amount: String,
    currency: String,
}

impl Record {
    /// What a program is told of a cycle's worth.
    #[must_use]
    pub fn of(cost: Option<&ForEach>, judged_value: Option<Vec<Rating>>) -> Self {
        let named = |amounts: &[(Decimal, Currency)]| {
            let named = |(amount, currency): &(Decimal, Currency)| Amount {
                amount: amount.to_string(),
                currency: currency.to_string(),
            };
            amounts.iter().map(named).collect()
        };
        let (cost_for_each, cost_not_shown, pupils_at_least) = match cost {
            None | Some(ForEach::NotNoted) => (Vec::new(), None, None),
            Some(ForEach::TooFew) => (Vec::new(), Some("c"), None),
            Some(ForEach::OnePersonsPay) => (Vec::new(), Some("pay"), None),
            Some(ForEach::Exact { amounts, pupils }) => (named(amounts), None, Some(*pupils)),
            Some(ForEach::Rounded { amounts, least }) => (named(amounts), None, usize::try_from(*least).ok()),
        };
        Self { cost_for_each, cost_not_shown, pupils_at_least, judged_value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role as Post;
    use crate::test_support::{cycle_row, visitor};
    use domain::CostId;
    use domain::cycle::Cost;
    use jiff::civil::date;
    use uuid::Uuid;

    fn spent(taught: usize, costs: &[(CostKind, u64)]) -> Spent {
        let paid = |(kind, minor_units): &(CostKind, u64)| Paid {
            id: CostId::new(Uuid::nil()),
            live: 1,
            on: date(2026, 3, 2),
            cost: Cost {
                kind: *kind,
                minor_units: *minor_units,
                currency: Currency::parse("GBP").unwrap(),
                hours: None,
            },
            corrected: None,
        };
        Spent { costs: costs.iter().map(paid).collect(), taught }
    }

    fn told(spent: &Spent, role: Post, both: Option<u32>, least: u32) -> Option<String> {
        let plan = cycle_row(1, "closed").plan;
        let policy = Policy::with_threshold(least).unwrap();
        let each = spent.for_each(&visitor(role), &plan, both, &policy)?;
        Some(each.tell(Words::default()))
    }

    const BOTH_KINDS: [(CostKind, u64); 2] = [(CostKind::StaffTime, 96_000), (CostKind::Materials, 4_250)];

    #[test]
    fn leads_see_the_cost_to_the_penny_and_governors_rounded_by_the_limit_of_their_school() {
        let (spent, materials) = (spent(7, &BOTH_KINDS), spent(7, &[(CostKind::Materials, 100_250)]));
        for role in [Post::Lead, Post::Head, Post::Auditor, Post::Teacher] {
            let exact = told(&spent, role, Some(7), 11).unwrap();
            assert_eq!(exact, "£143.21 for each of 7 pupils taught", "{role}");
        }
        for role in [Post::Governor, Post::Officer] {
            let seen = |both, least| told(&spent, role, both, least);
            assert_eq!(seen(Some(7), 6).unwrap(), Words::default().say("worth-pay"), "{role}");
            let seen = |both, least| told(&materials, role, both, least);
            assert_eq!(seen(Some(7), 6).unwrap(), "About £143. 6 pupils or more were taught.", "{role}");
            let hidden = Words::default().say("token-c");
            assert_eq!([seen(Some(7), 8), seen(Some(5), 6)], [Some(hidden.clone()), Some(hidden)], "{role}");
            assert_eq!(seen(None, 6), None, "a cycle that goes on");
        }
        assert_eq!(told(&spent, Post::Mentor, Some(7), 6), None);
    }

    #[test]
    fn a_cost_with_somebody_s_pay_in_it_is_told_to_leads_alone() {
        for (costs, is_hidden) in [
            (vec![(CostKind::StaffTime, 110_000)], true),
            (vec![(CostKind::Cover, 36_000), (CostKind::Cover, 4_000)], true),
            (vec![(CostKind::StaffTime, 110_000), (CostKind::Materials, 0)], true),
            (vec![(CostKind::Materials, 4_250)], false),
            (BOTH_KINDS.to_vec(), true),
            (vec![(CostKind::StaffTime, 96_000), (CostKind::Cover, 4_000)], true),
            (vec![(CostKind::StaffTime, 0), (CostKind::Materials, 4_250)], false),
        ] {
            let spent = spent(7, &costs);
            let governors = told(&spent, Post::Governor, Some(7), 6).unwrap();
            assert_eq!(governors == Words::default().say("worth-pay"), is_hidden, "{costs:?}: {governors}");
            assert!(told(&spent, Post::Lead, Some(7), 6).unwrap().contains('£'), "{costs:?}");
        }
    }

    #[test]
    fn without_a_cost_or_a_pupil_nothing_is_divided() {
        let none = Words::default().say("costs-none");
        assert_eq!(told(&spent(7, &[]), Post::Governor, Some(7), 6).as_ref(), Some(&none));
        assert_eq!(told(&spent(0, &BOTH_KINDS), Post::Lead, None, 6), Some(none));
    }

    fn judged(number: u128, pupils: u16, values: &[u8]) -> Cycle {
        let rating = |value| Rating::new(value).unwrap();
        let judged = |value| Judged { impact: rating(1), value: rating(value), leadership: rating(1) };
        let by = |place: usize| AccountId::new(Uuid::from_u128(place as u128));
        let outcome = domain::cycle::Outcome {
            n: pupils,
            n_complete: pupils,
            scale: None,
            mean: None,
            sd: None,
            ci_lower: None,
            ci_upper: None,
            end_mean: None,
            end_ci_lower: None,
            end_ci_upper: None,
            confidence_percent: None,
            accelerated_n: None,
            es: None,
            es_kind: None,
            method: "cycle-outcome@1".parse().unwrap(),
            benchmark_set: None,
        };
        Cycle {
            outcome: Some(outcome.clone()),
            edition: None,
            judged: values.iter().enumerate().map(|(place, value)| (by(place), judged(*value))).collect(),
            ..cycle_row(number, "closed")
        }
    }

    fn share(cycles: &[Cycle], least: u32) -> GoodValue {
        let policy = Policy::with_threshold(least).unwrap();
        GoodValue::of(cycles.iter().map(|cycle| (cycle, &policy)), false)
    }

    #[test]
    fn four_of_five_judged_cycles_are_good_value() {
        let values: [&[u8]; 6] = [&[1], &[2, 1], &[2], &[2], &[2, 3], &[]];
        let cycles: Vec<Cycle> = (1..).zip(values).map(|(number, of)| judged(number, 7, of)).collect();
        assert_eq!(share(&cycles, 6), GoodValue::Of { good: 4, judged: 5 }, "one judge of the fifth says no");
        let page = share(&cycles, 6).told(Words::default()).into_string();
        assert!(page.contains("4 of 5 judged cycles: good value or better."), "{page}");
    }

    #[test]
    fn a_count_on_too_few_pupils_is_not_shown_and_small_cycles_are_left_out_of_it() {
        assert_eq!(share(&[judged(1, 7, &[1])], 6), GoodValue::TooFew, "seven pupils");
        let both = [judged(1, 7, &[1]), judged(2, 6, &[1])];
        assert_eq!(share(&both, 6), GoodValue::Of { good: 2, judged: 2 });
        assert_eq!(share(&both, 8), GoodValue::NoneJudged, "each is under the limit of its school");
        let with_small = [both.to_vec(), vec![judged(3, 1, &[3])]].concat();
        assert_eq!(share(&with_small, 6), GoodValue::Of { good: 2, judged: 2 }, "the third has one pupil");
        let opened = Cycle { outcome: None, ..judged(1, 30, &[1]) };
        assert_eq!(share(&[opened], 6), GoodValue::NoneJudged);
    }

    #[test]
    fn programs_are_told_why_a_cost_is_missing() {
        let json = |cost: ForEach| serde_json::to_value(Record::of(Some(&cost), None)).unwrap();
        assert_eq!(json(ForEach::OnePersonsPay)["cost_not_shown"], "pay");
        assert_eq!(json(ForEach::TooFew)["cost_not_shown"], "c");
        let exact = json(spent(7, &BOTH_KINDS).exact());
        assert_eq!(exact["cost_for_each"], serde_json::json!([{"amount": "143.21", "currency": "GBP"}]));
        assert_eq!(exact["pupils_at_least"], 7);
    }
}
