//! Writes facts to a zip that anybody can check with the public key alone.

use domain::SchoolId;
use journal::{Enclosed, Exported, Journal, Notary, Selection};

use super::ledger_key::told;
use super::{Export, Place, progress};
use crate::database::{self, Host};
use crate::ledger::read::Person;
use crate::{ledger, read_set};

/// Writes the facts that were asked for.
///
/// # Errors
/// When the file is there already, the school's number can't be read, there is no such range, or the pack can't be written.
pub async fn run(place: &Place, host: &Host, wanted: &Export) -> Result<(), Box<dyn std::error::Error>> {
    let journal = database::open(host, 4).await?;
    let mut problems = Vec::new();
    if wanted.file.exists() {
        problems.push(format!("{} is there already: choose another name", wanted.file.display()));
    }
    let records = match &wanted.school {
        Some(number) => records(&journal, number).await?.map_err(|problem| problems.push(problem)).ok(),
        None => None,
    };
    let people = ledger::read::people(journal.pool(), records.as_deref()).await?;
    let streams = records.map(|records| records.into_iter().collect());
    let selection = Selection { from: wanted.from, to: wanted.to, streams };
    let notary = Notary::new(journal, &database::keys_folder(&place.data_dir));
    let checkpoint = notary.issue().await?.ok_or("there are no facts to export")?;
    problems.extend(selection.problems(checkpoint.size()).iter().map(ToString::to_string));
    if !problems.is_empty() {
        return Err(problems.join("\n").into());
    }
    let places = (wanted.from.is_some() || wanted.to.is_some())
        .then(|| (wanted.from.unwrap_or(1), wanted.to.unwrap_or(checkpoint.size())));
    let enclose = enclosures(&people, wanted.school.clone(), places)?;
    let bar = progress::bar("writing facts", 0);
    let exported = notary
        .export(checkpoint, selection, &wanted.file, enclose, |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    eprintln!(
        "{} facts are in {}, under a checkpoint over {}. Later facts are not in it.",
        exported.facts,
        wanted.file.display(),
        exported.checkpoint.size()
    );
    eprintln!(
        "To check it, also on another machine:\n  quadrant verify --pack {} --key '{}'",
        wanted.file.display(),
        exported.key
    );
    eprintln!(
        "It names staff, and it keeps names of pupils only under their keys: give it to whoever may have it."
    );
    Ok(())
}

/// Every record about the school with this number, or why there is none.
async fn records(
    journal: &Journal,
    number: &str,
) -> Result<Result<Vec<(String, String)>, String>, Box<dyn std::error::Error>> {
    let school: Result<SchoolId, _> = number.parse().or_else(|_| format!("urn:{number}").parse());
    let Ok(school) = school else { return Ok(Err("a school's number has six digits".to_owned())) };
    journal.prepare(&read_set::all()).await?;
    let records = ledger::read::records_of(journal.pool(), &school).await?;
    if records.is_empty() {
        return Ok(Err(format!("nothing is recorded about a school with the number {number}")));
    }
    Ok(Ok(records))
}

/// What stands in an export beside the facts: who the people are, and how to check it. `places` are the first and the last one that were
/// asked for.
///
/// # Errors
/// When the list of people can't be written.
pub fn enclosures(
    staff: &[Person],
    school: Option<String>,
    places: Option<(u64, u64)>,
) -> Result<impl FnOnce(&Exported) -> Vec<Enclosed> + Send + use<>, Box<dyn std::error::Error>> {
    let people = people(staff)?;
    Ok(move |exported: &Exported| {
        let readme = readme(exported, school.as_deref(), places);
        vec![Enclosed { name: "people.csv", text: people }, Enclosed { name: "README.txt", text: readme }]
    })
}

/// Who the ids are that facts name as having done something: staff alone.
pub(crate) fn people(people: &[Person]) -> Result<String, Box<dyn std::error::Error>> {
    let mut csv = csv::Writer::from_writer(vec![]);
    csv.write_record(["id", "display_name", "roles"])?;
    for person in people {
        csv.write_record([person.id.as_str(), &inert(&person.display_name), &person.roles])?;
    }
    Ok(String::from_utf8(csv.into_inner()?)?)
}

/// A text that no spreadsheet takes for a formula.
fn inert(text: &str) -> String {
    if text.trim_start().starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

fn readme(exported: &Exported, school: Option<&str>, places: Option<(u64, u64)>) -> String {
    let what = match (exported.ends, school) {
        (None, _) => "There are no such facts.".to_owned(),
        (Some((first, last)), None) => {
            format!("It has every fact from place {first} to place {last} in the ledger.")
        }
        (Some(_), Some(school)) => {
            let places = places.map_or_else(String::new, |(from, to)| {
                format!(" from place {from} to place {to} in the ledger")
            });
            format!(
                "It has the facts about the school with the number {school}{places}.\nThat none of them is left out can't be \
                 shown by this file alone; a pack of all facts shows it."
            )
        }
    };
    let mut keys = told(&exported.begun, exported.checkpoint.size());
    if !keys.is_empty() {
        keys.push('\n');
    }
    format!(
        "An export from Quadrant\n\
         \n\
         This file has {facts} facts, as they were recorded, under a signed checkpoint over {size} facts.\n\
         {what}\n\
         \n\
         To check it, with nothing but this file and the public key of the ledger:\n\
         \n\
         \x20 quadrant verify --pack FILE.zip --key '{key}'\n\
         \n\
         Take the key from somewhere else than this file: from your own notes, or from the page /ledger of the portal.\n\
         Add --checkpoint FILE for a checkpoint that you kept. If this file has nothing to compare it with, you are told which\n\
         proof to get from the portal (/api/v1/ledger/consistency) and to add by --consistency FILE.\n\
         \n\
         events.jsonl    the facts, one CloudEvent (1.0) a line; `data` stands letter by letter as it was stored\n\
         proofs.json     the hashes of everything between them in the tree (RFC 6962), cut at the sizes of earlier checkpoints\n\
         \x20               (the newest 500, and of older ones the last of each month), so that their roots come out too\n\
         checkpoint.txt  the signed checkpoint (C2SP signed note)\n\
         keys.json       the facts by which one key took another's place, each with its proof\n\
         vkey.txt        the public key\n\
         people.csv      who the ids of people are, and the roles in which they did what they did\n\
         \n\
         A fact's leaf hash is SHA-256 of a zero byte and eight fields, each after its length in four bytes (big-endian):\n\
         streamtype, streamid, sequence, eventtype, eventversion, data, metadata, time.\n\
         \n\
         {keys}\
         What this does not show: that what somebody typed was true; what happened before the first checkpoint that\n\
         somebody else holds; facts that came after the checkpoint; and what is kept beside the facts: people's display\n\
         names (people.csv has them as they were when this was written), the register of who read names, and the read\n\
         tables from which the portal makes its pages. `quadrant rebuild` makes the read tables again from the facts.\n",
        facts = exported.facts,
        size = exported.checkpoint.size(),
        key = exported.key,
    )
}
