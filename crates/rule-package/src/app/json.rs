//! JSON with comments, with places.

use std::ops::Range;

use jsonc_parser::{CollectOptions, ParseOptions, ast, common::Ranged, parse_to_ast};
use tongguan_model::text::{Bilingual, bi};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_borne_and_a_mistake_has_its_place() {
        assert!(parse("{ \"a\": 1, // why\n }").is_ok());
        assert_eq!(parse("{ \"a\": }").unwrap_err().bytes.start, 7);
        assert!(parse("").is_err());
        assert!(parse(&"[".repeat(1_000_000)).is_err());
    }
}
