//! The six made-up cycles of the secondary school: a clear gain, a group that got worse, one that was opened again after its
//! closing, one pupil alone, one that was given up, and one that runs. Every pupil's name is made up.

use domain::ReasonCode as Code;
use domain::Subject;
use domain::cycle::AssessmentPoint::{Baseline, End, Interim};
use domain::cycle::EntryBand::{Below, WellBelow};
use domain::cycle::{
    ContactDirection, ContactKind, CostKind, ExitStatus, InquiryStage, JudgedEffect, LessonPart, Lever,
    NextSupport, ReportPart, Setting, StaffPost, Tier, Wave,
};

use super::script::{Change, Ending, Script, Step, Use, Why};
use crate::access::Role;

const WEEK: i32 = 7;
const GROUP: (Tier, Wave) = (Tier::Tier2, Wave::Wave2);
/// Why most things are done.
const SHOWN: Why = Why(Code::EvidenceFromAssessment, "");

/// All of them, oldest first; those that follow another come after it.
pub(super) fn all() -> Vec<Script> {
    vec![ratio(), clues(), alone(), booster(), given_up(), evidence()]
}

const RATIO_NEEDS: &[(&str, &str)] = &[
    ("Doubles and halves a recipe.", "Adds the same amount to both parts of a ratio."),
    ("Draws a bar for each part.", "Can't yet find the whole from one part."),
    ("Multiplies by whole numbers in the head.", "Stops when the factor is not a whole number."),
];
const TEXT_NEEDS: &[(&str, &str)] = &[
    ("Finds the line that holds a fact.", "Can't yet say what the writer wants us to think."),
    ("Retells a page in the right order.", "Gives an opinion without a line that shows it."),
];

const BARS: Use = Use {
    strategy: "bar-models",
    lever: Lever::Pedagogy,
    part: LessonPart::MainLesson,
    concept: Some("ratio"),
    pupils: &[],
    expected: "Pupils draw both parts before they multiply.",
};

/// Clear gains. A cost and a session are put right, a target is raised, and the report is amended.
fn ratio() -> Script {
    Script {
        key: "northmoor-ratio",
        subject: Subject::Mathematics,
        programme: "lower-secondary-catch-up@1",
        setting: Setting::GroupApart,
        tier: GROUP,
        starts: -150 * WEEK,
        lasts: 10 * WEEK - 3,
        year_level: 7,
        follows: None,
        group_label: "Kestrel",
        need_statement: "Seven pupils came from primary school adding where they should multiply.",
        inquiry_question: "Does drawing each part help them to see how many times, not how many more?",
        class_link: "The group draws the week's class problem before the class meets it.",
        instrument: "number-test@1",
        concept: "ratio",
        needs: RATIO_NEEDS,
        target: "Solves a ratio problem of two steps with a drawing, and explains it.",
        pupils: &[
            ("Aled Marrow", Below, [Some(85), Some(88), Some(94)]),
            ("Bronte Hask", Below, [Some(88), Some(91), Some(95)]),
            ("Cyrus Penhale", WellBelow, [Some(78), Some(82), Some(87)]),
            ("Dahlia Stoke", Below, [Some(86), Some(90), Some(93)]),
            ("Emre Caldy", Below, [Some(90), Some(93), Some(99)]),
            ("Freya Ludd", WellBelow, [Some(80), Some(81), Some(86)]),
            ("Gideon Parr", Below, [Some(84), Some(88), Some(93)]),
        ],
        steps: [
            vec![
                (-7, Step::Column(Baseline)),
                (0, Step::Start(None)),
                (0, Step::Adopt(BARS, SHOWN)),
                (0, Step::Adopt(Use { strategy: "worked-examples", part: LessonPart::Menu, ..BARS }, SHOWN)),
                (33, Step::Column(Interim)),
                (35, Step::Change(Change::Target(4, 101, Why(Code::NeedMet, "Nearly there at half time.")))),
                (66, Step::Sessions { from: 2, to: 66, every: 7, minutes: 120 }),
                (66, Step::Change(Change::Session(2, 90, Why(Code::DataEntryError, "")))),
                (65, Step::Column(End)),
            ],
            end_of_ratio(),
        ]
        .concat(),
    }
}

fn end_of_ratio() -> Vec<(i32, Step)> {
    vec![
        (68, Step::Cost(CostKind::StaffTime, 84_000, 28)),
        (68, Step::Cost(CostKind::Materials, 12_500, 0)),
        (69, Step::Change(Change::Cost(1, 1_250, 0, Why(Code::DataEntryError, "A point was left out.")))),
        (69, Step::JudgeTargets),
        (70, Step::Assess),
        (77, Step::Close),
        (84, Step::Ending(Ending::Judge(Role::Head, [2, 2, 1], SHOWN))),
        (
            85,
            Step::Ending(Ending::Report([
                "Seven pupils of Year 7 added where they should multiply.",
                "The group gained eight points on average, more than expected.",
                "Teachers now ask for a drawing before any sum with parts.",
                "The other sets of Year 7 try the same drawings.",
            ])),
        ),
        (
            99,
            Step::Ending(Ending::Amend(
                ReportPart::NextSteps,
                "Two sets of Year 7 try the same drawings; the third waits until spring.",
                Why(Code::Policy, "The timetable has room for two sets only."),
            )),
        ),
    ]
}

/// Too close to call. It was closed, opened again because two papers had been mixed up, and closed again.
fn clues() -> Script {
    let starters = Use {
        strategy: "sentence-starters",
        lever: Lever::ContentKnowledge,
        part: LessonPart::MainLesson,
        concept: Some("inference"),
        pupils: &[],
        expected: "Pupils say which words made them think so.",
    };
    Script {
        key: "northmoor-clues",
        subject: Subject::Reading,
        programme: "lower-secondary-catch-up@1",
        setting: Setting::InClass,
        tier: GROUP,
        starts: -96 * WEEK,
        lasts: 10 * WEEK - 3,
        year_level: 8,
        follows: None,
        group_label: "Heron",
        need_statement: "Six pupils read every word of a history text and miss what it argues.",
        inquiry_question: "Do ready-made beginnings of a sentence help them to argue from the text?",
        class_link: "The texts come from that week's history lessons.",
        instrument: "reading-test@1",
        concept: "inference",
        needs: TEXT_NEEDS,
        target: "Says what a writer wants us to think, and points to the words.",
        pupils: &[
            ("Lena Foxe", Below, [Some(88), None, Some(90)]),
            ("Milo Garside", Below, [Some(84), None, Some(82)]),
            ("Nadia Kemble", Below, [Some(91), None, Some(95)]),
            ("Orla Thwaite", WellBelow, [Some(79), None, Some(78)]),
            ("Petra Hawes", Below, [Some(86), None, Some(89)]),
            ("Ravi Stanger", Below, [Some(90), None, Some(90)]),
        ],
        steps: vec![
            (-6, Step::Column(Baseline)),
            (0, Step::Start(None)),
            (1, Step::Adopt(starters, Why(Code::MentorAdvice, ""))),
            (66, Step::Sessions { from: 3, to: 66, every: 7, minutes: 120 }),
            (65, Step::Column(End)),
            (69, Step::JudgeTargets),
            (70, Step::Assess),
            (77, Step::Close),
            (
                90,
                Step::Ending(Ending::AskReopening(Why(
                    Code::WrongPupil,
                    "Two end papers had been mixed up.",
                ))),
            ),
            (91, Step::Ending(Ending::Reopen)),
            (
                92,
                Step::Correct(3, End, 83, Why(Code::WrongPupil, "Her paper carried another pupil's number.")),
            ),
            (94, Step::Close),
            (98, Step::Ending(Ending::Judge(Role::Lead, [3, 3, 2], SHOWN))),
        ],
    }
}

/// One pupil alone with a teacher, working on what belongs to earlier years.
fn alone() -> Script {
    let objects = Use {
        strategy: "objects-pictures-signs",
        lever: Lever::Pedagogy,
        part: LessonPart::SupportSession,
        concept: Some("multiplying"),
        pupils: &[],
        expected: "Each product is laid out before it is written.",
    };
    Script {
        key: "northmoor-alone",
        subject: Subject::Mathematics,
        programme: "one-to-one@1",
        setting: Setting::OneToOne,
        tier: (Tier::Tier3, Wave::Wave3),
        starts: -70 * WEEK,
        lasts: 12 * WEEK - 3,
        year_level: 7,
        follows: None,
        group_label: "Wren",
        need_statement: "One pupil of Year 7 works three years below the class.",
        inquiry_question: "What has to be in place before tables can be learnt by heart?",
        class_link: "Every Friday the pupil shows the class one problem.",
        instrument: "number-test@1",
        concept: "multiplying",
        needs: &[("Adds equal groups in steps.", "Can't yet say how many groups there are.")],
        target: "Knows the tables to ten, and lays out any product.",
        pupils: &[("Sorrel Danby", WellBelow, [Some(69), Some(74), Some(80)])],
        steps: vec![
            (-4, Step::Column(Baseline)),
            (0, Step::Start(None)),
            (0, Step::Adopt(objects, Why(Code::NeedGreater, ""))),
            (40, Step::Column(Interim)),
            (
                42,
                Step::Adapt(
                    Use {
                        part: LessonPart::Menu,
                        expected: "Pictures take the place of objects.",
                        ..objects
                    },
                    &[(0, Interim)],
                    Why(Code::EvidenceFromAssessment, "Objects are hardly needed any more."),
                ),
            ),
            (
                43,
                Step::Contact(
                    Some(0),
                    ContactKind::Meeting,
                    ContactDirection::BothWays,
                    "The family plays the card game with tables at home.",
                ),
            ),
            (80, Step::Sessions { from: 1, to: 80, every: 7, minutes: 90 }),
            (79, Step::Column(End)),
            (82, Step::Cost(CostKind::StaffTime, 72_000, 30)),
            (82, Step::JudgeTargets),
            (84, Step::Assess),
            (90, Step::Close),
            (97, Step::Ending(Ending::Judge(Role::Head, [1, 3, 2], SHOWN))),
        ],
    }
}

/// Three of the first group and four others, after school: they got worse, and the report says so.
fn booster() -> Script {
    let bars =
        Use { concept: Some("simple-equations"), expected: "Pupils draw an equation as bars.", ..BARS };
    Script {
        key: "northmoor-booster",
        subject: Subject::Mathematics,
        programme: "year-9-booster@1",
        setting: Setting::OutsideLessons,
        tier: GROUP,
        starts: -48 * WEEK,
        lasts: 10 * WEEK - 3,
        year_level: 9,
        follows: Some("northmoor-ratio"),
        group_label: "Merlin",
        need_statement: "Seven pupils of Year 9 give up when a letter stands for a number.",
        inquiry_question: "Do the drawings of Year 7 carry over to equations?",
        class_link: "The hour after school takes up that day's lesson.",
        instrument: "problem-solving-test@1",
        concept: "simple-equations",
        needs: RATIO_NEEDS,
        target: "Turns a story into an equation, and solves it.",
        pupils: &[
            ("Aled Marrow", Below, [Some(92), None, Some(88)]),
            ("Dahlia Stoke", Below, [Some(95), None, Some(90)]),
            ("Gideon Parr", Below, [Some(90), None, Some(91)]),
            ("Hester Quay", Below, [Some(97), None, Some(92)]),
            ("Ivo Tamsin", Below, [Some(93), None, None]),
            ("Jada Whin", Below, [Some(94), None, Some(89)]),
            ("Kofi Brill", Below, [Some(91), None, Some(88)]),
        ],
        steps: [
            vec![
                (
                    -24,
                    Step::Change(Change::Carry(
                        &["bar-models"],
                        &["worked-examples"],
                        "Drawings helped with parts; worked examples were read and not used.",
                    )),
                ),
                (-6, Step::Column(Baseline)),
                (0, Step::Start(None)),
                (0, Step::Adopt(bars, SHOWN)),
                (
                    30,
                    Step::Withdraw(
                        4,
                        ExitStatus::FamilyChoice,
                        NextSupport::ClassTeaching,
                        Why(Code::FamilyRequest, "The bus leaves before the hour is over."),
                    ),
                ),
                (66, Step::Sessions { from: 1, to: 50, every: 7, minutes: 100 }),
                (
                    56,
                    Step::Stop(
                        "bar-models",
                        JudgedEffect::Worse,
                        Why(Code::NotEffective, "Pupils draw well and are too tired to reckon."),
                    ),
                ),
                (65, Step::Column(End)),
            ],
            end_of_booster(),
        ]
        .concat(),
    }
}

fn end_of_booster() -> Vec<(i32, Step)> {
    vec![
        (68, Step::Cost(CostKind::StaffTime, 60_000, 20)),
        (69, Step::JudgeTargets),
        (
            69,
            Step::Reflect(
                InquiryStage::NextSteps,
                "Five of six scored lower at the end. All say that they were tired.",
                "The hour moves into the school day.",
            ),
        ),
        (70, Step::Assess),
        (77, Step::Close),
        (84, Step::Ending(Ending::Judge(Role::Head, [4, 4, 3], Why(Code::NotEffective, "")))),
        (
            86,
            Step::Ending(Ending::Report([
                "Seven pupils of Year 9 gave up when a letter stood for a number.",
                "The group scored lower at the end than at the start, by more than chance.",
                "An hour after school was too late in the day for this group.",
                "The hour moves into the school day, with the same teacher.",
            ])),
        ),
    ]
}

/// Given up before it began: nobody was there to teach it.
fn given_up() -> Script {
    Script {
        key: "northmoor-given-up",
        subject: Subject::Mathematics,
        programme: "study-approach@1",
        setting: Setting::GroupApart,
        tier: GROUP,
        starts: -20 * WEEK,
        lasts: 12 * WEEK - 3,
        year_level: 11,
        follows: None,
        group_label: "Osprey",
        need_statement: "Six pupils of Year 11 know the methods and don't know which one to use.",
        inquiry_question: "Does sorting problems before solving them help?",
        class_link: "The problems come from the last class test.",
        instrument: "problem-solving-test@1",
        concept: "two-unknowns",
        needs: RATIO_NEEDS,
        target: "Names the method before starting, and gives a reason.",
        pupils: &[
            ("Tobias Renn", Below, [None, None, None]),
            ("Uma Calloway", Below, [None, None, None]),
            ("Viggo Harte", WellBelow, [None, None, None]),
            ("Willa Tansy", Below, [None, None, None]),
            ("Xavi Orme", Below, [None, None, None]),
            ("Yara Pellow", Below, [None, None, None]),
        ],
        steps: vec![(
            3,
            Step::Ending(Ending::Cancel(Why(
                Code::Staffing,
                "The teacher took a post elsewhere, and no other could be found in time.",
            ))),
        )],
    }
}

/// The cycle that runs now; for four weeks the lead taught in the teacher's place.
fn evidence() -> Script {
    let pairs = Use {
        strategy: "think-pair-share",
        lever: Lever::Pedagogy,
        part: LessonPart::Launch,
        concept: Some("claim-and-evidence"),
        pupils: &[],
        expected: "Each pupil says a claim aloud before writing it.",
    };
    Script {
        key: "northmoor-evidence",
        subject: Subject::English,
        programme: "study-approach@1",
        setting: Setting::InClass,
        tier: GROUP,
        starts: -8 * WEEK,
        lasts: 24 * WEEK - 3,
        year_level: 10,
        follows: Some("northmoor-clues"),
        group_label: "Buzzard",
        need_statement: "Six pupils of Year 10 make claims in every subject and back few of them.",
        inquiry_question: "Does saying a claim aloud first make the evidence come?",
        class_link: "Each session takes an essay that is due in another subject.",
        instrument: "english-test@1",
        concept: "claim-and-evidence",
        needs: TEXT_NEEDS,
        target: "Backs each claim in an essay with a line from the text.",
        pupils: &[
            ("Zadie Moorhen", Below, [Some(89), Some(92), None]),
            ("Anton Vesey", Below, [Some(86), Some(86), None]),
            ("Bethan Crewe", WellBelow, [Some(81), Some(80), None]),
            ("Corin Ashdale", Below, [Some(90), Some(94), None]),
            ("Delphi Warne", Below, [Some(87), Some(91), None]),
            ("Ezra Tolland", Below, [Some(92), Some(93), None]),
        ],
        steps: weeks_of_evidence(pairs),
    }
}

fn weeks_of_evidence(pairs: Use) -> Vec<(i32, Step)> {
    let away = Why(Code::Absence, "Four weeks away after an operation.");
    vec![
        (
            -20,
            Step::Change(Change::Carry(
                &[],
                &["sentence-starters"],
                "Ready-made beginnings helped shy writers; they must be taken away in time.",
            )),
        ),
        (-5, Step::Column(Baseline)),
        (0, Step::Start(None)),
        (0, Step::Adopt(pairs, SHOWN)),
        (14, Step::Change(Change::Staff(StaffPost::Teacher, Role::Lead, away))),
        (42, Step::Change(Change::Staff(StaffPost::Teacher, Role::Teacher, Why(Code::Staffing, "")))),
        (43, Step::Column(Interim)),
        (
            45,
            Step::Adapt(
                Use { pupils: &[1, 2], expected: "Both write the claim on a card first.", ..pairs },
                &[(1, Interim), (2, Interim)],
                Why(Code::EvidenceFromAssessment, "Anton and Bethan speak well and lose it on paper."),
            ),
        ),
        (52, Step::Sessions { from: 2, to: 52, every: 7, minutes: 100 }),
        (
            50,
            Step::Contact(
                Some(2),
                ContactKind::Message,
                ContactDirection::FromFamily,
                "Bethan reads the local paper with an aunt now.",
            ),
        ),
        (51, Step::Mentoring("When to take a support away.", "Cards go back into the box one by one.")),
        (51, Step::Cost(CostKind::Cover, 36_000, 12)),
    ]
}
