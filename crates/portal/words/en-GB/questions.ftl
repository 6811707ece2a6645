### The questions that governors can ask, and what the figures say to each.

questions-title = Questions you could ask
questions-of-school = Questions about { $school }
questions-about = Each question has a rule. A rule looks at figures and says if the question is worth asking. An answer is a start: the school knows more.
questions-about-year = The questions on results are about { $year }.
questions-all-link = All questions, also those that find nothing unusual
questions-asked-title = Worth asking now, the most pressing first
questions-nothing-title = Nothing unusual
questions-not-known-title = Can't be asked yet
questions-none-asked = No rule found a reason to ask. That is not the same as all being well.
question-because = You are asked this because of these figures: { $because }
question-looked-at = This was looked at: { $because }
list-and = { $first } and { $last }
no-figure = no figure
question-cycles-looked-at = { $cycles ->
        [one] 1 cycle of extra teaching.
       *[other] { $cycles } cycles of extra teaching.
    } { $asked ->
        [0] It is asked of none of them.
       *[other] It is asked of { $asked } of them.
    }

question-q1 = Do pupils do about as well in every subject?
because-q1 = progress compared with pupils who had the same start. { $figures }.
because-q1-results = average results less the national average. { $figures }.
asked-q1-close = In no subject is progress clearly faster or slower than average. Do the marks still sit apart?
asked-q1-results = No progress score says how far pupils came. Do the results sit apart, and why?
asked-q1 = Progress is clearly different from average in { $subjects }. Where do the marks sit apart, and why?
nothing-q1 = Nothing stands out. In no subject is progress clearly faster or slower than average.

question-q2 = Do two subjects differ by more than chance?
because-q2 = { $first } less { $second }: { $difference } points (range { $range }). The same pupils took both tests, so this check is a careful one. { $pairs ->
        [one] One pair of subjects was checked.
       *[other] Of { $pairs } pairs this is the widest.
    }
asked-q2-first = Yes: progress in { $first } is ahead of { $second } by more than chance. What explains it?
asked-q2-second = Yes: progress in { $second } is ahead of { $first } by more than chance. What explains it?
nothing-q2 = The widest gap, { $first } against { $second }, could be chance. What else do we know?

question-q3 = Is the trend up or down?
because-q3 = progress in { $subject } each year. { $figures }.
because-q3-new-start = From 2019/20 on, progress counts from another kind of start, so those years are not compared with earlier ones.
asked-q3 = { $claim } Is this a real change, or do the pupils differ from year to year?
nothing-q3 = { $claim } Nothing stands out.

question-q4 = What action has the school taken?
because-q4-low = results and progress are both lower in { $subjects }.
because-q4-gap = Progress in { $lower } is behind { $other } by more than chance.
because-q4-falling = Progress in { $subject } fell from { $first } to { $last }.
because-q4-none = no subject has both lower results and slower progress, and no gap or fall is more than chance.
asked-q4 = The school recorded { $cycles ->
        [one] 1 cycle
       *[other] { $cycles } cycles
    } of extra teaching in { $subjects }. What changed, and what came of it?
asked-q4-dates = Those that are open to you lie between { $from } and { $to }.
asked-q4-closed-off = Not all of these cycles are open to you. For { -governors } a cycle opens once it is closed.
asked-q4-none = No cycle of extra teaching in { $subjects } is recorded. Ask what was done, when, and what changed.
asked-q4-own-record = Ask what was done in { $subjects }, when, and what changed. The school's own record of it is for people who are signed in.
nothing-q4 = Nothing in these figures calls for action. You can still ask what the school works on.

question-q5 = Does this year's tracking agree with these results?
because-q5 = official results of { $year }. { $latest ->
        [none] The cycles have no score.
       *[other] The latest score in a cycle was taken { $latest } days ago.
    }
asked-q5 = There are scores of this term to set beside the results. Another page has both with their dates. They are on one scale only where somebody has published how one reads on the other.
asked-q5-no-scores = No scores of this term are recorded. Why not?
nothing-q5 = The results are of this very year. There is nothing newer to set beside them yet.

question-q6 = How many pupils is this, and what would one of them change?
because-q6 = { $subject }, { $pupils } pupils. Each counts for { $share } percent. If one pupil's score were ten points different, the figure would move by { $points } points.
because-q6-no-number = { $subject }. The table does not say how many pupils.
asked-q6-few = So few pupils are behind this figure that one of them can change it. Look at several years together.
asked-q6 = This figure could be chance: its range has the average in it. What else do we know?
nothing-q6 = Enough pupils are behind every figure, and none could be chance alone.

question-q7 = Why can't we see some figures, and who has looked at them for us?
because-q7 = hidden figures of all pupils: { $all }. Hidden figures of groups: { $groups }.
asked-q7 = Some figures are hidden so that no pupil can be known by them. Ask who has seen them, and if anything in them worries that person.
nothing-q7 = No figure is hidden because of few pupils.

question-q8 = Who is missing from this figure?
because-q8 = { $subject }: { $percent } percent of the pupils have both a start and an end score.
asked-q8 = More than one pupil in ten is not counted. Ask who they are as a group, and how the figure might look with them.
nothing-q8 = At least nine pupils in ten are counted in every subject.

question-q9 = Are high results hiding slow progress?
asked-q9 = In { $subject } results are above, yet progress is clearly slower than for pupils with the same start. What should these pupils reach?
nothing-q9 = No subject has higher results with clearly slower progress.

question-q10 = What is working, and will it last?
asked-q10 = In { $subject } results are below, yet progress is clearly faster than for pupils with the same start. Ask what the school will keep doing.
nothing-q10 = No subject has lower results with clearly faster progress.
because-standing = { $subject }: results { $results }, progress { $progress } (range { $range }). { $judged ->
        [yes] Both have a range.
       *[no] Nobody states a range for the results, so progress alone is judged.
    }

question-q11 = Is the gap between groups closing because one rose, or because the other fell?
because-q11 = progress in { $subject }. { $first }: { $one }. { $second }: { $other }. The difference is { $difference } (range { $range }). { $pairs ->
        [one] One pair of groups was checked.
       *[other] Of { $pairs } pairs this is the widest.
    }
because-q11-earlier = In { $year } it was { $one } and { $other }.
asked-q11 = The two groups differ by more than chance. A small gap can hide two low groups, so look at both.
asked-q11-close = The widest gap between two groups could be chance. A small gap can hide two low groups, so look at both.
nothing-q11 = The widest gap between two groups could be chance.
pair-boys-girls-first = Boys
pair-boys-girls-second = Girls
pair-disadvantaged-other-first = Disadvantaged pupils
pair-disadvantaged-other-second = Other pupils

question-q12 = Why these pupils, and why now?
because-q12-no-why = the plan does not say why these pupils were picked.
because-q12-no-needs = not every pupil has a need on record.
because-q12 = the plan says why, and each pupil has a need on record.
asked-q12 = The reason should be on record before the teaching starts. Ask what led to the choice.
nothing-q12 = The plans say why, and each pupil has a need on record.

question-q13 = Did the teaching that was planned happen?
because-q13 = { $delivered } of { $planned } planned minutes for each pupil are logged ({ $percent } percent).
asked-q13 = Less than four fifths of the planned time is on record. Was it not taught, or not logged?
nothing-q13 = At least four fifths of the planned time was taught.

question-q14 = Is the gain more than pupils would have made anyway?
because-q14 = the { $pupils } pupils gained { $mean } points on average (range { $range }). Pupils like these could gain { $anyway } points without this teaching, because low scores tend to rise.
because-q14-no-chance = the { $pupils } pupils gained { $mean } points on average (range { $range }).
asked-q14 = That is not certain. The low end of the range is not above what such pupils might gain anyway.
asked-q14-less = The gain is less than pupils make on average in that time.
asked-q14-mixed = In some of these cycles the gain is less than pupils make on average in that time. In others it is not certain.
nothing-q14 = The low end of the range is above what such pupils gain anyway. That does not prove that the teaching did it.

question-q15 = Against what are we judging this?
because-q15-none = the test has no national scale, and no other pupils were tested beside these.
because-q15-norm = the test has a national scale. No other pupils were tested beside these.
because-q15-both = other pupils were tested beside these.
asked-q15 = There is nothing to set the gain against. Ask how anyone can tell if it is good.
nothing-q15 = The gain has something to be set against.

question-q16 = Did it last once the support stopped?
because-weeks = { $weeks ->
        [one] 1 week has passed since the last lesson.
       *[other] { $weeks } weeks have passed since the last lesson.
    }
asked-q16 = Nobody has tested the pupils again ten weeks or more after the last lesson. Ask when this will be done.
nothing-q16 = Pupils were tested again ten weeks or more after the last lesson.

question-q17 = Can pupils use it in ordinary lessons?
asked-q17 = No score from ordinary lessons is on record. Ask what class teachers see.
nothing-q17 = There are scores from ordinary lessons.

question-q18 = What told us to change?
because-changes = { $changes ->
        [0] no strategy was changed on the way.
        [one] strategies were changed on 1 day.
       *[other] strategies were changed on { $changes } days.
    }
asked-q18 = A strategy was changed again before any new score was taken. Ask what showed that it was needed.
nothing-q18 = There was a score between any two changes of strategy, or there were no two changes.

question-q19 = What did the teacher adapt?
asked-q19 = No strategy was changed, and the gain is less than expected. Ask what the teacher saw on the way.
nothing-q19 = Strategies were changed on the way, or the gain is not clearly less than expected.

question-q20 = Is this still the right kind of support?
because-q20 = pupils who were in three cycles or more.
asked-q20 = At least { $pupils } pupils were in three cycles or more and never gained more than expected. Ask if they need another kind of support.
nothing-q20 = It is not so for a group large enough to speak of. The school knows if it is so for some.

question-q21 = How are families part of this?
because-q21 = { $contacts ->
        [none] there are talks on record, too few to give a number.
        [0] no talk with a family is on record.
        [one] 1 talk with a family is on record.
       *[other] { $contacts } talks with families are on record.
    }
asked-q21 = No talk with a family is on record. Ask how parents hear of it and what they can do.
nothing-q21 = The school was in touch with families.

question-q22 = What did each pupil's place cost, and would we buy it again?
because-q22 = { $pupils } pupils, { $each } for each.
because-q22-each = { $each } for each pupil.
asked-q22 = The cost is on record, and so is what came of it. Ask if the money was well spent.
asked-q22-unclear = The cost is on record, and the gain is not clearly more than expected. Ask what should be done in another way.
nothing-q22 = No money was spent on it.

question-q23 = What was corrected, why, and did it change the message?
because-q23-report = scores, or who is counted, changed after the board was told the figures.
because-q23-percent = about { $percent } percent of the scores were put right.
because-q23-often = some of the scores were put right.
because-q23 = few scores, or none, were put right.
asked-q23 = Figures that the board was told may rest on scores that were wrong. Ask what the report would say now.
asked-q23-often = More than one score in twenty was put right. Ask how scores are checked before they are used.
nothing-q23 = Few scores were put right, or none, and none after the board was told the figures.

question-q24 = What happened to what we agreed last time?
because-q24 = { $actions ->
        [one] 1 agreed action is past its day.
       *[other] { $actions } agreed actions are past their day.
    }
asked-q24 = Nobody has said what came of it.
nothing-q24 = Every agreed action has an answer, or its day has not come.

question-q25 = Can these years be compared at all?
because-q25-new-start = a new series begins with { $years }.
because-q25-corrected = The national figures of { $years } were corrected since.
because-q25 = no test or method changed between these years.
asked-q25 = Not all of them can. Look at the years on one side of the change.
asked-q25-corrected = They can, but what they are set against was corrected. Ask if that moves the picture.
nothing-q25 = Yes. Each year is set against its own national figures.

question-q26 = How does this reach the other classes?
because-q26 = { $strategies }.
asked-q26 = This was judged to work, and one teacher uses it so far. Ask how others can learn it.
nothing-q26 = What was judged to work is used by more than one teacher, or nothing was.
because-q26-none = the strategies that were judged.

not-known-own-record = The school's own record is for people who are signed in and belong to the school.
not-known-no-results = There are no published results to ask about.
not-known-no-progress = Results are published for this year, and no progress score. So nobody can tell from them how far pupils came.
not-known-too-few-subjects = Only one subject has a figure, so there is nothing to compare.
not-known-too-few-years = There are too few years to say. Three years that can be compared are needed.
not-known-no-range = Nobody has said how far this figure could be from the truth, so it can't be judged.
not-known-no-pupil-number = The table does not say how many pupils this is.
not-known-no-coverage = The table does not say how many of the pupils are counted.
not-known-no-groups = The table has no figures for groups of pupils.
not-known-too-few-pupils = Too few pupils are behind the figures, so nothing is said about them.
not-known-no-norm = The test has no national scale, so nobody knows what pupils gain anyway.
not-known-no-cycles = There is no cycle of extra teaching to ask about.
not-known-too-few-cycles = Fewer than three cycles are closed, so nobody can have been in three.
not-known-not-published = What came of it is not in an edition of the school's figures. Ask when it will be.
not-known-goes-on = The teaching goes on. Ask when the cycle is closed.
not-known-too-soon = It is too soon to tell. Ten weeks must pass after the last lesson.
not-known-nobody-placed = No pupil is in the cycle yet.
not-known-no-planned-time = The plan does not say how much teaching there should be.
not-known-no-scores = No score is recorded yet.
not-known-somebodys-pay = The cost would tell what a person was paid. So leads, heads and auditors are asked this.
not-known-no-costs = No cost is recorded.
not-known-mixed-currencies = The costs are in more than one currency, so there is no one sum.
not-known-nothing-judged = No strategy has been judged yet.
not-known-not-kept = What is agreed on visits is not kept here yet, so nobody can tell from these records.
