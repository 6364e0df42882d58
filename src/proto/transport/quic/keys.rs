//! The keys of Initial packets, which everyone can make who has seen the client's first packet
//! (RFC 9001 §5.2): they keep out what was damaged or does not know QUIC, not listeners.

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{Aead, Payload};
use hkdf::Hkdf;
use sha2::Sha256;

use super::version::Keying;

/// Bytes of the sample that hides the packet number (RFC 9001 §5.4.2).
const SAMPLE_LEN: usize = 16;
/// The sample stands where a packet number of this length would end.
const SAMPLE_SKIP: usize = 4;

/// The labels under which keys are made of the secret.
#[derive(Debug)]
pub(super) struct Labels {
    key: &'static str,
    iv: &'static str,
    header: &'static str,
}

impl Labels {
    /// RFC 9001 §5.1.
    pub const FIRST: Labels = Labels {
        key: "quic key",
        iv: "quic iv",
        header: "quic hp",
    };
    /// RFC 9369 §3.3.2.
    pub const SECOND: Labels = Labels {
        key: "quicv2 key",
        iv: "quicv2 iv",
        header: "quicv2 hp",
    };
}

/// Who encrypted a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    /// The end that began the connection.
    Client,
    /// The end that answered.
    Server,
}

/// The keys of one direction.
pub(super) struct Keys {
    key: [u8; 16],
    iv: [u8; 12],
    header: [u8; 16],
}

/// A packet that the keys have opened.
pub(super) struct Opened {
    /// The first byte without what hid it.
    pub first: u8,
    /// Length of the packet number in bytes.
    pub number_len: usize,
    /// The packet number.
    pub number: u32,
    /// What was encrypted.
    pub plain: Vec<u8>,
}

/// Fills `out` with the secret of this name (RFC 8446 §7.1, without context).
fn expand(secret: &Hkdf<Sha256>, label: &str, out: &mut [u8]) -> Option<()> {
    let len = u16::try_from(out.len()).ok()?.to_be_bytes();
    let label_len = u8::try_from("tls13 ".len() + label.len()).ok()?;
    let info = [&len[..], &[label_len], b"tls13 ", label.as_bytes(), &[0]].concat();
    secret.expand(&info, out).ok()
}

impl Keys {
    /// The keys of one direction; `id` is the destination of the client's first packet.
    pub fn of(id: &[u8], sender: Sender, how: &Keying) -> Option<Keys> {
        let initial = Hkdf::<Sha256>::new(Some(how.salt), id);
        let label = match sender {
            Sender::Client => "client in",
            Sender::Server => "server in",
        };
        let mut secret = [0; 32];
        expand(&initial, label, &mut secret)?;
        let secret = Hkdf::<Sha256>::from_prk(&secret).ok()?;
        let mut keys = Keys {
            key: [0; 16],
            iv: [0; 12],
            header: [0; 16],
        };
        expand(&secret, how.labels.key, &mut keys.key)?;
        expand(&secret, how.labels.iv, &mut keys.iv)?;
        expand(&secret, how.labels.header, &mut keys.header)?;
        Some(keys)
    }

    /// Opens a packet whose packet number stands at `number_at`; `None` if these are not its keys.
    pub fn open(&self, packet: &[u8], number_at: usize) -> Option<Opened> {
        let sample_at = number_at.checked_add(SAMPLE_SKIP)?;
        let sample: [u8; SAMPLE_LEN] = packet.get(sample_at..)?.first_chunk().copied()?;
        let mut mask = sample.into();
        Aes128::new(&self.header.into()).encrypt_block(&mut mask);
        let first = packet.first()? ^ mask[0] & 0x0f;
        let number_len = usize::from(first & 3) + 1;
        let body_at = number_at + number_len;
        let mut header = packet.get(..body_at)?.to_vec();
        *header.first_mut()? = first;
        let mut number = 0;
        for (byte, mask) in header.get_mut(number_at..)?.iter_mut().zip(&mask[1..]) {
            *byte ^= mask;
            number = number << 8 | u32::from(*byte);
        }
        let mut nonce = self.iv;
        for (byte, part) in nonce[8..].iter_mut().zip(number.to_be_bytes()) {
            *byte ^= part;
        }
        let sealed = Payload {
            msg: packet.get(body_at..)?,
            aad: &header,
        };
        let plain = Aes128Gcm::new(&self.key.into())
            .decrypt(&nonce.into(), sealed)
            .ok()?;
        Some(Opened {
            first,
            number_len,
            number,
            plain,
        })
    }
}
