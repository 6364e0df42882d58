//! The screens of figures: what they show, where their rows lead, that they say what `decap stats`
//! says.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;

use super::Stage;
use super::fixtures::conversation;
use super::random::{Act, acts};
use crate::capture::demo;
use crate::decode::{NoConversations, Peeler};
use crate::proto::registry;
use crate::render::statistics::{Choice, Form, Look as TextLook};
use crate::statistics::{Chains, Kind, Order, Pass, Plan};
use crate::store::Store;
use crate::talk::Learner;
use crate::tui::command::Command;
use crate::tui::frames::{Frames, VecFrames};
use crate::tui::known::Known;
use crate::tui::state::{Line, Look, Overlay, Screen, StatisticsView, Tab};
use crate::tui::theme::Depth;
use crate::tui::update::Message;
use crate::tui::view;

fn store() -> Store {
    let store = Store::from_bytes(demo::NAME, demo::CAPTURE).unwrap();
    store.wait_complete();
    store
}

/// The demonstration on a screen of this size, with its conversations followed to the end.
fn demonstration(size: (u16, u16), look: Look) -> Stage {
    let (store, chains) = (store(), Chains::tree());
    let peeler = Peeler::new(registry());
    let learner = Learner::start_with(store.clone(), peeler, chains.observer()).unwrap();
    while Known::learned(&learner) < store.len() {
        std::thread::yield_now();
    }
    let frames: Arc<dyn Frames> = Arc::new(store);
    let mut stage = Stage::with_known(frames, Box::new(learner), size, look);
    stage.session.stage.chains = Some(chains);
    stage.send(Message::Frames);
    stage
}

/// Its figures, once all is counted.
fn figures(width: u16, height: u16, keys: &str) -> Stage {
    let mut stage = demonstration((width, height), Look::new("mono", Depth::None, false));
    press(&mut stage, &format!("A {keys}"));
    stage
}

/// Presses keys, each when the figures before are there.
fn press(stage: &mut Stage, keys: &str) {
    for key in keys.split_whitespace() {
        stage.press(key);
        wait(stage);
    }
}

/// Waits for the figures that the screen asks for.
fn wait(stage: &mut Stage) {
    while stage.state().screen == Screen::Statistics {
        let view = &stage.state().statistics;
        let height = view::figures::rows(stage.state().areas.body);
        let is_there = view.answer().is_some_and(|answer| {
            answer.question == view.question(height) && !answer.counted.is_running
        });
        if is_there {
            return;
        }
        std::thread::yield_now();
        stage.send(Message::Frames);
    }
}

fn view(stage: &Stage) -> &StatisticsView {
    &stage.state().statistics
}

fn lines(stage: &Stage) -> &[Line] {
    &view(stage).answer().unwrap().lines
}

#[test]
fn protocols_on_a_wide_and_a_small_screen() {
    insta::assert_snapshot!("protocols_wide", figures(120, 34, "").text());
    insta::assert_snapshot!("protocols_small", figures(80, 24, "j j b").text());
}

#[test]
fn conversations_on_a_wide_and_a_small_screen() {
    insta::assert_snapshot!("conversations_wide", figures(120, 34, "tab").text());
    insta::assert_snapshot!("conversations_small", figures(80, 24, "tab t s R j").text());
}

#[test]
fn endpoints_on_a_wide_and_a_small_screen() {
    insta::assert_snapshot!("endpoints_wide", figures(120, 34, "tab tab").text());
    let mut stage = figures(80, 24, "tab tab");
    while view(&stage).kind() != Kind::Ethernet {
        press(&mut stage, "t");
    }
    insta::assert_snapshot!("endpoints_small", stage.text());
}

#[test]
fn lengths_on_a_wide_and_a_small_screen() {
    insta::assert_snapshot!("lengths_wide", figures(120, 34, "tab tab tab").text());
    insta::assert_snapshot!("lengths_small", figures(80, 24, "tab tab tab G").text());
}

#[test]
fn traffic_on_a_wide_and_a_small_screen() {
    insta::assert_snapshot!("traffic_wide", figures(120, 34, "shift+tab").text());
    insta::assert_snapshot!("traffic_small", figures(80, 24, "shift+tab b + G h").text());
}

#[test]
fn rows_are_those_of_the_command_line() {
    let (store, peeler) = (store(), Peeler::new(registry()));
    let plan = Plan {
        headers: true,
        ..Plan::default()
    };
    let pass = Pass::start(&store, &peeler, plan).unwrap();
    pass.wait();
    let mut stage = figures(200, 70, "tab");
    let choice = Choice {
        order: Order::Frames,
        most: usize::MAX,
    };
    let text = Form::Text(TextLook {
        width: 500,
        ascii: false,
    });
    let mut compared = 0;
    for tab in [Tab::Conversations, Tab::Endpoints, Tab::Lengths] {
        for kind in Kind::ALL {
            stage.session.state.statistics.choose_tab(tab);
            stage.session.state.statistics.choose_kind(kind);
            stage.send(Message::Frames);
            wait(&mut stage);
            let (mut table, mut json) = (String::new(), String::new());
            for (form, out) in [(text, &mut table), (Form::Json, &mut json)] {
                pass.look(|figures, _| match tab {
                    Tab::Conversations => form.conversations((figures, kind), choice, out),
                    Tab::Endpoints => form.endpoints((figures, kind), choice, out),
                    _ => form.lengths(figures, out),
                })
                .unwrap();
            }
            let told = table.trim_end().lines().skip(2).zip(json.lines());
            assert_eq!(
                lines(&stage).len(),
                json.lines().count(),
                "{tab:?} {kind:?}"
            );
            for (line, (row, json)) in lines(&stage).iter().zip(told) {
                let row: Vec<&str> = row.split_whitespace().collect();
                let cells = line.cells.join(" ");
                let cells: Vec<&str> = cells.split_whitespace().collect();
                assert_eq!(cells, row[..cells.len()], "{tab:?} {kind:?}");
                let json: Value = serde_json::from_str(json).unwrap();
                assert_eq!(json["filter"], line.filter);
                assert_eq!(json["frames"], line.count.frames);
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "only {compared} rows were compared");
}

#[test]
fn the_tree_is_that_of_the_walk() {
    let mut tree = crate::statistics::Hierarchy::default();
    let (store, mut frame) = (store(), crate::model::Frame::empty());
    let mut listener = crate::talk::Listener::new(Peeler::new(registry()));
    for number in 1..=store.len() {
        store.frame(number, &mut frame).unwrap();
        let heard = listener.hear(&frame, crate::decode::Want::Skim);
        tree.take(&frame.info, heard.dissection);
    }
    let stage = figures(120, 90, "");
    let rows = tree.rows();
    assert_eq!(lines(&stage).len(), rows.len());
    for (line, (place, node)) in lines(&stage).iter().zip(rows) {
        assert_eq!(
            (line.count, &line.filter),
            (node.count, &tree.filter(place))
        );
        assert_eq!(line.cells[0].trim(), node.info.short);
    }
}

#[test]
fn a_row_leads_to_its_frames() {
    for (tabs, rows) in [
        ("tab", 3),
        ("tab tab", 3),
        ("tab tab tab", 9),
        ("shift+tab", 6),
    ] {
        let mut stage = figures(120, 34, tabs);
        for _ in 0..rows {
            press(&mut stage, if tabs == "shift+tab" { "l" } else { "j" });
            let line = view(&stage).line(view(&stage).chosen()).cloned();
            let body = stage.state().areas.body;
            let chart = view::figures::Chart::of(view(&stage), body);
            let (filter, frames) = match (line, chart) {
                (Some(line), _) => (line.filter, Some(line.count.frames)),
                (None, chart) => {
                    let chart = chart.unwrap();
                    (chart.filter(chart.cursor()), None)
                }
            };
            let words = stage.text();
            stage.press_and_filter("enter");
            assert_eq!(stage.state().screen, Screen::Main);
            assert_eq!(stage.state().filter, filter);
            let passed = stage.state().list.len;
            match frames {
                Some(frames) => assert_eq!(passed, frames, "{filter}"),
                None => assert!(words.contains(&format!(": {passed} frames,")), "{words}"),
            }
            press(&mut stage, "A");
        }
    }
}

#[test]
fn a_filter_is_changed_before_it_is_taken_and_copied() {
    let mut stage = figures(120, 34, "j j");
    let filter = view(&stage).line(2).unwrap().filter.clone();
    stage.press("y");
    assert!(!stage.session.take_output().is_empty());
    assert!(stage.text().contains("copied the filter of this row"));
    stage.press("&");
    match &stage.state().overlay {
        Some(Overlay::Filter(bar)) => assert_eq!(bar.input.text(), filter),
        other => panic!("{other:?}"),
    }
    stage.press_and_filter("ctrl+u type:dns enter");
    assert_eq!(stage.state().screen, Screen::Main);
    assert_eq!(stage.state().filter, "dns");
    assert!(stage.state().list.len > 0);
    press(&mut stage, "%");
    assert_eq!(view(&stage).chosen(), 2);
    stage.press("esc");
    assert_eq!(stage.state().screen, Screen::Main);
}

#[test]
fn every_column_sorts_and_turns() {
    let mut stage = figures(200, 50, "tab");
    for tab in [Tab::Conversations, Tab::Endpoints] {
        stage.session.state.statistics.choose_tab(tab);
        stage.session.state.statistics.choose_kind(Kind::Ethernet);
        wait(&mut stage);
        for column in tab.columns(Kind::Ethernet) {
            let order = column.order.unwrap();
            stage.session.state.statistics.sort(order.into());
            stage.send(Message::Frames);
            wait(&mut stage);
            let cells = |stage: &Stage| -> Vec<String> {
                let place = tab.columns(Kind::Ethernet).iter();
                let place = place.clone().position(|other| other.order == Some(order));
                let lines = lines(stage).iter();
                lines
                    .map(|line| line.cells[place.unwrap()].clone())
                    .collect()
            };
            let down = cells(&stage);
            let numbers: Result<Vec<f64>, _> = down.iter().map(|cell| cell.parse()).collect();
            if let Ok(numbers) = numbers {
                let falls = numbers.is_sorted_by(|a, b| a >= b);
                assert!(falls || order == Order::Start, "{order:?} {numbers:?}");
            }
            press(&mut stage, "R");
            let mut up = cells(&stage);
            up.reverse();
            assert_eq!(up, down, "{order:?}");
        }
    }
}

#[test]
fn the_mouse_chooses_tabs_kinds_headings_rows_and_times() {
    let mut stage = figures(120, 34, "");
    let click = |stage: &mut Stage, text: &str| {
        let (x, y) = stage.find(text);
        stage.click(x + 1, y);
        wait(stage);
    };
    click(&mut stage, "Conversations");
    assert_eq!(view(&stage).tab, Tab::Conversations);
    click(&mut stage, " UDP ");
    assert_eq!(view(&stage).kind(), Kind::Udp);
    click(&mut stage, "Bytes");
    assert_eq!(view(&stage).sorting(), Order::Bytes.into());
    click(&mut stage, "Bytes");
    assert_eq!(view(&stage).sorting(), Order::Bytes.turned());
    let second = view(&stage).line(1).unwrap().clone();
    click(&mut stage, &second.cells[0]);
    let chosen = view(&stage).chosen();
    assert_eq!(view(&stage).line(chosen).unwrap().cells[0], second.cells[0]);
    click(&mut stage, "Traffic");
    let (x, y) = stage.find("┬");
    stage.click(x + 30, y - 2);
    assert!(view(&stage).at > 0);
    stage.click(x + 30, y - 2);
    stage.send(Message::Frames);
    assert_eq!(stage.state().screen, Screen::Main);
    assert!(stage.state().filter.starts_with("frame.time_relative >= "));
}

#[test]
fn counting_begins_when_figures_are_opened_and_not_before() {
    let mut stage = demonstration((80, 24), Look::new("mono", Depth::None, false));
    assert!(stage.session.counting.is_none());
    press(&mut stage, "A");
    assert!(stage.session.counting.is_some());
    press(&mut stage, "q i d");
    assert!(stage.session.counting.is_none(), "it was another capture");
}

#[test]
fn frames_that_are_nowhere_kept_are_not_counted() {
    let mut stage = Stage::with_known(
        Arc::new(VecFrames::new("test.pcap", conversation())),
        Box::new(NoConversations),
        (80, 24),
        Look::new("mono", Depth::None, false),
    );
    stage.press("A");
    assert_eq!(stage.state().screen, Screen::Main);
    assert!(
        stage.text().contains("could be counted"),
        "{}",
        stage.text()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn nothing_panics(
        size in (1..200u16, 1..60u16),
        acts in prop::collection::vec(acts(), 1..40),
        tabs in 0..5usize,
        ascii: bool,
    ) {
        let look = Look::new("dark", Depth::Full, ascii);
        let mut stage = demonstration(size, look);
        for act in acts {
            if stage.state().screen != Screen::Statistics {
                stage.session.state.overlay = None;
                stage.session.state.screen = Screen::Main;
                stage.send(Message::Command(Command::Statistics));
                wait(&mut stage);
                (0..tabs).for_each(|_| press(&mut stage, "tab"));
            }
            if !matches!(act, Act::Do(Command::Interfaces | Command::Sockets | Command::SaveFrames)) {
                act.on(&mut stage);
            }
            let text = stage.text();
            prop_assert!(!text.contains('\x1b'));
            prop_assert!(!ascii || text.is_ascii(), "{}", text);
        }
    }
}
