//! The table of commands holds together.

use super::*;
use std::collections::HashMap;

#[test]
fn every_key_has_a_name_that_is_a_key() {
    for spec in COMMANDS {
        for key in spec.keys {
            assert!(Key::parse(key).is_some(), "{}: {key}", spec.name);
        }
    }
}

#[test]
fn no_key_means_two_things_in_one_context() {
    for context in [
        Context::Everywhere,
        Context::Moving,
        Context::Main,
        Context::Layers,
        Context::Bytes,
        Context::Peeling,
        Context::Ladder,
        Context::Charts,
        Context::Picking,
        Context::Sockets,
        Context::Following,
        Context::Objects,
        Context::Statistics,
        Context::Columns,
        Context::Help,
        Context::Typing,
        Context::Filtering,
        Context::Saving,
    ] {
        let mut owners: HashMap<Key, &str> = HashMap::new();
        for spec in COMMANDS.iter().filter(|spec| spec.context == context) {
            for key in spec.keys {
                let other = owners.insert(Key::parse(key).unwrap(), spec.name);
                assert!(other.is_none(), "{key} is {other:?} and {}", spec.name);
            }
        }
    }
}

#[test]
fn main_screen_keys_hide_no_others() {
    let mut owners: HashMap<Key, &str> = HashMap::new();
    for spec in COMMANDS
        .iter()
        .filter(|spec| Context::Layers.with().contains(&spec.context))
    {
        for key in spec.keys {
            let other = owners.insert(Key::parse(key).unwrap(), spec.name);
            assert!(other.is_none(), "{key} is {other:?} and {}", spec.name);
        }
    }
}

#[test]
fn the_manual_has_every_command_and_no_stray_orders() {
    let page = manual();
    for line in page.lines().filter(|line| line.starts_with(['.', '\''])) {
        assert!(line == ".TP" || line.starts_with(".S"), "{line}");
    }
    assert_eq!(page.matches(".TP").count(), COMMANDS.len());
}

#[test]
fn names_are_unique_and_rows_find_themselves() {
    let mut seen = std::collections::HashSet::new();
    for spec in COMMANDS {
        assert!(seen.insert(spec.name), "{} stands twice", spec.name);
        assert!(spec.help.ends_with('.'), "{}", spec.name);
        // A help screen of 80 columns shows it whole.
        assert!(spec.help.len() <= 55, "{}", spec.name);
        assert_eq!(spec.command.spec().name, spec.name);
    }
}
