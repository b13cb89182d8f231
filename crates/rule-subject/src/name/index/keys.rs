//! The keys under which a name is found: what it sounds like, its words without order, its own part, each with one character left out.

use crate::name::{
    compare::spelled,
    parts::{Parts, Strength},
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
    /// Its own part as it is heard, and what it does.
    Kept,
    /// The same, and where.
    There,
    /// The beginning or the end of a long Latin word.
    Half,
}

/// Longest text of which every place is left out once.
const MOST_LEFT_OUT: usize = 16;
/// Longest own part whose characters are looked for by those they look like.
const MOST_REPLACED: usize = 4;
/// Letters of a long Latin word of which the first and the last are a key.
const HALF: usize = 5;
/// Keys that one search looks up.
const MOST_ASKED: usize = 256;

/// How much a name that has a key is worth a comparison: by what it takes to have it.
mod weight {
    pub(super) const WHOLE: u32 = 16;
    pub(super) const THERE: u32 = 14;
    pub(super) const KEPT: u32 = 10;
    pub(super) const LEFT_OUT: u32 = 10;
    pub(super) const REPLACED: u32 = 7;
    pub(super) const HALF: u32 = 6;
    pub(super) const CORE: u32 = 4;
    pub(super) const INSIDE: u32 = 2;
    pub(super) const PART: u32 = 1;
}

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
        return 0x1_0000 + u32::from(tongguan_text::looks_like(digit));
    }
    tongguan_text::heard(c).map_or_else(|| u32::from(c) + 0x2_0000, u32::from)
}

fn sounds(text: &[char]) -> Vec<u32> {
    text.iter().map(|c| sound(*c)).collect()
}

/// A sequence and each of it with one place left out.
fn neighbours(kind: Kind, sounds: &[u32], exact: u32, near: u32, out: &mut impl FnMut(u32, u32)) {
    out(key(kind, sounds.iter().copied()), exact);
    if (3..=MOST_LEFT_OUT).contains(&sounds.len()) {
        for i in 0..sounds.len() {
            if i == 0 || sounds[i] != sounds[i - 1] {
                out(key(kind, sounds[..i].iter().chain(&sounds[i + 1..]).copied()), near);
            }
        }
    }
}

/// Its own part and some of what it does.
fn kept(core: &[u32], functions: &[u16]) -> u32 {
    key(Kind::Kept, core.iter().copied().chain(functions.iter().map(|f| 0x8000_0000 | u32::from(*f))))
}

/// The same, and where.
fn there(parts: &Parts, core: &[u32]) -> u32 {
    let places = parts.places.iter().flatten().map(|c| 0x4000_0000 | u32::from(*c));
    key(Kind::There, [kept(core, &parts.functions)].into_iter().chain(places))
}

/// A text with each of its first characters that is read in several ways read otherwise.
fn read_otherwise(text: &[char], most: usize, mut out: impl FnMut(&[u32])) {
    let base = sounds(text);
    for (i, c) in text.iter().enumerate().take(most) {
        for heard in tongguan_text::heard_all(*c).skip(1).map(u32::from).filter(|h| *h != base[i]) {
            let mut changed = base.clone();
            changed[i] = heard;
            out(&changed);
        }
    }
}

fn common(parts: &Parts, core: &[u32], out: &mut impl FnMut(u32, u32)) {
    let whole = sounds(&parts.text);
    neighbours(Kind::Whole, &whole, weight::WHOLE, weight::LEFT_OUT, out);
    let mut bag = whole;
    bag.sort_unstable();
    out(key(Kind::Bag, bag), weight::WHOLE);
    let spelled_whole = spelled(&parts.text);
    out(key_of_text(Kind::Spelled, &spelled_whole), weight::WHOLE);
    out(there(parts, core), weight::THERE);
    out(kept(core, &parts.functions), weight::KEPT);
    neighbours(Kind::Core, core, weight::CORE, weight::PART, out);
    if core.len() >= 2 * HALF - 2 && parts.core.iter().all(char::is_ascii) {
        out(key(Kind::Half, core[..HALF].iter().copied()), weight::HALF);
        out(key(Kind::Half, core[core.len() - HALF..].iter().copied()), weight::HALF);
    }
    read_otherwise(&parts.core, MOST_REPLACED, |core| {
        out(key(Kind::Core, core.iter().copied()), weight::CORE);
        out(kept(core, &parts.functions), weight::KEPT);
    });
    if parts.core.len() != parts.text.len() {
        out(key_of_text(Kind::CoreSpelled, &spelled(&parts.core)), weight::INSIDE);
    } else {
        out(key_of_text(Kind::CoreSpelled, &spelled_whole), weight::INSIDE);
    }
    if let Some(brand) = parts.brand {
        out(key(Kind::Brand, [u32::from(brand)]), weight::CORE);
    }
    if !parts.entity.is_empty() && parts.strength != Strength::Entity {
        out(key(Kind::Core, sounds(&parts.entity)), weight::CORE);
    }
}

/// The keys under which a name is kept.
pub(super) fn stored(parts: &Parts, out: &mut Vec<u32>) {
    out.clear();
    let core = sounds(&parts.core);
    let mut push = |key: u32, _: u32| out.push(key);
    common(parts, &core, &mut push);
    // Longer names of its own that begin or end with a shorter one.
    if parts.strength >= Strength::Own {
        for length in 2..=3 {
            if core.len() >= length + 2 {
                push(key(Kind::Core, core[..length].iter().copied()), weight::INSIDE);
                push(key(Kind::Core, core[core.len() - length..].iter().copied()), weight::INSIDE);
            }
        }
    }
    out.sort_unstable();
    out.dedup();
}

/// The keys under which names like one are looked for, and what each is worth; the weightiest first.
pub(super) fn asked(parts: &Parts) -> Vec<(u32, u32)> {
    let mut out = Vec::with_capacity(MOST_ASKED);
    let mut push = |key: u32, weight: u32| out.push((key, weight));
    let core = sounds(&parts.core);
    common(parts, &core, &mut push);
    // The same without what it does, and with less of it.
    if !parts.functions.is_empty() {
        push(kept(&core, &[]), weight::KEPT);
        if parts.functions.len() > 1 {
            parts.functions.iter().for_each(|f| push(kept(&core, &[*f]), weight::KEPT));
        }
    }
    // The characters that look like each, where the rest is the same.
    if (2..=MOST_REPLACED).contains(&core.len()) {
        for (i, c) in parts.core.iter().enumerate() {
            for (other, _) in tongguan_text::look_alikes(*c) {
                let mut changed = core.clone();
                changed[i] = sound(other);
                push(key(Kind::Core, changed), weight::REPLACED);
            }
        }
    }
    // One character written twice and changed twice: 拼多多, 拼夕夕.
    for (i, c) in parts.core.iter().enumerate().skip(1) {
        if core.len() > 2 && parts.core[..i].contains(c) && !parts.core[i + 1..].contains(c) {
            for (other, _) in tongguan_text::look_alikes(*c) {
                let changed =
                    parts.core.iter().zip(&core).map(|(d, s)| if d == c { sound(other) } else { *s });
                push(key(Kind::Core, changed), weight::REPLACED);
            }
        }
    }
    read_otherwise(&parts.text, 8, |whole| {
        push(key(Kind::Whole, whole.iter().copied()), weight::LEFT_OUT);
    });
    // Shorter names inside.
    if parts.strength >= Strength::Own {
        for length in 2..core.len() {
            for at in 0..=core.len() - length {
                if length > 2 || at == 0 || at + length == core.len() {
                    push(key(Kind::Core, core[at..at + length].iter().copied()), weight::INSIDE);
                }
            }
        }
    }
    // Of one key the weightiest.
    out.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    out.dedup_by_key(|k| k.0);
    out.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    out.truncate(MOST_ASKED);
    out
}
