-- Why: a school's lists have the same headings every year. What somebody chose for a heading that we do not know is proposed
-- the next time. The words are sealed: a list without a heading has a pupil's name where the heading should be.

CREATE TABLE app.column_mapping (
  school_id  text  NOT NULL,
  kind       text  NOT NULL,
  mapping_id uuid  NOT NULL,
  columns    jsonb NOT NULL,
  PRIMARY KEY (school_id, kind)
);
SELECT es.serve('SELECT, INSERT, UPDATE', 'app.column_mapping');
