//! The published tables, reproduced: every interval and band of every school in the official files.
//!
//! The files stand beside the repository, not in it. A missing folder fails; nothing here is skipped in silence.
//! The counts at the end of each test say how much was checked, so that none can pass on an empty file.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails"
)]

mod official_tables {
    use std::{collections::HashMap, env, fs, path::PathBuf};

    use measures::{
        Band, BandMethod, Family, Figure, Interval, Mark, OfficialFigures, SchoolYear, Subject, Token, band,
        interval::national_interval,
        norms::{covered_pupils, ks2_progress_interval, progress_8_sd},
        tally::{BySide, Tally},
    };

    const KS2_YEARS: [u16; 3] = [2016, 2017, 2018];

    fn folder(variable: &str, stage: &str) -> PathBuf {
        let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(stage);
        // Whoever says where the key stage 2 tables are has the others beside them.
        let sibling = env::var_os("QUADRANT_OFFICIAL_TABLES")
            .map(|ks2| PathBuf::from(ks2).with_file_name(stage))
            .filter(|folder| folder.is_dir());
        let folder = env::var_os(variable).map(PathBuf::from).or(sibling).unwrap_or(beside);
        assert!(
            folder.is_dir(),
            "The official tables are not in {}. Put the performance-table files there, or set {variable} to the \
             folder that has them.",
            folder.display()
        );
        folder
    }

    /// One row, by column name in capitals.
    struct Row(HashMap<String, String>);

    impl Row {
        fn text(&self, column: &str) -> Option<&str> {
            self.0.get(column).map(String::as_str)
        }

        fn figure(&self, column: &str) -> Figure {
            let cell = self.text(column).unwrap_or("");
            Figure::parse(cell, Family::PerformanceTables).unwrap_or_else(|error| panic!("{column}: {error}"))
        }

        fn number(&self, column: &str) -> Option<f64> {
            self.figure(column).value()
        }

        fn is_school(&self) -> bool {
            matches!(self.text("RECTYPE"), Some("1" | "2"))
        }

        fn published(&self, stem: &str) -> Option<(f64, Interval)> {
            let score = self.number(stem)?;
            let bounds = (self.number(&format!("{stem}_LOWER"))?, self.number(&format!("{stem}_UPPER"))?);
            Some((score, Interval::new(bounds.0, bounds.1)?))
        }
    }

    fn rows(path: &PathBuf) -> Vec<Row> {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // Older files are in Latin-1; only names differ, and no name matters here.
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header: Vec<String> =
            reader.headers().unwrap().iter().map(|name| name.trim().to_uppercase()).collect();
        reader
            .records()
            .map(|record| {
                Row(header.iter().cloned().zip(record.unwrap().iter().map(str::to_owned)).collect())
            })
            .collect()
    }

    fn ks2_rows(year: u16) -> Vec<Row> {
        rows(&folder("QUADRANT_OFFICIAL_TABLES", "dfe-ks2").join(format!("{year}-936-ks2.csv")))
    }

    fn stem(subject: Subject) -> &'static str {
        match subject {
            Subject::Reading => "READ",
            Subject::Writing => "WRIT",
            Subject::Mathematics => "MAT",
        }
    }

    fn same(a: Interval, b: Interval) -> bool {
        (a.lower() - b.lower()).abs() < 1e-6 && (a.upper() - b.upper()).abs() < 1e-6
    }

    /// How many intervals came out the same, and how many of them needed another number of pupils than the likely one.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct Checked {
        intervals: usize,
        by_another_count: usize,
    }

    fn check_interval(checked: &mut Checked, year: SchoolYear, subject: Subject, row: &Row) {
        let stem = stem(subject);
        let Some((score, published)) = row.published(&format!("{stem}PROG")) else { return };
        let eligible = row.number("TELIG").unwrap();
        let eligible = format!("{eligible:.0}").parse().unwrap();
        let pupils = covered_pupils(eligible, row.number(&format!("{stem}COV")).unwrap()).unwrap();
        let ours = |n| ks2_progress_interval(year, subject, score, n).unwrap();
        let likely = ours(pupils.likely);
        let urn = row.text("URN").unwrap();
        if year.start() < 2018 {
            if !same(likely, published) {
                let other = (pupils.least..=pupils.most).any(|n| same(ours(n), published));
                assert!(other, "{urn} {subject:?} {year}: {published:?}, not {likely:?}");
                checked.by_another_count += 1;
            }
        } else {
            // The table's score and bounds are each rounded to 0.1, and the half-width is half a difference of two.
            let half = (likely.half_width() - published.half_width()).abs();
            assert!(half <= 0.05 + 1e-9, "{urn} {subject:?} {year}: {published:?}, not {likely:?}");
            let off =
                (likely.lower() - published.lower()).abs().max((likely.upper() - published.upper()).abs());
            assert!(off <= 0.1 + 1e-9, "{urn} {subject:?} {year}: {published:?}, not {likely:?}");
        }
        checked.intervals += 1;
    }

    #[test]
    fn every_published_interval_of_key_stage_2_is_reproduced() {
        let mut all = Vec::new();
        for year in KS2_YEARS {
            let mut checked = Checked::default();
            for row in ks2_rows(year).iter().filter(|row| row.is_school()) {
                for subject in Subject::ALL {
                    check_interval(&mut checked, SchoolYear::starting(year).unwrap(), subject, row);
                }
            }
            all.push(checked);
        }
        // In one school of 148 pupils a coverage of 91 percent may be 134 or 135 of them; the table means 134.
        assert_eq!(
            all,
            [
                Checked { intervals: 651, by_another_count: 1 },
                Checked { intervals: 663, by_another_count: 0 },
                Checked { intervals: 672, by_another_count: 0 },
            ]
        );
    }

    #[test]
    fn every_published_band_of_key_stage_2_is_reproduced() {
        let mut checked = Vec::new();
        for year in KS2_YEARS {
            let method = BandMethod::ks2(SchoolYear::starting(year).unwrap());
            let mut bands = 0;
            for row in ks2_rows(year).iter().filter(|row| row.is_school()) {
                for subject in Subject::ALL {
                    let column = format!("{}PROG_DESCR", stem(subject));
                    let Some(code) = row.text(&column).and_then(|cell| cell.parse().ok()) else { continue };
                    let (score, interval) = row.published(&format!("{}PROG", stem(subject))).unwrap();
                    let band = method.unwrap().band(subject, score, interval);
                    assert_eq!(Some(band), Band::from_code(code), "{:?} {subject:?} {year}", row.text("URN"));
                    bands += 1;
                }
            }
            checked.push(bands);
        }
        assert_eq!(checked, [0, 663, 669]);
    }

    fn mathematics_mark(row: &Row, national: Option<f64>) -> Mark {
        Mark::official(&OfficialFigures {
            average: Some(row.figure("MAT_AVERAGE")),
            national,
            progress: row.figure("MATPROG"),
            progress_lower: row.figure("MATPROG_LOWER"),
            progress_upper: row.figure("MATPROG_UPPER"),
            pupils: None,
        })
    }

    #[test]
    fn mathematics_of_2018_19_stands_where_the_table_puts_it() {
        let rows = ks2_rows(2018);
        let national =
            rows.iter().find(|row| row.text("RECTYPE") == Some("5")).unwrap().number("MAT_AVERAGE");
        assert_eq!(national, Some(105.0));
        let marks: Vec<_> =
            rows.iter().filter(|row| row.is_school()).map(|row| mathematics_mark(row, national)).collect();
        let tally = Tally::of(&marks);
        assert_eq!((marks.len(), tally.plotted), (239, 215));
        let counts = tally.progress_by_results;
        assert_eq!(counts.above, BySide { above: 80, level: 13, below: 10 });
        assert_eq!(counts.level, BySide { above: 3, level: 0, below: 2 });
        assert_eq!(counts.below, BySide { above: 39, level: 28, below: 40 });
        let intervals = tally.intervals;
        assert_eq!((intervals.above, intervals.including_zero, intervals.below), (37, 135, 43));
        assert_eq!(intervals.not_stated, 0);
    }

    #[test]
    fn every_cell_of_a_measure_is_a_number_or_a_marker_that_keeps_its_meaning() {
        let mut numbers = 0;
        let mut markers: HashMap<Token, usize> = HashMap::new();
        for year in KS2_YEARS {
            for row in ks2_rows(year) {
                for column in ["READPROG", "WRITPROG", "MATPROG", "READ_AVERAGE", "MAT_AVERAGE", "TELIG"] {
                    // A row that ends early has no cell there, which is not an empty cell.
                    let Some(cell) = row.text(column) else { continue };
                    match Figure::parse(cell, Family::PerformanceTables).unwrap() {
                        Figure::Value(_) => numbers += 1,
                        Figure::Missing(token) => *markers.entry(token).or_default() += 1,
                    }
                }
            }
        }
        let mut markers: Vec<_> = markers.into_iter().collect();
        markers.sort();
        let expected =
            vec![(Token::Suppressed, 48), (Token::NotApplicable, 3), (Token::Empty, 56), (Token::Space, 18)];
        assert_eq!((numbers, markers), (3973, expected));
    }

    #[test]
    fn every_interval_and_band_of_progress_8_is_reproduced() {
        let folder = folder("QUADRANT_OFFICIAL_TABLES_KS4", "dfe-ks4");
        let mut checked = Vec::new();
        for (file, year) in [("2016-2017", 2016), ("2017-2018", 2017), ("2018-2019", 2018)] {
            let sd = progress_8_sd(SchoolYear::starting(year).unwrap()).unwrap();
            let (mut intervals, mut bands) = (0, 0);
            for row in
                rows(&folder.join(format!("{file}_936_ks4final.csv"))).iter().filter(|row| row.is_school())
            {
                let figures = ["P8MEA", "P8CILOW", "P8CIUPP", "P8PUP"].map(|column| row.number(column));
                let [Some(score), Some(lower), Some(upper), Some(pupils)] = figures else { continue };
                let published = Interval::new(lower, upper).unwrap();
                let ours = national_interval(score, sd, format!("{pupils:.0}").parse().unwrap()).unwrap();
                let off = (ours.half_width() - published.half_width()).abs();
                assert!(off <= 0.005 + 1e-9, "{:?} {year}: {published:?}, not {ours:?}", row.text("URN"));
                intervals += 1;
                let code = row.text("P8_BANDING").and_then(|cell| cell.parse().ok());
                if let Some(code) = code {
                    let band = band::KS4_2018.band(Subject::Mathematics, score, published);
                    assert_eq!(Some(band), Band::from_code(code), "{:?} {year}", row.text("URN"));
                    bands += 1;
                }
            }
            checked.push((intervals, bands));
        }
        assert_eq!(checked, [(65, 0), (64, 64), (64, 64)]);
    }
}
