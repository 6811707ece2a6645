//! An answer of the server, read as a person or a test reads it.

use reqwest::Response;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

/// Status, headers and body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where it came from.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

/// A form as a page gives it: what a browser would send if the reader changed nothing.
#[derive(Debug, Clone)]
pub struct Form {
    /// The path that it is sent to.
    pub action: String,
    /// Names and values, in their order.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The same form with `name` filled with `value`.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some(field) => value.clone_into(&mut field.1),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// The value of a field.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let path = response.url().path().to_owned();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, path, headers, body: response.text().await.expect("a body in UTF-8") }
    }

    /// The same, if its status is `status`.
    ///
    /// # Panics
    /// When it is another.
    #[must_use]
    #[track_caller]
    pub fn with_status(self, status: u16) -> Self {
        let start: String = self.body.chars().take(2_000).collect();
        assert_eq!(self.status, status, "{} answered: {start}", self.path);
        self
    }

    /// A header as text; empty when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The path that a redirect leads to.
    ///
    /// # Panics
    /// When it leads to another site.
    #[must_use]
    pub fn redirect(&self) -> Option<String> {
        let to = self.header("location");
        let found = (300..400).contains(&self.status) && !to.is_empty();
        assert!(!found || to.starts_with('/'), "a redirect to another site: {to}");
        found.then(|| to.to_owned())
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The text of every element that `selector` names, spaces made single.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        page.select(&parse(selector)).map(|element| visible(&element)).collect()
    }

    /// The text of the first element that `selector` names; empty when there is none.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).into_iter().next().unwrap_or_default()
    }

    /// An attribute of every element that `selector` names and that has it.
    #[must_use]
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        page.select(&parse(selector)).filter_map(|element| element.attr(name).map(str::to_owned)).collect()
    }

    /// The first form that `selector` names.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    #[track_caller]
    pub fn form(&self, selector: &str) -> Form {
        let page = Html::parse_document(&self.body);
        let form = page.select(&parse(selector)).next();
        let form = form.unwrap_or_else(|| panic!("{} has no {selector}: {}", self.path, self.text("main")));
        let action = form.attr("action").unwrap_or(&self.path).to_owned();
        let fields =
            form.select(&parse("input, select, textarea")).filter_map(|field| sent(&field)).collect();
        Form { action, fields }
    }
}

/// What a browser sends for a field that nobody touched.
fn sent(field: &ElementRef<'_>) -> Option<(String, String)> {
    let name = field.attr("name")?.to_owned();
    let kind = field.attr("type").unwrap_or("text");
    if field.attr("disabled").is_some() || ["submit", "button", "file", "image"].contains(&kind) {
        return None;
    }
    let value = match field.value().name() {
        "select" => {
            let chosen = field.select(&parse("option[selected]")).next();
            let option = chosen.or_else(|| field.select(&parse("option")).next())?;
            option.attr("value").map_or_else(|| visible(&option), str::to_owned)
        }
        "textarea" => field.text().collect(),
        _ if ["radio", "checkbox"].contains(&kind) => {
            field.attr("checked")?;
            field.attr("value").unwrap_or("on").to_owned()
        }
        _ => field.attr("value").unwrap_or_default().to_owned(),
    };
    Some((name, value))
}

fn visible(element: &ElementRef<'_>) -> String {
    element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

fn parse(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector} is no selector: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_browser_would_send_it() {
        let body = r#"<form action="/x"><input name="a" value="1"><input type="radio" name="b" value="2">
            <input type="radio" name="b" value="3" checked><select name="c"><option value="4">x<option value="5" selected>y
            </select><textarea name="d">six</textarea><button name="e">Send</button></form>"#;
        let answer =
            Answer { status: 200, path: "/".to_owned(), headers: HeaderMap::new(), body: body.to_owned() };
        let form = answer.form("form").set("a", "one").set("f", "new");
        let fields: Vec<String> = form.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(fields, ["a=one", "b=3", "c=5", "d=six", "f=new"]);
    }
}
