//! What conditions know of: the day, the environment, names.

use std::collections::BTreeSet;

use oxc_ast::ast::{Argument, CallExpression, ChainElement, Expression, ObjectPropertyKind};
use oxc_span::GetSpan;

use super::{
    super::{
        collect::bytes,
        notes::{Gate, Knows},
    },
    Noter,
};

/// Numbers from here on are seconds or milliseconds since 1970: 2017 and later.
const SECONDS: f64 = 1.48e9;
const MILLISECONDS: f64 = 1.48e12;

impl Noter<'_> {
    /// What an expression knows of.
    pub(super) fn knows(&self, expression: &Expression<'_>) -> Knows {
        match expression.get_inner_expression() {
            Expression::NumericLiteral(n) if is_moment(n.value) => Knows::DATE.and(Knows::NUMBER),
            Expression::StringLiteral(s) if s.value == "devtools" => Knows::DEVTOOLS,
            Expression::StringLiteral(s) if is_date(&s.value) => Knows::DATE,
            Expression::Identifier(i) if i.name == "envVersion" => Knows::ENVIRONMENT,
            Expression::Identifier(i) => self.variables.get(i.name.as_str()).copied().unwrap_or_default(),
            Expression::StaticMemberExpression(m) if m.property.name == "envVersion" => Knows::ENVIRONMENT,
            Expression::StaticMemberExpression(m) => self.knows(&m.object),
            Expression::NewExpression(n) => match &n.callee {
                Expression::Identifier(i) if i.name == "Date" => self.date(&n.arguments),
                _ => Knows::NOTHING,
            },
            Expression::CallExpression(c) => self.knows_call(c),
            Expression::ChainExpression(c) => match &c.expression {
                ChainElement::StaticMemberExpression(m) if m.property.name == "envVersion" => {
                    Knows::ENVIRONMENT
                }
                ChainElement::StaticMemberExpression(m) => self.knows(&m.object),
                ChainElement::CallExpression(c) => self.knows_call(c),
                _ => Knows::NOTHING,
            },
            Expression::UnaryExpression(u) => self.knows(&u.argument),
            Expression::BinaryExpression(b) => {
                let (left, right) = (self.knows(&b.left), self.knows(&b.right));
                let both = left.and(right);
                match b.operator.as_str() {
                    "<" | ">" | "<=" | ">=" => {
                        let compared = (left.has(Knows::NOW) && right.has(Knows::DATE))
                            || (left.has(Knows::DATE) && right.has(Knows::NOW));
                        let rest = both.without(Knows::NOW.and(Knows::DATE));
                        if compared { rest.and(Knows::TIME) } else { rest.without(Knows::NUMBER) }
                    }
                    "-" | "+" | "/" => both,
                    _ => both.without(Knows::NOW.and(Knows::DATE).and(Knows::NUMBER)),
                }
            }
            Expression::LogicalExpression(l) => self.knows(&l.left).and(self.knows(&l.right)),
            Expression::ConditionalExpression(c) => {
                self.knows(&c.test).without(Knows::NOW.and(Knows::DATE).and(Knows::ENVIRONMENT))
            }
            _ => Knows::NOTHING,
        }
    }

    fn knows_call(&self, call: &CallExpression<'_>) -> Knows {
        let Expression::StaticMemberExpression(m) = &call.callee else {
            return match &call.callee {
                Expression::Identifier(i) if i.name == "Number" => {
                    let first = call.arguments.first().and_then(|a| a.as_expression());
                    first.map_or(Knows::NOTHING, |a| self.knows(a))
                }
                _ => Knows::NOTHING,
            };
        };
        match (&m.object, m.property.name.as_str()) {
            (Expression::Identifier(i), "now") if i.name == "Date" => Knows::NOW,
            (Expression::Identifier(i), "parse") if i.name == "Date" => self.date(&call.arguments),
            (Expression::Identifier(i), "round" | "floor" | "ceil") if i.name == "Math" => {
                let first = call.arguments.first().and_then(|a| a.as_expression());
                first.map_or(Knows::NOTHING, |a| self.knows(a))
            }
            (object, "getTime" | "valueOf") => self.knows(object),
            _ => Knows::NOTHING,
        }
    }

    /// A `Date` of arguments: now, a written day, or neither.
    fn date(&self, arguments: &[Argument<'_>]) -> Knows {
        match arguments.first().and_then(|a| a.as_expression()).map(Expression::get_inner_expression) {
            None => Knows::NOW,
            Some(Expression::StringLiteral(s)) if is_date(&s.value) => Knows::DATE,
            Some(Expression::NumericLiteral(n))
                if is_moment(n.value) || (2017.0..2100.0).contains(&n.value) =>
            {
                Knows::DATE
            }
            Some(other) => self.knows(other),
        }
    }

    /// What a page is given to show may itself be a comparison with a day.
    pub(super) fn set_data(&mut self, first: Option<&Expression<'_>>) {
        let Some(Expression::ObjectExpression(o)) = first else { return };
        for p in &o.properties {
            let ObjectPropertyKind::ObjectProperty(p) = p else { continue };
            let test = match p.value.get_inner_expression() {
                Expression::ConditionalExpression(c) => &c.test,
                value @ (Expression::BinaryExpression(_)
                | Expression::LogicalExpression(_)
                | Expression::UnaryExpression(_)) => value,
                _ => continue,
            };
            let mut names = Names::default();
            names.read(test, 0);
            let mut knows = self.knows(test);
            // Which version runs may be shown.
            let key = p.key.static_name().map(|k| k.to_lowercase()).unwrap_or_default();
            if key.contains("version") || key.contains("env") {
                knows = knows.without(Knows::ENVIRONMENT);
            }
            self.out.gates.push(Gate {
                answered: false,
                bytes: bytes(test.span()),
                knows,
                names: names.0,
                leads: false,
                tabs: false,
                shows: true,
            });
        }
    }
}

/// A number that is a moment of these years.
fn is_moment(n: f64) -> bool {
    (SECONDS..4.1e9).contains(&n) || (MILLISECONDS..4.1e12).contains(&n)
}

/// A text that begins with a day: `2026-01-31`, `2026/1/31`.
fn is_date(text: &str) -> bool {
    let text = text.as_bytes();
    text.len() >= 8
        && text[..4].iter().all(u8::is_ascii_digit)
        && text.starts_with(b"20")
        && matches!(text[4], b'-' | b'/')
        && text[5..].iter().take_while(|b| b.is_ascii_digit()).count() <= 2
        && text[5].is_ascii_digit()
}

/// Names that an expression reads, without what stands in functions.
#[derive(Default)]
pub(super) struct Names(pub(super) BTreeSet<String>);

impl Names {
    pub(super) fn read(&mut self, expression: &Expression<'_>, depth: usize) {
        if depth > 40 {
            return;
        }
        let deeper = depth + 1;
        match expression.get_inner_expression() {
            Expression::Identifier(i) => {
                self.0.insert(i.name.to_string());
            }
            Expression::StaticMemberExpression(m) => {
                self.0.insert(m.property.name.to_string());
                self.read(&m.object, deeper);
            }
            Expression::ComputedMemberExpression(m) => {
                if let Expression::StringLiteral(name) = &m.expression {
                    self.0.insert(name.value.to_string());
                }
                self.read(&m.object, deeper);
            }
            Expression::ChainExpression(c) => match &c.expression {
                ChainElement::StaticMemberExpression(m) => {
                    self.0.insert(m.property.name.to_string());
                    self.read(&m.object, deeper);
                }
                ChainElement::CallExpression(c) => {
                    self.read(&c.callee, deeper);
                    for a in c.arguments.iter().filter_map(|a| a.as_expression()) {
                        self.read(a, deeper);
                    }
                }
                _ => {}
            },
            Expression::UnaryExpression(u) => self.read(&u.argument, deeper),
            Expression::BinaryExpression(b) => {
                self.read(&b.left, deeper);
                self.read(&b.right, deeper);
            }
            Expression::LogicalExpression(l) => {
                self.read(&l.left, deeper);
                self.read(&l.right, deeper);
            }
            Expression::AwaitExpression(a) => self.read(&a.argument, deeper),
            Expression::CallExpression(c) => {
                self.read(&c.callee, deeper);
                for a in c.arguments.iter().filter_map(|a| a.as_expression()) {
                    self.read(a, deeper);
                }
            }
            _ => {}
        }
    }
}
