//! What a fact was found to say when it was read first, kept for whoever reads it next: many tables follow one fact.

use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

/// What a fact was found to say, in whatever type its reader has for that; nothing before it is read.
#[derive(Default)]
pub struct Understood(OnceLock<Box<dyn Any + Send + Sync>>);

impl Understood {
    /// What `read` makes of the fact, or made of it before. None only where it was read before as something of another type.
    ///
    /// # Errors
    /// What `read` answers; then nothing is kept.
    pub fn or_read<T: Any + Send + Sync, E>(
        &self,
        read: impl FnOnce() -> Result<T, E>,
    ) -> Result<Option<&T>, E> {
        let known = if let Some(known) = self.0.get() {
            known
        } else {
            let new = read()?;
            self.0.get_or_init(|| Box::new(new))
        };
        Ok(known.downcast_ref())
    }
}

/// A copy is read anew.
impl Clone for Understood {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Facts are the same whether they were read or not.
impl PartialEq for Understood {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.get().is_some() { "Understood(read)" } else { "Understood" })
    }
}
