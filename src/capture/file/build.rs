//! Capture files byte by byte, for tests.

use std::io::Write;

use lz4_flex::frame::{BlockSize, FrameEncoder, FrameInfo};

use super::{ByteOrder, Compression};

/// Appends numbers in a byte order.
#[derive(Clone)]
pub(crate) struct Build {
    pub(crate) bytes: Vec<u8>,
    order: ByteOrder,
}

impl Build {
    pub(crate) fn new(order: ByteOrder) -> Build {
        Build {
            bytes: Vec::new(),
            order,
        }
    }

    /// The same bytes, in another order from here on.
    pub(crate) fn in_order(mut self, order: ByteOrder) -> Build {
        self.order = order;
        self
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.bytes.extend(match self.order {
            ByteOrder::Little => value.to_le_bytes(),
            ByteOrder::Big => value.to_be_bytes(),
        });
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes.extend(match self.order {
            ByteOrder::Little => value.to_le_bytes(),
            ByteOrder::Big => value.to_be_bytes(),
        });
    }

    /// A classic pcap file header.
    pub(crate) fn pcap(mut self, magic: u32, version: (u16, u16), link_word: u32) -> Build {
        self.u32(magic);
        self.u16(version.0);
        self.u16(version.1);
        self.u32(0);
        self.u32(0);
        self.u32(65_535);
        self.u32(link_word);
        self
    }

    /// A classic pcap record.
    pub(crate) fn record(mut self, time: (u32, u32), lengths: (u32, u32), bytes: &[u8]) -> Build {
        self.u32(time.0);
        self.u32(time.1);
        self.u32(lengths.0);
        self.u32(lengths.1);
        self.bytes.extend(bytes);
        self
    }

    /// A pcapng block around a body.
    pub(crate) fn block(mut self, kind: u32, body: &[u8]) -> Build {
        let padded = body.len().next_multiple_of(4);
        let len = padded as u32 + 12;
        self.u32(kind);
        self.u32(len);
        self.bytes.extend(body);
        self.bytes.resize(self.bytes.len() + padded - body.len(), 0);
        self.u32(len);
        self
    }

    fn body(&self, fill: impl FnOnce(&mut Build)) -> Vec<u8> {
        let mut body = Build::new(self.order);
        fill(&mut body);
        body.bytes
    }

    fn option(&mut self, code: u16, value: &[u8]) {
        self.u16(code);
        self.u16(value.len() as u16);
        self.bytes.extend(value);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    /// A section header.
    pub(crate) fn section(self, options: &[(u16, &[u8])]) -> Build {
        let body = self.body(|body| {
            body.u32(0x1a2b_3c4d);
            body.u16(1);
            body.u16(0);
            body.bytes.extend([0xff; 8]);
            options
                .iter()
                .for_each(|&(code, value)| body.option(code, value));
        });
        self.block(0x0a0d_0d0a, &body)
    }

    /// An interface description.
    pub(crate) fn interface(self, link: u16, snaplen: u32, options: &[(u16, &[u8])]) -> Build {
        let body = self.body(|body| {
            body.u16(link);
            body.u16(0);
            body.u32(snaplen);
            options
                .iter()
                .for_each(|&(code, value)| body.option(code, value));
        });
        self.block(1, &body)
    }

    /// An enhanced packet block.
    pub(crate) fn enhanced(
        self,
        interface: u32,
        ticks: u64,
        original: u32,
        bytes: &[u8],
        options: &[(u16, &[u8])],
    ) -> Build {
        let body = self.body(|body| {
            body.u32(interface);
            body.packet(ticks, original, bytes, options);
        });
        self.block(6, &body)
    }

    /// An obsolete packet block.
    pub(crate) fn old_packet(
        self,
        interface: u16,
        ticks: u64,
        original: u32,
        bytes: &[u8],
    ) -> Build {
        let body = self.body(|body| {
            body.u16(interface);
            body.u16(3);
            body.packet(ticks, original, bytes, &[]);
        });
        self.block(2, &body)
    }

    fn packet(&mut self, ticks: u64, original: u32, bytes: &[u8], options: &[(u16, &[u8])]) {
        self.u32((ticks >> 32) as u32);
        self.u32(ticks as u32);
        self.u32(bytes.len() as u32);
        self.u32(original);
        self.bytes.extend(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        options
            .iter()
            .for_each(|&(code, value)| self.option(code, value));
    }

    /// A simple packet block.
    pub(crate) fn simple(self, original: u32, bytes: &[u8]) -> Build {
        let body = self.body(|body| {
            body.u32(original);
            body.bytes.extend(bytes);
        });
        self.block(3, &body)
    }
}

/// `bytes`, compressed.
pub(crate) fn compress(compression: Compression, bytes: &[u8]) -> Vec<u8> {
    match compression {
        Compression::Gzip => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            out.write_all(bytes).unwrap();
            out.finish().unwrap()
        }
        Compression::Zstd => zstd::stream::encode_all(bytes, 3).unwrap(),
        Compression::Lz4 => {
            let info = FrameInfo::new().block_size(BlockSize::Max64KB);
            let mut out = FrameEncoder::with_frame_info(info, Vec::new());
            out.write_all(bytes).unwrap();
            out.finish().unwrap()
        }
    }
}
