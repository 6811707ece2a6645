### What is done week by week: sessions, talks with families, mentoring, looking back, and costs.

log-session-title = Log a session
log-session-about = Everyone counts as there. Tick only those who were not.
log-session-submit = Save the session
correct-session-title = Put a session right
correct-session-about = Recorded now: { $day }, { $minutes } minutes, { $present } of { $expected } pupils there.
correct-session-kept = What was recorded stays in the history.
correct-session-submit = Save the correction
session-too-early = The teaching has not begun yet. Sessions are logged once it has.
session-too-late = This cycle is over. A session that is on record can still be put right.
session-no-strategy = No strategy was in use on that day.

field-held-on = Day of the session
field-minutes = Minutes
field-minutes-hint = After the first session this is filled in from the last one. Change it if this one was shorter or longer.
field-absent = Who was not there?
field-absent-hint = Leave all empty if everyone was there.
field-not-due = Who was not meant to come?
field-not-due-hint = These pupils come to some of the sessions only.
field-strategies = Which strategies did you use?

form-minutes-unreadable = Enter the minutes as a whole number from 1 to 600
form-nobody-there = Nobody is left who was there. If no one came, there was no session.
form-others-that-day = Others took part on that day: { $names }. Tick those who were not there, then save again.

sessions-title = Sessions of the cycle
sessions-taught = What was taught
sessions-none = No session is logged yet. { $planned } minutes are planned for each pupil.
sessions-held = Sessions held
sessions-minutes = Minutes of teaching
sessions-of-plan = { $minutes } of { $planned } planned for each pupil
sessions-mean = Minutes that a pupil had, on average
sessions-attendance = Pupils there
sessions-there = { $present } of { $expected }
sessions-by-pupil = How often each pupil was there
sessions-pupil-minutes = Minutes of teaching
sessions-all = Every session, newest first

## Talks with families, mentoring and looking back.

inquiry-title = Talks, looking back and mentoring
inquiry-contacts = Talks with families
inquiry-reflections = Looking back
inquiry-mentoring = Help from a mentor
inquiry-none = Nothing is noted yet.
inquiry-for-staff = What you write here is kept for staff. No { -governor } sees it.
inquiry-too-late = This cycle is over. What was noted stays as it is.

log-contact-title = Note a talk with a { -family }
log-contact-submit = Save the talk
field-contact-about = About whom?
form-contact-about-missing = Choose a pupil, or everyone
form-contact-kind-missing = Choose how you were in touch
form-direction-missing = Choose from whom it came
form-contact-note-missing = Say in at most 500 letters what was said

log-mentoring-title = Note what a mentor helped with
log-mentoring-submit = Save the note
field-shared-practice = What is worth sharing?
field-shared-practice-hint = What other teachers could use. Leave it empty if there is nothing yet.
form-focus-missing = Say in at most 500 letters what it was about
form-shared-practice-long = Say it in at most 500 letters

log-reflection-title = Note what you found out
log-reflection-submit = Save what you found out
form-stage-missing = Choose the step of the inquiry
form-finding-missing = Say in at most 500 letters what you found out
form-decision-missing = Say in at most 500 letters what you decided

## Costs.

costs-title = What the cycle cost
costs-none = No cost is noted yet.
costs-total = In all
costs-for-each = For each pupil
costs-all = Each cost

worth-title = Value for money
worth-for-each = Cost for each pupil
worth-value = Value, as judged
worth-exact = { $pupils ->
    [one] { $amount } for the one pupil taught
   *[other] { $amount } for each of { $pupils } pupils taught
}
worth-rounded = About { $amount }. { $least } pupils or more were taught.
worth-pay = Not shown: it would tell what a person was paid.
worth-left-out = The cost is shared out by pupils only. No one knows how much of a gain it bought, so there is no cost of a gain or of a month.
worth-order = The cycles stand in the order of their dates. A low cost does not make a cycle better.
worth-table = What each pupil's place cost, beside the gain
worth-share = { $good } of { $judged } judged cycles: good value or better.
worth-share-about = A cycle counts as good value only if each person who judged it says so. Cycles that no one has judged are left out, and so are very small groups.
worth-share-none = No closed cycle with enough pupils has been judged yet.
worth-share-few = Too few pupils stand behind the judged cycles, so the count is not shown.

moves-title = From band to band
moves-caption = { $pupils } pupils by their band at the start and at the end
moves-told = Of { $pupils } pupils, { $up } ended in a higher band, { $stayed } in the same band and { $down } in a lower one.
moves-start = Band at the start
moves-end = End: { $band }
moves-all = In all
moves-merged = Single bands are not shown, to protect pupils.
moves-few = Too few pupils stand behind each count to show how they moved.
moves-about = Bands come from the test. If its mean is 100 and its spread 15, they begin at 85, 95 and 105. What was noted when a pupil was placed is not used: no one notes it again at the end.
moves-chance = A pupil near the edge of a band can cross it by chance, and pupils who start low tend to rise.
moves-of-chosen = { $cycles ->
    [one] One of the chosen cycles is counted here.
   *[other] { $cycles } of the chosen cycles are counted here. A pupil who is in two of them counts twice.
}
score-band-well-below = Well below average
score-band-below = Below average
score-band-at = About average
score-band-above = Above average
log-cost-title = Note a cost
log-cost-submit = Save the cost
cost-too-late = This cycle is over. A cost that is on record can still be put right.
correct-cost-title = Put a cost right
correct-cost-about = Recorded now: { $kind }, { $amount }.
correct-cost-kept = What was recorded stays in the history.
correct-cost-submit = Save the correction
field-amount = Amount in pounds
field-amount-hint = Such as 120 or 120.50
field-hours = Hours of work
field-hours-hint = Leave it empty if no one's time was used.
form-cost-kind-missing = Choose what it was for
form-amount-unreadable = Enter the amount in pounds and pence, such as 120 or 120.50
form-hours-unreadable = Enter the hours as a number, such as 7.5

## The ways from a cycle's page to all of it.

weeks-sessions = All sessions, and how often each pupil was there

## What a cycle waits for, by pupil and in all.

missing-need = What the pupil needs
missing-baseline = Score at the start
missing-interim = Score midway
missing-end = Score at the end
due-pupils = No pupils are placed yet
due-need = { $pupils ->
    [one] One pupil has no need on record
   *[other] { $pupils } pupils have no need on record
}
due-baseline = { $pupils ->
    [one] One pupil has no score at the start
   *[other] { $pupils } pupils have no score at the start
}
due-interim = { $pupils ->
    [one] One pupil has no score midway
   *[other] { $pupils } pupils have no score midway
}
due-end = { $pupils ->
    [one] One pupil has no score at the end
   *[other] { $pupils } pupils have no score at the end
}
due-start = Its first day has come. Begin the teaching, or move the dates.
due-session = No session is logged for { $days } days
due-session-with-holidays = No session is logged for { $days } days, holidays left out
due-report = The board has no report on it yet. Write one.
due-reopening = Someone asks to open it again. Agree or say no.
due-proposals = { $proposals ->
    [one] A teacher proposes something. Do it or set it aside.
   *[other] Teachers propose { $proposals } things. Do them or set them aside.
}
due-closing = Its last day is past. End the testing and close it.

## Somebody's own cycles.

nav-my-cycles = My cycles
my-cycles-title = My cycles
my-cycles-none = No cycle of yours is planned or running now.
my-cycles-due = What it waits for
my-cycles-nothing-due = Nothing is due
my-cycles-week = , week { $week } of { $weeks }
my-cycles-board = Board

## The group on one board.

board-title = The group on one board
board-about = Where each pupil stands now. The name leads to the pupil's own page.
board-latest = Last score
board-in-use = Strategies in use
board-missing = Missing
board-share = Comes to { $share } percent of the sessions
board-score = { $score } ({ $point })
board-above = { $points } above what a typical pupil would have
board-below = { $points } below what a typical pupil would have
board-as-expected = The same as a typical pupil would have
board-target = Target: { $target }
board-one-score = The score of one pupil on one day moves up and down by chance. Look at the pupil's work, too.

## One pupil in a cycle.

timeline-course = Scores over the weeks
timeline-values = Points: { $test }
timeline-score = { $score }, { $day }
timeline-turn = { $what }, { $day }
timeline-adopted = Started: { $strategy }
timeline-adapted = Changed: { $strategy }
timeline-stopped = Stopped: { $strategy }
timeline-since = In the cycle since
timeline-sessions = At sessions
timeline-no-score = No score is recorded yet.
timeline-needs = Can do, and can't do yet
timeline-targets = Targets

course-table = The same figures
course-column-line = Line
course-column-what = When
course-column-week = Week
course-column-value = Value
course-week = Week { $week }
course-week-short = Wk { $week }
course-before = Before the first week
course-expected = A typical pupil with the same start
course-point = { $line }, { $what }: { $value }
course-spoken = { $title }. { $points }. The table below shows the same figures.

## Cycles side by side.

compare-title = Compare cycles
compare-choose = Which cycles?
compare-submit = Compare
compare-one-more = Choose one more cycle to compare with.
compare-too-many = Only { $most } cycles fit on one page. The others are left out.
compare-no-scores = One of these cycles has no scores yet, so there is nothing to compare.
compare-not-published = The last edition has no figure of one of these cycles, so there is nothing to compare.
compare-scales = These cycles were tested on different scales. Their gains can't be compared.
compare-beyond-link = These cycles were tested on different scales. There is a link between them, and some scores lie where it does not hold. Their gains can't be compared.
compare-linked = { $cycle }: tested on the scale { $scale }.
compare-linked-caution = A link between two tests is not exact. The ranges here do not count its error, so they are too narrow.
compare-norms = These cycles are set against different norms. Their gains can't be compared.
compare-course = What pupils gained, by the week of each cycle
compare-values = Mean gain since the start, in points
compare-at-start = 0
compare-caution = The pupils differ from cycle to cycle. A larger gain does not show that one cycle worked better than another.
compare-table = The cycles side by side
compare-weeks = Weeks
compare-pupils = Pupils with both scores
compare-pupils-both = { $both } of { $pupils }
compare-gain = Mean gain (range)
compare-gain-at = { $gain }, { $point }
compare-continue = Pupils from the cycle before
