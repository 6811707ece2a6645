-- Why: three things about people's keys that their own table can't say.
--
-- Which key wraps new ones. There is one key outside the database that wraps all of these. When it is changed, servers may
-- still run with the old one; what one of them stored by the old key would be lost with it. So whoever stores a key asks
-- here first, in the same statement, and a server with the old key hears no.
--
-- Who was erased. A pupil has another number in each cycle. Rows that went at one moment, side by side, would join the
-- numbers of a pupil for ever. So the rows of
-- an erased pupil are deleted, and all erased numbers stand in one list in their own
-- order. No key is ever made again for any of them, and a restored copy of a key is destroyed again.

CREATE TABLE app.wrapping_key (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  kek_id text    NOT NULL
);
SELECT es.serve('SELECT, INSERT, UPDATE', 'app.wrapping_key');

CREATE TABLE app.erased (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  subjects uuid[]  NOT NULL
);
SELECT es.serve('SELECT, INSERT, UPDATE', 'app.erased');

SELECT es.serve('DELETE', 'es.subject_key');
