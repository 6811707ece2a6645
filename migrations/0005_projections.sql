-- Why: how far each read table has come. The row moves in the transaction of the table's rows, so that an event is
-- never applied twice nor missed. schema_name tells the live set (read) from one that is being made beside it.

CREATE TABLE es.projection (
  schema_name text     NOT NULL,
  name        text     NOT NULL,
  version     int      NOT NULL,
  position    bigint   NOT NULL DEFAULT 0,  -- last event applied
  epoch       smallint NOT NULL DEFAULT 0,
  tx_to       xid8     NOT NULL DEFAULT '0', -- everything below this transaction of this epoch has been applied
  CONSTRAINT projection_pkey PRIMARY KEY (schema_name, name)
) WITH (fillfactor = 10);
SELECT es.serve('SELECT, INSERT, UPDATE, DELETE', 'es.projection');

-- Why: tells whether a set of read tables was made from the shape that the running program has.
CREATE TABLE es.read_set (
  schema_name text        NOT NULL CONSTRAINT read_set_pkey PRIMARY KEY,
  shape       bytea       NOT NULL,
  made_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT es.serve('SELECT, INSERT, UPDATE, DELETE', 'es.read_set');

-- Why: one event that a projection can't apply must not stop the others: its stream is set aside for that projection.
-- The operations page lists these rows and tries them again.
CREATE TABLE es.quarantine (
  schema_name    text        NOT NULL,
  name           text        NOT NULL,
  aggregate_type text        NOT NULL,
  aggregate_id   text        NOT NULL,
  from_sequence  bigint      NOT NULL,
  error          text        NOT NULL,
  attempts       int         NOT NULL,
  at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT quarantine_pkey PRIMARY KEY (schema_name, name, aggregate_type, aggregate_id)
);
SELECT es.serve('SELECT, INSERT, UPDATE, DELETE', 'es.quarantine');
