//! Sampled values: current and voltage, measured thousands of times a second (IEC 61850-9-2).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};
use crate::proto::asn1::{self, Part, Type, application, context, part, universal};
use crate::proto::iec61850;

const SECTION: &str = "IEC 61850-9-2 §8.5";

const HEADER: &[FieldSpec] = &iec61850::header([
    "sv.appid",
    "sv.length",
    "sv.reserve1",
    "sv.reserve1.s_bit",
    "sv.reserve2",
]);

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SECTION)
}

const fn uint(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 0).doc(doc, SECTION)
}

crate::fields! {
    MESSAGE = FieldSpec::group("sv.savPdu_element", "Samples").doc("What was measured.", SECTION);
    COUNT = uint("sv.noASDU", "Samples", "How many the message carries.");
    SAMPLES = uint("sv.seqASDU", "List of samples", "How many there are.");
    SAMPLE = FieldSpec::group("sv.ASDU_element", "Sample").doc("All values of one moment.", SECTION);
    ID = text("sv.svID", "Identifier", "The name of the sender.");
    DATA_SET = text("sv.datSet", "Data set", "The name of the list of values.");
    COUNTER = uint("sv.smpCnt", "Counter", "Counts samples; it begins anew every second.");
    REVISION = uint("sv.confRev", "Revision", "Counts changes of the data set.");
    REFRESHED = text("sv.refrTm", "Time", "When the values were refreshed.");
    SYNCHRONISED = FieldSpec::int("sv.smpSynch", "Synchronised", 0)
        .codes(&[(0, "not"), (1, "to a local clock"), (2, "to the world's clock")])
        .doc("Which clock the sender follows.", SECTION);
    RATE = uint("sv.smpRate", "Rate", "How many samples, of which the mode says the unit.");
    VALUES = FieldSpec::bytes("sv.seqData", "Values").doc("The values as the data set orders them; often a number of 32 bits, then its quality.", SECTION);
    MODE = FieldSpec::int("sv.smpMod", "Mode", 0)
        .codes(&[(0, "samples in a period"), (1, "samples in a second"), (2, "seconds between samples")])
        .doc("What the rate counts.", SECTION);
}

static SAMPLE_PART: Part = part(
    universal(16),
    &SAMPLE,
    Type::Parts(&[
        part(context(0), &ID, Type::Plain),
        part(context(1), &DATA_SET, Type::Plain),
        part(context(2), &COUNTER, Type::Plain),
        part(context(3), &REVISION, Type::Plain),
        part(context(4), &REFRESHED, Type::Bare(time)),
        part(context(5), &SYNCHRONISED, Type::Plain),
        part(context(6), &RATE, Type::Plain),
        part(context(7), &VALUES, Type::Plain),
        part(context(8), &MODE, Type::Plain),
    ]),
);

static MESSAGES: [Part; 1] = [part(
    application(0),
    &MESSAGE,
    Type::Parts(&[
        part(context(0), &COUNT, Type::Plain),
        part(context(2), &SAMPLES, Type::Many(&SAMPLE_PART)),
    ]),
)];

/// Sampled values.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "sv",
        short: "SV",
        title: "IEC61850 Sampled Values",
        osi: OsiLayer::Application,
        why: "What used to be a copper wire from a transformer to a relay: its values, right over Ethernet.",
        reference: "IEC 61850-9-2",
    },
    claims: &[Claim::EtherType(0x88ba)],
    headers: &[HEADER],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x40\0\0\x28\0\0\0\0\x60\x1e\x80\x01\x01\xa2\x19\x30\x17\x80\x02MU\x82\x02\0\x09\x83\x04\0\0\0\x01\x85\x01\x02\x87\x04\0\0\0\x64",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    iec61850::message(p, HEADER, |p| asn1::one(p, &MESSAGES).map(drop))
}

fn time(p: &mut Peel<'_>) -> Peeled {
    iec61850::time(p, &REFRESHED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn samples_are_counted() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        let bytes = PROTOCOL.sample;
        peeler.peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        assert_eq!(all(&out, bytes, "sv.smpCnt"), [(23, 2, "9".into())]);
        assert_eq!(all(&out, bytes, "sv.seqASDU")[0].2, "1");
        assert_eq!(all(&out, bytes, "sv.seqData")[0].1, 4);
        let mut lies = bytes.to_vec();
        lies[16] = 0x7f;
        peeler.peel_as(&PROTOCOL, &lies, Want::Full, &mut out);
        assert!(!out.faults.is_empty());
    }
}
