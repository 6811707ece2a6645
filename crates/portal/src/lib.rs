//! The web portal: what a governor, a teacher or an auditor sees and does, and nothing that decides.
//!
//! A page is four small files in its slice's folder: the story (`mod.rs`), the form, the rows and the markup. The two
//! lists below are all that knows every slice.

pub mod access;
pub mod accounts;
pub mod agenda;
pub mod answers;
pub mod api;
pub mod app;
pub mod as_of;
pub mod asked;
pub mod assessments;
pub mod assets;
pub mod board;
pub mod body_limit;
pub mod by_people;
pub mod came_to;
pub mod candidates;
pub mod catalogue;
pub mod catalogue_history;
pub mod change;
pub mod chart;
pub mod choices;
pub mod class_lists;
pub mod closing;
pub mod column_mappings;
pub mod command_line;
pub mod compare;
pub mod corrections;
pub mod costs;
pub mod current_tracking;
pub mod cycle;
pub mod cycle_fact;
pub mod cycles;
pub mod database;
pub mod demo;
pub mod difference;
pub mod due;
pub mod edition_answers;
pub mod edition_figures;
pub mod editions;
pub mod enquiries;
pub mod enquiry_links;
pub mod entries;
pub mod entry_shape;
pub mod erased_list;
pub mod erasures;
pub mod exports;
pub mod facts;
pub mod feedback;
pub mod fields;
pub mod for_auditors;
pub mod gains;
pub mod glossary;
pub mod grid;
pub mod groups;
pub mod health;
pub mod held_form;
pub mod help;
pub mod history;
pub mod imports;
pub mod inquiry;
pub mod interface;
pub mod kept;
pub mod kept_pages;
pub mod layout;
pub mod learning;
pub mod ledger;
pub mod limit_then;
pub mod methods;
pub mod moved;
pub mod moves;
pub mod my_account;
pub mod my_cycles;
pub mod named_reads;
pub mod needs;
pub mod next_steps;
pub mod official_facts;
pub mod open;
pub mod openapi;
pub mod packs;
pub mod page_error;
pub mod paper;
pub mod participations;
pub mod past;
pub mod past_links;
pub mod people;
pub mod placements;
pub mod planning;
pub mod policy;
pub mod problem;
pub mod proofs;
pub mod proposals;
pub mod published;
pub mod pupil_details;
pub mod pupil_names;
pub mod pupils;
pub mod questions;
pub mod read_set;
pub mod reason_form;
pub mod refusal;
pub mod report_drafts;
pub mod reports;
pub mod results;
pub mod retention;
pub mod route;
pub mod scales;
pub mod school_charts;
pub mod school_history;
pub mod school_settings;
pub mod school_terms;
pub mod school_years;
pub mod schools;
pub mod sealed_outcomes;
pub mod sealed_text;
pub mod seals;
pub mod sent;
pub mod sessions;
pub mod shape;
pub mod sheet;
pub mod sign_in;
pub mod similar;
pub mod staffing;
pub mod starter;
pub mod step;
pub mod story;
pub mod strategies;
pub mod term;
pub mod timeline;
pub mod tracking;
pub mod trend;
pub mod true_on;
pub mod uploads;
pub mod vault;
pub mod words;
pub mod worth;
pub mod wrapping_key;

#[cfg(test)]
mod test_support;

use std::sync::Arc;

use journal::Projection;

use crate::route::Route;

/// Every door of the portal.
#[must_use]
pub fn routes() -> Vec<Route> {
    [
        health::routes(),
        sign_in::routes(),
        my_account::routes(),
        people::routes(),
        groups::routes(),
        named_reads::routes(),
        schools::routes(),
        school_settings::routes(),
        school_terms::routes(),
        results::routes(),
        school_charts::routes(),
        similar::routes(),
        trend::routes(),
        questions::routes(),
        cycles::routes(),
        editions::routes(),
        planning::routes(),
        needs::routes(),
        cycle::routes(),
        assessments::routes(),
        grid::routes(),
        placements::routes(),
        proposals::routes(),
        strategies::routes(),
        staffing::routes(),
        closing::routes(),
        reports::routes(),
        learning::routes(),
        sessions::routes(),
        inquiry::routes(),
        costs::routes(),
        board::routes(),
        timeline::routes(),
        my_cycles::routes(),
        compare::routes(),
        history::routes(),
        as_of::routes(),
        difference::routes(),
        school_history::routes(),
        catalogue_history::routes(),
        corrections::routes(),
        retention::routes(),
        pupils::routes(),
        candidates::routes(),
        erasures::routes(),
        catalogue::routes(),
        scales::routes(),
        school_years::routes(),
        class_lists::routes(),
        tracking::routes(),
        current_tracking::routes(),
        enquiries::routes(),
        answers::routes(),
        agenda::routes(),
        feedback::routes(),
        packs::routes(),
        interface::routes(),
        glossary::routes(),
        ledger::routes(),
        proofs::routes(),
        exports::routes(),
        help::routes(),
        methods::routes(),
    ]
    .into_iter()
    .flatten()
    .flat_map(Route::doors)
    .collect()
}

/// Everything that fills a read table.
#[must_use]
pub fn projections() -> Vec<Arc<dyn Projection>> {
    vec![
        Arc::new(schools::projection::Schools),
        Arc::new(results::projection::OfficialResults),
        Arc::new(results::projection::BenchmarkSets),
        Arc::new(results::projection::AuthorityAverages),
        Arc::new(cycles::projection::Cycles),
        Arc::new(placements::projection::Participants),
        Arc::new(assessments::projection::Scores),
        Arc::new(strategies::projection::StrategyChanges),
        Arc::new(needs::projection::Needs),
        Arc::new(needs::projection::Targets),
        Arc::new(sessions::projection::Sessions),
        Arc::new(inquiry::projection::Inquiry),
        Arc::new(costs::projection::Costs),
        Arc::new(pupils::projection::Pupils),
        Arc::new(groups::projection::SchoolGroups),
        Arc::new(groups::projection::GroupMembers),
        Arc::new(accounts::projection::Grants),
        Arc::new(accounts::projection::NamedAccesses),
        Arc::new(catalogue::projection::CatalogueEntries),
        Arc::new(enquiries::projection::Enquiries),
        Arc::new(enquiries::projection::EnquiryChanges),
        Arc::new(agenda::projection::SchoolMeetings),
        Arc::new(editions::projection::Editions),
        Arc::new(editions::projection::EditionFigures),
        Arc::new(history::projection::History),
    ]
}
