### What may be said of figures. A sentence that names a direction is only used where the range keeps clear of the line.

amount-level = level
amount-less-than-one = less than 1 point
amount-points = { $points ->
        [one] 1 point
       *[other] { $points } points
    }
amount-about-points = about { $points ->
        [one] 1 point
       *[other] { $points } points
    }
tick-results-above = { $amount } above
tick-results-level = national average
tick-results-below = { $amount } below
tick-progress-above = { $amount } ahead
tick-progress-level = level
tick-progress-below = { $amount } behind

band-well-above = well above average
band-above = above average
band-average = average
band-below = below average
band-well-below = well below average

claim-results-clearly-above = Results are { $amount } above the average.
claim-results-clearly-below = Results are { $amount } below the average.
claim-results-too-close = Results could be above or below the average.
claim-results-published-above = The published average is { $amount } above national. No range was published with it, so nobody can say how sure that is.
claim-results-published-below = The published average is { $amount } below national. No range was published with it, so nobody can say how sure that is.
claim-results-published-level = The published average is level with national. No range was published with it, so nobody can say how sure that is.
claim-results-not-available = There is no figure for results: { $why }
claim-progress-clearly-above = Pupils are { $amount } ahead of pupils with the same start.
claim-progress-clearly-below = Pupils are { $amount } behind pupils with the same start.
claim-progress-too-close = Progress could be faster or slower than that of pupils with the same start.
claim-gain-may-be-chance = The gain is above what is expected, and chance alone may give as much.
claim-progress-published-above = The published progress is { $amount } ahead. No range was published with it, so nobody can say how sure that is.
claim-progress-published-below = The published progress is { $amount } behind. No range was published with it, so nobody can say how sure that is.
claim-progress-published-level = The published progress is level. No range was published with it, so nobody can say how sure that is.
claim-progress-not-available = There is no figure for progress: { $why }

claim-quadrant-clearly = { $quadrant }. This is clear for both results and progress.
claim-quadrant-faster-results-not-stated = Progress is clearly faster. No range was published for the results.
claim-quadrant-faster-results-too-close = Progress is clearly faster. Results are too close to call.
claim-quadrant-slower-results-not-stated = Progress is clearly slower. No range was published for the results.
claim-quadrant-slower-results-too-close = Progress is clearly slower. Results are too close to call.
claim-quadrant-higher-progress-not-stated = Results are clearly higher. No range was stated for the progress.
claim-quadrant-higher-progress-too-close = Results are clearly higher. Progress is too close to call.
claim-quadrant-lower-progress-not-stated = Results are clearly lower. No range was stated for the progress.
claim-quadrant-lower-progress-too-close = Results are clearly lower. Progress is too close to call.
claim-quadrant-level = This mark is on a line, so it is in no quarter of the chart.
claim-quadrant-not-available = This mark has no place on the chart.
claim-quadrant-too-close = Both results and progress are too close to call.

claim-gap-first-higher = The first is { $amount } higher, and that is more than chance.
claim-gap-first-lower = The first is { $amount } lower, and that is more than chance.
claim-gap-could-be-chance = The difference could be chance.
claim-gap-could-be-chance-cautious = The difference could be chance. The same pupils took both tests, so this check is a careful one.
claim-gap-not-tested = There is not enough to compare them.
claim-trend-rose = In { $years } years of figures progress rose by { $amount }, and that is more than chance.
claim-trend-fell = In { $years } years of figures progress fell by { $amount }, and that is more than chance.
claim-trend-could-be-chance = In { $years } years of figures there is no clear rise or fall from the first year to the last.
claim-trend-too-few-years = There are too few years to say. Three years that can be compared are needed; there { $years ->
        [one] is 1.
       *[other] are { $years }.
    }

claim-gain-accelerated = The { $pupils } pupils gained { $mean } points on average. Even the low end of the range, { $lower }, is more than expected and more than chance. The group made accelerated progress.
claim-gain-more-than-chance-if-very-reliable = The { $pupils } pupils gained { $mean } points on average (range { $lower } to { $upper }). That is more than chance alone if the test is very reliable. It is not certain.
claim-gain-more-than-expected-may-be-chance = The { $pupils } pupils gained { $mean } points on average (range { $lower } to { $upper }). Pupils picked for low scores rise a little without teaching. This gain may be no more than that.
claim-gain-too-close = The { $pupils } pupils gained { $mean } points on average (range { $lower } to { $upper }). It could be more or less than pupils gain anyway.
claim-gain-less-than-expected = The { $pupils } pupils gained { $mean } points on average (range { $lower } to { $upper }). That is less than expected.
claim-gain-not-stated = The { $pupils } pupils gained { $mean } points on average. How sure that is can't be worked out.
claim-gain-too-few-pupils = Too few pupils to show a gain.
claim-accelerated-count = { $accelerated } of { $pupils } pupils gained more than expected. Chance alone would give { $by_chance } to { $by_chance_cautious }.
claim-accelerated-count-too-few-pupils = Too few pupils to show how many gained more than expected.

headline-faster = { $faster ->
        [one] Progress is clearly faster
       *[other] Progress is clearly faster in all { $faster }
    }
headline-slower = { $slower ->
        [one] Progress is clearly slower
       *[other] Progress is clearly slower in all { $slower }
    }
headline-faster-and-slower = Progress is clearly faster in { $faster } and clearly slower in { $slower }
headline-faster-and-slower-rest-too-close = Progress is clearly faster in { $faster }, clearly slower in { $slower }, and too close to call in { $unclear }
headline-faster-rest-too-close = Progress is clearly faster in { $faster } and too close to call in { $unclear }
headline-slower-rest-too-close = Progress is clearly slower in { $slower } and too close to call in { $unclear }
headline-too-close = Progress is too close to call
headline-none-clear = No progress figure is clear
headline-not-available = No progress figures were published

how-sure-clear = The range is { $lower } to { $upper }, for { $pupils } pupils. It keeps clear of the line.
how-sure-clear-few-pupils = The range is { $lower } to { $upper }. It keeps clear of the line, but these are only { $pupils } pupils.
how-sure-too-close = The range is { $lower } to { $upper }, for { $pupils } pupils. It crosses the line, so it could be either side.
how-sure-too-close-few-pupils = The range is { $lower } to { $upper }. It crosses the line, and these are only { $pupils } pupils.
how-sure-not-stated = No range was published, so nobody can say how sure this is.

method-accelerated-gate = A group is called accelerated only if the low end of its range is above the expected gain and what chance alone would give.
method-chance-allowance = Pupils picked for low scores rise a little without teaching. This is how much, for a test of a given reliability.
method-chance-count = How many pupils would gain more than expected by chance alone.
method-difference-test = Two figures differ if the range of their difference keeps clear of 0.
method-effect-change-hedges = The average gain, over the spread of the gains, corrected for few pupils.
method-effect-reference-sd = The average gain, over the spread of scores in the test's norm group (15 points).
method-ks2-bands-2017-18 = The Department for Education's five words for progress in 2017/18.
method-ks2-bands-2018-19 = The Department for Education's five words for progress in 2018/19.
method-ks4-bands-2018 = The Department for Education's five words for Progress 8 in 2018 and 2019.
method-mean-t-interval = The average, plus and minus Student's t times its standard error.
method-moves-gate = Each count is shown only if it is large enough. If not, they are put together as up, stayed and down, or left out.
method-pooled-years = The average over several years, each year weighted by its pupils.
method-progress-interval = The progress score, plus and minus 1.96 times the national spread of pupils' progress over the root of the number of pupils.
method-published-interval = The range is the one that the Department for Education published.
method-quadrant-standing = A mark is clearly in its quarter if both ranges keep clear of their line. A gain must also be more than chance alone may give.
method-reliable-change = How far one pupil's score must move before it is more than the error of the test.
method-similar-schools = Schools of the same kind and with the same start are looked at. One is near if three things are within one standard deviation of all of them. These are the pupils' average start, the share who are disadvantaged, and the size of the year group. The 20 nearest are taken, and 5 at least. The idea is that of the families of schools in Wales; the rule is ours. Two schools differ if the range of their difference keeps clear of 0. All figures come from the tables of the Department for Education.
method-small-numbers = Figures on fewer than 6 pupils are not shown. A school may have set it at 8 or 11.
method-score-bands = Bands begin one spread and a third of one below the mean of the test's norm, and a third above it.
method-trend = The last year against the first, and the slope between.
method-version = { $name }, version { $version }
method-name-accelerated-gate = When a group is called accelerated
method-name-chance-allowance = What chance alone adds
method-name-chance-count = How many gain by chance alone
method-name-cycle-outcome = The outcome of a cycle
method-name-difference-test = Whether two figures differ
method-name-effect-change-hedges = Size of the gain, by the spread of the gains
method-name-effect-reference-sd = Size of the gain, by the spread of the test
method-name-ks2-bands-2017-18 = Five words for progress in 2017/18
method-name-ks2-bands-2018-19 = Five words for progress in 2018/19
method-name-ks4-bands-2018 = Five words for Progress 8
method-name-mean-t-interval = Range of an average
method-name-moves-gate = Which moves between bands are shown
method-name-pooled-years = Several years as one
method-name-progress-interval = Range of a progress score
method-name-published-interval = Published ranges
method-name-quadrant-standing = In which quarter a mark is
method-name-reliable-change = Change of one pupil
method-name-score-bands = Bands of scores
method-name-similar-schools = Similar schools
method-name-small-numbers = Small numbers
method-name-trend = Trend over the years

quadrant-higher-faster = Higher results, faster progress
quadrant-higher-slower = Higher results, slower progress
quadrant-lower-faster = Lower results, faster progress
quadrant-lower-slower = Lower results, slower progress
quadrant-level = Level with national
quadrant-not-available = No place on the chart
standing-clearly = clearly
standing-partly = partly
standing-too-close-to-call = too close to call
standing-level = level

effect-mean-over-reference-sd = Average gain over the test's own spread
effect-standardised-mean-change = Average gain over the spread of the gains
