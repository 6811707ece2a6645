//! The stylesheet, the script and the icon, held in the binary and served under names that change with their content.

use std::sync::LazyLock;

use axum::Router;
use memory_serve::{CacheControl, Manifest, MemoryServe};

#[expect(unused_qualifications, reason = "the lists that the build script writes name everything in full")]
fn served() -> MemoryServe {
    memory_serve::load!().index_file(None).enable_hashed_routes(true).cache_control(CacheControl::Short)
}

static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| served().manifest());

/// The routes of the files, to be nested under `/assets`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    served().into_router()
}

/// The address of the file `name` ("quadrant.css"), which changes whenever its content does.
#[must_use]
pub fn address(name: &str) -> String {
    let plain = format!("/{name}");
    let served = MANIFEST.get(&plain).map(str::to_owned).unwrap_or(plain);
    format!("/assets{served}")
}
