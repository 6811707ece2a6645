//! Which figure stands in which column: the department's names of the columns, put together from subject, group and
//! measure. Columns of earlier years (`READPROG_18`) have other names and are therefore never taken for this year's.

use domain::Subject;
use domain::cohort_result::{FigureKind, Group};

use super::header::Header;

/// Where one figure stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) subject: Subject,
    pub(super) group: Group,
    pub(super) kind: FigureKind,
    /// The column, counted from 0.
    pub(super) index: usize,
}

/// The groups with the ending that their columns have, in capitals.
pub(super) const GROUPS: [(Group, &str); 10] = [
    (Group::All, ""),
    (Group::Boys, "_B"),
    (Group::Girls, "_G"),
    (Group::LowStarters, "_L"),
    (Group::MiddleStarters, "_M"),
    (Group::HighStarters, "_H"),
    (Group::Disadvantaged, "_FSM6CLA1A"),
    (Group::Other, "_NOTFSM6CLA1A"),
    (Group::Eal, "_EAL"),
    (Group::NonMobile, "_MOBN"),
];

/// How many pupils a group has: these columns follow no rule.
const PUPILS: [(Group, &str); 10] = [
    (Group::All, "TELIG"),
    (Group::Boys, "BELIG"),
    (Group::Girls, "GELIG"),
    (Group::LowStarters, "TKS1GROUP_L"),
    (Group::MiddleStarters, "TKS1GROUP_M"),
    (Group::HighStarters, "TKS1GROUP_H"),
    (Group::Disadvantaged, "TFSM6CLA1A"),
    (Group::Other, "TNOTFSM6CLA1A"),
    (Group::Eal, "TEALGRP2"),
    (Group::NonMobile, "TMOBN"),
];

/// The measures of a subject that every group has: the column of all pupils is the name alone.
const BY_GROUP: [(Subject, FigureKind, &str); 16] = [
    (Subject::ReadingWritingMathematics, FigureKind::Expected, "PTRWM_EXP"),
    (Subject::ReadingWritingMathematics, FigureKind::Higher, "PTRWM_HIGH"),
    (Subject::Reading, FigureKind::Progress, "READPROG"),
    (Subject::Reading, FigureKind::Average, "READ_AVERAGE"),
    (Subject::Reading, FigureKind::Expected, "PTREAD_EXP"),
    (Subject::Reading, FigureKind::Higher, "PTREAD_HIGH"),
    (Subject::Writing, FigureKind::Progress, "WRITPROG"),
    (Subject::Writing, FigureKind::Expected, "PTWRITTA_EXP"),
    (Subject::Writing, FigureKind::Higher, "PTWRITTA_HIGH"),
    (Subject::Mathematics, FigureKind::Progress, "MATPROG"),
    (Subject::Mathematics, FigureKind::Average, "MAT_AVERAGE"),
    (Subject::Mathematics, FigureKind::Expected, "PTMAT_EXP"),
    (Subject::Mathematics, FigureKind::Higher, "PTMAT_HIGH"),
    (Subject::GrammarPunctuationSpelling, FigureKind::Average, "GPS_AVERAGE"),
    (Subject::GrammarPunctuationSpelling, FigureKind::Expected, "PTGPS_EXP"),
    (Subject::GrammarPunctuationSpelling, FigureKind::Higher, "PTGPS_HIGH"),
];

/// The measures that only the whole cohort has.
const ALL_PUPILS: [(Subject, FigureKind, &str); 15] = [
    (Subject::AllSubjects, FigureKind::PriorAverage, "TKS1AVERAGE"),
    (Subject::Reading, FigureKind::Coverage, "READCOV"),
    (Subject::Writing, FigureKind::Coverage, "WRITCOV"),
    (Subject::Mathematics, FigureKind::Coverage, "MATCOV"),
    (Subject::Reading, FigureKind::Unadjusted, "READPROG_UNADJUSTED"),
    (Subject::Writing, FigureKind::Unadjusted, "WRITPROG_UNADJUSTED"),
    (Subject::Mathematics, FigureKind::Unadjusted, "MATPROG_UNADJUSTED"),
    (Subject::Reading, FigureKind::Band, "READPROG_DESCR"),
    (Subject::Writing, FigureKind::Band, "WRITPROG_DESCR"),
    (Subject::Mathematics, FigureKind::Band, "MATPROG_DESCR"),
    (Subject::Reading, FigureKind::Absent, "PTREAD_AT"),
    (Subject::Writing, FigureKind::Absent, "PTWRITTA_AD"),
    (Subject::Mathematics, FigureKind::Absent, "PTMAT_AT"),
    (Subject::GrammarPunctuationSpelling, FigureKind::Absent, "PTGPS_AT"),
    (Subject::Science, FigureKind::Expected, "PTSCITA_EXP"),
];

/// The columns of a table that are read.
pub(super) struct Columns {
    pub(super) record_type: Option<usize>,
    pub(super) authority: Option<usize>,
    pub(super) urn: Option<usize>,
    pub(super) name: Option<usize>,
    pub(super) governance: Option<usize>,
    pub(super) ages: Option<usize>,
    /// Every figure that the table has.
    pub(super) figures: Vec<Place>,
}

impl Columns {
    /// Finds the columns by their names.
    pub(super) fn find(header: &Header) -> Self {
        let mut figures = Vec::new();
        let mut want = |subject, group, kind, name: &str| {
            figures.extend(header.find(name).map(|index| Place { subject, group, kind, index }));
        };
        for (group, name) in PUPILS {
            want(Subject::AllSubjects, group, FigureKind::Pupils, name);
        }
        for (subject, kind, name) in ALL_PUPILS {
            want(subject, Group::All, kind, name);
        }
        for (group, ending) in GROUPS {
            for (subject, kind, name) in BY_GROUP {
                let name = format!("{name}{ending}");
                want(subject, group, kind, &name);
                if kind == FigureKind::Progress {
                    want(subject, group, FigureKind::Lower, &format!("{name}_LOWER"));
                    want(subject, group, FigureKind::Upper, &format!("{name}_UPPER"));
                }
            }
        }
        Self {
            record_type: header.find("RECTYPE"),
            authority: header.find("LEA"),
            urn: header.find("URN"),
            name: header.find("SCHNAME"),
            governance: header.find("NFTYPE"),
            ages: header.find("AGERANGE"),
            figures,
        }
    }

    /// The names of the columns without which nothing can be read, and that the table does not have: who the line is
    /// about, how many pupils, one result at least, and both ends of the interval of each progress score.
    pub(super) fn missing(&self) -> Vec<String> {
        let who = [
            (self.record_type, "RECTYPE"),
            (self.authority, "LEA"),
            (self.urn, "URN"),
            (self.name, "SCHNAME"),
        ];
        let mut missing: Vec<String> =
            who.into_iter().filter(|(index, _)| index.is_none()).map(|(_, name)| name.to_owned()).collect();
        let has = |wanted: FigureKind| self.figures.iter().any(|place| place.kind == wanted);
        if self.index(Subject::AllSubjects, Group::All, FigureKind::Pupils).is_none() {
            missing.push("TELIG".to_owned());
        }
        if !has(FigureKind::Average) && !has(FigureKind::Progress) {
            missing.push("MAT_AVERAGE".to_owned());
        }
        missing.extend(self.missing_ends());
        missing
    }

    /// The whole cohort's progress has both ends of its interval; a group's has both or none.
    fn missing_ends(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (subject, _, stem) in BY_GROUP.into_iter().filter(|(_, kind, _)| *kind == FigureKind::Progress) {
            for (group, ending) in GROUPS {
                let has = |kind| self.index(subject, group, kind).is_some();
                let (lower, upper) = (has(FigureKind::Lower), has(FigureKind::Upper));
                if has(FigureKind::Progress) && lower != upper
                    || group == Group::All && has(FigureKind::Progress)
                {
                    missing.extend((!lower).then(|| format!("{stem}{ending}_LOWER")));
                    missing.extend((!upper).then(|| format!("{stem}{ending}_UPPER")));
                }
            }
        }
        missing
    }

    /// Whether the name of the column at `index` is one that is read.
    pub(super) fn reads_name_of(&self, header: &Header, index: usize) -> bool {
        let first = header.find(header.name(index));
        let who = [self.record_type, self.authority, self.urn, self.name, self.governance, self.ages];
        first.is_some()
            && (who.contains(&first) || self.figures.iter().any(|place| Some(place.index) == first))
    }

    /// Whether the table has bands of progress.
    pub(super) fn has_bands(&self) -> bool {
        self.figures.iter().any(|place| place.kind == FigureKind::Band)
    }

    /// The column of one figure.
    pub(super) fn index(&self, subject: Subject, group: Group, kind: FigureKind) -> Option<usize> {
        self.figures
            .iter()
            .find(|place| (place.subject, place.group, place.kind) == (subject, group, kind))
            .map(|place| place.index)
    }
}
