### Terms that differ between countries, and the names of subjects, groups and quadrants.

-governor = governor
-governors = governors
-school-year = school year
-maths = mathematics
-Maths = Mathematics
-family = family

subject-reading = Reading
subject-writing = Writing
subject-mathematics = { -Maths }
subject-in-sentence-reading = reading
subject-in-sentence-writing = writing
subject-in-sentence-mathematics = { -maths }
