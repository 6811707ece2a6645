### Official results: the pages of a school's chart and of an authority's.

kind-subject = Subject
kind-group = Pupils
kind-year = Year
kind-school = School
group-all = All pupils
group-boys = Boys
group-girls = Girls
group-low-starters = Low starting point
group-middle-starters = Middle starting point
group-high-starters = High starting point
group-disadvantaged = Disadvantaged pupils
group-other = Pupils who are not disadvantaged
group-eal = English as an additional language

chart-title-subjects = Results and progress of all pupils in each subject, { $year }
chart-title-groups = { $subject }: results and progress of groups of pupils, { $year }
chart-title-years = { $subject }: results and progress of all pupils, year by year
chart-title-schools = { $subject }: results and progress of each school, { $year }
choice-show = Show
choice-year = Year
choice-subject = Subject
choice-go = Show the chart
show-subjects = Subjects
show-groups = Groups of pupils
show-years = Years
same-figures = The same figures in a table

note-national = National means all state-funded schools in England.
note-groups = Groups overlap: one pupil can be in several. Each is compared with all pupils nationally.
note-revised = Some of these figures were corrected after they were first entered here.
note-small-schools = A small school's progress moves a lot by chance alone. Don't read this chart as a league table.
junior-school-note = This school starts at age 7. Another school set its pupils' starting point, so its progress can look low.
no-results-of-year = There are no results of that year here. Choose another:

how-sure-title = How sure is this?
how-sure-size = Fewer pupils make a wider range. One pupil counts for a lot in a small school.
how-sure-alarms = This page judges { $marks ->
        [one] 1 mark.
       *[other] { $marks } marks.
    } By chance alone about { $alarms } would look clear when nothing is there.
how-sure-results = The table gives no range for average results. So only progress is called clear or not.
how-sure-benchmark = National figures: { $benchmark }.

authority-title = Local authority { $code }
counts-title = How many schools are where
counts-caption = Schools by progress and by results
counts-plotted = { $plotted } of { $schools } schools have both figures.
counts-above = Progress above 0
counts-level = Progress exactly 0
counts-below = Progress below 0
counts-results-above = Results above national
counts-results-level = Results level
counts-results-below = Results below national
counts-intervals = Of these { $plotted }, progress is clearly faster in { $above } and clearly slower in { $below }. It is too close to call in { $including }.

error-authority-missing = Say which authority: authority=936
error-subject = Choose the subject reading, writing or mathematics.
error-group = Choose a group of pupils from the list.
error-stage = The stage is written ks2.
error-year = Write the school year as 2018/19.
