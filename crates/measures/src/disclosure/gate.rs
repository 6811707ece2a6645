//! The one gate that our own figures pass on their way to governors, with everything that went through before.
//!
//! It judges; it does not store. Whoever keeps the editions tells it at the start what was shown, with
//! [`Gate::recall`], and may then only print what is [`Shown`].

use std::{cmp::Reverse, collections::BTreeSet};

use super::{Policy, Release, Statistic, audit::audit, release::Sum};

/// Why a figure, or its new value, is not shown. In its place stands [`crate::Token::Confidential`] or the value that stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Too few pupils stand behind the figure itself.
    #[error("too few pupils stand behind the figure")]
    TooFew,
    /// With what was shown before, a sum over too few pupils could be worked out. A figure of which too few pupils
    /// changed since any of its editions is such a one.
    #[error("a sum over too few pupils could be worked out with figures that were shown before")]
    WorkedOut,
    /// So many figures hang together that it can't be decided in reasonable time.
    #[error("too many figures hang together to check")]
    TooManyToCheck,
}

/// A figure that governors may see. Only a [`Gate`] makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown<T> {
    release: Release,
    value: T,
}

impl<T> Shown<T> {
    /// The figure.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// What it stands on.
    #[must_use]
    pub const fn release(&self) -> &Release {
        &self.release
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct Cell<T> {
    /// What it stands on.
    pub release: Release,
    /// The figure.
    pub value: T,
    /// Which cells to keep rather than others: the highest for totals.
    pub importance: u32,
}

/// What a new edition says in the place of a figure that an earlier one showed.
#[derive(Debug, Clone, PartialEq)]
pub enum Renewed<T, R> {
    /// What the records say now.
    AsRecorded(Shown<T>),
    /// What the earlier edition said, to be marked as since corrected.
    Kept {
        /// The earlier figure.
        figure: Shown<T>,
        /// Why the records changed, as the caller gave it.
        reason: R,
        /// Why the new value is not shown.
        refusal: Refusal,
    },
}

/// Everything that governors have been shown, and what more they may see.
///
/// It has to know of all that the same people may have kept: every edition, table and export of every cycle with
/// pupils in common. A gate that was told less lets through more than it may.
#[derive(Debug, Clone)]
pub struct Gate {
    policy: Policy,
    known: u32,
    sums: BTreeSet<Sum>,
    shares: BTreeSet<Sum>,
}

impl Gate {
    /// A gate through which nothing went yet.
    #[must_use]
    pub const fn new(policy: Policy) -> Self {
        Self { policy, known: 0, sums: BTreeSet::new(), shares: BTreeSet::new() }
    }

    /// The same gate, for readers who may know all values of up to so many pupils, such as of their own child.
    ///
    /// They can take those values out of any sum, so a limit of 6 becomes one of 6 and so many more. Without this
    /// nobody is taken to know a pupil's values. The limits are meant so: the rules that they come from count all
    /// pupils behind a figure, a reader's own child among them, and leave five others in a group of six. With one
    /// pupil known, a group of six would never have a figure.
    #[must_use]
    pub fn knowing(self, pupils: u32) -> Self {
        Self { known: pupils, ..self }
    }

    /// Takes up a figure that was shown before, as the records have it. It is not judged again: what was shown can't
    /// be taken back.
    pub fn recall<T>(&mut self, release: Release, value: T) -> Shown<T> {
        self.sums.extend(release.sums().iter().cloned());
        if is_share(&release) {
            self.shares.extend(release.sums().iter().cloned());
        }
        Shown { release, value }
    }

    /// Shows a figure for the first time, if it may be shown beside all that was.
    ///
    /// # Errors
    /// Any [`Refusal`].
    pub fn show<T>(&mut self, release: Release, value: T) -> Result<Shown<T>, Refusal> {
        self.judge(&release)?;
        Ok(self.recall(release, value))
    }

    /// Shows of a table what may be shown; the answers are in the order of the cells.
    ///
    /// The more important cells go first, and among equals those that come first. So a cell is hidden exactly if it
    /// is too small itself or gives a small one away together with more important ones: nothing could be hidden
    /// less without hiding something more important, and what is shown needs no further complement.
    ///
    /// # Errors
    /// For each cell on its own, any [`Refusal`].
    pub fn settle<T>(&mut self, cells: impl IntoIterator<Item = Cell<T>>) -> Vec<Result<Shown<T>, Refusal>> {
        let mut cells: Vec<(usize, Cell<T>)> = cells.into_iter().enumerate().collect();
        cells.sort_by_key(|(_, cell)| Reverse(cell.importance));
        let mut settled: Vec<_> =
            cells.into_iter().map(|(at, cell)| (at, self.show(cell.release, cell.value))).collect();
        settled.sort_by_key(|(at, _)| *at);
        settled.into_iter().map(|(_, verdict)| verdict).collect()
    }

    /// What a new edition says where an earlier one showed `earlier`: the proposed value if it may be shown beside
    /// all that was, else the earlier one. So a value changes only when enough pupils changed since every edition.
    ///
    /// # Errors
    /// [`Refusal::TooFew`] when neither may be shown, because the policy's limits have been raised above both.
    pub fn replace<T, R>(
        &mut self,
        earlier: Shown<T>,
        proposed: Release,
        value: T,
        reason: R,
    ) -> Result<Renewed<T, R>, Refusal> {
        let earlier = self.recall(earlier.release, earlier.value);
        match self.show(proposed, value) {
            Ok(shown) => Ok(Renewed::AsRecorded(shown)),
            Err(refusal) => {
                self.large_enough(&earlier.release)?;
                Ok(Renewed::Kept { figure: earlier, reason, refusal })
            }
        }
    }

    fn large_enough(&self, release: &Release) -> Result<(), Refusal> {
        self.policy.gate(release.statistic(), release.pupils()).map_err(|_| Refusal::TooFew)
    }

    /// Shares are held to their own limit among themselves, because the difference of two may be none or all.
    fn judge(&self, release: &Release) -> Result<(), Refusal> {
        self.large_enough(release)?;
        audit(&self.sums, release.sums(), self.policy.threshold().saturating_add(self.known))?;
        if is_share(release) {
            audit(&self.shares, release.sums(), self.policy.least_share().saturating_add(self.known))?;
        }
        Ok(())
    }
}

fn is_share(release: &Release) -> bool {
    matches!(release.statistic(), Statistic::Share { .. })
}
