//! Ether-S-I/O: controllers of SAIA-Burgess exchange inputs and outputs with remote stations.

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, bytes_of};

const PORT: u16 = 6060;

const SOURCE: &str = "SAIA-Burgess Ether-S-I/O";

const HEADER: &[FieldSpec] = &[
    FieldSpec::hex("esio.type", "Type", 16)
        .codes(&[(0, "reserved"), (1, "data transfer"), (2, "status")])
        .doc("What the telegram is.", SOURCE),
    FieldSpec::uint("esio.vers", "Version", 16).doc("Of the protocol.", SOURCE),
    FieldSpec::uint("esio.len", "Length", 16)
        .unit("bytes")
        .doc("Of the whole telegram.", SOURCE),
    FieldSpec::uint("esio.transaction_id", "Transaction", 16)
        .doc("Counts the telegrams of a sender.", SOURCE),
];

const TRANSFER: &[FieldSpec] = &[
    FieldSpec::uint("esio.transfer.tlg_id", "Telegram", 32).doc("Its number.", SOURCE),
    FieldSpec::uint("esio.src_stn_id", "Source station", 32).doc("Which station sends.", SOURCE),
    FieldSpec::uint("esio.data.nbr", "Transfers", 8).doc("How many follow.", SOURCE),
    FieldSpec::hex("esio.data.flags", "Flags", 8).doc("Of the telegram.", SOURCE),
];

const ITEM: &[FieldSpec] = &[
    FieldSpec::uint("esio.data.transfer_id", "Transfer", 32).doc("Its number.", SOURCE),
    FieldSpec::uint("esio.data.destination_id", "Destination station", 32)
        .doc("Which station the data are for.", SOURCE),
    FieldSpec::uint("esio.data.length", "Length", 16)
        .unit("bytes")
        .doc("Of the data.", SOURCE),
];

const STATUS: &[FieldSpec] = &[
    FieldSpec::hex("esio.sts.type", "Status type", 16)
        .codes(&[(0, "none"), (1, "remote I/O")])
        .doc("Whose status it is.", SOURCE),
    FieldSpec::uint("esio.sts.length", "Status length", 16)
        .unit("bytes")
        .doc("Of the status.", SOURCE),
    FieldSpec::uint("esio.src_stn_id", "Source station", 32).doc("Which station sends.", SOURCE),
    FieldSpec::uint("esio.sts.rio_sts", "Station's status", 8).doc("How the station is.", SOURCE),
    FieldSpec::uint("esio.sts.rio_lost_tlg", "Lost telegrams", 8)
        .doc("How many did not reach the station.", SOURCE),
    FieldSpec::uint("esio.sts.rio_diag", "Diagnostics", 8)
        .doc("What the station finds wrong.", SOURCE),
    FieldSpec::hex("esio.sts.rio_flags", "Station's flags", 8).doc("Of the station.", SOURCE),
];

crate::fields! {
    DATA = FieldSpec::uint("esio.data", "Data", 8).doc("One byte of inputs or outputs.", SOURCE);
}

/// Ether-S-I/O.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "esio",
        short: "Ether-S-I/O",
        title: "SAIA Ether-S-I/O",
        osi: OsiLayer::Application,
        why: "A controller reads the inputs and sets the outputs of stations elsewhere.",
        reference: "SAIA-Burgess Ether-S-I/O",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[HEADER, TRANSFER, ITEM, STATUS],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"ESIO\0\x01\0\0\0\x23\0\x07\0\0\0\x18\0\0\0\x0d\x01\0\0\0\0\x5c\0\0\0\x01\0\x03\x0b\x30\xff",
};

const MAGIC: &[u8] = b"ESIO";

fn recognise(bytes: &[u8]) -> Match {
    match bytes.strip_prefix(MAGIC) {
        Some([0, 1 | 2, ..]) => Match::Yes,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.skip(MAGIC.len())?;
    let [_, kind, ..] = *p.header::<{ bytes_of(HEADER) }>(HEADER)?;
    let name = HEADER[0].names.get(kind.into()).unwrap_or("unknown type");
    p.summary(format_args!("{name}"));
    if kind != 1 {
        return p.rows(STATUS).map(drop);
    }
    let transfers = p.header::<{ bytes_of(TRANSFER) }>(TRANSFER)?[8];
    for _ in 0..transfers {
        let item = p.header::<{ bytes_of(ITEM) }>(ITEM)?;
        let len = u16::from_be_bytes([item[8], item[9]]);
        p.require(len.into())?;
        for _ in 0..len {
            p.uint(&DATA)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn a_transfer_has_data() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "data transfer");
        let transfer = all(&out, bytes, "esio.data.transfer_id");
        assert_eq!(transfer, [(22, 4, "92".into())]);
        let data = all(&out, bytes, "esio.data");
        assert_eq!((data.len(), &data[1]), (3, &(33, 1, "48".into())));
        let mut lies = bytes.to_vec();
        lies[30] = 0xff;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
