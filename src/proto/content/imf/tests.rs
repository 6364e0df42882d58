use crate::decode::{Peeler, Want};
use crate::model::Dissection;
use crate::proto::registry;
use crate::proto::testing::all;

fn dissect(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&super::PROTOCOL, bytes, Want::Full, &mut out);
    out
}

#[test]
fn header_fields_have_their_parts() {
    let bytes = super::PROTOCOL.sample;
    let out = dissect(bytes);
    assert_eq!(all(&out, bytes, "imf.display_name"), [(6, 3, "Ada".into())]);
    let addresses = all(&out, bytes, "imf.address");
    assert_eq!(addresses[0], (11, 15, "ada@example.org".into()));
    assert_eq!(addresses[1].2, "charles@example.org");
    assert_eq!(all(&out, bytes, "imf.subject")[0].2, "Engine");
    assert_eq!(all(&out, bytes, "imf.content.type.type")[0].2, "text/plain");
    assert_eq!(all(&out, bytes, "imf.extension.type")[0].2, "X-Loop");
    let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
    assert_eq!(names, ["imf", "data-text-lines"]);
}

#[test]
fn a_comma_in_a_quoted_name_parts_nothing() {
    let bytes = b"To: \"Lovelace, Ada\" <a@b.c>, d@e.f\r\n\r\ntext";
    let out = dissect(bytes);
    let names: Vec<_> = all(&out, bytes, "imf.address")
        .into_iter()
        .map(|at| at.2)
        .collect();
    assert_eq!(names, ["a@b.c", "d@e.f"]);
    assert_eq!(all(&out, bytes, "imf.message_text").len(), 1);
}

#[test]
fn lines_that_are_no_header_fields_end_the_head() {
    let bytes = b"Subject: a\r\nno colon here\r\n\xff\xff";
    let out = dissect(bytes);
    assert_eq!(out.faults.len(), 1);
    assert_eq!(all(&out, bytes, "imf.message_text").len(), 1);
}
