//! Variables: the counters of the other end, asked for and told.

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};

const SECTION: &str = "IEEE 802.3 §57.6";

const OBJECT_BRANCH: u8 = 3;
const PACKAGE_BRANCH: u8 = 4;
const BINDING_BRANCH: u8 = 6;
const ATTRIBUTE_BRANCH: u8 = 7;

/// A width byte with this bit is an indication instead.
const IS_INDICATION: u8 = 0x80;

/// A width of 0 means this.
const LONGEST: usize = 128;

const fn leaf(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Leaf", 16).doc("Which variable of the branch.", SECTION)
}

crate::fields! {
    BRANCH = FieldSpec::hex("oampdu.variable.branch", "Branch", 8)
        .codes(&[(3, "object"), (4, "package"), (6, "name binding"), (7, "attribute")])
        .doc("What kind of variable.", SECTION);
    OBJECT = leaf("oampdu.variable.object");
    PACKAGE = leaf("oampdu.variable.package");
    BINDING = leaf("oampdu.variable.binding");
    ATTRIBUTE = leaf("oampdu.variable.attribute")
        .codes(&[
            (2, "frames sent"),
            (3, "frames with one collision"),
            (4, "frames with several collisions"),
            (5, "frames received"),
            (6, "frame check sequence errors"),
            (7, "alignment errors"),
            (8, "octets sent"),
            (9, "frames deferred"),
            (10, "late collisions"),
            (14, "octets received"),
        ]);
    WIDTH = FieldSpec::uint("oampdu.variable.width", "Width", 8).unit("bytes")
        .doc("The length of the value.", SECTION);
    INDICATION = FieldSpec::hex("oampdu.variable.indication", "Indication", 8)
        .doc("Why there is no value.", SECTION);
    VALUE = FieldSpec::bytes("oampdu.variable.value", "Value")
        .doc("What the variable is.", SECTION);
}

/// Reads which variable; `None` behind the last.
fn descriptor(p: &mut Peel<'_>) -> Result<Option<u8>, Stop> {
    let Some(branch) = p.rest().first().copied() else {
        return Ok(None);
    };
    let spec = match branch {
        OBJECT_BRANCH => &OBJECT,
        PACKAGE_BRANCH => &PACKAGE,
        BINDING_BRANCH => &BINDING,
        ATTRIBUTE_BRANCH => &ATTRIBUTE,
        _ => return Ok(None),
    };
    p.uint(&BRANCH)?;
    p.uint(spec)?;
    Ok(Some(branch))
}

pub(super) fn request(p: &mut Peel<'_>) -> Peeled {
    while !p.is_full() && descriptor(p)?.is_some() {}
    Ok(())
}

pub(super) fn response(p: &mut Peel<'_>) -> Peeled {
    while !p.is_full() {
        match descriptor(p)? {
            Some(ATTRIBUTE_BRANCH) => value(p)?,
            // How many values an object or a package has stands nowhere in the message.
            _ => break,
        }
    }
    Ok(())
}

fn value(p: &mut Peel<'_>) -> Peeled {
    let at = p.pos();
    let width = p.skip(1)?[0];
    if width & IS_INDICATION != 0 {
        let code = u64::from(width & !IS_INDICATION);
        p.mark_as(&INDICATION, at..at + 1, Value::Uint(code));
        return Ok(());
    }
    let len = match usize::from(width) {
        0 => LONGEST,
        len => len,
    };
    p.mark_as(&WIDTH, at..at + 1, Value::Uint(len as u64));
    p.field(&VALUE, len)?;
    Ok(())
}
