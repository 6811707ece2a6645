//! A door of the portal: a path, what may be done through it, and who opens.
//!
//! A slice lists its routes as [`Route`]s. The action is part of the route, so a route without one can't be written, and
//! the list can be walked by a test. A form that says what it asks for is open to programs too: the same handler takes the
//! same answers as JSON under `/api/v1`.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::access::{self, Action};
use crate::app::App;
use crate::past::Looks;
use crate::sent::Takes;
use crate::shape::Shape;

/// Where the doors for programs begin.
pub const API: &str = "/api/v1";

/// One method on one path.
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: Cow<'static, str>,
    /// What is done through it; [`crate::policy`] says who may.
    pub action: Action,
    /// What it takes from programs; none for a page, for a form that records nothing, and for the page of one that does.
    pub takes: Option<&'static Shape>,
    /// What it answers to programs, where it answers them.
    pub answers: Option<Answers>,
    /// What it tells a program in place of where the stream is, and with which status.
    pub tells: Option<Tells>,
    asks: Option<&'static Shape>,
    /// Whether the page can be shown as it was known ([`crate::as_of`]).
    pub has_past: bool,
    /// Whether the page can show what held on a day ([`crate::true_on`]).
    pub has_days: bool,
    handler: MethodRouter<App, Infallible>,
}

/// Describes an answer, and everything that it is made of.
#[derive(Clone, Copy)]
pub struct Answers {
    /// The name of its schema.
    pub name: fn() -> Cow<'static, str>,
    /// The schemas, its own among them.
    pub schemas: fn() -> Vec<(String, RefOr<Schema>)>,
}

/// An answer of its own to a program that sent something.
#[derive(Clone, Copy)]
pub struct Tells {
    /// 201 where what was asked is made with it; 200 where nothing is stored yet; 202 where it waits for somebody else, beside
    /// the usual answer for one who does it.
    pub status: StatusCode,
    /// What it says.
    pub answers: Answers,
}

fn schemas_of<T: ToSchema>() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    schemas
}

impl Answers {
    /// The description of `T`.
    #[must_use]
    pub fn of<T: ToSchema>() -> Self {
        Self { name: T::name, schemas: schemas_of::<T> }
    }
}

impl Route {
    fn new(
        method: Method,
        path: impl Into<Cow<'static, str>>,
        action: Action,
        handler: MethodRouter<App, Infallible>,
    ) -> Self {
        let path = path.into();
        Self {
            method,
            path,
            action,
            takes: None,
            answers: None,
            tells: None,
            asks: None,
            has_past: false,
            has_days: false,
            handler,
        }
    }

    /// A page to read.
    pub fn get<H, T>(path: impl Into<Cow<'static, str>>, action: Action, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::GET, path, action, get(handler))
    }

    /// A form to post.
    pub fn post<H, T>(path: impl Into<Cow<'static, str>>, action: Action, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::POST, path, action, post(handler))
    }

    /// The form asks for this, and records something: programs may send it as JSON.
    #[must_use]
    pub fn asking(self, shape: &'static Shape) -> Self {
        Self { asks: Some(shape), ..self }
    }

    /// What a program is told that sends the form, where that is not how far the stream is now.
    #[must_use]
    pub fn telling<T: ToSchema>(self, status: StatusCode) -> Self {
        Self { tells: Some(Tells { status, answers: Answers::of::<T>() }), ..self }
    }

    /// The page can be shown as it was: all that it reads is made of the facts of its school or its cycle
    /// ([`crate::as_of`] says of which), or is said to be of today.
    #[must_use]
    pub fn with_past(self) -> Self {
        Self { has_past: true, ..self }
    }

    /// The page can be shown as it was, and it can show what held on a day by all that is known now: it is about what happens
    /// in cycles, and not about how that was recorded.
    #[must_use]
    pub fn with_days(self) -> Self {
        Self { has_past: true, has_days: true, ..self }
    }

    /// In which ways the page can be looked at beside as it is now.
    #[must_use]
    pub fn looks(&self) -> Looks {
        Looks { known: self.has_past, held: self.has_days }
    }

    /// The answer, where a program asks.
    #[must_use]
    pub fn answering<T: ToSchema>(self) -> Self {
        Self { answers: Some(Answers::of::<T>()), ..self }
    }

    /// The door itself and, for a form that programs may send, the one for them.
    pub fn doors(self) -> impl Iterator<Item = Self> {
        let twin = self.asks.map(|shape| Self {
            method: self.method.clone(),
            path: Cow::Owned(format!("{API}{}", self.path)),
            action: self.action,
            takes: Some(shape),
            answers: None,
            tells: self.tells,
            asks: None,
            has_past: false,
            has_days: false,
            handler: self.handler.clone(),
        });
        std::iter::once(self).chain(twin)
    }
}

/// The router of `routes`, each behind its action.
pub fn router(app: &App, routes: Vec<Route>) -> Router<App> {
    routes.into_iter().fold(Router::new(), |router, route| {
        let door = route.path.clone().into_owned();
        let guard = from_fn_with_state((app.clone(), route.action, door, route.looks()), access::admit);
        let handler = match route.takes {
            Some(shape) => route.handler.route_layer(Extension(Takes(shape))),
            None => route.handler,
        };
        router.route(&route.path, handler.route_layer(guard))
    })
}
