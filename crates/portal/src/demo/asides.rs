//! What stands beside the record in the demonstration: a proposal that waits for the lead, and a mentor's comment on the draft
//! of a report.

use super::DemoError;
use super::act::Maker;
use crate::access::Role;
use crate::proposals::{self, Form, Made};
use crate::report_drafts::{self, Comment, ReportDraft};

/// The place of the pupil among those of the cycle that runs, for whom the teacher proposes something.
const PROPOSED_FOR: usize = 3;
/// What the teacher typed.
const PROPOSED: [(&str, &str); 4] = [
    ("tier", "tier2"),
    ("share_of_sessions", "75"),
    ("reason", "need_met"),
    ("note", "Hugo says what each figure stands for. One class lesson a week instead would do him good."),
];
/// The draft that the teacher began.
const DRAFT: [&str; 4] = [
    "Nine pupils reckoned well and stopped at the first sentence of a problem.",
    "The figures stand beside this report. The range says how sure they are.",
    "Pupils draw the problem as bars before they reckon.",
    "",
];
const COMMENT: &str = "A governor will ask how the class took part. Say that the same kind of problem came up in class a \
    day later.";

impl Maker<'_> {
    /// What goes with the cycle of this script, if anything does.
    pub(super) async fn asides(&self) -> Result<(), DemoError> {
        match self.script.key {
            "place-value" => self.proposal().await,
            "word-problems" => self.comment().await,
            _ => Ok(()),
        }
    }

    async fn proposal(&self) -> Result<(), DemoError> {
        let today = self.app.today();
        let typed = PROPOSED.map(|(field, text)| (field.to_owned(), text.to_owned()));
        let from = ("effective_on".to_owned(), today.to_string());
        let who = self.script.pupils.get(PROPOSED_FOR).map(|pupil| pupil.0.to_owned());
        let made = Made {
            id: self.id("proposal"),
            by: self.account(Role::Teacher).uuid(),
            on: today,
            who: who.ok_or_else(|| DemoError::Script("a pupil to propose for".to_owned()))?,
            fields: typed.into_iter().chain([from]).collect(),
            opened: Some(self.said_of(PROPOSED_FOR).await?),
        };
        let form = Form::Change(self.participant(PROPOSED_FOR));
        proposals::propose(self.app, self.cycle, form, &made).await.map_err(DemoError::Aside)?;
        Ok(())
    }

    /// What the form about the part of this pupil says before anything is typed.
    async fn said_of(&self, pupil: usize) -> Result<Vec<(String, String)>, DemoError> {
        let record = self.record_so_far().await?;
        let part = record.participants.get(&self.participant(pupil));
        let now = part.map(|part| &part.placement);
        let now = now.ok_or_else(|| DemoError::Script("a part to propose for".to_owned()))?;
        let share = now.share_of_sessions_percent.to_string();
        Ok([("tier", now.tier.to_string()), ("share_of_sessions", share)]
            .map(|(field, text)| (field.to_owned(), text))
            .to_vec())
    }

    async fn comment(&self) -> Result<(), DemoError> {
        let (pool, vault, today) = (self.app.pool(), self.app.vault(), self.app.today());
        let closing = self.record_so_far().await?.outcome_in;
        let closing = closing.ok_or_else(|| DemoError::Script("a closing to report on".to_owned()))?;
        let draft = ReportDraft {
            draft_id: self.id("report draft"),
            parts: DRAFT.map(str::to_owned),
            kept_by: self.account(Role::Teacher).uuid(),
            kept_on: today,
        };
        report_drafts::keep(pool, vault, (self.cycle, closing), &draft, None).await?;
        let comment = Comment {
            comment_id: self.id("report comment"),
            draft_id: draft.draft_id,
            text: COMMENT.to_owned(),
            said_by: self.account(Role::Mentor).uuid(),
            said_on: today,
        };
        report_drafts::say(pool, vault, (self.cycle, closing), &comment).await?;
        Ok(())
    }
}
