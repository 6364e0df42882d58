use super::*;
use crate::model::{Endpoint, Layer, Mentioned, Transport};
use crate::proto::registry;

fn flow() -> Flow {
    let end = |last: u8, port| Endpoint {
        ip: [192, 0, 2, last].into(),
        port,
    };
    Flow {
        transport: Transport::Tcp,
        from: end(1, 40_000),
        to: end(2, 80),
    }
}

/// A dissection of one HTTP layer, whose message says this.
fn saying(flow: Flow, what: Vec<Mention>) -> Dissection {
    let mut out = Dissection::default();
    let protocol = registry().by_name("http").unwrap();
    let mut peeler = Peeler::new(registry());
    peeler.peel_as(protocol, b"GET / HTTP/1.0\r\n\r\n", Want::Skim, &mut out);
    let layers: Vec<Layer> = out.layers.clone();
    out.clear();
    out.layers = layers;
    let said = what.into_iter().map(|what| Mentioned {
        layer: 0,
        flow: Some(flow),
        what,
    });
    out.mentions = said.collect();
    out
}

fn asks(name: &str) -> Mention {
    Mention::Asks {
        name: name.into(),
        host: "www.example.test".into(),
    }
}

fn holds(len: u32) -> Mention {
    let object = Object {
        source: Source::FRAME,
        at: crate::model::ByteRange::new(0, len),
        whole: Some(len.into()),
        so_far: len.into(),
        is_whole: true,
    };
    Mention::Holds(object, "text/plain".into())
}

fn names(objects: &Objects) -> Vec<&str> {
    objects.all().iter().map(|found| &*found.name).collect()
}

#[test]
fn answers_have_the_names_of_their_requests_in_order() {
    let mut objects = Objects::default();
    objects.take(1, &saying(flow(), vec![asks("/a")]));
    objects.take(2, &saying(flow(), vec![asks("/b")]));
    objects.take(3, &saying(flow(), vec![asks("/c")]));
    let back = flow().reversed();
    objects.take(4, &saying(back, vec![Mention::Answers, holds(5)]));
    // The answer to the second request has no body.
    objects.take(5, &saying(back, vec![Mention::Answers]));
    objects.take(6, &saying(back, vec![Mention::Answers, holds(7)]));
    objects.take(7, &saying(back, vec![Mention::Answers, holds(8)]));
    assert_eq!(names(&objects), ["/a", "/c", ""]);
    assert_eq!(&*objects.all()[0].host, "www.example.test");
    assert_eq!(objects.all()[1].frame, 6);
}

#[test]
fn an_answer_before_the_end_of_its_request_takes_no_other_name() {
    let mut objects = Objects::default();
    let back = flow().reversed();
    objects.take(5, &saying(back, vec![Mention::Answers, holds(5)]));
    let mut late = saying(flow(), vec![asks("/first")]);
    late.buffers.push(b"POST".as_slice().into());
    late.layers[0].source = Source(1);
    late.set_pieces(
        Source(1),
        vec![crate::model::Piece {
            frame: 4,
            at: crate::model::ByteRange::new(0, 4),
        }],
    );
    objects.take(6, &late);
    objects.take(7, &saying(flow(), vec![asks("/second")]));
    objects.take(8, &saying(back, vec![Mention::Answers, holds(6)]));
    assert_eq!(names(&objects), ["", "/second"]);
}

#[test]
fn a_request_with_a_body_names_it_itself() {
    let mut objects = Objects::default();
    objects.take(1, &saying(flow(), vec![asks("/upload"), holds(9)]));
    assert_eq!(names(&objects), ["/upload"]);
}

#[test]
fn what_may_be_the_answer_to_something_lost_has_no_name() {
    let mut objects = Objects::default();
    objects.lost(&flow());
    objects.take(2, &saying(flow(), vec![asks("/b")]));
    objects.take(
        3,
        &saying(flow().reversed(), vec![Mention::Answers, holds(5)]),
    );
    assert_eq!(names(&objects), [""]);
}

#[test]
fn a_message_whose_rest_is_missing_is_incomplete() {
    let mut objects = Objects::default();
    objects.take(1, &saying(flow(), vec![asks("/big.bin")]));
    let torn = Torn {
        flow: flow().reversed(),
        protocol: registry().by_name("http").unwrap(),
        bytes: b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabcdef".to_vec(),
        began: 2,
    };
    objects.torn(&mut Peeler::new(registry()), &torn);
    let [found] = objects.all() else {
        panic!("{:?}", objects.all());
    };
    assert_eq!(
        (&*found.name, found.len, found.whole),
        ("/big.bin", 6, Some(100))
    );
    assert!(!found.is_whole);
    assert_eq!(&*objects.fragments()[0].bytes, b"abcdef");
}
