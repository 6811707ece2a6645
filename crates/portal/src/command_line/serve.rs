//! Serves the portal until it is told to stop, then lets every request finish.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Extension, Router};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use super::{Place, Serve};
use crate::app::{App, Settings};
use crate::database::Host;
use crate::past_links::Doors;
use crate::{access, assets, body_limit, erasures, health, open, route};

/// How often a starting server looks whether its read tables are in step, ten times a second.
const SETTLING: usize = 300;

/// How long requests may take to finish after we were told to stop. Supervisors kill after ten seconds or more.
const FINISH: Duration = Duration::from_secs(8);

/// What every answer says about itself.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Serves the portal of `place` until Ctrl-C or SIGTERM.
///
/// # Errors
/// When the database can't be used or the address is taken.
pub fn run(place: &Place, serve: &Serve) -> Result<(), Box<dyn std::error::Error>> {
    let host = Host::find(place, false)?;
    if let Host::Own(server) = &host {
        server.when_it_dies(|sentence| {
            tracing::error!("{sentence}");
            std::process::exit(70);
        });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve_until(place, serve, &host));
    drop(runtime);
    host.stop();
    if served.is_ok() {
        tracing::info!("stopped: everything that was acknowledged is stored");
    }
    served
}

async fn serve_until(place: &Place, serve: &Serve, host: &Host) -> Result<(), Box<dyn std::error::Error>> {
    // The port first: a taken one should be said before anything else is done.
    let listener = TcpListener::bind(serve.listen).await.map_err(|error| {
        format!("can't listen on {}: {error}. Choose another address with --listen", serve.listen)
    })?;
    let metrics = PrometheusBuilder::new().install_recorder()?;
    tokio::spawn(keep_up(metrics.clone()));
    let settings = Settings {
        private: serve.private,
        secure_cookies: serve.behind_https,
        demonstration: false,
        exports: place.data_dir.join("exports"),
    };
    let cancel = CancellationToken::new();
    let app = open::app(place, host, settings, Some(metrics), cancel.clone()).await?;
    tokio::spawn(app.notary().clone().keep_issuing(cancel.clone()));
    let address = listener.local_addr()?;
    // Before anybody can know that the server is there: else a signal that comes at once ends it where it stands.
    let told = told_to_stop()?;
    settle(&app).await;
    // An older copy that was brought back must not stand unnoticed until the next checkpoint is due. What is wrong is logged
    // there, and the page about the ledger says it.
    drop(app.notary().check().await);
    erasures::finish(&app).await?;
    announce(address)?;
    let stopping = CancellationToken::new();
    let serving = axum::serve(listener, portal(&app).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(pass_on(told, stopping.clone()));
    tokio::select! {
        served = serving => served?,
        () = too_long(&stopping) => tracing::warn!("somebody's request does not end: stopping without them"),
    }
    // A connection that is just ending may still hold the portal: the token reaches its tasks all the same.
    cancel.cancel();
    app.stop().await;
    Ok(())
}

/// Empties what the figures gather between two askings, so that a server that nobody asks does not grow.
async fn keep_up(metrics: PrometheusHandle) {
    let mut clock = tokio::time::interval(Duration::from_secs(5));
    loop {
        clock.tick().await;
        metrics.run_upkeep();
    }
}

/// Waits a while for the read tables to hold what was stored while no server ran, such as an import: a reader who comes
/// at once should find it. A server that is far behind serves all the same, and `/health/ready` says how far.
async fn settle(app: &App) {
    for _ in 0..SETTLING {
        let Ok(health) = app.running().health().await else { return };
        let in_step = health.figures.oldest_unsealed.is_zero()
            && health.figures.projections.iter().all(|projection| projection.lag_events == 0);
        if in_step || health.sealing.is_some() || health.projecting.is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The whole portal: every slice's routes behind their actions, the files, and what every answer has in common.
pub fn portal(app: &App) -> Router {
    let guarded = route::router(app, crate::routes());
    let mut portal = Router::new()
        .merge(guarded)
        .layer(Extension(Doors::of(app)))
        .layer(from_fn(health::counted))
        .layer(RequestBodyLimitLayer::new(body_limit::MOST_BYTES))
        .layer(from_fn(body_limit::limited))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(app.clone(), access::recognise))
        // Outside of what frames an error, so that a page that says no is not kept either.
        .layer(SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static("cache-control"),
            HeaderValue::from_static("no-store"),
        ))
        .with_state(app.clone())
        .nest("/assets", assets::router())
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new());
    // Outermost, so that no answer is without them.
    for (name, value) in HEADERS {
        portal = portal.layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ));
    }
    portal.layer(TraceLayer::new_for_http().make_span_with(span))
}

/// What the log knows of a request: never the token of an invitation, which stands in its address.
fn span(request: &Request) -> tracing::Span {
    let path = request.uri().path();
    let path = if path.starts_with("/invitations/") { "/invitations/..." } else { path };
    tracing::debug_span!("request", method = %request.method(), path)
}

/// One line that people read and programs wait for.
fn announce(address: SocketAddr) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Quadrant is ready at http://{address}")?;
    out.flush()
}

async fn pass_on(told: impl Future<Output = ()>, stopping: CancellationToken) {
    told.await;
    stopping.cancel();
}

/// Over when requests had their time to finish. Whoever sends half a request and then nothing must not keep us here.
async fn too_long(stopping: &CancellationToken) {
    stopping.cancelled().await;
    tokio::time::sleep(FINISH).await;
}

/// Listens for Ctrl-C and SIGTERM from now on; what it gives is over with the first of them.
fn told_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("told to stop: letting requests finish");
    })
}
