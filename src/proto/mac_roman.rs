//! Text of older Apple computers: the character set Mac OS Roman, and strings that begin with their
//! length, as Pascal keeps them (Apple, Inside AppleTalk).

use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

/// The characters from 0x80 on.
const UPPER: [char; 128] = [
    'Ä', 'Å', 'Ç', 'É', 'Ñ', 'Ö', 'Ü', 'á', 'à', 'â', 'ä', 'ã', 'å', 'ç', 'é', 'è', 'ê', 'ë', 'í',
    'ì', 'î', 'ï', 'ñ', 'ó', 'ò', 'ô', 'ö', 'õ', 'ú', 'ù', 'û', 'ü', '†', '°', '¢', '£', '§', '•',
    '¶', 'ß', '®', '©', '™', '´', '¨', '≠', 'Æ', 'Ø', '∞', '±', '≤', '≥', '¥', 'µ', '∂', '∑', '∏',
    'π', '∫', 'ª', 'º', 'Ω', 'æ', 'ø', '¿', '¡', '¬', '√', 'ƒ', '≈', '∆', '«', '»', '…', '\u{a0}',
    'À', 'Ã', 'Õ', 'Œ', 'œ', '–', '—', '“', '”', '‘', '’', '÷', '◊', 'ÿ', 'Ÿ', '⁄', '€', '‹', '›',
    'ﬁ', 'ﬂ', '‡', '·', '‚', '„', '‰', 'Â', 'Ê', 'Á', 'Ë', 'È', 'Í', 'Î', 'Ï', 'Ì', 'Ó', 'Ô',
    '\u{f8ff}', 'Ò', 'Ú', 'Û', 'Ù', 'ı', 'ˆ', '˜', '¯', '˘', '˙', '˚', '¸', '˝', '˛', 'ˇ',
];

/// What these bytes say.
pub fn text(bytes: &[u8]) -> String {
    let character = |byte: &u8| match UPPER.get(usize::from(*byte).wrapping_sub(0x80)) {
        Some(upper) => *upper,
        None => char::from(*byte),
    };
    bytes.iter().map(character).collect()
}

/// Reads a string behind a byte that counts its bytes; the field has both.
///
/// # Errors
/// [`crate::decode::Stop`] if it is not all there.
pub fn counted(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    p.require(1)?;
    let at = p.pos();
    let len = usize::from(p.rest()[0]);
    let bytes = p.skip(1 + len)?;
    p.mark_made(spec, at..at + 1 + len, || text(&bytes[1..]));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_half_has_its_own_characters() {
        assert_eq!(text(b"A\x80\xd5\xff"), "AÄ’ˇ");
    }
}
