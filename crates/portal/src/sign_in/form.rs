//! What the sign-in form posts, understood or refused.

use secrecy::SecretString;

use super::account::{PASSWORD_MAX, PASSWORD_MIN};
use crate::fields::Draft;
use crate::words::Words;

/// A name and a password to try.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) password: SecretString,
}

pub(super) fn parse(words: Words, draft: &mut Draft) -> Option<Entry> {
    let name = draft.read(words, "sign_in_name", "sign-in-name-missing", |text| {
        (!text.is_empty() && text.len() <= 100).then(|| text.to_lowercase())
    });
    let password = own_password(words, draft);
    Some(Entry { name: name?, password: password? })
}

/// The password that a person has.
pub(crate) fn own_password(words: Words, draft: &mut Draft) -> Option<SecretString> {
    draft.read(words, "password", "sign-in-password-missing", |text| {
        (!text.is_empty() && text.len() <= PASSWORD_MAX).then(|| SecretString::from(text))
    })
}

/// The code of the second factor: six digits, or one for a lost phone.
pub(crate) fn code(words: Words, draft: &mut Draft) -> Option<String> {
    draft.read(words, "code", "sign-in-code-missing", |text| {
        (!text.is_empty() && text.len() <= 40).then(|| text.to_owned())
    })
}

/// A password that a person chooses, typed twice.
pub(crate) fn new_password(words: Words, draft: &mut Draft) -> Option<SecretString> {
    let typed = draft.text("new_password").to_owned();
    let least = PASSWORD_MIN.to_string();
    if typed.chars().count() < PASSWORD_MIN {
        draft.refuse(words, "new_password", "account-password-short", &[("least", least.into())]);
        return None;
    }
    if typed.len() > PASSWORD_MAX {
        draft.refuse(words, "new_password", "account-password-long", &[]);
        return None;
    }
    if draft.text("new_password_again") != typed {
        draft.refuse(words, "new_password_again", "account-password-differs", &[]);
        return None;
    }
    Some(SecretString::from(typed))
}

/// Where a person goes once they are signed in.
pub(super) fn next(draft: &Draft) -> String {
    own_path(draft.text("next"))
}

/// `next` if it is a path of this portal, else the first page: a link must not lead to another site through us.
fn own_path(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        // A browser drops tabs and line ends from an address, and takes a backslash for a slash.
        && !next.contains(|letter: char| letter == '\\' || letter.is_control())
        && !next.starts_with("/sign-");
    if ours { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_a_path_of_this_portal_is_followed() {
        for ours in [
            "/schools/125000",
            "/schools/125000/quadrant?show=groups&subject=reading",
            "/schools?name=a%20b&page=2",
            "/all-schools/quadrant?back=https://example.org",
        ] {
            assert_eq!(own_path(ours), ours);
        }
        // What is still encoded once it has been read is a path of ours with odd letters: no browser decodes it again.
        assert_eq!(own_path("/%2F/example.org"), "/%2F/example.org");
        for other in [
            "https://example.org",
            "//example.org",
            "/\\example.org",
            "\\\\example.org",
            "/schools\\..\\..//example.org",
            " //example.org",
            "///example.org?show=groups",
            "javascript:alert(1)",
            "/\t/example.org",
            "",
            "/a\r\nSet-Cookie: x",
            "/sign-out",
        ] {
            assert_eq!(own_path(other), "/", "{other:?}");
        }
    }
}
