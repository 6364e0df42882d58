//! Live frames as JSON, with the processes at both ends.

use std::fmt::{self, Write};
use std::time::Duration;

use serde::Serialize;

use crate::capture::sockets::Sockets;
use crate::model::FrameView;
use crate::render::json;
use crate::talk::socket::{Door, End, doors};

/// How old a frame is at least when the processes behind it are asked for: a socket may be found a
/// moment after its first frame.
const AGE: Duration = Duration::from_millis(300);

/// One end of a frame's way.
#[derive(Debug, Default, PartialEq, Serialize)]
struct Told {
    end: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fd: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    how: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

/// Writes a frame as one line of JSON that names the processes at both ends of each of its doors.
///
/// # Errors
/// What the writer returns.
pub fn frame(view: &FrameView<'_>, sockets: &Sockets, out: &mut String) -> fmt::Result {
    let told = told(view, sockets);
    let more = match told.is_empty() {
        true => String::new(),
        false => {
            let list = serde_json::to_string(&told).map_err(|_| fmt::Error)?;
            format!("\"sockets\":{list}")
        }
    };
    json::frame_with(view, &more, out)?;
    out.write_char('\n')
}

fn told(view: &FrameView<'_>, sockets: &Sockets) -> Vec<Told> {
    let Some(time) = view.frame.info.time else {
        return Vec::new();
    };
    let doors: Vec<Door> = doors(view.dissection);
    if doors.iter().any(|door| door.flow().is_some()) {
        sockets.settle(time.0, AGE);
    }
    let mut told = Vec::new();
    for door in &doors {
        let Some(flow) = door.flow() else { continue };
        let answers = sockets.ends(&flow, time.0);
        for (end, answer) in [End::From, End::To].into_iter().zip(answers) {
            let end = door.end(end);
            told.push(match answer {
                Ok(owner) => {
                    let first = owner.holders.list.first();
                    let others = owner.holders.others();
                    Told {
                        end,
                        pid: first.map(|one| one.pid),
                        command: first.map(|one| one.command.clone()),
                        fd: first.map(|one| one.fd),
                        others: (others > 0).then_some(others),
                        how: Some(owner.how.name()),
                        unknown: None,
                    }
                }
                Err(unknown) => Told {
                    end,
                    unknown: Some(unknown.to_string()),
                    ..Told::default()
                },
            });
        }
    }
    told
}
