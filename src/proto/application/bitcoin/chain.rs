//! Messages of Bitcoin that hold transactions and blocks.

use super::SOURCE;
use super::messages::each;
use super::parts::{clamp, count, number, time};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::FieldSpec;

const WITNESS: &str = "BIP 144";

const fn length(name: &'static str) -> FieldSpec {
    count(name, "Script length")
        .unit("bytes")
        .doc("How long the script is.", SOURCE)
}

const fn amount(name: &'static str, label: &'static str) -> FieldSpec {
    count(name, label).doc("How many of them follow.", SOURCE)
}

const fn version(name: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Version", 32)
        .little()
        .doc("Which rules the block follows.", SOURCE)
}

const fn previous(name: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, "Previous block").wide(32).doc(
        "The hash of the block before this one: what makes blocks a chain.",
        SOURCE,
    )
}

const fn root(name: &'static str) -> FieldSpec {
    FieldSpec::bytes(name, "Merkle root").wide(32).doc(
        "One hash over all transactions of the block, made in pairs.",
        SOURCE,
    )
}

const fn when(name: &'static str) -> FieldSpec {
    FieldSpec::computed(name, "Time").doc("When the block was made, as its maker says.", SOURCE)
}

const fn bits(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Bits", 32).little().doc(
        "How small the block's hash has to be: how hard it was to make.",
        SOURCE,
    )
}

const fn nonce(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "Nonce", 32)
        .little()
        .doc("Tried until the block's hash was small enough.", SOURCE)
}

crate::fields! {
    TX = FieldSpec::group("bitcoin.tx", "Transaction").doc("Spends outputs of earlier transactions, and makes new ones.", SOURCE);
    TX_VERSION = FieldSpec::uint("bitcoin.tx.version", "Version", 32).little().doc("Which rules the transaction follows.", SOURCE);
    MARKER = FieldSpec::bytes("", "Witness marker").doc("Zero inputs where there are some say that witnesses follow.", WITNESS);
    IN_COUNT = amount("bitcoin.tx.input_count", "Inputs");
    IN_COUNT_LONG = amount("bitcoin.tx.input_count64", "Inputs");
    INPUT = FieldSpec::group("bitcoin.tx.in", "Input").doc("An output of an earlier transaction that is spent.", SOURCE);
    OUTPOINT = FieldSpec::group("bitcoin.tx.in.prev_output", "Previous output").doc("Which output of which transaction.", SOURCE);
    OUTPOINT_HASH = FieldSpec::bytes("bitcoin.tx.in.prev_output.hash", "Transaction").wide(32).doc("The hash of the transaction.", SOURCE);
    OUTPOINT_INDEX = FieldSpec::uint("bitcoin.tx.in.prev_output.index", "Output", 32).little().doc("Which of its outputs, from 0 on.", SOURCE);
    IN_SCRIPT = length("bitcoin.tx.in.script_length");
    IN_SCRIPT_LONG = length("bitcoin.tx.in.script_length64");
    SIGNATURE = FieldSpec::bytes("bitcoin.tx.in.sig_script", "Signature script").doc("A small program that proves the right to spend, mostly a signature and a key.", SOURCE);
    SEQUENCE = FieldSpec::uint("bitcoin.tx.in.seq", "Sequence", 32).little().doc("Says whether the transaction may be replaced, and how long it has to wait.", SOURCE);
    OUT_COUNT = amount("bitcoin.tx.output_count", "Outputs");
    OUT_COUNT_LONG = amount("bitcoin.tx.output_count64", "Outputs");
    OUTPUT = FieldSpec::group("bitcoin.tx.out", "Output").doc("An amount, and who may spend it.", SOURCE);
    AMOUNT = FieldSpec::uint("bitcoin.tx.out.value", "Value", 64).little().unit("satoshis").doc("The amount; 100,000,000 are one bitcoin.", SOURCE);
    OUT_SCRIPT = length("bitcoin.tx.out.script_length");
    OUT_SCRIPT_LONG = length("bitcoin.tx.out.script_length64");
    SCRIPT = FieldSpec::bytes("bitcoin.tx.out.script", "Script").doc("What has to be proved to spend it.", SOURCE);
    WITNESSES = FieldSpec::bytes("", "Witnesses").doc("Proofs that the inputs may be spent, kept apart from the transaction's own hash.", WITNESS);
    LOCK_TIME = FieldSpec::uint("bitcoin.tx.lock_time", "Lock time", 32).little().doc("The first block, or the time, from which the transaction counts; 0: at once.", SOURCE);
    BLOCK = FieldSpec::group("bitcoin.block", "Block message").doc("A block: its header and its transactions.", SOURCE);
    BLOCK_VERSION = version("bitcoin.block.version");
    BLOCK_PREVIOUS = previous("bitcoin.block.prev_block");
    BLOCK_ROOT = root("bitcoin.block.merkle_root");
    BLOCK_TIME = when("bitcoin.block.timestamp");
    BLOCK_BITS = bits("bitcoin.block.bits");
    BLOCK_NONCE = nonce("bitcoin.block.nonce");
    BLOCK_COUNT = amount("bitcoin.block.num_transactions", "Transactions");
    BLOCK_COUNT_LONG = amount("bitcoin.block.num_transactions64", "Transactions");
    HEADERS = FieldSpec::group("bitcoin.headers", "Headers message").doc("Headers of blocks without their transactions.", SOURCE);
    HEADERS_COUNT = amount("bitcoin.headers.count", "Count");
    HEADERS_COUNT_LONG = amount("bitcoin.headers.count64", "Count");
    HEADER = FieldSpec::group("", "Header").doc("The header of a block.", SOURCE);
    pub(super) HEADERS_VERSION = version("bitcoin.headers.version");
    HEADERS_PREVIOUS = previous("bitcoin.headers.prev_block");
    HEADERS_ROOT = root("bitcoin.headers.merkle_root");
    HEADERS_TIME = when("bitcoin.headers.timestamp");
    HEADERS_BITS = bits("bitcoin.headers.bits");
    HEADERS_NONCE = nonce("bitcoin.headers.nonce");
    MERKLE = FieldSpec::group("bitcoin.merkleblock", "Merkleblock message").doc("A block's header, and the proof that some transactions are in it (BIP 37).", SOURCE);
    MERKLE_VERSION = version("bitcoin.merkleblock.version");
    MERKLE_PREVIOUS = previous("bitcoin.merkleblock.prev_block");
    MERKLE_ROOT = root("bitcoin.merkleblock.merkle_root");
    MERKLE_TIME = when("bitcoin.merkleblock.timestamp");
    MERKLE_BITS = bits("bitcoin.merkleblock.bits");
    MERKLE_NONCE = nonce("bitcoin.merkleblock.nonce");
    MERKLE_COUNT = FieldSpec::uint("bitcoin.merkleblock.num_transactions", "Transactions", 32).little().doc("How many the block has.", SOURCE);
    HASHES = FieldSpec::group("", "Hashes").doc("Hashes of the tree, from its root down.", SOURCE);
    HASH_COUNT = amount("bitcoin.merkleblock.hashes.count", "Count");
    HASH_COUNT_LONG = amount("bitcoin.merkleblock.hashes.count64", "Count");
    HASH = FieldSpec::bytes("bitcoin.merkleblock.hashes.hash", "Hash").wide(32).doc("A hash of the tree.", SOURCE);
    FLAGS = FieldSpec::group("", "Flags").doc("Where the hashes stand in the tree.", SOURCE);
    FLAG_COUNT = amount("bitcoin.merkleblock.flags.count", "Size");
    FLAG_COUNT_LONG = amount("bitcoin.merkleblock.flags.count64", "Size");
    FLAG_BITS = FieldSpec::bytes("bitcoin.merkleblock.flags.data", "Bits").doc("A bit for each hash.", SOURCE);
}

/// A transaction, alone or in a block.
pub(super) fn transaction(p: &mut Peel<'_>) -> Peeled {
    p.group(&TX, |p| {
        p.uint(&TX_VERSION)?;
        let has_witness = matches!(p.rest(), [0, 1, ..]);
        if has_witness {
            p.field(&MARKER, 2)?;
        }
        let inputs = number(p, &IN_COUNT, &IN_COUNT_LONG)?;
        each(p, inputs, |p| p.group(&INPUT, input))?;
        let outputs = number(p, &OUT_COUNT, &OUT_COUNT_LONG)?;
        each(p, outputs, |p| p.group(&OUTPUT, output))?;
        if has_witness {
            p.group(&WITNESSES, |p| each(p, inputs, witness))?;
        }
        p.uint(&LOCK_TIME).map(drop)
    })
}

fn input(p: &mut Peel<'_>) -> Peeled {
    p.group(&OUTPOINT, |p| {
        p.field(&OUTPOINT_HASH, 32)?;
        p.uint(&OUTPOINT_INDEX).map(drop)
    })?;
    let len = number(p, &IN_SCRIPT, &IN_SCRIPT_LONG)?;
    p.field(&SIGNATURE, clamp(len))?;
    p.uint(&SEQUENCE).map(drop)
}

fn output(p: &mut Peel<'_>) -> Peeled {
    p.uint(&AMOUNT)?;
    let len = number(p, &OUT_SCRIPT, &OUT_SCRIPT_LONG)?;
    p.field(&SCRIPT, clamp(len)).map(drop)
}

/// The proofs of one input: a count, and each with its length.
fn witness(p: &mut Peel<'_>) -> Peeled {
    let count = plain_number(p)?;
    for _ in 0..clamp(count) {
        let len = plain_number(p)?;
        p.skip(clamp(len))?;
    }
    Ok(())
}

/// A number whose length its first byte says, without a field.
fn plain_number(p: &mut Peel<'_>) -> Result<u64, Stop> {
    let first = p.skip(1)?[0];
    let len = match first {
        0xfd => 2,
        0xfe => 4,
        0xff => 8,
        _ => return Ok(u64::from(first)),
    };
    let bytes = p.skip(len)?.iter().rev();
    Ok(bytes.fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// The header of a block, with the names that a message gives it.
fn head(p: &mut Peel<'_>, specs: [&'static FieldSpec; 6]) -> Peeled {
    let [version, previous, root, when, bits, nonce] = specs;
    p.uint(version)?;
    p.field(previous, 32)?;
    p.field(root, 32)?;
    time(p, when, 4)?;
    p.uint(bits)?;
    p.uint(nonce).map(drop)
}

pub(super) fn block(p: &mut Peel<'_>) -> Peeled {
    p.group(&BLOCK, |p| {
        head(
            p,
            [
                &BLOCK_VERSION,
                &BLOCK_PREVIOUS,
                &BLOCK_ROOT,
                &BLOCK_TIME,
                &BLOCK_BITS,
                &BLOCK_NONCE,
            ],
        )?;
        let count = number(p, &BLOCK_COUNT, &BLOCK_COUNT_LONG)?;
        p.summary(format_args!("block, {count} transactions"));
        each(p, count, transaction)
    })
}

pub(super) fn headers(p: &mut Peel<'_>) -> Peeled {
    p.group(&HEADERS, |p| {
        let count = number(p, &HEADERS_COUNT, &HEADERS_COUNT_LONG)?;
        p.summary(format_args!("headers of {count} blocks"));
        each(p, count, |p| {
            p.group(&HEADER, |p| {
                head(
                    p,
                    [
                        &HEADERS_VERSION,
                        &HEADERS_PREVIOUS,
                        &HEADERS_ROOT,
                        &HEADERS_TIME,
                        &HEADERS_BITS,
                        &HEADERS_NONCE,
                    ],
                )?;
                // As in a block, but always zero.
                number(p, &HEADERS_COUNT, &HEADERS_COUNT_LONG).map(drop)
            })
        })
    })
}

pub(super) fn merkle_block(p: &mut Peel<'_>) -> Peeled {
    p.group(&MERKLE, |p| {
        head(
            p,
            [
                &MERKLE_VERSION,
                &MERKLE_PREVIOUS,
                &MERKLE_ROOT,
                &MERKLE_TIME,
                &MERKLE_BITS,
                &MERKLE_NONCE,
            ],
        )?;
        p.uint(&MERKLE_COUNT)?;
        p.group(&HASHES, |p| {
            let count = number(p, &HASH_COUNT, &HASH_COUNT_LONG)?;
            each(p, count, |p| p.field(&HASH, 32).map(drop))
        })?;
        p.group(&FLAGS, |p| {
            let len = number(p, &FLAG_COUNT, &FLAG_COUNT_LONG)?;
            p.field(&FLAG_BITS, clamp(len)).map(drop)
        })
    })
}
