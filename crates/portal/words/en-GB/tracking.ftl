### The scores of a whole class from a list.

tracking-link = Take over a class's scores from a list
tracking-title = Scores from a list
tracking-about = Take a list of scores as a spreadsheet (XLSX) or as text (CSV).
tracking-about-columns = The first row names the columns: the pupil by name or number, the score, and if you like the day and the paper.
tracking-about-class = Pupils are found on the register. Those who are not in this cycle yet come into it with their score.
tracking-about-group = The pupils must be placed in this cycle already.
field-tracking-taken-on = Day of the test
field-tracking-taken-on-hint = For rows that name no day
field-tracking-test-form = Paper
field-tracking-test-form-hint = For rows that name no paper
tracking-arrivals = Pupils who come into the cycle
field-tracking-entry-band = Where these pupils stand now
field-tracking-entry-band-hint = You can change it for each pupil afterwards, with a reason.
tracking-count-new = { $count ->
        [one] 1 row is new.
       *[other] { $count } rows are new.
    }
tracking-count-arrive = { $count ->
        [one] 1 pupil comes into the cycle with it.
       *[other] { $count } pupils come into the cycle with them.
    }
tracking-count-same = { $count ->
        [one] 1 row is on record already.
       *[other] { $count } rows are on record already.
    }
tracking-nothing-new = All of this is on record already. There is nothing to take over.
tracking-row-new = New
tracking-row-arrives = New, and the pupil comes into the cycle
tracking-column-name = Pupil (first and family name)
tracking-column-first-name = First name
tracking-column-family-name = Family name
tracking-column-number = Number of the pupil
tracking-column-score = Score
tracking-column-taken-on = Day of the test
tracking-column-paper = Paper

tracking-no-pupil = Choose the column with the pupil's name or number
tracking-no-score = Choose the column with the score
tracking-unknown-pupil = { $cell }: nobody on the register has this name or number
tracking-pupil-left = { $cell }: this pupil left the school
tracking-number-missing = { $cell }: the number is missing
tracking-score-missing = { $cell }: write the score, or “absent” if the test was not taken
tracking-score-unreadable = { $cell }: this is not a score
tracking-day-unreadable = { $cell }: write the day as 2026-03-09 or 09/03/2026
tracking-day-missing = { $cell }: the day is missing here, and in the field above the list
tracking-paper-unknown = { $cell }: choose a paper that the test has
tracking-not-in-cycle = { $cell }: this pupil is not placed in the cycle
tracking-no-year = { $cell }: the register has no school year for this pupil
tracking-on-record = { $cell }: the score { $score } is on record. Put it right on the cycle's page, with a reason.
tracking-refused = { $cell }: { $sentence }
