//! Makes cargo notice a migration that was added: the files are embedded in this crate.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
