//! The codecs of IAX2, a bit each (RFC 5456 §8.7).

use crate::model::FieldSpec;

const fn codec(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("The sender knows this codec.", "RFC 5456 §8.7")
}

/// Appends the codecs of the lower 28 bits to those of the table.
macro_rules! codecs {
    ($($first:expr),*) => {
        &[
            $($first,)*
            codec("iax2.cap.t140", "T.140 text"),
            codec("iax2.cap.t140_red", "T.140 text with redundancy"),
            FieldSpec::gap(2),
            codec("iax2.cap.vp8", "VP8 video"),
            codec("iax2.cap.mpeg4", "MPEG-4 video"),
            codec("iax2.cap.h264", "H.264 video"),
            codec("iax2.cap.h263_plus", "H.263+ video"),
            codec("iax2.cap.h263", "H.263 video"),
            codec("iax2.cap.h261", "H.261 video"),
            codec("iax2.cap.png", "PNG images"),
            codec("iax2.cap.jpeg", "JPEG images"),
            codec("iax2.cap.slinear16", "Linear 16 bits, 16 kHz"),
            codec("iax2.cap.siren14", "G.722.1 annex C"),
            codec("iax2.cap.siren7", "G.722.1"),
            codec("iax2.cap.g722", "G.722"),
            codec("iax2.cap.g726", "G.726"),
            codec("iax2.cap.ilbc", "iLBC"),
            codec("iax2.cap.speex", "Speex"),
            codec("iax2.cap.g729a", "G.729A"),
            codec("iax2.cap.lpc10", "LPC10"),
            codec("iax2.cap.slinear", "Linear 16 bits, 8 kHz"),
            codec("iax2.cap.adpcm", "ADPCM"),
            codec("iax2.cap.g726_aal2", "G.726, packed for AAL2"),
            codec("iax2.cap.alaw", "G.711 A-law"),
            codec("iax2.cap.ulaw", "G.711 µ-law"),
            codec("iax2.cap.gsm", "GSM"),
            codec("iax2.cap.g723_1", "G.723.1"),
        ]
    };
}

pub(super) const NARROW: &[FieldSpec] = codecs!(FieldSpec::gap(4));

pub(super) const WIDE: &[FieldSpec] = codecs!(
    FieldSpec::gap(16),
    codec("iax2.cap.testlaw", "Test law"),
    FieldSpec::gap(12),
    codec("iax2.cap.opus", "Opus"),
    codec("iax2.cap.speex16", "Speex, 16 kHz"),
    codec("iax2.cap.g719", "G.719"),
    FieldSpec::gap(4)
);
