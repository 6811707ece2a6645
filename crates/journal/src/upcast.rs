//! Reads facts that were stored in an older shape: each upcaster turns one shape into the next.

use std::sync::Arc;

use cqrs_es::persist::{EventUpcaster, SerializedEvent};

/// All upcasters of the program, oldest first, as one.
#[derive(Clone, Default)]
pub(crate) struct Upcasters(Arc<Vec<Arc<dyn EventUpcaster>>>);

impl Upcasters {
    pub(crate) fn new(upcasters: Vec<Arc<dyn EventUpcaster>>) -> Self {
        Self(Arc::new(upcasters))
    }
}

impl EventUpcaster for Upcasters {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        self.0.iter().any(|upcaster| upcaster.can_upcast(event_type, event_version))
    }

    fn upcast(&self, event: SerializedEvent) -> SerializedEvent {
        self.0.iter().fold(event, |event, upcaster| {
            if upcaster.can_upcast(&event.event_type, &event.event_version) {
                upcaster.upcast(event)
            } else {
                event
            }
        })
    }
}
