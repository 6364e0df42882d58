//! A line of text being typed.

/// A line of text and a cursor in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Characters before the cursor.
    cursor: usize,
}

/// Nobody types more than this.
const LONGEST: usize = 1024;

impl Input {
    /// This text, with the cursor behind it.
    pub fn of(text: &str) -> Input {
        let mut input = Input::default();
        text.chars().for_each(|c| input.insert(c));
        input
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Characters before the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    fn byte(&self, chars: usize) -> usize {
        let found = self.text.char_indices().nth(chars);
        found.map_or(self.text.len(), |(byte, _)| byte)
    }

    /// Types a character; control characters are not typed.
    pub fn insert(&mut self, c: char) {
        if !c.is_control() && self.text.chars().count() < LONGEST {
            self.text.insert(self.byte(self.cursor), c);
            self.cursor += 1;
        }
    }

    /// Deletes the character before the cursor; false if there is none.
    pub fn delete_back(&mut self) -> bool {
        let Some(before) = self.cursor.checked_sub(1) else {
            return false;
        };
        self.text.remove(self.byte(before));
        self.cursor = before;
        true
    }

    /// Deletes the character behind the cursor.
    pub fn delete_on(&mut self) {
        let byte = self.byte(self.cursor);
        if byte < self.text.len() {
            self.text.remove(byte);
        }
    }

    /// Deletes the word before the cursor.
    pub fn delete_word(&mut self) {
        let before = |input: &Input| input.text.chars().nth(input.cursor.wrapping_sub(1));
        while before(self) == Some(' ') {
            self.delete_back();
        }
        while before(self).is_some_and(|c| c != ' ') {
            self.delete_back();
        }
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        *self = Input::default();
    }

    /// Moves the cursor.
    pub fn step(&mut self, by: isize) {
        let end = self.text.chars().count();
        self.cursor = self.cursor.saturating_add_signed(by).min(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_go_in_and_out_at_the_cursor() {
        let mut input = Input::default();
        "grüß dich".chars().for_each(|c| input.insert(c));
        input.insert('\x1b');
        input.delete_word();
        assert_eq!(input.text(), "grüß ");
        input.step(-2);
        input.delete_on();
        input.insert('x');
        assert_eq!((input.text(), input.cursor()), ("grüx ", 4));
        input.step(-9);
        assert!(!input.delete_back());
        input.delete_word();
        assert_eq!(input.text(), "grüx ");
    }
}
