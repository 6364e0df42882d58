//! What every protocol must keep, checked over the whole registry.

use std::collections::{HashMap, HashSet};

use super::registry;
use crate::decode::{Claim, Match, Peeler, Protocol, Want};
use crate::model::{Dissection, FaultKind, Kind, Names};

fn dissect(protocol: &'static Protocol, bytes: &[u8], want: Want) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(protocol, bytes, want, &mut out);
    out
}

fn every_sample(check: impl Fn(&'static Protocol, &Dissection)) {
    for protocol in registry().protocols() {
        check(protocol, &dissect(protocol, protocol.sample, Want::Full));
    }
}

#[test]
fn samples_decode_without_truncation() {
    every_sample(|protocol, out| {
        let name = protocol.info.name;
        assert!(!protocol.sample.is_empty(), "{name} has no sample");
        assert!(
            !out.fields_of(&out.layers[0]).is_empty(),
            "{name}'s sample shows no fields"
        );
        let cut = out
            .faults
            .iter()
            .find(|f| f.layer == 0 && matches!(f.kind, FaultKind::Truncated { .. }));
        assert!(cut.is_none(), "{name}'s sample is cut: {cut:?}");
    });
}

#[test]
fn samples_are_recognised_by_their_own_decoder() {
    for protocol in registry().protocols() {
        assert!(
            protocol.recognises(protocol.sample) > Match::No,
            "{} does not know its sample",
            protocol.info.name
        );
    }
}

#[test]
fn every_truncation_of_a_sample_is_survived() {
    for protocol in registry().protocols() {
        for len in 0..protocol.sample.len() {
            let bytes = &protocol.sample[..len];
            let _ = protocol.recognises(bytes);
            let full = dissect(protocol, bytes, Want::Full);
            for field in &full.fields {
                assert!(
                    field.source.is_derived() || field.span.byte_range().end as usize <= len,
                    "{}: {} lies outside {len} bytes",
                    protocol.info.name,
                    field.spec.name
                );
            }
        }
    }
}

#[test]
fn a_skim_sees_the_same_layers() {
    for protocol in registry().protocols() {
        let shape = |want| {
            let out = dissect(protocol, protocol.sample, want);
            out.layers
                .iter()
                .map(|l| (l.info.name, l.header, l.payload, l.trailer))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            shape(Want::Skim),
            shape(Want::Full),
            "{}",
            protocol.info.name
        );
    }
}

#[test]
fn fields_lie_inside_their_layer() {
    every_sample(|protocol, out| {
        for layer in &out.layers {
            for field in out
                .fields_of(layer)
                .iter()
                .filter(|field| field.source == layer.source)
            {
                let range = field.span.byte_range();
                // A structure may hold what the layer wraps, and go on behind it.
                let end = layer
                    .header
                    .end
                    .max(layer.payload.end)
                    .max(layer.trailer.end);
                assert!(
                    layer.header.start <= range.start && range.end <= end,
                    "{}: {} at {range:?} lies outside {:?}",
                    protocol.info.name,
                    field.spec.name,
                    layer.header
                );
            }
        }
    });
}

#[test]
fn every_field_is_listed_and_documented() {
    every_sample(|protocol, out| {
        let listed: HashSet<&str> = protocol.all_fields().map(|spec| spec.name).collect();
        for field in out.fields_of(&out.layers[0]) {
            assert!(
                listed.contains(field.spec.name),
                "{} is not listed by {}",
                field.spec.name,
                protocol.info.name
            );
        }
        for spec in protocol.all_fields() {
            assert!(
                !spec.label.is_empty(),
                "{} has a field without a label",
                protocol.info.name
            );
            assert!(!spec.doc.is_empty(), "{} is not explained", spec.label);
            if let Names::Table(table) = spec.names {
                assert!(
                    table.is_sorted_by(|a, b| a.0 < b.0),
                    "the codes of {} are not sorted",
                    spec.name
                );
            }
            assert!(
                spec.kind != Kind::Flag || spec.bits >= 1,
                "{} is a flag without a bit",
                spec.name
            );
        }
    });
}

#[test]
fn no_two_exact_claims_collide() {
    let mut owners: HashMap<String, &str> = HashMap::new();
    for protocol in registry().protocols() {
        for claim in protocol.claims {
            let asks_bytes = matches!(claim, Claim::Field(..)) && protocol.recognise.is_some();
            let is_shared = matches!(
                claim,
                Claim::Port(..) | Claim::Heuristic(..) | Claim::Content(_)
            );
            if is_shared || asks_bytes {
                continue;
            }
            let other = owners.insert(format!("{claim:?}"), protocol.info.name);
            assert!(
                other.is_none(),
                "{claim:?} is claimed by {other:?} and {}",
                protocol.info.name
            );
        }
    }
}

#[test]
fn heuristics_need_something_to_recognise() {
    for protocol in registry().protocols() {
        let guesses = protocol
            .claims
            .iter()
            .any(|c| matches!(c, Claim::Heuristic(..) | Claim::Content(_)));
        assert!(
            !guesses || protocol.recognise.is_some(),
            "{} guesses without looking",
            protocol.info.name
        );
    }
}
