### Signing in, one's own account, and what roles are called.

## Roles, as what a person is.

account-role-teacher = teacher
account-role-lead = lead
account-role-head = head or leader
account-role-mentor = mentor
account-role-governor = { -governor }
account-role-auditor = auditor
account-role-officer = officer
account-role-administrator = administrator
account-role-for = { $role }, { $scope }
account-scope-authority = all schools of authority { $code }
account-scope-installation = everything on this server

## Trying, and the second proof.

sign-in-wait-seconds =
    { $count ->
        [one] There were too many tries. Wait one second, then try again.
       *[other] There were too many tries. Wait { $count } seconds, then try again.
    }
sign-in-wait-minutes =
    { $count ->
        [one] There were too many tries. Wait one minute, then try again.
       *[other] There were too many tries. Wait { $count } minutes, then try again.
    }
sign-in-code = Enter your code
sign-in-code-missing = Enter the code
sign-in-code-wrong = That code is not right, or was used before. Wait for the next one.
sign-in-code-too-late = That took too long. Enter your name and password again.
field-first-code = Code
field-first-code-hint = Six digits from the app on your phone
field-code = Code
field-code-hint = Six digits from the app on your phone. If you lost your phone, one of the codes that you kept.

## A form that came too late.

sign-in-held = You were signed out before your form was sent. Sign in again and it comes back.
held-title = Your form is still here
held-about = You were signed out before it was sent, so nothing was saved. Send it now. If something is missing, it opens again with all you typed.
held-send = Send my form

## One's own account.

account-title = Your account
account-name = Your name
account-back = Go to your account
account-password-kept = Only you know it
account-change-password = Change your password
account-second-factor = Code at each sign-in
account-change-second-factor = Set up or end
account-second-factor-on = We ask for a code since { $day }.
account-second-factor-off = We don't ask for a code.
account-roles = What you are here
account-roles-several = You have more than one role. You act by one at a time.
field-acting = Role to act by
account-act = Act by this role
account-role-missing = Choose one of your roles
account-sessions = Where you are signed in
account-sessions-about = If you don't know one of these, end it and change your password.
account-device = Browser
account-device-unknown = An unknown browser
account-since = Signed in
account-last-seen = Last used
account-end = End
account-this-session = This one
account-end-session = End the session in { $device }
account-end-others = End all others
account-session-missing = Choose what to end
account-done-password = Your password is changed. You are signed out everywhere else, and your tokens work no more.
account-done-sessions = You are signed out there.
account-done-role = You act by another role now.
account-done-second-factor = We don't ask you for a code any more.

account-password-about = When you change it, you are signed out everywhere else. Your tokens for other programs end too.
account-password-now = Password that you have now
field-new-password = New password
field-new-password-hint = Ten characters or more. Three or four words are easy to keep in mind.
field-new-password-again = New password, once more
account-password-wrong = That is not your password
account-password-short = Choose a password of { $least } characters or more
account-password-long = Choose a shorter password
account-password-differs = Type the same password both times

second-factor-about = Someone who finds out your password can't sign in without your phone.
second-factor-step-app = Open an app for sign-in codes on your phone.
second-factor-step-secret = Type the secret into it, or open the link on the phone.
second-factor-step-code = Enter the code that the app shows.
second-factor-secret = Secret
second-factor-link = Link
second-factor-begin = Ask me for a code from now on
second-factor-there = We ask you for codes already. End that first.
second-factor-code-wrong = That code does not fit the secret. Check the time on your phone.
second-factor-codes-left =
    { $count ->
        [one] You have one code left for a lost phone.
       *[other] You have { $count } codes left for a lost phone.
    }
second-factor-end-about = To set it up on another phone, end it and set it up again.
second-factor-end = Ask for codes no more
recovery-title = Keep these codes
recovery-about = We ask for a code from now on. If you lose your phone, each of these works once. We show them only now.

## Tokens for other programs.

tokens-title = Tokens for other programs
tokens-about = A token lets another program do here what you may do in the role you act by now. It never changes accounts or roles.
access-token-new = Make a token
access-token-make = Make it
access-token-made = Copy this token now
access-token-made-about = We can't show it again. Whoever has it acts as you, so keep it as safe as a password.
access-token-scope-read = It may read
access-token-scope-record = It may read and record
access-token-until = It works until { $day }.
access-token-last-used = It was last used on { $day }.
access-token-never-used = It was not used yet.
access-token-revoke = Revoke { $name }
access-token-days = { $count } days
field-token-name = What it is for
field-token-scope = What it may do
field-token-days = For how long
access-token-name-missing = Say what the token is for, in 60 letters or fewer
access-token-scope-missing = Choose what it may do
access-token-days-missing = Choose for how long
