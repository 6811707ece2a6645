//! What was known when: one hash over the moments at which facts were sealed.
//!
//! The tree says which facts there are and in which order. When a block of them was sealed, and so what was known on an
//! instant ([`crate::Moment`]), stands beside it. So each checkpoint names this hash too, in a line of its own: whoever moves a
//! moment that a checkpoint covers is found out like whoever changes a fact.
//!
//! # Source
//! An extension line of C2SP tlog-checkpoint. Ours is `sealed-times` and 32 bytes in base64: SHA-256 over the hash before, the
//! block's last position and the microseconds since 1970 at which it was sealed, each as eight bytes, the highest first. Before
//! the first block it is 32 zero bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::JournalError;

const NAME: &str = "sealed-times ";

/// The hash over the moments of all blocks up to one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Times([u8; 32]);

impl Times {
    /// With the next block, which ends at `last` and was sealed at `sealed_at`.
    pub(crate) fn and(self, last: i64, sealed_at: jiff::Timestamp) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(last.to_be_bytes());
        hash.update(sealed_at.as_microsecond().to_be_bytes());
        Self(hash.finalize().into())
    }

    /// The line in a checkpoint.
    pub(crate) fn line(self) -> String {
        format!("{NAME}{}\n", STANDARD.encode(self.0))
    }

    /// Reads a checkpoint's lines after its root: none in those that were signed before there were such lines.
    pub(crate) fn read(extension: &str) -> Result<Option<Self>, NoTimes> {
        if extension.is_empty() {
            return Ok(None);
        }
        let line = extension.strip_prefix(NAME).and_then(|line| line.strip_suffix('\n')).ok_or(NoTimes)?;
        let bytes = STANDARD.decode(line).map_err(|_| NoTimes)?;
        Ok(Some(Self(bytes.try_into().map_err(|_| NoTimes)?)))
    }

    /// Goes on from the block that ends at `from` to the one that ends at `to`.
    pub(crate) async fn go_on(
        mut self,
        connection: &mut PgConnection,
        (from, to): (u64, u64),
    ) -> Result<Self, JournalError> {
        let mut blocks = sqlx::query!(
            r#"SELECT last_position, sealed_at AS "sealed_at: jiff_sqlx::Timestamp" FROM es.block
               WHERE last_position > $1 AND last_position <= $2 ORDER BY last_position"#,
            from.cast_signed(),
            to.cast_signed(),
        )
        .fetch(connection);
        while let Some(block) = blocks.try_next().await? {
            self = self.and(block.last_position, block.sealed_at.to_jiff());
        }
        Ok(self)
    }
}

/// The lines say something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoTimes;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_every_end_and_their_order_count_and_a_line_is_read_back() {
        let at = |second| jiff::Timestamp::from_second(second).unwrap();
        let of = |blocks: &[(i64, i64)]| {
            blocks.iter().fold(Times::default(), |times, (last, second)| times.and(*last, at(*second)))
        };
        let times = of(&[(3, 10), (5, 20)]);
        for other in [
            &[(3, 10), (5, 21)][..],
            &[(3, 11), (5, 20)],
            &[(4, 10), (5, 20)],
            &[(5, 20)],
            &[(3, 20), (5, 10)],
        ] {
            assert_ne!(of(other), times, "{other:?}");
        }
        assert_eq!(Times::read(&times.line()), Ok(Some(times)));
        assert_eq!(Times::read(""), Ok(None));
        for wrong in [
            "sealed-times\n",
            "sealed-times AAAA\n",
            "other AAAA\n",
            times.line().trim_end(),
            &times.line().repeat(2),
        ] {
            assert_eq!(Times::read(wrong), Err(NoTimes), "{wrong:?}");
        }
    }
}
