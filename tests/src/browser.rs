//! A real browser with a new profile, as `PORTAL.md` chose it: Debian's Chromium, driven from the test's own process.

use std::path::PathBuf;

use chromiumoxide::browser::{Browser as Chromium, BrowserConfig};
use chromiumoxide::handler::viewport::Viewport;
use futures::StreamExt;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::{PATIENCE, Tab};

/// The width of a laptop's window, in CSS pixels.
pub const WIDE: u32 = 1280;
/// The narrowest width that a page must fit (WCAG 1.4.10), in CSS pixels.
pub const NARROW: u32 = 320;

/// A running Chromium. It ends with the value.
#[derive(Debug)]
pub struct Browser {
    chromium: Chromium,
    events: JoinHandle<()>,
    _profile: TempDir,
}

impl Browser {
    /// Starts Chromium without a window.
    ///
    /// # Panics
    /// When there is none, with the command that installs it; or when it does not start.
    pub async fn start() -> Self {
        let profile =
            tempfile::Builder::new().prefix("quadrant-browser-").tempdir().expect("a temporary folder");
        let mut config = BrowserConfig::builder()
            .chrome_executable(executable())
            .user_data_dir(profile.path())
            .new_headless_mode()
            .launch_timeout(PATIENCE)
            .request_timeout(PATIENCE)
            .viewport(viewport(WIDE))
            .args(["disable-gpu", "disable-quic", "disable-component-update", "disable-domain-reliability"])
            .args(["disable-field-trial-config", "no-default-browser-check", "hide-scrollbars"])
            .args(["lang=en-GB", "accept-lang=en-GB"]);
        if is_root() {
            // Chromium's sandbox needs another user than root.
            config = config.no_sandbox();
        }
        let config = config.build().expect("a browser configuration");
        let (chromium, mut handler) = Chromium::launch(config).await.expect("Chromium starts");
        let events = tokio::spawn(async move { while handler.next().await.is_some() {} });
        Self { chromium, events, _profile: profile }
    }

    /// A new tab of this width, watching for errors and for requests to other hosts than `address`.
    ///
    /// # Panics
    /// When Chromium does not answer.
    pub async fn tab(&self, address: &str, width: u32) -> Tab {
        let page = self.chromium.new_page("about:blank").await.expect("a new tab");
        Tab::open(page, address, width).await
    }

    /// Closes Chromium and waits for its end.
    pub async fn close(mut self) {
        drop(self.chromium.close().await);
        drop(self.chromium.wait().await);
        self.events.abort();
    }
}

fn viewport(width: u32) -> Viewport {
    Viewport { width, height: 900, device_scale_factor: Some(1.0), ..Viewport::default() }
}

fn executable() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|folder| ["chromium", "chromium-browser", "google-chrome"].map(|name| folder.join(name)))
        .find(|program| program.is_file());
    found
        .expect("there is no Chromium; install it with: sudo apt-get install --yes chromium fonts-liberation")
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0)
}
