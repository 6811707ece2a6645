//! What a verification found: the first place where the ledger is not as it was sealed, and what was done there.

use std::fmt;

use crate::UnsignedError;

/// The first thing that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The position of the first fact that is not as it was sealed, or can't be shown to be.
    pub position: u64,
    /// What was done.
    pub kind: Kind,
    /// The fact that is not as it was sealed: its stream's kind and id, and its number in the stream. None where it is gone,
    /// or where it can't be known which one it is.
    pub fact: Option<(String, String, u64)>,
    /// The row of that fact, until it is looked up.
    pub(crate) row: Option<Box<Row>>,
}

/// A row of the facts, by what gives it its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) epoch: i16,
    pub(crate) tx: i64,
    pub(crate) ident: i64,
}

impl Finding {
    pub(crate) fn at(position: u64, kind: Kind) -> Self {
        Self { position, kind, fact: None, row: None }
    }

    /// The same, of a row that can be named.
    pub(crate) fn of(self, row: Option<Row>) -> Self {
        Self { row: row.map(Box::new), ..self }
    }

    /// The same, of the fact that can be named.
    pub(crate) fn named(self, fact: Option<(String, String, i64)>) -> Self {
        let fact = fact.map(|(kind, id, number)| (kind, id, number.cast_unsigned()));
        Self { fact, ..self }
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The fact says something else than what was sealed.
    Changed,
    /// The fact that was sealed here is gone.
    Missing,
    /// A fact stands here that was never sealed.
    Added,
    /// A fact belongs to no block and can never get into one: no transaction of this server can have stored it.
    Stray,
    /// The fact was sealed, but in another place.
    Reordered,
    /// The facts are right, and the stored tree has another hash for this one.
    StoredHash,
    /// The row of a block does not follow the one before, or was taken away.
    Block {
        /// The block.
        height: u64,
    },
    /// Facts and tree agree, and the block says another root.
    Root {
        /// The block.
        height: u64,
    },
    /// A stream lacks a number, or its facts are not in their order.
    Sequence,
    /// The mark of the sealer is not where the last block ends.
    Mark,
    /// A stored checkpoint is not what this ledger has signed.
    Checkpoint {
        /// How many facts it says to cover.
        size: u64,
        /// What is wrong with it.
        error: UnsignedError,
    },
    /// A fact about the ledger's keys is none, or the checkpoint in it is not genuine.
    Key,
    /// A key signed for these records, of which the record does not tell.
    UntoldKey {
        /// Its name.
        name: String,
    },
    /// The records end before what was signed.
    Cut {
        /// How many facts were signed.
        signed: u64,
    },
    /// All agrees with itself, and not with what was signed: history was rewritten and every hash with it.
    Rewritten {
        /// How many facts the first checkpoint covers that does not hold.
        signed: u64,
    },
    /// The facts are right, and were not sealed when the records say: what was known when was rewritten.
    Times {
        /// How many facts the first checkpoint covers that says otherwise.
        signed: u64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.position;
        match &self.kind {
            Kind::Changed => write!(f, "fact {at} was changed after it was sealed"),
            Kind::Missing => write!(f, "fact {at} is missing: it was sealed and has been taken away"),
            Kind::Added => write!(f, "fact {at} was added: nothing was sealed in this place"),
            Kind::Stray => write!(
                f,
                "a fact was added that is not sealed and never will be: no transaction of this server can have stored it"
            ),
            Kind::Reordered => write!(f, "fact {at} was moved: another fact was sealed in this place"),
            Kind::StoredHash => {
                write!(f, "the stored hash of fact {at} was changed; the facts are as they were sealed")
            }
            Kind::Block { height } => {
                write!(f, "from fact {at} on the order is damaged: block {height} is missing or was changed")
            }
            Kind::Root { height } => {
                write!(
                    f,
                    "the root of block {height} was changed, which begins with fact {at}; the facts are as they were sealed"
                )
            }
            Kind::Sequence => {
                write!(f, "fact {at} is not in its place in its own record: numbers before it are missing")
            }
            Kind::Mark => {
                write!(f, "the mark of the last sealed fact was changed: the next one would get place {at}")
            }
            Kind::Checkpoint { size, error } => {
                write!(f, "the stored checkpoint over {size} facts is not genuine: {error}")
            }
            Kind::Key => write!(f, "what fact {at} says about a key of the ledger is not genuine"),
            Kind::UntoldKey { name } => {
                write!(f, "{name} signed for these records, and no fact tells that this key was begun")
            }
            Kind::Cut { signed } => write!(
                f,
                "the records end before fact {at}, and a checkpoint was signed over {signed} facts: \
                 the last ones were cut off, or an old copy was brought back"
            ),
            Kind::Rewritten { signed } if at == *signed => {
                write!(
                    f,
                    "fact {at} is not the one over which a checkpoint was signed: history was rewritten"
                )
            }
            Kind::Times { signed } => write!(
                f,
                "between fact {at} and fact {signed} the moment of at least one was changed at which it was sealed; the facts are as they \
                 were sealed, and pages as of an instant may be wrong"
            ),
            Kind::Rewritten { signed } => write!(
                f,
                "between fact {at} and fact {signed} at least one is not the one over which a checkpoint was signed: \
                 history was rewritten, or an old copy was brought back and gone on with"
            ),
        }?;
        let Some((kind, id, number)) = &self.fact else { return Ok(()) };
        let moved = matches!(self.kind, Kind::Reordered);
        let which = if moved { "What stands there now" } else { "It is this one" };
        write!(f, ". {which}: {kind} {id}, number {number}")
    }
}
