-- Why: transactions commit in another order than they number their rows. After they have all ended, a sealer closes an
-- interval of transaction numbers as a block, which gives each event a position for good: 1, 2, 3, ... with no gap.
-- Inside a block events are ordered by ident, so one row per block says the position of each of them.

CREATE TABLE es.block (
  height         bigint      NOT NULL CONSTRAINT block_pkey PRIMARY KEY CHECK (height > 0),
  epoch          smallint    NOT NULL,
  tx_from        xid8        NOT NULL,  -- first transaction number of the interval
  tx_to          xid8        NOT NULL,  -- first one after it
  first_position bigint      NOT NULL CONSTRAINT block_first_position UNIQUE,
  last_position  bigint      NOT NULL CONSTRAINT block_last_position UNIQUE CHECK (last_position >= first_position),
  root           bytea       NOT NULL,  -- of the tree over all events 1..last_position
  sealed_at      timestamptz NOT NULL,  -- always later than the block before
  CONSTRAINT block_interval UNIQUE (epoch, tx_from),
  CHECK (tx_from < tx_to)
);
SELECT es.append_only('es.block');
SELECT es.serve('SELECT, INSERT', 'es.block');

-- Why: the stored hashes of the Merkle tree of RFC 6962 over all events in sealed order, by the dense numbering of
-- Crosby and Wallach ("Efficient Data Structures for Tamper-Evident Logging", 2009, section 3.3).
CREATE TABLE es.tree_hash (
  idx  bigint NOT NULL CONSTRAINT tree_hash_pkey PRIMARY KEY,
  hash bytea  NOT NULL CHECK (length(hash) = 32)
);
SELECT es.append_only('es.tree_hash');
SELECT es.serve('SELECT, INSERT', 'es.tree_hash');

-- Why: one row that whoever seals must lock, so that two servers never seal the same events.
-- cluster_id is the server these transaction numbers belong to; 0 means that the server does not tell.
CREATE TABLE es.sealer (
  id            int      NOT NULL CONSTRAINT sealer_pkey PRIMARY KEY CHECK (id = 1),
  cluster_id    bigint   NOT NULL,
  epoch         smallint NOT NULL,
  height        bigint   NOT NULL,
  tx_to         xid8     NOT NULL,
  last_position bigint   NOT NULL
) WITH (fillfactor = 10);

-- The server's own number, where this role may ask for it.
CREATE FUNCTION es.cluster_id() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT system_identifier FROM pg_catalog.pg_control_system());
EXCEPTION WHEN insufficient_privilege OR undefined_function THEN
  RETURN 0;
END $$;

INSERT INTO es.sealer VALUES (1, es.cluster_id(), 1, 0, '0', 0);
SELECT es.serve('SELECT, UPDATE', 'es.sealer');

-- Why: a signed statement of the tree's size and root, handed to others, is what shows a later rewrite.
CREATE TABLE es.checkpoint (
  size   bigint      NOT NULL,
  note   text        NOT NULL,
  target text        NOT NULL,
  at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT checkpoint_pkey PRIMARY KEY (size, target)
);
SELECT es.append_only('es.checkpoint');
SELECT es.serve('SELECT, INSERT', 'es.checkpoint');
