//! The form about staff, on cycles whose facts are known.

use super::{form, page};
use crate::access::Role;
use crate::change::Shown;
use crate::fields::Draft;
use crate::test_support::{Facts, main_of, open_cycle, visitor};

#[test]
fn who_is_in_a_post_is_offered_though_the_role_has_ended() {
    let cycle = open_cycle(&Facts::planned(1));
    let teacher = cycle.record.plan.teacher.to_string();
    let draft = Draft::default().with("teacher", &*teacher).with(&form::name_field(&teacher), "Rowan Hale");
    let page = main_of(&page::reassign(&Shown::new(&visitor(Role::Lead), &cycle, &draft)).into_string());
    assert!(page.contains(&format!("<option value=\"{teacher}\" selected>Rowan Hale</option>")), "{page}");
}
