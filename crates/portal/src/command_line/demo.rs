//! Makes the demonstration and says how to sign in to it.

use tokio_util::sync::CancellationToken;

use super::{Demo, Place, progress};
use crate::app::Settings;
use crate::database::Host;
use crate::{demo, open};

/// Makes the made-up schools, unless they are there, and prints who can sign in.
///
/// # Errors
/// When the database can't be used.
#[expect(clippy::print_stdout, reason = "the sign-ins are what was asked for")]
pub async fn run(place: &Place, host: &Host, asked: &Demo) -> Result<(), Box<dyn std::error::Error>> {
    if !asked.sign_ins {
        let app = open::app(place, host, Settings::default(), None, CancellationToken::new()).await?;
        if demo::is_made(app.pool()).await? {
            eprintln!("The demonstration is there already.");
        } else {
            let bar = progress::bar("making the demonstration", 0);
            demo::make(&app, |done, total| {
                bar.set_length(total);
                bar.set_position(done);
            })
            .await?;
            bar.finish_and_clear();
        }
        app.stop().await;
    }
    println!("Sign in with (all of them are made up):");
    let schools = demo::schools().into_iter().map(|school| (school.name, school.people));
    let groups = demo::groups().into_iter().map(|group| (group.name, group.people));
    for (name, people) in schools.chain(groups) {
        println!("{name}");
        for person in people {
            println!(
                "  {:<18} {:<20} {} ({})",
                person.sign_in_name, person.password, person.display_name, person.role
            );
        }
    }
    Ok(())
}
