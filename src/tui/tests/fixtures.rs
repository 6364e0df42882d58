//! Frames made by hand.

use etherparse::{IpNumber, PacketBuilder, PacketBuilderStep};

use crate::model::{Frame, FrameInfo, LinkType, Timestamp};
use crate::store::Store;
use crate::tui::frames::{CaptureStatus, Frames, VecFrames, Wake};

const CLIENT_MAC: [u8; 6] = [0x02, 0, 0, 0, 0, 0x01];
const SERVER_MAC: [u8; 6] = [0x02, 0, 0, 0, 0, 0x02];
const CLIENT: [u8; 4] = [192, 0, 2, 1];
const SERVER: [u8; 4] = [198, 51, 100, 2];

/// Bytes that no protocol takes for its own.
const PAYLOAD: &[u8] = &[
    0x9c, 0x01, 0xfe, 0x7f, 0x9c, 0x02, 0xfe, 0x7f, 0x9c, 0x03, 0xfe, 0x7f,
];

/// Frames in memory, and in a store as well, for what works in the background.
pub(super) struct Held {
    frames: VecFrames,
    store: Store,
}

impl Held {
    /// These Ethernet frames.
    pub fn new(name: &str, frames: Vec<Frame>) -> Held {
        let mut file: Vec<u8> = [0xa1b2_3c4d, 0x0004_0002, 0, 0, 262_144, 1_u32]
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect();
        for frame in &frames {
            let time = frame.info.time.unwrap_or_default().0;
            let lengths = [frame.bytes.len() as u32, frame.info.original_len];
            let words = [time / 1_000_000_000, time % 1_000_000_000].map(|word| word as u32);
            for word in words.into_iter().chain(lengths) {
                file.extend(word.to_le_bytes());
            }
            file.extend(&frame.bytes);
        }
        let store = Store::from_reader(name, Box::new(std::io::Cursor::new(file))).unwrap();
        store.wait_complete();
        Held {
            frames: VecFrames::new(name, frames),
            store,
        }
    }
}

impl Frames for Held {
    fn len(&self) -> u64 {
        self.frames.len()
    }

    fn frame(&self, index: u64, out: &mut Frame) -> Result<(), String> {
        self.frames.frame(index, out)
    }

    fn status(&self) -> CaptureStatus {
        self.frames.status()
    }

    fn store(&self) -> Option<Store> {
        Some(self.store.clone())
    }

    fn subscribe(&self, wake: Wake) {
        self.frames.subscribe(wake);
    }
}

/// A frame with these bytes, so many tenths of a millisecond after the start.
pub(super) fn frame(number: u64, bytes: Vec<u8>) -> Frame {
    let info = FrameInfo {
        number,
        time: Some(Timestamp(
            1_700_000_000_000_000_000 + number as i64 * 100_000,
        )),
        original_len: bytes.len() as u32,
        link_type: LinkType::ETHERNET,
        ..FrameInfo::default()
    };
    Frame {
        info,
        bytes,
        comments: Vec::new(),
    }
}

fn out() -> PacketBuilderStep<etherparse::IpHeaders> {
    PacketBuilder::ethernet2(CLIENT_MAC, SERVER_MAC).ipv4(CLIENT, SERVER, 64)
}

fn back() -> PacketBuilderStep<etherparse::IpHeaders> {
    PacketBuilder::ethernet2(SERVER_MAC, CLIENT_MAC).ipv4(SERVER, CLIENT, 57)
}

/// A connection on ports that nothing claims: its opening, a request, an answer.
pub(super) fn conversation() -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut add = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = Vec::new();
        write(&mut bytes);
        frames.push(frame(frames.len() as u64 + 1, bytes));
    };
    add(&|to| {
        out()
            .tcp(61_000, 59_999, 100, 64_240)
            .syn()
            .write(to, &[])
            .unwrap()
    });
    add(&|to| {
        back()
            .tcp(59_999, 61_000, 900, 65_160)
            .syn()
            .ack(101)
            .write(to, &[])
            .unwrap()
    });
    add(&|to| {
        out()
            .tcp(61_000, 59_999, 101, 502)
            .ack(901)
            .write(to, &[])
            .unwrap()
    });
    add(&|to| {
        out()
            .tcp(61_000, 59_999, 101, 502)
            .ack(901)
            .psh()
            .write(to, PAYLOAD)
            .unwrap()
    });
    add(&|to| back().udp(59_998, 61_001).write(to, PAYLOAD).unwrap());
    frames
}

/// A PNG of 8 × 8 pixels in an HTTP response.
pub(super) fn image() -> Frame {
    let red = image::RgbImage::from_pixel(8, 8, image::Rgb([200, 30, 30]));
    let mut png = std::io::Cursor::new(Vec::new());
    red.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let mut message = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {}\r\n\r\n",
        png.len()
    )
    .into_bytes();
    message.extend(png);
    let mut bytes = Vec::new();
    back()
        .tcp(80, 61_000, 1, 502)
        .ack(2)
        .psh()
        .write(&mut bytes, &message)
        .unwrap();
    frame(1, bytes)
}

/// An IPv4 packet inside another one.
pub(super) fn tunnel() -> Frame {
    let mut inner = Vec::new();
    PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 9)
        .udp(61_000, 59_999)
        .write(&mut inner, PAYLOAD)
        .unwrap();
    let mut bytes = Vec::new();
    out().write(&mut bytes, IpNumber::IPV4, &inner).unwrap();
    frame(1, bytes)
}

/// A segment whose checksum is wrong, cut short by the snapshot length.
pub(super) fn damaged() -> Frame {
    let mut bytes = Vec::new();
    out()
        .tcp(61_000, 59_999, 1, 502)
        .ack(2)
        .write(&mut bytes, PAYLOAD)
        .unwrap();
    bytes[24] ^= 0x55;
    let mut frame = frame(1, bytes);
    frame.bytes.truncate(58);
    frame
}
