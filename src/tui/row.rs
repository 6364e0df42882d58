//! One line of the frame list.

use crate::model::{
    Addressed, Dissection, Frame, FrameView, Layer, ProtoInfo, Role, Severity, Timestamp, text,
};

/// One link of the chain of encapsulations.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The protocol.
    pub info: &'static ProtoInfo,
    /// How many of them stand side by side.
    pub times: u16,
    /// True inside the packet that an error message quotes.
    pub quoted: bool,
}

/// What the list shows of a frame.
#[derive(Debug, Clone)]
pub struct Row {
    /// The frame's number, counted from 1.
    pub number: u64,
    /// When it was captured.
    pub time: Option<Timestamp>,
    /// When the frame before it was captured.
    pub before: Option<Timestamp>,
    /// Bytes on the wire.
    pub len: u32,
    /// Sender and receiver; empty if the frame names none.
    pub ends: [String; 2],
    /// Their ports.
    pub ports: Option<[u16; 2]>,
    /// What is wrapped in what, outermost first.
    pub chain: Vec<Link>,
    /// What the innermost header says.
    pub what: String,
    /// The worst fault.
    pub worst: Option<Severity>,
    /// The fields that columns show, in the order of the columns.
    pub fields: Vec<String>,
    /// The colouring rule that matches it.
    pub rule: Option<u8>,
}

impl Row {
    /// The row of a frame, with these fields of it.
    pub fn of(frame: &Frame, dissection: &Dissection, wanted: &[&str]) -> Row {
        let view = FrameView { frame, dissection };
        let ends = dissection.ends();
        let both = |ends: &Addressed| [ends.from.to_string(), ends.to.to_string()];
        Row {
            number: frame.info.number,
            time: frame.info.time,
            before: None,
            len: frame.info.original_len,
            ends: ends.map_or_else(Default::default, both),
            ports: ends
                .and_then(|ends| ends.ports)
                .map(|(_, from, to)| [from, to]),
            chain: chain(&dissection.layers),
            what: crate::render::summary::what(&dissection.layers),
            worst: dissection
                .faults
                .iter()
                .map(|fault| fault.kind.severity())
                .max(),
            rule: None,
            fields: wanted.iter().map(|name| values(&view, name)).collect(),
        }
    }

    /// The row of a frame that cannot be read.
    pub fn unreadable(why: &str) -> Row {
        Row {
            number: 0,
            time: None,
            before: None,
            len: 0,
            ends: Default::default(),
            ports: None,
            chain: Vec::new(),
            what: crate::model::text::clean(why).into_owned(),
            worst: Some(Severity::Error),
            fields: Vec::new(),
            rule: None,
        }
    }

    /// An end with its port: 0 is the sender, 1 the receiver.
    pub fn end(&self, which: usize) -> String {
        let address = self.ends.get(which).map_or("", String::as_str);
        match self.ports.and_then(|ports| ports.get(which).copied()) {
            Some(port) if address.contains(':') => format!("[{address}]:{port}"),
            Some(port) => format!("{address}:{port}"),
            None => address.to_string(),
        }
    }

    /// True if the row shows `needle`, which is in lower case.
    pub fn shows(&self, needle: &str) -> bool {
        let holds = |text: &str| text.to_lowercase().contains(needle);
        holds(&self.what)
            || self.fields.iter().any(|text| holds(text))
            || (0..2).any(|end| holds(&self.end(end)))
            || self
                .chain
                .iter()
                .any(|link| holds(link.info.short) || link.info.name == needle)
    }
}

/// All values of a field in a frame, as far as a column can show them.
fn values(view: &FrameView<'_>, name: &str) -> String {
    let fields = view.dissection.fields.iter();
    let named = fields.filter(|field| field.spec.name == name);
    let texts: Vec<String> = named.take(8).map(|field| view.text(field)).collect();
    text::ellipsis(&texts.join(", "), 200).into_owned()
}

fn chain(layers: &[Layer]) -> Vec<Link> {
    let mut chain: Vec<Link> = Vec::new();
    let mut before: Option<&Layer> = None;
    for layer in layers {
        let quoted = layer.role == Role::Quoted;
        let beside = before.is_some_and(|b| b.parent == layer.parent && b.info == layer.info);
        match chain.last_mut() {
            Some(last) if beside => last.times = last.times.saturating_add(1),
            _ => chain.push(Link {
                info: layer.info,
                times: 1,
                quoted,
            }),
        }
        before = Some(layer);
    }
    chain
}
