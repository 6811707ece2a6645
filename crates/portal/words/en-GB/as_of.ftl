### A page as it was: what was known on an instant, and nothing that came later.

as-of-title = Pages as they were
as-of-about = A page of a school, of a cycle or of the catalogue can be shown as it was on any day. It is made again from what had been recorded by then. Nothing that was recorded or put right later is on it. A page of a cycle can also show what held on a day by all that is known now.
as-of-about-roles = You see what your role lets you see today. A pupil who was removed since stays removed.
as-of-how = To see a page as it was, open it. At its top, choose “See this page as it was”.
as-of-summary = See this page as it was
as-of-at = Day and time
as-of-at-hint = By the school’s clock. For a page of no school, by the clock in London. You will see what had been recorded by then.
as-of-show = Show the page
as-of-then = As it was known on { $moment }
as-of-entry = The last record known then is number { $position } of all records.
as-of-clock = The time is told by the clock in { $clock }.
as-of-clock-none = The time is told by the clock in { $clock }. The address of this page names no clock, so its day and time are those in London.
as-of-nothing-known = Nothing had been recorded yet.
as-of-nothing-later = Nothing that came later is on this page, and nothing can be changed on it. Names of staff are as they are today. A link to a page that has no past leads to the page of today.
as-of-now = See the page as it is now
as-of-last-entry = Entry { $sequence } of { $count }, the last one on this page
as-of-earlier = The page one entry earlier
as-of-later = The page one entry later
as-of-slider = Or choose an entry of the cycle’s history, from 1 to { $count }
as-of-slider-show = Show the page with that entry
error-as-of-entry = The cycle’s history has no entry with that number. Choose one that is there.
as-of-filling = The page is being made again
as-of-filling-done = { $done } of { $of } records have been gone through.
as-of-filling-begins = The records are being looked up.
as-of-filling-help = This page asks again by itself, and opens once all have been gone through. You need not stay: it goes on.
as-of-filling-again = Look now
as-of-other = Choose another day or time
as-of-held = What held on that day, by all that is known now
true-on-day = Day
true-on-day-hint = You will see what held on that day by all that is known now. What was put right later is shown as it was put right.
true-on-show = Show what held
true-on-then = What held on { $day }, by all that is known now
true-on-what = Each record counts from its own day, whenever it was made, and as it was put right last. So this is not what was known on that day.
true-on-of-today = The school’s settings, the catalogue and the names of staff are as they are today. Nothing can be changed here. A link to a page that can’t be shown so leads to the page of today.
true-on-known = What was known at the end of that day
true-on-earlier = The day before on which something changed
true-on-later = The next day on which something changed
true-on-no-past = This page can’t show what held on a day
true-on-no-past-help = Only pages about what happens in a cycle can. A history says when things were recorded, which is another question.
error-true-on = We could not read that day. Type a day such as 2026-03-27.
error-true-on-future = That day is still to come. Choose one that has been.
as-of-no-past = This page can’t be shown as it was
as-of-no-past-help = Only pages of a school, of a cycle or of the catalogue that show what was recorded have a past. Forms, lists of all schools and the register of pupils have none.
error-past = Nothing can be changed in the past
error-past-help = This page shows what was known on another day. Nothing was recorded. To record something, open the page as it is now.
error-as-of = We could not read that moment. Type a day and a time, such as 2026-03-27T15:00.
error-as-of-place = No record has that number. The first of all records is number 1. Choose the number of one that is there.
error-as-of-future = That moment is still to come. Choose one that has been. A day alone means its end, so for today type a time as well.

## What an entry of a cycle's history moved.

moved-title = What this entry moved
moved-nothing = Nothing that is counted for the cycle changed.
moved-unplanned = not planned yet
moved-pupils = Pupils who are taught
moved-scores = Scores on record
moved-start-scores = Scores at the start
moved-end-scores = Scores at the end
moved-no-gain = none to show
moved-may-be-said = What may be said of the gain
moved-nothing-to-say = Nothing yet
moved-cycle-before = The cycle’s page as it was before this entry
moved-cycle-after = The cycle’s page as it was with this entry
moved-steps = Steps through the history
moved-previous = Previous entry
moved-next = Next entry

## The difference of two moments of a cycle.

difference-link = What changed between two moments
difference-of = What changed: { $cycle }
difference-between = From { $from } to { $to }, by the clock in { $clock }.
difference-beginning = the beginning
difference-from = From
difference-to = To
difference-hint = A day and a time by the clock in { $clock }, such as 2026-03-27T15:00, or a day. A number stands for a place among all records. Leave the first field empty for the beginning, and the second for now.
difference-show = Show
difference-then = The cycle’s page at the first moment
difference-later = The cycle’s page at the second moment
difference-figures = Figures that moved
difference-no-figure = No figure of the cycle moved.
difference-corrected = Put right ({ $count })
difference-changed = Changed ({ $count })
difference-added = Added ({ $count })
difference-by = { $name }, { $moment }.
error-difference-order = The second moment is before the first. Turn them round.
difference-no-cycle = Nothing was recorded for a cycle.
difference-cycles-total =
    { $count ->
        [one] Something was recorded for one cycle.
       *[other] Something was recorded for { $count } cycles. Those from { $first } to { $last } are on this page. In all of them:
    }
difference-more-cycles = More cycles
difference-more-others = More of these records
difference-first = Back to the first ones
difference-others-total =
    { $count ->
        [one] One record in all.
       *[other] { $count } records in all.
    }
difference-counts = Put right: { $corrected }. Changed: { $changed }. Added: { $added }.
difference-others = What else was recorded of the school
difference-others-some = What is recorded of pupils, lists and people is not counted here: the school’s history has it, for those who may read that.
difference-no-other = Nothing else was recorded.
difference-which = { $what } ({ $which })
difference-by-program = The system

## What is recorded of a school beside its cycles.

event-school-registered = The school was added
event-school-details-revised = What is known of the school changed
event-school-profile-set = The school’s settings were made
event-school-profile-revised = The school’s settings changed
event-school-terms-set = The terms of a year were set
event-disclosure-policy-requested = Another limit for small numbers was asked for
event-disclosure-policy-set = The limit for small numbers changed
event-disclosure-policy-declined = Another limit for small numbers was turned down
event-governors-meeting-set = A meeting of { -governors } was set
event-governors-meeting-called-off = A meeting of { -governors } was called off
event-role-granted = A role was given
event-role-revoked = A role was taken away
event-account-ended = A person’s sign-in ended
event-named-pupil-access-granted = An auditor was let read pupils’ names
event-named-pupil-access-revoked = An auditor may read pupils’ names no more
event-school-joined-group = The school joined a group
event-school-left-group = The school left a group
event-cohort-result-entered = Official results were added
event-cohort-result-revised = Official results were put right
event-edition-published = An edition was published
event-edition-replaced = An edition was put right
event-pack-issued = A pack was issued
event-pack-amended = A pack was put right
event-question-raised = A question was asked
event-question-answered = A question was answered
event-answer-returned = An answer was sent back
event-answer-accepted = An answer was accepted
event-question-withdrawn = A question was taken back
