//! What is said when a text is not the value it should be.
//!
//! The text itself is never repeated: it may be a name typed into the wrong field, and errors are logged.

/// A text that is not the value expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not {expected}")]
pub struct ValueError {
    expected: &'static str,
}

impl ValueError {
    /// What was expected, as a phrase: "an academic year such as 2018-19".
    #[must_use]
    pub const fn expecting(expected: &'static str) -> Self {
        Self { expected }
    }

    /// The phrase that says what was expected.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        self.expected
    }
}
