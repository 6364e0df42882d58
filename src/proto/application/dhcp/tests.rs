use super::*;
use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FaultKind};

fn peeled(bytes: &[u8]) -> Dissection {
    let mut out = Dissection::default();
    Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
    out
}

/// The sample with these options.
fn with_options(options: &[u8]) -> Vec<u8> {
    [&SAMPLE[..HEADER_LEN + 4], options].concat()
}

/// First byte, length and text of the field, counted from the first option.
fn field(out: &Dissection, bytes: &[u8], name: &str) -> (u32, u32, String) {
    let field = out.field(name).unwrap_or_else(|| panic!("no {name}"));
    let at = field.span.byte_range();
    (at.start - 240, at.len(), field.raw_text(bytes))
}

#[test]
fn the_sample_is_an_offer() {
    let out = peeled(&SAMPLE);
    assert_eq!(
        out.layers[0].summary,
        "DHCPOFFER 192.0.2.10 to 02:00:5e:10:00:01"
    );
    assert_eq!(field(&out, &SAMPLE, "dhcp.option.dhcp"), (2, 1, "2".into()));
    assert_eq!(
        field(&out, &SAMPLE, "dhcp.option.type"),
        (0, 3, "53".into())
    );
    assert_eq!(field(&out, &SAMPLE, "dhcp.option.router").2, "192.0.2.1");
    assert_eq!(
        field(&out, &SAMPLE, "dhcp.option.domain_name").2,
        "example.com"
    );
    assert_eq!(
        field(&out, &SAMPLE, "dhcp.option.ip_address_lease_time").2,
        "86400"
    );
    assert_eq!(field(&out, &SAMPLE, "dhcp.option.padding").1, 3);
    let mac = out.field("dhcp.hw.mac_addr").unwrap();
    assert_eq!(
        (mac.span.byte_range().start, mac.raw_text(&SAMPLE)),
        (28, "02:00:5e:10:00:01".into())
    );
    assert_eq!(
        out.field("dhcp.cookie").unwrap().raw_text(&SAMPLE),
        "99.130.83.99"
    );
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

/// The bytes of an option, a field's name, and the place and value it must have.
type Case<'a> = (&'a [u8], &'a str, (u32, u32, &'a str));

#[test]
fn options_with_a_structure_are_taken_apart() {
    let cases: &[Case<'_>] = &[
        (
            b"\x3d\x07\x01\x02\0\0\0\0\x09",
            "dhcp.option.type",
            (0, 9, "61"),
        ),
        (b"\x3d\x05\x00host", "dhcp.client_id", (3, 4, "68:6f:73:74")),
        (
            b"\x4d\x06\x02ab\x02cd",
            "dhcp.option.user_class.data",
            (3, 2, "61:62"),
        ),
        (
            b"\x51\x0b\x05\0\0\x04host\x01a\0",
            "dhcp.fqdn.name",
            (5, 8, "host.a"),
        ),
        (b"\x51\x07\0\0\0host", "dhcp.fqdn.name", (5, 4, "host")),
        (
            b"\x52\x06\x01\x04eth0",
            "dhcp.option.agent_information_option.agent_circuit_id",
            (4, 4, "65:74:68:30"),
        ),
        (
            b"\x5e\x03\x01\x03\x10",
            "dhcp.client_network_id_minor",
            (4, 1, "16"),
        ),
        (
            b"\x77\x08\x01a\x03com\0\xc0",
            "dhcp.option.dhcp_dns_domain_search_list_fqdn",
            (2, 7, "a.com"),
        ),
        (
            b"\x79\x08\x18\xc0\0\x02\xc0\0\x02\x01",
            "dhcp.option.classless_static_route",
            (2, 8, "192.0.2.0/24 via 192.0.2.1"),
        ),
        (
            b"\x79\x05\x00\xc0\0\x02\x01",
            "dhcp.option.classless_static_route",
            (2, 5, "0.0.0.0/0 via 192.0.2.1"),
        ),
        (
            b"\x7c\x06\0\0\x01\x37\x01a",
            "dhcp.option.vi_class.data",
            (7, 1, "61"),
        ),
        (
            b"\x61\x11\x00\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff",
            "dhcp.client_id.uuid",
            (3, 16, "00112233-4455-6677-8899-aabbccddeeff"),
        ),
        (
            b"\x4d\x04iPXE",
            "dhcp.option.user_class.text",
            (2, 4, "iPXE"),
        ),
        (b"\xe0\x02ab", "dhcp.option.value", (2, 2, "61:62")),
    ];
    for (options, name, (at, len, value)) in cases {
        let bytes = with_options(options);
        let out = peeled(&bytes);
        assert_eq!(field(&out, &bytes, name), (*at, *len, (*value).to_owned()));
    }
}

#[test]
fn options_may_take_the_room_of_names() {
    let mut bytes = with_options(b"\x35\x01\x05\x34\x01\x03\xff");
    bytes[108..115].copy_from_slice(b"\x0c\x04host\xff");
    bytes[44..51].copy_from_slice(b"\x0f\x04test\xff");
    let out = peeled(&bytes);
    let host = out.field("dhcp.option.hostname").unwrap();
    assert_eq!(
        (host.span.byte_range().start, host.raw_text(&bytes)),
        (110, "host".into())
    );
    let domain = out.field("dhcp.option.domain_name").unwrap();
    assert_eq!(
        (domain.span.byte_range().start, domain.raw_text(&bytes)),
        (46, "test".into())
    );
    assert!(out.field("dhcp.server").is_none() && out.field("dhcp.file").is_none());
    assert_eq!(out.layers[0].header.len() as usize, bytes.len());
    assert!(out.faults.is_empty(), "{:?}", out.faults);
}

#[test]
fn an_option_longer_than_the_message_is_a_fault() {
    let out = peeled(&with_options(b"\x0c\x09host"));
    assert!(matches!(
        out.faults[0].kind,
        FaultKind::Truncated {
            needed: 9,
            present: 4,
            ..
        }
    ));
    let out = peeled(&with_options(b"\x33\x03\0\0\x01\x0c\x04host\xff"));
    assert!(matches!(
        out.faults[0].kind,
        FaultKind::Truncated {
            needed: 4,
            present: 3,
            ..
        }
    ));
    assert!(out.field("dhcp.option.hostname").is_some());
}

#[test]
fn without_the_cookie_the_rest_is_the_vendors() {
    let mut bytes = SAMPLE.to_vec();
    bytes[236] = 0;
    let out = peeled(&bytes);
    assert_eq!(
        out.field("dhcp.vendor_specific_options")
            .unwrap()
            .span
            .byte_range()
            .len(),
        54
    );
    assert_eq!(
        out.layers[0].summary,
        "BOOTP reply 192.0.2.10 to 02:00:5e:10:00:01"
    );
    assert_eq!(recognise(&bytes), Match::Maybe);
    assert_eq!(recognise(&SAMPLE), Match::Yes);
    assert_eq!(recognise(b"\x03\x01\x06\x00"), Match::No);
    assert_eq!(recognise(b"\x01\x01\x06"), Match::No);
}

#[test]
fn layouts_are_sorted() {
    assert!(options::LAYOUTS.is_sorted_by(|a, b| a.0 < b.0));
}
