//! Tables keep to their width, and JSON says the same.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::table::{bar, rate, seconds, share, table};
use super::*;
use crate::capture::demo;
use crate::decode::Peeler;
use crate::statistics::{Pass, Plan};
use crate::store::Store;

/// The figures of the demonstration.
fn figures() -> Figures {
    let store = Store::from_bytes(demo::NAME, demo::CAPTURE).unwrap();
    let plan = Plan {
        headers: true,
        ..Plan::default()
    };
    let pass = Pass::start(&store, &Peeler::new(crate::proto::registry()), plan).unwrap();
    pass.wait();
    pass.look(|figures, _| figures.clone())
}

const ALL: Choice = Choice {
    order: Order::Frames,
    most: usize::MAX,
};

fn text(width: usize, ascii: bool) -> Form {
    Form::Text(Look { width, ascii })
}

fn every_table(form: Form, figures: &Figures) -> String {
    let mut out = String::new();
    form.overview("demonstration", figures, &mut out).unwrap();
    for kind in Kind::ALL {
        form.conversations((figures, kind), ALL, &mut out).unwrap();
        form.endpoints((figures, kind), ALL, &mut out).unwrap();
    }
    form.lengths(figures, &mut out).unwrap();
    let series = figures.series().coarser(8);
    form.series(&series, usize::MAX, &mut out).unwrap();
    out
}

#[test]
fn tables_keep_to_their_width() {
    let figures = figures();
    for width in [80, 100, 132, 200] {
        let out = every_table(text(width, true), &figures);
        assert!(out.is_ascii());
        let widest = out.lines().map(UnicodeWidthStr::width).max();
        assert!(widest <= Some(width), "{width}: {widest:?}\n{out}");
    }
    insta::assert_snapshot!(every_table(text(132, false), &figures));
}

#[test]
fn every_row_is_an_object_with_a_filter_that_can_be_read() {
    let figures = figures();
    let out = every_table(Form::Json, &figures);
    let tables = every_table(text(500, true), &figures);
    let mut rows = 0;
    for line in out.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let frames = row["frames"].as_u64().unwrap();
        if row["table"] == "overview" {
            assert_eq!(frames, figures.total().frames);
            continue;
        }
        rows += 1;
        let filter = row["filter"].as_str().unwrap();
        let parsed = crate::filter::Filter::parse(filter, crate::proto::registry());
        assert!(parsed.is_ok(), "{filter}");
        // The same row stands in the table.
        let has = |line: &&str| {
            line.split_whitespace()
                .any(|cell| cell == frames.to_string())
        };
        assert!(tables.lines().any(|line| has(&line)), "{line}");
    }
    assert!(rows > 60, "{rows}");
}

#[test]
fn columns_give_way_by_their_rank() {
    let columns = [
        Column::text("Name", 0),
        Column::number("First", 1),
        Column::number("Last", 2),
    ];
    let rows = vec![vec!["émile".to_owned(), "1".into(), "22".into()]];
    let widths = widths(&columns, &rows);
    assert_eq!(widths, [5, 5, 4]);
    assert_eq!(fitting(&columns, &widths, 18), [0, 1, 2]);
    assert_eq!(fitting(&columns, &widths, 17), [0, 1]);
    assert_eq!(fitting(&columns, &widths, 1), [0]);
    let mut out = String::new();
    table(&columns, &rows, 17, &mut out).unwrap();
    assert_eq!(out, "Name   First\némile      1\n");
}

#[test]
fn numbers_are_short() {
    let rates = [None, Some(0.5), Some(999.96), Some(12_345.0), Some(2.5e9)].map(rate);
    assert_eq!(
        rates,
        [
            "-",
            "0.50 bit/s",
            "1.00 kbit/s",
            "12.3 kbit/s",
            "2.50 Gbit/s"
        ]
    );
    assert_eq!((share(1, 8), share(1, 0)), ("12.5 %".into(), "-".into()));
    assert_eq!(seconds(-1_500_000, 4), "-0.0015");
    assert_eq!(
        (bar(1, 1000, true), bar(0, 0, true)),
        ("#".into(), String::new())
    );
}
