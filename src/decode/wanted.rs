//! Peeling for a filter: only what names certain fields is read.

use super::opaque::{DATA_BYTES, SEGMENT_BYTES};
use super::{Peel, Protocol, Registry, Want};
use crate::model::FieldSpec;

/// Protocols that begin with a fixed header, the first of their tables, of which only the wanted rows
/// are read where nothing else of them is wanted.
const ROW_BY_ROW: [&str; 7] = ["arp", "eth", "ip", "ipv6", "tcp", "udp", "vlan"];

/// The fields that are wanted, and the protocols that have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    names: Vec<&'static str>,
    /// Where their protocols stand in memory, which is as good as a name and quicker; true if
    /// nothing but rows of its fixed header is wanted of it.
    protocols: Vec<(usize, bool)>,
    /// Bytes that are not taken apart are wanted.
    opaque: bool,
    /// Who adds one of the fields is not known, so all is wanted.
    all: bool,
}

impl Wanted {
    /// The fields with these names.
    pub fn new(names: &[&'static str], registry: &Registry) -> Wanted {
        let opaque = [DATA_BYTES.name, SEGMENT_BYTES.name];
        let mut unknown: Vec<&str> = names.to_vec();
        unknown.retain(|name| !opaque.contains(name));
        let mut protocols = Vec::new();
        for protocol in registry.protocols() {
            let is_wanted = |spec: &&FieldSpec| names.contains(&spec.name);
            let mut own = protocol.all_fields().filter(is_wanted).peekable();
            if own.peek().is_none() {
                continue;
            }
            let in_header = |spec: &FieldSpec| {
                let fixed = protocol.headers.first().copied().unwrap_or_default();
                fixed.iter().any(|row| row.name == spec.name)
            };
            let mut rows_only = ROW_BY_ROW.contains(&protocol.info.name);
            for spec in own {
                unknown.retain(|name| *name != spec.name);
                rows_only &= in_header(spec);
            }
            protocols.push((place(protocol), rows_only));
        }
        Wanted {
            names: names.to_vec(),
            protocols,
            opaque: names.iter().any(|name| opaque.contains(name)),
            all: !unknown.is_empty(),
        }
    }

    /// True if the field is wanted.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    /// How much is wanted of a protocol; `None` stands for bytes that are not taken apart.
    pub(super) fn of(&self, protocol: Option<&'static Protocol>) -> Want {
        let wanted = match protocol {
            None => self.opaque,
            Some(protocol) => self.entry(protocol).is_some(),
        };
        match wanted || self.all {
            true => Want::Fields,
            false => Want::Skim,
        }
    }

    fn entry(&self, protocol: &'static Protocol) -> Option<bool> {
        let mut known = self.protocols.iter();
        known
            .find(|known| known.0 == place(protocol))
            .map(|known| known.1)
    }

    /// True if of this protocol nothing but rows of its fixed header is wanted.
    pub(super) fn rows_only(&self, protocol: Option<&'static Protocol>) -> bool {
        !self.all && protocol.and_then(|protocol| self.entry(protocol)) == Some(true)
    }
}

fn place(protocol: &'static Protocol) -> usize {
    std::ptr::from_ref(protocol).addr()
}

impl Peel<'_> {
    /// True if it matters whether checksums are right: neither a filter nor a line asks.
    #[inline]
    pub fn wants_verdicts(&self) -> bool {
        self.want.has_fields() && self.turn.only.is_none()
    }

    /// Sets how much is wanted of the layer of `protocol`, if that differs from layer to layer.
    #[inline]
    pub(super) fn want_of(&mut self, protocol: Option<&'static Protocol>) {
        if let Some(only) = self.turn.only {
            self.want = only.of(protocol);
            self.rows_only = only.rows_only(protocol);
        }
    }
}
