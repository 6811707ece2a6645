//! The six made-up cycles of the school in New Zealand, with its money and its words: two that follow each other, a large
//! group with its reason, one pupil alone, writing, and one that runs. Every pupil's name is made up.

use domain::ReasonCode as Code;
use domain::Subject;
use domain::cycle::AssessmentPoint::{Baseline, End, Interim};
use domain::cycle::EntryBand::{Below, WellBelow};
use domain::cycle::{
    ContactDirection, ContactKind, CostKind, ExitStatus, InquiryStage, JudgedEffect, LessonPart, Lever,
    NextSupport, Setting, Tier, Wave,
};

use super::script::{Change, Ending, Script, Step, Use, Why};
use crate::access::Role;

const WEEK: i32 = 7;
const GROUP: (Tier, Wave) = (Tier::Tier2, Wave::Wave2);
/// Why most things are done.
const SHOWN: Why = Why(Code::EvidenceFromAssessment, "");

/// All of them, oldest first; those that follow another come after it.
pub(super) fn all() -> Vec<Script> {
    vec![tens(), tens_again(), main_ideas(), early_numbers(), writing(), fractions()]
}

const TENS_NEEDS: &[(&str, &str)] = &[
    ("Counts shells to a hundred and groups them.", "Counts each shell again when groups are joined."),
    ("Knows pairs that make ten.", "Does not use the pairs above twenty."),
];
const READING_NEEDS: &[(&str, &str)] = &[
    ("Reads aloud with feeling.", "Can't yet say in one sentence what a page is about."),
    ("Remembers every detail.", "Can't yet tell the main point from the rest."),
];
const WRITING_NEEDS: &[(&str, &str)] = &[
    ("Tells a story that others want to hear.", "Writes it down without a break."),
    ("Spells most words well.", "Starts a new paragraph anywhere."),
];
const FRACTION_NEEDS: &[(&str, &str)] = &[
    ("Shares food fairly.", "Calls any piece a half."),
    ("Names halves and quarters.", "Thinks that an eighth is more than a quarter."),
];

const OBJECTS: Use = Use {
    strategy: "objects-pictures-signs",
    lever: Lever::Pedagogy,
    part: LessonPart::SupportSession,
    concept: Some("tens-and-ones"),
    pupils: &[],
    expected: "Children bundle tens and say what they did.",
};

/// Clear gains, reported to the board of trustees.
fn tens() -> Script {
    Script {
        key: "tuiflat-tens",
        subject: Subject::Mathematics,
        programme: "accelerated-group@1",
        setting: Setting::GroupApart,
        tier: GROUP,
        starts: -146 * WEEK,
        lasts: 8 * WEEK - 3,
        year_level: 4,
        follows: None,
        group_label: "Pipi",
        need_statement: "Six children of Year 4 count in ones where a ten would do.",
        inquiry_question: "Does bundling real things make tens easy to see?",
        class_link: "The group meets the week's number work on the Monday.",
        instrument: "number-test@1",
        concept: "tens-and-ones",
        needs: TENS_NEEDS,
        target: "Adds two-digit numbers with tens, and shows it with bundles.",
        pupils: &[
            ("Aroha Finlay", Below, [Some(83), None, Some(91)]),
            ("Tane Merrick", WellBelow, [Some(80), None, Some(85)]),
            ("Kiri Dunmore", Below, [Some(87), None, Some(95)]),
            ("Manaia Sparrow", Below, [Some(85), None, Some(90)]),
            ("Sione Arkle", WellBelow, [Some(78), None, Some(84)]),
            ("Leilani Croy", Below, [Some(88), None, Some(94)]),
        ],
        steps: vec![
            (-8, Step::Column(Baseline)),
            (0, Step::Start(None)),
            (0, Step::Adopt(OBJECTS, SHOWN)),
            (
                20,
                Step::Contact(
                    None,
                    ContactKind::Workshop,
                    ContactDirection::BothWays,
                    "Whānau came to a maths evening and bundled shells with the children.",
                ),
            ),
            (52, Step::Sessions { from: 1, to: 52, every: 7, minutes: 120 }),
            (51, Step::Column(End)),
            (53, Step::Cost(CostKind::StaffTime, 240_000, 48)),
            (53, Step::Cost(CostKind::Travel, 8_600, 0)),
            (55, Step::JudgeTargets),
            (56, Step::Assess),
            (60, Step::Close),
            (67, Step::Ending(Ending::Judge(Role::Head, [1, 2, 2], SHOWN))),
            (
                70,
                Step::Ending(Ending::Report([
                    "Six children of Year 4 counted in ones where a ten would do.",
                    "The group gained about six points on average by the same test.",
                    "The teacher brings real things to every number lesson now.",
                    "Most of the group go on, and new children join them.",
                ])),
            ),
        ],
    }
}

/// Four of the same children and three new ones; too close to call.
fn tens_again() -> Script {
    let games = Use { strategy: "number-games", part: LessonPart::Menu, ..OBJECTS };
    Script {
        key: "tuiflat-tens-again",
        subject: Subject::Mathematics,
        programme: "accelerated-group@1",
        setting: Setting::InClass,
        tier: GROUP,
        starts: -128 * WEEK,
        lasts: 8 * WEEK - 3,
        year_level: 4,
        follows: Some("tuiflat-tens"),
        group_label: "Tuatua",
        need_statement: "Seven children use tens with shells and forget them on paper.",
        inquiry_question: "Which step between shells and paper is missing?",
        class_link: "The same games are on the maths shelf for everybody.",
        instrument: "number-test@1",
        concept: "tens-and-ones",
        needs: TENS_NEEDS,
        target: "Adds three-digit numbers on paper, and draws the tens.",
        pupils: &[
            ("Tane Merrick", WellBelow, [Some(85), None, Some(88)]),
            ("Manaia Sparrow", Below, [Some(90), None, Some(91)]),
            ("Sione Arkle", WellBelow, [Some(84), None, Some(90)]),
            ("Leilani Croy", Below, [Some(94), None, Some(93)]),
            ("Rangi Holmwood", Below, [Some(82), None, Some(87)]),
            ("Poppy Tarn", Below, [Some(86), None, Some(84)]),
            ("Eru Castle", WellBelow, [Some(79), None, Some(84)]),
        ],
        steps: vec![
            (
                -25,
                Step::Change(Change::Carry(
                    &["objects-pictures-signs"],
                    &[],
                    "Real things worked. Pictures came too late to carry over to paper.",
                )),
            ),
            (-6, Step::Column(Baseline)),
            (0, Step::Start(None)),
            (0, Step::Adopt(OBJECTS, SHOWN)),
            (7, Step::Adopt(games, Why(Code::MentorAdvice, ""))),
            (30, Step::Stop("number-games", JudgedEffect::NoChange, Why(Code::NotEffective, ""))),
            (52, Step::Sessions { from: 1, to: 52, every: 7, minutes: 120 }),
            (51, Step::Column(End)),
            (55, Step::JudgeTargets),
            (56, Step::Assess),
            (61, Step::Close),
            (68, Step::Ending(Ending::Judge(Role::Lead, [3, 2, 2], SHOWN))),
        ],
    }
}

/// Nine children, with the reason for so many; whānau read along at home; one moves away.
fn main_ideas() -> Script {
    let pairs = Use {
        strategy: "paired-reading",
        lever: Lever::Pedagogy,
        part: LessonPart::SupportSession,
        concept: Some("main-idea"),
        pupils: &[],
        expected: "After each page one child tells the other the point.",
    };
    let at_home = Use {
        strategy: "practice-at-home",
        lever: Lever::InterventionPlanning,
        expected: "Somebody at home hears the point of one page a day.",
        ..pairs
    };
    Script {
        key: "tuiflat-main-ideas",
        subject: Subject::Reading,
        programme: "accelerated-reading-group@1",
        setting: Setting::GroupApart,
        tier: GROUP,
        starts: -84 * WEEK,
        lasts: 9 * WEEK - 3,
        year_level: 6,
        follows: None,
        group_label: "Kererū",
        need_statement: "Nine children of Year 6 remember everything and can't say what matters.",
        inquiry_question: "Does telling somebody the point of each page change how they read?",
        class_link: "The group reads the class's topic books.",
        instrument: "reading-test@1",
        concept: "main-idea",
        needs: READING_NEEDS,
        target: "Says what a chapter is about in one sentence.",
        pupils: &[
            ("Hemi Stanway", Below, [Some(84), None, Some(91)]),
            ("Isobel Reddy", Below, [Some(88), None, Some(92)]),
            ("Moana Lyle", WellBelow, [Some(80), None, Some(87)]),
            ("Nikau Barrow", Below, [Some(86), None, Some(93)]),
            ("Ofa Tillery", Below, [Some(90), None, Some(95)]),
            ("Paige Wrenn", Below, [Some(85), None, Some(90)]),
            ("Ruby Hoskin", WellBelow, [Some(82), None, None]),
            ("Sefa Dorn", Below, [Some(89), None, Some(96)]),
            ("Tessa Hallam", Below, [Some(87), None, Some(91)]),
        ],
        steps: weeks_of_main_ideas(pairs, at_home),
    }
}

fn weeks_of_main_ideas(pairs: Use, at_home: Use) -> Vec<(i32, Step)> {
    let nine = Why(Code::FamilyRequest, "A ninth child is a cousin who would not come alone.");
    let moved = Why(Code::MovedSchool, "The whānau moved to the next valley.");
    vec![
        (-7, Step::Column(Baseline)),
        (0, Step::Start(Some(nine))),
        (0, Step::Adopt(pairs, SHOWN)),
        (7, Step::Adopt(at_home, Why(Code::FamilyRequest, ""))),
        (
            14,
            Step::Contact(
                None,
                ContactKind::Meeting,
                ContactDirection::BothWays,
                "At the hui whānau chose the books that go home.",
            ),
        ),
        (36, Step::Withdraw(6, ExitStatus::LeftSchool, NextSupport::NotKnown, moved)),
        (59, Step::Sessions { from: 1, to: 59, every: 7, minutes: 120 }),
        (58, Step::Column(End)),
        (60, Step::Cost(CostKind::StaffTime, 195_000, 39)),
        (60, Step::Cost(CostKind::Materials, 31_040, 0)),
        (
            62,
            Step::Reflect(
                InquiryStage::NextSteps,
                "Children who read at home moved furthest.",
                "Each class sends one book home a week.",
            ),
        ),
        (62, Step::JudgeTargets),
        (63, Step::Assess),
        (68, Step::Close),
        (75, Step::Ending(Ending::Judge(Role::Head, [2, 1, 2], SHOWN))),
    ]
}

/// One child of Year 2 alone with a teacher, judged by an interview of twenty steps.
fn early_numbers() -> Script {
    let talk = Use {
        strategy: "listening-interview",
        lever: Lever::ContentKnowledge,
        part: LessonPart::SupportSession,
        concept: Some("making-ten"),
        pupils: &[],
        expected: "The teacher hears which step is missing before teaching it.",
    };
    Script {
        key: "tuiflat-early-numbers",
        subject: Subject::Mathematics,
        programme: "early-number-one-to-one@1",
        setting: Setting::OneToOne,
        tier: (Tier::Tier3, Wave::Wave3),
        starts: -58 * WEEK,
        lasts: 12 * WEEK - 3,
        year_level: 2,
        follows: None,
        group_label: "Kiwi",
        need_statement: "One child of Year 2 counts by heart and not things.",
        inquiry_question: "Which first steps did we pass over?",
        class_link: "The child leads one counting game in class each week.",
        instrument: "early-number-interview@1",
        concept: "making-ten",
        needs: &[("Counts to thirty by heart.", "Can't yet count out seven things.")],
        target: "Counts out any number to twenty, and makes ten in three ways.",
        pupils: &[("Wai Penrose", WellBelow, [Some(5), Some(9), Some(14)])],
        steps: vec![
            (-5, Step::Column(Baseline)),
            (0, Step::Start(None)),
            (0, Step::Adopt(talk, Why(Code::NeedGreater, ""))),
            (42, Step::Column(Interim)),
            (80, Step::Sessions { from: 1, to: 80, every: 7, minutes: 90 }),
            (79, Step::Column(End)),
            (82, Step::Cost(CostKind::StaffTime, 150_000, 30)),
            (82, Step::JudgeTargets),
            (84, Step::Assess),
            (88, Step::Close),
        ],
    }
}

/// Writing, by a guide of the teachers' own; a storm moved the end.
fn writing() -> Script {
    let spoken = Use {
        strategy: "say-then-write",
        lever: Lever::Pedagogy,
        part: LessonPart::MainLesson,
        concept: Some("paragraphs"),
        pupils: &[],
        expected: "Each paragraph is told to a partner before it is written.",
    };
    let storm = Why(Code::Timetable, "The road was closed for a week after the storm.");
    Script {
        key: "tuiflat-writing",
        subject: Subject::Writing,
        programme: "accelerated-writing-group@1",
        setting: Setting::InClass,
        tier: GROUP,
        starts: -34 * WEEK,
        lasts: 8 * WEEK - 3,
        year_level: 7,
        follows: None,
        group_label: "Pīwakawaka",
        need_statement: "Six children of Year 7 tell fine stories and write them in one lump.",
        inquiry_question: "Does telling a paragraph first show where it ends?",
        class_link: "The group writes for the same school paper as the class.",
        instrument: "writing-guide@1",
        concept: "paragraphs",
        needs: WRITING_NEEDS,
        target: "Writes a story of four paragraphs, each about one thing.",
        pupils: &[
            ("Ana Whitford", Below, [Some(9), None, Some(12)]),
            ("Beau Tregear", Below, [Some(11), None, Some(13)]),
            ("Caius Romney", WellBelow, [Some(8), None, Some(10)]),
            ("Daisy Orchard", Below, [Some(10), None, Some(13)]),
            ("Eti Lamont", Below, [Some(12), None, Some(15)]),
            ("Fetu Garland", WellBelow, [Some(9), None, Some(10)]),
        ],
        steps: vec![
            (-5, Step::Column(Baseline)),
            (0, Step::Start(None)),
            (0, Step::Adopt(spoken, SHOWN)),
            (30, Step::Change(Change::Target(0, 14, Why(Code::EvidenceFromAssessment, "")))),
            (31, Step::Reschedule(9 * WEEK - 3, storm)),
            (59, Step::Sessions { from: 2, to: 59, every: 7, minutes: 110 }),
            (58, Step::Column(End)),
            (60, Step::Cost(CostKind::StaffTime, 160_000, 32)),
            (61, Step::Change(Change::Cost(0, 168_000, 34, Why(Code::Staffing, "")))),
            (62, Step::JudgeTargets),
            (63, Step::Assess),
            (70, Step::Close),
        ],
    }
}

/// The cycle that runs now.
fn fractions() -> Script {
    let pictures = Use {
        strategy: "many-pictures",
        lever: Lever::ContentKnowledge,
        part: LessonPart::MainLesson,
        concept: Some("fractions"),
        pupils: &[],
        expected: "Children show each fraction in three ways.",
    };
    Script {
        key: "tuiflat-fractions",
        subject: Subject::Mathematics,
        programme: "accelerated-group@1",
        setting: Setting::GroupApart,
        tier: GROUP,
        starts: -6 * WEEK,
        lasts: 9 * WEEK - 3,
        year_level: 6,
        follows: None,
        group_label: "Pāua",
        need_statement: "Seven children of Year 6 share fairly and can't name the shares.",
        inquiry_question: "Do many pictures of one fraction make it a number?",
        class_link: "The class cooks from the same recipes on Fridays.",
        instrument: "number-test@1",
        concept: "fractions",
        needs: FRACTION_NEEDS,
        target: "Puts fractions in order on a line, and says why.",
        pupils: &[
            ("Gus Haldane", Below, [Some(88), Some(91), None]),
            ("Huia Tennant", Below, [Some(85), Some(89), None]),
            ("Ihaia Corran", WellBelow, [Some(79), Some(78), None]),
            ("Jem Ferrar", Below, [Some(90), Some(92), None]),
            ("Kahu Lister", Below, [Some(86), Some(90), None]),
            ("Lupe Sandry", Below, [Some(84), Some(85), None]),
            ("Max Withers", WellBelow, [Some(81), Some(84), None]),
        ],
        steps: weeks_of_fractions(pictures),
    }
}

fn weeks_of_fractions(pictures: Use) -> Vec<(i32, Step)> {
    vec![
        (-5, Step::Column(Baseline)),
        (0, Step::Start(None)),
        (0, Step::Adopt(pictures, SHOWN)),
        (28, Step::Column(Interim)),
        (
            30,
            Step::Adapt(
                Use { pupils: &[2], expected: "Ihaia folds paper before drawing.", ..pictures },
                &[(2, Interim)],
                Why(Code::EvidenceFromAssessment, "Ihaia draws the shares in different sizes."),
            ),
        ),
        (32, Step::Placement(3, 50, "Tuesday", Why(Code::NeedMet, "Jem is back in class for half of it."))),
        (36, Step::Sessions { from: 1, to: 36, every: 7, minutes: 120 }),
        (
            34,
            Step::Contact(
                Some(2),
                ContactKind::HomeVisit,
                ContactDirection::BothWays,
                "Ihaia cuts the loaf into equal shares for the whānau.",
            ),
        ),
        (
            35,
            Step::Reflect(
                InquiryStage::Learning,
                "Six children name a fraction in three ways. One needs paper to fold.",
                "Folding comes first for everybody next week.",
            ),
        ),
        (36, Step::Mentoring("Which picture comes first.", "Fold, then draw, then write.")),
        (36, Step::Cost(CostKind::StaffTime, 120_000, 24)),
        (36, Step::Cost(CostKind::Materials, 4_520, 0)),
    ]
}
