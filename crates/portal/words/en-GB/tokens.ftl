### The signs that stand in official tables where a figure is missing, and why a comparison can't be made.

token-c = The figure is not shown, to protect pupils.
token-empty = The table has nothing here.
token-low = The figure rounds to nought but is not nought.
token-lowcov = Fewer than half of the pupils are covered.
token-na = It does not apply to this school.
token-ne = There were no entries.
token-new = The school is new and has no results yet.
token-np = It was not published.
token-re = The table has the sign RE here.
token-sp = The table has the sign SP here.
token-space = The table leaves this out.
token-supp = It is hidden because 5 pupils or fewer stand behind it.
token-u = It is too unreliable to publish.
token-x = It is not available.
token-z = It does not apply.
why-no-national-figure = The table has no national figure to compare with.
why-no-norm = The test has no norm to compare with.
why-no-scaled-score = Teachers judge this subject, so it has no scaled score.
why-scale-not-linked = The two tests are not on one scale, so no gain can be worked out.
why-no-results = There are no results of this school here for that year.
