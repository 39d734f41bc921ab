//! Gzip (RFC 1952) without compression: stored blocks (RFC 1951, section 3.2.4), which every client has to take.

/// The bytes as one member of a gzip file.
pub(crate) fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let blocks = bytes.chunks(0xffff).count().max(1);
    for number in 0..blocks {
        let block = bytes.chunks(0xffff).nth(number).unwrap_or_default();
        let length = u16::try_from(block.len()).expect("a block of at most 64 KiB");
        out.push(u8::from(number + 1 == blocks));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(crc32(bytes).to_le_bytes());
    // The length modulo 2³², as the format has it.
    out.extend(u32::try_from(bytes.len() & 0xffff_ffff).expect("32 bits").to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}
