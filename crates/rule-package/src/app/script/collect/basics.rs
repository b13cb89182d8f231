//! What platform calls are named, and small questions about a script's tree.

use std::ops::Range;

use oxc_ast::ast::{Expression, ObjectExpression, ObjectPropertyKind};
use oxc_span::Span;

use super::super::Text;

/// Calls of the network and their kinds.
pub(super) const NETWORK: [(&str, &str); 4] = [
    ("request", "request"),
    ("uploadFile", "upload"),
    ("downloadFile", "download"),
    ("connectSocket", "socket"),
];

/// Functions whose title a friend reads.
pub(super) const SHARES: [&str; 3] = ["onShareAppMessage", "onShareTimeline", "onAddToFavorites"];

/// Calls that show a text, and the options that hold it.
pub(super) const SHOWN: [(&str, &[&str]); 7] = [
    ("showToast", &["title"]),
    ("showModal", &["title", "content", "confirmText", "cancelText", "placeholderText"]),
    ("showLoading", &["title"]),
    ("showActionSheet", &["itemList"]),
    ("setNavigationBarTitle", &["title"]),
    ("setTabBarItem", &["text"]),
    ("setTabBarBadge", &["text"]),
];

/// Methods of texts and lists that take a text.
pub(super) const BUILT_IN: [&str; 9] = [
    "indexOf",
    "lastIndexOf",
    "startsWith",
    "endsWith",
    "includes",
    "replace",
    "replaceAll",
    "split",
    "match",
];

pub(in super::super) fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

pub(in super::super) fn string_text(value: &str, span: Span) -> Text {
    let bytes = bytes(span);
    Text {
        value: value.to_owned(),
        bytes: bytes.start + 1..bytes.end.saturating_sub(1).max(bytes.start + 1),
        joints: Vec::new(),
    }
}

pub(in super::super) fn is_function(expression: &Expression<'_>) -> bool {
    matches!(expression, Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_))
}

/// The property of an object literal.
pub(in super::super) fn property<'b, 'a>(
    object: &'b ObjectExpression<'a>,
    name: &str,
) -> Option<&'b Expression<'a>> {
    object.properties.iter().find_map(|p| match p {
        ObjectPropertyKind::ObjectProperty(p) if p.key.static_name().is_some_and(|k| k == name) => {
            Some(&p.value)
        }
        _ => None,
    })
}

/// Name of a member of `wx`.
pub(in super::super) fn wx_member<'b>(callee: &'b Expression<'_>) -> Option<&'b str> {
    let (object, name) = match callee {
        Expression::StaticMemberExpression(m) => (&m.object, m.property.name.as_str()),
        // `wx['request']`
        Expression::ComputedMemberExpression(m) => match &m.expression {
            Expression::StringLiteral(name) => (&m.object, name.value.as_str()),
            _ => return None,
        },
        _ => return None,
    };
    is_wx(object).then_some(name)
}

/// `wx` itself.
pub(in super::super) fn is_wx(value: &Expression<'_>) -> bool {
    matches!(value.get_inner_expression(), Expression::Identifier(i) if i.name == "wx")
}
