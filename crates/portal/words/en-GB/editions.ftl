### Editions: what governors read of a school's own figures.

editions-title = Editions of the school's figures
editions-link = All editions of these figures
editions-about = What { -governors } read of closed cycles comes in editions. Each one has a number and stays as it was.
editions-rule = A figure changes in a later edition only if enough pupils changed. If one score is put right, the old figure stays, and the page says so. The new one next to it would tell what one pupil scored.
editions-waiting = { $cycles ->
    [one] One cycle was closed since the last edition and is not published yet.
   *[other] { $cycles } cycles were closed since the last edition and are not published yet.
}
editions-none = Nothing was published yet.
edition-column-published = Published
edition-column-shown = With figures
edition-column-replaced = Put right
edition-column-before = Edition before
edition-column-now = This edition
edition-column-why = What and why
edition-number = Edition { $number }
edition-published = { $day }, by { $name }.
edition-least = No figure in it stands on fewer than { $least } pupils.
edition-shown-of = { $shown } of { $cycles } cycles
edition-is-old = There is a later edition. This one stays here as it was.
edition-replaced = Figures were taken out of this edition on { $day }. { $why }
edition-dial = Other editions
edition-what-it-says = What it says of each cycle
edition-changed-since = What changed since edition { $number }, and why
# The range of an end score, which has no signs. A test tells it from the range of a difference by the words before it.
edition-score-range = { $value } (range { $lower } to { $upper })
edition-figures = Gain { $gain }. End score { $end }. { $pupils } pupils.

edition-not-yet = Closed since the last edition, and not published yet.
edition-new = New in edition { $number }.
edition-unchanged = As in edition { $number }.
edition-changed = Changed in edition { $number }.
edition-because = Reasons with { $least } pupils or more behind them: { $reasons }
edition-because-none = A reason is told only if { $least } pupils or more stand behind it.
edition-kept = Still as in edition { $number }. The records changed since.
edition-kept-few = A new figure needs enough pupils behind it, and enough of them must have changed.
edition-kept-unchecked = Too many figures hang together to find out if a new one would tell what single pupils scored.
edition-kept-open = The cycle was opened again.
edition-withheld-few = Not shown: too few pupils, or none, stand behind it.
edition-withheld-worked-out = Not shown: next to other figures it would tell what too few pupils scored.
edition-withheld-unchecked = Not shown: too many figures hang together to check it.
edition-withheld-open = Not shown: the cycle was opened again.
edition-withheld-taken-out = Not shown: the school took it out.

edition-next-link = See what the next edition would say, and publish it
edition-next-title = What edition { $number } would say
edition-next-about = These are the figures that { -governors } would read, next to those that they read now.
edition-next-empty = No cycle is closed yet, so there is nothing to publish.
edition-next-same = Nothing is new since the last edition.
edition-next-for-good = What is published stays. It can't be taken back, because people may have kept it.
edition-publish = Publish edition { $number }
edition-meanwhile = Something changed since you opened this page. Look at it again before you send it.

edition-replace-link = Take figures out of this edition
edition-replace-title = Take figures out of edition { $number }
edition-replace-about = Do this if a figure is wrong and can't be changed because too few pupils changed. Then { -governors } read that it was taken out, and why. People may still have kept it.
edition-replace-none = This is not the last edition, or it shows no figures.
edition-replace-submit = Take them out
field-without = Which cycles?

form-edition-missing = Open the page of the next edition again, and publish it from there
form-edition-without = Choose at least one cycle
refusal-edition-unknown-record = This edition is not known
refusal-edition-stale-edition = Edition { $last } is there by now. Look at the next one first.
refusal-edition-nothing-to-publish = There is nothing to publish
refusal-edition-nothing-new = Nothing is new since the last edition
refusal-edition-figure-twice = A cycle stands in it twice
refusal-edition-figure-missing = A cycle is missing, or has no figures in this edition
refusal-edition-standing-wrong = A figure does not follow from the last edition
refusal-edition-too-few-to-show = Too few pupils stand behind a figure
refusal-edition-nothing-taken-out = Choose at least one cycle

cycles-from-edition = You read edition { $number } of { $day }.
cycles-no-edition = The school has not published an edition yet.
report-gain-not-published = What came of it comes with the next edition of the school's figures.
due-edition = { $cycles ->
    [one] One closed cycle is not in an edition yet. Publish the next one.
   *[other] { $cycles } closed cycles are not in an edition yet. Publish the next one.
}
