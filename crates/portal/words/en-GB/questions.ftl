### The questions that governors asked for, and what can be said to each.

questions-title = Questions you could ask
question-because = This comes from: { $because }
list-and = { $first } and { $last }
no-figure = no figure

question-q1 = Do pupils do about as well in every subject?
q1-because = progress compared with pupils who had the same start. { $figures }
q1-too-few = Only one subject has a figure, so there is nothing to compare.
q1-nothing = Nothing stands out. In every subject progress could be faster or slower than average.
q1-some = Progress is clearly different from average in { $subjects }. Where do the marks sit apart, and why?

question-q2 = Do two subjects differ by more than chance?
q2-because = { $first } less { $second }: { $difference } points (range { $range }). The same pupils took both tests, so this check is a careful one.
q2-first-higher = Yes: progress in { $first } is ahead of { $second } by more than chance. What explains it?
q2-second-higher = Yes: progress in { $second } is ahead of { $first } by more than chance. What explains it?
q2-chance = The widest gap, { $first } against { $second }, could be chance. What else do we know?

question-q3 = Is the trend up or down?
q3-because = progress in { -maths } each year. { $figures }
q3-no-figures = there are no progress figures.
q3-new-start = From 2019/20 on, progress counts from another kind of start, so those years are not compared with earlier ones.

question-q4 = What action has the school taken?
q4-because = results and progress are both lower in { $subjects }.
q4-because-none = no subject has both lower results and slower progress.
q4-sign-in = The school's own record of what it did is for people who are signed in.
q4-none = No cycle of extra teaching is recorded. Ask what was done, when, and what changed.
q4-some = The school recorded { $cycles ->
        [one] 1 cycle
       *[other] { $cycles } cycles
    } of extra teaching. Strategies changed { $changes ->
        [one] once.
       *[other] { $changes } times.
    } What came of it?

question-q5 = Does this year's tracking agree with these results?
q5-because = official results of { $year }, and the scores in the school's own cycles.
q5-sign-in = The school's own scores are for people who are signed in.
q5-none = No current scores are recorded. Why not?
q5-some = The latest score in a cycle was taken on { $day }. Compare the chart of the school's cycles. The two are not on one scale.
