//! What reasons are given for, and which codes each act offers.

use strum::{Display, VariantArray};

use super::ReasonCode;

use ReasonCode as R;

const RESCHEDULING: &[R] = &[
    R::Timetable,
    R::Staffing,
    R::Absence,
    R::MentorAdvice,
    R::FamilyRequest,
    R::Policy,
    R::DataEntryError,
    R::Other,
];
const PLACING: &[R] = &[
    R::EvidenceFromAssessment,
    R::NeedGreater,
    R::MentorAdvice,
    R::FamilyRequest,
    R::MovedSchool,
    R::Policy,
    R::Other,
];
const CHANGING_PLACEMENT: &[R] = &[
    R::EvidenceFromAssessment,
    R::NeedMet,
    R::NeedGreater,
    R::NotEffective,
    R::Timetable,
    R::Staffing,
    R::Absence,
    R::MentorAdvice,
    R::FamilyRequest,
    R::Policy,
    R::Other,
];
const WITHDRAWING: &[R] = &[
    R::NeedMet,
    R::NeedGreater,
    R::NotEffective,
    R::EvidenceFromAssessment,
    R::MovedSchool,
    R::Absence,
    R::Timetable,
    R::Staffing,
    R::MentorAdvice,
    R::FamilyRequest,
    R::Policy,
    R::Other,
];
const OVERRIDING_SIZE: &[R] = &[
    R::NeedGreater,
    R::Staffing,
    R::Timetable,
    R::Absence,
    R::MovedSchool,
    R::MentorAdvice,
    R::FamilyRequest,
    R::Policy,
    R::Other,
];
const MARKING_MISSING: &[R] =
    &[R::Absence, R::MovedSchool, R::Timetable, R::Staffing, R::FamilyRequest, R::WrongInstrument, R::Other];
const CORRECTING_ASSESSMENT: &[R] =
    &[R::DataEntryError, R::Remark, R::WrongPupil, R::WrongInstrument, R::Other];
const CHANGING_STRATEGY: &[R] = &[
    R::EvidenceFromAssessment,
    R::NotEffective,
    R::NeedMet,
    R::NeedGreater,
    R::MentorAdvice,
    R::FamilyRequest,
    R::Timetable,
    R::Staffing,
    R::Policy,
    R::Other,
];
const REASSIGNING_STAFF: &[R] =
    &[R::Staffing, R::Absence, R::Timetable, R::MentorAdvice, R::Policy, R::DataEntryError, R::Other];
const CORRECTING_PLACEMENT: &[R] = &[R::DataEntryError, R::EvidenceFromAssessment, R::WrongPupil, R::Other];
const OVERRIDING_OVERLAP: &[R] = &[
    R::NeedGreater,
    R::EvidenceFromAssessment,
    R::MentorAdvice,
    R::FamilyRequest,
    R::Timetable,
    R::Policy,
    R::Other,
];
const REVISING_TARGET: &[R] = &[
    R::EvidenceFromAssessment,
    R::NeedMet,
    R::NeedGreater,
    R::NotEffective,
    R::Absence,
    R::Timetable,
    R::MentorAdvice,
    R::FamilyRequest,
    R::DataEntryError,
    R::Other,
];
const VOIDING_ASSESSMENT: &[R] =
    &[R::DataEntryError, R::WrongPupil, R::WrongInstrument, R::Duplicate, R::Other];
const CORRECTING_SESSION: &[R] =
    &[R::DataEntryError, R::WrongPupil, R::Absence, R::Timetable, R::Staffing, R::Other];
const CORRECTING_COST: &[R] = &[R::DataEntryError, R::Duplicate, R::Staffing, R::Policy, R::Other];
const JUDGING_IMPACT: &[R] =
    &[R::EvidenceFromAssessment, R::NeedMet, R::NotEffective, R::Staffing, R::MentorAdvice, R::Other];
const AMENDING_REPORT: &[R] =
    &[R::DataEntryError, R::EvidenceFromAssessment, R::Remark, R::MentorAdvice, R::Policy, R::Other];
const REOPENING: &[R] = &[
    R::DataEntryError,
    R::Remark,
    R::WrongPupil,
    R::WrongInstrument,
    R::EvidenceFromAssessment,
    R::Absence,
    R::Policy,
    R::Other,
];
const DECLINING_REOPENING: &[R] =
    &[R::EvidenceFromAssessment, R::Duplicate, R::DataEntryError, R::Policy, R::Other];
const CANCELLING: &[R] = &[
    R::Staffing,
    R::Timetable,
    R::NeedMet,
    R::NeedGreater,
    R::NotEffective,
    R::Absence,
    R::MovedSchool,
    R::FamilyRequest,
    R::Policy,
    R::Duplicate,
    R::DataEntryError,
    R::Other,
];
const REVISING_PUBLISHED: &[R] =
    &[R::LaterTable, R::DataEntryError, R::Remark, R::Duplicate, R::Policy, R::Other];
const GRANTING_ROLE: &[R] =
    &[R::Joined, R::DutyChanged, R::Staffing, R::Inspection, R::Policy, R::DataEntryError, R::Other];
const REVOKING_ROLE: &[R] = &[
    R::Left,
    R::DutyChanged,
    R::Staffing,
    R::AccountAtRisk,
    R::Policy,
    R::DataEntryError,
    R::Duplicate,
    R::Other,
];
const GRANTING_NAMED_ACCESS: &[R] = &[R::Inspection, R::Policy, R::Other];
const REVOKING_NAMED_ACCESS: &[R] =
    &[R::Inspection, R::DutyChanged, R::Left, R::AccountAtRisk, R::Policy, R::DataEntryError, R::Other];
const ISSUING_RECOVERY_LINK: &[R] = &[R::ForgottenPassword, R::LostDevice, R::AccountAtRisk, R::Other];
const BEGINNING_LEDGER_KEY: &[R] = &[R::LostKey, R::OlderCopyRestored];
const ENDING_ACCOUNT: &[R] =
    &[R::Left, R::AccountAtRisk, R::Duplicate, R::DataEntryError, R::Policy, R::Other];

const REVISING_PUPIL: &[R] = &[R::DataEntryError, R::FamilyRequest, R::WrongPupil, R::Policy, R::Other];
const MOVING_PUPIL: &[R] = &[R::MovedSchool, R::DataEntryError, R::Duplicate, R::FamilyRequest, R::Other];
const ERASING_PUPIL: &[R] = &[R::Policy, R::FamilyRequest, R::MovedSchool, R::Duplicate, R::DataEntryError];
const CHANGING_CATALOGUE: &[R] = &[
    R::Policy,
    R::EvidenceFromAssessment,
    R::NotEffective,
    R::MentorAdvice,
    R::Duplicate,
    R::DataEntryError,
];

const CHANGING_SCHOOL: &[R] = &[R::Policy, R::Timetable, R::DataEntryError];
const SETTING_DISCLOSURE: &[R] = &[R::Policy, R::Inspection, R::FamilyRequest, R::DataEntryError];

const CHANGING_GROUP: &[R] = &[R::Policy, R::Left, R::DutyChanged, R::Duplicate, R::DataEntryError];

const RETURNING_ANSWER: &[R] = &[R::NotAnswered, R::Unclear, R::EvidenceWanted, R::Other];
const WITHDRAWING_QUESTION: &[R] = &[R::AnsweredElsewhere, R::Duplicate, R::DataEntryError, R::Other];
const REPLACING_EDITION: &[R] =
    &[R::DataEntryError, R::Duplicate, R::Policy, R::FamilyRequest, R::Inspection];
const CALLING_OFF_MEETING: &[R] = &[R::Timetable, R::Staffing, R::Policy, R::DataEntryError];
const AMENDING_PACK: &[R] = &[
    R::AnsweredElsewhere,
    R::LaterTable,
    R::EvidenceFromAssessment,
    R::EvidenceWanted,
    R::DataEntryError,
    R::Unclear,
    R::Policy,
];

/// What a reason is given for; each act has its own list of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ReasonFor {
    /// Moving the dates of a cycle.
    Rescheduling,
    /// Placing a pupil.
    Placing,
    /// Changing a placement.
    ChangingPlacement,
    /// Withdrawing a pupil.
    Withdrawing,
    /// A group smaller or larger than the programme's.
    OverridingSize,
    /// Saying that a score will not come.
    MarkingMissing,
    /// Correcting a score.
    CorrectingAssessment,
    /// Adopting, adapting or stopping a strategy.
    ChangingStrategy,
    /// Letting somebody else teach, lead or mentor.
    ReassigningStaff,
    /// Putting right what a placing said of the pupil, or how the pupil's part ended.
    CorrectingPlacement,
    /// Placing a pupil who is active in an overlapping cycle of the same subject.
    OverridingOverlap,
    /// Revising a target.
    RevisingTarget,
    /// Saying that a score does not count.
    VoidingAssessment,
    /// Putting right what was recorded of a session.
    CorrectingSession,
    /// Putting a cost right.
    CorrectingCost,
    /// Judging how good a cycle was.
    JudgingImpact,
    /// Writing a part of the report to the board anew.
    AmendingReport,
    /// Letting a closed cycle go on.
    Reopening,
    /// Saying no to letting a closed cycle go on.
    DecliningReopening,
    /// Giving a cycle up.
    Cancelling,
    /// A published figure that a later table corrects.
    RevisingPublished,
    /// What is known of a pupil changes.
    RevisingPupil,
    /// A pupil leaves a school or comes to one.
    MovingPupil,
    /// A pupil's record is to be made unreadable; only codes that need no note, because the record of it holds no words.
    ErasingPupil,
    /// Giving a person a role.
    GrantingRole,
    /// Taking a role away.
    RevokingRole,
    /// Letting an auditor to pupils' names for a while.
    GrantingNamedAccess,
    /// Letting an auditor to pupils' names no more.
    RevokingNamedAccess,
    /// Making a link by which a person comes in again who can't sign in.
    IssuingRecoveryLink,
    /// Beginning another key that signs for the ledger: what these two say is looked up and not taken on trust.
    BeginningLedgerKey,
    /// Ending an account.
    EndingAccount,
    /// Revising or retiring an entry of the catalogue; only codes that need no note, because everybody reads its history.
    ChangingCatalogue,
    /// Changing a school's profile; only codes that need no note, because everybody in the school reads it.
    ChangingSchool,
    /// Renaming a group of schools, or letting a school go from it; only codes that need no note.
    ChangingGroup,
    /// Asking for another limit for small numbers, or saying no to it; only codes that need no note.
    SettingDisclosure,
    /// Giving an answer back to the school.
    ReturningAnswer,
    /// Taking a question back.
    WithdrawingQuestion,
    /// Calling a meeting of governors off; only codes that need no note, because everybody of the school reads it.
    CallingOffMeeting,
    /// Taking figures out of an edition; only codes that need no note, because governors read it.
    ReplacingEdition,
    /// Amending a governor data pack; only codes that need no note, because everybody who reads the pack reads it.
    AmendingPack,
}

impl ReasonFor {
    /// The codes offered for this act, in the order a form lists them; `other` is last where it is offered.
    #[must_use]
    pub fn codes(self) -> &'static [ReasonCode] {
        match self {
            Self::Rescheduling => RESCHEDULING,
            Self::Placing => PLACING,
            Self::ChangingPlacement => CHANGING_PLACEMENT,
            Self::Withdrawing => WITHDRAWING,
            Self::OverridingSize => OVERRIDING_SIZE,
            Self::MarkingMissing => MARKING_MISSING,
            Self::CorrectingAssessment => CORRECTING_ASSESSMENT,
            Self::ChangingStrategy => CHANGING_STRATEGY,
            Self::ReassigningStaff => REASSIGNING_STAFF,
            Self::CorrectingPlacement => CORRECTING_PLACEMENT,
            Self::OverridingOverlap => OVERRIDING_OVERLAP,
            Self::RevisingTarget => REVISING_TARGET,
            Self::VoidingAssessment => VOIDING_ASSESSMENT,
            Self::CorrectingSession => CORRECTING_SESSION,
            Self::CorrectingCost => CORRECTING_COST,
            Self::JudgingImpact => JUDGING_IMPACT,
            Self::AmendingReport => AMENDING_REPORT,
            Self::Reopening => REOPENING,
            Self::DecliningReopening => DECLINING_REOPENING,
            Self::Cancelling => CANCELLING,
            Self::RevisingPublished => REVISING_PUBLISHED,
            Self::RevisingPupil => REVISING_PUPIL,
            Self::MovingPupil => MOVING_PUPIL,
            Self::ErasingPupil => ERASING_PUPIL,
            Self::GrantingRole => GRANTING_ROLE,
            Self::RevokingRole => REVOKING_ROLE,
            Self::GrantingNamedAccess => GRANTING_NAMED_ACCESS,
            Self::RevokingNamedAccess => REVOKING_NAMED_ACCESS,
            Self::IssuingRecoveryLink => ISSUING_RECOVERY_LINK,
            Self::BeginningLedgerKey => BEGINNING_LEDGER_KEY,
            Self::EndingAccount => ENDING_ACCOUNT,
            Self::ChangingCatalogue => CHANGING_CATALOGUE,
            Self::ChangingSchool => CHANGING_SCHOOL,
            Self::ChangingGroup => CHANGING_GROUP,
            Self::SettingDisclosure => SETTING_DISCLOSURE,
            Self::ReturningAnswer => RETURNING_ANSWER,
            Self::WithdrawingQuestion => WITHDRAWING_QUESTION,
            Self::CallingOffMeeting => CALLING_OFF_MEETING,
            Self::ReplacingEdition => REPLACING_EDITION,
            Self::AmendingPack => AMENDING_PACK,
        }
    }
}
