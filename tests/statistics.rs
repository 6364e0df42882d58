//! Figures held against tshark's over the project's own captures, and the fast pass against the
//! walk that follows conversations.

#![allow(clippy::expect_used, reason = "a test may fail with words")]

#[path = "statistics/answers.rs"]
mod answers;
mod common;

use std::path::Path;

use decap::decode::{Peeler, Want};
use decap::model::Frame;
use decap::proto::registry;
use decap::statistics::{Figures, Hierarchy, Kind, Order, Pass, Plan, Width};
use decap::store::Store;
use decap::talk::Listener;

const SECOND: i64 = 1_000_000_000;
const PLAN: Plan = Plan {
    headers: true,
    width: Width::Nanoseconds(SECOND),
    columns: false,
};

/// What one walk in order finds.
fn walked(store: &Store) -> (Figures, Hierarchy) {
    let mut listener = Listener::new(Peeler::new(registry()));
    let (mut frame, mut tree) = (Frame::empty(), Hierarchy::default());
    store.frame(1, &mut frame).expect("there is a frame");
    let mut figures = Figures::new(frame.info.time, PLAN.width);
    for number in 1..=store.len() {
        store.frame(number, &mut frame).expect("it can be read");
        let view = listener.hear(&frame, Want::Skim);
        figures.take(&frame.info);
        figures.take_ends(&frame.info, view.dissection);
        tree.take(&frame.info, view.dissection);
    }
    (figures, tree)
}

/// Runs `check` over half of the captures on each of two threads.
fn over_all(check: fn(&Path, &Store) -> usize) -> usize {
    let paths = common::own_captures();
    let (first, second) = paths.split_at(paths.len() / 2);
    let all = |paths: &[std::path::PathBuf]| {
        let checked = paths.iter().map(|path| {
            let store = Store::open(path).expect("own captures can be opened");
            store.wait_complete();
            check(path, &store)
        });
        checked.sum::<usize>()
    };
    std::thread::scope(|scope| {
        let rest = scope.spawn(|| all(second));
        all(first) + rest.join().expect("the other half is compared")
    })
}

#[test]
fn the_pass_finds_what_the_walk_finds() {
    let rows = over_all(|path, store| {
        let peeler = Peeler::new(registry());
        let pass = Pass::start(store, &peeler, PLAN).expect("there are threads");
        assert_eq!(pass.wait().counted, store.len(), "{}", path.display());
        let (expected, _) = walked(store);
        pass.look(|found, _| {
            assert_eq!(found.total(), expected.total());
            assert_eq!(found.series(), expected.series());
            let rows = Kind::ALL.map(|kind| {
                let rows = found.table(kind).sorted(Order::Address, usize::MAX);
                let walked = expected.table(kind).sorted(Order::Address, usize::MAX);
                assert_eq!(rows, walked, "{kind:?} in {}", path.display());
                rows.len()
            });
            rows.iter().sum()
        })
    });
    assert!(rows > 500, "only {rows} conversations were compared");
}

#[test]
fn figures_are_those_of_tshark() {
    let compared = over_all(|path, store| {
        let answer = answers::ask(path);
        let (figures, tree) = walked(store);
        let name = path.display();
        for (kind, rows) in &answer.conversations {
            // tshark leaves fragments of IPv6 packets out of their hosts' conversation.
            if *kind == Kind::Ipv6 && name.to_string().contains("fragments") {
                continue;
            }
            assert_eq!(
                &answers::conversations(&figures, *kind),
                rows,
                "{kind:?} in {name}"
            );
        }
        for (kind, rows) in &answer.endpoints {
            if *kind == Kind::Ipv6 && name.to_string().contains("fragments") {
                continue;
            }
            assert_eq!(
                &answers::endpoints(&figures, *kind),
                rows,
                "{kind:?} in {name}"
            );
        }
        assert_eq!(
            answers::lengths(&figures),
            answer.lengths,
            "lengths in {name}"
        );
        assert_eq!(
            answers::series(&figures),
            answer.series,
            "frames over time in {name}"
        );
        for (chain, count) in &answer.protocols {
            assert_eq!(
                answers::node(&tree, chain),
                Some(*count),
                "{chain} in {name}"
            );
        }
        answer.len()
    });
    assert!(compared > 1500, "only {compared} rows were compared");
}
