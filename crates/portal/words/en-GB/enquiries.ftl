### Questions about a school: who asked what, what the school said, and the agenda of its governors.

enquiries-title = Questions and answers
enquiries-about = Here are the questions that { -governors } asked about this school, and what the school said to each.
enquiries-all = All questions and answers
enquiries-none = No one has asked a question here yet.
enquiries-figures = What you read here is people's own words. Figures stand on the pages that the answers link to, under their own rules.

enquiry-new = Ask a question
enquiry-new-about = Take a question from the list, or ask in your own words. The school gets it, and its answer comes back to you here.
enquiry-new-submit = Ask the question
enquiry-own-words = My own question
enquiry-topic = What it is about
enquiry-topic-school = The school as a whole
enquiry-suggested = From the list of questions
enquiry-said = What was said
enquiry-links = See:
enquiry-link-closed = A page that is not open to you
enquiry-offer-cycle = { $cycle } ({ $state })
enquiry-offer-results = Official results of { $year }
enquiry-offer-enquiry = An earlier question: { $question }
enquiry-entry = { $what } on { $day }
enquiry-by = { $by }. Recorded on { $moment }.
enquiry-column-question = Question
enquiry-column-raised = Asked on
enquiry-column-stage = Where it stands
enquiry-waits-for-school = It is the school's turn. Until it answers, the question is on the agenda of each meeting.
enquiry-meanwhile = Someone else wrote here after you opened the form. Read what is new, then send it again. What you typed is still here.

enquiry-stage-asked = The school has not answered yet
enquiry-stage-answered = Answered: the { -governors } have to say if that is enough
enquiry-stage-returned = Sent back to the school
enquiry-stage-accepted = Answer accepted
enquiry-stage-withdrawn = Taken back

enquiry-change-question-raised = Asked
enquiry-change-question-answered = Answered
enquiry-change-answer-accepted = Answer accepted
enquiry-change-answer-returned = Sent back
enquiry-change-question-withdrawn = Taken back

enquiry-step-answer = Answer the question
enquiry-step-accept = Accept the answer
enquiry-step-return = Send the answer back
enquiry-step-withdraw = Take the question back
enquiry-answer-about = Say what the school did and what came of it. Do not name a pupil. Give no figure for fewer than { $least } pupils: link to the page that shows it.
enquiry-accept-about = Accept it if the answer is enough. The question is then settled, and stays here with its answer.
enquiry-return-about = Say what is missing. The question goes back to the school, and is on the agenda until there is a better answer.
enquiry-withdraw-about = The question stays here, marked as taken back. It is on no agenda any more.

field-question = Which question
field-question-words = The question
field-question-words-hint = Write it as you would ask it at the meeting. Do not name a pupil.
field-topic = What it is about
field-topic-hint = Leave it empty if it is about the school as a whole.
field-topic-subject = Subject
field-topic-subject-hint = Only for official results.
field-topic-group = Group of pupils
field-topic-group-hint = Only for official results.
field-answer-words = The answer
field-links = Pages to look at
field-links-hint = Choose those that show what you say. A reader sees a link only if the page is open to them. For { -governors } a cycle opens once it is closed.
field-answer-seen = The number of the entry that has the answer
form-question-missing = Choose a question, or your own
form-topic-unknown = Choose one from the list
form-topic-part-of-results = A subject or a group is for official results only
form-link-unknown = Choose links from the list only
form-answer-seen-missing = Say which answer you have read
form-enquiry-names = "{ $name }" may be a pupil's name. Take it out, or write the word in another way.

refusal-enquiry-unknown-record = This question is not known
refusal-enquiry-already-raised = This question was asked already
refusal-enquiry-words-missing = Write something
refusal-enquiry-words-too-long = Write at most { $most } letters
refusal-enquiry-sealed-for-another = These words belong to another record
refusal-enquiry-too-many-links = Choose at most { $most } pages
refusal-enquiry-linked-twice = Choose each page once
refusal-enquiry-link-to-itself = An answer can't point to its own question
refusal-enquiry-answer-waits = The school has answered. Now the { -governors } have to say if that is enough.
refusal-enquiry-not-answered = There is no answer to judge yet
refusal-enquiry-stale-answer = There is another answer by now. Read it first.
refusal-enquiry-not-theirs = Only the person who asked can do this, or a { -governor } of the school for the answer
refusal-enquiry-own-answer = You have answered this question yourself, so someone else has to judge the answer
refusal-enquiry-settled = This question is settled

reason-not-answered = It does not answer the question
reason-not-answered-summary = It did not answer the question.
reason-unclear = It is not clear
reason-unclear-summary = It was not clear.
reason-evidence-wanted = We want to see what it rests on
reason-evidence-wanted-summary = What it rests on was asked for.
reason-answered-elsewhere = It was answered somewhere else
reason-answered-elsewhere-summary = It was answered somewhere else.

nav-agenda = Agenda
agenda-link = Agenda for { -governors }
agenda-title = Agenda for the meeting on { $day }
agenda-title-unset = Agenda for the next meeting
agenda-about = A question stays on the agenda of each meeting until its answer is accepted.
agenda-for-school = Waiting for the school's answer
agenda-for-governors = Waiting for { -governors }: is the answer enough?
agenda-none = Nothing waits here.
agenda-since = { $stage }. Asked on { $day }.{ $meetings ->
        [0] {""}
        [one] {" "}It was open at 1 earlier meeting.
       *[other] {" "}It was open at { $meetings } earlier meetings.
    }
agenda-changed = What changed since the meeting on { $day }
agenda-changed-ever = What changed so far
agenda-unchanged = Nothing has changed.
meetings-title = Meetings of the { -governors }
meetings-last = The last meeting was on { $day }.
meetings-next = The next meeting is on { $day }.
meetings-said = Who set these days, and who called one off
meeting-was-set = The meeting on { $day } was set.
meeting-was-called-off = The meeting on { $day } was called off.
agenda-answers = { $answers ->
        [0] No answer waits for the { -governors }.
        [one] 1 answer waits for the { -governors }: is it enough?
       *[other] { $answers } answers wait for the { -governors }: are they enough?
    }
meetings-none = No day is set for the next meeting.
meeting-new = Set a meeting
meeting-new-about = What is open on the day of the meeting is on its agenda. You can note a meeting of the last year too.
meeting-new-submit = Set the meeting
meeting-off = Call it off
meeting-off-title = Call a meeting off
meeting-off-about = The { -governors } will not meet on { $day }. What is open comes to the next meeting.
meeting-off-submit = Call the meeting off
field-meets-on = Day of the meeting
refusal-school-meeting-too-far = A meeting is at most a year ago, or two years from now
refusal-school-meeting-not-set = No meeting is set for that day
refusal-school-meeting-is-over = That meeting was held, so it can't be called off

question-ask = Ask the school this
question-ask-one = : { $question }
due-questions = { $questions ->
        [one] 1 question waits for the school's answer, since { $day }
       *[other] { $questions } questions wait for the school's answer, the oldest since { $day }
    }

api-schools-enquiries = The questions about a school
api-schools-enquiries-new = Ask a question about a school
api-enquiries-one = One question, with everything that was said to it
api-enquiries-answer = Answer a question
api-enquiries-accept = Accept an answer
api-enquiries-return = Send an answer back
api-enquiries-withdraw = Take a question back
api-schools-agenda = The agenda of a school's { -governors }
api-schools-meetings-new = Set a meeting of { -governors }
api-schools-meetings-call-off = Call a meeting of { -governors } off
