//! Keys and their names: `ctrl+d`, `shift+tab`, `G`, `enter`.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers, in one form for one meaning: Shift is not kept for characters, which
/// already differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Control, Alt, and Shift for keys that are no characters.
    pub modifiers: KeyModifiers,
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Key {
        Key::new(event.code, event.modifiers)
    }
}

impl Key {
    fn new(code: KeyCode, modifiers: KeyModifiers) -> Key {
        let kept = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let mut modifiers = modifiers & kept;
        let code = match code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(c) => {
                modifiers -= KeyModifiers::SHIFT;
                // Terminals disagree about the case of a letter typed with Control.
                let control = modifiers.contains(KeyModifiers::CONTROL);
                KeyCode::Char(if control { c.to_ascii_lowercase() } else { c })
            }
            code => code,
        };
        Key { code, modifiers }
    }

    /// Reads a key's name; `None` if there is no such key.
    pub fn parse(name: &str) -> Option<Key> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = name;
        loop {
            let (modifier, after) = match rest.split_once('+') {
                Some(("ctrl", after)) => (KeyModifiers::CONTROL, after),
                Some(("alt", after)) => (KeyModifiers::ALT, after),
                Some(("shift", after)) => (KeyModifiers::SHIFT, after),
                _ => break,
            };
            modifiers |= modifier;
            rest = after;
        }
        named(rest).map(|code| Key::new(code, modifiers))
    }

    /// The character that the key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }
}

fn named(name: &str) -> Option<KeyCode> {
    Some(match name {
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pageup" => KeyCode::PageUp,
        "pagedown" => KeyCode::PageDown,
        "tab" => KeyCode::Tab,
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "backspace" => KeyCode::Backspace,
        "delete" => KeyCode::Delete,
        "space" => KeyCode::Char(' '),
        _ => {
            if let Some(number) = name.strip_prefix('f').and_then(|n| n.parse().ok()) {
                return Some(KeyCode::F(number));
            }
            let mut chars = name.chars();
            let only = chars.next()?;
            return chars.next().is_none().then_some(KeyCode::Char(only));
        }
    })
}

/// A key's name as help writes it: arrows as arrows, the rest as it stands.
pub fn shown(name: &str) -> String {
    let pretty = match name {
        "up" => "↑",
        "down" => "↓",
        "left" => "←",
        "right" => "→",
        "pageup" => "PgUp",
        "pagedown" => "PgDn",
        "home" => "Home",
        "end" => "End",
        "tab" => "Tab",
        "shift+tab" => "Shift-Tab",
        "enter" => "Enter",
        "esc" => "Esc",
        "backspace" => "Backspace",
        "delete" => "Del",
        "space" => "Space",
        _ => "",
    };
    if !pretty.is_empty() {
        return pretty.into();
    }
    if let Some(rest) = name.strip_prefix("ctrl+") {
        return format!("Ctrl-{}", shown(rest));
    }
    match name.strip_prefix('f') {
        Some(number) if !number.is_empty() => format!("F{number}"),
        _ => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_forms_unified() {
        let event = |code, modifiers| Key::from(KeyEvent::new(code, modifiers));
        assert_eq!(
            Key::parse("shift+tab"),
            Some(event(KeyCode::BackTab, KeyModifiers::SHIFT))
        );
        assert_eq!(
            Key::parse("G"),
            Some(event(KeyCode::Char('G'), KeyModifiers::SHIFT))
        );
        assert_eq!(
            Key::parse("ctrl+d"),
            Some(event(KeyCode::Char('d'), KeyModifiers::CONTROL))
        );
        assert_eq!(Key::parse("f1").map(|key| key.code), Some(KeyCode::F(1)));
        assert_eq!(
            Key::parse("f").map(|key| key.code),
            Some(KeyCode::Char('f'))
        );
        assert_eq!(Key::parse("nonsense"), None);
    }
}
