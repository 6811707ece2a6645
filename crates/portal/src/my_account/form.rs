//! What the forms of one's own account post, understood or refused.

use secrecy::SecretString;
use uuid::Uuid;

use super::token::Wanted;
use crate::fields::Draft;
use crate::sign_in::form::{new_password, own_password};
use crate::words::Words;

/// Which sessions to end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// All but this one.
    Others,
    /// One of them.
    One(Uuid),
}

pub(super) fn which(words: Words, draft: &mut Draft) -> Option<Which> {
    draft.read(words, "session", "account-session-missing", |text| match text {
        "others" => Some(Which::Others),
        number => number.parse().ok().map(Which::One),
    })
}

/// The password that a person has, and the one that they want.
pub(super) struct NewPassword {
    pub(super) current: SecretString,
    pub(super) new: SecretString,
}

pub(super) fn password(words: Words, draft: &mut Draft) -> Option<NewPassword> {
    let current = own_password(words, draft);
    let new = new_password(words, draft);
    Some(NewPassword { current: current?, new: new? })
}

/// For how many days a token can be made.
pub(super) const TOKEN_DAYS: [i32; 3] = [30, 90, 365];

/// A token as it is wanted.
pub(super) fn token(words: Words, draft: &mut Draft) -> Option<Wanted> {
    let name = draft.read(words, "token_name", "access-token-name-missing", |text| {
        (!text.is_empty() && text.chars().count() <= 60).then(|| text.to_owned())
    });
    let may_record = draft.read(words, "token_scope", "access-token-scope-missing", |text| match text {
        "read" => Some(false),
        "record" => Some(true),
        _ => None,
    });
    let days = draft.read(words, "token_days", "access-token-days-missing", |text| {
        text.parse().ok().filter(|days| TOKEN_DAYS.contains(days))
    });
    Some(Wanted { name: name?, may_record: may_record?, days: days? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(current: &str, new: &str, again: &str) -> Vec<&'static str> {
        let mut draft = Draft::default()
            .with("password", current)
            .with("new_password", new)
            .with("new_password_again", again);
        let parsed = password(Words::default(), &mut draft);
        assert_eq!(parsed.is_some(), draft.problems().is_empty());
        draft.problems().iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn a_new_password_is_long_enough_and_typed_twice() {
        assert_eq!(wrong("old", "ten letters", "ten letters"), Vec::<&str>::new());
        assert_eq!(wrong("", "short", ""), ["password", "new_password"]);
        assert_eq!(wrong("old", "ten letters", "ten lettres"), ["new_password_again"]);
        assert_eq!(wrong("old", &"x".repeat(257), ""), ["new_password"]);
    }

    #[test]
    fn a_session_is_named_by_its_number_or_as_all_the_others() {
        let read = |text: &str| which(Words::default(), &mut Draft::default().with("session", text));
        assert_eq!(read("others"), Some(Which::Others));
        assert_eq!(read(&Uuid::nil().to_string()), Some(Which::One(Uuid::nil())));
        assert_eq!(read("mine"), None);
    }
}
