-- Why: a form posted twice must act once. One row per command that stored events, written by the same statement.
-- first_sequence and last_sequence are null for a command that wrote to many streams at once.

CREATE TABLE es.command (
  command_id     uuid        NOT NULL CONSTRAINT command_pkey PRIMARY KEY,
  fingerprint    bytea       NOT NULL,  -- tells a repeated command from another one that came with a used id
  aggregate_type text        NOT NULL,
  aggregate_id   text        NOT NULL,
  first_sequence bigint,
  last_sequence  bigint,
  appended       bigint      NOT NULL,  -- events stored
  epoch          smallint    NOT NULL DEFAULT 1,
  tx             xid8        NOT NULL DEFAULT pg_current_xact_id(),
  at             timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT es.serve('SELECT, INSERT', 'es.command');

-- Why: the shape postgres-es expects beside its events. One row per aggregate. Never evidence, may be emptied at any time.
CREATE TABLE es.snapshots (
  aggregate_type   text   NOT NULL,
  aggregate_id     text   NOT NULL,
  last_sequence    bigint NOT NULL,
  current_snapshot bigint NOT NULL,
  state_version    text   NOT NULL DEFAULT '1',
  payload          json   NOT NULL,
  CONSTRAINT snapshots_pkey PRIMARY KEY (aggregate_type, aggregate_id)
);
SELECT es.serve('SELECT, INSERT, UPDATE, DELETE, TRUNCATE', 'es.snapshots');
