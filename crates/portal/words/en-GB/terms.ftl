### Terms that differ between countries, and the names of subjects, groups and quadrants.

-governor = governor
-governors = governors
-school-year = school year
-maths = mathematics
-Maths = Mathematics
-family = family
-programme = programme

subject-reading = Reading
subject-writing = Writing
subject-mathematics = { -Maths }
subject-in-sentence-reading = reading
subject-in-sentence-writing = writing
subject-in-sentence-mathematics = { -maths }

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
