//! What the rows of a class list say, understood or every problem at once with its cell.

use std::collections::HashMap;

use domain::{PupilId, YearLevel};
use jiff::civil::Date;
use strum::{Display, EnumString, VariantArray};

use crate::column_mappings::Columns;
use crate::fields::{self, Draft};
use crate::pupil_details::{self, Characteristic, Details, InYear, NationalNumber, NumberKind};
use crate::pupils::Named;
use crate::sheet::{Row, Sheet};
use crate::words::Words;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Column {
    /// First name and family name.
    LegalName,
    /// First name.
    FirstName,
    /// Family name.
    FamilyName,
    /// The name that the school uses.
    KnownName,
    /// England's number.
    Upn,
    /// New Zealand's number.
    Nsn,
    /// The school's own number.
    OtherNumber,
    /// The day of birth.
    BirthDate,
    /// The school year.
    YearLevel,
    /// Girl or boy.
    Sex,
    /// Yes or no.
    Disadvantaged,
    /// Yes or no.
    AdditionalLanguage,
    /// Yes or no.
    NeedsSupport,
    /// Yes or no.
    NeedsPlan,
    /// Yes or no.
    InCare,
    /// Yes or no.
    Maori,
    /// Yes or no.
    Pacific,
}

impl crate::column_mappings::Meaning for Column {
    /// What headings are called by people, in small letters without blanks and signs.
    fn called(self) -> &'static [&'static str] {
        match self {
            Self::LegalName => {
                &["name", "legalname", "fullname", "pupil", "pupilname", "student", "studentname"]
            }
            Self::FirstName => &["firstname", "forename", "givenname", "legalforename", "first"],
            Self::FamilyName => &["familyname", "surname", "lastname", "legalsurname", "last"],
            Self::KnownName => &["knownname", "preferredname", "knownas", "preferredforename"],
            Self::Upn => &["upn", "uniquepupilnumber"],
            Self::Nsn => &["nsn", "nationalstudentnumber"],
            Self::OtherNumber => {
                &["number", "pupilnumber", "studentnumber", "admissionnumber", "id", "studentid"]
            }
            Self::BirthDate => &["birthdate", "dateofbirth", "dob", "born"],
            Self::YearLevel => &["year", "yearlevel", "yeargroup", "schoolyear", "nationalcurriculumyear"],
            Self::Sex => &["sex", "gender"],
            Self::Disadvantaged => &["disadvantaged", "pupilpremium", "pp", "equity", "equityfunding"],
            Self::AdditionalLanguage => &["eal", "additionallanguage", "esol", "ell"],
            Self::NeedsSupport => &["sensupport", "needssupport", "learningsupport"],
            Self::NeedsPlan => &["ehcp", "ehcplan", "needsplan", "iep"],
            Self::InCare => &["incare", "lookedafter", "cla", "lac"],
            Self::Maori => &["maori", "māori"],
            Self::Pacific => &["pacific", "pasifika"],
        }
    }
}

impl Column {
    fn trait_of(self) -> Option<Characteristic> {
        match self {
            Self::Disadvantaged => Some(Characteristic::Disadvantaged),
            Self::AdditionalLanguage => Some(Characteristic::AdditionalLanguage),
            Self::NeedsSupport => Some(Characteristic::NeedsSupport),
            Self::NeedsPlan => Some(Characteristic::NeedsPlan),
            Self::InCare => Some(Characteristic::InCare),
            Self::Maori => Some(Characteristic::Maori),
            Self::Pacific => Some(Characteristic::Pacific),
            Self::LegalName
            | Self::FirstName
            | Self::FamilyName
            | Self::KnownName
            | Self::Upn
            | Self::Nsn
            | Self::OtherNumber
            | Self::BirthDate
            | Self::YearLevel
            | Self::Sex => None,
        }
    }
}

/// Whether the columns say who each pupil is.
pub(super) fn names_somebody(columns: &Columns<Column>) -> bool {
    let has = |column| columns.place(column).is_some();
    has(Column::LegalName) || (has(Column::FirstName) && has(Column::FamilyName))
}

/// What one row says of a pupil. What it does not say stays as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    legal_name: String,
    known_name: Option<String>,
    national_number: Option<NationalNumber>,
    birth_date: Option<Date>,
    level: Option<YearLevel>,
    traits: Vec<(Characteristic, bool)>,
}

impl Said {
    /// What is known of the pupil after the list.
    fn details(&self, known: Option<&Details>, (today, first_month): (Date, i8)) -> Details {
        let mut details = known.cloned().unwrap_or_else(|| Details {
            legal_name: String::new(),
            known_name: None,
            national_number: None,
            birth_date: None,
            in_year: None,
            characteristics: Vec::new(),
        });
        details.legal_name.clone_from(&self.legal_name);
        if let Some(known_name) = &self.known_name {
            details.known_name = Some(known_name.clone());
        }
        details.known_name = details.known_name.filter(|name| *name != details.legal_name);
        details.national_number = self.national_number.clone().or(details.national_number);
        details.birth_date = self.birth_date.or(details.birth_date);
        details.in_year = self.level.map(|level| InYear { level, on: today }).or(details.in_year);
        if let Some(known) = known {
            details.keep_year_of(known, first_month);
        }
        for (one, is_so) in &self.traits {
            details.characteristics.retain(|other| other != one);
            if *is_so {
                details.characteristics.push(*one);
            }
        }
        details.characteristics.sort_unstable();
        details
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The pupil is not on the register.
    New(Details),
    /// The pupil is known and something else is said.
    Revised(PupilId, Details),
    /// The pupil is known, and nothing else is said.
    Same(PupilId),
}

/// A row that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) row: u32,
    pub(super) outcome: Outcome,
    /// The pupil was found by the name alone.
    pub(super) by_name: bool,
    /// The pupil is known as one who left.
    pub(super) left: bool,
}

/// Reads every row against the register. What can't be understood is noted in the draft, at its cell.
pub(super) fn entries(
    words: Words,
    draft: &mut Draft,
    sheet: &Sheet,
    columns: &Columns<Column>,
    register: &[Named],
    (today, first_month): (Date, i8),
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut seen: Vec<(u32, Details)> = Vec::new();
    let mut taken: HashMap<PupilId, u32> = HashMap::new();
    for row in &sheet.rows {
        let Some(said) = (Reader { words, draft, row, columns, today }).said() else { continue };
        let fresh = said.details(None, (today, first_month));
        let at = columns.place(Column::LegalName).or(columns.place(Column::FamilyName)).unwrap_or_default();
        let cell = row.address(at).to_string();
        let twice = seen.iter().find(|(_, other)| is_same(&fresh, other)).map(|(row, _)| *row);
        let known: Vec<&Named> = register
            .iter()
            .filter(|one| one.details.as_ref().is_some_and(|known| is_same(&fresh, known)))
            .collect();
        // Of several of one name, the one whose number or birth date says so.
        let certain: Vec<&Named> = known
            .iter()
            .copied()
            .filter(|one| one.details.as_ref().is_some_and(|known| known.is_same_pupil(&fresh)))
            .collect();
        let found = if certain.is_empty() { &known } else { &certain };
        let before = found.first().and_then(|one| taken.get(&one.pupil.id)).copied().or(twice);
        if let Some(other) = before {
            let values = [("cell", cell.as_str().into()), ("row", other.to_string().into())];
            draft.refuse_row(words, "cell", &cell, "list-twice", &values);
            continue;
        }
        if found.len() > 1 {
            draft.refuse_row(words, "cell", &cell, "list-several", &[("cell", cell.as_str().into())]);
            continue;
        }
        seen.push((row.number, fresh.clone()));
        let outcome = match found.first() {
            None => Outcome::New(fresh),
            Some(one) => {
                taken.insert(one.pupil.id, row.number);
                let after = said.details(one.details.as_ref(), (today, first_month));
                if one.details.as_ref() == Some(&after) {
                    Outcome::Same(one.pupil.id)
                } else {
                    Outcome::Revised(one.pupil.id, after)
                }
            }
        };
        let by_name = !found.is_empty() && certain.is_empty();
        let left = found.first().is_some_and(|one| !one.is_here());
        entries.push(Entry { row: row.number, outcome, by_name, left });
    }
    entries
}

/// Whether two are the same pupil as far as a list can say: plainly, or of one name where nothing speaks against it.
fn is_same(one: &Details, other: &Details) -> bool {
    if one.is_same_pupil(other) {
        return true;
    }
    let same_kind = |number: &NationalNumber, another: &NationalNumber| number.kind == another.kind;
    let numbers = one.national_number.as_ref().zip(other.national_number.as_ref());
    let against = numbers.is_some_and(|(number, another)| same_kind(number, another))
        || one.birth_date.is_some() && other.birth_date.is_some();
    !against && one.legal_name.to_lowercase() == other.legal_name.to_lowercase()
}

/// One row being read.
struct Reader<'a> {
    words: Words,
    draft: &'a mut Draft,
    row: &'a Row,
    columns: &'a Columns<Column>,
    today: Date,
}

impl Reader<'_> {
    fn said(&mut self) -> Option<Said> {
        let before = self.draft.problems().len();
        let legal_name = self.legal_name();
        let known_name = self.read(Column::KnownName, "list-name-unreadable", pupil_details::name);
        let mut number = None;
        for (column, kind, id) in [
            (Column::Upn, NumberKind::Upn, "list-upn-unreadable"),
            (Column::Nsn, NumberKind::Nsn, "list-nsn-unreadable"),
            (Column::OtherNumber, NumberKind::Other, "list-number-unreadable"),
        ] {
            let one = self.read(column, id, |text| NationalNumber::parse(kind, text).ok());
            number = number.or(one);
        }
        let today = self.today;
        let birth_date = self.read(Column::BirthDate, "list-birth-date-unreadable", |text| {
            pupil_details::birth_date(&day(text)?.to_string(), today)
        });
        let level = self.read(Column::YearLevel, "list-year-unreadable", year);
        let traits = self.traits();
        let legal_name = legal_name?;
        (self.draft.problems().len() == before).then_some(Said {
            legal_name,
            known_name,
            national_number: number,
            birth_date,
            level,
            traits,
        })
    }

    fn legal_name(&mut self) -> Option<String> {
        if let Some(place) = self.columns.place(Column::LegalName) {
            let name = pupil_details::name(self.row.cell(place));
            if name.is_none() {
                self.refuse(place, "list-name-missing");
            }
            return name;
        }
        let [first, family] =
            [Column::FirstName, Column::FamilyName].map(|column| self.columns.place(column));
        let (first, family) = first.zip(family)?;
        for place in [first, family] {
            if self.row.cell(place).is_empty() {
                self.refuse(place, "list-name-missing");
                return None;
            }
        }
        pupil_details::name(&format!("{} {}", self.row.cell(first), self.row.cell(family)))
    }

    fn traits(&mut self) -> Vec<(Characteristic, bool)> {
        let mut traits = Vec::new();
        if let Some(girl) = self.read(Column::Sex, "list-sex-unreadable", sex) {
            traits.extend([(Characteristic::Girl, girl), (Characteristic::Boy, !girl)]);
        }
        for column in Column::VARIANTS {
            if let Some(one) = column.trait_of()
                && let Some(is_so) = self.read(*column, "list-yes-no-unreadable", yes)
            {
                traits.push((one, is_so));
            }
        }
        traits
    }

    /// What stands in a column; nothing where nothing does.
    fn read<T>(&mut self, column: Column, id: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let place = self.columns.place(column)?;
        let text = self.row.cell(place);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.refuse(place, id);
        }
        value
    }

    fn refuse(&mut self, place: usize, id: &str) {
        let cell = self.row.address(place).to_string();
        self.draft.refuse_row(self.words, "cell", &cell, id, &[("cell", cell.as_str().into())]);
    }
}

/// A day as lists write it: year first, or day, month and year.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    if let Some(date) = fields::day(text) {
        return Some(date);
    }
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).collect();
    let [day, month, year] = parts[..] else { return None };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        .ok()
        .filter(|day| fields::is_ours(*day))
}

fn year(text: &str) -> Option<YearLevel> {
    let text = text.to_lowercase();
    let text = text.trim_start_matches("year").trim_start_matches('y').trim();
    if matches!(text, "r" | "reception") { YearLevel::new(0).ok() } else { text.parse().ok() }
}

fn sex(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "f" | "female" | "girl" | "g" => Some(true),
        "m" | "male" | "boy" | "b" => Some(false),
        _ => None,
    }
}

fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "x" => Some(true),
        "n" | "no" | "false" | "0" | "-" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pupils::read::Pupil;
    use jiff::civil::date;
    use uuid::Uuid;

    const TODAY: Date = date(2026, 6, 30);

    fn on_register(number: u128, name: &str, born: Option<Date>) -> Named {
        let school = "demo:test".parse().unwrap();
        let said = Said {
            legal_name: name.to_owned(),
            known_name: None,
            national_number: None,
            birth_date: born,
            level: None,
            traits: Vec::new(),
        };
        let pupil = Pupil {
            id: PupilId::new(Uuid::from_u128(number)),
            school: Some("demo:test".parse().unwrap()),
            kept_by: school,
            details: None,
            since: TODAY,
            erasure_asked_on: None,
            erased_on: None,
            sequence: 1,
        };
        Named { pupil, details: Some(said.details(None, (TODAY, 9))), asked: None }
    }

    fn read(text: &str, register: &[Named]) -> (Vec<Entry>, Vec<String>, Vec<String>) {
        let sheet = crate::sheet::read(text.as_bytes()).unwrap();
        let columns = Columns::guessed(&sheet.heading);
        let mut draft = Draft::default();
        let entries = entries(Words::default(), &mut draft, &sheet, &columns, register, (TODAY, 9));
        let cells = draft.problems().iter().map(fields::Problem::anchor).collect();
        let told = draft.problems().iter().map(|problem| problem.sentence.clone()).collect();
        (entries, cells, told)
    }

    #[test]
    fn a_list_is_understood_as_schools_write_them() {
        let text = "Surname,Forename,DOB,Year group,Gender,UPN,EAL,Form\n\
                    Example,Ada,04/05/2016,Year 4,F,B801200005001,Y,4B\nNgata,Bo,2016-11-30,Y4,boy,,no,4B\n";
        let (entries, cells, _) = read(text, &[]);
        assert_eq!(cells, Vec::<String>::new());
        let [
            Entry { outcome: Outcome::New(ada), row: 2, .. },
            Entry { outcome: Outcome::New(bo), row: 3, .. },
        ] = &entries[..]
        else {
            panic!("{entries:?}")
        };
        assert_eq!((ada.legal_name.as_str(), ada.birth_date), ("Ada Example", Some(date(2016, 5, 4))));
        assert_eq!(ada.in_year.unwrap().level.number(), 4);
        assert_eq!(ada.characteristics, [Characteristic::Girl, Characteristic::AdditionalLanguage]);
        assert_eq!(
            (bo.national_number.clone(), bo.characteristics.as_slice()),
            (None, &[Characteristic::Boy][..])
        );
    }

    #[test]
    fn every_bad_cell_is_named_at_once() {
        let text = "Name,DOB,Year,UPN,PP\nAda Example,31/02/2016,four,A1,maybe\n,2016-05-04,4,,\nBo Ngata,,4,,\nBo Ngata,,4,,\n";
        let (entries, cells, told) = read(text, &[]);
        assert_eq!(cells, ["cell-D2", "cell-B2", "cell-C2", "cell-E2", "cell-A3", "cell-A5"]);
        assert!(told[5].contains("A5") && told[5].contains('4'), "{told:?}");
        assert_eq!(entries.len(), 1);
    }

    #[test]
    fn pupils_who_are_known_are_recognised_and_only_what_differs_is_a_change() {
        let born = Some(date(2016, 5, 4));
        let register = [on_register(1, "Ada Example", born), on_register(2, "Bo Ngata", None)];
        let (entries, cells, _) =
            read("Name,DOB,Year\nADA EXAMPLE,4.5.2016,\nBo Ngata,,4\nCy New,,\n", &register);
        assert_eq!(cells, Vec::<String>::new());
        assert!(
            matches!(&entries[0].outcome, Outcome::Revised(_, details) if details.legal_name == "ADA EXAMPLE")
        );
        assert!(!entries[0].by_name && entries[1].by_name);
        assert!(matches!(&entries[1].outcome, Outcome::Revised(..)));
        assert!(matches!(&entries[2].outcome, Outcome::New(_)));
        let (entries, ..) = read("Name,DOB\nAda Example,2016-05-04\nBo Ngata,\n", &register);
        assert!(entries.iter().all(|entry| matches!(entry.outcome, Outcome::Same(_))), "{entries:?}");
    }

    #[test]
    fn two_of_one_name_are_told_apart_by_the_birth_date_or_not_at_all() {
        let register = [
            on_register(1, "Ada Example", Some(date(2016, 5, 4))),
            on_register(2, "Ada Example", Some(date(2015, 9, 9))),
        ];
        let (entries, cells, _) = read("Name,DOB\nAda Example,2015-09-09\n", &register);
        assert_eq!((cells, entries[0].outcome.clone()), (vec![], Outcome::Same(register[1].pupil.id)));
        assert_eq!(read("Name,DOB\nAda Example,\n", &register).1, ["cell-A2"]);
        let (entries, ..) = read("Name,DOB\nAda Example,2014-01-01\n", &register);
        assert!(matches!(entries[0].outcome, Outcome::New(_)), "a third one");
    }

    #[test]
    fn days_are_read_with_the_day_first_unless_the_year_is() {
        assert_eq!(day("2016-05-04"), day("4/5/2016"));
        assert_eq!([day("13/14/2016"), day("4/5/16"), day("May")], [None; 3]);
    }
}
