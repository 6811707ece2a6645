//! Given what happened, when somebody asks, then this follows.
