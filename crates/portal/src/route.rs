//! A door of the portal: a path, what may be done through it, and who opens.
//!
//! A slice lists its routes as [`Route`]s. The action is part of the route, so a route without one can't be written, and
//! the list can be walked by a test.

use std::convert::Infallible;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use crate::access::{self, Action};
use crate::app::App;

/// One method on one path.
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// What is done through it; [`crate::policy`] says who may.
    pub action: Action,
    handler: MethodRouter<App, Infallible>,
}

impl Route {
    /// A page to read.
    pub fn get<H, T>(path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self { method: Method::GET, path, action, handler: get(handler) }
    }

    /// A form to post.
    pub fn post<H, T>(path: &'static str, action: Action, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self { method: Method::POST, path, action, handler: post(handler) }
    }
}

/// The router of `routes`, each behind its action.
pub fn router(app: &App, routes: Vec<Route>) -> Router<App> {
    routes.into_iter().fold(Router::new(), |router, route| {
        let guard = from_fn_with_state((app.clone(), route.action, route.path), access::admit);
        router.route(route.path, route.handler.route_layer(guard))
    })
}
