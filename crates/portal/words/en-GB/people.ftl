### The people of a school: roles, invitations, and the forms that change them.

nav-people = People
people-title = People
people-of-school = People of { $school }
people-name = Name
people-role = Role
people-for = For
people-from = From
people-until = Until
people-change = Change
people-no-end = No end set
people-invite = Invite a person
people-waiting = Invitations that wait
people-waiting-until = It can be used until { $day }.
people-take-back = Take back the invitation: { $offer }

person-ended = This account has ended.
person-roles = Roles
person-role-over = Over
person-take-role = Take away: { $role }
person-give-role = Give a role
person-give-submit = Give this role
person-revoke = Take a role away
person-revoke-submit = Take it away
person-end = End the account
person-end-about = The person can't sign in any more and has no role. What they recorded stays, with their name.
person-end-submit = End this account
person-recovery = Let this person in again
recovery-link-about = This is for a person who can't sign in. You get a link to pass on. It works once, for one day. Whoever has it can act as this person. So give it to them face to face. It stays on record that you made it and why, and the person sees both. If someone else may know how to sign in, all else is closed at once: each session, each token and the old password.
field-restores = What is to change
recovery-restores-missing = Choose what is to change
recovery-restores-password = A new password
recovery-restores-second-factor = No more codes when they sign in
recovery-restores-both = A new password, and no more codes when they sign in
recovery-submit = Make the link
recovery-made-about = It lets { $name } in again. It works once, for one day. We can't show it again. Links from before work no more.
recovery-no-password = This person has no password any more. Choose a new password, or both.
recovery-made-before = This link was made already
recovery-made-before-help = It was shown once and can't be shown again. Go back to the person and make a new one.
recovery-links = Links to come in again
recovery-link-made = { $what }. Made by { $who }, { $moment }.
recovery-link-why = Why: { $why }.
recovery-link-why-note = Why: { $why }. “{ $note }”
recovery-link-why-other = Why: “{ $note }”
recovery-link-used = Used { $moment }.
recovery-link-open = It can be used until { $moment }.
recovery-link-over = No one used it, and it works no more.
recovery-by-program = someone at the server itself
recovery-over = This link can't be used
recovery-over-help = It was used before, is older than one day, or another one took its place. Ask for a new one.
recover-title = Come in again
recover-about = This is for { $name }, who signs in as { $signs }.
recover-second-factor = We won't ask for a code when you sign in, until you set that up again.
recover-submit = Save

field-person-role = Role
field-person-school = Number of the school
field-person-school-hint = As the page of the school shows it, such as 125000
field-authority = Code of the local authority
field-authority-hint = Three digits. Only if the role is for all of its schools.
field-until-on = Last day
field-until-on-hint = Leave it empty if there is none yet
person-role-missing = Choose a role
person-not-yours-to-give = You can't give this role. Ask the person who looks after this server.
person-school-wrong = Enter the number of a school
person-for-one-alone = Fill in a school, an authority or a group, and only one of them
person-authority-wrong = Enter the three digits of an authority
person-until-wrong = Enter a day from today on, or none

invitation-missing = Say which invitation
invite-about = You get a link to pass on. It works once, for seven days. Whoever opens it chooses a name and a password.
invite-submit = Make the link
invite-made = Copy this link now
invite-made-about = It is for: { $offer }. We can't show it again. Give it to that one person only.
invited-title = You are invited
invited-about = You are asked to join as: { $offer }.
invited-submit = Join
invitation-over = This invitation can't be used
invitation-over-help = It was used before, was taken back, or is older than seven days. Ask for a new one.
field-display-name = Your name
field-display-name-hint = As your colleagues know you
field-chosen-sign-in-name = Name to sign in with
field-chosen-sign-in-name-hint = Letters and digits, no spaces
person-name-wrong = Enter your name, in 100 letters at most and without hidden signs
person-sign-in-name-wrong = Enter a name of the letters a to z and digits, without spaces, in 100 letters at most
person-sign-in-name-taken = Someone has this name. Choose another.

person-names = Let this auditor read names
person-names-about = The auditor can then read names of pupils in this school's cycles. Each reading is noted. It lasts a month at most.
person-names-submit = Let them read names
person-reads-names = May read names of pupils
person-reads-names-of = School { $school }, until { $day }. Allowed by { $who }.
person-names-revoke = Stop this auditor reading names
person-names-revoke-about = From now on the auditor sees numbers in place of names. You can allow it again.
person-names-revoke-submit = Stop it now
person-until-missing = Enter the last day
field-names-until = Last day of reading names
people-named-reads = Who read names of pupils
people-export = Take away what was recorded, to check it elsewhere
named-reads-title = Who read names of pupils of { $school }
named-reads-about = Each time a page with names is opened, it is noted here. The database refuses to change or remove a line. This register is no part of the ledger, so no proof covers it.
named-reads-allowed = This auditor may read names until { $day }, as { $who } allowed:
named-reads-none = No one has read a name yet.
named-reads-when = When
named-reads-what = Whose names
named-reads-door = Page
named-reads-as-of = as it stood at an earlier time
named-reads-candidates = Pupils to choose from for a cycle
named-reads-class-list = The list of the school’s pupils
named-reads-compare = Cycles side by side
named-reads-cycle-difference = What changed in a cycle
named-reads-cycle-form = A form or a list of a cycle
named-reads-cycle-history = The history of a cycle
named-reads-cycle-page = The page of a cycle
named-reads-elsewhere = Another page
named-reads-erasure = The form that asks to erase a pupil’s record
named-reads-needs = Needs and targets in a cycle
named-reads-notes = Notes on the teaching in a cycle
named-reads-part = A form about a pupil’s part in a cycle
named-reads-program = by a program
named-reads-proposals = What people propose in a cycle
named-reads-pupil-form = A form about a pupil
named-reads-pupil-history = The history of a pupil’s record
named-reads-pupil-page = The page of a pupil
named-reads-report = The report on a cycle
named-reads-scores = Scores in a cycle
named-reads-sessions = The sessions of a cycle
named-reads-strategies = Strategies in a cycle
named-reads-timeline = One pupil’s way through a cycle
named-reads-tracking = Tests of the class, for a cycle
named-reads-true-on = as it was on an earlier day
named-reads-cycle =
    { $count ->
        [one] One pupil of a cycle
       *[other] { $count } pupils of a cycle
    }
named-reads-pupil = One pupil
named-reads-register =
    { $count ->
        [one] One pupil of the register
       *[other] { $count } pupils of the register
    }

refusal-account-at-risk-keeps-password = If someone else may know how to sign in, the password must change too
refusal-account-unknown-record = We can't find this role any more
refusal-account-account-has-ended = This account has ended
refusal-account-already-granted = The person has this role in these days already
refusal-account-grant-is-over = This role is over already
refusal-account-scope-not-for-role = This role is not given for that. An administrator has no school; all others need one.
refusal-account-self-approval = No one does this for themselves. Ask someone else.
refusal-account-last-administrator = Someone must look after this server. Make another person administrator first.
refusal-account-not-an-auditor = Only an auditor can be let to names
refusal-account-no-access-to-names = This person may not read names of this school
refusal-account-access-too-long = Names can be read for { $most } days at most
refusal-account-date-in-future = The date must be today or earlier
refusal-account-dates-reversed = The last day must be today or later
