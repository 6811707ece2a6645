-- Why: names and free text about a person are stored sealed, with one key per person, wrapped by a key that is kept
-- outside the database. To erase the person, the wrapped key is nulled; the facts stay and can no longer be read.
-- Dumped separately with a short retention: an old copy of this table would bring the person back.

CREATE TABLE es.subject_key (
  subject_id   uuid NOT NULL CONSTRAINT subject_key_pkey PRIMARY KEY,
  wrapped_key  bytea,
  kek_id       text NOT NULL,
  destroyed_at timestamptz,
  CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL))
);
SELECT es.serve('SELECT, INSERT, UPDATE', 'es.subject_key');
