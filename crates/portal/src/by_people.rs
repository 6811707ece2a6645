//! What is done on a page alone: forms that have no door for programs, each with the reason.
//!
//! Every other form that records something is one. The page for programs prints this list, and a test fails on a form that
//! is in neither.

/// The addresses of these forms, each with the message that says why.
pub const BY_PEOPLE: [(&str, &str); 13] = [
    ("/sign-in", "by-people-session"),
    ("/sign-in/code", "by-people-session"),
    ("/sign-out", "by-people-session"),
    ("/account/role", "by-people-session"),
    ("/account/sessions/end", "by-people-session"),
    ("/account/password", "by-people-account"),
    ("/account/second-factor", "by-people-account"),
    ("/account/second-factor/end", "by-people-account"),
    ("/account/tokens", "by-people-account"),
    ("/account/tokens/revoke", "by-people-account"),
    ("/invitations/{token}", "by-people-invitation"),
    ("/recovery/{token}", "by-people-recovery"),
    ("/cycles/{cycle}/report/draft", "by-people-draft"),
];

/// The message that says why the form at this address has no door for programs; none for one that has.
#[must_use]
pub fn reason(path: &str) -> Option<&'static str> {
    BY_PEOPLE.iter().find(|(own, _)| *own == path).map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Method;

    #[test]
    fn every_address_on_the_list_is_a_form_and_its_reason_has_words() {
        let routes = crate::routes();
        for (path, why) in BY_PEOPLE {
            assert!(routes.iter().any(|route| route.path == path && route.method == Method::POST), "{path}");
            assert!(crate::words::Words::default().has(why), "{why}");
        }
    }
}
