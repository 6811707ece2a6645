### What teachers propose: that a pupil is placed, takes part in another way or leaves.

proposals-title = Proposals for this cycle
proposals-about = Teachers propose. The school's lead or head does it, or sets it aside and says why. Until then it is no part of the record.
proposals-none = Nobody has proposed anything yet.
proposals-what = What is proposed
proposals-became = What came of it
proposals-wait = { $proposals ->
    [one] One proposal waits for the lead or the head.
   *[other] { $proposals } proposals wait for the lead or the head.
}
proposal-to-place = Place { $who }
proposal-to-change = Change how { $who } takes part
proposal-to-withdraw = End the part of { $who }
proposal-of-removed = About a pupil who was removed
proposal-by = { $name } proposed it on { $day }.
proposal-from = From { $day }
proposal-waits = It waits for the lead or the head.
proposal-lapsed-stage = It lapsed, because the cycle has moved on.
proposal-lapsed-placed = It lapsed, because the pupil is in the cycle already.
proposal-lapsed-ended = It lapsed, because the pupil's part in the cycle has ended.
proposal-lapsed-away = It lapsed, because the pupil is not at the school any more.
proposal-lapsed-erased = It lapsed, because the pupil was removed from the records.
proposal-was-taken-up = { $name } did it on { $day }.
proposal-was-set-aside = { $name } set it aside on { $day }.
proposal-was-taken-back = { $name } took it back on { $day }.
proposal-take-up = Look at it and do it
proposal-take-back = Take it back
proposal-set-aside = Set it aside
proposal-set-aside-title = Set a proposal aside
field-proposal-answer = Why not?
field-proposal-answer-hint = One or two sentences. Whoever proposed it reads them.
proposal-answer-missing = Write why you set it aside
proposal-answer-too-long = Write { $most } letters at most
proposal-is-settled = This proposal is settled already. What you send now is your own change.
proposal-of-another = Only the person who proposed it can take it back.
proposal-of-another-form = The proposal that came with this form is not about it. Open it from the list of proposals.

## On the forms themselves.

proposal-about = What you send here is a proposal. The school's lead or head reads it, with your reason, and decides.
proposal-submit = Send the proposal
proposal-own-act = What the teacher proposed is filled in, and all else is as it is on record now. Change what you need to. What you send is your own act, and settles the proposal.
proposal-differs-about = Changed on record since it was proposed. The form has what was proposed: check it before you send.
proposal-differs = { $field }. When it was proposed: { $was }. Now: { $now }. Proposed: { $proposed }.
proposal-differs-now = { $field }. Now: { $now }. Proposed: { $proposed }.
proposal-empty = nothing
proposal-waits-already = You have proposed this already, and it waits for the lead or the head. Take it back first if you want to propose something else.
proposal-first = See what you proposed
proposal-candidates-title = Propose pupils for this cycle
proposal-candidates-about = You can propose pupils of the cycles that you teach. Those who stood lowest come first. The school's lead or head decides.
proposal-candidates-none = No pupil of the cycles that you teach is free for this one. Speak to the lead about others.
