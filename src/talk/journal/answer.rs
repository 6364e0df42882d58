//! One answer of the journal, and its bytes.

use super::super::tcp::{Arrival, Slice};
use super::super::varint::{Reader, put, put_signed};
use crate::decode::{Early, Gathered, Middle, Part, Protocol, Reading, Waiting};
use crate::model::{
    Analysis, Completeness, DuplicateAck, Marks, ProtoInfo, Since, TcpState, WindowScale,
};
use crate::proto::registry;

/// Bytes to be found again: those of frames, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes {
    /// Where they stand.
    pub slices: Vec<Slice>,
    /// The bytes themselves, where one of the slices does not stand in its frame as it is.
    pub copy: Vec<u8>,
}

impl Bytes {
    fn of(slices: &[Slice], bytes: &[u8]) -> Bytes {
        let all_stand = slices.iter().all(|slice| slice.at.is_some());
        Bytes {
            slices: slices.to_vec(),
            copy: if all_stand {
                Vec::new()
            } else {
                bytes.to_vec()
            },
        }
    }
}

/// How a payload was read.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// By itself.
    Alone,
    /// From this byte on.
    Next(u32),
    /// Together with others.
    Joined {
        /// All bytes.
        bytes: Bytes,
        /// Where the frame's own begin.
        own: u32,
        /// What they begin with: the place of the protocol in the registry, counted from 1.
        protocol: u32,
    },
    /// As in this earlier frame.
    Again(u64),
    /// Not.
    Part(Part),
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To a segment.
    Segment {
        /// What it does.
        analysis: Box<Analysis>,
        /// How its payload was read.
        how: How,
        /// True if the stream ended with it.
        closed: bool,
        /// Where a message begins that was not complete, counted from the first byte of what was
        /// read.
        left: Option<u32>,
    },
    /// To a piece that did not make a whole.
    Piece(Waiting),
    /// To one that was there before.
    Repeat,
    /// To one that contradicts another.
    Conflict,
    /// Nobody gathers.
    Alone,
    /// To a piece that made a whole.
    Whole {
        /// All bytes.
        bytes: Bytes,
        /// Where the frame's own begin.
        own: u32,
    },
}

impl Answer {
    /// True if the answer put the bytes that frame `frame` carried into something complete.
    pub fn completes(&self, frame: u64) -> bool {
        let (bytes, until) = match self {
            Answer::Whole { bytes, .. } => (bytes, u32::MAX),
            Answer::Segment {
                how: How::Joined { bytes, .. },
                left,
                ..
            } => (bytes, left.unwrap_or(u32::MAX)),
            _ => return false,
        };
        let mut start = 0;
        bytes.slices.iter().any(|slice| {
            let first = start;
            start += slice.len;
            slice.frame == frame && first < until
        })
    }

    pub fn segment(analysis: &Analysis, arrival: &Arrival) -> Answer {
        let how = match &arrival.reading {
            Reading::Alone => How::Alone,
            Reading::Next(from) => How::Next(*from),
            Reading::Again(frame) => How::Again(*frame),
            Reading::Part(part) => How::Part(*part),
            Reading::Joined(joined) => How::Joined {
                bytes: Bytes::of(&arrival.slices, &joined.bytes),
                own: joined.own,
                protocol: place_of(joined.protocol.map(|protocol| &protocol.info)),
            },
        };
        Answer::Segment {
            analysis: Box::new(*analysis),
            how,
            closed: arrival.closed,
            left: None,
        }
    }

    pub fn gathered(gathered: &Gathered, slices: Vec<Slice>) -> Answer {
        match gathered {
            Gathered::Alone => Answer::Alone,
            Gathered::Waits(waiting) => Answer::Piece(*waiting),
            Gathered::Repeat => Answer::Repeat,
            Gathered::Conflict => Answer::Conflict,
            Gathered::Whole(joined) => Answer::Whole {
                bytes: Bytes::of(&slices, &joined.bytes),
                own: joined.own,
            },
        }
    }

    pub fn read_all(mut reader: Reader<'_>) -> Vec<Answer> {
        let mut answers = Vec::new();
        while let Some(answer) = Answer::read(&mut reader) {
            answers.push(answer);
        }
        answers
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Answer::Segment {
                analysis,
                how,
                closed,
                left,
            } => {
                let kind = match how {
                    How::Next(0) => 0,
                    How::Next(_) => 1,
                    How::Alone => 2,
                    How::Joined { .. } => 3,
                    How::Part(Part::Repeat) => 4,
                    How::Part(Part::Early(_)) => 5,
                    How::Part(Part::Middle(_)) => 6,
                    How::Again(_) => 7,
                };
                let flags = u64::from(*closed) | u64::from(left.is_some()) << 1;
                put(out, kind << 2 | flags);
                if let Some(left) = left {
                    put(out, (*left).into());
                }
                write_analysis(out, analysis);
                write_how(out, how);
            }
            Answer::Piece(waiting) => {
                put(out, 32);
                put(out, waiting.began);
                put(out, waiting.so_far);
                put(out, waiting.whole.map_or(0, |whole| whole + 1));
            }
            Answer::Repeat => put(out, 33),
            Answer::Conflict => put(out, 34),
            Answer::Alone => put(out, 35),
            Answer::Whole { bytes, own } => {
                put(out, 36);
                put(out, (*own).into());
                write_bytes(out, bytes);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Answer> {
        Some(match reader.number()? {
            32 => Answer::Piece(Waiting {
                began: reader.number()?,
                so_far: reader.number()?,
                whole: reader.number()?.checked_sub(1),
            }),
            33 => Answer::Repeat,
            34 => Answer::Conflict,
            35 => Answer::Alone,
            36 => Answer::Whole {
                own: reader.small()?,
                bytes: read_bytes(reader)?,
            },
            kind => Answer::Segment {
                left: match kind & 2 {
                    0 => None,
                    _ => Some(reader.small()?),
                },
                analysis: Box::new(read_analysis(reader)?),
                how: read_how(reader, kind >> 2)?,
                closed: kind & 1 != 0,
            },
        })
    }
}

fn write_how(out: &mut Vec<u8>, how: &How) {
    match how {
        How::Next(0) | How::Alone | How::Part(Part::Repeat) => {}
        How::Next(from) => put(out, (*from).into()),
        How::Again(frame) => put(out, *frame),
        How::Part(Part::Early(early)) => {
            put(out, u64::from(early.missing) << 1 | u64::from(early.within));
        }
        How::Joined {
            bytes,
            own,
            protocol,
        } => {
            put(out, (*own).into());
            put(out, (*protocol).into());
            write_bytes(out, bytes);
        }
        How::Part(Part::Middle(middle)) => {
            let place = u64::from(place_of(middle.protocol));
            put(out, place << 1 | u64::from(middle.bare));
            put(out, middle.began);
            put(out, middle.so_far);
            put(out, middle.whole.map_or(0, |whole| whole + 1));
        }
    }
}

fn read_how(reader: &mut Reader<'_>, kind: u64) -> Option<How> {
    Some(match kind {
        0 => How::Next(0),
        1 => How::Next(reader.small()?),
        2 => How::Alone,
        3 => How::Joined {
            own: reader.small()?,
            protocol: reader.small()?,
            bytes: read_bytes(reader)?,
        },
        4 => How::Part(Part::Repeat),
        5 => {
            let word = reader.number()?;
            How::Part(Part::Early(Early {
                missing: (word >> 1) as u32,
                within: word & 1 != 0,
            }))
        }
        6 => {
            let word = reader.number()?;
            How::Part(Part::Middle(Middle {
                protocol: protocol_at((word >> 1) as u32).map(|protocol| &protocol.info),
                began: reader.number()?,
                so_far: reader.number()?,
                whole: reader.number()?.checked_sub(1),
                bare: word & 1 != 0,
            }))
        }
        7 => How::Again(reader.number()?),
        _ => return None,
    })
}

/// Slices with the distance from frame to frame.
fn write_bytes(out: &mut Vec<u8>, bytes: &Bytes) {
    put(out, bytes.slices.len() as u64);
    let mut before = 0;
    for slice in &bytes.slices {
        put_signed(out, slice.frame.wrapping_sub(before) as i64);
        before = slice.frame;
        put(out, slice.at.map_or(0, |at| u64::from(at) + 1));
        put(out, slice.len.into());
    }
    put(out, bytes.copy.len() as u64);
    out.extend_from_slice(&bytes.copy);
}

fn read_bytes(reader: &mut Reader<'_>) -> Option<Bytes> {
    let count: usize = reader.small()?;
    let mut slices = Vec::with_capacity(count.min(1 << 16));
    let mut before = 0_u64;
    for _ in 0..count {
        before = before.wrapping_add(reader.signed()? as u64);
        slices.push(Slice {
            frame: before,
            at: reader.number()?.checked_sub(1).map(|at| at as u32),
            len: reader.small()?,
        });
    }
    let len = reader.small()?;
    let copy = reader.bytes(len)?.to_vec();
    Some(Bytes { slices, copy })
}

/// Which of the optional parts of an analysis are there.
const ACKED: u64 = 1;
const INITIAL_RTT: u64 = 1 << 1;
const IN_FLIGHT: u64 = 1 << 2;
const SINCE_PUSH: u64 = 1 << 3;
const DUPLICATE: u64 = 1 << 4;
const TIMEOUT: u64 = 1 << 5;
const MARKS: u64 = 1 << 6;
const TIMES: u64 = 1 << 7;

fn write_analysis(out: &mut Vec<u8>, analysis: &Analysis) {
    let bit = |there: bool, bit: u64| if there { bit } else { 0 };
    let there = bit(analysis.acked.is_some(), ACKED)
        | bit(analysis.initial_rtt.is_some(), INITIAL_RTT)
        | bit(analysis.in_flight.is_some(), IN_FLIGHT)
        | bit(analysis.since_push.is_some(), SINCE_PUSH)
        | bit(analysis.duplicate_ack.is_some(), DUPLICATE)
        | bit(analysis.timeout.is_some(), TIMEOUT)
        | bit(!analysis.marks.is_empty(), MARKS)
        | bit(analysis.since_first.is_some(), TIMES);
    out.push(there as u8);
    put(out, analysis.stream.into());
    out.extend_from_slice(&analysis.seq_base.to_le_bytes());
    out.extend_from_slice(&analysis.ack_base.to_le_bytes());
    let [from, to] = analysis.states;
    out.push((from as u8) << 4 | to as u8);
    out.push(match analysis.scale {
        WindowScale::Unknown => 0,
        WindowScale::None => 1,
        WindowScale::Shift(shift) => shift.min(14) + 2,
    });
    out.push(analysis.completeness.0);
    for ns in [analysis.since_first, analysis.since_previous]
        .into_iter()
        .flatten()
    {
        put_signed(out, ns);
    }
    if !analysis.marks.is_empty() {
        put(out, analysis.marks.0.into());
    }
    for since in [analysis.acked, analysis.timeout].into_iter().flatten() {
        put(out, since.frame);
        put(out, since.ns);
    }
    if let Some(rtt) = analysis.initial_rtt {
        put(out, rtt);
    }
    for bytes in [analysis.in_flight, analysis.since_push]
        .into_iter()
        .flatten()
    {
        put(out, bytes.into());
    }
    if let Some(duplicate) = analysis.duplicate_ack {
        put(out, duplicate.frame);
        put(out, duplicate.number.into());
    }
}

fn read_analysis(reader: &mut Reader<'_>) -> Option<Analysis> {
    let there = u64::from(*reader.bytes(1)?.first()?);
    let stream = reader.small()?;
    let seq_base = u32::from_le_bytes(*reader.bytes(4)?.first_chunk()?);
    let ack_base = u32::from_le_bytes(*reader.bytes(4)?.first_chunk()?);
    let [states, scale, completeness] = *reader.bytes(3)?.first_chunk()?;
    let state = |number: u8| {
        TcpState::ALL
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    };
    let mut analysis = Analysis {
        stream,
        seq_base,
        ack_base,
        states: [state(states >> 4), state(states & 15)],
        scale: match scale {
            0 => WindowScale::Unknown,
            1 => WindowScale::None,
            shift => WindowScale::Shift(shift - 2),
        },
        completeness: Completeness(completeness),
        ..Analysis::default()
    };
    let since = |reader: &mut Reader<'_>| {
        Some(Since {
            frame: reader.number()?,
            ns: reader.number()?,
        })
    };
    if there & TIMES != 0 {
        analysis.since_first = Some(reader.signed()?);
        analysis.since_previous = Some(reader.signed()?);
    }
    if there & MARKS != 0 {
        analysis.marks = Marks(reader.small()?);
    }
    if there & ACKED != 0 {
        analysis.acked = Some(since(reader)?);
    }
    if there & TIMEOUT != 0 {
        analysis.timeout = Some(since(reader)?);
    }
    if there & INITIAL_RTT != 0 {
        analysis.initial_rtt = Some(reader.number()?);
    }
    if there & IN_FLIGHT != 0 {
        analysis.in_flight = Some(reader.small()?);
    }
    if there & SINCE_PUSH != 0 {
        analysis.since_push = Some(reader.small()?);
    }
    if there & DUPLICATE != 0 {
        analysis.duplicate_ack = Some(DuplicateAck {
            frame: reader.number()?,
            number: reader.small()?,
        });
    }
    Some(analysis)
}

/// The place of a protocol in the registry, counted from 1; 0 for none.
fn place_of(info: Option<&'static ProtoInfo>) -> u32 {
    let Some(info) = info else {
        return 0;
    };
    let mut all = registry().protocols().iter();
    let place = all.position(|protocol| std::ptr::eq(&protocol.info, info));
    place.map_or(0, |place| place as u32 + 1)
}

/// The protocol at a place.
pub fn protocol_at(place: u32) -> Option<&'static Protocol> {
    let place = usize::try_from(place.checked_sub(1)?).ok()?;
    registry().protocols().get(place).copied()
}
