### Finding a school.

home-title = Home
home-lede = Quadrant shows how a school's pupils do, and how far they have come. It says how sure each figure is. It keeps what the school changed, and why.
home-empty = No official results are here yet. The person who runs this server can import them.
home-school = Your school
home-school-chart = Chart of results
home-counts = There are { $schools ->
        [one] 1 school
       *[other] { $schools } schools
    } here, with { $results ->
        [one] 1 set of yearly results.
       *[other] { $results } sets of yearly results.
    }
home-authorities = All schools of an authority on one chart
authority-chart-link = Local authority { $code }
search-label = Find a school
search-hint = Part of its name, or its number (URN)
search-button = Search
schools-title = Schools
schools-found = { $count ->
        [one] 1 school found.
       *[other] { $count } schools found.
    }
schools-none = Try fewer letters, or the school's number.
school-name = School
school-number = Number (URN)
school-known-as = Known here as
school-authority = Local authority
school-kind = Kind of school
school-kind-mainstream = Mainstream
school-kind-special = Special
school-kind-other = Other
official-results = Official results
official-results-none = No official results of this school are here.
chart-of-year = Results and progress in { $year }
cycles-of-school = This school's cycles of extra teaching
pages-label = Pages of this list
pages-before = Previous page
pages-after = Next page
