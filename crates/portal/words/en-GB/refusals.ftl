### What a rule of the domain says no to, and what to do about it. One sentence for each refusal, by its name.

refusal-reason-missing = This reason needs a note of at least { $least } letters. Say what happened.
refusal-reason-too-short = The note has { $length } letters and needs at least { $least }. Say a little more.
refusal-reason-too-long = The note has { $length } letters and may have { $most }. Say it in fewer words.
refusal-reason-not-allowed-here = Choose a reason from the list
refusal-sealed-for-another = The note could not be kept safe. Nothing was changed. Send the form again.

refusal-year-out-of-range = This programme is for school years { $least } to { $most }
refusal-too-few-weeks = The pupil needs at least { $least } weeks of schooling first
refusal-not-below-expectation = This programme is for pupils below or well below what is expected
refusal-potential-not-shown = Say what shows that the pupil can catch up
refusal-need-before-programme = Record what each pupil needs first
refusal-group-too-small = The group has { $size } pupils and needs at least { $least }. The lead can allow a smaller one with a reason.
refusal-group-too-large = The group has { $size } pupils and may have { $most }. The lead can allow a larger one with a reason.
refusal-already-placed = This pupil is in the cycle already
refusal-not-placed = This pupil is not in the cycle, or has left it
refusal-baseline-missing = This pupil has no score at the start on the same scale. Record that first, or mark it as missing.
refusal-duplicate-assessment = This pupil has a score at this point on this test already. Correct that one instead.
refusal-scale-mismatch = This test has another scale
refusal-score-out-of-range = The score must be between { $least } and { $most }
refusal-taken-outside-cycle = A test at this point is taken between { $from } and { $to }
refusal-date-in-future = The date must be today or earlier
refusal-dates-reversed = The end must come after the start
refusal-nothing-changed = This is what is recorded already. Change something, or leave the page.
refusal-stale-correction = Someone has corrected this since. Look at what is recorded now.
refusal-unknown-record = We can't find this in the cycle's records
refusal-evidence-missing = Choose at least one record that shows why
refusal-strategy-not-active = This strategy is not in use in this cycle
refusal-strategy-already-active = This strategy is in use in this cycle already
refusal-wrong-state = A cycle in this state can't be changed like this
refusal-incomplete-assessment = Some pupils ({ $outstanding }) have neither a score at the end nor a mark that it is missing
refusal-share-out-of-range = The share must be from 1 to 100 percent
refusal-target-not-measurable = Give the target a value that fits how it is measured
refusal-target-already-set = This target says something else already
refusal-nobody-reached = Choose at least one pupil, or everyone
refusal-stale-outcome = The cycle changed while it was being closed. Try again.
