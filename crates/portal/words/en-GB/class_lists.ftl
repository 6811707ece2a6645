### Lists from files: many pupils at once.

lists-link = Add many pupils from a list
list-title = Pupils from a list
list-about = Take a list from your school's own system, as a spreadsheet (XLSX) or as text (CSV).
list-about-columns = The first row names the columns. A name is needed; a number or a date of birth tells pupils of one name apart.
list-about-known = Pupils who are known are found again. The same list twice adds nobody.
list-about-nothing = You see first what the list does. Nothing is stored before you take it over.
field-file = The list
field-file-hint = A file of at most 300 kilobytes, 2,000 rows and 40 columns
list-look = Look at the list
list-look-again = Look again with these columns
list-other-file = Choose another file
field-list-effective-on = Day from which this is so
field-list-effective-on-hint = Today or earlier; for new pupils the day on which they came
list-take-over = Take the list over
list-nothing-stored = Nothing is stored yet.
list-nothing-new = The register has all of this already. There is nothing to take over.
list-mend = Mend the list, or choose other columns below. It is taken over whole or not at all.
list-meanwhile = Pupils were changed since you looked at the list. This is what it does now. Take it over if that is right.
list-count-new = { $count ->
        [one] 1 pupil is new.
       *[other] { $count } pupils are new.
    }
list-count-revised = { $count ->
        [one] 1 pupil is known, and something changes.
       *[other] { $count } pupils are known, and something changes.
    }
list-count-same = { $count ->
        [one] 1 pupil is known as the list says.
       *[other] { $count } pupils are known as the list says.
    }
list-rows = The rows of the list
list-row = Row
list-outcome = What happens
list-row-new = New
list-row-revised = Changes
list-row-same = No change
list-row-wrong = Not understood yet
list-row-by-name = Found by the name alone: check it.
list-row-left = Left the school: the list does not bring the pupil back.

list-columns = What the columns hold
list-column = Column { $letter }: { $heading }
list-column-legal-name = Name (first and family name)
list-column-first-name = First name
list-column-family-name = Family name
list-column-known-name = Name the school uses
list-column-upn = UPN
list-column-nsn = NSN
list-column-other-number = The school's own number
list-column-birth-date = Date of birth
list-column-year-level = School year
list-column-sex = Girl or boy
list-column-disadvantaged = Disadvantaged, yes or no
list-column-additional-language = English is an additional language, yes or no
list-column-needs-support = Gets support for special needs, yes or no
list-column-needs-plan = Has a plan for special needs, yes or no
list-column-in-care = In care, yes or no
list-column-maori = Māori, yes or no
list-column-pacific = Pacific, yes or no
list-column-twice = Column { $column } says the same as another one
list-no-name = Choose the column with the name, or the two with first name and family name

list-name-missing = { $cell }: a name is missing
list-name-unreadable = { $cell }: a name has at most 120 letters
list-upn-unreadable = { $cell }: this is not a UPN
list-nsn-unreadable = { $cell }: this is not an NSN
list-number-unreadable = { $cell }: a number has at most 20 letters and digits
list-birth-date-unreadable = { $cell }: write the date of birth as 2016-05-04 or 04/05/2016
list-year-unreadable = { $cell }: write a school year from 0 to 14
list-sex-unreadable = { $cell }: write F or M
list-yes-no-unreadable = { $cell }: write yes or no
list-twice = { $cell }: this pupil stands in row { $row } already
list-several = { $cell }: several pupils have this name. Add a number or a date of birth.

sheet-missing = The list is missing: choose a file
list-meanwhile-program = Something changed since you looked at the list, or you have not looked yet. Look again, and send what seen is then.
sheet-too-large = The file is too large. Keep to 300 kilobytes, and leave out what is not needed.
sheet-too-many-rows = The file has more than 2,000 rows. Make two files of it.
sheet-too-many-columns = The file has more than 40 columns. Leave out those that are not needed.
sheet-cell-too-long = The cell { $cell } has more than 200 letters
sheet-quote-open = Row { $cell } has a quotation mark that is not closed, so all rows after it would be lost. Close it or take it out.
sheet-unreadable = The file can't be read. Save it as XLSX, or as CSV in UTF-8.
sheet-empty = The file needs a heading and at least one row under it
