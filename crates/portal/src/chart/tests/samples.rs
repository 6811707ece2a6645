//! A school's official figures, a school's cycles, and an authority: invented, but with every case in them.

use measures::{Comparison, Figure, Interval, Mark, OfficialFigures, Token, Why};

use crate::chart::{Axes, Chart, ChartMark};

fn mark(id: &str, mark: Mark) -> ChartMark {
    let label = id.replace('-', " ");
    let label = crate::chart::phrase::capital(&label);
    ChartMark { id: id.to_owned(), label, mark, href: None, working: None, note: None }
}

fn official(average: f64, national: f64, progress: (f64, f64, f64), pupils: u32) -> Mark {
    Mark::official(&OfficialFigures {
        average: Some(Figure::Value(average)),
        national: Some(national),
        progress: Figure::Value(progress.0),
        progress_lower: Figure::Value(progress.1),
        progress_upper: Figure::Value(progress.2),
        pupils: Some(pupils),
    })
}

/// A school's subjects and groups from a published table: results without a range, one mark on the line, one far off,
/// writing without a scaled score, one suppressed.
pub(in crate::chart) fn school() -> Chart {
    let writing = Mark::official(&OfficialFigures {
        average: None,
        national: None,
        progress: Figure::Value(-1.8),
        progress_lower: Figure::Value(-3.3),
        progress_upper: Figure::Value(-0.3),
        pupils: Some(58),
    });
    let hidden = Mark::official(&OfficialFigures {
        average: Some(Figure::Missing(Token::Suppressed)),
        national: Some(105.0),
        progress: Figure::Missing(Token::Suppressed),
        progress_lower: Figure::Missing(Token::Suppressed),
        progress_upper: Figure::Missing(Token::Suppressed),
        pupils: Some(4),
    });
    let mut marks = vec![
        mark("reading", official(106.0, 104.0, (1.9, 0.3, 3.5), 58)),
        mark("mathematics", official(103.0, 105.0, (-2.4, -3.8, -1.0), 58)),
        mark("writing", writing),
        mark("reading-girls", official(107.0, 104.0, (2.6, 0.3, 4.9), 27)),
        mark("reading-boys", official(105.0, 104.0, (1.2, -1.0, 3.4), 31)),
        mark("mathematics-girls", official(105.0, 105.0, (-0.9, -2.9, 1.1), 27)),
        mark("mathematics-boys", official(101.3, 105.0, (-3.7, -5.6, -1.8), 31)),
        mark("mathematics-low-start", official(90.2, 105.0, (-6.1, -10.1, -2.1), 7)),
        mark(
            "mathematics-pupils-with-English-as-additional-language",
            official(104.0, 105.0, (0.4, -2.6, 3.4), 14),
        ),
        mark("mathematics-disadvantaged", hidden),
    ];
    if let Some(first) = marks.first_mut() {
        first.href = Some("/schools/100001/reading".to_owned());
        first.note = Some("This is a junior school: another school set the start.".to_owned());
    }
    Chart {
        prefix: "results".to_owned(),
        title: "Results and progress at Elm Lane, 2018/19, end of primary school".to_owned(),
        caption: "Elm Lane, 2018/19: each subject and group".to_owned(),
        kind: "Subject and group".to_owned(),
        axes: Axes::official(),
        marks,
        notes: vec!["Source: a table made up for this test.".to_owned()],
    }
}

fn against(value: f64, reference: f64, half: f64) -> Comparison {
    Comparison::new(value, reference, Interval::around(value - reference, half))
}

/// A school's own cycles: both axes with a range, small groups, one without a norm.
pub(in crate::chart) fn cycles() -> Chart {
    let cycle = |results: (f64, f64), gain: (f64, f64), pupils| {
        Mark::of_cycle(against(results.0, 100.0, results.1), against(gain.0, 0.0, gain.1), Some(pupils))
    };
    let no_norm = Mark::of_cycle(Comparison::absent_because(Why::NoNorm), against(3.0, 0.0, 4.0), Some(8));
    Chart {
        prefix: "cycles".to_owned(),
        title: "Results and progress of the school's own cycles".to_owned(),
        caption: "Each cycle that is finished".to_owned(),
        kind: "Cycle".to_owned(),
        axes: Axes::cycles(),
        marks: vec![
            mark("year-4-autumn", cycle((88.4, 4.1), (6.3, 3.9), 7)),
            mark("year-5-autumn", cycle((91.0, 6.0), (2.1, 4.4), 6)),
            mark("year-4-spring", cycle((97.5, 5.5), (8.8, 4.0), 8)),
            mark("year-6-spring", cycle((104.9, 3.8), (-4.9, 4.1), 8)),
            mark("year-3-summer", no_norm),
        ],
        notes: Vec::new(),
    }
}

/// The twelve groups of a year, crowded round the middle.
pub(in crate::chart) fn groups() -> Chart {
    let groups: [(&str, f64, f64, u32, f64); 12] = [
        ("all-pupils", 0.6, 0.4, 58, 1.4),
        ("girls", 1.3, 1.0, 27, 2.1),
        ("boys", -0.1, -0.1, 31, 1.9),
        ("pupil-premium", -2.2, 1.3, 18, 2.5),
        ("not-pupil-premium", 1.9, 0.1, 40, 1.7),
        ("SEN-support", -4.6, -2.0, 9, 3.6),
        ("English-as-additional-language", -0.4, 2.5, 14, 2.4),
        ("low-starting-point", -3.4, 1.7, 15, 2.4),
        ("middle-starting-point", 0.4, 0.7, 28, 2.0),
        ("high-starting-point", 5.2, -2.5, 15, 2.3),
        ("summer-born", -0.8, 0.3, 16, 2.6),
        ("joined-after-Year-3", -1.1, -0.9, 11, 3.2),
    ];
    let marks = groups.into_iter().map(|(id, results, progress, pupils, half)| {
        let results = against(104.0 + results, 104.0, half * 1.1);
        mark(id, Mark::new(results, against(progress, 0.0, half), Some(pupils)))
    });
    Chart { prefix: "groups".to_owned(), marks: marks.collect(), ..school() }
}

/// All schools of an authority: 240 marks from a fixed sequence of numbers.
pub(in crate::chart) fn authority() -> Chart {
    let mut state = 7_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1_u32 << 24)
    };
    let marks = (0..240).map(|number| {
        let pupils = 8 + number % 90;
        let half = 1.96 * 5.39 / f64::from(pupils).sqrt();
        let common = next() + next() + next() - 1.5;
        let progress = ((common * 5.0 + next() * 3.0 - 1.5) * 10.0).round() / 10.0;
        let average = (105.0 + common * 4.0 + (next() - 0.5) * 6.0).round();
        mark(
            &format!("school-{number}"),
            official(average, 105.0, (progress, progress - half, progress + half), pupils),
        )
    });
    Chart { prefix: "authority".to_owned(), kind: "School".to_owned(), marks: marks.collect(), ..school() }
}

/// Forty schools of a trust, crowded as schools are, with names as long as theirs.
pub(in crate::chart) fn trust() -> Chart {
    let names =
        ["St Mary's Church of England Primary School", "Oak Lane Junior School", "The Grove", "Holy Trinity"];
    let marks =
        authority().marks.into_iter().take(40).enumerate().map(|(place, mark)| ChartMark {
            label: format!("{}, {place}", names[place % names.len()]),
            ..mark
        });
    Chart { prefix: "trust".to_owned(), marks: marks.collect(), ..authority() }
}

/// All schools of a small country: more than are drawn one by one.
pub(in crate::chart) fn nation() -> Chart {
    let marks = authority().marks;
    let all = (0..4).flat_map(|region| {
        marks.iter().cloned().map(move |mark| ChartMark { id: format!("r{region}-{}", mark.id), ..mark })
    });
    Chart { prefix: "nation".to_owned(), marks: all.collect(), ..authority() }
}
