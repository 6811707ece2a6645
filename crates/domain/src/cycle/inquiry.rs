//! Contacts with families, the work of mentors, and what is learnt by looking back.

use jiff::civil::Date;

use super::command::{LogContact, LogMentoring, LogReflection};
use super::event::{CycleEvent, FamilyContactRecorded, InquiryReflected, MentoringRecorded};
use super::state::CycleRecord;
use super::{CycleRefusal, Decision, sealed_for};
use crate::id::KeySubject;

/// Records that school and family were in touch. Quiet if this contact is recorded and says the same.
pub(super) fn contact(record: &CycleRecord, effective_on: Date, new: LogContact) -> Decision {
    let LogContact { contact_id, participant, kind, direction, note } = new;
    let contact = FamilyContactRecorded { effective_on, contact_id, participant, kind, direction, note };
    if let Some(known) = record.contacts.get(&contact_id) {
        // A form posted twice seals its text anew, so it is not compared.
        let same = FamilyContactRecorded { note: known.note.clone(), ..contact } == *known;
        return if same { Ok(Vec::new()) } else { Err(CycleRefusal::AlreadyRecorded) };
    }
    let subject = match participant {
        Some(id) if !record.participants.contains_key(&id) => return Err(CycleRefusal::NotPlaced),
        Some(id) => KeySubject::from(id),
        None => record.plan.cycle.into(),
    };
    sealed_for(subject, [&contact.note])?;
    Ok(vec![CycleEvent::FamilyContactRecorded(contact)])
}

/// Records what a mentor did. Quiet if it is the very one recorded.
pub(super) fn mentoring(record: &CycleRecord, effective_on: Date, new: LogMentoring) -> Decision {
    let LogMentoring { mentor, focus, shared_practice } = new;
    let mentoring = MentoringRecorded { effective_on, mentor, focus, shared_practice };
    if record.mentoring.contains(&mentoring) {
        return Ok(Vec::new());
    }
    sealed_for(record.plan.cycle.into(), [&mentoring.focus].into_iter().chain(&mentoring.shared_practice))?;
    Ok(vec![CycleEvent::MentoringRecorded(mentoring)])
}

/// Records what was found out and decided. Quiet if it is the very one recorded.
pub(super) fn reflection(record: &CycleRecord, effective_on: Date, new: LogReflection) -> Decision {
    let LogReflection { stage, finding, decision } = new;
    let reflection = InquiryReflected { effective_on, stage, finding, decision };
    if record.reflections.contains(&reflection) {
        return Ok(Vec::new());
    }
    sealed_for(record.plan.cycle.into(), [&reflection.finding, &reflection.decision])?;
    Ok(vec![CycleEvent::InquiryReflected(reflection)])
}
