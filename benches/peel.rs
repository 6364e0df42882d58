//! What a skim costs: the chain of layers, addresses and ports of every frame of the project's own
//! captures, beside etherparse's lax slicing of the same frames. etherparse stops at the transport
//! header; so a skim is timed twice: with the protocols up to the transport layer only, which is the
//! same work, and with all of them, down to the picture inside. At last with the conversations
//! followed, as the background of the screen does it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use decap::decode::{NoConversations, Peeler, Protocol, Registry, Want};
use decap::model::{Dissection, Frame, LinkType, OsiLayer};
use decap::proto::registry;
use decap::talk::Tracker;
use etherparse::LaxSlicedPacket;

#[allow(
    clippy::expect_used,
    reason = "without the captures there is nothing to measure"
)]
#[path = "../tests/common/mod.rs"]
mod common;

/// A skim to the transport header may take so many times what etherparse takes.
const ALLOWED_RATIO: f64 = 3.0;

/// Rounds of which the ratio takes the fastest.
const ROUNDS: usize = 41;

fn main() {
    let frames = ethernet_frames();
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("mixed real frames");
    group.throughput(Throughput::Elements(frames.len() as u64));
    let mut skim = Skim::new(Want::Skim);
    group.bench_function("skim", |b| b.iter(|| skim.run(&frames)));
    let mut full = Skim::new(Want::Full);
    group.bench_function("full peel", |b| b.iter(|| full.run(&frames)));
    group.bench_function("skim, conversations followed", |b| {
        b.iter(|| listen(&frames))
    });
    group.bench_function("etherparse, lax slices", |b| b.iter(|| slice(&frames)));
    group.finish();
    criterion.final_summary();
    if std::env::args().any(|argument| argument == "--bench") {
        compare(&frames);
    }
}

/// The Ethernet frames of the project's own captures; etherparse starts there.
fn ethernet_frames() -> Vec<Frame> {
    let mut frames = common::own_frames();
    frames.retain(|frame| frame.info.link_type == LinkType::ETHERNET);
    for (number, frame) in (1..).zip(&mut frames) {
        frame.info.number = number;
    }
    frames
}

struct Skim {
    peeler: Peeler<'static>,
    want: Want,
    out: Dissection,
}

impl Skim {
    fn new(want: Want) -> Skim {
        Skim::with(registry(), want)
    }

    fn with(registry: &'static Registry, want: Want) -> Skim {
        Skim {
            peeler: Peeler::new(registry),
            want,
            out: Dissection::default(),
        }
    }

    /// The number of layers of all frames.
    fn run(&mut self, frames: &[Frame]) -> usize {
        let mut layers = 0;
        for frame in frames {
            let frame = black_box(frame);
            self.peeler
                .peel(frame, self.want, &mut NoConversations, &mut self.out);
            layers += black_box(&self.out).layers.len();
        }
        layers
    }
}

/// The number of layers of all frames, with all conversations followed.
fn listen(frames: &[Frame]) -> usize {
    let mut tracker = Tracker::with_journal();
    let mut peeler = Peeler::new(registry());
    let mut out = Dissection::default();
    let mut layers = 0;
    for frame in frames {
        tracker.hear(&mut peeler, black_box(frame), Want::Skim, &mut out);
        layers += black_box(&out).layers.len();
    }
    layers
}

/// The protocols that etherparse's slices reach: up to the transport layer.
fn to_transport() -> &'static Registry {
    let lower = registry().protocols().iter().copied();
    let lower: Vec<&'static Protocol> = lower
        .filter(|protocol| protocol.info.osi <= OsiLayer::Transport)
        .collect();
    Box::leak(Box::new(Registry::new(lower.leak())))
}

/// The number of frames with a transport header.
fn slice(frames: &[Frame]) -> usize {
    let sliced = frames.iter().filter(|frame| {
        let sliced = LaxSlicedPacket::from_ethernet(black_box(&frame.bytes));
        black_box(sliced).is_ok_and(|packet| packet.transport.is_some())
    });
    sliced.count()
}

/// Times all in turn, so that they feel the same machine, and prints how they compare.
fn compare(frames: &[Frame]) {
    let mut headers = Skim::with(to_transport(), Want::Skim);
    let mut whole = Skim::new(Want::Skim);
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        times[0].push(timed(|| slice(frames)));
        times[1].push(timed(|| headers.run(frames)));
        times[2].push(timed(|| whole.run(frames)));
        times[3].push(timed(|| listen(frames)));
    }
    let [theirs, headers, whole, followed] = times.map(|times| {
        let fastest = times.into_iter().min().unwrap_or_default();
        fastest.as_secs_f64() * 1e9 / frames.len() as f64
    });
    let ratio = headers / theirs;
    println!("{} frames; etherparse {theirs:.1} ns a frame", frames.len());
    println!(
        "skim to the transport header {headers:.1} ns: ratio {ratio:.2}, allowed {ALLOWED_RATIO}"
    );
    println!(
        "skim to the innermost content {whole:.1} ns: ratio {:.2}",
        whole / theirs
    );
    println!(
        "with the conversations followed {followed:.1} ns: ratio {:.2}",
        followed / theirs
    );
    assert!(ratio <= ALLOWED_RATIO, "a skim has become too slow");
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}
