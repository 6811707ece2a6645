//! Is the server well? For the machines that watch it: alive, ready, and figures about itself.

mod read;

use std::time::Instant;

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::{counter, histogram};
use serde_json::json;

use crate::access::Action;
use crate::app::App;
use crate::route::Route;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/health/live", Action::UseTheFrontDoor, live),
        Route::get("/health/ready", Action::UseTheFrontDoor, ready),
        Route::get("/metrics", Action::UseTheFrontDoor, metrics),
    ]
}

/// The process answers.
async fn live() -> Json<serde_json::Value> {
    Json(json!({"status": "live"}))
}

/// The database answers and the read tables are in step.
async fn ready(State(app): State<App>) -> Response {
    match read::readiness(&app).await {
        Ok(readiness) => {
            let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            (status, Json(readiness)).into_response()
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"ready": false, "database": "does not answer"})))
                .into_response()
        }
    }
}

/// Counts a request and the time that it took, by its door: never by its address, which names schools and cycles.
pub async fn counted(request: Request, next: Next) -> Response {
    let door = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let (method, begun) = (request.method().to_string(), Instant::now());
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!("http_request_seconds", "door" => door.clone()).record(begun.elapsed());
    counter!("http_requests_total", "door" => door, "method" => method, "status" => status).increment(1);
    response
}

/// Figures about the server itself, in the text form that Prometheus reads.
async fn metrics(State(app): State<App>) -> Response {
    // Asked for their figures, the tasks publish them; a database that does not answer leaves the last ones.
    if let Err(error) = read::readiness(&app).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the database does not answer");
    }
    match app.metrics() {
        Some(metrics) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.render())
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
