//! The made-up editions: after each closing the head publishes the next one, so that what is put right later stands in the one
//! after it, and the figure stays.

use domain::CycleId;
use domain::cycle::CycleAct;
use domain::edition::EditionRefusal;
use jiff::civil::Date;
use journal::{Context, ExecuteError, Receipt};
use uuid::Uuid;

use super::act::Maker;
use super::{CLIENT, DemoError};
use crate::access::Role;
use crate::editions::{self, Publishing};

/// So often it is looked whether the read tables know of a closing, half a second each time.
const LOOKS: u32 = 120;

impl Maker<'_> {
    /// Closes the cycle and publishes an edition with it.
    pub(super) async fn close_and_publish(
        &self,
        key: &str,
        on: Date,
        act: CycleAct,
    ) -> Result<(), DemoError> {
        let receipt = self.send_for_receipt(key, Role::Lead, on, act).await?;
        self.publish(key, on, &receipt).await
    }

    /// Publishes the next edition once the read tables have what was recorded last.
    pub(super) async fn publish(&self, key: &str, on: Date, last: &Receipt) -> Result<(), DemoError> {
        self.wait_for(last).await?;
        let (head, command) = (self.account(Role::Head), edition(self.cycle, key));
        let context = Context::new(command, &head.to_string(), Role::Head.name(), CLIENT);
        let publishing = Publishing { school: &self.home.school, by: head, today: on };
        match editions::publish_next(self.app, self.catalogue(), publishing, &context).await? {
            Ok(_) | Err(ExecuteError::Refused(EditionRefusal::NothingNew)) => Ok(()),
            Err(refused) => Err(refused.into()),
        }
    }

    /// Waits until the list of cycles has what was recorded.
    async fn wait_for(&self, receipt: &Receipt) -> Result<(), DemoError> {
        let Some(token) = &receipt.token else { return Ok(()) };
        for _ in 0..LOOKS {
            if self.app.has_seen(token).await? {
                break;
            }
        }
        Ok(())
    }
}

/// The id of the command that publishes the edition after what `key` stands for.
pub(super) fn edition(cycle: CycleId, key: &str) -> Uuid {
    Uuid::new_v5(&cycle.uuid(), format!("{key} edition").as_bytes())
}
