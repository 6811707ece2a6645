//! The made-up school of the demonstration, and how its people sign in.

use system::Installation;

/// Somebody of the demonstration.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// Makes the demonstration and answers who may put scores of any cycle of its first school right: the head, whom closed ones need.
pub(crate) fn open(installation: &Installation, arguments: &[&str]) -> Person {
    let told = installation.run(&[arguments, &["demo"]].concat()).well();
    let lines = told.printed.lines().filter(|line| line.contains("(head)"));
    let mut people = lines.filter_map(|line| {
        let mut words = line.split_whitespace();
        Some(Person { name: words.next()?.to_owned(), password: words.next()?.to_owned() })
    });
    people.next().unwrap_or_else(|| panic!("the demonstration has a head: {}", told.printed))
}
