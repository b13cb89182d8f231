//! The known name that a misspelt one is nearest to.

/// The nearest of the known names, if few letters are wrong.
pub(crate) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // Of names such as `wx:if` only the part that says something is compared.
    if name.rsplit(':').next().unwrap_or(name).chars().count() < 3 {
        return None;
    }
    let most = if name.chars().count() < 5 { 1 } else { 2 };
    let close = known.into_iter().map(|k| (distance(name, k, most), k)).filter(|(d, _)| *d <= most);
    close.min().map(|(_, k)| k)
}

/// Letters to add, leave out, change or swap; `most + 1` where there are more.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most || a.len().max(b.len()) > 64 {
        return most + 1;
    }
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour_and_a_strange_one_none() {
        let known = ["wx:for-index", "wx:for-item", "wx:else", "window"];
        assert_eq!(nearest("wx:for-idnex", known), Some("wx:for-index"));
        assert_eq!(nearest("windwo", known), Some("window"));
        assert_eq!(nearest("wx:slot", known), None);
        assert_eq!(nearest("pgs", ["pages"]), None);
    }
}
