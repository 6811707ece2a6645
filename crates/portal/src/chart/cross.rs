//! The cross of a mark: its bars are solid where the figure is clear, hollow where it is too close to call, and in
//! dashes where nobody stated how sure it is.

use maud::{Markup, html};

use super::{
    palette::{MARK, PAPER},
    plotted::Look,
    rect::Point,
    scale::coordinate,
};

const WIDTH: &str = "5.5";
const RIM: &str = "9.5";
const CORE: &str = "2.2";

/// A cross with its middle at a point; `half` is half its size.
pub(super) fn cross(at: Point, half: f64, results: Look, progress: Look) -> Markup {
    let across = bar(at, half, true);
    let upright = bar(at, half, false);
    html! {
        path.chart-halo d={ (across) (upright) } stroke=(PAPER) stroke-width=(RIM) stroke-linecap="square" fill="none" {}
        // A dashed bar goes first, so that the upright one is whole.
        @if results == Look::Dashed { (dashes(at, half, true)) }
        @if progress == Look::Dashed { (dashes(at, half, false)) }
        @let rims = rims([(results, across.as_str()), (progress, upright.as_str())]);
        @if !rims.is_empty() {
            path.chart-cross d=(rims) stroke=(MARK) stroke-width=(WIDTH) stroke-linecap="square" fill="none" {}
        }
        @let cores = cores([(results, across.as_str()), (progress, upright.as_str())]);
        @if !cores.is_empty() {
            path.chart-core d=(cores) stroke=(PAPER) stroke-width=(CORE) fill="none" {}
        }
    }
}

fn bar(at: Point, half: f64, is_across: bool) -> String {
    let (x, y) = (coordinate(at.x), coordinate(at.y));
    if is_across {
        format!("M{} {y}H{}", coordinate(at.x - half), coordinate(at.x + half))
    } else {
        format!("M{x} {}V{}", coordinate(at.y - half), coordinate(at.y + half))
    }
}

/// Dashes from the middle outwards, so that both ends look the same.
fn dashes(at: Point, half: f64, is_across: bool) -> Markup {
    let (x, y, far) = (coordinate(at.x), coordinate(at.y), half + 2.5);
    let path = if is_across {
        format!("M{x} {y}H{}M{x} {y}H{}", coordinate(at.x - far), coordinate(at.x + far))
    } else {
        format!("M{x} {y}V{}M{x} {y}V{}", coordinate(at.y - far), coordinate(at.y + far))
    };
    html! {
        path.chart-dashes d=(path) stroke=(MARK) stroke-width="5" stroke-dasharray="3 2" stroke-dashoffset="-0.5" fill="none" {}
    }
}

fn rims(bars: [(Look, &str); 2]) -> String {
    bars.into_iter().filter(|(look, _)| *look != Look::Dashed).map(|(_, bar)| bar).collect()
}

fn cores(bars: [(Look, &str); 2]) -> String {
    bars.into_iter().filter(|(look, _)| *look == Look::Hollow).map(|(_, bar)| bar).collect()
}
