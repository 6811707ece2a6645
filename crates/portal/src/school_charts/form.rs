//! What an address asks for: which year, subject and pupils, and which part of the table.

use serde::Deserialize;

use crate::page_error::PageError;
use crate::results::{self, Choice};

/// What stands behind the question mark.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    stage: Option<String>,
    year: Option<String>,
    subject: Option<String>,
    group: Option<String>,
    /// Which authority, where the path does not say it.
    pub(super) authority: Option<String>,
    page: Option<String>,
}

impl Asked {
    /// What the chart is to show.
    pub(super) fn choice(&self) -> Result<Choice, PageError> {
        results::choice([&self.stage, &self.year, &self.subject, &self.group])
    }

    /// Which part of the table, from 1; the first where it is not a number.
    pub(super) fn part(&self) -> usize {
        self.page.as_deref().and_then(|text| text.trim().parse().ok()).unwrap_or(1).max(1)
    }
}
