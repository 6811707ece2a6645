-- Why: somebody who has forgotten their password, or lost the phone with their codes, comes in again by a link that an
-- administrator makes. The page of a person and the page of one's own account list them. The link is shown once; what stands
-- here is its hash. That a link was made, by whom and why, is a fact of the account; the link is none.

CREATE TABLE app.recovery_link (
  link_id       uuid PRIMARY KEY,
  token_hash    bytea NOT NULL CONSTRAINT recovery_link_token_key UNIQUE,
  account_id    uuid NOT NULL REFERENCES app.account,
  restores      text NOT NULL,        -- password, second_factor or both
  made_by       uuid REFERENCES app.account,   -- none where the program made it, at the server's own terminal
  made_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at    timestamptz NOT NULL DEFAULT clock_timestamp() + interval '1 day',
  used_at       timestamptz,
  taken_back_at timestamptz           -- another link took its place
);
CREATE INDEX recovery_link_account ON app.recovery_link (account_id);
SELECT es.serve('SELECT, INSERT, UPDATE', 'app.recovery_link');
