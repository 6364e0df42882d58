//! Pictures that a browser would fetch, captured on their way: the capture gives them back byte for
//! byte, however they were sent and whatever was lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test and its helpers cannot do is a failure"
)]

mod netns;

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use image::{ImageFormat, RgbImage};
use netns::program::{DECAP, Program};
use netns::web::{LossyPath, Nginx, curl, noise};
use netns::{Namespace, enabled, run};
use tempfile::TempDir;

/// A file on the server.
struct Picture {
    name: &'static str,
    /// What its layer is called.
    layer: &'static str,
    content: Vec<u8>,
}

/// Noise in three formats; the PNG has about 300 kB.
fn pictures() -> [Picture; 3] {
    let noise = RgbImage::from_raw(320, 320, noise(320 * 320 * 3)).unwrap();
    let picture = |name, layer, format| {
        let mut file = Cursor::new(Vec::new());
        noise.write_to(&mut file, format).unwrap();
        let content = file.into_inner();
        Picture {
            name,
            layer,
            content,
        }
    };
    [
        picture("noise.png", "PNG", ImageFormat::Png),
        picture("noise.jpg", "JPEG", ImageFormat::Jpeg),
        picture("noise.gif", "GIF", ImageFormat::Gif),
    ]
}

/// The server of a path with these pictures.
fn serve(path: &LossyPath, pictures: &[Picture]) -> Nginx {
    let files = pictures.iter().map(|one| (one.name, &one.content[..]));
    Nginx::start(&path.server, &files.collect::<Vec<_>>())
}

/// The client fetches all pictures out of a folder of the server, each over a connection of its own.
fn fetch(path: &LossyPath, pictures: &[Picture], folder: &str, options: &[&str]) {
    for picture in pictures {
        let url = format!("http://{}/{folder}{}", LossyPath::SERVER, picture.name);
        let fetched = curl(&path.client, &[options, &[&url]].concat());
        assert!(fetched == picture.content, "curl has another {url}");
    }
}

fn capture(host: &Namespace) -> Program {
    Program::start(host, &["-i", "eth0"]).ready()
}

/// Ends a capture, which must have missed nothing. What curl has got was captured before.
fn end(capture: &mut Program) {
    let outcome = capture.interrupt();
    let account = format!("{} frames captured, 0 dropped\n", outcome.frames.len());
    assert_eq!((outcome.status, outcome.errors), (0, account));
}

/// What the program prints; it must not fail.
fn decap(words: &[&str]) -> String {
    String::from_utf8(run(Command::new(DECAP).args(words)).stdout).unwrap()
}

/// Every picture is so many times among the files in a capture, and nothing else is; and as many
/// frames end in its layer.
fn assert_holds(capture: &Path, pictures: &[Picture], times: usize) {
    let capture = capture.to_str().unwrap();
    let folder = TempDir::new().unwrap();
    let list = decap(&["objects", capture, "--to", folder.path().to_str().unwrap()]);
    let files = std::fs::read_dir(folder.path()).unwrap();
    let files: Vec<Vec<u8>> = files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    assert_eq!(files.len(), pictures.len() * times, "{list}");
    let brackets = decap(&["show", capture, "--format", "brackets"]);
    for Picture {
        name,
        layer,
        content,
    } in pictures
    {
        let same = files.iter().filter(|file| *file == content);
        assert_eq!(same.count(), times, "{name}\n{list}");
        let chain = format!("[TCP[HTTP[{layer}]]]");
        let innermost = brackets.lines().filter(|line| {
            line.trim_end_matches(']')
                .ends_with(chain.trim_end_matches(']'))
        });
        assert_eq!(innermost.count(), times, "{name}\n{brackets}");
    }
}

#[test]
fn pictures_come_out_as_they_were_however_they_are_sent() {
    if !enabled("pictures_come_out_as_they_were_however_they_are_sent") {
        return;
    }
    let (path, pictures) = (LossyPath::new(), pictures());
    let _nginx = serve(&path, &pictures);
    let mut capture = capture(&path.client);
    fetch(&path, &pictures, "", &[]);
    fetch(&path, &pictures, "gzip/", &["--compressed"]);
    fetch(&path, &pictures, "chunked/", &[]);
    end(&mut capture);
    assert_holds(&capture.file(), &pictures, 3);
}

#[test]
fn pictures_come_out_as_they_were_when_segments_are_lost() {
    if !enabled("pictures_come_out_as_they_were_when_segments_are_lost") {
        return;
    }
    let (path, pictures) = (LossyPath::new(), pictures());
    let _nginx = serve(&path, &pictures);
    // The sender's end sees segments twice, the receiver's sees gaps.
    let mut ends = [&path.server, &path.client].map(capture);
    path.lose(5);
    fetch(&path, &pictures, "", &[]);
    // Of some hundreds of segments none is lost less than once in a million times.
    assert!(path.lost() > 0);
    for capture in &mut ends {
        end(capture);
        assert_holds(&capture.file(), &pictures, 1);
    }
    let sent = ends[0].file();
    let frames = decap(&["show", sent.to_str().unwrap(), "--format", "json"]);
    assert!(frames.contains("\"tcp.analysis.retransmission\""));
}
