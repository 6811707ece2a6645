//! The program started a second time on the same data folder.

use system::Installation;

#[tokio::test]
async fn a_second_copy_on_the_same_folder_says_what_to_do_and_the_first_goes_on() {
    let installation = Installation::embedded();
    let first = installation.serve();
    let second = installation.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_ne!(second.status, 0, "{}", second.printed);
    for way_out in ["--database-url", "DATABASE_URL"] {
        assert!(second.said.contains(way_out), "{}", second.said);
    }
    let folder = installation.folder().to_str().expect("a path in UTF-8");
    assert!(second.said.contains(folder), "{}", second.said);
    assert!(!second.printed.contains("ready"), "{}", second.printed);

    let reader = first.reader();
    drop(reader.get("/health/live").await.with_status(200));
    drop(reader.get("/health/ready").await.with_status(200));
    first.stop();
    installation.serve().stop();
}
