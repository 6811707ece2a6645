### Help: how to read a chart, and what each role can do.

help-title = Help
help-chart = Read a chart in one minute
help-chart-about = Each cross is a subject, a group of pupils or a cycle. It shows two things at once.
help-across = Look from left to right: the further to the right, the higher the results. The line in the middle is the average.
help-up = Look from bottom to top: the higher up, the more progress. Progress is set against pupils with the same start.
help-middle = The four fields have names. The one at the bottom left has the strongest shade: lower results and slower progress.
help-solid = A solid bar means that the difference is clear. A hollow bar means that it is too close to call: it could be chance.
help-size = A small cross stands for few pupils. The fewer pupils, the more one of them can move it.
help-narrow = On a phone each mark is a disc with a letter. It is filled where a difference is clear, and hollow where it is too close to call.
help-example = An example with three subjects
help-made-up = The figures of this example are made up. No school has them.
help-sure = How sure is a figure?
help-sure-about = Each figure has a range. The true figure could be anywhere in it. If the range includes the average, do not say that the school is above or below it.
help-questions = What to ask
help-questions-about = Below a chart stand questions that its figures raise, each with the reason. You can ask the school one of them, or one of your own. It stays on the agenda of the meeting until you accept the answer.
help-ledger-about = Everything that is recorded stays in one list, and the portal signs how far it goes. So anybody can check later that nothing was changed or taken away.
help-ledger-link = See what is signed, and how to check it
help-roles = What each role can do, and where
help-role-teacher = Plan lessons and record scores, talks and changes of your own cycles: under My cycles. Answer questions about the school.
help-role-lead = Plan, start and close all cycles of the school, and place pupils: under Cycles. Read what people found clear on the page of the school.
help-role-head = All that a lead does. Send reports to the board, open a closed cycle again with a second person, and look after the people of the school.
help-role-mentor = Read the cycles that you support, by first letters of names. Record visits, and comment on the draft of a report: under My cycles.
help-role-governor = Read the charts of the school and its closed cycles. Ask questions, judge the answers and set the days of meetings: under Agenda.
help-role-auditor = Read every record of the school and check that nothing was changed. You read names of pupils only while a head lets you.
help-role-officer = Read the charts and closed cycles of your schools. Ask questions, and keep the list of programmes, tests and strategies.
help-role-administrator = Look after accounts, groups of schools and the limit for small numbers. You see no pupils.
