### Erasing a pupil: the head asks, an administrator does it.

erasure-link = Ask to erase this pupil
erasure-ask-title = Ask to erase a pupil
erasure-about = Erasing can't be undone. Ask only when the school must not keep the record any longer.
erasure-about-gone = The name, the number and every note about the pupil can't be read here any more, by anybody.
erasure-about-copies = Older copies of the records keep the pupil’s key, locked, until they are destroyed. So do the database’s own files for some time. Whoever runs the portal ends that by changing its key (the command rotate-keys) and destroying older copies of that key.
erasure-about-stays = Scores stay in the cycles as those of a removed pupil, so that the figures stay true.
erasure-about-two = A head asks, and an administrator does it. One person can't do both.
field-basis = Ground in law
field-basis-hint = Ask your data protection officer if you are not sure.
erasure-basis-retention-ended = The school's time for keeping it is over
erasure-basis-no-longer-needed = It is no longer needed
erasure-basis-objection-upheld = The family objected, and the school agreed
erasure-basis-unlawfully-held = It should never have been made
erasure-basis-legal-duty = A law or a court asks for it
erasure-ask-submit = Ask for it
erasure-asked-title = Erasing is asked for
erasure-asked-on = { $who } asked on { $day } to erase this record. An administrator looks at it next, and erases it. Until then a head can take the request back.
erasure-withdraw-submit = Take the request back
erasure-state = Erasing was asked for on { $day }.

erasures-title = Records to erase
erasures-about = A head asks for each of these. You see no name here, and need none.
erasures-none = Nobody asks for a record to be erased.
erasures-nothing = Nothing was erased
erasures-not-asked = Nobody asks for this record to be erased, or it is erased already.
erasures-column-record = Record
erasures-column-school = School
erasures-column-asked = Asked for on
erasures-column-basis = Ground in law
erasures-asked-by = Asked for by
erasures-confirm-title = Erase this record
erasures-confirm-submit = Erase it for good
erasures-back = All records to erase
field-sure = I know that this can't be undone
form-basis-missing = Choose the ground in law
form-sure-missing = Tick the box if you are sure
