//! Wireshark's colouring rules: `@name@filter@[65535,0,0][0,0,0]` in its file `colorfilters`,
//! background before foreground, 16 bits a colour; `!` before a rule turns it off.

use super::{MOST, Rgb, Rule};
use crate::model::text::clean;

/// What became of a file of rules.
#[derive(Debug, Default)]
pub struct Imported {
    /// The rules that decap understands, in their order.
    pub rules: Vec<Rule>,
    /// Why the others were left out, one line each, clean for a terminal.
    pub left_out: Vec<String>,
}

/// Reads Wireshark's rules. Those that are turned off are left out without a word.
pub fn import(text: &str) -> Imported {
    let mut imported = Imported::default();
    for (line, number) in text.lines().zip(1usize..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        let rule = if imported.rules.len() < MOST {
            rule(line)
        } else {
            Err(format!("more than {MOST} rules"))
        };
        match rule {
            Ok(rule) => imported.rules.push(rule),
            Err(why) => {
                let why = format!("line {number}: {why}");
                imported.left_out.push(clean(&why).into_owned());
            }
        }
    }
    imported
}

fn rule(line: &str) -> Result<Rule, String> {
    let form = || "a rule has the form @name@filter@[r,g,b][r,g,b]".to_owned();
    let rest = line.strip_prefix('@').ok_or_else(form)?;
    let (rest, colours) = rest.rsplit_once('@').ok_or_else(form)?;
    let (name, filter) = rest.split_once('@').ok_or_else(form)?;
    let colours = colours
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let (background, foreground) = colours
        .and_then(|text| text.split_once("]["))
        .ok_or_else(form)?;
    let both = colour(background)
        .zip(colour(foreground))
        .ok_or_else(form)?;
    Rule::new(name, filter, both).map_err(|error| format!("{name}: {error}"))
}

/// Three numbers of 16 bits, of which the terminal takes the upper halves.
fn colour(text: &str) -> Option<Rgb> {
    let mut parts = text.split(',').map(|part| part.trim().parse::<u16>());
    let mut next = || Some((parts.next()?.ok()? >> 8) as u8);
    let colour = Rgb(next()?, next()?, next()?);
    parts.next().is_none().then_some(colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_the_others_are_named() {
        let imported = import(
            "# colouring rules\n\
             @Handshake@tcp.flags.syn == 1@[65535,0,257][0,0,65535]\n\
             !@Off@arp@[0,0,0][0,0,0]\n\
             \n\
             @Strange@nosuch.field@[0,0,0][0,0,0]\n\
             @Mail@smtp contains \"a@b\"@[0, 0, 0][1,2,3]\n\
             @Broken@arp@[0,0][0,0,0]\n\
             @Broken@arp@[0,0,65536][0,0,0]\n\
             nonsense\n\
             @\u{1b}[2J@%%@[0,0,0][0,0,0]\n",
        );
        let names: Vec<&str> = imported
            .rules
            .iter()
            .map(|rule| rule.name.as_str())
            .collect();
        assert_eq!(names, ["Handshake", "Mail"]);
        assert_eq!(imported.rules[0].background, Rgb(255, 0, 1));
        assert_eq!(imported.rules[1].text, "smtp contains \"a@b\"");
        let left_out = imported.left_out.join("\n");
        assert_eq!(imported.left_out.len(), 5, "{left_out}");
        assert!(left_out.starts_with("line 5: Strange: "), "{left_out}");
        assert!(!left_out.contains('\u{1b}'));
    }
}
