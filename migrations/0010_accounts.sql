-- Why: who may sign in, and who is signed in now. Events name people by account_id alone; the name to show stands only
-- here. Tokens of sessions are stored as hashes, so that a stolen table opens nothing.

CREATE TABLE app.account (
  account_id    uuid PRIMARY KEY,
  sign_in_name  text NOT NULL CONSTRAINT account_sign_in_name_key UNIQUE,
  display_name  text NOT NULL,
  password_hash text NOT NULL,
  role          text NOT NULL CHECK (role IN ('teacher', 'lead', 'governor', 'auditor', 'administrator')),
  school_id     text,
  made_up       boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at      timestamptz
);

CREATE TABLE app.session (
  token_hash   bytea PRIMARY KEY,
  account_id   uuid NOT NULL REFERENCES app.account,
  signed_in_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX session_account ON app.session (account_id);

SELECT es.serve('SELECT, INSERT, UPDATE', 'app.account');
SELECT es.serve('SELECT, INSERT, UPDATE, DELETE', 'app.session');
