use super::*;
use crate::capture::demo;
use crate::talk::Listener;

fn demonstration() -> Store {
    let store = Store::from_bytes(demo::NAME, demo::CAPTURE).unwrap();
    store.wait_complete();
    store
}

fn peeler() -> Peeler<'static> {
    Peeler::new(crate::proto::registry())
}

/// All layers with their fields, in one line.
fn drawn(view: &FrameView<'_>) -> String {
    let mut text = view.frame.info.number.to_string();
    for layer in &view.dissection.layers {
        text.push_str(&format!(" {}", layer.info.name));
        for field in view.dissection.fields_of(layer) {
            text.push_str(&format!(" {}={:?}", field.spec.name, view.value(field)));
        }
    }
    text + "\n"
}

/// A relay of the frames that `choose` has a tag for; every text says the tag as well.
fn relay(
    store: &Store,
    last: u64,
    choose: impl FnMut(&FrameView<'_>) -> Option<u64> + Send + 'static,
) -> Relay<u64> {
    let ears = Ears {
        store: store.clone(),
        last,
        peeler: peeler(),
        want: Want::Skim,
    };
    let looker = || {
        let (mut peeler, mut out) = (peeler(), Dissection::default());
        move |look: &Look<'_>, tag: &u64, text: &mut String| {
            look.peel(&mut peeler, Want::Fields, &mut out);
            text.push_str(&format!("{tag} {}", drawn(&look.view(&out))));
        }
    };
    Relay::start(ears, choose, looker).unwrap()
}

fn all(mut relay: Relay<u64>) -> Result<String, StoreError> {
    let mut all = String::new();
    let mut add = |text: &str| {
        all.push_str(text);
        Ok::<(), ()>(())
    };
    while relay.next(&mut add).unwrap() {}
    relay.end().map(|()| all)
}

#[test]
fn frames_look_as_where_they_were_heard_and_keep_their_order() {
    let store = demonstration();
    let mut listener = Listener::new(peeler());
    let (mut frames, mut frame) = (store.frames(1..), Frame::empty());
    let mut expected = String::new();
    while frames.read(&mut frame).unwrap() {
        let view = listener.hear(&frame, Want::Fields);
        let number = frame.info.number;
        if !number.is_multiple_of(3) {
            expected.push_str(&format!("{} {}", number * 2, drawn(&view)));
        }
    }
    let choose = |view: &FrameView<'_>| {
        let number = view.frame.info.number;
        (!number.is_multiple_of(3)).then_some(number * 2)
    };
    assert_eq!(all(relay(&store, u64::MAX, choose)).unwrap(), expected);
}

#[test]
fn nothing_is_heard_behind_the_last_frame_that_matters() {
    let store = demonstration();
    let text = all(relay(&store, 5, |view| Some(view.frame.info.number))).unwrap();
    assert_eq!(text.lines().count(), 5);
    let none = all(relay(&store, u64::MAX, |_| None)).unwrap();
    assert_eq!(none, "");
}

#[test]
fn threads_end_when_nobody_takes_their_texts() {
    let store = demonstration();
    let mut relay = relay(&store, u64::MAX, |view| Some(view.frame.info.number));
    assert_eq!(relay.next(|_| Err("full")), Err("full"));
    let threads = std::mem::take(&mut relay.threads);
    drop(relay);
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
#[should_panic(expected = "this frame is too much")]
fn a_panic_of_a_looker_is_not_passed_over() {
    let ears = Ears {
        store: demonstration(),
        last: u64::MAX,
        peeler: peeler(),
        want: Want::Skim,
    };
    let looker = || |_: &Look<'_>, (): &(), _: &mut String| panic!("this frame is too much");
    let mut relay = Relay::start(ears, |_| Some(()), looker).unwrap();
    while relay.next(|_| Ok::<(), ()>(())).unwrap() {}
    let _ = relay.end();
}
