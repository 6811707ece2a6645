-- Why: what was said while a report was written is nobody's any more once the report is submitted: the draft goes then, and
-- every comment on it. Whoever wrote a comment can also take it back before. Nothing of either was ever a fact.

SELECT es.serve('DELETE', 'app.report_draft');
SELECT es.serve('DELETE', 'app.report_comment');

-- What was left of reports that were submitted before this.
DELETE FROM app.report_draft d WHERE EXISTS (
  SELECT FROM es.events e WHERE e.aggregate_type = 'cycle' AND e.aggregate_id = d.cycle_id::text
    AND e.event_type = 'board_report_submitted' AND e.sequence > d.closing);
DELETE FROM app.report_comment c WHERE EXISTS (
  SELECT FROM es.events e WHERE e.aggregate_type = 'cycle' AND e.aggregate_id = c.cycle_id::text
    AND e.event_type = 'board_report_submitted' AND e.sequence > c.closing);
