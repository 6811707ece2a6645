### What pupils can do, can't do yet, and are to be able to do: the forms that record it for a group at once.

needs-title = Record what pupils can and can't do yet
needs-about = Choose one key concept, then write a line or two for each pupil. Leave a pupil empty if you know nothing new.
needs-known = On record: { $concepts }
needs-submit = Save what was written
needs-too-late = The teaching of this cycle is over. What was written stays as it is.

field-source = What was it seen in?
field-can-do = Can do
field-not-yet = Can't do yet

form-need-source-missing = Choose what it was seen in
form-can-do-missing = { $who }: say in at most 500 letters what the pupil can do. A target builds on it.
form-not-yet-missing = { $who }: say in at most 500 letters what the pupil can't do yet
form-nothing-written = Write for at least one pupil

targets-title = Set targets
targets-about = One target in words for all the pupils you tick, each with a value of their own to reach.
targets-whom = For which pupils?
targets-whom-hint = Untick those whom it is not for. If the teacher judges, leave the values empty.
targets-submit = Save the targets

field-statement = What are they to be able to do?
field-statement-hint = Build on what they can do already.
field-measure = How will you see it?
field-target-test = Test
field-target-test-hint = Only for points on a test.
field-due-on = By when
field-pupil = The target is for this pupil
field-target-value = Value to reach

form-concept-missing = Choose a key concept
form-statement-missing = Say in at most 500 letters what they are to be able to do
form-measure-missing = Choose how you will see it
form-target-test-missing = Choose the test that the points are on
form-due-before-set = The target is due before it is set. Choose a later day.
form-nobody-ticked = Tick at least one pupil
form-target-value-missing = { $who }: enter the value to reach as a number of 0 or more
form-target-value-out-of-range = { $who }: the value must be from { $least } to { $most }

targets-list-title = Targets
targets-none = No target has been set yet.
targets-reached = Reached
targets-not-judged = Not judged yet
targets-judge = Judge
targets-revise = Change
target-stands = { $who }: { $statement } Measured by: { $measure }. By { $due }.

judge-target-title = Judge a target
field-target-evidence = Which scores show it?
field-target-evidence-hint = Choose none if something else shows it.
field-target-shown-by = What else shows it?
field-target-shown-by-hint = For example what you saw in a lesson. Only staff can read this.
judge-target-not-now = A target is judged once the teaching has begun and until the cycle is closed.
judge-target-submit = Save the judgement
form-judgement-missing = Choose whether the target was reached
form-shown-by-missing = Choose a score that shows it, or say what else does

revise-target-title = Change a target
revise-target-not-now = A target can be changed while the teaching goes on and its pupil takes part.
revise-target-submit = Save the change
