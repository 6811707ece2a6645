-- Why: whoever loses the key that signs for the ledger loses its public half with it, and then nobody here could tell any
-- more what was signed. So the public half stands here too. It is no proof: those who check keep the key themselves.
-- Read by `quadrant begin-ledger-key` and `quadrant verify`.
CREATE TABLE es.ledger_key (
  name text        NOT NULL CONSTRAINT ledger_key_pkey PRIMARY KEY,  -- the first line of every checkpoint that it signed
  key  text        NOT NULL,                                         -- name+id+key, as C2SP writes it
  at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
SELECT es.append_only('es.ledger_key');
SELECT es.serve('SELECT, INSERT', 'es.ledger_key');
