//! One tab of the browser: what a person does there, and what must never happen while they do.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::dom::{ScrollIntoViewIfNeededParams, SetFileInputFilesParams};
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType};
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::network::EventRequestWillBeSent;
use chromiumoxide::cdp::browser_protocol::page::{CaptureScreenshotFormat, PrintToPdfParams};
use chromiumoxide::cdp::js_protocol::runtime::EventExceptionThrown;
use chromiumoxide::keys::get_key_definition;
use chromiumoxide::page::ScreenshotParams;
use futures::StreamExt;
use serde_json::Value;

use crate::{PATIENCE, root};

/// A tab, and everything that went wrong in it so far.
#[derive(Debug)]
pub struct Tab {
    page: Page,
    address: String,
    width: AtomicU32,
    troubles: Arc<Mutex<Vec<String>>>,
}

/// One rule of axe that a page breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule's name, such as `color-contrast`.
    pub rule: String,
    /// What axe says about it, and the elements.
    pub about: String,
}

impl Tab {
    pub(crate) async fn open(page: Page, address: &str, width: u32) -> Self {
        let troubles = Arc::new(Mutex::new(Vec::new()));
        page.enable_log().await.expect("the tab's log");
        page.enable_runtime().await.expect("the tab's script");
        watch::<EventEntryAdded>(&page, &troubles, |event| {
            // A page that says no answers with one of these, and the browser writes that down as an error.
            let says_no = ["400", "403", "404", "409", "422"]
                .iter()
                .any(|status| event.entry.text.contains(&format!("status of {status}")))
                && !event.entry.url.as_deref().unwrap_or_default().contains("/assets/");
            let trouble = event.entry.level == LogEntryLevel::Error && !says_no;
            trouble.then(|| format!("{} ({:?})", event.entry.text, event.entry.url))
        })
        .await;
        watch::<EventExceptionThrown>(&page, &troubles, |event| {
            Some(format!("script failed: {:?}", event.exception_details))
        })
        .await;
        let own = format!("{address}/");
        watch::<EventRequestWillBeSent>(&page, &troubles, move |event| {
            let url = &event.request.url;
            let allowed = url.starts_with(&own) || url.starts_with("data:") || url.starts_with("about:");
            (!allowed).then(|| format!("a request to another host: {url}"))
        })
        .await;
        let tab = Self { page, address: address.to_owned(), width: AtomicU32::new(width), troubles };
        tab.resize(width).await;
        tab
    }

    /// Sets the width of the page, in CSS pixels.
    ///
    /// # Panics
    /// When Chromium does not answer.
    pub async fn resize(&self, width: u32) {
        let metrics = SetDeviceMetricsOverrideParams::new(i64::from(width), 900_i64, 1.0, false);
        self.page.execute(metrics).await.expect("the width is set");
        self.width.store(width, Ordering::Relaxed);
    }

    /// The width of the page, in CSS pixels.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width.load(Ordering::Relaxed)
    }

    /// Shows pages as to somebody whose system has a feature on, such as `forced-colors` with `active`; an empty value
    /// switches it off.
    ///
    /// # Panics
    /// When Chromium does not answer.
    pub async fn emulate(&self, feature: &str, value: &str) {
        let media = SetEmulatedMediaParams::builder().feature(MediaFeature::new(feature, value)).build();
        self.page.execute(media).await.expect("the feature is set");
    }

    /// Prints the page on A4 to `target/screenshots/<name>.pdf`, and says where that is.
    ///
    /// # Panics
    /// When it can't be printed or written.
    pub async fn print(&self, name: &str) -> PathBuf {
        let folder = root().join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let file = folder.join(format!("{name}.pdf"));
        let paper = PrintToPdfParams::builder().paper_width(8.27).paper_height(11.69).build();
        self.page.save_pdf(paper, &file).await.expect("the page is printed");
        file
    }

    /// Switches the scripts of pages off or on, from the next page on.
    ///
    /// # Panics
    /// When Chromium does not answer.
    pub async fn set_script(&self, on: bool) {
        self.page.execute(SetScriptExecutionDisabledParams::new(!on)).await.expect("script is switched");
    }

    /// Goes to a path of the portal and waits until the page has loaded.
    ///
    /// # Panics
    /// When it does not load in [`PATIENCE`].
    pub async fn go(&self, path: &str) {
        let load = self.page.goto(format!("{}{path}", self.address));
        tokio::time::timeout(PATIENCE, load).await.expect("the page loads in time").expect("the page loads");
    }

    /// Where the tab is, as a path.
    ///
    /// # Panics
    /// When Chromium does not answer.
    pub async fn path(&self) -> String {
        let url = self.page.url().await.expect("the tab's address").unwrap_or_default();
        url.strip_prefix(&self.address).unwrap_or(&url).to_owned()
    }

    /// Writes into a field as a person types.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let field = self.click(selector).await;
        field.type_str(text).await.expect("the field takes the text");
    }

    /// Presses a key, such as `Tab` or `Enter`, wherever the focus is.
    ///
    /// # Panics
    /// When there is no such key.
    pub async fn press(&self, key: &str) {
        let known = get_key_definition(key).unwrap_or_else(|| panic!("there is no key {key:?}"));
        let letter = (known.key.len() == 1).then_some(known.key);
        let mut down = DispatchKeyEventParams::builder()
            .r#type(DispatchKeyEventType::RawKeyDown)
            .key(known.key)
            .code(known.code)
            .windows_virtual_key_code(known.key_code)
            .native_virtual_key_code(known.key_code);
        let up = down.clone().r#type(DispatchKeyEventType::KeyUp);
        if let Some(text) = known.text.or(letter) {
            down = down.r#type(DispatchKeyEventType::KeyDown).text(text);
        }
        for event in [down, up] {
            self.page.execute(event.build().expect("a whole event")).await.expect("the key is pressed");
        }
    }

    /// Presses a key that leads to another page, and waits until that has loaded.
    ///
    /// # Panics
    /// When no page follows in [`PATIENCE`].
    pub async fn press_to_follow(&self, key: &str) {
        self.mark().await;
        self.press(key).await;
        self.arrive().await;
    }

    /// Writes where the focus is.
    ///
    /// # Panics
    /// When the keyboard has no key for a letter.
    pub async fn write(&self, text: &str) {
        for letter in text.chars() {
            let key = if letter == '\n' { "Enter".to_owned() } else { letter.to_string() };
            self.press(&key).await;
        }
    }

    /// Chooses the option with this value from a list, as a person's choice ends: the value, and nothing for a script.
    ///
    /// # Panics
    /// When there is no such list or option.
    pub async fn choose(&self, selector: &str, value: &str) {
        let (list, value) = (Value::from(selector), Value::from(value));
        let script = format!(
            "(() => {{ const list = document.querySelector({list}); list.value = {value}; return list.value; }})()"
        );
        let chosen = self.ask(&script);
        assert_eq!(chosen.await, value, "{selector} on {}", self.path().await);
    }

    /// Chooses the last option of a list.
    ///
    /// # Panics
    /// When there is no such list.
    pub async fn choose_last(&self, selector: &str) {
        let last = format!("[...document.querySelector({}).options].at(-1).value", Value::from(selector));
        let last = self.ask(&last).await;
        self.choose(selector, last.as_str().expect("an option")).await;
    }

    /// Ticks a box.
    ///
    /// # Panics
    /// When there is none, or it is ticked already.
    pub async fn tick(&self, selector: &str) {
        self.click(selector).await;
        let ticked = self.ask(&format!("document.querySelector({}).checked", Value::from(selector))).await;
        assert_eq!(ticked, true, "{selector} on {}", self.path().await);
    }

    /// Chooses a file, as the browser's own window for that ends.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn attach(&self, selector: &str, file: &Path) {
        let field = self.find(selector).await;
        let file = file.to_string_lossy();
        let files =
            SetFileInputFilesParams::builder().file(file).backend_node_id(field.backend_node_id).build();
        self.page.execute(files.expect("one file")).await.expect("the field takes the file");
    }

    /// Clicks on what leads to another page and waits until that has loaded.
    ///
    /// # Panics
    /// When there is no such element, or no page follows in [`PATIENCE`].
    pub async fn follow(&self, selector: &str) {
        self.mark().await;
        self.click(selector).await;
        self.arrive().await;
    }

    /// Scrolls to an element and clicks in its middle, by the browser's own means: so it works with script off, too.
    async fn click(&self, selector: &str) -> chromiumoxide::Element {
        let element = self.find(selector).await;
        let scroll = ScrollIntoViewIfNeededParams::builder().backend_node_id(element.backend_node_id).build();
        self.page.execute(scroll).await.expect("the element can be scrolled to");
        let middle = element.clickable_point().await.expect("the element can be seen");
        self.page.click(middle).await.expect("a click");
        element
    }

    /// Marks the page that is left, so that the next one can be told from it.
    async fn mark(&self) {
        self.ask("window.left = true").await;
    }

    /// Waits for another page than the marked one, loaded. While pages change there is nobody to ask: so ask again.
    async fn arrive(&self) {
        let loaded = "window.left !== true && document.readyState === 'complete'";
        let until = Instant::now() + PATIENCE;
        while self.page.evaluate(loaded).await.ok().and_then(|answer| answer.value().cloned())
            != Some(Value::Bool(true))
        {
            assert!(Instant::now() < until, "no page followed {} in {PATIENCE:?}", self.path().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What the page holds for a script, as JSON.
    ///
    /// # Panics
    /// When the script fails.
    pub async fn ask(&self, script: &str) -> Value {
        let answer = self.page.evaluate(script).await.unwrap_or_else(|error| panic!("{script}: {error}"));
        answer.value().cloned().unwrap_or(Value::Null)
    }

    /// The visible text of what `selector` names first.
    pub async fn text(&self, selector: &str) -> String {
        let script = format!("document.querySelector({})?.innerText ?? ''", Value::from(selector));
        self.ask(&script).await.as_str().unwrap_or_default().trim().to_owned()
    }

    async fn find(&self, selector: &str) -> chromiumoxide::Element {
        match self.page.find_element(selector).await {
            Ok(element) => element,
            Err(error) => {
                panic!("{} has no {selector} ({error}): {}", self.path().await, self.text("main").await)
            }
        }
    }

    /// What axe finds by WCAG 2.2 A and AA and by best practice: the rules that the page breaks, and those that axe
    /// can't judge and a person must.
    ///
    /// # Panics
    /// When axe is not there (with the command that fetches it) or does not run.
    pub async fn audit(&self) -> (Vec<Violation>, Vec<Violation>) {
        let axe = std::fs::read_to_string(root().join("web/node_modules/axe-core/axe.min.js"))
            .expect("axe-core is not there; fetch it with: ops/web");
        self.page.evaluate_expression(axe.as_str()).await.expect("axe loads");
        let run = "axe.run(document, { resultTypes: ['violations', 'incomplete'], rules: { 'target-size': { enabled: true } }, \
                   runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }) \
                   .then((found) => [found.violations, found.incomplete].map((rules) => rules.map((rule) => [rule.id, \
                   rule.help + ': ' + rule.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join('; ')])))";
        let found = self.ask(run).await;
        (rules(found.get(0)), rules(found.get(1)))
    }

    /// Every rule of axe that the page breaks.
    ///
    /// # Panics
    /// As [`Tab::audit`].
    pub async fn violations(&self) -> Vec<Violation> {
        self.audit().await.0
    }

    /// How far the page is wider than its window, in CSS pixels: 0 when it does not scroll sideways.
    ///
    /// # Panics
    /// When the script fails.
    pub async fn sideways(&self) -> i64 {
        let script = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth";
        self.ask(script).await.as_i64().expect("a number of pixels")
    }

    /// Saves a picture of the whole page to `target/screenshots/<name>-<width>.png`.
    ///
    /// # Panics
    /// When it can't be taken or written.
    pub async fn picture(&self, name: &str) {
        let folder = root().join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let params = ScreenshotParams::builder().format(CaptureScreenshotFormat::Png).full_page(true).build();
        let file = folder.join(format!("{name}-{}.png", self.width()));
        self.page.save_screenshot(params, file).await.expect("a picture of the page");
        // A picture of the whole page leaves the tab at the browser's own width.
        self.resize(self.width()).await;
    }

    /// Everything that went wrong so far: errors of scripts, of the content security policy and of the network, and
    /// requests to other hosts.
    ///
    /// # Panics
    /// Never: the lock is only held to add a line.
    #[must_use]
    pub fn troubles(&self) -> Vec<String> {
        self.troubles.lock().expect("nobody panics with the lock").clone()
    }

    /// The same, and forgets them.
    ///
    /// # Panics
    /// As [`Tab::troubles`].
    #[must_use]
    pub fn take_troubles(&self) -> Vec<String> {
        std::mem::take(&mut *self.troubles.lock().expect("nobody panics with the lock"))
    }

    /// What must hold of every page in every state: nothing went wrong, axe is clean, and it does not scroll sideways.
    /// Takes a picture under `name` first, to be looked at either way.
    ///
    /// # Panics
    /// When any of it does not hold.
    pub async fn is_sound(&self, name: &str) {
        self.picture(name).await;
        assert_eq!(self.ask("window.innerWidth").await, self.width(), "the width of {name}");
        let (violations, sideways) = (self.violations().await, self.sideways().await);
        assert_eq!(violations, [], "axe on {} at {}", self.path().await, self.width());
        assert!(sideways <= 0, "{} scrolls sideways by {sideways} px at {}", self.path().await, self.width());
        assert_eq!(self.troubles(), Vec::<String>::new(), "on {} at {}", self.path().await, self.width());
    }
}

/// Pairs of a rule and what is said of it.
fn rules(found: Option<&Value>) -> Vec<Violation> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let pairs = found.and_then(Value::as_array).expect("axe gives a list").iter();
    pairs.map(|pair| Violation { rule: text(pair.get(0)), about: text(pair.get(1)) }).collect()
}

async fn watch<E>(
    page: &Page,
    troubles: &Arc<Mutex<Vec<String>>>,
    judge: impl Fn(&E) -> Option<String> + Send + 'static,
) where
    E: chromiumoxide::cdp::IntoEventKind + Send + Sync + Unpin + 'static,
{
    let mut events = page.event_listener::<E>().await.expect("the tab's events");
    let troubles = Arc::clone(troubles);
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            if let (Some(trouble), Ok(mut troubles)) = (judge(&event), troubles.lock()) {
                troubles.push(trouble);
            }
        }
    });
}
