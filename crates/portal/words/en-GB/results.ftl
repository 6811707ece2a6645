### Official results: the pages of a school's chart and of an authority's.

kind-subject = Subject
kind-group = Group of pupils
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
chart-title-similar = { $subject }: results and progress of this school and of similar schools, { $year }
choice-show = Show
choice-year = Year
choice-subject = Subject
choice-against = Compare results with
choice-go = Show the chart
show-subjects = Subjects
show-groups = Groups of pupils
show-years = Years
show-cycles = The school's own cycles
against-national = State-funded schools in England
against-all-schools = All schools in England
against-authority = Schools of local authority { $code }
against-set = England, as in { $name }
same-figures = The same figures in a table
chart-csv = Take the table away (CSV)

note-national = National means all state-funded schools in England.
note-all-schools = The average is that of all schools in England, private ones too. Progress is against pupils across England, as before.
note-authority = The average is that of schools in local authority { $code }. Progress is against pupils across England, as before.
note-groups = Groups overlap: one pupil can be in several. Each is compared with all pupils nationally.
note-revised = Some of these figures were corrected after they were first entered here.
note-group-numbers = The numbers of the groups do not add up to all pupils. A pupil can be in several groups, and some are in none. Of all pupils, those with a start and an end score are counted. Of a group, everybody in it is counted.
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

newest-with-marks = { $year } is the newest year with marks in this subject. Newer tables have no school with a place on the chart: { $newer }.
newest-with-marks-of-school = { $year } is the newest year with a place on this chart. Newer tables lack the figures for it: { $newer }.
authority-title = Local authority { $code }
counts-title = How many schools are where
counts-caption = Schools by progress and by results
counts-plotted = { $plotted } of { $schools } schools have both figures.
counts-without = { $more ->
        [one] These counts are of the schools with both figures. 1 more school has progress and no results figure.
       *[other] These counts are of the schools with both figures. { $more } more schools have progress and no results figure.
    }
counts-above = Progress above 0
counts-level = Progress exactly 0
counts-below = Progress below 0
counts-results-above = Results above national
counts-results-level = Results level
counts-results-below = Results below national
counts-intervals = Of these { $plotted }, progress is clearly faster in { $above } and clearly slower in { $below }. It is too close to call in { $including }.

error-authority-missing = Say which authority: authority=936
error-against = Choose what to compare results with from the list.
error-subject = Choose the subject reading, writing or mathematics.
error-group = Choose a group of pupils from the list.
error-stage = The stage is written ks2.
error-year = Write the school year as 2018/19.

all-schools-title = All schools
all-schools-link = All schools on one chart
schools-without = Schools that are not on the chart
csv-link = Get the table as a file (CSV)
part-of-table = Rows { $first } to { $last } of { $all }.
part-of-table-none = The table has no rows here.
group-results-none = No school of this group has official results here.
group-chart-link = Results and progress of its schools

similar-title = Similar schools
similar-link = Compare with similar schools
similar-own = { $school } (this school)
similar-headline-faster = { $subject }: progress is clearly faster than in { $slower } of { $all } similar schools
similar-headline-slower = { $subject }: progress is clearly slower than in { $faster } of { $all } similar schools
similar-headline-both = { $subject }: of { $all } similar schools, progress is clearly faster than in { $slower } and clearly slower than in { $faster }
similar-headline-close = { $subject }: progress is too close to call beside every similar school
similar-headline-none = { $subject }: there is no progress to set beside similar schools
similar-figure = This school's progress is { $value }. It could be { $range }.
similar-slower = { $count ->
        [0] No similar school is clearly slower.
        [one] 1 similar school is clearly slower.
       *[other] { $count } similar schools are clearly slower.
    }
similar-close = { $count ->
        [0] None is too close to call.
        [one] 1 is too close to call.
       *[other] { $count } are too close to call.
    }
similar-faster = { $count ->
        [0] No similar school is clearly faster.
        [one] 1 similar school is clearly faster.
       *[other] { $count } similar schools are clearly faster.
    }
similar-chance = Of { $compared } schools, about { $alarms } would look clearly different by luck alone. So no school gets a place in an order here.
similar-no-progress = There is no progress figure with a range to set beside the others.
similar-how = How these schools were chosen
similar-chosen = These are the { $count } schools most like this one. { $within } of { $all } schools of its kind were near enough.
similar-start = Their pupils began with between { $least } and { $most } points on average.
similar-disadvantaged = { $least } to { $most } percent of their pupils are disadvantaged.
similar-pupils = They had { $least } to { $most } pupils at the end of the key stage.
similar-reading = This compares each school with pupils nationally, not with this school.
similar-limits = The tables say nothing of where pupils live or what help they need. So schools that look alike here may still differ.
similar-no-results = The tables of that year do not have this school.
similar-no-intake = The table does not say where this school's pupils began, or how many are disadvantaged. So no one can say which schools are like it.
similar-too-few = Only { $within } of { $all } schools of its kind are like this one. It takes { $fewest } at least.
