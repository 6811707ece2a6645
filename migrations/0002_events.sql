-- Why: every fact, once, in the words it was recorded in. Everything else in the database can be made again from here.
-- The first seven columns are those of postgres-es, whose repository reads (and can write) this table as it is.
-- payload and metadata are json, not jsonb: the stored bytes are what the proof hashes.

CREATE SEQUENCE es.events_ident; -- cache 1, the default: within a stream ident must grow with sequence

CREATE TABLE es.events (
  aggregate_type text        NOT NULL,
  aggregate_id   text        NOT NULL,
  sequence       bigint      NOT NULL CHECK (sequence > 0),
  event_type     text        NOT NULL,
  event_version  text        NOT NULL,
  payload        json        NOT NULL,
  metadata       json        NOT NULL,
  ident          bigint      NOT NULL DEFAULT nextval('es.events_ident'),
  epoch          smallint    NOT NULL DEFAULT 1,                      -- which server's transaction numbers tx speaks of
  tx             xid8        NOT NULL DEFAULT pg_current_xact_id(),   -- the transaction that stored it
  recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  command_id     uuid,
  CONSTRAINT events_pkey PRIMARY KEY (aggregate_type, aggregate_id, sequence)
);
CREATE UNIQUE INDEX events_order ON es.events (epoch, tx, ident);

SELECT es.append_only('es.events');
SELECT es.serve('SELECT, INSERT', 'es.events');
SELECT es.serve('USAGE, SELECT', 'SEQUENCE es.events_ident');
