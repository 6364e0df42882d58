//! A display filter while it is typed, and those typed before.

use std::ops::Range;

use super::Input;
use crate::filter::{Completion, Filter, complete};
use crate::proto::registry;

/// The line in which a filter is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilterBar {
    /// The line.
    pub input: Input,
    /// What is wrong with it, and at which bytes.
    pub wrong: Option<(Range<usize>, String)>,
    /// Names that the word at the cursor may go on to.
    pub names: Vec<Completion>,
    /// The one chosen.
    pub chosen: usize,
    /// How many filters back in the history the line is from.
    pub back: usize,
}

impl FilterBar {
    /// A bar with this text in it.
    pub fn of(text: &str) -> FilterBar {
        let mut bar = FilterBar {
            input: Input::of(text),
            ..FilterBar::default()
        };
        bar.read();
        // Names are offered once something is typed.
        bar.names.clear();
        bar
    }

    /// Takes in that the line is another one now.
    pub fn read(&mut self) {
        let parsed = Filter::parse(self.input.text(), registry());
        self.wrong = parsed
            .err()
            .map(|error| (error.at.clone(), error.to_string()));
        let word = self.word().to_owned();
        self.names = match word.is_empty() {
            true => Vec::new(),
            false => complete(&word, registry()),
        };
        // A name that stands there already needs no completing.
        self.names.retain(|name| name.name != word);
        self.chosen = 0;
    }

    /// The name that ends at the cursor, as far as it is typed.
    fn word(&self) -> &str {
        let before = self.before();
        before.rfind(|c| !is_name(c)).map_or(before, |at| {
            let start = at + before[at..].chars().next().map_or(0, char::len_utf8);
            &before[start..]
        })
    }

    fn before(&self) -> &str {
        let text = self.input.text();
        let end = text.char_indices().nth(self.input.cursor());
        end.map_or(text, |(end, _)| &text[..end])
    }

    /// Puts the chosen name in place of what is typed of it.
    pub fn complete(&mut self) {
        let Some(name) = self.names.get(self.chosen).map(|name| name.name) else {
            return;
        };
        for _ in 0..self.word().chars().count() {
            self.input.delete_back();
        }
        name.chars().for_each(|c| self.input.insert(c));
        self.read();
    }
}

/// True for what names are made of.
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// Filters typed before, the latest at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    lines: Vec<String>,
}

/// The most filters that are remembered.
pub const REMEMBERED: usize = 500;

impl History {
    /// Those of a file, one a line.
    pub fn read(text: &str) -> History {
        let mut history = History::default();
        let clean = |line: &&str| !line.trim().is_empty() && !line.contains(char::is_control);
        for line in text.lines().filter(clean) {
            history.add(line);
        }
        history
    }

    /// Remembers a filter as the latest.
    pub fn add(&mut self, line: &str) {
        self.lines.retain(|old| old != line);
        self.lines.push(line.to_owned());
        if self.lines.len() > REMEMBERED {
            self.lines.remove(0);
        }
    }

    /// The filter so many places back; 1 is the latest.
    pub fn back(&self, places: usize) -> Option<&str> {
        let at = self.lines.len().checked_sub(places)?;
        self.lines.get(at).map(String::as_str)
    }

    /// All, one a line.
    pub fn text(&self) -> String {
        self.lines
            .iter()
            .flat_map(|line| [line.as_str(), "\n"])
            .collect()
    }
}

/// How a new condition joins the filter in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// In place of it.
    Alone,
    /// In place of it, turned around.
    Not,
    /// Both must hold.
    And,
    /// One must hold.
    Or,
    /// That must hold, and this must not.
    AndNot,
    /// That must hold, or this must not.
    OrNot,
}

impl Joined {
    /// All of them, in the order of the menu.
    pub const ALL: [(Joined, &'static str); 6] = [
        (Joined::Alone, "selected"),
        (Joined::Not, "not selected"),
        (Joined::And, "… and selected"),
        (Joined::Or, "… or selected"),
        (Joined::AndNot, "… and not selected"),
        (Joined::OrNot, "… or not selected"),
    ];

    /// The filter that comes of it.
    pub fn join(self, filter: &str, condition: &str) -> String {
        let (filter, condition) = (bracketed(filter), bracketed(condition));
        match self {
            Joined::Alone => condition,
            Joined::Not => format!("not {condition}"),
            _ if filter.is_empty() => match self {
                Joined::And | Joined::Or => condition,
                _ => format!("not {condition}"),
            },
            Joined::And => format!("{filter} and {condition}"),
            Joined::Or => format!("{filter} or {condition}"),
            Joined::AndNot => format!("{filter} and not {condition}"),
            Joined::OrNot => format!("{filter} or not {condition}"),
        }
    }
}

/// A filter in brackets, unless it is one word or whole already.
fn bracketed(filter: &str) -> String {
    let is_one = filter.chars().all(is_name);
    if is_one || filter.starts_with('(') && filter.ends_with(')') && !filter[1..].contains('(') {
        filter.to_owned()
    } else {
        format!("({filter})")
    }
}

/// The menu of filters made of what is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFilter {
    /// The condition that is true of the frame.
    pub condition: String,
    /// The line chosen.
    pub chosen: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_completed_at_the_cursor() {
        let mut bar = FilterBar::default();
        "tcp.flags.sy == 1"
            .chars()
            .for_each(|c| bar.input.insert(c));
        bar.input.step(-5);
        bar.read();
        assert!(bar.wrong.is_some());
        bar.complete();
        assert_eq!(bar.input.text(), "tcp.flags.syn == 1");
        assert_eq!(bar.wrong, None);
        assert!(FilterBar::of("ärp&").word().is_empty());
    }

    #[test]
    fn conditions_join_the_filter() {
        for (joined, text) in [
            (Joined::Alone, "(ip.ttl == 3)"),
            (Joined::Not, "not (ip.ttl == 3)"),
            (Joined::And, "(arp or dns) and (ip.ttl == 3)"),
            (Joined::OrNot, "(arp or dns) or not (ip.ttl == 3)"),
        ] {
            let filter = joined.join("arp or dns", "ip.ttl == 3");
            assert_eq!(filter, text);
            assert!(Filter::parse(&filter, registry()).is_ok());
        }
        assert_eq!(Joined::AndNot.join("", "arp"), "not arp");
        assert_eq!(Joined::And.join("a||b", "arp"), "(a||b) and arp");
        assert_eq!(
            Joined::And.join("(a) or (b)", "arp"),
            "((a) or (b)) and arp"
        );
    }

    #[test]
    fn history_is_bounded_and_has_no_doubles() {
        let mut history = History::read("arp\ndns\narp\n\n\u{1b}[2J\n");
        assert_eq!(
            (history.back(1), history.back(2)),
            (Some("arp"), Some("dns"))
        );
        assert_eq!((history.back(0), history.back(3)), (None, None));
        (0..2 * REMEMBERED).for_each(|number| history.add(&number.to_string()));
        assert_eq!(history.text().lines().count(), REMEMBERED);
    }
}
