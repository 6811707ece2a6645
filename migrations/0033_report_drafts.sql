-- Why: a report to the board is begun by the teacher, gone over by the lead and submitted by the head (only that is a fact).
-- What is kept until then is sealed under the cycle's key, and belongs to one closing: after a reopening it counts no more.

CREATE TABLE app.report_draft (
  cycle_id uuid   PRIMARY KEY,
  draft_id uuid   NOT NULL,
  closing  bigint NOT NULL CHECK (closing > 0),
  parts    jsonb  NOT NULL,
  kept_by  uuid   NOT NULL,
  kept_on  date   NOT NULL
);
SELECT es.serve('SELECT, INSERT, UPDATE', 'app.report_draft');
