-- Why: a person comes in by an invitation of somebody who may give the role, so that nobody ever chooses another's password.
-- The page of people lists those that wait. The link is shown once; what stands here is its hash. An invitation is no
-- fact: the role is one, from the moment that the invited person takes it up.

CREATE TABLE app.invitation (
  invitation_id uuid PRIMARY KEY,
  token_hash    bytea NOT NULL CONSTRAINT invitation_token_key UNIQUE,
  role          text NOT NULL,
  scope         text NOT NULL,        -- as in read.grants
  until_on      date,                 -- the last day of the role, if it is known
  made_by       uuid NOT NULL REFERENCES app.account,
  made_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at    timestamptz NOT NULL DEFAULT clock_timestamp() + interval '7 days',
  used_at       timestamptz,
  taken_back_at timestamptz
);
CREATE INDEX invitation_scope ON app.invitation (scope);
SELECT es.serve('SELECT, INSERT, UPDATE', 'app.invitation');
