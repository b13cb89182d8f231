//! How alike two strings of characters are: an edit distance that weighs sound, shape and meaning.

use tongguan_text::{Look, Sound};

use super::words::Words;

/// What stands between two strings.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Distance {
    /// 1 for equal, 0 for nothing in common.
    pub score: f64,
    /// Characters of the same or nearly the same sound.
    pub sounds: u16,
    /// Of those, how many sound alike only to some.
    pub confused: u16,
    /// Characters that look alike.
    pub shapes: u16,
    /// Characters that differ altogether.
    pub others: u16,
    /// Of those, alternatives of each other (大, 小).
    pub contrasts: u16,
    /// Characters more or less.
    pub inserted: u16,
    /// Of those, soft ones.
    pub soft: u16,
    /// Of those, how many the first has.
    pub first: u16,
    /// Neighbours that changed places.
    pub swaps: u16,
}

/// One difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    Equal,
    Sound(Sound, f64),
    Shape(f64),
    Other(f64),
    Insert(bool, f64),
    Swap(f64),
}

impl Step {
    fn cost(self) -> f64 {
        match self {
            Self::Equal => 0.0,
            Self::Sound(_, c) | Self::Shape(c) | Self::Other(c) | Self::Insert(_, c) | Self::Swap(c) => c,
        }
    }
}

/// Whether two characters are alternatives of each other.
fn contrast(a: char, b: char, words: &Words) -> bool {
    let (mut x, mut y) = ([0; 4], [0; 4]);
    (a.is_ascii_digit() && b.is_ascii_digit()) || words.contrast(a.encode_utf8(&mut x), b.encode_utf8(&mut y))
}

/// What it is to write one character for another.
pub(crate) fn step(a: char, b: char, words: &Words) -> Step {
    let w = &words.weights;
    if a == b {
        return Step::Equal;
    }
    if tongguan_text::numeral(a) == tongguan_text::numeral(b) {
        return Step::Sound(Sound::Same, w.numeral);
    }
    if a.is_ascii() || b.is_ascii() {
        let alike = tongguan_text::looks_like(a) == tongguan_text::looks_like(b);
        return if alike { Step::Shape(w.close_shape) } else { Step::Other(w.other) };
    }
    let sound = tongguan_text::sound(a, b);
    let look = tongguan_text::look(a, b);
    if sound.is_none() && look.is_none() {
        return Step::Other(w.other);
    }
    let number = tongguan_text::numeral(a).is_ascii_digit() || tongguan_text::numeral(b).is_ascii_digit();
    if (sound.is_none() || number) && look < Some(Look::Close) && contrast(a, b, words) {
        return Step::Other(w.other);
    }
    let heard = sound.map(|s| {
        (
            s,
            match s {
                Sound::Same => w.same_sound,
                Sound::Toneless => w.toneless,
                Sound::Confused => w.confused,
            },
        )
    });
    let seen = look.map(|l| match l {
        Look::Close => w.close_shape,
        Look::Near => w.near_shape,
    });
    match (heard, seen) {
        (Some((s, h)), Some(l)) => Step::Sound(s, h.min(l) * w.sound_and_shape),
        (Some((s, h)), None) => Step::Sound(s, h),
        (None, Some(l)) => Step::Shape(l),
        (None, None) => Step::Other(w.other),
    }
}

/// Compares two strings of one length in which every character is the other's, sounds or looks like it, or changed places
/// with its neighbour; `None` where there is more between them, or nothing.
pub(crate) fn slips(
    a: &[char],
    b: &[char],
    words: &Words,
    differ: impl Fn(usize, usize) -> bool,
) -> Option<Distance> {
    if a.len() != b.len() || a.iter().zip(b).filter(|(x, y)| x == y).count() == 0 && a.len() > 4 {
        return None;
    }
    let (mut d, mut cost, mut i) = (Distance::default(), 0.0, 0);
    while i < a.len() {
        if a[i] != b[i] {
            let swapped = i + 1 < a.len() && a[i] == b[i + 1] && a[i + 1] == b[i];
            if swapped {
                d.swaps += 1;
                cost += words.weights.swap;
                i += 2;
                continue;
            }
            if differ(i, i) {
                return None;
            }
            let s = step(a[i], b[i], words);
            match s {
                Step::Sound(how, _) => {
                    d.sounds += 1;
                    d.confused += u16::from(how == Sound::Confused);
                }
                Step::Shape(_) => d.shapes += 1,
                _ => return None,
            }
            cost += s.cost();
        }
        i += 1;
    }
    let length = f64::from(u32::try_from(a.len()).unwrap_or(u32::MAX));
    d.score = (1.0 - cost / length).max(0.0);
    (d.sounds + d.shapes + d.swaps > 0).then_some(d)
}

/// Compares two strings.
pub(crate) fn distance(a: &[char], b: &[char], words: &Words) -> Distance {
    let w = &words.weights;
    let (n, m) = (a.len(), b.len());
    if n == 0 || m == 0 {
        return Distance { score: if n == m { 1.0 } else { 0.0 }, ..Distance::default() };
    }
    let insert = |text: &[char], i: usize, other: &[char]| {
        let c = text[i];
        if i > 0 && text[i - 1] == c {
            Step::Insert(true, w.repeat)
        } else if words.is_soft(c) && other.len() >= 2 {
            Step::Insert(true, w.soft_insert)
        } else {
            Step::Insert(false, w.insert)
        }
    };
    let more: Vec<Step> = (0..n).map(|i| insert(a, i, b)).collect();
    let less: Vec<Step> = (0..m).map(|j| insert(b, j, a)).collect();
    let width = m + 1;
    let mut table: Vec<(f64, Step)> = vec![(0.0, Step::Equal); (n + 1) * width];
    for i in 1..=n {
        let s = more[i - 1];
        table[i * width] = (table[(i - 1) * width].0 + s.cost(), s);
    }
    for j in 1..=m {
        let s = less[j - 1];
        table[j] = (table[j - 1].0 + s.cost(), s);
    }
    for i in 1..=n {
        for j in 1..=m {
            let (x, y) = (a[i - 1], b[j - 1]);
            let s = step(x, y, words);
            let mut best = (table[(i - 1) * width + j - 1].0 + s.cost(), s);
            for (at, s) in [((i - 1) * width + j, more[i - 1]), (i * width + j - 1, less[j - 1])] {
                let cost = table[at].0 + s.cost();
                if cost < best.0 {
                    best = (cost, s);
                }
            }
            if i > 1 && j > 1 && x != y && x == b[j - 2] && y == a[i - 2] {
                let s = Step::Swap(w.swap);
                let cost = table[(i - 2) * width + j - 2].0 + s.cost();
                if cost < best.0 {
                    best = (cost, s);
                }
            }
            table[i * width + j] = best;
        }
    }
    let mut d = count(&table, a, b, words);
    // One more here and one more there is another character, however soft the two are.
    let both = d.first.min(d.inserted - d.first);
    if both > 0 {
        let length = f64::from(u32::try_from(n.max(m)).unwrap_or(u32::MAX));
        let paid = if d.soft > 0 { 2.0 * w.soft_insert } else { 2.0 * w.insert };
        d.score = (d.score - f64::from(both) * (w.other - paid).max(0.0) / length).max(0.0);
        d.others += both;
        let text = |c: char| c.to_string();
        let apart =
            |x: &[char], y: &[char]| -> Vec<char> { x.iter().filter(|c| !y.contains(c)).copied().collect() };
        let (x, y) = (apart(a, b), apart(b, a));
        if x.iter().any(|x| y.iter().any(|y| words.contrast(&text(*x), &text(*y)))) {
            d.contrasts += 1;
        }
    }
    d
}

/// Walks the best way back.
fn count(table: &[(f64, Step)], a: &[char], b: &[char], words: &Words) -> Distance {
    let (n, m) = (a.len(), b.len());
    let width = m + 1;
    let cost = table[n * width + m].0;
    let length = f64::from(u32::try_from(n.max(m)).unwrap_or(u32::MAX));
    let mut d = Distance { score: (1.0 - cost / length).max(0.0), ..Distance::default() };
    let (mut i, mut j) = (n, m);
    while i > 0 || j > 0 {
        let (total, step) = table[i * width + j];
        match step {
            Step::Equal => (i, j) = (i - 1, j - 1),
            Step::Sound(how, _) => {
                d.sounds += 1;
                d.confused += u16::from(how == Sound::Confused);
                (i, j) = (i - 1, j - 1);
            }
            Step::Shape(_) => {
                d.shapes += 1;
                (i, j) = (i - 1, j - 1);
            }
            Step::Other(_) => {
                d.others += 1;
                d.contrasts += u16::from(contrast(a[i - 1], b[j - 1], words));
                (i, j) = (i - 1, j - 1);
            }
            Step::Insert(soft, cost) => {
                d.inserted += 1;
                d.soft += u16::from(soft);
                // Of the two ways the one whose cost adds up.
                let up = i > 0 && (table[(i - 1) * width + j].0 + cost - total).abs() < 1e-9;
                d.first += u16::from(up);
                if up { i -= 1 } else { j = j.saturating_sub(1) }
            }
            Step::Swap(_) => {
                d.swaps += 1;
                (i, j) = (i - 2, j - 2);
            }
        }
    }
    d
}
