### A school's own register of its pupils.

pupils-title = Pupils of { $school }
pupils-about = Only staff see these names. They are stored locked, and opened for you on this page.
pupils-none = No pupil is on the register yet.
pupils-found = { $count ->
        [one] 1 pupil found with “{ $text }”.
       *[other] { $count } pupils found with “{ $text }”.
    }
pupils-count = { $count ->
        [one] 1 pupil is at the school now.
       *[other] { $count } pupils are at the school now.
    }
pupils-show-all = Show all pupils
pupils-caption = Pupils at the school
pupils-left-caption = Pupils who left
pupils-erased-count = { $count ->
        [one] The record of 1 pupil was erased.
       *[other] The records of { $count } pupils were erased.
    }
pupils-register = Register a pupil
pupils-column-name = Pupil
pupils-column-since = Since
pupils-year-unknown = Not recorded

field-search = Find a pupil
field-search-hint = Part of a name, or of the pupil's number. It is not kept in the address.
field-legal-name = Name in law
field-legal-name-hint = First name and family name, as on the birth record
field-known-name = Name the school uses
field-known-name-hint = Leave it empty if it is the same.
field-number-kind = Kind of number
field-national-number = Pupil number
field-national-number-hint = UPN in England, NSN in New Zealand. You can leave it empty.
field-birth-date = Date of birth
field-year-level = School year
field-year-level-hint = A number from 0 to 14. Year 0 is the year before Year 1.
field-characteristics = What comparisons of groups may use
field-characteristics-hint = Choose only what your school needs. Figures of small groups are never shown.
number-kind-upn = UPN: unique pupil number
number-kind-nsn = NSN: national student number
number-kind-other = The school's own number
characteristic-girl = Girl
characteristic-boy = Boy
characteristic-disadvantaged = Disadvantaged
characteristic-additional-language = English is an additional language
characteristic-needs-support = Gets support for special educational needs
characteristic-needs-plan = Has a plan for special educational needs
characteristic-in-care = Is in care
characteristic-maori = Māori
characteristic-pacific = Pacific

form-legal-name-missing = Enter the pupil's name, in at most 120 letters
form-known-name-unreadable = Enter a name of at most 120 letters, or leave it empty
form-number-kind-missing = Choose whose number it is
form-upn-unreadable = This is not a UPN. It has a letter first and then 12 digits, and the letter must fit the digits.
form-nsn-unreadable = This is not an NSN. It has at most 10 digits.
form-number-unreadable = Enter at most 20 letters and digits
form-birth-date-unreadable = Enter the date of birth as year, month and day, such as 2016-05-04
form-year-level-unreadable = Enter a school year from 0 to 14
form-pupil-known = { $name } is on the register already with this number, or this name and date of birth

pupil-register-title = Register a pupil
pupil-register-submit = Register the pupil
pupil-revise-title = Change what is known of a pupil
pupil-revise-submit = Save the change
pupil-leave-title = A pupil leaves the school
pupil-leave-submit = Save that the pupil left
pupil-return-title = A pupil comes back to the school
pupil-return-submit = Save that the pupil came back
pupil-meanwhile = Someone else changed this pupil since you opened the form. What is known now stands below. Send the form again if your change still holds.
pupil-now = What is known now
pupil-here-since = At the school since { $day }
pupil-left-on = Left the school on { $day }
pupil-state = Where the pupil is
pupil-erased-title = Pupil removed
pupil-erased-unknown = The record of this pupil was removed. These records do not say on which day. Nobody can read it any more, and it can’t be brought back.
pupil-erased-about = The record of this pupil was erased on { $day }. Nobody can read it any more, and it can't be brought back.
pupil-back = All pupils
pupil-back-to = Back to the pupil

pupil-cycles = Cycles that the pupil was in
pupil-cycles-none = The pupil has been in no cycle of this school yet.
pupil-part-state = How it stands

candidates-title = Choose pupils for this cycle
candidates-about = Pupils of the school years that the programme is for. Those who stood lowest come first. You decide who takes part.
candidates-none = No pupil of these school years is free. Register pupils first, or look below.
candidates-free = Pupils who could take part
candidates-elsewhere = In another cycle of this subject at the same time
candidates-other-years = { $count ->
        [one] 1 more pupil is in another school year.
       *[other] { $count } more pupils are in other school years.
    }
candidates-of-other-years = Pupils of other school years
candidates-last = Where the pupil stood last in this subject
candidates-stood = { $band }, on { $day }
candidates-never = Never placed in a cycle
place-title = Place a pupil
place-submit = Place the pupil
field-entry-band = Where the pupil stands now
field-weeks = Weeks of schooling so far
field-weeks-hint = A school year has about 40 weeks.
field-potential-evidence = What shows that the pupil can catch up
field-potential-evidence-hint = Some programmes ask for this. Only staff can read it.
field-role = Part in the cycle
field-overlap-override = Why two cycles at once?
field-overlap-override-hint = The pupil is in another cycle of this subject at the same time.
field-size-override = Why may the group be larger?
field-size-override-hint = The group is full, as the programme counts.
form-entry-band-missing = Choose where the pupil stands
form-weeks-unreadable = Enter a whole number of weeks, such as 120
form-text-too-long = Enter at most 500 letters
form-role-missing = Choose the part
