//! Names for files, made of what stood in a packet.

/// The longest name in bytes, so that a number still fits behind it everywhere.
const MAX_LEN: usize = 120;

/// The longest ending that is kept when a name is cut.
const MAX_ENDING: usize = 16;

/// What a file without a name is called.
const NAMELESS: &str = "object";

/// Names that are devices on some systems, whatever ending they have.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A name for a file, made of a path or a name of any kind: its last part, without anything that a
/// file system, a shell or a terminal might take for more than a letter. The result is never empty,
/// names no device, holds no separator, begins with no dot or dash, and has at most 120 bytes.
pub fn safe_name(raw: &str) -> String {
    let last = raw
        .rsplit(['/', '\\'])
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    let mut name: String = last.chars().map(safe_char).collect();
    name.truncate(name.trim_end_matches(['.', ' ']).len());
    if name.starts_with(['.', '-', '~']) {
        name.replace_range(..1, "_");
    }
    let name = cut(&name);
    if name.chars().all(|c| c == '_') {
        NAMELESS.into()
    } else if is_device(&name) {
        format!("_{name}")
    } else {
        name
    }
}

/// Letters and digits of all scripts, and the signs that mean nothing to anybody.
fn safe_char(c: char) -> char {
    match c {
        _ if c.is_alphanumeric() => c,
        '.' | '-' | '_' | '+' | '=' | '@' | ',' | '(' | ')' | '%' => c,
        _ => '_',
    }
}

/// The name in at most [`MAX_LEN`] bytes, with its ending.
fn cut(name: &str) -> String {
    if name.len() <= MAX_LEN {
        return name.into();
    }
    let (_, ending) = split(name);
    let ending = if ending.len() <= MAX_ENDING {
        ending
    } else {
        ""
    };
    let mut start = String::new();
    for c in name.chars() {
        if start.len() + c.len_utf8() + ending.len() > MAX_LEN {
            break;
        }
        start.push(c);
    }
    start + ending
}

/// The name and its ending, which begins with a dot; a name that only begins with a dot has none.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end().to_lowercase();
    let numbered = |prefix: &str| {
        let digit = stem.strip_prefix(prefix).unwrap_or_default();
        matches!(digit.chars().collect::<Vec<_>>()[..], [c] if c.is_numeric())
    };
    DEVICES.contains(&&*stem) || numbered("com") || numbered("lpt")
}

/// The name with a number before its ending: `logo(1).png`; with 0 the name itself.
pub fn numbered(name: &str, number: u32) -> String {
    if number == 0 {
        return name.into();
    }
    let (stem, ending) = split(name);
    format!("{stem}({number}){ending}")
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_names_stay() {
        for name in [
            "logo.png",
            "a-b_c.tar.gz",
            "größe.txt",
            "%7Euser.html",
            "x(1).gif",
        ] {
            assert_eq!(safe_name(name), name);
        }
        assert_eq!(safe_name("/static/img/logo.png"), "logo.png");
        assert_eq!(safe_name("/docs/"), "docs");
    }

    #[test]
    fn hostile_names_become_harmless() {
        for (raw, safe) in [
            ("../../etc/passwd", "passwd"),
            ("..", "object"),
            ("../..", "object"),
            ("/", "object"),
            ("", "object"),
            ("...", "object"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("C:\\x.txt", "x.txt"),
            ("C:x.txt", "C_x.txt"),
            (".bashrc", "_bashrc"),
            ("-rf", "_rf"),
            ("~root", "_root"),
            ("a\0b", "a_b"),
            ("a\nb\x1b[2J", "a_b__2J"),
            ("\u{202e}gnp.exe", "_gnp.exe"),
            ("nul", "_nul"),
            ("COM1.txt", "_COM1.txt"),
            ("aux.h", "_aux.h"),
            ("com10", "com10"),
            ("a. . .", "a._._"),
            ("x?y*z|<>\":;&$`'!", "x_y_z___________"),
        ] {
            assert_eq!(safe_name(raw), safe, "{raw:?}");
        }
    }

    #[test]
    fn long_names_are_cut_before_their_ending() {
        let name = safe_name(&format!("{}.jpeg", "ä".repeat(300)));
        assert!(name.len() <= MAX_LEN && name.ends_with("ä.jpeg"), "{name}");
        assert!(safe_name(&format!("a.{}", "b".repeat(999))).len() <= MAX_LEN);
    }

    #[test]
    fn numbers_stand_before_the_ending() {
        assert_eq!(numbered("a.tar.gz", 2), "a.tar(2).gz");
        assert_eq!(numbered("plain", 1), "plain(1)");
        assert_eq!(numbered("logo.png", 0), "logo.png");
    }

    proptest! {
        #[test]
        fn every_name_stays_in_its_folder(raw in ".*", number in 0u32..200_000) {
            let folder = Path::new("/some/folder");
            let name = numbered(&safe_name(&raw), number);
            let path = folder.join(&name);
            prop_assert_eq!(path.parent(), Some(folder));
            prop_assert_eq!(path.file_name().and_then(|name| name.to_str()), Some(&*name));
            let parts: Vec<Component<'_>> = Path::new(&name).components().collect();
            prop_assert!(matches!(parts[..], [Component::Normal(_)]));
            prop_assert!(!name.starts_with(['.', '-', '~']) && !name.contains(['/', '\\', ':', '\0']));
            prop_assert!(name.len() <= MAX_LEN + 12 && !name.chars().any(char::is_control));
        }

        #[test]
        fn so_does_every_name_of_dots_and_slashes(raw in "[./\\\\~:\\- a]{0,12}") {
            let name = safe_name(&raw);
            let folder = Path::new("/some/folder");
            let path = folder.join(&name);
            prop_assert_eq!(path.parent(), Some(folder));
            prop_assert!(name != "." && name != ".." && !name.is_empty());
        }
    }
}
