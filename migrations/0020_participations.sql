-- Why: a pupil takes part in each cycle under another number, so that nobody can join a pupil's cycles who has not the keys.
-- The placement itself says whose it is, under the participant's key. This is the way back: from a pupil to their parts.
-- A pupil's page, the check that nobody is placed twice at a time, and erasing all start here.
--
-- It is no fact and stands in no event: an event of the pupil beside an event of the cycle, stored by one command, would
-- join the two in the clear for ever, by the command's id, its transaction and its place. Here a row goes when the pupil
-- is erased. It is written before the placement; a row whose placement never came says nothing.

CREATE TABLE app.participation (
  link_id  uuid PRIMARY KEY,
  pupil_id uuid NOT NULL,
  link     jsonb NOT NULL   -- the cycle and the participant, sealed under the pupil's key
);
CREATE INDEX participation_pupil ON app.participation (pupil_id);
SELECT es.serve('SELECT, INSERT, DELETE', 'app.participation');
