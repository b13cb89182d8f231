//! What a page or component is made of, and text that is run as a program.

use std::ops::Range;

use oxc_ast::ast::{Argument, ArrayExpressionElement, Expression, ObjectExpression, ObjectPropertyKind};

use super::{super::notes::Dynamic, Noter, knows::Names};

/// A text, or a choice of texts.
pub(super) fn is_written(value: &Expression<'_>) -> bool {
    match value.get_inner_expression() {
        Expression::StringLiteral(_) => true,
        Expression::ConditionalExpression(c) => is_written(&c.consequent) && is_written(&c.alternate),
        _ => false,
    }
}

impl Noter<'_> {
    /// Methods of the object that a page or component is made of.
    fn members(&mut self, object: &ObjectExpression<'_>, component: bool) {
        for p in &object.properties {
            let ObjectPropertyKind::ObjectProperty(p) = p else {
                self.unclear = true;
                continue;
            };
            let Some(key) = p.key.static_name() else {
                self.unclear = true;
                continue;
            };
            match (key.as_ref(), p.value.get_inner_expression()) {
                ("behaviors" | "mixins", Expression::ArrayExpression(a)) => {
                    let builtin = |e: &ArrayExpressionElement<'_>| match e.as_expression() {
                        Some(Expression::StringLiteral(s)) => s.value.starts_with("wx://"),
                        _ => false,
                    };
                    self.unclear |= !a.elements.iter().all(builtin);
                }
                ("behaviors" | "mixins", _) => self.unclear = true,
                ("methods", Expression::ObjectExpression(methods)) if component => {
                    self.members(methods, false)
                }
                ("methods", _) if component => self.unclear = true,
                _ if !component => {
                    self.handlers.insert(key.to_string());
                }
                _ => {}
            }
        }
    }

    pub(super) fn page(&mut self, name: &str, first: Option<&Expression<'_>>) {
        self.pages += 1;
        match first {
            Some(Expression::ObjectExpression(o)) => self.members(o, name == "Component"),
            _ => self.unclear = true,
        }
    }

    pub(super) fn run(&mut self, what: &'static str, at: Range<usize>, arguments: &[Argument<'_>]) {
        let Some(last) = arguments.last().and_then(|a| a.as_expression()) else { return };
        // A written text runs what everybody can read: `Function('return this')`.
        let written = matches!(last.get_inner_expression(), Expression::StringLiteral(_))
            || matches!(last.get_inner_expression(), Expression::TemplateLiteral(t) if t.expressions.is_empty());
        // The trick by which libraries load a module only under Node.
        let folded = matches!(last.get_inner_expression(), Expression::CallExpression(c)
            if matches!(&c.callee, Expression::StaticMemberExpression(m) if matches!(m.object, Expression::StringLiteral(_))));
        if !written && !folded {
            let mut names = Names::default();
            names.read(last, 0);
            let told = names.0.iter().any(|n| matches!(n.as_str(), "res" | "response" | "data" | "body"));
            self.out.dynamic.push(Dynamic { what, bytes: at, remote: self.answers > 0 && told });
        }
    }
}
