//! The table that tesseract writes: one line a box, the words at level 5.

use tongguan_model::reading::Word;

/// The words of a table, in the order of reading, their boxes multiplied by `scale`.
pub(super) fn words(table: &str, scale: f64) -> Vec<Word> {
    let (mut out, mut line, mut last) = (Vec::new(), 0, None);
    for row in table.lines() {
        let cells: Vec<_> = row.splitn(12, '\t').collect();
        let [level, _, block, paragraph, at, _, left, top, width, height, confidence, text] = cells[..]
        else {
            continue;
        };
        let text = text.trim();
        if level != "5" || text.is_empty() {
            continue;
        }
        let place = [left, top, width, height].map(|v| scaled(v, scale));
        let here = (block.to_owned(), paragraph.to_owned(), at.to_owned());
        if last.as_ref().is_some_and(|l| *l != here) {
            line += 1;
        }
        last = Some(here);
        out.push(Word { text: text.to_owned(), confidence: percent(confidence), place, line });
    }
    out
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn scaled(value: &str, scale: f64) -> u32 {
    (value.parse::<f64>().unwrap_or_default() * scale).round().clamp(0.0, f64::from(u32::MAX)) as u32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 … 100")]
fn percent(value: &str) -> u8 {
    value.parse::<f64>().unwrap_or_default().round().clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_words_by_line_at_the_pictures_scale() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t1754\t1240\t-1\t\n\
            4\t1\t1\t1\t1\t0\t333\t738\t435\t53\t-1\t\n\
            5\t1\t1\t1\t1\t1\t333\t738\t135\t53\t96.7\t统一\n\
            5\t1\t1\t1\t1\t2\t469\t738\t108\t53\t0\t社会\n\
            5\t1\t1\t1\t2\t1\t333\t825\t790\t70\t35.8\t91320500MAQH20262L\n\
            5\t1\t1\t1\t2\t2\t0\t0\t9\t9\t95\t \n";
        let words = words(table, 2.0);
        let short: Vec<_> = words.iter().map(|w| (w.text.as_str(), w.line, w.confidence)).collect();
        assert_eq!(short, [("统一", 0, 97), ("社会", 0, 0), ("91320500MAQH20262L", 1, 36)]);
        assert_eq!(words[0].place, [666, 1476, 270, 106]);
        assert!(super::words("5\t1\n\n\t\t", 1.0).is_empty());
    }
}
