//! The `decap` program.

use decap::decode::{NoConversations, Peeler, Want};
use decap::model::{Dissection, Frame, FrameInfo, FrameView, LinkType, Timestamp};

fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(2).unwrap_or_default();
    let mut capture = pcap::Capture::from_file_with_precision(path, pcap::Precision::Nano)?;
    let link = capture.get_datalink().0 as u16;
    let link_type = LinkType(if link == 12 { 101 } else { link });
    let mut peeler = Peeler::new(decap::proto::registry());
    let (mut out, mut line, mut number) = (Dissection::default(), String::new(), 0);
    while let Ok(packet) = capture.next_packet() {
        number += 1;
        let time = Timestamp::from_parts(packet.header.ts.tv_sec, packet.header.ts.tv_usec as u32);
        let info = FrameInfo {
            number,
            time: Some(time),
            original_len: packet.header.len,
            link_type,
            ..FrameInfo::default()
        };
        let frame = Frame {
            info,
            bytes: packet.data.to_vec(),
            comments: Vec::new(),
        };
        peeler.peel(&frame, Want::Full, &NoConversations, &mut out);
        line.clear();
        decap::render::json::frame(
            &FrameView {
                frame: &frame,
                dissection: &out,
            },
            &mut line,
        )?;
        println!("{line}");
    }
    Ok(())
}
