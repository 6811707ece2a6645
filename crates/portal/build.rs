//! Embeds what the browser gets from us, so that the program is one file.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on its standard output")]

/// Stops with the one command that makes `web/dist` when it is not there, and embeds it when it is.
fn main() {
    let dist = std::path::Path::new("../../web/dist");
    println!("cargo::rerun-if-changed=../../web/dist");
    if !dist.join("quadrant.css").is_file() {
        println!("cargo::error=web/dist is missing; make it with: ops/web");
        return;
    }
    memory_serve::load_directory("../../web/dist");
}
