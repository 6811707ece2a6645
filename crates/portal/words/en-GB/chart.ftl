### The quadrant chart: its axes, key, table and sentences. What may be said of a figure is in claims.ftl.

chart-axis-results-national = Results: average scaled score, compared with the national average
chart-axis-results-all-schools = Results: average scaled score, compared with the average of all schools
chart-axis-results-authority = Results: average scaled score, compared with the local authority average
chart-axis-progress-same-start = Progress: compared with pupils nationally who had the same start
chart-axis-results-norm = Results: average test score, compared with the average for the test
chart-axis-gain-expected = Gain: points gained, compared with the gain to expect

chart-tick-results-all-schools = { $side ->
        [above] { $amount } above
        [below] { $amount } below
       *[level] average of all schools
    }
chart-tick-results-authority = { $side ->
        [above] { $amount } above
        [below] { $amount } below
       *[level] local authority average
    }
chart-tick-results-norm = { $side ->
        [above] { $amount } above
        [below] { $amount } below
       *[level] test average
    }
chart-tick-gain-expected = { $side ->
        [above] { $amount } more
        [below] { $amount } less
       *[level] as expected
    }

chart-phrase-results-national = { $side ->
        [above] { $amount } above the national average
        [below] { $amount } below the national average
       *[level] level with the national average
    }
chart-phrase-results-all-schools = { $side ->
        [above] { $amount } above the average of all schools
        [below] { $amount } below the average of all schools
       *[level] level with the average of all schools
    }
chart-phrase-results-authority = { $side ->
        [above] { $amount } above the local authority average
        [below] { $amount } below the local authority average
       *[level] level with the local authority average
    }
chart-phrase-progress-same-start = { $side ->
        [above] { $amount } ahead of pupils with the same start
        [below] { $amount } behind pupils with the same start
       *[level] level with pupils with the same start
    }
chart-phrase-results-norm = { $side ->
        [above] { $amount } above the average for the test
        [below] { $amount } below the average for the test
       *[level] level with the average for the test
    }
chart-phrase-gain-expected = { $side ->
        [above] { $amount } more than expected
        [below] { $amount } less than expected
       *[level] as expected
    }
chart-phrase-too-close = too close to call
chart-phrase-may-be-chance = more than expected, but chance alone may give as much

chart-range = { $lower } to { $upper }
chart-figure-range = { $figure }, could be { $range }
chart-against = { $value } against { $reference }
chart-against-expected = gain { $value }, expected { $reference }
chart-value-only = The figure is { $value }.
chart-level-norm = Level with the average
chart-sure-results-up = Results are clearly higher.
chart-sure-results-down = Results are clearly lower.
chart-sure-results-close = Results are too close to call.
chart-sure-results-not-stated = No range was published for the results.
chart-sure-progress-up = { $measure ->
        [gain] The gain is clearly more than expected.
       *[progress] Progress is clearly faster.
    }
chart-sure-progress-down = { $measure ->
        [gain] The gain is clearly less than expected.
       *[progress] Progress is clearly slower.
    }
chart-sure-progress-close = { $measure ->
        [gain] The gain is too close to call.
       *[progress] Progress is too close to call.
    }
chart-sure-progress-chance = The gain is not clear: chance alone may give as much.
chart-sure-progress-not-stated = No range was published for the progress.
chart-few-pupils = These are few pupils, and each counts for a lot.

chart-name = { $label }, { $pupils ->
        [one] 1 pupil.
       *[other] { $pupils } pupils.
    }
chart-name-only = { $label }.
chart-say-results = Results: { $phrase } ({ $figures }).
chart-say-progress = { $measure ->
        [gain] Gain
       *[progress] Progress
    }: { $phrase } ({ $figures }).
chart-say-none-results = Results: no figure. { $why }
chart-say-none-progress = { $measure ->
        [gain] Gain
       *[progress] Progress
    }: no figure. { $why }
chart-spoken = { $seen }. { $text }
chart-short = { $label }: results { $results }, progress { $progress }
chart-off = (off the chart: { $figures })

chart-skip = Skip the chart and go to the table
chart-key = Key to the chart
chart-key-hollow = { $measure ->
        [gain] Hollow: not clear, or no more than chance may give
       *[progress] Hollow: too close to call
    }
chart-key-results = Solid across: results clearly differ
chart-key-results-dashes = Dashes across: no range was published for the results
chart-key-progress = { $measure ->
        [gain] Solid upright: the gain clearly differs
       *[progress] Solid upright: progress clearly differs
    }
chart-key-disc = { $measure ->
        [gain] Filled: the gain clearly differs
       *[progress] Filled: progress clearly differs
    }
chart-key-disc-either = { $measure ->
        [gain] Filled: results or the gain clearly differ
       *[progress] Filled: results or progress clearly differ
    }
chart-quadrant-higher-more = Higher results, more gain
chart-quadrant-higher-less = Higher results, less gain
chart-quadrant-lower-more = Lower results, more gain
chart-quadrant-lower-less = Lower results, less gain
chart-key-range = Thin line: where the true figure could be
chart-key-size = Bigger cross: more pupils
chart-key-dot-size = Bigger dot: more pupils
chart-key-bin = Ring: schools at this place. A bigger ring is more schools
chart-key-bin-clear = Filled: those of them that clearly differ
chart-key-bin-off = At the edge: there, or further off than the chart shows
chart-key-off = Arrow at the edge: further off than the chart shows
chart-letters = What the letters stand for
chart-letter = { $letter }: { $label }
chart-detail = Point at a mark, or move to it with the Tab key, to read its figures here.
chart-detail-dense = Point at a dot to read its figures. All the figures are in the table.
chart-detail-binned = Point at a ring to read what it stands for. All the figures are in the table, a part at a time.
chart-detail-one-stop = Point at a mark to read its figures here. With the keyboard, the table leads to each, and so do the arrow keys if scripts run.
chart-bin = { $count ->
        [one] 1 school
       *[other] { $count } schools
    }. Results: { $results }. Progress: { $progress }. { $clear ->
        [0] None of them clearly differs.
       *[other] Clearly different: { $clear }.
    }
chart-not-drawn = Not on the chart: { $names }. The table says why.
chart-not-drawn-many = { $count } are not on the chart. The table says why.
chart-none = There is nothing to draw. The table says why.

chart-column-pupils = Pupils
chart-column-results = Results
chart-column-progress = Progress
chart-column-gain = Gain
chart-column-sure = How sure
chart-column-place = Where on the chart
chart-pupils-unknown = Not shown

chart-list = { $first } and { $last }

# What stands for names where there are too many of them.
chart-some = { $of ->
        [school] { $count ->
            [one] 1 school
           *[other] { $count } schools
        }
        [subject] { $count ->
            [one] 1 subject
           *[other] { $count } subjects
        }
        [group] { $count ->
            [one] 1 group
           *[other] { $count } groups
        }
        [year] { $count ->
            [one] 1 year
           *[other] { $count } years
        }
        [cycle] { $count ->
            [one] 1 cycle
           *[other] { $count } cycles
        }
       *[mark] { $count ->
            [one] 1 mark
           *[other] { $count } marks
        }
    }
# What is said of the marks that are not named. Only where each of them was judged is it said that they are too close to call.
chart-rest = { $judged ->
        [all] The rest is too close to call
       *[some] Of the rest, none is clear
    }
chart-headline-faster = { $measure ->
        [gain] The gain is clearly more than expected: { $faster }
       *[progress] Progress is clearly faster: { $faster }
    }
chart-headline-slower = { $measure ->
        [gain] The gain is clearly less than expected: { $slower }
       *[progress] Progress is clearly slower: { $slower }
    }
chart-headline-faster-and-slower = { $measure ->
        [gain] The gain is clearly more than expected: { $faster }. Clearly less: { $slower }
       *[progress] Clearly faster progress: { $faster }. Clearly slower: { $slower }
    }
chart-headline-faster-and-slower-rest-too-close = { $measure ->
        [gain] The gain is clearly more than expected: { $faster }. Clearly less: { $slower }. { $rest }
       *[progress] Clearly faster progress: { $faster }. Clearly slower: { $slower }. { $rest }
    }
chart-headline-faster-rest-too-close = { $measure ->
        [gain] The gain is clearly more than expected: { $faster }. { $rest }
       *[progress] Clearly faster progress: { $faster }. { $rest }
    }
chart-headline-slower-rest-too-close = { $measure ->
        [gain] The gain is clearly less than expected: { $slower }. { $rest }
       *[progress] Clearly slower progress: { $slower }. { $rest }
    }
chart-headline-too-close = { $measure ->
        [gain] No gain is clearly more or clearly less than expected
       *[progress] Progress is too close to call
    }
chart-headline-none-clear = { $measure ->
        [gain] No gain is clearly more or clearly less than expected
       *[progress] No progress figure is clear
    }
chart-headline-not-available = { $measure ->
        [gain] There are no gains to show
       *[progress] There are no progress figures to show
    }

chart-read-faster = { $measure ->
        [gain] The gain is clearly more than expected for { $names }.
       *[progress] Progress is clearly faster for { $names }.
    }
chart-read-faster-many = { $measure ->
        [gain] The gain is clearly more than expected for { $count } of { $all }.
       *[progress] Progress is clearly faster for { $count } of { $all }.
    }
chart-read-slower = { $measure ->
        [gain] The gain is clearly less than expected for { $names }.
       *[progress] Progress is clearly slower for { $names }.
    }
chart-read-slower-many = { $measure ->
        [gain] The gain is clearly less than expected for { $count } of { $all }.
       *[progress] Progress is clearly slower for { $count } of { $all }.
    }
chart-read-none-clear = { $measure ->
        [gain] No gain is clearly more or clearly less than expected.
       *[progress] No mark has clearly faster or clearly slower progress.
    }
chart-read-unclear = { $measure ->
        [gain] The gain is too close to call for { $names }.
       *[progress] Progress is too close to call for { $names }.
    }
chart-read-unclear-many = { $measure ->
        [gain] The gain is too close to call for { $count } of { $all }.
       *[progress] Progress is too close to call for { $count } of { $all }.
    }
# Only of gains: chance alone lifts pupils who were picked for low scores.
chart-read-chance = For { $names } the gain is above what is expected, and chance alone may give as much.
chart-read-chance-many = For { $count } of { $all } the gain is above what is expected, and chance alone may give as much.
chart-read-not-stated = No range was published for the progress of { $names }.
chart-read-not-stated-many = No range was published for the progress of { $count } of { $all }.
chart-read-higher = Results are clearly higher for { $names }.
chart-read-higher-many = Results are clearly higher for { $count } of { $all }.
chart-read-lower = Results are clearly lower for { $names }.
chart-read-lower-many = Results are clearly lower for { $count } of { $all }.
chart-read-not-available = There is no progress figure for { $names }.
chart-read-not-available-many = There is no progress figure for { $count } of { $all }.
chart-read-results-not-stated = No range was published for the results, so only progress is judged.
chart-read-false-alarms = Of { $judged } figures, about { $expected } would look clear by luck alone.

chart-alt = The chart has { $count ->
        [one] 1 mark.
       *[other] { $count } marks.
    }
chart-alt-top-right = { $name } (top right): { $count }.
chart-alt-top-left = { $name } (top left): { $count }.
chart-alt-bottom-right = { $name } (bottom right): { $count }.
chart-alt-bottom-left = { $name } (bottom left): { $count }.
chart-alt-level = On a line: { $count }.
chart-alt-table = The table after the chart has all the figures.

chart-note-range = The true figure would be in its range 19 times out of 20.
