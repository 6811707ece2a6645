//! What a version of a pack says otherwise than the one before, in words.

use domain::pack::{Change, Changes, PartChange, SectionName};

use crate::words::Words;

/// What a part is called where it is spoken of.
fn name(words: Words, part: SectionName) -> String {
    words.say(&format!("pack-part-{}", <&str>::from(part)))
}

/// The names of what changed, in one sentence.
#[must_use]
pub fn in_short(words: Words, changes: &Changes) -> String {
    let renamed = changes.is_renamed.then(|| words.say("pack-part-name"));
    let parts = changes.parts.iter().map(|one| name(words, one.part));
    let parts: Vec<String> = renamed.into_iter().chain(parts).collect();
    if parts.is_empty() {
        return words.say("pack-version-same");
    }
    words.tell("pack-version-parts", &[("parts", parts.join("; ").into())])
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
    }
}
