use super::*;
use crate::decode::{Early, Middle, Part, Waiting};
use crate::model::{Analysis, Completeness, DuplicateAck, Marks, Since, TcpState, WindowScale};
use crate::talk::tcp::Slice;
use answer::{Bytes, How};
use log::BLOCK;

fn full() -> Analysis {
    Analysis {
        stream: 70_000,
        seq_base: 0xffff_fff0,
        ack_base: 7,
        marks: Marks(Marks::DUPLICATE_ACK | Marks::REUSED_PORTS),
        acked: Some(Since {
            frame: 9,
            ns: 1_000_000_007,
        }),
        initial_rtt: Some(5),
        in_flight: Some(2896),
        since_push: Some(1448),
        scale: WindowScale::Shift(7),
        duplicate_ack: Some(DuplicateAck {
            frame: 4,
            number: 3,
        }),
        timeout: Some(Since { frame: 2, ns: 200 }),
        states: [TcpState::FinWait1, TcpState::CloseWait],
        completeness: Completeness(Completeness::SYN | Completeness::DATA),
        since_first: Some(3_000_000_000),
        since_previous: Some(-7),
    }
}

fn answers() -> Vec<Answer> {
    let slices = vec![
        Slice {
            frame: 900,
            at: Some(66),
            len: 1448,
        },
        Slice {
            frame: 12,
            at: None,
            len: 3,
        },
    ];
    let bytes = Bytes {
        slices,
        copy: vec![1, 2, 3],
    };
    let middle = Middle {
        protocol: Some(&crate::proto::registry().protocols()[3].info),
        began: 5,
        so_far: 10,
        whole: Some(20),
        bare: true,
    };
    let hows = [
        How::Alone,
        How::Next(0),
        How::Next(17),
        How::Again(1 << 33),
        How::Part(Part::Repeat),
        How::Part(Part::Early(Early {
            missing: 1448,
            within: true,
        })),
        How::Part(Part::Middle(middle)),
        How::Joined {
            bytes: bytes.clone(),
            own: 1448,
            protocol: 12,
        },
    ];
    let mut answers: Vec<Answer> = hows
        .into_iter()
        .enumerate()
        .map(|(index, how)| Answer::Segment {
            analysis: Box::new(if index % 2 == 0 {
                full()
            } else {
                Analysis::default()
            }),
            how,
            closed: index == 2,
            left: (index % 3 == 0).then_some(index as u32 * 1000),
        })
        .collect();
    let waiting = |whole| Waiting {
        began: 1 << 40,
        so_far: 1480,
        whole,
    };
    answers.push(Answer::Piece(waiting(None)));
    answers.push(Answer::Piece(waiting(Some(0))));
    answers.extend([Answer::Repeat, Answer::Conflict, Answer::Alone]);
    answers.push(Answer::Whole { bytes, own: 0 });
    answers
}

#[test]
fn answers_come_back_as_they_were_given() {
    let mut journal = Journal::default();
    for frame in (1..5000).filter(|frame| frame % 3 != 0) {
        let all = answers();
        let some = &all[..(frame % all.len() as u64) as usize];
        journal.write(frame, &members(frame), some);
    }
    for frame in 1..5000 {
        let all = answers();
        let count = if frame % 3 == 0 {
            0
        } else {
            (frame % all.len() as u64) as usize
        };
        assert_eq!(journal.read(frame), all[..count], "frame {frame}");
        let belongs = if frame % 3 == 0 {
            Vec::new()
        } else {
            members(frame)
        };
        assert_eq!(journal.members(frame), belongs, "frame {frame}");
    }
    assert!(journal.read(6000).is_empty());
}

/// Every odd frame belongs to a conversation, every fifth to another one as well.
fn members(frame: u64) -> Vec<Member> {
    let mut members = Vec::new();
    if frame % 2 == 1 {
        let before = frame.saturating_sub(2);
        members.push(Member { id: 0, before });
    }
    if frame.is_multiple_of(5) {
        let before = frame.saturating_sub(5);
        members.push(Member { id: 300, before });
    }
    members
}

#[test]
fn a_conversation_is_walked_back() {
    let mut journal = Journal::default();
    (1..=1000).for_each(|frame| journal.write(frame, &members(frame), &[]));
    let odd: Vec<u64> = journal.back(0, 999).collect();
    assert!(odd.iter().copied().eq((1..=999).rev().step_by(2)));
    assert_eq!(journal.back(300, 1000).count(), 200);
    assert_eq!(journal.back(300, 999).count(), 0);
    assert_eq!(journal.back(7, 999).count(), 0);
}

#[test]
fn an_ordinary_answer_is_short() {
    let analysis = Analysis {
        stream: 20,
        ..Analysis::default()
    };
    let answer = Answer::Segment {
        analysis: Box::new(analysis),
        how: How::Next(0),
        closed: false,
        left: None,
    };
    let mut bytes = Vec::new();
    answer.write(&mut bytes);
    assert!(bytes.len() <= 16, "{} bytes", bytes.len());
}

/// Writes a large answer for each of 100 frames.
fn write_much(journal: &mut Journal) -> [Answer; 1] {
    let bytes = Bytes {
        slices: vec![Slice {
            frame: 1,
            at: None,
            len: 0,
        }],
        copy: vec![0; BLOCK / 2],
    };
    let large = [Answer::Whole { bytes, own: 0 }];
    for frame in 1..=100 {
        journal.write(frame, &[], &large);
    }
    large
}

#[test]
fn what_is_older_is_read_back_from_a_file() {
    let mut journal = Journal::within(Limits {
        recent: 4,
        ..Limits::default()
    });
    let large = write_much(&mut journal);
    assert!(journal.weight() <= 5 * BLOCK);
    for frame in [1, 99, 2, 50, 3, 98, 100] {
        assert!(journal.read(frame) == large, "{frame}");
    }
    assert!(journal.read(101).is_empty());
}

#[test]
fn the_oldest_are_given_up() {
    let mut journal = Journal::within(Limits {
        recent: 4,
        in_memory: 4,
        file: 8 * BLOCK as u64,
        files: 2,
    });
    let large = write_much(&mut journal);
    assert!(journal.weight() <= 10 * BLOCK);
    assert!(journal.read(1).is_empty());
    // What leads to them goes with the next group.
    journal.write(200, &[], &[]);
    assert_eq!((journal.gone, journal.groups.len()), (1, 3));
    assert!(journal.read(1).is_empty());
    assert!(journal.read(84) == large);
    assert!(journal.read(100) == large);
}

#[test]
fn what_nobody_needs_takes_no_room() {
    let mut journal = Journal::within(Limits {
        recent: 4,
        file: 8 * BLOCK as u64,
        ..Limits::default()
    });
    let large = [Answer::Whole {
        bytes: Bytes {
            slices: Vec::new(),
            copy: vec![0; BLOCK / 8],
        },
        own: 0,
    }];
    for frame in 1..=2000 {
        journal.write(frame, &[], &large);
        journal.forget_before(frame.saturating_sub(500));
        assert!(journal.log.files() <= 12, "{}", journal.log.files());
        assert!(journal.groups.len() <= 12, "{}", journal.groups.len());
        let kept = journal.read(frame.saturating_sub(500).max(1));
        assert!(kept == large, "{frame}");
    }
    assert!(journal.read(1000).is_empty());
}

#[test]
fn without_a_file_memory_is_bounded() {
    let mut journal = Journal::within(Limits {
        recent: 4,
        in_memory: 8,
        file: 0,
        files: 2,
    });
    journal.log.refuse_files();
    let large = write_much(&mut journal);
    assert!(journal.weight() <= 9 * BLOCK);
    assert!(journal.read(1).is_empty());
    assert!(journal.read(93) == large);
    assert!(journal.read(100) == large);
}
