//! Pictures of the generated app.

use super::app::Dice;

/// A grey PNG, whose data stand in it as they are.
pub(super) fn picture(dice: &mut Dice) -> Vec<u8> {
    let side = u32::try_from(40 + dice.next(110)).unwrap_or(40);
    let mut pixels = Vec::new();
    for _ in 0..side {
        pixels.push(0);
        pixels.extend((0..side).map(|_| u8::try_from(dice.next(256)).unwrap_or(0)));
    }
    let mut zlib = vec![0x78, 0x01];
    let length = u16::try_from(pixels.len()).unwrap_or(u16::MAX);
    zlib.push(1);
    zlib.extend(length.to_le_bytes());
    zlib.extend((!length).to_le_bytes());
    zlib.extend(&pixels);
    let (a, b) = pixels.iter().fold((1_u32, 0_u32), |(a, b), &x| {
        let a = (a + u32::from(x)) % 65521;
        (a, (b + a) % 65521)
    });
    zlib.extend((b << 16 | a).to_be_bytes());
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = side.to_be_bytes().to_vec();
    head.extend(side.to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    for (kind, data) in [(*b"IHDR", head), (*b"IDAT", zlib), (*b"IEND", Vec::new())] {
        out.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
        let mut body = kind.to_vec();
        body.extend(data);
        let crc = body.iter().fold(u32::MAX, |crc, &x| {
            (0..8).fold(crc ^ u32::from(x), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })
        });
        out.extend(&body);
        out.extend((!crc).to_be_bytes());
    }
    out
}
