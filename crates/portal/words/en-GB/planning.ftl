### Planning a cycle, moving its dates, and beginning to teach.

plan-title = Plan a cycle
plan-about = A cycle of { $school }. You place its pupils in the next step. What you write here can be read by staff only.
plan-who = Who
plan-no-teacher = Nobody in this school has the role of a teacher yet. Ask the person who keeps the accounts.
plan-why = Why
plan-why-about = Start from the pupils and what they need, then choose how to teach it. To follow a whole class, you can leave these three empty.
plan-more = Only if it applies
plan-norms = { $set }, edition { $edition }
plan-submit = Plan the cycle

field-subject = Subject
field-programme = Programme
field-programme-hint = It sets the size of the group, who can take part, and the kind of support.
field-starts-on = First day of teaching
field-ends-on = Last day of teaching
field-planned-minutes = Teaching for each pupil, in minutes
field-planned-minutes-hint = Over the whole cycle. Four lessons of 45 minutes a week for eight weeks make 1440.
field-setting = Where the teaching happens
field-teacher = Teacher
field-lead = Led by
field-mentor = Mentor
field-mentor-hint = Leave it empty if nobody from outside helps.
field-need-statement = Why these pupils, and why now?
field-need-statement-hint = What they can't do yet. Use no names.
field-inquiry-question = What do you want to find out?
field-inquiry-question-hint = One question about the teaching that the scores can answer.
field-class-link = How does it link with class lessons?
field-class-link-hint = The cycle adds to class teaching and never stands in for it.
field-group-label = Name of the group
field-group-label-hint = A short name that pupils may hear, such as Oak.
field-predecessor = The cycle that it follows
field-predecessor-hint = Choose one if you go on from what was learnt there.
field-benchmark-set = National figures to read the gains against
field-benchmark-set-hint = Leave it empty if the test has its own.

subject-english = English
subject-science = Science

form-subject-missing = Choose the subject
form-programme-missing = Choose the programme
form-programme-of-another-subject = This programme is for another subject. Choose one that fits.
form-ends-before-start = The last day must come after the first day
form-planned-minutes-unreadable = Enter the minutes as a whole number from 10 to 20,000
form-setting-missing = Choose where the teaching happens
form-teacher-missing = Choose who teaches
form-lead-missing = Choose who leads the cycle
form-need-statement-missing = Say in at most 500 letters why these pupils need it now
form-inquiry-question-missing = Say in at most 500 letters what you want to find out
form-class-link-missing = Say in at most 500 letters how it links with class lessons
form-choice-unknown = Choose from the list, or leave it empty

reschedule-title = Move the dates
reschedule-about = Now: { $from } to { $to }.
reschedule-submit = Move the dates
reschedule-too-late = The teaching of this cycle is over. Its dates stay as they are.

start-title = Begin the teaching
start-about = { $pupils ->
    [one] One pupil is in the group.
   *[other] { $pupils } pupils are in the group.
}
start-other-size = { $most ->
    [one] The programme is for one pupil. To begin with another number, say why.
   *[other] The programme is for { $least } to { $most } pupils. To begin with another number, say why.
}
start-size-needs-reason = { $most ->
    [one] Pupils in the group: { $size }. The programme is for one. Choose why the teaching begins all the same.
   *[other] Pupils in the group: { $size }. The programme is for { $least } to { $most }. Choose why the teaching begins all the same.
}
start-needs-first = The teaching begins once each pupil's need is on record. These have none yet:
start-too-early = The first day of this cycle is { $day }. The teaching begins then. To begin earlier, move the dates first.
start-without-score = { $pupils ->
    [one] One pupil has no score at the start yet. Without it, no gain can be shown for this pupil.
   *[other] { $pupils } pupils have no score at the start yet. Without it, no gain can be shown for them.
}
start-nobody = No pupils yet. Place pupils in the cycle first.
start-has-begun = The teaching of this cycle has begun already.
start-submit = Begin the teaching

change-given-up = This cycle was given up. Its record stays as it is.

## What can be done next, on the cycle's page.

next-title = What can be done next
next-no-pupils = No pupils yet.
next-without-need = { $pupils ->
    [one] One pupil has no need on record. The teaching can begin once each pupil has one.
   *[other] { $pupils } pupils have no need on record. The teaching can begin once each pupil has one.
}
next-adapt = Change a strategy: { $strategy }
next-plan-after = Plan the next cycle

## Who teaches, leads and mentors.

staff-title = Change who teaches, leads or mentors
staff-about = Change only what is not so any more. The reason is kept for all that you change.
staff-too-late = This cycle is closed. Who taught it stays on record.
staff-nothing-changed = Choose another person in at least one place
staff-submit = Save the change
form-mentor-missing = Choose a mentor of your school, or nobody
