//! Where the names of the marks go: beside them, never over each other, never over another mark or a range that is drawn.
//!
//! A greedy search: the most crowded marks choose first, among sixteen directions and four distances. A name that
//! finds no free place is replaced by its letter, which the key explains.

use super::{
    lettering,
    rect::{Point, Rect},
};

/// The type size of names, in units of the wide drawing.
pub(super) const SIZE: f64 = 14.5;
/// From one line of a name to the next.
pub(super) const LINE: f64 = 17.0;
/// Names wider than this are broken into two lines where that helps.
const WIDE: f64 = 150.0;
const DIRECTIONS: u32 = 16;
/// How far a name may be from its mark, nearest first; letters may also use the last ones.
const DISTANCES: [f64; 8] = [5.0, 16.0, 30.0, 46.0, 64.0, 84.0, 108.0, 134.0];
const NAME_DISTANCES: usize = 4;
/// Free room round a name.
const GAP: f64 = 2.0;
/// A place that is worse than this is not taken by a name.
const WORST_FOR_A_NAME: f64 = 60.0;
/// A name this far from its mark gets a line to it.
const LEADER_FROM: f64 = 12.0;

/// A mark as the search sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    /// Its middle.
    pub(super) at: Point,
    /// Half its size.
    pub(super) half: f64,
}

impl Spot {
    fn rect(self) -> Rect {
        Rect::centred(self.at, self.half * 2.0, self.half * 2.0)
    }
}

/// A name that wants a place beside its mark.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish {
    /// The place of its mark in the list of spots.
    pub(super) spot: usize,
    /// The name.
    pub(super) name: String,
    /// What stands in its place where there is no room; `None` leaves the mark without.
    pub(super) letter: Option<String>,
}

/// What a name must keep away from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Surroundings {
    /// Names stay within this box.
    pub(super) frame: Rect,
    /// Names never touch these: the names of the quadrants.
    pub(super) forbidden: Vec<Rect>,
    /// Names never touch these, and letters only where there is no other place: the ranges that are drawn.
    pub(super) ranges: Vec<Rect>,
    /// Names keep off these if they can: the lines of level.
    pub(super) avoided: Vec<Rect>,
    /// Where the lines of level meet: a name stays in the quadrant of its mark if it can.
    pub(super) middle: Point,
}

/// A name that has found its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// The place of its mark in the list of spots.
    pub(super) spot: usize,
    /// Its lines.
    pub(super) lines: Vec<String>,
    /// The box that it takes.
    pub(super) rect: Rect,
    /// From the mark to the name, where they are not next to each other.
    pub(super) leader: Option<(Point, Point)>,
    /// Whether the letter stands for the name.
    pub(super) is_letter: bool,
}

/// Gives each wish a place, in the order of the list of wishes where they found one.
pub(super) fn place(spots: &[Spot], wishes: &[Wish], around: &Surroundings) -> Vec<Label> {
    let mut placed: Vec<Label> = Vec::new();
    let mut order: Vec<&Wish> = wishes.iter().collect();
    order.sort_by_key(|wish| (std::cmp::Reverse(crowd(spots, wish.spot)), wish.spot));
    let mut left_over = Vec::new();
    for wish in order {
        match name(spots, wish, around, &placed) {
            Some(label) => placed.push(label),
            None => left_over.push(wish),
        }
    }
    for wish in left_over {
        placed.extend(letter(spots, wish, around, &placed));
    }
    placed.sort_by_key(|label| label.spot);
    placed
}

/// How many other marks are near.
fn crowd(spots: &[Spot], of: usize) -> usize {
    let Some(own) = spots.get(of) else { return 0 };
    spots.iter().filter(|spot| spot.at.distance(own.at) < 110.0).count()
}

fn name(spots: &[Spot], wish: &Wish, around: &Surroundings, placed: &[Label]) -> Option<Label> {
    let whole = lettering::wrap(&wish.name, SIZE, false, f64::INFINITY);
    let width = lettering::widest(&whole, SIZE, false);
    let mut shapes = vec![whole];
    if width > WIDE {
        let folds = [0.52, 0.58, 0.64, 0.7, 0.8];
        let folded = folds.map(|share| lettering::wrap(&wish.name, SIZE, false, width * share));
        shapes.extend(folded.into_iter().find(|lines| lines.len() == 2));
    }
    let candidates = shapes
        .iter()
        .enumerate()
        .filter_map(|(folds, lines)| {
            best(spots, wish.spot, lines, around, placed, NAME_DISTANCES)
                .map(|(worth, rect)| (worth + if folds > 0 { 6.0 } else { 0.0 }, rect, lines))
        })
        .filter(|(worth, _, _)| *worth < WORST_FOR_A_NAME);
    let (_, rect, lines) = candidates.min_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(label(spots, wish.spot, lines.clone(), rect, false))
}

fn letter(spots: &[Spot], wish: &Wish, around: &Surroundings, placed: &[Label]) -> Option<Label> {
    let lines = vec![wish.letter.clone()?];
    let place = |around: &Surroundings| best(spots, wish.spot, &lines, around, placed, DISTANCES.len());
    let over_ranges = || place(&Surroundings { ranges: Vec::new(), ..around.clone() });
    let (_, rect) = place(around).or_else(over_ranges)?;
    Some(label(spots, wish.spot, lines, rect, true))
}

fn label(spots: &[Spot], spot: usize, lines: Vec<String>, rect: Rect, is_letter: bool) -> Label {
    let leader = spots.get(spot).and_then(|own| {
        let end = rect.nearest(own.at);
        let away = end.distance(own.at);
        let share = (own.half + 1.0) / away;
        let start =
            Point { x: own.at.x + (end.x - own.at.x) * share, y: own.at.y + (end.y - own.at.y) * share };
        (away > own.half + LEADER_FROM).then_some((start, end))
    });
    Label { spot, lines, rect, leader, is_letter }
}

/// The free place with the least penalty, and that penalty.
fn best(
    spots: &[Spot],
    of: usize,
    lines: &[String],
    around: &Surroundings,
    placed: &[Label],
    distances: usize,
) -> Option<(f64, Rect)> {
    let own = spots.get(of)?;
    let width = lettering::widest(lines, SIZE, false);
    let height = LINE * f64::from(u32::try_from(lines.len()).unwrap_or(1));
    DISTANCES
        .iter()
        .take(distances)
        .flat_map(|distance| (0..DIRECTIONS).map(move |turn| (*distance, turn)))
        .map(|(distance, turn)| (distance, turn, beside(*own, width, height, distance, turn)))
        .filter(|(_, _, rect)| is_free(*rect, around, placed))
        .map(|(distance, turn, rect)| {
            (distance * 0.55 + slant(turn) + penalty(spots, of, rect, around, placed), rect)
        })
        .min_by(|one, other| one.0.total_cmp(&other.0))
}

/// The box of a text that lies in one of the sixteen directions from a mark: the nearest point of the box is
/// `distance` from the mark's edge.
fn beside(own: Spot, width: f64, height: f64, distance: f64, turn: u32) -> Rect {
    let angle = f64::from(turn) * std::f64::consts::TAU / f64::from(DIRECTIONS);
    let (across, down) = (angle.cos(), angle.sin());
    let reach = own.half + distance;
    // Only a text straight above or beneath is centred over its mark; any other begins or ends beside it.
    let lean = |share: f64| (share * 1.6).clamp(-1.0, 1.0) / 2.0;
    let middle = Point {
        x: own.at.x + across * reach + lean(across) * width,
        y: own.at.y + down * reach + lean(down) * height,
    };
    Rect::centred(middle, width, height)
}

/// Names read best straight to the right or left; a slight preference, right before left.
fn slant(turn: u32) -> f64 {
    match turn {
        0 => 0.0,
        8 => 1.0,
        1 | 15 => 2.0,
        7 | 9 => 3.0,
        _ => 4.0,
    }
}

fn is_free(rect: Rect, around: &Surroundings, placed: &[Label]) -> bool {
    rect.within(around.frame)
        && !around.forbidden.iter().chain(&around.ranges).any(|forbidden| rect.meets(*forbidden))
        && !placed.iter().any(|label| label.rect.grown(GAP).meets(rect))
}

fn penalty(spots: &[Spot], of: usize, rect: Rect, around: &Surroundings, placed: &[Label]) -> f64 {
    let Some(own) = spots.get(of) else { return f64::INFINITY };
    let line_end = rect.nearest(own.at);
    let others = spots.iter().enumerate().filter(|(index, _)| *index != of);
    let marks: f64 = others
        .map(|(_, spot)| {
            let covered = if rect.grown(GAP).meets(spot.rect()) { 70.0 } else { 0.0 };
            let crossed = if spot.rect().crossed_by(own.at, line_end) { 14.0 } else { 0.0 };
            covered + crossed
        })
        .sum();
    let strays = if strays(own.at, rect.middle(), around.middle) { 24.0 } else { 0.0 };
    let own_cover = if rect.meets(own.rect()) { 50.0 } else { 0.0 };
    let lines: f64 = around.avoided.iter().map(|line| if line.meets(rect) { 18.0 } else { 0.0 }).sum();
    let leaders: f64 = placed
        .iter()
        .filter_map(|label| label.leader)
        .map(|(from, to)| if rect.crossed_by(from, to) { 26.0 } else { 0.0 })
        .sum();
    let own_leader: f64 =
        placed.iter().map(|label| if label.rect.crossed_by(own.at, line_end) { 30.0 } else { 0.0 }).sum();
    marks + own_cover + strays + lines + leaders + own_leader
}

/// Whether a name would lie in another quadrant than its mark. A mark near a line may have its name on either side.
fn strays(mark: Point, name: Point, middle: Point) -> bool {
    const NEAR: f64 = 9.0;
    let across = (mark.x - middle.x).abs() > NEAR && (mark.x - middle.x) * (name.x - middle.x) < 0.0;
    let down = (mark.y - middle.y).abs() > NEAR && (mark.y - middle.y) * (name.y - middle.y) < 0.0;
    across || down
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAME: Rect = Rect { left: 96.0, top: 40.0, right: 884.0, bottom: 574.0 };

    fn around() -> Surroundings {
        Surroundings {
            frame: FRAME,
            forbidden: vec![Rect { left: 100.0, top: 44.0, right: 360.0, bottom: 66.0 }],
            ranges: Vec::new(),
            avoided: vec![
                Rect { left: 489.0, top: 40.0, right: 491.0, bottom: 574.0 },
                Rect { left: 96.0, top: 306.0, right: 884.0, bottom: 308.0 },
            ],
            middle: Point { x: 490.0, y: 307.0 },
        }
    }

    fn wishes(names: &[&str]) -> Vec<Wish> {
        names
            .iter()
            .enumerate()
            .map(|(spot, name)| Wish { spot, name: (*name).to_owned(), letter: Some(letter_of(spot)) })
            .collect()
    }

    fn letter_of(spot: usize) -> String {
        char::from(b'A' + u8::try_from(spot).unwrap()).to_string()
    }

    fn overlaps(labels: &[Label]) -> usize {
        labels
            .iter()
            .enumerate()
            .flat_map(|(at, one)| labels[at + 1..].iter().map(move |other| one.rect.meets(other.rect)))
            .filter(|meets| *meets)
            .count()
    }

    const NAMES: [&str; 14] = [
        "All pupils",
        "Girls",
        "Boys",
        "Pupil premium",
        "Not pupil premium",
        "SEN support",
        "English as additional language",
        "Low starting point",
        "Middle starting point",
        "High starting point",
        "Summer born",
        "Joined after Year 3",
        "Reading, Year 6",
        "Mathematics, Year 6",
    ];

    /// A range across and one up through each of these places.
    fn ranges(places: &[(f64, f64)]) -> Vec<Rect> {
        let both = |(x, y): &(f64, f64)| {
            let across = Rect { left: x - 90.0, top: y - 1.0, right: x + 90.0, bottom: y + 1.0 };
            [across, Rect { left: x - 1.0, top: y - 110.0, right: x + 1.0, bottom: y + 110.0 }]
        };
        places.iter().flat_map(both).collect()
    }

    /// How often a name lies over a range.
    fn struck(labels: &[Label], around: &Surroundings) -> usize {
        let over = |label: &&Label| around.ranges.iter().any(|range| range.meets(label.rect));
        labels.iter().filter(|label| !label.is_letter).filter(over).count()
    }

    fn spots(places: &[(f64, f64)]) -> Vec<Spot> {
        places.iter().map(|(x, y)| Spot { at: Point { x: *x, y: *y }, half: 11.0 }).collect()
    }

    #[test]
    fn twelve_names_round_the_middle_are_all_written_and_none_overlap() {
        let places = [
            (518.0, 283.0),
            (554.0, 254.0),
            (485.0, 311.0),
            (382.0, 234.0),
            (583.0, 302.0),
            (264.0, 416.0),
            (470.0, 174.0),
            (323.0, 215.0),
            (510.0, 270.0),
            (745.0, 443.0),
            (451.0, 292.0),
            (436.0, 355.0),
        ];
        let labels = place(&spots(&places), &wishes(&NAMES[..12]), &around());
        assert_eq!(labels.len(), 12);
        assert_eq!(overlaps(&labels), 0);
        assert_eq!(labels.iter().filter(|label| label.is_letter).count(), 0, "{labels:#?}");
        let around = Surroundings { ranges: ranges(&places[6..10]), ..around() };
        let labels = place(&spots(&places), &wishes(&NAMES[..12]), &around);
        assert_eq!((labels.len(), overlaps(&labels), struck(&labels, &around)), (12, 0, 0));
    }

    #[test]
    fn marks_at_one_point_fall_back_to_letters_rather_than_overlap() {
        let labels = place(&spots(&[(490.0, 307.0); 14]), &wishes(&NAMES), &around());
        assert_eq!(labels.len(), 14);
        assert_eq!(overlaps(&labels), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn any_marks_get_a_name_or_a_letter_without_overlap_and_always_the_same(
            places in prop::collection::vec((110.0_f64..870.0, 54.0_f64..560.0), 1..=14),
        ) {
            let clear = &places[..places.len() / 3];
            let (spots, around) = (spots(&places), Surroundings { ranges: ranges(clear), ..around() });
            let wishes = wishes(&NAMES[..places.len()]);
            let labels = place(&spots, &wishes, &around);
            prop_assert_eq!(labels.len(), places.len());
            prop_assert_eq!((overlaps(&labels), struck(&labels, &around)), (0, 0));
            prop_assert!(labels.iter().all(|label| label.rect.within(FRAME)));
            prop_assert_eq!(labels, place(&spots, &wishes, &around));
        }
    }
}
