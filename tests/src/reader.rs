//! Somebody who reads and writes over HTTP, with cookies and without script.

use reqwest::redirect::Policy;
use reqwest::{Client, Method, Request, RequestBuilder};

use crate::{Answer, Form, PATIENCE};

/// One person's browser, without the browser. Redirects are not followed unless asked, so that a test sees them.
#[derive(Debug, Clone)]
pub struct Reader {
    client: Client,
    address: String,
}

impl Reader {
    /// Somebody with no cookies, at `address`.
    ///
    /// # Panics
    /// When no client can be made.
    #[must_use]
    pub fn new(address: &str) -> Self {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .build()
            .expect("an HTTP client");
        Self { client, address: address.to_owned() }
    }

    /// A request as a browser on this site sends it, to add to.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_from("same-origin", method, path)
    }

    /// A request that a browser sends because of a page on `site`: `same-origin`, `same-site`, `cross-site` or `none`.
    pub fn request_from(&self, site: &str, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.address))
            .header("Sec-Fetch-Site", site)
            .header("Accept-Language", "en-GB")
    }

    /// The answer to a request.
    ///
    /// # Panics
    /// When there is none.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::read(request.send().await.expect("an answer")).await
    }

    /// The answer to a request that is complete.
    ///
    /// # Panics
    /// When there is none.
    pub async fn run(&self, request: Request) -> Answer {
        Answer::read(self.client.execute(request).await.expect("an answer")).await
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// The JSON beside a page.
    pub async fn get_json(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).header("Accept", "application/json")).await
    }

    /// What the server answers to a form with these fields.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.request(Method::POST, path).form(fields)).await
    }

    /// Sends a form that a page gave, as it stands.
    pub async fn submit(&self, form: &Form) -> Answer {
        self.send(self.request(Method::POST, &form.action).form(&form.fields)).await
    }

    /// The page that a redirect leads to, or the answer itself when it is none.
    ///
    /// # Panics
    /// When the redirect leads to another site or goes on for ever.
    pub async fn follow(&self, answer: Answer) -> Answer {
        let mut answer = answer;
        for _ in 0..5 {
            let Some(path) = answer.redirect() else { return answer };
            answer = self.get(&path).await;
        }
        panic!("redirected more than five times");
    }

    /// Signs in by the form.
    ///
    /// # Panics
    /// When the portal does not let them in.
    pub async fn sign_in(&self, name: &str, password: &str) {
        let page = self.get("/sign-in").await;
        let form = page.form("form[action='/sign-in']").set("sign_in_name", name).set("password", password);
        let answer = self.submit(&form).await;
        assert!(
            answer.redirect().is_some(),
            "{name} may sign in, but: {} {}",
            answer.status,
            answer.text("main")
        );
    }
}
