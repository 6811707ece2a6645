### The history of a cycle: every change, before and after, who, when and why.

history-title = History of the cycle
history-of = History: { $cycle }
history-about = Every change stands here in the order in which it was made. Nothing can be changed or removed afterwards.
history-json = The same as data (JSON)
history-number = Entry { $sequence }
history-recorded = Recorded
history-effective = True from
history-by = By
history-why = Why
history-note = Staff note
history-evidence = Rests on
history-evidence-entry = entry { $sequence }
history-before = { $what }, before
history-after = { $what }, after
history-what = What
history-hash = Seal
history-prove = Prove that this record is in the ledger
history-hash-waiting = Not sealed yet: the next look will show it
history-position = Place among all records
history-someone = An account that is gone
history-by-role = { $name }, { $role }
history-removed = removed
history-hidden = kept for staff
history-newer = Newer entries
history-older = Older entries
history-page-of = Entries { $from } to { $to } of { $count }
history-none = Nothing has been recorded yet.
history-back = Back to the cycle
history-unreadable = This entry was written by another version of the program. Its data is in the JSON.

## What each kind of entry is called.

event-cycle-planned = The cycle was planned
event-cycle-started = The teaching began
event-cycle-rescheduled = The dates were moved
event-cycle-staff-changed = Who teaches, leads or mentors changed
event-learning-carried-forward = An earlier cycle was built on
event-pupil-placed = A pupil joined
event-placement-changed = A placement changed
event-pupil-withdrawn = A pupil left
event-withdrawal-corrected = How a pupil left was put right
event-placement-corrected = A placement was corrected
event-need-assessed = A need was found
event-curricular-target-set = A target was set
event-target-revised = A target was changed
event-target-judged = A target was judged
event-assessment-recorded = A score was recorded
event-assessment-missed = A score will not come
event-assessment-corrected = A score was corrected
event-assessment-voided = A score no longer counts
event-strategy-adopted = A strategy was started
event-strategy-adapted = A strategy was changed
event-strategy-stopped = A strategy was stopped
event-session-delivered = A session was held
event-session-corrected = A session was put right
event-family-contact-recorded = School and { -family } were in touch
event-mentoring-recorded = A mentor helped
event-inquiry-reflected = The teacher looked back
event-cost-recorded = A cost was noted
event-cost-corrected = A cost was put right
event-cycle-assessed = The testing at the end is over
event-cycle-closed = The cycle was closed
event-cycle-outcome-sealed = The outcome was fixed
event-impact-judged = The cycle was judged
event-board-report-submitted = The board was told
event-board-report-amended = The report to the board was changed
event-cycle-reopening-asked = Someone asked to open the cycle again
event-cycle-reopening-declined = The cycle stays closed, though someone asked to open it
event-cycle-reopened = The cycle was opened again
event-cycle-cancelled = The cycle was given up

story-subject = Subject
story-programme = Programme
story-dates = Dates
story-kind = Kind of cycle
story-setting = Where
story-nobody = nobody
story-nothing = nothing
story-first-day = First day in the cycle
story-overlap = In two cycles at once
story-need-statement = Why these pupils
story-inquiry-question = What the teacher wants to find out
story-class-link = Link with class lessons
story-group-label = Name of the group
story-group-size = Size of the group
story-size-overridden = Another size than the programme's was allowed
story-year-level = School year
story-entry-band = Where the pupil stood
story-weeks = Weeks of schooling
story-takes-part = How the pupil takes part
story-potential = What shows that the pupil can catch up
story-can-do = Can do
story-not-yet = Can't do yet
story-seen-in = Seen in
story-target = Target
story-measured-by = Measured by
story-due = Due
story-measure = { $measure }: { $value }
story-judged = Was it reached?
story-corrects = Corrects
story-changes = Changes
story-voids = No longer counts
story-reading = { $score }, taken on { $day }
story-reading-form = { $score } on { $form }, taken on { $day }
story-used = How it is used
story-everyone = everyone in the cycle
story-practice = { $part }, for { $who }
story-practice-concept = { $part }, on { $concept }, for { $who }
story-placement = { $role }. { $tier }. { $share } percent of the sessions
story-placement-group = { $role }. { $tier }. { $share } percent of the sessions. Group { $group }
story-held-on = Day of the session
story-minutes = Minutes
story-present = There
story-absent = Not there
story-strategies = Strategies used
story-contact-kind = How
story-contact-from = From whom
story-contact-note = What was said
story-focus = What it was about
story-shared-practice = Worth sharing
story-stage = Step of the inquiry
story-finding = What was found out
story-decision = What was decided
story-cost-kind = What for
story-amount = Amount
story-hours = Hours of work
story-kept = Used again as it was
story-changed = Used in another way
story-impact = What it did for the pupils
story-value = What it was worth for its cost
story-leadership = How it was led
story-judge = Judged by
story-report-up-to = Speaks of all up to
story-approver = Allowed by
story-asked-by = Asked by
story-declined-by = Declined by
story-with-end-score = Pupils with a score at the end
story-missed = Scores that will not come
story-left-on = Last day
story-goes-on = The pupil goes on
story-withdrawn = Pupils who left
story-outstanding = Scores still to come
story-with-both = Pupils with both scores
story-mean-gain = Mean gain (range)
story-confidence = How sure the range is, in percent
story-up-to = Worked out from the entries up to
story-method = Method
field-expected-effect = What should it do?

## What is asked for, and the way to the rest.

history-filter = Choose what to show
history-filter-kind = What happened
history-filter-person = Who recorded it
history-filter-reason = Why
history-filter-since = Recorded on this day or later
history-filter-until = Recorded on this day or earlier
history-filter-after-report = Only what was recorded after the board was told
history-filter-show = Show these entries
history-filter-all = Show all entries
history-filter-unknown = Choose one of the list, or leave it empty
history-filter-place = The place of an entry is a whole number
history-stretch = A lasting address for the entries on this page
history-newest = Back to the newest entries

## What is known beside an entry.

history-summary = Why, as { -governors } read it
history-corrected-by = Put right by
history-late = When
history-in-time = While the cycle was open
history-after-closing = After the cycle was closed
history-after-report = After the board was told
history-caused = How it came about
history-client = Came by
history-client-portal = this portal
history-client-demonstration = the made-up data
history-command = Act
history-causation = Led to by
history-together = Recorded by the same act
history-together-many = { $facts } entries in several records
history-program = The program itself

## The history of a school, and of a pupil's record.

for-auditors = History, corrections and checks
school-history-link = Everything that was recorded
school-history-title = History of { $school }
school-history-about = No name and no note is shown in this list. Open an entry to read more, if you may. Roles for a group of schools, an authority or the whole installation are not in this list: the page of people says them.
school-history-number = Record { $place }
pupil-history-title = History of a pupil’s record
record-cycle = A cycle
record-pupil = A pupil’s record
record-enquiry = A question about the school
record-edition = Figures for { -governors }
record-pack = A pack for { -governors }
record-cohort-result = Published results
record-import-batch = A list that was taken over
record-account = A person’s rights
record-school-group = A group of schools
record-school = The school itself

event-pupil-registered = A pupil was put on the list
event-pupil-details-revised = What is known of a pupil changed
event-pupil-moved = A pupil came or left
event-erasure-requested = Someone asked to erase a pupil’s record
event-erasure-request-withdrawn = The wish to erase a pupil’s record was taken back
event-pupil-erased = A pupil’s record was erased
event-list-committed = A list was taken over

fact-account = Person
fact-academic-year = For the year
fact-added = Added
fact-answer = Answer
fact-approved-by = Agreed by
fact-authority = Authority
fact-basis = Ground
fact-before = Value
fact-benchmark = Compared with
fact-benchmark-before = Compared with before
fact-country = Country
fact-cycles = Cycles past their day
fact-decision = What came of it
fact-note = Note
fact-pupils = Pupils past their day
fact-pupils-asked = Erasing was asked for
fact-cycle = Cycle
fact-declined-by = Not agreed by
fact-details = Name and details
fact-edition = Figures from edition
fact-ends-on = Ends
fact-erased-by = Erased by
fact-figures = Figures in it
fact-file = File
fact-first-month = First month
fact-from = From
fact-governance = Kind of control
fact-group = Group
fact-held-on = Day
fact-kind = Kind
fact-least = Limit for small numbers
fact-links = Links
fact-name = Name
fact-number = Number
fact-of = About
fact-oldest = Oldest age
fact-phase = Phase
fact-question = Question
fact-requested-by = Asked for by
fact-revised = Changed
fact-rows = Rows
fact-sections = Sections in it
fact-smallest-group = Limit for small numbers
fact-stage = Stage
fact-starts-on = Starts
fact-subject = Subject
fact-terms = Terms
fact-time-zone = Time zone
fact-to = To
fact-until-on = Last day
fact-unchanged = Not changed
fact-version = Version
fact-words = Words
fact-year = Year
fact-youngest = Youngest age

## Stored words that a fact of no cycle names.

about-results = Official results
edition-kind-cycles = Figures of closed cycles
key-stage-ks2 = Key stage 2
list-kind-class-list = Class list
list-kind-tracking = Scores from a tracking file
question-own = A question in their own words

## What was put right.

corrections-link = What was put right
corrections-title = What was put right at { $school }
corrections-about = Putting a slip right is good. Look at how often it is needed, why, and how late. “After the board was told” means after the cycle’s report to the board. Whether an edition had shown a figure stands in the last column.
corrections-rates = How often
corrections-each = Each of them
corrections-none = Nothing has been put right yet.
corrections-what = What
corrections-values = Before and after
corrections-days = Days late
corrections-said = What may be said of the gain
corrections-said-same = The same as before
corrections-said-figures = The same, with other figures
corrections-said-otherwise = Something else than before
corrections-said-before = Before
corrections-said-after = After
corrections-message = What { -governors } read
corrections-message-not-shown = They had not been shown it
corrections-message-waiting = No edition since
corrections-message-same = Same as before
corrections-message-changed = Changed
corrections-message-kept = Kept as it was shown
corrections-message-withheld = No longer shown
corrections-edition-before = Shown last before in edition { $number }
corrections-edition-after = First known in edition { $number }
corrections-outcome-changed = The outcome was fixed anew, with other figures
corrections-by-kind = By what was put right
corrections-by-reason = By reason, of all that can be put right
corrections-by-role = By the role that recorded it
corrections-kind = What
corrections-recorded = Recorded
corrections-count = Put right
corrections-per-hundred = For each 100
corrections-put-right-by = Put right by:

## How long what is kept.

retention-link = How long what is kept
retention-title = How long { $school } keeps what
retention-about = Nothing is erased by itself. Once a year a person looks at the lists below.
retention-what = What
retention-how-long = How long
retention-why = Why
retention-kept-pupil = Who a pupil is, and notes about the pupil
retention-long-pupil = { $years } years after the pupil left
retention-reason-pupil = To see if a gain lasts in the next school
retention-kept-cycle = Who was in a cycle
retention-long-cycle = { $years } years after the cycle ended
retention-reason-cycle = To hold a later cycle against it
retention-kept-facts = Scores, changes and reasons, without a name
retention-long-facts = For good
retention-reason-facts = A history with gaps proves nothing
retention-kept-reads = Who read names, and when
retention-long-reads = For good
retention-reason-reads = So that each reading can be answered for
retention-kept-feedback = Whether a chart was clear to someone
retention-long-feedback = Two years
retention-reason-feedback = To make the pages better
retention-kept-drafts = Drafts of reports, and comments on them
retention-long-drafts = Until the report is sent to the board
retention-reason-drafts = Only what was sent counts
retention-kept-keys = Copies of the keys that open names
retention-long-keys = As short as the person who runs the server can
retention-reason-keys = An old copy would bring an erased name back
retention-review = To look at this year
retention-review-about = A head asks to erase a record. Someone else, who knows no pupil, does it.
retention-pupils = Pupils who left before { $day }
retention-cycles = Cycles that ended before { $day }
retention-cycles-about = Open the cycle, and from it the record of each pupil whose time is over.
retention-none = None.
retention-left = A pupil who left on { $day }.
retention-ended =
    ended on { $day }; { $count ->
        [one] 1 name can still be read
       *[other] { $count } names can still be read
    }
history-none-fits = No entry is like this.
event-retention-reviewed = Someone looked at what is kept past its day
retention-review-due = No one has looked in the last year.
retention-review-link = Record that you looked
retention-looks = When someone looked
retention-looks-none = No one has recorded a look yet.
retention-look-day = Day
retention-look-by = Who looked
retention-look-due = Past their day then
retention-look-decision = What came of it
retention-look-counts = { $pupils ->
        [one] 1 pupil
       *[other] { $pupils } pupils
    } (erasing asked for: { $asked }), { $cycles ->
        [one] 1 cycle
       *[other] { $cycles } cycles
    }
retention-decision-nothing-due = Nothing was past its day
retention-decision-erasure-asked = Erasing is asked for, for each pupil on the list
retention-decision-kept-longer = Some records are kept on
retention-review-title = Record that you looked at what is kept
retention-review-form-about = Look at both lists first. Ask to erase each record that is no longer needed. Then say here what came of it. This erases nothing by itself.
retention-review-now = Past their day now: { $pupils ->
        [one] 1 pupil
       *[other] { $pupils } pupils
    } (erasing asked for: { $asked }), { $cycles ->
        [one] 1 cycle
       *[other] { $cycles } cycles
    }.
retention-review-submit = Record the look
field-decision = What came of it?
field-review-note = Note
field-review-note-hint = If you keep records on, say why. Name no pupil here. Heads can read this note.
retention-decision-missing = Choose what came of it
retention-note-too-long = A note has { $most } characters at most
refusal-school-records-are-due = Some records are past their day, so say what comes of them
refusal-school-no-record-is-due = No record is past its day now
refusal-school-erasure-not-asked = Erasing is not asked for yet, for each pupil on the list
refusal-school-keeping-note-missing = Say in the note why you keep records on
refusal-school-note-under-another-key = This note can't be kept. Send the form again.
api-schools-retention-review = Record that someone looked at what is kept past its day
