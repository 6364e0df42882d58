//! Packets of media between the messages of a connection (RFC 2326 §10.12).

use super::transport;
use crate::decode::{Next, Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

const SOURCE: &str = "RFC 2326 §10.12";

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("rtsp.magic", "Magic", 8)
        .doc("A dollar sign: no message begins with it.", SOURCE),
    FieldSpec::hex("rtsp.channel", "Channel", 8).doc(
        "Which stream the packet belongs to; the header field Transport has named it.",
        SOURCE,
    ),
    FieldSpec::uint("rtsp.length", "Length", 16)
        .unit("bytes")
        .doc("Bytes of the packet that follows.", SOURCE),
];

const HEAD_LEN: usize = bytes_of(HEAD);

crate::fields! {
    DATA = FieldSpec::bytes("rtsp.data", "Data")
        .doc("A packet of a channel that nobody has named.", SOURCE);
}

pub(super) fn packet(p: &mut Peel<'_>) -> Peeled {
    let head = p.header::<HEAD_LEN>(HEAD)?;
    let channel = head[1];
    let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
    p.summary(format_args!("channel {channel}, {len} bytes"));
    p.wait_for(len)?;
    let end = HEAD_LEN + len;
    p.ends_at(end);
    match transport::on_channel(p, channel) {
        Some(protocol) if len > 0 => {
            p.wrap(Next::Protocol(protocol), HEAD_LEN..end, "RTSP length");
            Ok(())
        }
        _ if len == 0 => Ok(()),
        _ => p.field(&DATA, len).map(drop),
    }
}
