-- Why: a teacher proposes that a pupil is placed, takes part in another way or leaves; the lead or the head of the school does
-- it, or says why not. Until then nothing of it is a fact. The list of a cycle's proposals reads this, and the cycle's page.
--
-- What was typed is sealed under the key of the participant whom it is about, so that erasing the pupil erases it. Nothing
-- here names the pupil in the clear: for a pupil who is not in the cycle yet, the row would join the two.

CREATE TABLE app.proposal (
  proposal_id uuid  PRIMARY KEY,   -- the command's own id: the same form twice proposes once
  cycle_id    uuid  NOT NULL,
  form        text  NOT NULL CHECK (form IN ('place', 'change', 'withdraw')),
  typed       jsonb NOT NULL,
  proposed_by uuid  NOT NULL,
  proposed_on date  NOT NULL,
  proposed_at timestamptz NOT NULL DEFAULT now(),
  settled_as  text  CHECK (settled_as IN ('taken_up', 'set_aside', 'taken_back')),
  settled_in  uuid,                -- the command that settled it
  settled_by  uuid,
  settled_on  date,
  answer      jsonb,               -- why it was set aside, sealed like what was typed
  CHECK (num_nulls(settled_as, settled_in, settled_by, settled_on) IN (0, 4)),
  CHECK ((answer IS NOT NULL) = (settled_as IS NOT DISTINCT FROM 'set_aside'))
);
CREATE INDEX proposal_cycle ON app.proposal (cycle_id);
SELECT es.serve('SELECT, INSERT, UPDATE', 'app.proposal');
