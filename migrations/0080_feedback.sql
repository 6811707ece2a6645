-- Why: people say whether a chart or a question was clear to them, and with a sentence what was not; leaders of the school read
-- it by chart and by question, and never who said it. It is no fact: nothing that a school did depends on it.
--
-- One row is what one person said of one thing on one day; said again on that day, it takes the place of what was said. The
-- sentence is sealed under a key of the person's feedback alone. Rows are deleted after two years.

CREATE TABLE app.feedback (
  school_id  text NOT NULL,
  about      text NOT NULL,         -- a chart or a question, by its stored name
  said_by    uuid NOT NULL,
  said_on    date NOT NULL,
  command_id uuid NOT NULL,         -- what the sentence is sealed for
  clear      text NOT NULL CHECK (clear IN ('yes', 'partly', 'no')),
  words      jsonb,
  said_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school_id, about, said_by, said_on)
);
SELECT es.serve('SELECT, INSERT, UPDATE, DELETE', 'app.feedback');
