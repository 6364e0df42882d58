//! Configurations in, settings or errors out.

use super::*;
use crate::render::TimeFormat;
use crate::tui::columns::Shows;

fn read(text: &str, profile: Option<&str>) -> Result<Settings, String> {
    let mut settings = Settings::default();
    read::read(text, profile, &mut settings)
        .map(|()| settings)
        .map_err(|fault| {
            let line = fault.at.map_or(0, |at| line_of(text, at));
            format!("{line}: {}", fault.message)
        })
}

#[test]
fn what_is_printed_is_read_back() {
    let mut settings = Settings::default();
    assert_eq!(read(&settings.to_toml(), None).unwrap(), settings);
    settings.theme = Some("light");
    settings.osi = false;
    settings.time = TimeStyle::parse("udoy.3").unwrap();
    settings.columns = vec![
        Column::new(Shows::Protocol),
        Column {
            title: Some("\"TTL\" \\".into()),
            width: Some(5),
            hidden: true,
            screen: 100,
            ..Column::new(Shows::Field("ip.ttl"))
        },
    ];
    settings.rules.truncate(2);
    settings.rules[0].name = "\"a\"".into();
    assert_eq!(read(&settings.to_toml(), None).unwrap(), settings);
    settings.rules.clear();
    assert_eq!(read(&settings.to_toml(), None).unwrap(), settings);
}

#[test]
fn a_profile_changes_what_it_names() {
    let text = "theme = \"light\"\ntime = \"a\"\n[profile.x]\ntime = \"e\"\n[profile.y]\n";
    let plain = read(text, None).unwrap();
    assert_eq!(plain.time.format, TimeFormat::Absolute);
    let changed = read(text, Some("x")).unwrap();
    assert_eq!(
        (changed.theme, changed.time.format),
        (Some("light"), TimeFormat::Epoch)
    );
    let error = read(text, Some("z")).unwrap_err();
    assert!(error.contains("it has x, y"), "{error}");
    assert!(read("", Some("z")).unwrap_err().contains("none"));
}

#[test]
fn errors_name_the_line_and_what_was_meant() {
    for (text, line, words) in [
        ("\n\ntheem = \"dark\"", "3: ", "did you mean \"theme\"?"),
        ("xyz = 1", "1: ", "the keys here are theme, model"),
        ("theme = \"drak\"", "1: ", "none of auto, dark"),
        ("theme = 1", "1: ", "text in quotes"),
        ("model = \"iso\"", "1: ", "osi, tcp-ip"),
        ("\ntime = \"x\"", "2: ", "adoy"),
        ("columns = 7", "1: ", "a list"),
        ("columns = [\n\"number\",\n7]", "3: ", "name in quotes"),
        ("columns = [\n\"numbr\"]", "2: ", "did you mean \"number\"?"),
        (
            "columns = [\"tcp.flgs\"]",
            "1: ",
            "did you mean \"tcp.flags\"?",
        ),
        (
            "columns = [{ show = \"time\", wide = 3 }]",
            "1: ",
            "unknown key \"wide\"",
        ),
        ("columns = [{ width = 3 }]", "1: ", "show ="),
        (
            "columns = [{ show = \"time\", width = 0 }]",
            "1: ",
            "from 1 to 200",
        ),
        ("columns = [{ show = 3 }]", "1: ", "there is no column"),
        (
            "[profile.x]\ntime = \"a\"\nmodle = \"osi\"",
            "3: ",
            "\"model\"",
        ),
        ("profile = 3", "1: ", "[profile.NAME]"),
        ("profile.x = 3", "1: ", "[profile.x]"),
        (
            "theme = \"dark\"\ntheme = \"light\"",
            "2: ",
            "duplicate key",
        ),
        ("theme = ", "1: ", ""),
        ("colours = 1", "1: ", "[[colours]]"),
        ("[[colours]]\nname = \"x\"\n", "1: ", "filter"),
        (
            "[[colours]]\nname = \"x\"\nfilter = \"tcp.prt == 3\"\n",
            "3: ",
            "tcp.port",
        ),
        (
            "[[colours]]\nfilter = \"arp\"\nbackground = \"red\"\n",
            "3: ",
            "#rrggbb",
        ),
        (
            "[[colours]]\nfilter = \"arp\"\nfg = \"red\"\n",
            "3: ",
            "unknown key",
        ),
        (
            "colours = [{ filter = \"arp\", name = 3 }]",
            "1: ",
            "text in quotes",
        ),
    ] {
        let error = read(text, None).unwrap_err();
        assert!(
            error.starts_with(line) && error.contains(words),
            "{text}: {error}"
        );
    }
}

#[test]
fn hostile_text_is_an_error_or_nothing() {
    let deep = format!("columns = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let many = format!("columns = [{}]", "\"time\",".repeat(33));
    let tables = "[profile.a]\n[profile.a]\n";
    let long = format!("{} = 1", "x".repeat(100_000));
    for text in [
        deep.as_str(),
        &many,
        tables,
        &long,
        "\u{1b}[2J",
        "=",
        "[",
        "a.b.c = 1",
    ] {
        assert!(read(text, None).is_err());
    }
    let error = ConfigError {
        file: "\u{1b}[2J".into(),
        line: Some(1),
        message: "\u{1b}".into(),
    };
    assert!(!error.to_string().contains('\u{1b}'));
}

#[test]
fn only_a_file_that_is_asked_for_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let error = Settings::load(Some(&path), None).unwrap_err();
    assert!(error.to_string().contains("cannot be read"), "{error}");
    std::fs::write(&path, b"theme = \"light\"\n\xff").unwrap();
    assert!(Settings::load(Some(&path), None).is_err());
    std::fs::write(&path, "#".repeat(1 << 21)).unwrap();
    let error = Settings::load(Some(&path), None).unwrap_err();
    assert!(error.to_string().contains("1 MiB"), "{error}");
    std::fs::write(&path, "theme = \"light\"\n\nx = 1").unwrap();
    let error = Settings::load(Some(&path), None).unwrap_err();
    assert!(
        error.to_string().contains("config.toml, line 3: "),
        "{error}"
    );
}
