-- Why: a mentor reads the draft of a report to the board and says what could be better; whoever writes the report reads that
-- beneath the draft. A comment is no fact: it is sealed under the cycle's key and, like the draft, belongs to one closing.

CREATE TABLE app.report_comment (
  comment_id uuid   PRIMARY KEY,   -- the command's own id: the same form twice says it once
  cycle_id   uuid   NOT NULL,
  closing    bigint NOT NULL CHECK (closing > 0),
  draft_id   uuid   NOT NULL,      -- what the draft was when it was read
  comment    jsonb  NOT NULL,
  said_by    uuid   NOT NULL,
  said_on    date   NOT NULL,
  said_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX report_comment_cycle ON app.report_comment (cycle_id);
SELECT es.serve('SELECT, INSERT', 'app.report_comment');
