//! The disk fills up in the middle of an import.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use system::Installation;

use crate::records::{Records, until_in_step};
use crate::school;
use crate::table::{Table, arguments};
use crate::writers::{Writers, scores};

/// More schools than fit into what is left of the disk.
const SCHOOLS: usize = 8_000;
const MEGABYTES: usize = 200;
/// What an import finds left, in megabytes: less than the database's own log needs for it.
const LEFT: usize = 6;

/// A small disk at a folder, for as long as the value lives.
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// None where this process may not mount file systems, which is said and checked.
    fn at(folder: &Path) -> Option<Self> {
        match Self::mount(folder) {
            Ok(disk) => Some(disk),
            Err(why) => {
                assert!(!may_mount(), "this process may mount file systems, but: {why}");
                eprintln!("no small disk here ({why}): only who may mount file systems can run this test");
                None
            }
        }
    }

    fn mount(folder: &Path) -> Result<Self, String> {
        let size = format!("size={MEGABYTES}m,mode=0700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).output();
        match mounted {
            Ok(output) if output.status.success() => Ok(Self { folder: folder.to_owned() }),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }

    /// Leaves only a few megabytes.
    fn fill(&self) {
        let free =
            Command::new("df").args(["--output=avail", "-B1M"]).arg(&self.folder).output().expect("df runs");
        let free =
            String::from_utf8_lossy(&free.stdout).lines().last().and_then(|line| line.trim().parse().ok());
        let free: usize = free.expect("df says what is left");
        std::fs::write(self.filler(), vec![0_u8; free.saturating_sub(LEFT) << 20]).expect("the filler fits");
    }

    /// Leaves nothing at all.
    fn fill_up(&self) {
        let mut filler = File::create(self.filler()).expect("the filler can be made");
        for size in [1 << 16, 1 << 12, 1] {
            while filler.write_all(&vec![0_u8; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).expect("the filler goes");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.folder).status());
    }
}

/// Whether this process may mount file systems, by the kernel's own word.
fn may_mount() -> bool {
    const SYS_ADMIN: u64 = 1 << 21;
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc says what we may do");
    let rights = status.lines().find_map(|line| line.strip_prefix("CapEff:")).expect("a line of rights");
    u64::from_str_radix(rights.trim(), 16).expect("a number") & SYS_ADMIN != 0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_fills_the_disk_leaves_nothing_and_says_so() {
    let installation = Installation::embedded();
    let Some(disk) = SmallDisk::at(installation.folder()) else { return };
    drop(installation.run(&["rebuild"]).well()); // makes the database
    let table = Table::of(SCHOOLS);
    let import = table.import();
    disk.fill();
    let refused = installation.run(&arguments(&import));
    assert_ne!(refused.status, 0, "{} schools do not fit into {LEFT} MB: {}", SCHOOLS, refused.printed);
    assert!(refused.said.to_lowercase().contains("no space left"), "it says why: {}", refused.said);

    disk.make_room();
    let portal = installation.serve();
    let mut records = Records::of(&installation).await;
    assert_eq!(records.imported().await, 0, "nothing of the import is there");
    assert_eq!(portal.reader().get(&table.last_page()).await.status, 404);
    drop(installation.run(&arguments(&import)).well());
    until_in_step(&portal).await;
    records.assert_whole().await;
    drop(portal.reader().get(&table.last_page()).await.with_status(200));
    portal.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_disk_says_that_it_cannot_and_goes_on_when_there_is_room() {
    let installation = Installation::embedded();
    let Some(disk) = SmallDisk::at(installation.folder()) else { return };
    let person = school::open(&installation, &[]);
    // Its log is on the same disk: a line that can't be written must not stop it.
    let portal = installation.serve();
    let mut records = Records::of(&installation).await;
    let writers = Writers::begin(&portal, &person, &scores(&mut records).await).await;
    writers.until(10).await;
    disk.fill_up();
    writers.until_failed(3).await;
    drop(portal.reader().get("/health/live").await.with_status(200));
    disk.make_room();
    writers.until_more(20).await;
    let acknowledged = writers.stop().await;
    until_in_step(&portal).await;
    let mut records = Records::of(&installation).await;
    records.assert_stored(&acknowledged).await;
    records.assert_whole().await;
    records.assert_sealed_once().await;
    portal.stop();
}
