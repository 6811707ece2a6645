### The end of a cycle: the assessing is over, and the outcome is fixed.

assessed-title = Say that the assessing is over
assessed-about = From then on no strategy is tried any more. Scores can still be recorded and put right until the cycle is closed.
assessed-outstanding = { $pupils ->
    [one] One pupil has no score at the end yet. Record it, or say why it will not come, before you close the cycle.
   *[other] { $pupils } pupils have no score at the end yet. Record them, or say why they will not come, before you close the cycle.
}
assessed-caption = Scores at the end
assessed-end = Score at the end
assessed-scored = { $score } ({ $test })
assessed-left = Left the cycle
assessed-none-yet = None yet
assessed-mark-missing = It will not come
assessed-not-now = This can be said while the teaching goes on. Look at the cycle to see where it stands.
assessed-submit = The assessing is over

close-title = Close the cycle
close-about = When you close the cycle, the outcome below is fixed for good. The board sees these figures, and no pupil.
close-not-yet = First say that the assessing is over. Then the cycle can be closed.
close-is-closed = This cycle is closed. Its outcome is fixed.
close-incomplete = The cycle can be closed once each pupil has a score at the end, or a note why it will not come.
close-submit = Fix the outcome and close the cycle

reopen-title = Ask to open the cycle again
reopen-answer-title = Answer the request to open the cycle again
reopen-asked = { $name } asked on { $day } to open this cycle again. Reason: { $reason }
reopen-waits = Nobody has answered yet. If you ask again, the new request takes its place.
reopen-nothing-asked = Nobody asks to open this cycle again now.
reopen-about = It takes two people: a head asks, and another head or a lead agrees. The fixed outcome then no longer holds. Scores can be put right, and the cycle is closed anew with new figures. What was fixed before stays in the history.
reopen-report = The board has a report on this cycle. Once it is closed again, it needs a new one.
reopen-not-closed = This cycle is not closed, so it need not be opened.
reopen-nobody = Another person has to agree to this, and your school has nobody else who may. Ask for another head or lead to be added first.
reopen-submit = Ask for it

cancel-title = Give the cycle up
cancel-about = The teaching ends here and the cycle will have no outcome. All that was recorded stays, and nothing can be added. This can't be undone.
cancel-too-late = A cycle can be given up before its teaching is over. This one is past that.
cancel-submit = Give the cycle up
