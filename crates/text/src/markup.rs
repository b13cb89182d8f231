//! Markup and character entities inside a text, as rich text and templates have them.

/// Bytes in which a tag ends, or it is none.
const TAG: usize = 256;

/// A tag at a `<`: one past its `>`, and whether it begins a line of its own.
pub(crate) fn tag(text: &str, at: usize) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let inner = bytes.get(at + 1..bytes.len().min(at + TAG))?;
    if !matches!(inner.first()?, b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!') {
        return None;
    }
    let end = inner.iter().position(|b| matches!(b, b'<' | b'>'))?;
    if inner[end] != b'>' {
        return None;
    }
    let name = inner[..end].strip_prefix(b"/").unwrap_or(&inner[..end]);
    let length = name.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len());
    let inline = [
        "a", "abbr", "b", "bdi", "bdo", "big", "code", "del", "em", "font", "i", "ins", "label", "mark", "q",
        "ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "text", "tt", "u", "wbr",
    ];
    let name = &name[..length];
    let is_inline = name.is_empty() || inline.iter().any(|i| i.as_bytes().eq_ignore_ascii_case(name));
    Some((at + 1 + end + 1, !is_inline))
}

/// A character entity at a `&`: the character, and one past its `;`.
pub(crate) fn entity(text: &str, at: usize) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let inner = bytes.get(at + 1..bytes.len().min(at + 20))?;
    let length = inner.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'#')?;
    if inner[length] != b';' {
        return None;
    }
    let name = text.get(at + 1..at + 1 + length)?;
    let c = if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        char::from_u32(hex.map_or_else(|| number.parse(), |h| u32::from_str_radix(h, 16)).ok()?)?
    } else {
        match name {
            "nbsp" => '\u{a0}',
            "ensp" => '\u{2002}',
            "emsp" => '\u{2003}',
            "thinsp" => '\u{2009}',
            "shy" => '\u{ad}',
            "zwnj" => '\u{200c}',
            "zwj" => '\u{200d}',
            "lrm" => '\u{200e}',
            "rlm" => '\u{200f}',
            "ZeroWidthSpace" => '\u{200b}',
            "NoBreak" => '\u{2060}',
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            "middot" => '·',
            "hellip" => '…',
            "times" => '×',
            "copy" => '©',
            "reg" => '®',
            _ => return None,
        }
    };
    Some((c, at + 1 + length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_entities_are_told_from_signs() {
        assert_eq!(tag("a<b class='x'>c", 1), Some((14, false)));
        assert_eq!(tag("</P>", 0), Some((4, true)));
        for none in ["<3>", "<国家级>", "<b", "<b <i>", "<", &format!("<{}>", "b".repeat(300))] {
            assert_eq!(tag(none, 0), None, "{none}");
        }
        assert_eq!(entity("&#x56fd;家", 0), Some(('国', 8)));
        assert_eq!(entity("&#22269;", 0), Some(('国', 8)));
        assert_eq!(entity("国&nbsp;", 3), Some(('\u{a0}', 9)));
        for none in ["&", "&;", "&nbsp", "&#xd800;", "&#xffffffffff;", "& nbsp;", "&国;"] {
            assert_eq!(entity(none, 0), None, "{none}");
        }
    }
}
