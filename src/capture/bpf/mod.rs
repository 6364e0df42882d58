//! Capture filters on frames that are captured already: compiled by libpcap for each link type.

mod machine;

use std::collections::HashMap;

use pcap::{Capture, Linktype};

use super::live::{advice, dlt_of_link_type, needs_netmask};
use crate::model::{Frame, LinkType, names};
use machine::{Op, run};

/// A filter that libpcap does not accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "libpcap does not accept the filter for frames of {link}: {reason}\n    {filter}\n{advice}"
)]
pub struct BpfError {
    /// The link type that it was compiled for.
    pub link: String,
    /// The filter as typed.
    pub filter: String,
    /// libpcap's words.
    pub reason: String,
    /// What to do.
    pub advice: String,
}

/// A capture filter, with a program for each link type that was met.
#[derive(Debug)]
pub struct Sieve {
    filter: String,
    /// `None` where libpcap knows no such filter.
    programs: HashMap<LinkType, Option<Vec<Op>>>,
    refused: Option<BpfError>,
}

impl Sieve {
    /// Compiles `filter` for these link types. Others are compiled for when the first frame comes.
    ///
    /// # Errors
    /// When libpcap accepts the filter for none of them.
    pub fn new(filter: &str, links: &[LinkType]) -> Result<Sieve, BpfError> {
        let mut sieve = Sieve {
            filter: filter.to_owned(),
            programs: HashMap::new(),
            refused: None,
        };
        for link in links {
            sieve.compile_for(*link);
        }
        let is_of_use = links.is_empty() || sieve.programs.values().any(Option::is_some);
        match sieve.refused.take() {
            Some(error) if !is_of_use => Err(error),
            refused => Ok(Sieve { refused, ..sieve }),
        }
    }

    /// True if the filter accepts the frame.
    pub fn passes(&mut self, frame: &Frame) -> bool {
        let link = frame.info.link_type;
        if !self.programs.contains_key(&link) {
            self.compile_for(link);
        }
        let program = self.programs.get(&link).and_then(Option::as_ref);
        program.is_some_and(|ops| run(ops, &frame.bytes, frame.info.original_len))
    }

    /// Why the frames of one of the link types are all left out, if libpcap knows no such filter there.
    pub fn refused(&self) -> Option<&BpfError> {
        self.refused.as_ref()
    }

    fn compile_for(&mut self, link: LinkType) {
        let program = match compile(&self.filter, link) {
            Ok(ops) => Some(ops),
            Err(reason) => {
                let error = BpfError {
                    link: link_name(link),
                    filter: self.filter.clone(),
                    reason,
                    advice: advice(&self.filter).to_owned(),
                };
                self.refused.get_or_insert(error);
                None
            }
        };
        self.programs.insert(link, program);
    }
}

fn link_name(link: LinkType) -> String {
    match names::link_type(u32::from(link.0)) {
        Some(name) => format!("link type {} ({name})", link.0),
        None => format!("link type {}", link.0),
    }
}

fn compile(filter: &str, link: LinkType) -> Result<Vec<Op>, String> {
    if needs_netmask(filter) {
        return Err(
            "'ip broadcast' needs the network mask of the interface, which is not known here; \
             name the address, as in 'dst host 192.0.2.255 or dst host 255.255.255.255'"
                .to_owned(),
        );
    }
    let dead = Capture::dead(Linktype(dlt_of_link_type(link))).map_err(reason_of)?;
    let program = dead.compile(filter, true).map_err(reason_of)?;
    // The library keeps the parts of an instruction to itself, but prints them.
    let ops: Option<Vec<Op>> = program
        .get_instructions()
        .iter()
        .map(|instruction| parse(&instruction.to_string()))
        .collect();
    let ops = ops.ok_or_else(|| "its program cannot be read".to_owned())?;
    if ops.iter().any(Op::asks_the_kernel) {
        return Err("it asks what only the kernel knows while it captures".to_owned());
    }
    Ok(ops)
}

fn reason_of(error: pcap::Error) -> String {
    match error {
        pcap::Error::PcapError(reason) => reason,
        other => other.to_string(),
    }
}

/// An instruction out of its four numbers.
fn parse(text: &str) -> Option<Op> {
    let mut words = text.split(' ');
    Some(Op {
        code: words.next()?.parse().ok()?,
        jt: words.next()?.parse().ok()?,
        jf: words.next()?.parse().ok()?,
        k: words.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_frame_keeps_its_length() {
        let mut frame = Frame::empty();
        frame.info.link_type = LinkType::ETHERNET;
        frame.bytes = vec![0; 60];
        frame.info.original_len = 1500;
        let passes = |filter| Sieve::new(filter, &[]).unwrap().passes(&frame);
        assert!(passes("greater 1000"));
        assert!(!passes("less 1000"));
        assert!(passes("len = 1500"));
        // What was not captured is not looked at.
        assert!(!passes("ether[1000] = 0"));
    }

    #[test]
    fn refusals_have_libpcaps_words() {
        let error = Sieve::new("tcp prot 80", &[LinkType::ETHERNET]).unwrap_err();
        assert!(error.reason.contains("syntax error"), "{error}");
        assert!(error.to_string().contains("ETHERNET"), "{error}");
        let error = Sieve::new("inbound", &[LinkType::ETHERNET]).unwrap_err();
        assert!(error.reason.contains("kernel"), "{error}");
        assert!(Sieve::new("ip broadcast", &[LinkType::ETHERNET]).is_err());
        // One of two link types suffices; the other is told.
        let sieve = Sieve::new(
            "ether host 02:00:00:00:00:01",
            &[LinkType::RAW, LinkType::ETHERNET],
        );
        assert!(sieve.unwrap().refused().unwrap().link.contains("101"));
    }

    #[test]
    fn broken_programs_end() {
        let op = |code, jt, jf, k| Op { code, jt, jf, k };
        assert!(!run(&[], b"x", 1));
        assert!(!run(&[op(0x05, 0, 0, u32::MAX)], b"x", 1));
        assert!(!run(&[op(0x34, 0, 0, 0), op(0x06, 0, 0, 1)], b"x", 1));
        assert!(!run(&[op(0x02, 0, 0, 99), op(0x06, 0, 0, 1)], b"x", 1));
        assert!(!run(
            &[op(0x20, 0, 0, u32::MAX), op(0x06, 0, 0, 1)],
            b"x",
            1
        ));
        assert!(run(&[op(0x06, 0, 0, 1)], b"", 0));
    }
}
