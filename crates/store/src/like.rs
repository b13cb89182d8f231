//! Searching a text by a part of it.

/// A pattern for `like … escape '!'` that finds the part anywhere; every character of it means itself.
pub(crate) fn part(text: &str) -> String {
    let mut out = String::from("%");
    for c in text.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_no_pattern() {
        assert_eq!(part(" A_b%!c "), "%a!_b!%!!c%");
        assert_eq!(part(""), "%%");
    }
}
