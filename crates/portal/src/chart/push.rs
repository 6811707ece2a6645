//! Pushes lettered discs apart on the narrow drawing, so that every letter can be read and touched.

use super::rect::{Point, Rect};

/// The golden angle: discs at one point leave it in directions that spread evenly.
const GOLDEN: f64 = 2.399_963;
const ROUNDS: u32 = 400;

/// Moves points until each is at least `apart` from every other and all are within `frame`, as near to where they
/// were as a simple push leaves them. The same points always give the same answer.
pub(super) fn push_apart(points: &[Point], apart: f64, frame: Rect) -> Vec<Point> {
    let mut moved: Vec<Point> = points.iter().map(|point| frame.nearest(*point)).collect();
    for _ in 0..ROUNDS {
        let pushes = pushes(&moved, apart);
        if pushes.iter().all(|push| push.x == 0.0 && push.y == 0.0) {
            break;
        }
        for (point, push) in moved.iter_mut().zip(pushes) {
            *point = frame.nearest(Point { x: point.x + push.x, y: point.y + push.y });
        }
    }
    moved
}

/// How each point is pushed by all the others that are too near.
fn pushes(points: &[Point], apart: f64) -> Vec<Point> {
    points
        .iter()
        .enumerate()
        .map(|(own, point)| {
            let near = points.iter().enumerate().filter(|(other, _)| *other != own);
            near.fold(Point { x: 0.0, y: 0.0 }, |sum, (other, from)| {
                let push = push(*point, *from, apart, own, other);
                Point { x: sum.x + push.x, y: sum.y + push.y }
            })
        })
        .collect()
}

fn push(point: Point, from: Point, apart: f64, own: usize, other: usize) -> Point {
    let distance = point.distance(from);
    if distance >= apart {
        return Point { x: 0.0, y: 0.0 };
    }
    // Half of what is missing, and a little more so that it settles.
    let strength = (apart - distance) * 0.5 + 0.05;
    if distance < 0.5 {
        let low = u32::try_from(own.min(other)).unwrap_or(0);
        let angle = GOLDEN * f64::from(low) + if own < other { 0.0 } else { std::f64::consts::PI };
        return Point { x: angle.cos() * strength, y: angle.sin() * strength };
    }
    Point { x: (point.x - from.x) / distance * strength, y: (point.y - from.y) / distance * strength }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAME: Rect = Rect { left: 84.0, top: 62.0, right: 315.0, bottom: 350.0 };

    fn nearest_pair(points: &[Point]) -> f64 {
        let pairs =
            points.iter().enumerate().flat_map(|(at, one)| points[at + 1..].iter().map(|o| one.distance(*o)));
        pairs.fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn discs_that_are_apart_stay_where_they_are() {
        let points = [Point { x: 100.0, y: 100.0 }, Point { x: 200.0, y: 200.0 }];
        assert_eq!(push_apart(&points, 25.0, FRAME), points);
    }

    #[test]
    fn fourteen_discs_at_one_corner_are_pushed_apart() {
        let moved = push_apart(&[Point { x: 84.0, y: 62.0 }; 14], 25.0, FRAME);
        assert!(nearest_pair(&moved) > 24.0, "{}", nearest_pair(&moved));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn any_discs_end_apart_within_the_frame(
            places in prop::collection::vec((84.0_f64..315.0, 62.0_f64..350.0), 2..=14),
        ) {
            let points: Vec<Point> = places.iter().map(|(x, y)| Point { x: *x, y: *y }).collect();
            let moved = push_apart(&points, 25.0, FRAME);
            prop_assert!(nearest_pair(&moved) > 24.0, "{}", nearest_pair(&moved));
            prop_assert!(moved.iter().all(|point| FRAME.nearest(*point) == *point));
        }
    }
}
