//! Finds the paths that a Rust source names, without a Rust parser: tokens, brackets, `use` trees.

use std::collections::HashMap;

/// A path in a source file, resolved to start with `crate` or the name of another crate; a name that
/// is neither imported nor one of these is left as it stands.
#[derive(Debug)]
pub struct Reference {
    pub line: usize,
    pub path: Vec<String>,
    /// The imported path that the first segment stood for.
    pub via: Option<Vec<String>>,
    pub is_import: bool,
    /// Stands under `#[cfg(test)]`.
    pub in_test: bool,
}

/// All paths of more than one segment, and all imports, of the file that makes `module`.
pub fn references(source: &str, module: &[String]) -> Vec<Reference> {
    let mut scan = Scan {
        tokens: tokens(source),
        at: 0,
        module: module.to_vec(),
        open: Vec::new(),
        test_item: false,
        aliases: HashMap::new(),
        found: Vec::new(),
    };
    while scan.at < scan.tokens.len() {
        scan.step();
    }
    let Scan { found, aliases, .. } = scan;
    found
        .into_iter()
        .map(|reference| follow_aliases(reference, &aliases))
        .collect()
}

/// Puts what was imported in the place of the name it was imported as, a few times over.
fn follow_aliases(mut reference: Reference, aliases: &HashMap<String, Vec<String>>) -> Reference {
    for _ in 0..4 {
        let own = |target: &&Vec<String>| !reference.is_import || **target != reference.path;
        let Some(target) = aliases.get(&reference.path[0]).filter(own) else {
            break;
        };
        if target[0] == reference.path[0] && target.len() == 1 {
            break;
        }
        reference.via = Some(target.clone());
        reference.path.splice(..1, target.iter().cloned());
    }
    reference
}

/// One pass over the tokens of a file.
struct Scan {
    tokens: Vec<Token>,
    at: usize,
    /// The module that the current token stands in.
    module: Vec<String>,
    open: Vec<Bracket>,
    /// `#[cfg(test)]` stands before the item that is being read.
    test_item: bool,
    /// Imported names and what they stand for.
    aliases: HashMap<String, Vec<String>>,
    found: Vec<Reference>,
}

struct Bracket {
    is_block: bool,
    is_module: bool,
    is_test: bool,
}

impl Scan {
    fn text(&self, ahead: usize) -> &str {
        self.tokens
            .get(self.at + ahead)
            .map_or("", |token| token.text.as_str())
    }

    fn is_name(&self, ahead: usize) -> bool {
        self.text(ahead)
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }

    /// Reads one token, or one whole path or import.
    fn step(&mut self) {
        match self.text(0) {
            "{" | "(" | "[" => self.open_bracket(),
            "}" | ")" | "]" => {
                if self.open.pop().is_some_and(|bracket| bracket.is_module) {
                    self.module.pop();
                }
                self.at += 1;
            }
            ";" => {
                if self.open.last().is_none_or(|bracket| bracket.is_block) {
                    self.test_item = false;
                }
                self.at += 1;
            }
            "#" => {
                let attribute: String = (0..7).map(|ahead| self.text(ahead)).collect();
                self.test_item |= attribute == "#[cfg(test)]";
                self.at += 1;
            }
            "use" if self.is_name(1) || matches!(self.text(1), "::" | "{" | "$") => self.import(),
            "extern" if self.text(1) == "crate" => {
                self.at += 2;
                self.import_tree(Vec::new());
            }
            _ if self.is_name(0) => self.path(),
            _ => self.at += 1,
        }
    }

    fn open_bracket(&mut self) {
        let is_block = self.text(0) == "{";
        let is_module = is_block && self.at >= 2 && self.tokens[self.at - 2].text == "mod";
        if is_module {
            self.module.push(self.tokens[self.at - 1].text.clone());
        }
        let is_test = self.in_test();
        if is_block {
            self.test_item = false;
        }
        self.open.push(Bracket {
            is_block,
            is_module,
            is_test,
        });
        self.at += 1;
    }

    fn in_test(&self) -> bool {
        self.test_item || self.open.last().is_some_and(|bracket| bracket.is_test)
    }

    /// A path in the code. A single name says nothing: what it stands for was seen at its import.
    fn path(&mut self) {
        let line = self.tokens[self.at].line;
        let mut path = vec![self.text(0).to_owned()];
        self.at += 1;
        while self.text(0) == "::" && self.is_name(1) {
            path.push(self.text(1).to_owned());
            self.at += 2;
        }
        if path.len() > 1 {
            let path = self.resolve(path);
            self.add(line, path, false);
        }
    }

    fn import(&mut self) {
        self.at += 1;
        self.import_tree(Vec::new());
    }

    /// A `use` tree whose beginning is `prefix`; ends behind its last token.
    fn import_tree(&mut self, mut prefix: Vec<String>) {
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        loop {
            match self.text(0) {
                "::" | "$" => self.at += 1,
                "*" => {
                    prefix.push("*".to_owned());
                    self.at += 1;
                    return self.add_import(line, prefix, None);
                }
                "{" => return self.import_group(&prefix),
                "as" => {
                    let alias = self.text(1).to_owned();
                    self.at += 2;
                    return self.add_import(line, prefix, Some(alias));
                }
                _ if self.is_name(0) => {
                    prefix.push(self.text(0).to_owned());
                    self.at += 1;
                }
                _ => return self.add_import(line, prefix, None),
            }
        }
    }

    fn import_group(&mut self, prefix: &[String]) {
        self.at += 1;
        while !matches!(self.text(0), "}" | ";" | "") {
            let before = self.at;
            self.import_tree(prefix.to_vec());
            if self.text(0) == "," || self.at == before {
                self.at += 1;
            }
        }
        self.at += usize::from(self.text(0) == "}");
    }

    fn add_import(&mut self, line: usize, mut path: Vec<String>, alias: Option<String>) {
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let Some(last) = path.last().cloned() else {
            return;
        };
        let path = self.resolve(path);
        let name = alias.unwrap_or(last);
        if !matches!(name.as_str(), "*" | "_" | "crate") {
            self.aliases.insert(name, path.clone());
        }
        self.add(line, path, true);
    }

    fn add(&mut self, line: usize, path: Vec<String>, is_import: bool) {
        let in_test = self.in_test();
        self.found.push(Reference {
            line,
            path,
            via: None,
            is_import,
            in_test,
        });
    }

    /// Turns `self`, `super` and this crate's own name into a path from `crate`.
    fn resolve(&self, path: Vec<String>) -> Vec<String> {
        let mut base = match path[0].as_str() {
            "crate" | "decap" => vec!["crate".to_owned()],
            "self" | "super" => self.module.clone(),
            _ => return path,
        };
        let mut rest = &path[usize::from(path[0] != "super")..];
        while rest.first().is_some_and(|segment| segment == "super") {
            base.truncate(base.len().saturating_sub(1).max(1));
            rest = &rest[1..];
        }
        base.extend_from_slice(rest);
        base
    }
}

#[derive(Debug)]
struct Token {
    text: String,
    line: usize,
}

/// Names, `::` and single signs; no comments, no strings, no characters, no lifetimes.
fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let end = match skipped(&chars, at) {
            Some(end) => end,
            None => {
                let end = token_end(&chars, at);
                let text: String = chars[at..end].iter().collect();
                tokens.push(Token {
                    text: text.trim_start_matches("r#").to_owned(),
                    line,
                });
                end
            }
        };
        line += chars[at..end].iter().filter(|c| **c == '\n').count();
        at = end;
    }
    tokens
}

fn token_end(chars: &[char], at: usize) -> usize {
    let name = |c: &char| c.is_alphanumeric() || *c == '_';
    if chars[at..].starts_with(&[':', ':']) {
        return at + 2;
    }
    let start = if chars[at..].starts_with(&['r', '#']) {
        at + 2
    } else {
        at
    };
    let length = chars[start..].iter().take_while(|c| name(c)).count();
    if length > 0 { start + length } else { at + 1 }
}

/// Where the blank, comment, string, character or lifetime ends that begins at `at`, if one does.
fn skipped(chars: &[char], at: usize) -> Option<usize> {
    let rest = &chars[at..];
    let find = |from: usize, end: &[char]| {
        let found = rest[from..]
            .windows(end.len())
            .position(|window| window == end);
        found.map_or(chars.len(), |offset| at + from + offset + end.len())
    };
    match rest {
        [c, ..] if c.is_whitespace() => Some(at + 1),
        ['/', '/', ..] => Some(find(2, &['\n'])),
        ['/', '*', ..] => Some(block_comment_end(chars, at)),
        ['"', ..] => Some(quoted_end(chars, at + 1, '"')),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => Some(quoted_end(chars, at + 1, '\'')),
        ['\'', ..] => Some(
            at + 1
                + rest[1..]
                    .iter()
                    .take_while(|c| c.is_alphanumeric() || **c == '_')
                    .count(),
        ),
        ['r' | 'b' | 'c', ..] => {
            let prefix = rest
                .iter()
                .take_while(|c| matches!(c, 'r' | 'b' | 'c'))
                .count();
            let hashes = rest[prefix..].iter().take_while(|c| **c == '#').count();
            let raw = rest[..prefix].contains(&'r');
            match rest.get(prefix + hashes) {
                Some('"') if raw => {
                    let mut end = vec!['"'];
                    end.resize(1 + hashes, '#');
                    Some(find(prefix + hashes + 1, &end))
                }
                Some('"') if hashes == 0 => Some(quoted_end(chars, at + prefix + 1, '"')),
                Some('\'') if prefix == 1 && rest[0] == 'b' => {
                    Some(quoted_end(chars, at + 2, '\''))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn quoted_end(chars: &[char], mut at: usize, quote: char) -> usize {
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn block_comment_end(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        match &chars[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] if depth == 1 => return at + 2,
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    chars.len()
}
