//! The way on which segments are lost, and the server at its end: what tests of streams stand on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use netns::web::{LossyPath, Nginx, curl, noise};

#[test]
fn what_is_lost_is_sent_again() {
    if !netns::enabled("what_is_lost_is_sent_again") {
        return;
    }
    let (path, content) = (LossyPath::new(), noise(300_000));
    let nginx = Nginx::start(&path.server, &[("noise.png", &content)]);
    let url = |folder: &str| format!("http://{}/{folder}noise.png", LossyPath::SERVER);

    path.lose(5);
    assert_eq!(curl(&path.client, &[&url("")]), content);
    // Of more than two hundred segments none is lost less than once in 20,000 times.
    assert!(path.lost() > 0);
    path.lose(0);
    assert_eq!(
        curl(&path.client, &["--compressed", &url("gzip/")]),
        content
    );
    for (folder, header) in [
        ("gzip/", "content-encoding: gzip"),
        ("chunked/", "transfer-encoding: chunked"),
    ] {
        let heads = curl(
            &path.client,
            &["--compressed", "-D-", "-o/dev/null", &url(folder)],
        );
        let heads = String::from_utf8(heads).unwrap().to_lowercase();
        assert!(heads.contains(header), "{heads}");
        assert!(heads.contains("content-type: image/png"), "{heads}");
    }
    assert_eq!(path.lost(), 0);

    let name = std::fs::read_to_string(format!("/proc/{}/comm", nginx.pid())).unwrap();
    assert_eq!(name.trim(), "nginx");
}
