//! Boxes and lines on the drawing, and whether they meet.

/// A point, in the drawing's units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Point {
    /// How far another point is.
    pub(super) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// A box; `top` is the smaller y, as in SVG.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rect {
    /// The box of a given size round its middle.
    pub(super) fn centred(middle: Point, width: f64, height: f64) -> Self {
        Self {
            left: middle.x - width / 2.0,
            top: middle.y - height / 2.0,
            right: middle.x + width / 2.0,
            bottom: middle.y + height / 2.0,
        }
    }

    /// The box of a line two units thick, level or upright, between two points in the order of the box's corners.
    pub(super) fn line(from: Point, to: Point) -> Self {
        Self { left: from.x, top: from.y, right: to.x, bottom: to.y }.grown(1.0)
    }

    /// The middle of the box.
    pub(super) fn middle(self) -> Point {
        Point { x: f64::midpoint(self.left, self.right), y: f64::midpoint(self.top, self.bottom) }
    }

    /// The part of this box that another covers, in square units; 0 if they do not meet.
    pub(super) fn shared(self, other: Self) -> f64 {
        let across = self.right.min(other.right) - self.left.max(other.left);
        let down = self.bottom.min(other.bottom) - self.top.max(other.top);
        across.max(0.0) * down.max(0.0)
    }

    /// Whether the two boxes share any area.
    pub(super) fn meets(self, other: Self) -> bool {
        self.shared(other) > 0.0
    }

    /// Whether this box lies wholly within another.
    pub(super) fn within(self, other: Self) -> bool {
        self.left >= other.left
            && self.right <= other.right
            && self.top >= other.top
            && self.bottom <= other.bottom
    }

    /// The box made larger on every side.
    pub(super) fn grown(self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// The point of the box that is nearest to `to`.
    pub(super) fn nearest(self, to: Point) -> Point {
        Point { x: to.x.clamp(self.left, self.right), y: to.y.clamp(self.top, self.bottom) }
    }

    /// Whether a straight line between two points passes through the box.
    pub(super) fn crossed_by(self, from: Point, to: Point) -> bool {
        const STEPS: u32 = 24;
        (0..=STEPS).any(|step| {
            let share = f64::from(step) / f64::from(STEPS);
            let (x, y) = (from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
            x > self.left && x < self.right && y > self.top && y < self.bottom
        })
    }
}
