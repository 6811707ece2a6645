//! The receipt's number: with it a page can wait until it shows what its reader has just written.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// Where a command's facts stand in the order of transactions. Written `epoch:tx:sequence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    epoch: i16,
    tx: u64,
    sequence: u64,
}

impl Token {
    pub(crate) fn new(epoch: i16, tx: u64, sequence: u64) -> Self {
        Self { epoch, tx, sequence }
    }

    /// The epoch: which server's transaction numbers are meant.
    #[must_use]
    pub fn epoch(&self) -> i16 {
        self.epoch
    }

    /// The number of the transaction that stored the facts.
    #[must_use]
    pub fn tx(&self) -> u64 {
        self.tx
    }

    /// The stream's last sequence after the command.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Whether a reader that has everything below transaction `tx_to` of `epoch` has these facts.
    pub(crate) fn is_below(&self, epoch: i16, tx_to: u64) -> bool {
        (self.epoch, self.tx) < (epoch, tx_to)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.epoch, self.tx, self.sequence)
    }
}

/// Why a text is not a token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It has not three parts.
    #[error("a token is epoch:tx:sequence")]
    Parts,
    /// A part is no number.
    #[error("a token is made of numbers")]
    Number(#[from] ParseIntError),
}

impl FromStr for Token {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let mut parts = text.splitn(3, ':');
        let mut part = || parts.next().ok_or(TokenError::Parts);
        Ok(Self { epoch: part()?.parse()?, tx: part()?.parse()?, sequence: part()?.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_being_written_and_read() {
        let token = Token::new(3, 4_294_967_999, 12);
        assert_eq!(token.to_string(), "3:4294967999:12");
        assert_eq!(token.to_string().parse::<Token>().unwrap(), token);
    }

    #[test]
    fn what_is_not_a_token_is_refused() {
        for text in ["", "1:2", "1:2:x", "1:2:3:4", "-:2:3", "1:-2:3"] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_reader_has_what_is_below_its_mark_and_everything_of_older_epochs() {
        let token = Token::new(2, 100, 1);
        assert!(token.is_below(2, 101));
        assert!(!token.is_below(2, 100));
        assert!(token.is_below(3, 0));
        assert!(!token.is_below(1, 1_000));
    }
}
