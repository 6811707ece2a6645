//! Whether one fact is still as it was sealed, for whoever looks at just this one. [`Journal::verify`] looks at all of them.

use crate::{Address, Journal, JournalError, Recorded, sealed};

impl Journal {
    /// Whether what is stored of a fact hashes to the leaf that the tree has for it; none for a fact that is not sealed yet.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn is_as_sealed(&self, recorded: &Recorded) -> Result<Option<bool>, JournalError> {
        if recorded.position.is_none() {
            return Ok(None);
        }
        let address = Address {
            aggregate_type: recorded.aggregate_type.clone(),
            aggregate_id: recorded.aggregate_id.clone(),
            sequence: recorded.sequence,
        };
        let facts = sealed::of_address(self.pool(), &address).await?;
        let leaf = facts.iter().next().map(|fact| fact.leaf().hash().0);
        Ok(Some(leaf.is_some() && leaf == recorded.hash))
    }
}
