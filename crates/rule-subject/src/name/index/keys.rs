//! The keys under which a name is found: what it sounds like, its words without order, its own part, each with one character left out.

use std::collections::HashSet;

use crate::name::{
    compare::spelled,
    parts::{Parts, Strength},
    words::Words,
};

/// Which kind of likeness a key stands for; the first are looked up first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    /// The whole name as it is heard, and with one character left out.
    Whole = 1,
    /// The whole name in pinyin.
    Spelled,
    /// Its characters without order.
    Bag,
    /// Its own part as it is heard, with one character left out, and its beginning and end.
    Core,
    /// Its own part in pinyin.
    CoreSpelled,
    /// Its brand, whatever the spelling.
    Brand,
}

/// Longest text of which every place is left out once.
const MOST_LEFT_OUT: usize = 16;

fn mix(hash: u64, n: u64) -> u64 {
    let x = (hash ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^ (x >> 29)
}

fn finish(hash: u64) -> u32 {
    (hash.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
}

fn key(kind: Kind, sounds: impl IntoIterator<Item = u32>) -> u32 {
    finish(sounds.into_iter().fold(kind as u64, |hash, n| mix(hash, u64::from(n) + 1)))
}

fn key_of_text(kind: Kind, text: &str) -> u32 {
    key(kind, text.bytes().map(u32::from))
}

/// One number for what is heard or, of a letter or digit, seen.
fn sound(c: char) -> u32 {
    let digit = tongguan_text::numeral(c);
    if digit.is_ascii() {
        let mut buffer = [0; 4];
        let seen = tongguan_text::looks(digit.encode_utf8(&mut buffer)).chars().next().unwrap_or(digit);
        return 0x1_0000 + u32::from(seen);
    }
    tongguan_text::heard(c).map_or_else(|| u32::from(c) + 0x2_0000, u32::from)
}

fn sounds(text: &[char]) -> Vec<u32> {
    text.iter().map(|c| sound(*c)).collect()
}

/// A sequence and each of it with one place left out.
fn neighbours(kind: Kind, sounds: &[u32], out: &mut Vec<u32>) {
    out.push(key(kind, sounds.iter().copied()));
    if (3..=MOST_LEFT_OUT).contains(&sounds.len()) {
        for i in 0..sounds.len() {
            if i == 0 || sounds[i] != sounds[i - 1] {
                out.push(key(kind, sounds[..i].iter().chain(&sounds[i + 1..]).copied()));
            }
        }
    }
}

fn common(parts: &Parts, out: &mut Vec<u32>) {
    let whole = sounds(&parts.text);
    neighbours(Kind::Whole, &whole, out);
    let mut bag = whole.clone();
    bag.sort_unstable();
    out.push(key(Kind::Bag, bag));
    let spelled_whole = spelled(&parts.text);
    out.push(key_of_text(Kind::Spelled, &spelled_whole));
    let core = sounds(&parts.core);
    neighbours(Kind::Core, &core, out);
    if parts.core.len() != parts.text.len() {
        out.push(key_of_text(Kind::CoreSpelled, &spelled(&parts.core)));
    } else {
        out.push(key_of_text(Kind::CoreSpelled, &spelled_whole));
    }
    if let Some(brand) = parts.brand {
        out.push(key(Kind::Brand, [u32::from(brand)]));
    }
    if !parts.entity.is_empty() && parts.strength != Strength::Entity {
        out.push(key(Kind::Core, sounds(&parts.entity)));
    }
}

/// The keys under which a name is kept.
pub(super) fn stored(parts: &Parts, out: &mut Vec<u32>) {
    out.clear();
    common(parts, out);
    // Longer names of its own that begin or end with a shorter one.
    if parts.strength >= Strength::Own {
        let core = sounds(&parts.core);
        for length in 2..=3 {
            if core.len() >= length + 2 {
                out.push(key(Kind::Core, core[..length].iter().copied()));
                out.push(key(Kind::Core, core[core.len() - length..].iter().copied()));
            }
        }
    }
    out.sort_unstable();
    out.dedup();
}

/// The keys under which names like one are looked for, the weightiest first.
pub(super) fn asked(parts: &Parts, _words: &Words) -> Vec<u32> {
    let mut out = Vec::with_capacity(64);
    common(parts, &mut out);
    let core = sounds(&parts.core);
    if core.len() == 2 {
        // Too short to leave a character out: the characters that look like each instead.
        for i in 0..2 {
            for (other, _) in tongguan_text::look_alikes(parts.core[i]) {
                let mut changed = core.clone();
                changed[i] = sound(other);
                out.push(key(Kind::Core, changed));
            }
        }
    }
    // One character written twice and changed twice: 拼多多, 拼夕夕.
    for (i, c) in parts.core.iter().enumerate().skip(1) {
        if core.len() > 2 && parts.core[..i].contains(c) && !parts.core[i + 1..].contains(c) {
            for (other, _) in tongguan_text::look_alikes(*c) {
                let changed =
                    parts.core.iter().zip(&core).map(|(d, s)| if d == c { sound(other) } else { *s });
                out.push(key(Kind::Core, changed));
            }
        }
    }
    // Characters that are read in several ways.
    for (kind, text) in [(Kind::Whole, &parts.text), (Kind::Core, &parts.core)] {
        let base = sounds(text);
        for (i, c) in text.iter().enumerate().take(8) {
            for heard in tongguan_text::heard_all(*c).skip(1).map(u32::from).filter(|h| *h != base[i]) {
                let mut changed = base.clone();
                changed[i] = heard;
                out.push(key(kind, changed));
            }
        }
    }
    // Shorter names inside.
    if parts.strength >= Strength::Own {
        for length in 2..core.len() {
            for at in 0..=core.len() - length {
                if length > 2 || at == 0 || at + length == core.len() {
                    out.push(key(Kind::Core, core[at..at + length].iter().copied()));
                }
            }
        }
    }
    let mut seen = HashSet::with_capacity(out.len());
    out.retain(|k| seen.insert(*k));
    out.truncate(192);
    out
}
