//! A declared value beside what the paper says, as pages draw it: marked characters, a box on the picture, a word.

use tongguan_model::{
    reading::{Agreement, Compared},
    text::{Bilingual, Lang},
};

use super::S;

/// Width of a drawn picture; boxes and pins are scaled to it, so that pins have one size on every picture.
pub(super) const WIDTH: i64 = 680;

/// A run of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// `same`, `mark` or `gap`.
    pub(super) sort: &'static str,
    /// The characters; a gap is as wide as what the other side has there.
    pub(super) text: String,
}

/// A box on the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) w: i64,
    pub(super) h: i64,
    pub(super) pin_x: i64,
    pub(super) pin_y: i64,
    pub(super) text_y: i64,
}

impl Spot {
    /// A place on a picture of this width.
    pub(super) fn of(place: [u32; 4], width: i64) -> Self {
        let [x, y, w, h] = place.map(|v| i64::from(v) * WIDTH / width.max(1));
        let (pin_x, pin_y) = (x.max(12), y.max(12));
        Self { x, y, w: w.max(2), h: h.max(2), pin_x, pin_y, text_y: pin_y + 5 }
    }

    /// The same with its pin left of a line of text.
    fn line(self) -> Self {
        let (pin_x, pin_y) = ((self.x - 15).max(12), self.y + self.h / 2);
        Self { pin_x, pin_y, text_y: pin_y + 5, ..self }
    }
}

/// One comparison.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) key: String,
    pub(super) pin: String,
    pub(super) label: String,
    pub(super) rule: String,
    pub(super) state: &'static str,
    pub(super) word: &'static str,
    pub(super) equal: bool,
    pub(super) differs: bool,
    pub(super) declared: Vec<Piece>,
    pub(super) read: Vec<Piece>,
    pub(super) message: String,
    pub(super) remedy: String,
    pub(super) confidence: Option<u8>,
    pub(super) material: String,
    pub(super) place: Option<[u32; 4]>,
    /// The applicant's sentence in both languages.
    pub(super) told: (String, String),
}

impl Pair {
    /// Its box on a picture.
    pub(super) fn spot(&self, width: i64) -> Option<Spot> {
        self.place.map(|p| Spot::of(p, width).line())
    }
}

/// The comparisons, each with a letter for its pin. To the applicant a difference is a warning, at the desk an error.
pub(super) fn pairs(s: &S, all: &[Compared], desk: bool) -> Vec<Pair> {
    let letters = 'A'..='Z';
    all.iter().zip(letters).map(|(c, letter)| pair(s, c, letter, desk)).collect()
}

fn pair(s: &S, c: &Compared, letter: char, desk: bool) -> Pair {
    let (state, word) = match c.agreement {
        Agreement::Equal => ("pass", s.t("与证照一致", "as on the paper")),
        Agreement::Differs if desk => ("fail", s.t("与证照不符", "differs from the paper")),
        Agreement::Differs => ("warn", s.t("与证照不符", "differs from the paper")),
        Agreement::Unsure => ("person", s.t("读得不确定", "read unsurely")),
        Agreement::NotFound => ("person", s.t("证照上未读到", "not found on the paper")),
        Agreement::Waiting => ("wait", s.t("正在识别", "being read")),
        Agreement::NotRead => ("none", s.t("未比对", "not compared")),
    };
    let marked = !c.marks_read.is_empty() || !c.marks_declared.is_empty();
    let (declared, read) = if marked {
        (
            pieces(&c.declared, &c.marks_declared, &c.marks_read),
            pieces(&c.read, &c.marks_read, &c.marks_declared),
        )
    } else {
        (same(&c.declared), same(&c.read))
    };
    Pair {
        key: c.key.clone(),
        pin: letter.to_string(),
        label: s.say(&c.label).to_owned(),
        rule: c.rule.clone(),
        state,
        word,
        equal: c.agreement == Agreement::Equal,
        differs: c.agreement == Agreement::Differs,
        declared,
        read,
        message: s.say(&c.message).to_owned(),
        remedy: s.say(&c.remedy).to_owned(),
        confidence: c.confidence,
        material: c.material.clone(),
        place: c.place,
        told: (told(c, Lang::Zh), told(c, Lang::En)),
    }
}

fn same(text: &str) -> Vec<Piece> {
    if text.is_empty() { vec![] } else { vec![Piece { sort: "same", text: text.to_owned() }] }
}

/// A text cut at its marks; `other` are the marks that stand against them.
fn pieces(text: &str, marks: &[[usize; 2]], other: &[[usize; 2]]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| chars.iter().take(to.min(chars.len())).skip(from).collect::<String>();
    let (mut out, mut at) = (Vec::new(), 0);
    for (i, [start, len]) in marks.iter().enumerate() {
        out.extend(same(&part(at, *start)));
        if *len > 0 {
            out.push(Piece { sort: "mark", text: part(*start, start + len) });
        } else {
            let wide = other.get(i).map_or(1, |[_, len]| (*len).clamp(1, 40));
            out.push(Piece { sort: "gap", text: "\u{3000}".repeat(wide) });
        }
        at = start + len;
    }
    out.extend(same(&part(at, chars.len())));
    out
}

/// What the applicant reads if this difference refuses.
fn told(c: &Compared, l: Lang) -> String {
    let say = |b: &Bilingual| b.get(l).to_owned();
    let (label, message, remedy) = (say(&c.label), say(&c.message), say(&c.remedy));
    match l {
        Lang::Zh => format!("{label}：{message}{remedy}"),
        Lang::En => format!("{label}: {message} {remedy}").trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_marks_and_a_gap_is_as_wide_as_what_is_missing() {
        let short = pieces("栖川文具有限公司", &[[4, 0]], &[[4, 2]]);
        let sorts: Vec<_> = short.iter().map(|p| (p.sort, p.text.as_str())).collect();
        assert_eq!(sorts, [("same", "栖川文具"), ("gap", "\u{3000}\u{3000}"), ("same", "有限公司")]);
        let long = pieces("栖川文具商行有限公司", &[[4, 2]], &[[4, 0]]);
        assert_eq!(long[1], Piece { sort: "mark", text: "商行".into() });
        let whole: String = long.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(whole, "栖川文具商行有限公司");
        assert_eq!(pieces("茶", &[[0, 1]], &[[0, 1]]).len(), 1);
        // Marks of another text cannot make it panic.
        assert_eq!(pieces("茶", &[[5, 3]], &[]).len(), 2);
    }

    #[test]
    fn a_box_is_drawn_at_the_pictures_scale() {
        let spot = Spot::of([1360, 0, 680, 340], 3400);
        assert_eq!((spot.x, spot.y, spot.w, spot.h), (272, 0, 136, 68));
        assert_eq!((spot.pin_x, spot.pin_y), (272, 12));
        assert_eq!(Spot::of([1, 1, 1, 1], 0).w, 680);
    }
}
