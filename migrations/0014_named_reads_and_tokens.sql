-- Why: every reading of pupils' names is noted, so that a head and an auditor can see who read whom and on which page. The
-- register of readings shows this table. It is only ever added to. A name is not in it: a cycle or a pupil stands as a number.

CREATE TABLE app.named_read (
  read_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  account_id uuid NOT NULL REFERENCES app.account,
  role       text NOT NULL,     -- by which the person acted
  school_id  text NOT NULL,
  cycle_id   uuid,              -- names of a cycle's pupils
  pupil_id   uuid,              -- one pupil of the school's register
  pupils     integer NOT NULL,  -- how many were opened
  door       text NOT NULL      -- the page, by its address without numbers
);
CREATE INDEX named_read_school ON app.named_read (school_id, read_id);
SELECT es.append_only('app.named_read');
SELECT es.serve('SELECT, INSERT', 'app.named_read');

-- Why: other programs read, or record, for a person, by a token that the person made on their own page. It is shown once;
-- what stands here is its hash.
CREATE TABLE app.access_token (
  token_id     uuid PRIMARY KEY,
  account_id   uuid NOT NULL REFERENCES app.account,
  name         text NOT NULL,
  token_hash   bytea NOT NULL CONSTRAINT access_token_hash_key UNIQUE,
  may_record   boolean NOT NULL,
  grant_id     uuid NOT NULL,         -- the role that it was made in, and in which it acts
  made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at   timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
CREATE INDEX access_token_account ON app.access_token (account_id);
SELECT es.serve('SELECT, INSERT, UPDATE', 'app.access_token');
