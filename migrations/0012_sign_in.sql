-- Why: a sign-in slows down for whoever guesses, some people ask for a second proof, and everybody sees where they are
-- signed in. The sign-in page and the page of one's own account read these tables. None of it is a fact: it is forgotten.

-- One row for each try that failed or goes on now; a day later it counts no more. What was tried stands here as a hash.
CREATE TABLE app.sign_in_try (
  try_id uuid PRIMARY KEY,
  what   bytea NOT NULL,   -- a name, a known browser, or an account's codes: each is counted by itself
  at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX sign_in_try_what ON app.sign_in_try (what, at);
CREATE INDEX sign_in_try_at ON app.sign_in_try (at);

-- Browsers in which a person signed in before. Their tries are counted apart, so that a stranger who guesses at a name
-- never keeps out the person whose name it is.
CREATE TABLE app.known_browser (
  token_hash bytea NOT NULL,
  account_id uuid  NOT NULL REFERENCES app.account,
  seen_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (token_hash, account_id)   -- colleagues may share a computer
);

-- A session has a number by which its person can end it, and stays for a day after its end: a form that comes too late
-- can then still be given back to the person who filled it.
ALTER TABLE app.session
  ADD COLUMN session_id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT session_session_id_key UNIQUE,
  ADD COLUMN device text NOT NULL DEFAULT '',                  -- which browser and system, as it said itself
  ADD COLUMN awaits_code boolean NOT NULL DEFAULT false,      -- the password was right, the second factor is to come
  ADD COLUMN acting uuid,                                     -- the grant that the person chose to act by
  ADD COLUMN ended_at timestamptz;

-- The secret that a person shares with an app on their phone, sealed under the key of the account.
CREATE TABLE app.second_factor (
  account_id uuid PRIMARY KEY REFERENCES app.account,
  sealed_by  uuid  NOT NULL,             -- the place that the secret is sealed for
  secret     jsonb NOT NULL,
  last_step  bigint NOT NULL,            -- the half minute of the last code that was used: none counts twice
  since      timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Codes for a lost phone. Each works once.
CREATE TABLE app.recovery_code (
  account_id uuid  NOT NULL REFERENCES app.second_factor ON DELETE CASCADE,
  code_hash  bytea NOT NULL,
  PRIMARY KEY (account_id, code_hash)
);

SELECT es.serve('SELECT, INSERT, DELETE', 'app.sign_in_try');
SELECT es.serve('SELECT, INSERT, UPDATE, DELETE', 'app.known_browser');
SELECT es.serve('SELECT, INSERT, UPDATE, DELETE', 'app.second_factor');
SELECT es.serve('SELECT, INSERT, DELETE', 'app.recovery_code');
