//! Bodies of a media type that nothing here takes apart: films, archives, programs.

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

crate::fields! {
    BODY = FieldSpec::bytes("media.type", "Bytes")
        .doc("The body as it is. The header in front names its media type.", "RFC 2046 §1");
}

/// Any other media type.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "media",
        short: "Media",
        title: "Body of some media type",
        osi: OsiLayer::Presentation,
        why: "A media type says which form the data is in; some program knows that form.",
        reference: "RFC 2046",
    },
    claims: &[Claim::MediaType("*/*")],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x00\x00\x00\x18ftypmp42",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    p.summary(format_args!("{len} bytes"));
    p.field(&BODY, len).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Next;
    use crate::proto::registry;

    #[test]
    fn unknown_media_types_are_media_and_no_media_type_is_not() {
        let short = |media, bytes| {
            let found = registry().media_type(media, bytes);
            found.map(|protocol| protocol.info.short)
        };
        assert_eq!(short("video/mp4", PROTOCOL.sample), Some("Media"));
        assert_eq!(short("", PROTOCOL.sample), None);
        assert_eq!(
            short("application/octet-stream", b"\x89PNG\r\n\x1a\n"),
            Some("PNG")
        );
        assert_eq!(short("image/svg+xml", b"<svg/>"), Some("XML"));
        assert_eq!(short("text/css; charset=utf-8", b"p {}"), Some("Text"));
        assert_eq!(short("Text/HTML", b"<p>hi</p>"), Some("HTML"));
        // Declared as one thing, but plainly another.
        assert_eq!(short("image/png", b"<html><p>not found"), Some("HTML"));
        assert_eq!(Next::Media("a/b").to_string(), "media type a/b");
    }
}
