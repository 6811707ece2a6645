//! What every page needs at hand: the database, the journal, the keys and the settings.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cqrs_es::Aggregate as _;
use domain::cycle::Cycle;
use domain::{AcademicYear, CycleId, SchoolId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use journal::{
    Held, Journal, JournalError, Loaded, Notary, NotaryError, Progress, Running, Scratches, SignedCheckpoint,
    Standing, Token, View,
};
use metrics_exporter_prometheus::PrometheusHandle;
use sqlx::PgPool;
use tokio::sync::RwLock;
use uuid::Uuid;

use crate::entries::Catalogue;
use crate::kept::Kept;
use crate::kept_pages::KeptPages;
use crate::page_error::PageError;
use crate::results::Sheet;
use crate::school_charts::{Around, Nation, Nations};
use crate::vault::Vault;
use crate::words::Locale;
use crate::{catalogue, read_set, schools, true_on};

/// How long a page waits for the read tables to show the change that led to it.
const READ_YOUR_WRITES: Duration = Duration::from_millis(500);

/// How many looks at the past are kept filled: about as many as there are processors.
const LOOKS: std::ops::RangeInclusive<usize> = 4..=8;
/// How long a server that stops waits for whoever still looks at the past.
const LAST_LOOKS: Duration = Duration::from_secs(2);

/// Settings of one server.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Hide official figures from people who are not signed in.
    pub private: bool,
    /// The server is reached by https, so cookies are marked secure.
    pub secure_cookies: bool,
    /// The portal has made-up people, and every page says so.
    pub demonstration: bool,
    /// The folder for files that were exported.
    pub exports: PathBuf,
}

/// The running portal. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    pool: PgPool,
    journal: Journal,
    running: Arc<Running>,
    vault: Vault,
    notary: Notary,
    settings: Settings,
    metrics: Option<PrometheusHandle>,
    /// The catalogue as last read, and the place of the last fact in it.
    catalogue: RwLock<(i64, Catalogue)>,
    /// All schools of the years that somebody asked for.
    nations: RwLock<Nations>,
    /// What people who are not signed in were shown last.
    kept_pages: KeptPages,
    /// What all readers of a school's chart are shown alike.
    kept_sheets: Kept<Drawing, Arc<Sheet>>,
    /// What all readers of a chart of schools are shown alike.
    kept_charts: Kept<Drawing, Arc<Around>>,
    /// Where looks at the past are filled.
    scratches: Arc<Scratches>,
    /// Where this is the portal as it was: the clock of then, and the tables that show it.
    past: Option<(Timestamp, Held)>,
}

/// The address of a page with its query, and the English that it is in.
pub type Drawing = (String, Locale);

impl App {
    /// A portal on an open journal whose read tables are being kept by `running`.
    #[must_use]
    pub fn new(
        journal: Journal,
        running: Running,
        vault: Vault,
        notary: Notary,
        settings: Settings,
        metrics: Option<PrometheusHandle>,
    ) -> Self {
        let pool = journal.pool().clone();
        let (catalogue, nations, kept_pages, kept_sheets, kept_charts) = Default::default();
        let processors = std::thread::available_parallelism().map_or(*LOOKS.start(), usize::from);
        let looks = processors.clamp(*LOOKS.start(), *LOOKS.end());
        let inner = Inner {
            pool,
            running: Arc::new(running),
            vault,
            notary,
            settings,
            metrics,
            catalogue,
            nations,
            kept_pages,
            kept_sheets,
            kept_charts,
            scratches: Scratches::new(journal.clone(), read_set::of_the_past(), looks),
            past: None,
            journal,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The portal as a look at the past shows it, for pages that are made of the facts of the view: the same pages, read from
    /// tables that were filled with these facts, by the clock of `at`. Nothing can be recorded there. Keys are those of
    /// today, so that whoever was erased since stays erased; so are accounts and their names.
    ///
    /// # Errors
    /// When no place is free to fill the tables in, or the database does not answer.
    pub async fn as_of(&self, view: &View, at: Timestamp) -> Result<Self, JournalError> {
        Ok(self.looking(view, at, self.inner.scratches.hold(view).await?))
    }

    /// The same, if it can be had within `patience`; else how far it is. It goes on meanwhile.
    ///
    /// # Errors
    /// When no place is free to fill the tables in, or the database does not answer.
    pub async fn as_of_within(
        &self,
        view: &View,
        at: Timestamp,
        patience: Duration,
    ) -> Result<Result<Self, Progress>, JournalError> {
        let held = self.inner.scratches.hold_within(view, patience).await?;
        Ok(held.map(|held| self.looking(view, at, held)))
    }

    fn looking(&self, view: &View, at: Timestamp, held: Held) -> Self {
        let now = &self.inner;
        let inner = Inner {
            pool: held.pool().clone(),
            journal: now.journal.as_of(view),
            running: now.running.clone(),
            vault: now.vault.clone(),
            notary: now.notary.clone(),
            settings: now.settings.clone(),
            metrics: None,
            catalogue: RwLock::default(),
            nations: RwLock::default(),
            kept_pages: KeptPages::default(),
            kept_sheets: Kept::default(),
            kept_charts: Kept::default(),
            scratches: now.scratches.clone(),
            past: Some((at, held)),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The database.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.inner.pool
    }

    /// The journal, where facts are appended.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.inner.journal
    }

    /// The tasks that keep the read tables in step.
    #[must_use]
    pub fn running(&self) -> &Running {
        &self.inner.running
    }

    /// The keys of sealed texts.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// Who signs checkpoints of the ledger.
    #[must_use]
    pub fn notary(&self) -> &Notary {
        &self.inner.notary
    }

    /// The last signed checkpoint that the records still fit, for a page that quotes it; none where nothing is signed yet. A
    /// page that is shown as it was quotes none that covers later facts; one that shows what held on a day says so by all that is
    /// known now.
    ///
    /// # Errors
    /// When nothing can be signed any more; the log says why. A page that is only read does not fail with it.
    pub async fn last_checkpoint(&self) -> Result<Option<SignedCheckpoint>, NotaryError> {
        let last = self.inner.notary.check().await?;
        Ok(last.filter(|signed| match self.inner.journal.standing() {
            Standing::Past { position } => self.inner.journal.leaves_out() || signed.size() <= position,
            Standing::Home | Standing::Foreign { .. } => true,
        }))
    }

    /// The settings of this server.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The catalogue as it is now. It is read anew only when a fact about it has come since.
    ///
    /// # Errors
    /// When the database does not answer, or a row can't be read.
    pub async fn catalogue(&self) -> Result<Catalogue, PageError> {
        let position = catalogue::read::position(self.pool()).await?;
        {
            let (known, kept) = &*self.inner.catalogue.read().await;
            if *known == position {
                return Ok(kept.clone());
            }
        }
        let fresh = Catalogue::of(&catalogue::read::entries(self.pool()).await?);
        *self.inner.catalogue.write().await = (position, fresh.clone());
        Ok(fresh)
    }

    /// The years that official tables have, newest first, and all schools of one of them: of the newest where none is named.
    /// Nothing if there is no such year. They are read anew only when a fact about a school or its results has come since.
    ///
    /// # Errors
    /// When the database does not answer, or a row can't be read.
    pub async fn nation(
        &self,
        year: Option<AcademicYear>,
    ) -> Result<Option<(Vec<AcademicYear>, Arc<Nation>)>, PageError> {
        Nations::get(&self.inner.nations, self.pool(), year).await
    }

    /// Pages of official figures as they were last drawn.
    #[must_use]
    pub fn kept_pages(&self) -> &KeptPages {
        &self.inner.kept_pages
    }

    /// Schools' own charts as they were last drawn, without what depends on their reader.
    #[must_use]
    pub fn kept_sheets(&self) -> &Kept<Drawing, Arc<Sheet>> {
        &self.inner.kept_sheets
    }

    /// Charts of schools as they were last drawn, without what depends on their reader.
    #[must_use]
    pub fn kept_charts(&self) -> &Kept<Drawing, Arc<Around>> {
        &self.inner.kept_charts
    }

    /// Figures about the server itself, if they are kept.
    #[must_use]
    pub fn metrics(&self) -> Option<&PrometheusHandle> {
        self.inner.metrics.as_ref()
    }

    /// Whether the read tables show what `token` stands for; waits half a second at most.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn has_seen(&self, token: &Token) -> Result<bool, JournalError> {
        self.inner.running.wait_for(token, READ_YOUR_WRITES).await
    }

    /// Stops the tasks that keep the read tables, lets them finish what they are at, and closes the database.
    pub async fn stop(self) {
        let pool = self.inner.pool.clone();
        let closed = tokio::time::timeout(LAST_LOOKS, self.inner.scratches.close()).await;
        if closed.is_err() {
            tracing::warn!("somebody still looks at the past: stopping without them");
        }
        let running = Arc::into_inner(self.inner).and_then(|inner| Arc::into_inner(inner.running));
        if let Some(running) = running {
            running.stop().await;
        }
        pool.close().await;
    }

    /// What a school's own settings come to now: its day, its year, its limit for small numbers.
    ///
    /// # Errors
    /// When the database does not answer, or a row can't be read.
    pub async fn settings_of(&self, school: &SchoolId) -> Result<schools::read::Settings, PageError> {
        schools::read::settings(self.pool(), school, self.now()).await
    }

    /// A cycle as its facts have left it; where this is a look at some of its facts, as those leave it.
    ///
    /// # Errors
    /// When the database does not answer, or a fact is in a shape that the program does not know.
    pub async fn cycle(&self, cycle: CycleId) -> Result<Loaded<Cycle>, JournalError> {
        let (journal, id) = (&self.inner.journal, cycle.to_string());
        if self.inner.past.is_none() {
            return journal.load(&id).await;
        }
        let stream = journal.stream(Cycle::TYPE, &id).await?;
        let sequence = stream.last().map_or(0, |last| last.sequence);
        Ok(Loaded { state: true_on::state(&stream), sequence })
    }

    /// Now; of the portal as it was, the moment as of which it is looked at.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.past.as_ref().map_or_else(Timestamp::now, |(at, _)| *at)
    }

    /// Today in London, for what is about no one school.
    #[must_use]
    pub fn today(&self) -> Date {
        day(self.now())
    }
}

/// Today in London. A school's own day is in [`App::settings_of`].
#[must_use]
pub fn today() -> Date {
    day(Timestamp::now())
}

/// The day of an instant in London.
#[must_use]
pub fn day(instant: Timestamp) -> Date {
    instant.to_zoned(london()).date()
}

/// The clock of schools that did not say which is theirs.
#[must_use]
pub fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// A new id: random, so that nothing can be read from it.
#[must_use]
pub fn new_id() -> Uuid {
    Uuid::new_v4()
}
