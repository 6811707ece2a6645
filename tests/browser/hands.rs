//! Somebody at the keyboard: Tab, arrows, Space, Enter and typing, and nothing else. Every stop of the focus on the way must
//! be one that can be seen, and every key is counted.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use serde_json::Value;
use system::{PATIENCE, Tab};

use crate::look;
use crate::pages::SEND;
use crate::people::Demonstration;

/// A page with more stops than this has too many.
const MOST_STOPS: usize = 120;

/// What is wrong with the place where the focus is, if anything: nothing is drawn around it, or it is out of the window.
/// Checkboxes draw their focus beside themselves, and the browser draws that of the parts of a date inside them.
const UNSEEN: &str = "(() => { const one = document.activeElement; if (one === document.body) return ''; \
    const box = one.getBoundingClientRect(), style = getComputedStyle(one); \
    const drawn = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || \
        one.querySelector('.chart-ring') || one.matches('.govuk-checkboxes__input, [type=date]:not(:focus)'); \
    const there = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight; \
    return drawn && there ? '' : one.outerHTML.slice(0, 200) + ` from ${box.top} to ${box.bottom}, ` + \
        `outline ${style.outline}, shadow ${style.boxShadow}`; })()";

/// A person at the keyboard of a tab.
pub(crate) struct Hands<'t> {
    pub(crate) tab: &'t Tab,
    /// Whether pages run their script.
    script: bool,
    keys: Cell<usize>,
    faults: RefCell<Vec<String>>,
}

impl<'t> Hands<'t> {
    /// Hands on a tab, whose pages run their script.
    pub(crate) fn on(tab: &'t Tab) -> Self {
        Self { tab, script: true, keys: Cell::new(0), faults: RefCell::default() }
    }

    /// Hands on a tab whose pages run no script from now on.
    pub(crate) async fn without_script(tab: &'t Tab) -> Self {
        tab.set_script(false).await;
        Self { script: false, ..Self::on(tab) }
    }

    /// Whether pages run their script.
    pub(crate) fn has_script(&self) -> bool {
        self.script
    }

    /// How many keys were pressed since the last time that somebody asked.
    pub(crate) fn keys(&self) -> usize {
        self.keys.take()
    }

    /// Presses a key.
    pub(crate) async fn press(&self, key: &str) {
        self.keys.set(self.keys.get() + 1);
        self.tab.press(key).await;
    }

    /// Types where the focus is.
    pub(crate) async fn write(&self, text: &str) {
        self.keys.set(self.keys.get() + text.chars().count());
        self.tab.write(text).await;
    }

    /// Presses Enter, which leads to another page.
    pub(crate) async fn go_on(&self) {
        self.keys.set(self.keys.get() + 1);
        self.tab.press_to_follow("Enter").await;
    }

    /// Presses Tab until the focus is on what `selector` names, and sees that each stop on the way can be seen.
    pub(crate) async fn to(&self, selector: &str) {
        let there = format!("document.activeElement?.matches({}) ?? false", Value::from(selector));
        if self.tab.ask(&there).await == true {
            return;
        }
        let both = format!("[{there}, {UNSEEN}]");
        for _ in 0..MOST_STOPS {
            self.press("Tab").await;
            let stop = self.tab.ask(&both).await;
            if stop[1] != "" {
                self.is_seen_soon().await;
            }
            if stop[0] == true {
                return;
            }
        }
        panic!("{selector} is not reached by Tab on {}: {}", self.tab.path().await, self.main().await);
    }

    /// The browser scrolls to the focus within a frame or two: so whoever looked too early looks again.
    async fn is_seen_soon(&self) {
        let mut unseen = Value::Null;
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            unseen = self.tab.ask(UNSEEN).await;
            if unseen == "" {
                return;
            }
        }
        panic!("the focus can't be seen on {}: {unseen}", self.tab.path().await);
    }

    /// Goes to what `selector` names in the page itself: past the frame first, by the link that is there for it.
    pub(crate) async fn past_the_frame(&self, selector: &str) {
        self.press("Tab").await;
        let first = self.tab.ask("document.activeElement.getAttribute('href')").await;
        assert_eq!(first, "#main", "the first stop on {} leads past the frame", self.tab.path().await);
        self.press("Enter").await;
        self.to(selector).await;
    }

    /// Follows the link, past the frame.
    pub(crate) async fn follow(&self, selector: &str) {
        self.past_the_frame(selector).await;
        self.go_on().await;
    }

    /// Follows a link of the frame.
    pub(crate) async fn follow_in_frame(&self, selector: &str) {
        self.to(selector).await;
        self.go_on().await;
    }

    /// Goes to a field and types into it. What stands in a line of text is marked by Tab, and typing replaces it.
    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        self.to(selector).await;
        self.write(text).await;
    }

    /// Goes to a field for a day and types it, in the order that the browser has for its parts.
    pub(crate) async fn day(&self, selector: &str, day: Date) {
        self.to(selector).await;
        let order = "new Intl.DateTimeFormat().formatToParts().map((part) => part.type[0]).join('').replaceAll('l', '')";
        let order = self.tab.ask(order).await;
        for part in order.as_str().unwrap_or_default().chars() {
            let digits = match part {
                'd' => format!("{:02}", day.day()),
                'm' => format!("{:02}", day.month()),
                _ => format!("{:04}", day.year()),
            };
            self.write(&digits).await;
        }
        assert_eq!(self.tab.ask("document.activeElement.value").await, day.to_string(), "{selector}");
    }

    /// Goes to a list and presses the arrows until what begins with `text` is chosen.
    pub(crate) async fn choose(&self, selector: &str, text: &str) {
        self.to(selector).await;
        let steps = format!(
            "(() => {{ const list = document.activeElement, texts = [...list.options].map((one) => one.text); \
             return texts.findIndex((one) => one.startsWith({})) - list.selectedIndex; }})()",
            Value::from(text)
        );
        let away = self.tab.ask(&steps).await.as_i64().expect("a number of steps");
        let key = if away > 0 { "ArrowDown" } else { "ArrowUp" };
        for _ in 0..away.abs() {
            self.press(key).await;
        }
        let chosen = self.tab.ask("document.activeElement.selectedOptions[0].text").await;
        let offered = self.tab.ask("[...document.activeElement.options].map((one) => one.text)").await;
        assert!(
            chosen.as_str().unwrap_or_default().starts_with(text),
            "{selector}: {chosen} for {text}: {offered}"
        );
    }

    /// Goes to a list and takes the first thing on it.
    pub(crate) async fn choose_first(&self, selector: &str) {
        self.to(selector).await;
        self.press("ArrowDown").await;
        assert_eq!(self.tab.ask("document.activeElement.selectedIndex").await, 1, "{selector}");
    }

    /// Goes to a box and ticks it.
    pub(crate) async fn tick(&self, selector: &str) {
        self.to(selector).await;
        self.press(" ").await;
        assert_eq!(self.tab.ask("document.activeElement.checked").await, true, "{selector}");
    }

    /// Sends the form, which is taken. On a busy machine the page may say that it does not show the change yet, and to load
    /// it again in a moment.
    pub(crate) async fn send(&self) {
        self.to(SEND).await;
        self.go_on().await;
        let until = Instant::now() + PATIENCE;
        while self.tab.text("main > .govuk-inset-text[role=status]").await.contains("Load it again") {
            assert!(Instant::now() < until, "{} is not up to date in {PATIENCE:?}", self.tab.path().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
            self.tab.go(&self.tab.path().await).await;
        }
        let problems = self.tab.text(".govuk-error-summary").await;
        assert_eq!(problems, "", "on {}: {}", self.tab.path().await, self.main().await);
    }

    /// Sends the form, which is refused: the reader is put at the list of problems, each of which leads to its field and is
    /// told there, too. Then goes to the first.
    pub(crate) async fn send_in_vain(&self, first: &str) {
        self.to(SEND).await;
        self.go_on().await;
        let problems = self.tab.text(".govuk-error-summary").await;
        assert!(!problems.is_empty(), "{} took it: {}", self.tab.path().await, self.main().await);
        assert_eq!(self.tab.ask("document.title.startsWith('Error')").await, true);
        let untold = "[...document.querySelectorAll('.govuk-error-summary a')].map((link) => link.hash.slice(1)) \
            .filter((id) => { const field = document.getElementById(id); \
                const described = field && [field, ...field.querySelectorAll('[aria-describedby]')] \
                    .flatMap((one) => (one.getAttribute('aria-describedby') ?? '').split(' ')); \
                return !described?.some((one) => document.getElementById(one)?.matches('.govuk-error-message')); })";
        let untold = self.tab.ask(untold).await;
        assert_eq!(untold, serde_json::json!([]), "not told at the field on {}", self.tab.path().await);
        if self.script {
            let focus = "document.activeElement.matches('.govuk-error-summary')";
            assert_eq!(self.tab.ask(focus).await, true, "the focus on {}", self.tab.path().await);
        }
        self.to(&format!(".govuk-error-summary a[href='#{first}']")).await;
        self.press("Enter").await;
        if self.script {
            assert_eq!(self.tab.ask("document.activeElement.id").await, first);
        }
    }

    /// Opens the portal, and signs in.
    pub(crate) async fn sign_in(&self, demonstration: &Demonstration, role: &str) {
        let person = demonstration.person(role);
        self.sign_in_as(&person.name, &person.password).await;
        let frame = self.tab.text("body > header").await;
        assert!(frame.contains(&person.shown), "{} is signed in: {frame}", person.shown);
    }

    /// The same, by a name and a password.
    pub(crate) async fn sign_in_as(&self, name: &str, password: &str) {
        self.tab.go("/").await;
        self.follow_in_frame("header a[href='/sign-in']").await;
        self.past_the_frame("[name=sign_in_name]").await;
        self.write(name).await;
        self.fill("[name=password]", password).await;
        self.to(SEND).await;
        self.go_on().await;
    }

    /// Signs out.
    pub(crate) async fn sign_out(&self) {
        self.follow_in_frame("header form button").await;
        assert!(self.tab.text("body > header").await.contains("Sign in"), "signed out");
    }

    /// The page's own text.
    pub(crate) async fn main(&self) -> String {
        self.tab.text("main").await
    }

    /// Sees that the page says all of these.
    pub(crate) async fn reads(&self, parts: &[&str]) {
        let text = self.main().await;
        for part in parts {
            assert!(text.contains(part), "{part:?} is missing on {}: {text}", self.tab.path().await);
        }
    }

    /// Looks at the page as it stands, on a laptop and at the narrowest width. Faults are gathered. Without script the page
    /// is the same.
    pub(crate) async fn look(&self, name: &str) {
        if self.script {
            let faults = look::look(self.tab, &format!("journey-{name}")).await;
            self.faults.borrow_mut().extend(faults);
        }
    }

    /// Fails with every fault that was gathered.
    #[track_caller]
    pub(crate) fn none(&self) {
        let mut faults = self.faults.take();
        faults.extend(self.tab.take_troubles());
        look::none(&faults);
    }
}
