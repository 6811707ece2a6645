### When a school teaches, and what pages say of a day because of that.

terms-title = Terms and holidays
terms-link = Terms and holidays
terms-about = Type when each term begins and ends. A plan then starts in a term, and a day in a holiday is pointed out. No one is stopped by it.
terms-year = School year { $year }
dates-in-year = The first day is in the school year { $year }.
terms-none = No one has typed the terms of this year yet.
terms-set = Type the terms
terms-change = Change the terms
terms-profile-first = Say first when the school year begins.
terms-of-year = Terms of the school year { $year }
terms-form-about = This school year goes from { $from } to { $to }. Look the days up in the school's own calendar. Leave what you do not need empty, the name too.
terms-halves = Use half terms
terms-row = Term { $row }
terms-submit = Save the terms
terms-of-cycle = In the school's terms
terms-point = { $point }: { $lies }.
terms-week = { $term }, week { $week }
terms-in-none = { $day } is in no term of this school
terms-in-none-help = You can plan it like this all the same, or choose other days.
terms-coming = The terms that are coming
holiday-until = It is a holiday now. The next term begins on { $day }.
holiday-now = It is a holiday now.

term-name-autumn = Autumn term
term-name-autumn-first-half = Autumn term, first half
term-name-autumn-second-half = Autumn term, second half
term-name-spring = Spring term
term-name-spring-first-half = Spring term, first half
term-name-spring-second-half = Spring term, second half
term-name-summer = Summer term
term-name-summer-first-half = Summer term, first half
term-name-summer-second-half = Summer term, second half
term-name-term-1 = Term 1
term-name-term-2 = Term 2
term-name-term-3 = Term 3
term-name-term-4 = Term 4
term-name-term-5 = Term 5
term-name-term-6 = Term 6
term-name-first-semester = First semester
term-name-second-semester = Second semester

field-terms = The terms of the year
field-term-name = Name
field-term-starts-on = First day
field-term-ends-on = Last day
form-term-name-missing = Choose the name of this term, or leave its days empty too
form-term-starts-on-missing = Type the first day of this term
form-term-ends-on-missing = Type the last day of this term

refusal-term-missing = Type at least one term
refusal-too-many-terms = A year has six terms at most
refusal-term-named-twice = Another term of this year has this name
refusal-term-reversed = The last day must come after the first day
refusal-terms-not-in-order = This term begins before the one above it. Type them in their order.
refusal-terms-overlap = This term begins before the one above it has ended
refusal-term-outside-year = This day is not in the school year, which goes from { $from } to { $to }
refusal-term-too-long = A term lasts 22 weeks at most

refusal-school-profile-missing = Say first when the school year begins
refusal-school-year-not-of-school = The years of this school do not go like this one
refusal-school-terms-refused = These terms can't be as they are now. Look at them again.
refusal-school-terms-reason-missing = Say why the terms change
