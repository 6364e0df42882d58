//! The machine of the BSD Packet Filter: McCanne and Jacobson, "The BSD Packet Filter", 1993; the
//! codes are those of libpcap's `pcap/bpf.h`.
//!
//! The library that compiles filters would run them too, but takes a frame that was cut while it was
//! captured for as short as what is left of it.

/// An instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Op {
    pub(super) code: u16,
    /// Instructions to skip if a comparison holds, and if it does not.
    pub(super) jt: u8,
    pub(super) jf: u8,
    pub(super) k: u32,
}

/// Offsets from here on mean what only a kernel knows of a frame.
const KERNEL_AREA: u32 = 0xffff_f000;

impl Op {
    /// True if it asks for what only the kernel knows while it captures.
    pub(super) fn asks_the_kernel(&self) -> bool {
        let (class, mode) = (self.code & 0x07, self.code & 0xe0);
        class == 0 && mode == 0x20 && self.k >= KERNEL_AREA
    }
}

/// Runs a program over a frame; true if it accepts it. A frame that is too short for what the program
/// looks at is not accepted.
pub(super) fn run(ops: &[Op], bytes: &[u8], wire_len: u32) -> bool {
    Machine {
        bytes,
        wire_len,
        a: 0,
        x: 0,
        memory: [0; 16],
    }
    .run(ops)
    .is_some_and(|verdict| verdict > 0)
}

struct Machine<'f> {
    bytes: &'f [u8],
    wire_len: u32,
    a: u32,
    x: u32,
    memory: [u32; 16],
}

impl Machine<'_> {
    /// What the program returns; `None` where it breaks off. Jumps go forward only, so it ends.
    fn run(&mut self, ops: &[Op]) -> Option<u32> {
        let mut at = 0usize;
        loop {
            let op = ops.get(at)?;
            at += 1;
            match op.code & 0x07 {
                0x00 => self.a = self.load(op)?,
                0x01 => self.x = self.load_index(op)?,
                0x02 => *self.memory.get_mut(op.k as usize)? = self.a,
                0x03 => *self.memory.get_mut(op.k as usize)? = self.x,
                0x04 => self.a = self.compute(op)?,
                0x05 => at = at.checked_add(self.skip(op)?)?,
                0x06 => return Some(if op.code & 0x18 == 0x10 { self.a } else { op.k }),
                _ if op.code & 0xf8 == 0x80 => self.a = self.x,
                _ => self.x = self.a,
            }
        }
    }

    /// A big-endian number of the frame.
    fn number(&self, at: u32, size: u16) -> Option<u32> {
        let at = at as usize;
        let bytes = |len: usize| self.bytes.get(at..at.checked_add(len)?);
        match size {
            0x00 => Some(u32::from_be_bytes(bytes(4)?.try_into().ok()?)),
            0x08 => Some(u32::from(u16::from_be_bytes(bytes(2)?.try_into().ok()?))),
            0x10 => self.bytes.get(at).copied().map(u32::from),
            _ => None,
        }
    }

    fn load(&self, op: &Op) -> Option<u32> {
        let size = op.code & 0x18;
        match op.code & 0xe0 {
            0x00 => Some(op.k),
            0x20 => self.number(op.k, size),
            0x40 => self.number(self.x.checked_add(op.k)?, size),
            0x60 => self.memory.get(op.k as usize).copied(),
            0x80 => Some(self.wire_len),
            _ => None,
        }
    }

    fn load_index(&self, op: &Op) -> Option<u32> {
        match op.code & 0xe0 {
            0x00 => Some(op.k),
            0x60 => self.memory.get(op.k as usize).copied(),
            0x80 => Some(self.wire_len),
            // The length of an IPv4 header, in bytes.
            0xa0 => Some((self.number(op.k, 0x10)? & 0xf) << 2),
            _ => None,
        }
    }

    fn operand(&self, op: &Op) -> u32 {
        if op.code & 0x08 == 0 { op.k } else { self.x }
    }

    fn compute(&self, op: &Op) -> Option<u32> {
        let (a, b) = (self.a, self.operand(op));
        Some(match op.code & 0xf0 {
            0x00 => a.wrapping_add(b),
            0x10 => a.wrapping_sub(b),
            0x20 => a.wrapping_mul(b),
            0x30 => a.checked_div(b)?,
            0x40 => a | b,
            0x50 => a & b,
            0x60 => a.checked_shl(b).unwrap_or(0),
            0x70 => a.checked_shr(b).unwrap_or(0),
            0x80 => a.wrapping_neg(),
            0x90 => a.checked_rem(b)?,
            0xa0 => a ^ b,
            _ => return None,
        })
    }

    /// How many instructions a jump skips.
    fn skip(&self, op: &Op) -> Option<usize> {
        let (a, b) = (self.a, self.operand(op));
        let holds = match op.code & 0xf0 {
            0x00 => return usize::try_from(op.k).ok(),
            0x10 => a == b,
            0x20 => a > b,
            0x30 => a >= b,
            0x40 => a & b != 0,
            _ => return None,
        };
        Some(usize::from(if holds { op.jt } else { op.jf }))
    }
}
