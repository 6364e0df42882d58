//! The `decap` program.

use std::sync::Arc;

use decap::model::{Frame, FrameInfo, LinkType, Timestamp};
use decap::tui::{TuiOptions, VecFrames, run};

fn main() -> anyhow::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let ascii = arguments.iter().any(|argument| argument == "--ascii");
    let theme = arguments.iter().find_map(|argument| argument.strip_prefix("--theme=")).map(String::from);
    arguments.retain(|argument| !argument.starts_with("--"));
    let path = arguments.first().cloned().unwrap_or_default();
    let mut capture = pcap::Capture::from_file_with_precision(&path, pcap::Precision::Nano)?;
    let link = capture.get_datalink().0 as u16;
    let link_type = LinkType(if link == 12 { 101 } else { link });
    let mut frames = Vec::new();
    while let Ok(packet) = capture.next_packet() {
        let time = Timestamp::from_parts(packet.header.ts.tv_sec, packet.header.ts.tv_usec as u32);
        let info = FrameInfo {
            number: frames.len() as u64 + 1,
            time: Some(time),
            original_len: packet.header.len,
            link_type,
            ..FrameInfo::default()
        };
        frames.push(Frame { info, bytes: packet.data.to_vec(), comments: Vec::new() });
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut options = TuiOptions::new(Arc::new(VecFrames::new(name, frames)));
    options.ascii = ascii;
    options.theme = theme.unwrap_or(options.theme);
    run(options)
}
