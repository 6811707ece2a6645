//! Two or more cycles of a school, or of a group of schools, side by side, by the weeks since each began: how many pupils, what they gained and how
//! sure that is, how much was taught, and with which strategies.
//!
//! Cycles whose scores are on different scales are shown on one of them where somebody published a link that holds for every
//! score. Without one, and where they are set against different norms, they are not compared: the page says so.

mod page;

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use domain::catalogue::ScaleLink;
use domain::cycle::{AssessmentPoint, Bounds, LiveAssessment, leading_test};
use domain::edition::ShownFigure;
use domain::{CycleId, ParticipantId, PupilId, SchoolId, Score};
use jiff::civil::Date;
use measures::interval::Sample;
use measures::{Interval, Moves, Policy, ShownMoves, disclosure};
use rust_decimal::prelude::ToPrimitive;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::OpenCycle;
use crate::cycles;
use crate::cycles::read::Cycle;
use crate::entries::Catalogue;
use crate::gains::Gains;
use crate::groups::Group;
use crate::moves;
use crate::page_error::PageError;
use crate::route::Route;
use crate::sealed_text::Identity;
use crate::sessions::Dose;
use crate::sessions::read as sessions;
use crate::worth::{self, ForEach, GoodValue, Spent};

/// The most cycles that one comparison holds: with more, no line can be followed.
const MOST: usize = 4;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/compare", Action::CompareCycles, show).with_days(),
        Route::get("/groups/{group}/compare", Action::CompareCycles, show_group),
    ]
}

/// What the pupils of a cycle had gained at a point, through the gate for small numbers.
#[derive(Debug, Clone, PartialEq)]
struct Gained {
    point: AssessmentPoint,
    /// The mean day of the scores, counted from the first day of the cycle.
    day: i32,
    /// The pupils with a score there and at the start.
    pupils: u32,
    /// The mean gain since the start and where it could be; nothing for too few pupils.
    mean: Option<(f64, Option<Interval>)>,
}

/// One cycle of a comparison.
struct Compared {
    id: CycleId,
    label: String,
    /// The school year that it begins in, as its school names it.
    year: String,
    /// The visitor has a page of it: leaders of a group have none of a cycle that goes on.
    has_page: bool,
    starts_on: Date,
    ends_on: Date,
    /// The pupils taught in it now.
    pupils: usize,
    /// The test that its figures are about, its scale, and the norms that it is set against.
    measured: Option<Measured>,
    start_day: i32,
    gained: Vec<Gained>,
    dose: Dose,
    planned_minutes: u32,
    strategies: Vec<String>,
    /// The lowest and the highest score that its figures are made of.
    span: Option<Bounds<Score>>,
    /// The scale that the scores were taken on and the link that puts them on another, where they are shown on another.
    linked: Option<(String, ScaleLink)>,
    /// Who is taught in it, as far as the visitor may know.
    known: Option<BTreeSet<PupilId>>,
    /// The smallest group that figures are shown for.
    least: u32,
    /// How its pupils moved between bands of scores; nothing where the test has no norm.
    moves: Option<Moves>,
    /// What it cost for each pupil, as far as the visitor may know.
    cost: Option<ForEach>,
    /// How those who judged found its value, for those who read judgements.
    value: Option<String>,
    /// Its figures are those of the last edition.
    published_only: bool,
}

/// What figures are measured with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Measured {
    scale: String,
    norms: Option<String>,
}

/// How many pupils go on from one cycle to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Continuing {
    /// So many.
    Pupils(usize),
    /// Too few to show how many.
    TooFew,
    /// The visitor may not know who they are.
    Unknown,
}

/// Why cycles are not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apart {
    /// One has no scores yet.
    NoScores,
    /// The visitor reads editions alone, and the last one has no figure of one of them.
    NotPublished,
    /// Their scores are on different scales.
    Scales,
    /// Their scales are linked, and a score lies where the link does not hold.
    BeyondLink,
    /// They are set against different norms.
    Norms,
}

/// Puts cycles whose scales differ on the scale of one of them, the latest if it can be, by links that somebody published.
/// Whether there are links that do not hold for every score; then nothing is changed.
fn relate(catalogue: &Catalogue, cycles: &mut [Compared]) -> bool {
    let scales: Vec<String> =
        cycles.iter().filter_map(|one| one.measured.as_ref()).map(|one| one.scale.clone()).collect();
    let differ = scales.iter().any(|scale| Some(scale) != scales.first());
    if scales.len() < cycles.len() || !differ {
        return false;
    }
    let mut beyond = false;
    for target in scales.iter().rev() {
        let link = |scale: &String| catalogue.link(scale, target);
        let links: Vec<Option<ScaleLink>> =
            scales.iter().map(|scale| if scale == target { None } else { link(scale).cloned() }).collect();
        if !links.iter().zip(&scales).all(|(link, scale)| link.is_some() || scale == target) {
            continue;
        }
        let holds = |one: &Compared, link: &ScaleLink| one.span.is_some_and(|span| link.holds(&span));
        let all =
            cycles.iter().zip(&links).all(|(one, link)| link.as_ref().is_none_or(|link| holds(one, link)));
        if all {
            for (one, link) in cycles.iter_mut().zip(links) {
                if let Some(link) = link {
                    one.show_on(target, link);
                }
            }
            return false;
        }
        beyond = true;
    }
    beyond
}

/// Whether the cycles can stand side by side.
fn apart(cycles: &[Compared], beyond_link: bool) -> Option<Apart> {
    let measured: Vec<&Measured> = cycles.iter().filter_map(|one| one.measured.as_ref()).collect();
    let differ =
        |of: fn(&Measured) -> String| measured.iter().map(|one| of(one)).collect::<BTreeSet<_>>().len() > 1;
    if measured.len() < cycles.len() {
        let withheld = cycles.iter().any(|one| one.published_only && one.measured.is_none());
        Some(if withheld { Apart::NotPublished } else { Apart::NoScores })
    } else if differ(|one| one.scale.clone()) {
        Some(if beyond_link { Apart::BeyondLink } else { Apart::Scales })
    } else if differ(|one| one.norms.clone().unwrap_or_default()) {
        Some(Apart::Norms)
    } else {
        None
    }
}

/// The test that most of a group's scores are by; the one with most pairs, where there are any.
fn test(scores: &[(&LiveAssessment, String)], taught: &BTreeSet<ParticipantId>) -> Option<String> {
    let by_point = scores.iter().map(|(one, test)| (one.participant, one.point, test.as_str()));
    if let Some(leading) = leading_test(by_point, taught) {
        return Some(leading.to_owned());
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, test) in scores {
        *counts.entry(test).or_default() += 1;
    }
    counts
        .into_iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(test, _)| test.to_owned())
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The mean of some days.
fn mean_day(days: &[i32]) -> i32 {
    i32::try_from(days.len()).ok().and_then(|count| days.iter().sum::<i32>().checked_div(count)).unwrap_or(0)
}

/// What was gained at `point`, of the scores by one test. Nothing where nobody has both scores.
fn gained(
    scores: &[&LiveAssessment],
    taught: &BTreeSet<ParticipantId>,
    starts_on: Date,
    point: AssessmentPoint,
    policy: &Policy,
) -> Option<Gained> {
    let at = |pupil, wanted| scores.iter().find(|one| one.participant == pupil && one.point == wanted);
    let pairs = taught.iter().filter_map(|pupil| {
        let (start, then) = (at(*pupil, AssessmentPoint::Baseline)?, at(*pupil, point)?);
        let gain = then.reading.score.decimal() - start.reading.score.decimal();
        Some((gain.to_f64()?, days(starts_on, then.reading.taken_on)))
    });
    let (gains, on): (Vec<f64>, Vec<i32>) = pairs.unzip();
    let pupils = u32::try_from(gains.len()).ok().filter(|pupils| *pupils > 0)?;
    let sample = Sample::of(&gains).filter(|_| disclosure::shown(pupils, policy));
    let mean = sample.map(|sample| (sample.mean(), sample.t_interval()));
    Some(Gained { point, day: mean_day(&on), pupils, mean })
}

impl Compared {
    fn of(visitor: &Visitor, label: String, cycle: &OpenCycle, sessions: &[sessions::Session]) -> Self {
        let (record, policy) = (&cycle.record, &cycle.school.policy);
        let taught: BTreeSet<ParticipantId> = record.active_targets().map(|(id, _)| *id).collect();
        let of_taught = record.assessments.values().filter(|one| taught.contains(&one.participant));
        let scores: Vec<(&LiveAssessment, String)> =
            of_taught.map(|one| (one, one.instrument.to_string())).collect();
        let test = test(&scores, &taught);
        let by_test: Vec<&LiveAssessment> =
            scores.iter().filter(|(_, name)| Some(name) == test.as_ref()).map(|(one, _)| *one).collect();
        let starts_on = record.plan.starts_on;
        let starts = by_test.iter().filter(|one| one.point == AssessmentPoint::Baseline);
        let start_days: Vec<i32> = starts.map(|one| days(starts_on, one.reading.taken_on)).collect();
        let points = [AssessmentPoint::Interim, AssessmentPoint::End, AssessmentPoint::FollowUp];
        Self {
            id: cycle.id,
            label,
            year: cycle.school.year_of(record.plan.starts_on),
            has_page: cycle.closed || visitor.may_on(Action::SeeCycle, &record.plan),
            starts_on,
            ends_on: record.plan.ends_on,
            pupils: taught.len(),
            measured: by_test.first().map(|one| Measured {
                scale: one.scale.to_string(),
                norms: record.plan.benchmark_set.as_ref().map(ToString::to_string),
            }),
            start_day: mean_day(&start_days),
            gained: points
                .into_iter()
                .filter_map(|at| gained(&by_test, &taught, starts_on, at, policy))
                .collect(),
            dose: Dose::of(sessions),
            planned_minutes: record.plan.planned_minutes,
            strategies: record.used.keys().map(ToString::to_string).collect(),
            span: span(&by_test),
            linked: None,
            known: known(cycle, &taught),
            least: policy.threshold(),
            moves: Gains::of_record(&visitor.catalogue, record).as_ref().and_then(moves::of),
            cost: None,
            value: None,
            published_only: false,
        }
    }

    /// What those who read editions alone see of it: its gain at the end as the last edition has it, and nothing that stands on
    /// scores and is not published.
    fn with_published(mut self, figure: Option<&ShownFigure>, policy: &Policy) -> Self {
        let figure = figure.filter(|figure| disclosure::shown(figure.pupils.into(), policy));
        let number = |score: Score| score.decimal().to_f64();
        let gained = |figure: &ShownFigure| {
            let range = figure.gain_lower.and_then(number).zip(figure.gain_upper.and_then(number));
            Some(Gained {
                point: AssessmentPoint::End,
                day: days(self.starts_on, self.ends_on),
                pupils: figure.pupils.into(),
                mean: Some((
                    number(figure.gain)?,
                    range.and_then(|(lower, upper)| Interval::new(lower, upper)),
                )),
            })
        };
        self.gained = figure.and_then(gained).into_iter().collect();
        self.measured = figure.map(|figure| Measured {
            scale: figure.scale.to_string(),
            norms: figure.benchmark_set.as_ref().map(ToString::to_string),
        });
        self.pupils = figure.map_or(0, |figure| figure.pupils.into());
        (self.start_day, self.span, self.moves, self.known) = (0, None, None, None);
        self.published_only = true;
        self
    }

    /// The same with what it cost, and how it was judged.
    fn with_worth(mut self, visitor: &Visitor, choice: &Choice, spent: &Spent) -> Self {
        let (row, policy) = (&choice.row, &choice.policy);
        let both = row.board_figure().map(|figure| figure.pupils.into());
        self.cost = spent.for_each(visitor, &row.plan, both, policy);
        let reads = visitor.may_on(Action::SeeCycle, &row.plan);
        let ratings = row.judged.values().map(|judged| judged.value).filter(|_| reads);
        self.value = worth::value(visitor.words, ratings);
        self
    }

    /// Shows its gains on another scale. What is added to a score falls out of a gain.
    fn show_on(&mut self, scale: &str, link: ScaleLink) {
        let Some(factor) = link.factor.decimal().to_f64() else { return };
        for at in &mut self.gained {
            at.mean = at.mean.map(|(mean, range)| {
                let ends = range.map(|range| (range.lower() * factor, range.upper() * factor));
                (mean * factor, ends.and_then(|(one, other)| Interval::new(one.min(other), one.max(other))))
            });
        }
        if let Some(measured) = &mut self.measured {
            let from = std::mem::replace(&mut measured.scale, scale.to_owned());
            self.linked = Some((from, link));
        }
    }

    /// How many of its pupils were taught in the cycle before it.
    fn continue_from(&self, before: &Self) -> Continuing {
        let (Some(now), Some(then)) = (&self.known, &before.known) else { return Continuing::Unknown };
        let both = now.intersection(then).count();
        let least = usize::try_from(self.least).unwrap_or(usize::MAX);
        if both == 0 || both >= least { Continuing::Pupils(both) } else { Continuing::TooFew }
    }
}

/// The lowest and the highest of some scores.
fn span(scores: &[&LiveAssessment]) -> Option<Bounds<Score>> {
    let all = || scores.iter().map(|one| one.reading.score);
    Some(Bounds { least: all().min()?, most: all().max()? })
}

/// Who is taught in a cycle, by the school's own register; nothing where that can't be read of everyone.
fn known(cycle: &OpenCycle, taught: &BTreeSet<ParticipantId>) -> Option<BTreeSet<PupilId>> {
    let people = cycle.people.iter().filter(|person| taught.contains(&person.id));
    people
        .map(|person| {
            let text = cycle.texts.of(&person.identity.sealed);
            serde_json::from_str::<Identity>(text.open()?).ok()?.pupil
        })
        .collect()
}

/// The cycles that the address names, each once.
fn chosen(query: Option<&str>) -> Vec<String> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let mut chosen: Vec<String> =
        pairs.filter(|(name, _)| name == "cycle").map(|(_, id)| id.into_owned()).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// A cycle that can be chosen, by the name that it has on the page.
struct Choice {
    row: Cycle,
    label: String,
    /// How few pupils may stand behind a figure in its school.
    policy: Policy,
}

/// The cycles of a school that can be compared; `of` begins their names where there are several schools.
async fn choices(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    of: Option<&str>,
) -> Result<Vec<Choice>, PageError> {
    let rows = cycles::read::of_school(app.pool(), school).await?;
    let policy = app.settings_of(school).await?.policy;
    let published_only = visitor.sees_published_only();
    let is_offered = |row: &Cycle| if published_only { row.is_for_board() } else { !row.is_cancelled() };
    let going = rows.into_iter().filter(is_offered);
    let choice = |row: Cycle| {
        let label = cycles::label(visitor.words, &row);
        Choice { label: of.map_or_else(|| label.clone(), |of| format!("{of}: {label}")), row, policy }
    };
    Ok(going.map(choice).collect())
}

async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let all = choices(&app, &visitor, &school, None).await?;
    let cycles = (format!("/schools/{school}/cycles"), visitor.words.say("nav-cycles"));
    let place = (format!("/schools/{school}/compare"), cycles);
    side_by_side(&app, &visitor, query.as_deref(), place, &all, Of::School(&school)).await
}

async fn show_group(
    State(app): State<App>,
    Path(group): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let group = Group::read(&app, &visitor, &group).await?;
    let mut all = Vec::new();
    for school in group.members_today() {
        // Not every one of them need be one of the visitor's.
        if visitor.may_in(Action::CompareCycles, school) {
            all.extend(choices(&app, &visitor, school, Some(group.name_of(school))).await?);
        }
    }
    let back = (group.address(), group.record.name.clone());
    let place = (format!("{}/compare", group.address()), back);
    side_by_side(&app, &visitor, query.as_deref(), place, &all, Of::Group).await
}

/// Whose cycles are compared.
#[derive(Debug, Clone, Copy)]
enum Of<'a> {
    School(&'a SchoolId),
    Group,
}

/// Moves between bands, and how many cycles they are counted in.
struct Moved {
    seen: ShownMoves,
    cycles: usize,
}

/// How the pupils of the chosen cycles moved between bands; nothing where no test has a norm.
fn moved_of_chosen(
    visitor: &Visitor,
    school: &SchoolId,
    compared: &[Compared],
    policy: &Policy,
) -> Option<Moved> {
    let counted: Vec<Moves> = compared.iter().filter_map(|one| one.moves.clone()).collect();
    let (mut moves, cycles) = (Moves::default(), counted.len());
    moves.extend(counted);
    let seen = moves::seen(&moves, visitor.may_in(Action::ReadNames, school), policy);
    (moves.pupils() > 0).then_some(Moved { seen, cycles })
}

/// The page at `place`, below `back`, with those of the cycles that the address names.
async fn side_by_side(
    app: &App,
    visitor: &Visitor,
    query: Option<&str>,
    (place, back): (String, (String, String)),
    all: &[Choice],
    of: Of<'_>,
) -> Result<Response, PageError> {
    let chosen = chosen(query);
    let mut compared = Vec::new();
    for id in chosen.iter().take(MOST) {
        let choice = all.iter().find(|one| one.row.id.to_string() == *id).ok_or(PageError::NotFound)?;
        let cycle = OpenCycle::load(app, visitor, id).await?;
        let sessions = sessions::of_cycle(app.pool(), cycle.id).await?;
        let spent = Spent::read(app.pool(), cycle.id).await?;
        let mut one = Compared::of(visitor, choice.label.clone(), &cycle, &sessions);
        if visitor.sees_published_only() {
            one = one.with_published(choice.row.board_figure(), &choice.policy);
        }
        compared.push(one.with_worth(visitor, choice, &spent));
    }
    compared.sort_by_key(|one| (one.starts_on, one.id));
    let beyond_link = relate(&visitor.catalogue, &mut compared);
    let moved = match of {
        // Over several schools the counts would change by one cycle at a time, and its few pupils could be worked out.
        Of::Group => None,
        Of::School(school) => {
            let policy = all.first().map(|one| one.policy).unwrap_or_default();
            moved_of_chosen(visitor, school, &compared, &policy)
        }
    };
    let judged = all.iter().map(|one| (&one.row, &one.policy));
    let good_value = GoodValue::of(judged, visitor.sees_published_only());
    let too_many = chosen.len() > MOST;
    let picked = page::Picked { place, back, all, too_many, beyond_link, moved, good_value };
    Ok(page::show(visitor, picked, &compared).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Facts, open_cycle, visitor};
    use jiff::civil::date;

    /// A cycle in which each of `pupils` gained `gain` points and one more each.
    fn cycle(number: u128, pupils: u8, gain: i32) -> Facts {
        let mut facts = Facts::with_pupils(number, pupils);
        for pupil in 1..=pupils {
            let start = 80 + i32::from(pupil);
            facts.score(pupil, AssessmentPoint::Baseline, start, date(2026, 1, 9));
            let end = start + gain + i32::from(pupil);
            facts.score(pupil, AssessmentPoint::End, end, date(2026, 3, 20));
        }
        facts
    }

    fn compared(facts: &Facts, number: u128) -> Compared {
        let visitor = visitor(crate::access::Role::Lead);
        Compared::of(&visitor, number.to_string(), &open_cycle(facts), &[])
    }

    #[test]
    fn a_mean_gain_has_its_range_and_its_week_and_a_small_group_has_none() {
        let seven = compared(&cycle(1, 7, 2), 1);
        let [end] = &seven.gained[..] else { panic!("{:?}", seven.gained) };
        let (mean, interval) = end.mean.unwrap();
        assert!((mean - 6.0).abs() < 1e-9 && interval.is_some_and(|range| range.lower() > 2.0), "{end:?}");
        assert_eq!((end.pupils, crate::chart::week(end.day)), (7, 10));
        let five = compared(&cycle(2, 5, 2), 2);
        assert_eq!((five.gained[0].pupils, five.gained[0].mean), (5, None));
    }

    #[test]
    fn other_scales_and_other_norms_are_not_compared() {
        let one = || compared(&cycle(1, 7, 2), 1);
        assert_eq!(apart(&[one(), one()], false), None);
        assert_eq!(apart(&[one(), compared(&Facts::with_pupils(2, 6), 2)], false), Some(Apart::NoScores));
        let withheld = one().with_published(None, &Policy::default());
        assert_eq!(apart(&[one(), withheld], false), Some(Apart::NotPublished));
        let scale = |scale: &str, norms: Option<&str>| {
            let measured = Measured { scale: scale.to_owned(), norms: norms.map(str::to_owned) };
            Compared { measured: Some(measured), ..one() }
        };
        assert_eq!(apart(&[one(), scale("quick-facts-raw", None)], false), Some(Apart::Scales));
        let norms = |edition| scale("number-standardised", Some(edition));
        assert_eq!(apart(&[norms("dfe-ks2@1"), norms("dfe-ks2@2")], false), Some(Apart::Norms));
    }

    #[test]
    fn linked_scales_are_compared_on_one_where_the_link_holds_for_every_score() {
        let link = |least, most| ScaleLink {
            to: "number-standardised".parse().unwrap(),
            factor: "0.5".parse().unwrap(),
            offset: Score::from(50),
            holds_for: Some(Bounds { least: Score::from(least), most: Score::from(most) }),
            source: Some("A linking report".to_owned()),
        };
        let catalogue = |link: ScaleLink| crate::test_support::linked_catalogue("quick-facts-raw", &link);
        let raw = || {
            let measured = Measured { scale: "quick-facts-raw".to_owned(), norms: None };
            Compared { measured: Some(measured), ..compared(&cycle(1, 7, 2), 1) }
        };
        let standard = || compared(&cycle(2, 7, 2), 2);
        let mut both = [raw(), standard()];
        assert!(!relate(&catalogue(link(0, 200)), &mut both));
        assert_eq!(apart(&both, false), None);
        assert_eq!(both[0].linked.as_ref().unwrap().0, "quick-facts-raw");
        let (mean, range) = both[0].gained[0].mean.unwrap();
        let (whole, _) = raw().gained[0].mean.unwrap();
        assert!((mean - whole / 2.0).abs() < 1e-9 && range.is_some());
        assert_eq!(both[1].gained, standard().gained, "the scale that is linked to stays");

        let mut far = [raw(), standard()];
        assert!(relate(&catalogue(link(0, 40)), &mut far), "scores lie beyond the link");
        assert_eq!((apart(&far, true), &far[0].gained), (Some(Apart::BeyondLink), &raw().gained));
        let mut none = [raw(), standard()];
        assert!(!relate(&crate::test_support::catalogue(), &mut none));
        assert_eq!(apart(&none, false), Some(Apart::Scales));
    }

    #[test]
    fn a_cycle_named_twice_is_compared_once() {
        assert_eq!(chosen(Some("cycle=a&cycle=b&cycle=a&show=all")), ["a", "b"]);
        assert_eq!(chosen(None), Vec::<String>::new());
    }
}
