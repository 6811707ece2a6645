### Governor data packs: the pages about them, and the sentences that a pack itself is made of.

packs-title = Data packs for { -governors }
packs-about = A data pack says what { -governors } could know on one day: one page first, then the rest. Once it is issued it stays as it is.
packs-all = All data packs
packs-none = No data pack has been issued yet.
pack-new = Issue a data pack
pack-name = Data pack { $number }
pack-name-version = Data pack { $number }, version { $version }
pack-column-pack = Data pack
pack-column-issued = Issued
pack-column-why = Reason for this version
pack-first-version = This is how the pack was first issued.
pack-by = Issued by { $name }. Recorded on { $moment }.
pack-amended-by = Changed by { $name }. Recorded on { $moment }.

pack-new-title = Issue data pack { $number }
pack-new-about = This is what the pack would say today. Read it to the end. Once you issue it, it can't be changed without a reason.
pack-new-submit = Issue this pack
pack-amend-title = Change data pack { $number }
pack-amend-about = This is what the pack would say today. The pack as it was stays on record, and { -governors } see why it was changed.
pack-amend-submit = Change the pack
pack-preview = What the pack would say
field-seen = What you have read
form-pack-unseen = Read first what the pack would say
form-pack-changed = Something changed after you opened this page. Read what the pack says now, then send it again.
refusal-pack-same = Nothing has changed since, so there is nothing to change in the pack.
refusal-pack-unknown-record = There is no such pack
refusal-pack-content-missing = The pack would say nothing
refusal-pack-table-refused = A table of the pack can't be kept
refusal-pack-sealed-for-another = Words of the pack belong to another record
refusal-pack-stale-number = Another pack was issued after you opened this page. Read what the next one would say, then send it again.
refusal-pack-stale-version = The pack was changed after you opened this page

pack-was-amended = This is not how the pack reads now. It was changed on { $day }. { $why }
pack-is-amended = This pack was changed on { $day }. { $why }
pack-as-it-holds = Read the pack as it is now
pack-as-it-was = Read the pack as it was before
pack-take-away = Print it, or take its tables away
pack-print = Print this page, or save it as a PDF. It fits A4 paper, and the first page is one sheet.
pack-xlsx = All tables in one workbook (XLSX)
pack-csv = { $table } (CSV)
pack-amend = Change this pack

pack-stands-on = What this stands on
pack-stands-on-about = With these numbers anyone can check later that the pack and the records behind it are the same.
pack-edition-title = Edition of the school's own figures
pack-edition = Edition { $number }
pack-edition-none = No edition yet
pack-limit = Fewest pupils behind a figure
pack-limit-pupils = { $least } pupils
pack-official = { $norms }. { $fact }
pack-fact = Fact { $position } of the ledger.
pack-ledger-position = Ledger: facts sealed
pack-ledger-root = Ledger: root hash
pack-ledger-short = Ledger { $position }: { $root }
pack-ledger-none = Ledger not sealed yet
pack-ledger-stopped = Ledger: no checkpoint is signed any more
pack-ledger-link = Compare this with the ledger of today
pack-norms = National figures
pack-norms-none = No national figures
pack-norms-of = National figures of { $year }, version { $version }
pack-school = School
pack-school-of-today = { $name }. The pack did not keep the name, so this is the name of today.
pack-title-short = Document
pack-issued = Issued on
pack-hidden-title = Not shown any more
pack-hidden = The school does not show figures of so few pupils any more.
pack-erased = A text stood here. It was erased.

pack-headline-none = There are no official results of this school here
pack-headline-none-about = So this pack has no chart. It says what was asked, what was answered and what the school reported.
pack-results = Official results of { $year }
pack-groups = Results and progress of groups of pupils, { $year }
pack-pupils-published = Numbers of pupils are as the Department published them.
pack-trend = Progress year by year
pack-questions = The questions, with what each comes from
pack-cycles-none = No edition of the school's own figures has been published yet.
pack-reports = Reports to the board
pack-reports-none = No report has come to the board since the last pack.
pack-reports-none-yet = No report has come to the board yet.
pack-words = What the signs and words mean
pack-signs = These signs stand where a table has no figure:
pack-column-group = Group
pack-column-average = Average score
pack-column-national = National average
pack-column-from = Range from
pack-column-to = Range to
pack-column-answer = Answer
pack-column-answered = Answered on
pack-column-because = What it comes from
pack-column-gain = Mean gain
pack-column-expected = Gain to expect
pack-column-allows = What may be said
pack-column-standing = In this edition
pack-column-part = Part of the report
pack-column-says = What it says
pack-sure-alarms = The tables judge { $marks } marks. By chance alone about { $alarms } would look clear when nothing is there.
pack-sure-own = No figure of the school's own stands on fewer than { $least } pupils.

pack-open = What was asked and answered
pack-open-counts = { $school ->
        [0] No question waits for the school.
        [one] 1 question waits for the school.
       *[other] { $school } questions wait for the school.
    } { $governors ->
        [0] No answer waits for { -governors }.
        [one] 1 answer waits for { -governors }.
       *[other] { $governors } answers wait for { -governors }.
    } { $settled ->
        [0] {""}
        [one] 1 question was settled.
       *[other] { $settled } questions were settled.
    }
pack-open-one = { $stage }. Asked on { $day }:
pack-open-more = { $count ->
        [one] 1 more open question stands further below.
       *[other] { $count } more open questions stand further below.
    }
pack-no-answer = Not answered yet
pack-not-yet = Not yet
pack-nothing-asked = Nothing is open, and nothing was settled since the last pack.
pack-nothing-asked-yet = Nothing has been asked yet.
pack-changed = What changed
pack-is-first = This is the first pack of this school.
pack-changed-since = Since pack { $number } of { $day }:
pack-changed-nothing = Nothing that this pack tells has changed.
pack-changed-results-new = Official results of { $year } are new.
pack-changed-results-corrected = Official results of { $year } were corrected.
pack-changed-edition = Edition { $number } of the school's own figures was published.
pack-changed-cycles-new = { $count ->
        [one] Figures of 1 cycle are new in it.
       *[other] Figures of { $count } cycles are new in it.
    }
pack-changed-cycles-changed = { $count ->
        [one] Figures of 1 cycle changed in it.
       *[other] Figures of { $count } cycles changed in it.
    }
pack-changed-cycles-kept = { $count ->
        [one] Figures of 1 cycle stay as they were, though the records changed.
       *[other] Figures of { $count } cycles stay as they were, though the records changed.
    }
pack-changed-answers = { $count ->
        [one] The school answered 1 question.
       *[other] The school answered { $count } questions.
    }
pack-changed-questions = { $count ->
        [one] 1 question was asked.
       *[other] { $count } questions were asked.
    }
pack-changed-reports = { $count ->
        [one] 1 report came to the board.
       *[other] { $count } reports came to the board.
    }

pack-would-change = What the change would do
pack-version-title = What this version changed
pack-version-parts = These parts read otherwise: { $parts }.
pack-version-parts-hidden = These parts are hidden in one version or both, so they can't be compared: { $parts }.
pack-version-same = No part that you can read here changed.
pack-version-renamed = The school has another name.
pack-version-new = This part is new.
pack-version-left-out = This part was left out.
pack-version-hidden = This part can't be compared. It is hidden in one version or both.
pack-version-words = The words read otherwise.
pack-version-chart = The chart is another one.
pack-version-rows-new = { $count ->
        [one] 1 row is new.
       *[other] { $count } rows are new.
    }
pack-version-rows-otherwise = { $count ->
        [one] 1 row reads otherwise.
       *[other] { $count } rows read otherwise.
    }
pack-version-rows-gone = { $count ->
        [one] 1 row was left out.
       *[other] { $count } rows were left out.
    }
pack-part-name = The name of the school
pack-part-headline = The headline and its chart
pack-part-asked = The five questions
pack-part-open = Asked and answered, in short
pack-part-changed = What changed since the pack before
pack-part-results = Official results
pack-part-trend = Progress year by year
pack-part-cycles = The school's own cycles
pack-part-questions = The questions, with what each comes from
pack-part-answers = Questions and answers in full
pack-part-reports = Reports to the board
pack-part-sure = How sure this is
pack-part-words = Signs and words

pack-reason-answered-elsewhere = A question was asked or answered since
pack-reason-answered-elsewhere-summary = A question was asked or answered after the pack was made.
pack-reason-later-table = New or corrected official results came in
pack-reason-later-table-summary = New or corrected official results came in.
pack-reason-evidence-from-assessment = New figures or reports of our own came in
pack-reason-evidence-from-assessment-summary = New figures or reports of the school's own came in.
pack-reason-evidence-wanted = The { -governors } asked to see more
pack-reason-evidence-wanted-summary = The { -governors } asked to see more.
pack-reason-data-entry-error = A mistake was put right
pack-reason-data-entry-error-summary = A mistake was put right.
pack-reason-unclear = It was not clear
pack-reason-unclear-summary = It was not clear.
pack-reason-policy = A rule asks for it
pack-reason-policy-summary = A rule of the school or the programme asked for it.

pack-sheet-about = About
pack-sheet-results = Results
pack-sheet-groups = Groups
pack-sheet-years = Years
pack-sheet-cycles = Cycles
pack-sheet-questions = Questions
pack-sheet-enquiries = Asked and answered
pack-sheet-reports = Reports

report-foot = Report to the board
report-sealed = Sealed up to
report-corrected-short = Put right since then
report-foot-worked = How figures were worked out
report-foot-method = Worked out by: { $method }
report-foot-norms = National figures { $code }, version { $version }
report-sheet-parts = Report
report-sheet-figures = Figures
report-sheet-judgements = Judgements
report-column-figure = Figure
report-column-value = Value
report-column-since = Says so since
report-cycle = Cycle
report-year = School year
report-print = Print this page, or save it as a PDF. It fits A4 paper.

api-schools-packs = The data packs of a school
api-schools-packs-new = What the next data pack would say, and issuing it
api-schools-packs-one = One data pack, with all that it says
api-schools-packs-amend = Change a data pack
