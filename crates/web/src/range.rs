//! One part of a body that never changes (RFC 9110 §14), so that a broken download goes on where it broke.

use std::ops::Range;

use axum::http::{HeaderMap, header};

/// What of a body is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it; also if what is asked for is not understood, or several parts are, which a server may leave.
    Whole,
    /// These bytes.
    Bytes(Range<usize>),
    /// Bytes that it does not have.
    Outside,
}

/// The part that a request asks for, of a body with this strong validator.
pub(crate) fn part(headers: &HeaderMap, etag: &str, length: usize) -> Part {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim);
    // Of another body a part would be no use.
    if text(header::IF_RANGE).is_some_and(|asked| asked != etag) {
        return Part::Whole;
    }
    text(header::RANGE).and_then(|asked| read(asked, length)).unwrap_or(Part::Whole)
}

/// `bytes=first-last`, `bytes=first-` or `bytes=-count`.
fn read(asked: &str, length: usize) -> Option<Part> {
    let (unit, set) = asked.split_once('=')?;
    let (first, last) = set.trim().split_once('-')?;
    let number =
        |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().unwrap_or(usize::MAX));
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let range = match (first, last) {
        ("", "") => return None,
        ("", count) => length.saturating_sub(number(count)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some(if range.start < range.end { Part::Bytes(range) } else { Part::Outside })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asks(range: &str, if_range: Option<&str>) -> Part {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_str(range).unwrap());
        if let Some(tag) = if_range {
            headers.insert(header::IF_RANGE, HeaderValue::from_str(tag).unwrap());
        }
        part(&headers, "\"a\"", 10)
    }

    #[test]
    fn parts_are_read_as_the_standard_says() {
        for (range, expected) in [
            ("bytes=0-3", Part::Bytes(0..4)),
            ("BYTES=4-", Part::Bytes(4..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-99", Part::Bytes(0..10)),
            ("bytes=9-99", Part::Bytes(9..10)),
            ("bytes=0-99999999999999999999999999", Part::Bytes(0..10)),
            ("bytes=10-", Part::Outside),
            ("bytes=10-12", Part::Outside),
            ("bytes=99999999999999999999999999-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=5-4", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("nonsense", Part::Whole),
        ] {
            assert_eq!(asks(range, None), expected, "{range}");
        }
        assert_eq!(part(&HeaderMap::new(), "\"a\"", 10), Part::Whole);
    }

    /// A part goes on only with the body that was begun; a weak validator is none here.
    #[test]
    fn a_part_of_another_body_is_the_whole() {
        assert_eq!(asks("bytes=0-3", Some("\"a\"")), Part::Bytes(0..4));
        assert_eq!(asks("bytes=0-3", Some("\"b\"")), Part::Whole);
        assert_eq!(asks("bytes=0-3", Some("W/\"a\"")), Part::Whole);
    }
}
