### The trend: a school's progress year by year.

trend-link = Progress year by year
trend-title = { $subject }: progress year by year
trend-none = There are no progress figures of this school here.
trend-moved-caution = A clear change does not say what made it. Ask what else changed in these years.
trend-drawing = Progress in each year
trend-drawing-cycles = Progress in each year, with cycles on the same line of time
trend-values = Points, against pupils across England who began at the same point. 0 is level.
trend-spoken = { $title }. { $points }. { $cycles ->
        [0] No cycle is shown.
        [one] One cycle is shown.
       *[other] { $cycles } cycles are shown.
    }
trend-key-clear = clearly above or below level
trend-key-close = too close to call
trend-key-break = years on the two sides can't be compared
trend-key-turn = a strategy was changed
trend-other-pupils = Each year is about other pupils, so no line joins the years.
trend-beside = A cycle stands under the years it was run in. That does not prove that it moved the figures.
trend-sign-in = Sign in to see what the school did in these years.
trend-cycles = Cycles in this subject
trend-together = Years taken together
trend-pooled-above = { $named } together, with { $pupils } pupils, come to { $value } ({ $range }). That is clearly above level.
trend-pooled-below = { $named } together, with { $pupils } pupils, come to { $value } ({ $range }). That is clearly below level.
trend-pooled-close = { $named } together, with { $pupils } pupils, come to { $value } ({ $range }). Even so it is too close to call.
trend-pooled-too-few = There are too few years to take together. It takes two that can be compared.
trend-pooled-not-stated = These years can't be taken together: for one of them no one has published how far apart pupils were.
trend-january = Jan { $year }
trend-column-clear = Is it clear?
trend-clear-above = Clearly above level
trend-clear-below = Clearly below level
trend-clear-not = Too close to call
trend-cycle = { $cycle }, until { $until }. { $changes ->
        [0] No strategy was changed.
        [one] A strategy was changed on one day.
       *[other] Strategies were changed on { $changes } days.
    }
