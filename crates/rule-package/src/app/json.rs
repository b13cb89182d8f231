//! JSON with comments, with places.

use std::ops::Range;

use jsonc_parser::{CollectOptions, ParseOptions, ast, common::Ranged, parse_to_ast};
use tongguan_model::text::{Bilingual, bi};

use super::script::Text;

/// A problem in a file at bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) bytes: Range<usize>,
    pub(crate) what: Bilingual,
}

/// Reads a text; comments and trailing commas are borne, as the developer tools bear them.
pub(crate) fn parse(text: &str) -> Result<ast::Value<'_>, Problem> {
    let options = ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    match parse_to_ast(text, &CollectOptions::default(), &options) {
        Ok(parsed) => {
            parsed.value.ok_or_else(|| Problem { bytes: 0..0, what: bi("文件为空", "the file is empty") })
        }
        Err(error) => {
            let range = error.range();
            Err(Problem {
                bytes: range.start..range.end,
                what: bi(error.kind().to_string(), error.kind().to_string()),
            })
        }
    }
}

/// Bytes of a value.
pub(crate) fn bytes(value: &ast::Value<'_>) -> Range<usize> {
    let range = value.range();
    range.start..range.end
}

/// The strings of a file by the key each stands below, in order of the keys, as a script may mean them.
pub(crate) fn strings(text: &str) -> Vec<(String, Text)> {
    let Ok(value) = parse(text) else { return Vec::new() };
    let mut out = Vec::new();
    let mut queue = vec![("default", &value)];
    while let Some((key, value)) = queue.pop() {
        match value {
            ast::Value::Object(o) => queue.extend(o.properties.iter().map(|p| (p.name.as_str(), &p.value))),
            ast::Value::Array(a) => queue.extend(a.elements.iter().map(|e| (key, e))),
            ast::Value::StringLit(s) => {
                let bytes = s.range.start + 1..s.range.end - 1;
                out.push((key.to_owned(), Text { value: s.value.to_string(), bytes, joints: Vec::new() }));
            }
            _ => {}
        }
    }
    out.sort_by(|a, b| (&a.0, a.1.bytes.start).cmp(&(&b.0, b.1.bytes.start)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_stand_below_their_keys() {
        let text = "{ \"b\": [{ \"c\": \"x\" }, \"y\"], \"a\": \"z\" }";
        let all: Vec<_> =
            strings(text).into_iter().map(|(k, t)| format!("{k}={}@{}", t.value, t.bytes.start)).collect();
        assert_eq!(all, ["a=z@34", "b=y@23", "c=x@16"]);
    }

    #[test]
    fn comments_are_borne_and_a_mistake_has_its_place() {
        assert!(parse("{ \"a\": 1, // why\n }").is_ok());
        assert_eq!(parse("{ \"a\": }").unwrap_err().bytes.start, 7);
        assert!(parse("").is_err());
        assert!(parse(&"[".repeat(1_000_000)).is_err());
    }
}
