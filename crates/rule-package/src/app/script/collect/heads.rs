//! What a value begins with.

use oxc_ast::ast::{Expression, TemplateLiteral};

use oxc_span::GetSpan;

use super::{
    super::{
        Head, Text,
        fold::{Part, parts},
    },
    Collector, bytes, string_text,
    urls::any_of,
};

impl Collector<'_> {
    pub(super) fn template(&self, template: &TemplateLiteral<'_>, out: &mut Vec<Head>) {
        let Some(first) = template.quasis.first() else { return };
        let value = first.value.cooked.as_ref().unwrap_or(&first.value.raw);
        if value.is_empty() {
            if let Some(expression) = template.expressions.first() {
                self.heads_into(expression, out);
            }
            return;
        }
        // The span of a part may or may not hold its back-tick; the text decides.
        let start = template.span.start as usize + 1;
        let end = (start + first.value.raw.len()).min(self.text.len());
        out.push(Head::Literal(Text { value: value.to_string(), bytes: start..end, joints: Vec::new() }));
    }

    /// A beginning of several constants that is an address only together: `'ht' + 'tp://…'`, `'https://' + HOST`.
    fn address(&self, expression: &Expression<'_>, out: &mut Vec<Head>) -> bool {
        let parts = parts(expression);
        let alone = match parts.first() {
            Some(Part::Written(text, _)) => (*text).to_owned(),
            Some(Part::Value(Expression::StringLiteral(s))) => s.value.to_string(),
            _ => return false,
        };
        let (value, count) = self.constants.beginning(&parts);
        let bare = !alone.contains("://") || alone.ends_with("://");
        if count < 2 || !bare || !value.contains("://") || value.ends_with("://") {
            return false;
        }
        let span = bytes(expression.span());
        let end = if count == parts.len() { span.end } else { span.start + alone.len() + 2 };
        out.push(Head::Literal(Text { value, bytes: span.start..end.min(span.end), joints: Vec::new() }));
        true
    }

    pub(super) fn heads(&self, expression: &Expression<'_>) -> Vec<Head> {
        let mut out = Vec::new();
        self.heads_into(expression, &mut out);
        out
    }

    pub(super) fn heads_into(&self, expression: &Expression<'_>, out: &mut Vec<Head>) {
        match expression.get_inner_expression() {
            Expression::StringLiteral(s) => out.push(Head::Literal(string_text(&s.value, s.span))),
            Expression::TemplateLiteral(t) if !t.expressions.is_empty() && self.address(expression, out) => {}
            Expression::TemplateLiteral(t) => self.template(t, out),
            Expression::BinaryExpression(b)
                if b.operator.as_str() == "+" && self.address(expression, out) => {}
            Expression::BinaryExpression(b) if b.operator.as_str() == "+" => {
                // Left-deep chains are long; descend in a loop.
                let mut left = &b.left;
                while let Expression::BinaryExpression(inner) = left.get_inner_expression() {
                    left = &inner.left;
                }
                match left.get_inner_expression() {
                    Expression::StringLiteral(s) if s.value.is_empty() => self.heads_into(&b.right, out),
                    left => self.heads_into(left, out),
                }
            }
            Expression::ConditionalExpression(c) => {
                self.heads_into(&c.consequent, out);
                self.heads_into(&c.alternate, out);
            }
            Expression::LogicalExpression(l) => {
                self.heads_into(&l.left, out);
                self.heads_into(&l.right, out);
            }
            Expression::AwaitExpression(a) => self.heads_into(&a.argument, out),
            Expression::Identifier(i) => {
                out.push(self.parameter(&i.name, None).unwrap_or_else(|| Head::Variable(i.name.to_string())));
            }
            Expression::StaticMemberExpression(m) => {
                let name = m.property.name.as_str();
                let head = match &m.object {
                    Expression::Identifier(object) => self.parameter(&object.name, Some(name)),
                    _ => None,
                };
                out.push(head.unwrap_or_else(|| Head::Property(name.to_owned())));
            }
            Expression::ComputedMemberExpression(m) => {
                match (&m.expression, m.object.get_inner_expression()) {
                    (Expression::StringLiteral(name), _) => out.push(Head::Property(name.value.to_string())),
                    // `HOSTS[env]` may be any of them.
                    (_, Expression::Identifier(i)) => out.push(Head::Variable(any_of(&i.name))),
                    (_, Expression::StaticMemberExpression(o)) => {
                        out.push(Head::Property(any_of(&o.property.name)))
                    }
                    _ => {}
                }
            }
            Expression::CallExpression(call) => match &call.callee {
                Expression::StaticMemberExpression(m)
                    if matches!(m.property.name.as_str(), "concat" | "trim" | "replace" | "toString") =>
                {
                    self.heads_into(&m.object, out);
                }
                Expression::StaticMemberExpression(m)
                    if matches!(m.property.name.as_str(), "join" | "fromCharCode")
                        && self.constants.call(call).is_some_and(|t| t.value.contains("://")) =>
                {
                    out.extend(self.constants.call(call).map(Head::Literal));
                }
                // `[BASE, 'list'].join('/')`
                Expression::StaticMemberExpression(m)
                    if m.property.name == "join" && matches!(m.object, Expression::ArrayExpression(_)) =>
                {
                    if let Expression::ArrayExpression(a) = &m.object
                        && let Some(first) = a.elements.first().and_then(|e| e.as_expression())
                    {
                        self.heads_into(first, out);
                    }
                }
                Expression::StaticMemberExpression(m) => {
                    out.push(Head::Returned(m.property.name.to_string()))
                }
                Expression::Identifier(i) => out.push(Head::Returned(i.name.to_string())),
                _ => {}
            },
            _ => {}
        }
    }
}
