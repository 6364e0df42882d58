//! For terminals without box drawing: everything that is drawn becomes ASCII, in one place.

use ratatui::buffer::Buffer;

/// Replaces every character that is not ASCII by the nearest that is.
pub(super) fn fold(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let c = cell.symbol().chars().next().map_or('?', nearest);
            cell.set_char(c);
        }
    }
}

fn nearest(c: char) -> char {
    match c {
        '─' | '━' | '╌' | '═' | '–' | '—' | '⇄' => '-',
        '│' | '┃' | '╎' | '║' | '▏' | '▎' | '▌' => '|',
        '┌'..='╋' | '╔'..='╬' | '╭'..='╰' => '+',
        '▸' | '▶' | '→' | '›' => '>',
        '▾' | '▼' | '↓' => 'v',
        '▴' | '▲' | '↑' => '^',
        '◂' | '◀' | '←' | '‹' => '<',
        '·' | '⋮' | '⋯' => '.',
        '…' => '~',
        '•' | '●' | '×' | '■' => '*',
        '○' => 'o',
        '✗' => '!',
        '█' | '▐' | '▓' | '▒' | '░' | '▀' | '▄' => '#',
        'µ' => 'u',
        '§' => 'S',
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        '✓' => '+',
        _ => '?',
    }
}
