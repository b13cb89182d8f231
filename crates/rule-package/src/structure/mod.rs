//! Whether the package is whole.

pub(crate) mod duplicate_attr;
pub(crate) mod js_syntax;
pub(crate) mod json_schema;
mod json_shape;
pub(crate) mod missing_asset;
pub(crate) mod missing_file;
pub(crate) mod missing_page;
pub(crate) mod missing_route;
pub(crate) mod package_size;
pub(crate) mod unused_file;
pub(crate) mod wxml_bad_directive;
pub(crate) mod wxml_literal_condition;
pub(crate) mod wxml_syntax;
pub(crate) mod wxss_syntax;
