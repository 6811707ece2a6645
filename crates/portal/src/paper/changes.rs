//! What a version of a pack says otherwise than the one before, in words.

use domain::pack::{Change, Changes, PartChange, SectionName};

use crate::words::Words;

/// What a part is called where it is spoken of.
fn name(words: Words, part: SectionName) -> String {
    words.say(&format!("pack-part-{}", <&str>::from(part)))
}

/// The names of what changed, and of what can't be compared, in a sentence for each.
#[must_use]
pub fn in_short(words: Words, changes: &Changes) -> String {
    let (hidden, read): (Vec<&Change>, Vec<&Change>) =
        changes.parts.iter().partition(|one| one.how == PartChange::Hidden);
    let names =
        |parts: Vec<&Change>| -> Vec<String> { parts.into_iter().map(|one| name(words, one.part)).collect() };
    let renamed = changes.is_renamed.then(|| words.say("pack-part-name"));
    let hidden = names(hidden);
    let read: Vec<String> = renamed.into_iter().chain(names(read)).collect();
    if read.is_empty() && hidden.is_empty() {
        return words.say("pack-version-same");
    }
    let told = |id: &str, parts: Vec<String>| {
        (!parts.is_empty()).then(|| words.tell(id, &[("parts", parts.join("; ").into())]))
    };
    let told = [told("pack-version-parts", read), told("pack-version-parts-hidden", hidden)];
    told.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What changed in each part.
#[must_use]
pub fn in_full(words: Words, changes: &Changes) -> Vec<(String, String)> {
    let renamed =
        changes.is_renamed.then(|| (words.say("pack-part-name"), words.say("pack-version-renamed")));
    let part = |one: &Change| (name(words, one.part), how(words, one.how));
    renamed.into_iter().chain(changes.parts.iter().map(part)).collect()
}

fn how(words: Words, how: PartChange) -> String {
    let (text, chart, rows) = match how {
        PartChange::New => return words.say("pack-version-new"),
        PartChange::LeftOut => return words.say("pack-version-left-out"),
        PartChange::Hidden => return words.say("pack-version-hidden"),
        PartChange::Otherwise { words, chart, rows } => (words, chart, rows),
    };
    let counted = |id: &str, count: usize| (count > 0).then(|| words.tell(id, &[("count", count.into())]));
    let told = [
        text.then(|| words.say("pack-version-words")),
        chart.then(|| words.say("pack-version-chart")),
        counted("pack-version-rows-new", rows.new),
        counted("pack-version-rows-otherwise", rows.otherwise),
        counted("pack-version-rows-gone", rows.gone),
    ];
    told.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::VariantArray;
    use domain::pack::RowsChanged;

    #[test]
    fn every_part_has_a_name_and_what_changed_is_said_in_words() {
        let words = Words::default();
        for part in SectionName::VARIANTS {
            assert!(words.has(&format!("pack-part-{}", <&str>::from(part))), "{part:?}");
        }
        let rows = RowsChanged { new: 1, otherwise: 2, gone: 0 };
        let how = PartChange::Otherwise { words: true, chart: false, rows };
        let parts = vec![
            Change { part: SectionName::Answers, how },
            Change { part: SectionName::Trend, how: PartChange::LeftOut },
        ];
        let changes = Changes { is_renamed: true, parts };
        assert_eq!(
            in_short(words, &changes),
            "These parts read otherwise: The name of the school; Questions and answers in full; Progress year by year."
        );
        let said = in_full(words, &changes).into_iter().map(|(_, said)| said).collect::<Vec<_>>();
        let rows = "The words read otherwise. 1 row is new. 2 rows read otherwise.";
        assert_eq!(said, ["The school has another name.", rows, "This part was left out."]);
        assert_eq!(in_short(words, &Changes::default()), "No part that you can read here changed.");
        let hidden = Change { part: SectionName::Trend, how: PartChange::Hidden };
        let changes = Changes { is_renamed: false, parts: vec![hidden] };
        let short = "These parts are hidden in one version or both, so they can't be compared: Progress year by year.";
        assert_eq!(in_short(words, &changes), short, "it may have changed or not");
        let said = "This part can't be compared. It is hidden in one version or both.";
        assert_eq!(in_full(words, &changes), [("Progress year by year".to_owned(), said.to_owned())]);
    }
}
