### The report to the board, how good a cycle was, and what one cycle takes from another.

report-title = Report to the board
report-write-title = Write the report to the board
report-about = Each part begins with a text made from the cycle's own facts. Change it as you need to. The board reads all four parts, so name no pupil. This is what the figures allow you to say:
report-part-need-hint = What these pupils could not do yet, as a group.
report-part-impact-hint = Say no more than the figures do, and say how sure they are.
report-part-practice-change-hint = What teachers do in another way now.
report-part-next-steps-hint = What your school will do next.
report-part-too-long = Write { $most } letters at most
report-part-names = Take out the name { $name }: the board reads this
report-not-closed = A report is written once the cycle is closed.
report-is-there = The board has a report on this cycle. You can change a part of it, and say why.
report-submit = Submit the report
report-draft-title = Work on the report to the board
report-draft-about = Write as much as you can now. Others who teach or lead this cycle can go on from here. It is no part of the record until the head submits it.
report-draft-kept = Kept by { $name } on { $day }.
report-draft-other = Meanwhile somebody else kept this: “{ $text }”. Take from it what you need, then keep yours.
report-draft-submit = Keep the draft
report-comments-title = Read the draft of the report, and comment on it
report-comments-about = This is what the school has written so far. The board does not read it yet. What you say here is read by those who write it and by other mentors of the cycle, and by nobody else. All of it is deleted once the report is submitted.
report-comments-no-draft = Nobody has kept a draft of this report yet.
report-comments = Comments on the draft
field-report-comment = What could be better?
field-report-comment-hint = Name no pupil.
report-comment-by = { $name } on { $day }.
report-comment-by-before = { $name } on { $day }, before the draft was changed last.
report-comment-missing = Write your comment
report-comment-names = Take out the name { $name }: a comment names no pupil
report-comment-take-back = Take your comment back
report-text-names = There is a pupil's name in this text, so you can't read it yet.
report-comment-submit = Send the comment
report-part-not-begun = Nothing is written here yet.
report-is-submitted = The report has been submitted. You can read it.
report-none-yet = There is no report on this cycle yet.
report-earlier = { $reports ->
    [one] An earlier report no longer holds, because the cycle was opened again.
   *[other] { $reports } earlier reports no longer hold, because the cycle was opened again.
}
report-submitted = Submitted on { $day } by { $name }.
report-corrected-since = Since then scores have been put right. The report stands as it was written.
report-figures = The figures behind it
report-changed = Changed on { $day }.
report-part-hidden = This part has figures that your school does not show.
report-said-before = Before that it said:
report-amend = Change this part
report-amend-title = Change a part of the report
report-amend-about = What it says now stays on record, and the board sees that it was changed and why.
report-after = What should it say?
report-amend-submit = Change the report

report-start-taught = They were taught from { $from } to { $to }. The programme was: { $programme }.
report-start-no-norm = The test has no national figures, so the gain can't be compared with any.
report-start-asked = We wanted to find out: { $question }
report-start-undecided = Nothing has been decided yet.
report-start-used = These strategies were in use at the end: { $strategies }.
report-start-stopped = These were stopped: { $strategies }.
report-start-stopped-one = { $strategy } ({ $effect })

judge-title = Judge the cycle
judge-about = Judge what the cycle brought, what it was worth, and how it was led. This is what the figures allow you to say:
judge-not-closed = A cycle is judged once it is closed.
judge-impact-missing = Choose a grade for what it did
judge-value-missing = Choose a grade for what it was worth
judge-leadership-missing = Choose a grade for how it was led
judge-submit = Record the judgement
judged-caption = How good the cycle was

carry-title = Say what you take from the last cycle
carry-about = This cycle follows an earlier one:
carry-kept = Used again as it was
carry-changed = Used in another way
carry-finding = What did you find out there that you use here?
carry-finding-hint = One or two sentences. Name no pupil.
carry-finding-missing = Write what you found out, in 1,000 letters at most
carry-follows-none = This cycle follows no other, so there is nothing to take over.
carry-is-there = What this cycle takes from the last one is on record. You find it in the history.
carry-too-late = This is said while the cycle is planned or the teaching goes on.
carry-submit = Record it
