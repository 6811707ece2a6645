### The frame of every page, signing in, and what is said when there is no page.

portal-name = Quadrant
portal-promise = What changed, why, and what came of it.
skip-to-content = Skip to main content
nav-label = Main
nav-schools = Schools
nav-cycles = Cycles
nav-pupils = Pupils
nav-erasures = Records to erase
nav-catalogue = Catalogue
trail-label = Way back
sign-in = Sign in
sign-out = Sign out
go-home = Go to the first page
updating = Your change is saved. This page does not show it yet. Load it again in a moment.
footer-source = Official figures: Department for Education, under the Open Government Licence version 3.0.
footer-made-up = Demonstration schools and people are made up by the program.

field-sign-in-name = Name to sign in with
field-password = Password
sign-in-recovered = It is done. Sign in with your name and your password.
sign-in-joined = You have joined. Sign in with the name and the password that you chose.
sign-in-demonstration = This portal has made-up people to try. The program printed their names and passwords when it started.
sign-in-wrong = The name or the password is not right. Check both and try again.
sign-in-no-role = Your account has no role at a school today. Ask the person who keeps its accounts.
sign-in-name-missing = Enter the name that you sign in with
sign-in-password-missing = Enter your password

error-not-found = We can't find that page
error-not-found-help = Check the address, or start again from the first page.
error-forbidden = Your role can't do this
error-forbidden-help = Ask the head of your school, or whoever looks after this server.
error-sign-in = Sign in first
error-sign-in-help = This needs you to be signed in.
error-unreadable = We could not read what was sent
error-unreadable-help = Go back, check the address or the form, and try again.
error-too-large = That is too much to send at once
error-too-large-help = At most 512 kilobytes can be sent at a time. Nothing was changed. Go back in your browser: what you typed is still there. Make it shorter, or send it in parts.
error-cross-site = This form came from another site
error-cross-site-help = Nothing was changed. Open the page in Quadrant and send the form from there.
error-unavailable = Quadrant can't reach its records just now
error-unavailable-help = Nothing was lost or half done. Try again in a minute.
error-ours = Something is wrong on our side
error-ours-help = Nothing was changed. The fault is in our log. Please tell the person who runs this server.
