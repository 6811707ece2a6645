-- Why: "as known on an instant" asks which block was the last one sealed by then. Blocks are sealed at ever later moments,
-- so that an index by the moment finds it without a walk back from the newest.

CREATE UNIQUE INDEX block_sealed_at ON es.block (sealed_at);
