//! What the rows of a class's scores say, understood or every problem at once with its cell.

use std::collections::HashMap;

use domain::cycle::{AssessmentPoint, EntryBand, Reading};
use domain::{FormCode, PupilId, ReasonFor, Score, YearLevel};
use jiff::civil::Date;
use strum::{Display, EnumString, VariantArray};

use crate::access::Visitor;
use crate::class_lists::form::day;
use crate::column_mappings::{self, Columns};
use crate::entries::{Instrument, PaperUnknown};
use crate::fields::{self, Draft};
use crate::pupils::Named;
use crate::reason_form::{self, Typed};
use crate::shape::{Part, Shape};
use crate::sheet::{self, Row, Sheet};
use crate::words::Words;

/// What a program sends: the list, what holds for all of its rows, and what is done with it. What a page carries along
/// unseen is not among it.
pub(super) const FIELDS: Shape = Shape(&[
    Part::table(column_mappings::ROWS).optional(),
    Part::text(column_mappings::CSV, sheet::MOST_BYTES).optional(),
    Part::each::<Column>("columns", "column").optional(),
    Part::one_of("step", column_mappings::steps).optional(),
    Part::text("seen", 64).optional(),
    Part::word::<AssessmentPoint>("point"),
    Part::code("instrument"),
    Part::text("test_form", 40).optional(),
    Part::day("taken_on").optional(),
    // Only where the list says of somebody that there is no score.
    Part::reason_named("missing_reason", ReasonFor::MarkingMissing).optional(),
    Part::note("missing_note"),
    // Only where the list has pupils who are not in the cycle yet.
    Part::word::<EntryBand>("entry_band").optional(),
    Part::number("weeks").optional(),
    Part::reason(ReasonFor::Placing).optional(),
    Part::note("note"),
]);

/// Why scores will not come.
pub(super) const MISSING: reason_form::Asked =
    reason_form::Asked { act: ReasonFor::MarkingMissing, reason: "missing_reason", note: "missing_note" };

/// What says that a test was not taken.
const NOT_TAKEN: [&str; 8] = ["absent", "abs", "a", "n/a", "na", "missing", "not taken", "-"];

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Column {
    /// First name and family name.
    Name,
    /// First name.
    FirstName,
    /// Family name.
    FamilyName,
    /// Any number of the pupil: UPN, NSN or the school's own.
    Number,
    /// The score, or that the test was not taken.
    Score,
    /// The day of the test.
    TakenOn,
    /// Which paper.
    Paper,
}

impl column_mappings::Meaning for Column {
    fn called(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["name", "legalname", "fullname", "pupil", "pupilname", "student", "studentname"],
            Self::FirstName => &["firstname", "forename", "givenname", "legalforename", "first"],
            Self::FamilyName => &["familyname", "surname", "lastname", "legalsurname", "last"],
            Self::Number => &["upn", "nsn", "number", "pupilnumber", "studentnumber", "id", "studentid"],
            Self::Score => &["score", "standardisedscore", "scaledscore", "result", "mark", "sas", "ss"],
            Self::TakenOn => &["takenon", "date", "testdate", "day", "dateoftest", "assessmentdate"],
            Self::Paper => &["paper", "form", "testform", "version"],
        }
    }
}

/// Whether the columns say whose score each row is, and the score.
pub(super) fn says_enough(words: Words, draft: &mut Draft, columns: &Columns<Column>) -> bool {
    let has = |column| columns.place(column).is_some();
    let whose =
        has(Column::Name) || has(Column::Number) || (has(Column::FirstName) && has(Column::FamilyName));
    if !whose {
        draft.refuse_row(words, "column", "A", "tracking-no-pupil", &[]);
    }
    if !has(Column::Score) {
        draft.refuse_row(words, "column", "A", "tracking-no-score", &[]);
    }
    whose && has(Column::Score)
}

/// What holds for the whole list.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) point: AssessmentPoint,
    pub(super) instrument: Instrument,
    /// The day of rows that name none.
    pub(super) taken_on: Option<Date>,
    /// The paper of rows that name none.
    pub(super) test_form: String,
}

/// Reads what holds for all rows.
pub(super) fn settings(visitor: &Visitor, draft: &mut Draft) -> Option<Settings> {
    let words = visitor.words;
    let point = draft.read(words, "point", "form-point-missing", |text| text.parse().ok());
    let instrument = draft.read(words, "instrument", "form-instrument-missing", |text| {
        visitor.catalogue.instrument(text).cloned()
    });
    let taken_on = draft.read(words, "taken_on", "form-date-unreadable", |text| {
        if text.is_empty() { Some(None) } else { fields::day(text).map(Some) }
    });
    Some(Settings {
        point: point?,
        instrument: instrument?,
        taken_on: taken_on?,
        test_form: draft.text("test_form").to_owned(),
    })
}

/// What is said of pupils who are not in the cycle yet.
#[derive(Debug, Clone)]
pub(super) struct Arrival {
    pub(super) band: EntryBand,
    pub(super) weeks: u16,
    pub(super) reason: Typed,
}

/// Reads it.
pub(super) fn arrival(words: Words, draft: &mut Draft) -> Option<Arrival> {
    let band = draft.read(words, "entry_band", "form-entry-band-missing", |text| text.parse().ok());
    let weeks = draft.read(words, "weeks", "form-weeks-unreadable", |text| {
        text.parse().ok().filter(|weeks| *weeks <= 1_000)
    });
    let reason = reason_form::parse(words, draft, ReasonFor::Placing);
    Some(Arrival { band: band?, weeks: weeks?, reason: reason? })
}

/// What a row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    Score(Reading),
    NotTaken,
}

/// A row that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) row: u32,
    /// Where its score stands.
    pub(super) cell: String,
    pub(super) pupil: PupilId,
    /// The name under which the pupil is placed.
    pub(super) name: String,
    /// The school year today; none when it is not recorded.
    pub(super) level: Option<YearLevel>,
    pub(super) wanted: Wanted,
}

/// Reads every row against the register. What can't be understood is noted in the draft, at its cell.
pub(super) fn entries(
    words: Words,
    draft: &mut Draft,
    sheet: &Sheet,
    columns: &Columns<Column>,
    settings: &Settings,
    register: &[Named],
    (today, first_month): (Date, i8),
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut taken: HashMap<PupilId, u32> = HashMap::new();
    for row in &sheet.rows {
        let mut reader = Reader { words, draft, row, columns, settings, register };
        let (found, wanted) = (reader.pupil(), reader.wanted());
        let (Some((named, at)), Some((wanted, cell))) = (found, wanted) else { continue };
        let pupil = named.pupil.id;
        if let Some(other) = taken.insert(pupil, row.number) {
            let at = row.address(at).to_string();
            let values = [("cell", at.as_str().into()), ("row", other.to_string().into())];
            draft.refuse_row(words, "cell", &at, "list-twice", &values);
            continue;
        }
        let details = named.details.as_ref();
        entries.push(Entry {
            row: row.number,
            cell,
            pupil,
            name: details.map(|known| known.called().to_owned()).unwrap_or_default(),
            level: details.and_then(|known| known.year_on(today, first_month)),
            wanted,
        });
    }
    entries
}

struct Reader<'a, 'r> {
    words: Words,
    draft: &'a mut Draft,
    row: &'a Row,
    columns: &'a Columns<Column>,
    settings: &'a Settings,
    register: &'r [Named],
}

impl<'r> Reader<'_, 'r> {
    fn refuse(&mut self, place: usize, id: &str) {
        let cell = self.row.address(place).to_string();
        self.draft.refuse_row(self.words, "cell", &cell, id, &[("cell", cell.as_str().into())]);
    }

    /// Whose row it is: by the number where it has one, else by the name.
    fn pupil(&mut self) -> Option<(&'r Named, usize)> {
        let said = |place: Option<usize>| place.filter(|place| !self.row.cell(*place).is_empty());
        let number = said(self.columns.place(Column::Number));
        let (at, found) = if let Some(at) = number {
            let wanted = self.row.cell(at).replace(' ', "").to_uppercase();
            let fits = |one: &&Named| {
                let known = one.details.as_ref().and_then(|known| known.national_number.as_ref());
                known.is_some_and(|number| number.number == wanted)
            };
            (at, self.register.iter().filter(fits).collect::<Vec<_>>())
        } else {
            let (at, name) = self.name()?;
            let name = name.to_lowercase();
            let fits = |one: &&Named| {
                one.details.as_ref().is_some_and(|known| {
                    [Some(&known.legal_name), known.known_name.as_ref()]
                        .into_iter()
                        .flatten()
                        .any(|known| known.to_lowercase() == name)
                })
            };
            (at, self.register.iter().filter(|one| one.is_here()).filter(fits).collect())
        };
        match found[..] {
            [] => self.refuse(at, "tracking-unknown-pupil"),
            [one] if !one.is_here() => self.refuse(at, "tracking-pupil-left"),
            [one] => return Some((one, at)),
            _ => self.refuse(at, "list-several"),
        }
        None
    }

    fn name(&mut self) -> Option<(usize, String)> {
        if let Some(at) = self.columns.place(Column::Name) {
            if self.row.cell(at).is_empty() {
                self.refuse(at, "list-name-missing");
                return None;
            }
            return Some((at, self.row.cell(at).to_owned()));
        }
        let family = self.columns.place(Column::FamilyName);
        let Some((first, family)) = self.columns.place(Column::FirstName).zip(family) else {
            if let Some(at) = self.columns.place(Column::Number) {
                self.refuse(at, "tracking-number-missing");
            }
            return None;
        };
        Some((family, format!("{} {}", self.row.cell(first), self.row.cell(family)).trim().to_owned()))
    }

    /// The score with its day and paper, or that there is none; and where it stands.
    fn wanted(&mut self) -> Option<(Wanted, String)> {
        let at = self.columns.place(Column::Score)?;
        let cell = self.row.address(at).to_string();
        let text = self.row.cell(at).to_lowercase();
        if text.is_empty() {
            self.refuse(at, "tracking-score-missing");
            return None;
        }
        if NOT_TAKEN.contains(&text.as_str()) {
            return Some((Wanted::NotTaken, cell));
        }
        let score: Option<Score> = text.parse().ok();
        if score.is_none() {
            self.refuse(at, "tracking-score-unreadable");
        }
        let (taken_on, form) = (self.taken_on(at), self.paper(at));
        Some((Wanted::Score(Reading { score: score?, taken_on: taken_on?, form: form.ok()? }), cell))
    }

    fn taken_on(&mut self, score: usize) -> Option<Date> {
        let place = self.columns.place(Column::TakenOn);
        if let Some(at) = place.filter(|place| !self.row.cell(*place).is_empty()) {
            let taken_on = day(self.row.cell(at));
            if taken_on.is_none() {
                self.refuse(at, "tracking-day-unreadable");
            }
            return taken_on;
        }
        if self.settings.taken_on.is_none() {
            self.refuse(place.unwrap_or(score), "tracking-day-missing");
        }
        self.settings.taken_on
    }

    fn paper(&mut self, score: usize) -> Result<Option<FormCode>, PaperUnknown> {
        let place = self.columns.place(Column::Paper);
        let said = place.map(|place| self.row.cell(place).to_lowercase()).filter(|text| !text.is_empty());
        let name = said.as_deref().unwrap_or(&self.settings.test_form).trim_start_matches("paper").trim();
        let paper = self.settings.instrument.paper(name);
        if paper.is_err() {
            self.refuse(place.unwrap_or(score), "tracking-paper-unknown");
        }
        paper
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pupil_details::{Details, InYear, NationalNumber, NumberKind};
    use crate::pupils::read::Pupil;
    use jiff::civil::date;
    use uuid::Uuid;

    const TODAY: Date = date(2026, 6, 30);

    fn named(number: u128, name: &str, upn: Option<&str>) -> Named {
        let number_of = |upn: &str| NationalNumber::parse(NumberKind::Other, upn).unwrap();
        let details = Details {
            legal_name: name.to_owned(),
            known_name: None,
            national_number: upn.map(number_of),
            birth_date: None,
            in_year: Some(InYear { level: YearLevel::new(4).unwrap(), on: TODAY }),
            characteristics: Vec::new(),
        };
        let pupil = Pupil {
            id: PupilId::new(Uuid::from_u128(number)),
            school: Some("demo:test".parse().unwrap()),
            kept_by: "demo:test".parse().unwrap(),
            details: None,
            since: TODAY,
            erasure_asked_on: None,
            erased_on: None,
            sequence: 1,
        };
        Named { pupil, details: Some(details), asked: None }
    }

    fn register() -> Vec<Named> {
        vec![named(1, "Ada Example", Some("A-17")), named(2, "Bo Ngata", None), named(3, "Bo Ngata", None)]
    }

    fn read(text: &str, taken_on: Option<Date>) -> (Vec<Entry>, Vec<String>) {
        let sheet = sheet::read(text.as_bytes()).unwrap();
        let columns = Columns::guessed(&sheet.heading);
        let settings = Settings {
            point: AssessmentPoint::Interim,
            instrument: crate::test_support::number_test(),
            taken_on,
            test_form: "a".to_owned(),
        };
        let mut draft = Draft::default();
        let entries =
            entries(Words::default(), &mut draft, &sheet, &columns, &settings, &register(), (TODAY, 9));
        (entries, draft.problems().iter().map(fields::Problem::anchor).collect())
    }

    #[test]
    fn a_row_is_a_score_with_its_day_and_paper_or_says_that_there_is_none() {
        let (entries, cells) = read("Name,Number,Score,Date,Paper\nA. E.,a-17,82.5,9/3/2026,Paper B\n", None);
        assert_eq!(cells, Vec::<String>::new());
        let Wanted::Score(reading) = &entries[0].wanted else { panic!("{entries:?}") };
        assert_eq!((reading.score.to_string().as_str(), reading.taken_on), ("82.5", date(2026, 3, 9)));
        assert_eq!(reading.form.as_ref().unwrap().as_str(), "b");
        assert_eq!((entries[0].pupil, entries[0].cell.as_str()), (register()[0].pupil.id, "C2"));
        let (entries, _) = read("Surname,Forename,Score\nExample,Ada,absent\n", None);
        assert_eq!(entries[0].wanted, Wanted::NotTaken);
    }

    #[test]
    fn every_bad_cell_is_named_at_once() {
        let text = "Name,Score,Date,Paper\nZoe Unknown,many,,z\nBo Ngata,80,2026-03-09,a\nAda Example,80,soon,a\n,80,2026-03-09,a\nAda Example,,,\n";
        let (entries, cells) = read(text, None);
        assert_eq!(
            cells,
            ["cell-A2", "cell-B2", "cell-C2", "cell-D2", "cell-A3", "cell-C4", "cell-A5", "cell-B6"]
        );
        assert!(entries.is_empty());
        let (_, cells) = read("Name,Score\nAda Example,80\nada example,81\n", Some(TODAY));
        assert_eq!(cells, ["cell-A3"], "one pupil twice");
    }
}
