//! Columns: added, moved, widened, hidden, kept.

use super::Stage;
use super::fixtures::conversation;
use crate::tui::columns::{Column, Shows};
use crate::tui::config::Settings;

#[test]
fn the_selected_field_becomes_a_column() {
    let mut stage = Stage::new(conversation(), 140, 42);
    stage.press("2 l j");
    stage.press_until("j", "tcp.flags");
    stage.press("a 1");
    insta::assert_snapshot!(stage.text());
    stage.press("2 a");
    assert!(
        stage.text().contains("a column already"),
        "{}",
        stage.text()
    );
    assert_eq!(stage.state().list.columns.len(), Column::usual().len() + 1);
}

#[test]
fn columns_are_moved_widened_and_hidden() {
    let mut stage = Stage::new(conversation(), 100, 30);
    stage.press("w a type:ip.ttl enter K K K K K + + +");
    insta::assert_snapshot!(stage.text());
    stage.press("j d r G enter esc");
    let columns = &stage.state().list.columns;
    assert_eq!(columns.len(), Column::usual().len());
    assert!(columns.last().unwrap().hidden && stage.state().overlay.is_none());
    assert!(!stage.text().contains("What  "), "{}", stage.text());
    stage.press("w a type:tcp.flgs enter");
    assert!(
        stage.text().contains("did you mean tcp.flags?"),
        "{}",
        stage.text()
    );
    stage.press("s");
    assert!(stage.text().contains("--config FILE"), "{}", stage.text());
}

#[test]
fn settings_make_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(
        &path,
        "model = \"tcp-ip\"\ntime = \"u.3\"\ncolumns = [\"protocol\", { show = \"ip.ttl\", title = \"Hops\" }, \"time\"]",
    )
    .unwrap();
    let mut stage = Stage::new(conversation(), 80, 24);
    let settings = Settings::load(Some(&path), None).unwrap();
    stage.session.take_settings(settings);
    stage.press("j w j enter s");
    assert!(stage.text().contains("columns kept"), "{}", stage.text());
    stage.press("esc");
    assert!(stage.text().contains("22:13:20.000"), "{}", stage.text());
    assert!(!stage.state().tree.osi);
    let kept = Settings::load(Some(&path), None).unwrap().columns;
    assert_eq!(kept[0], Column::new(Shows::Protocol));
    assert!(kept[1].hidden && kept[1].title.as_deref() == Some("Hops"));
}

#[test]
fn any_columns_fit_any_screen() {
    let columns = vec![
        Column::new(Shows::What),
        Column::new(Shows::Encapsulation),
        Column {
            width: Some(200),
            ..Column::new(Shows::From)
        },
        Column {
            width: Some(1),
            ..Column::new(Shows::Time)
        },
        Column::new(Shows::Field("tcp.flags")),
        Column::new(Shows::What),
    ];
    for width in [1, 20, 80, 300] {
        let mut stage = Stage::new(conversation(), width, 24);
        stage.session.state.list.columns.clone_from(&columns);
        stage.press("j w j K");
        stage.session.state.list.columns.clear();
        stage.press("j d K J + enter esc j");
    }
}
