//! Strings that are put together of written parts: `'国' + '家级'`, `[…].join('')`, a template of constants.

use std::{collections::HashMap, ops::Range};

use oxc_ast::ast::{ArrayExpressionElement, CallExpression, Expression, TemplateLiteral};
use oxc_span::GetSpan;

use super::{Text, collect::bytes};

/// Longest string that is put together, and most constants.
const LONG: usize = 4096;
const MANY: usize = 5000;
/// Deepest expression that is looked into.
const DEEP: usize = 20;

/// A string, and where its parts meet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Folded {
    value: String,
    joints: Vec<usize>,
}

impl Folded {
    fn push(&mut self, part: &str) -> Option<()> {
        if self.value.len() + part.len() > LONG {
            return None;
        }
        if !self.value.is_empty() && !part.is_empty() {
            self.joints.push(self.value.len());
        }
        self.value.push_str(part);
        Some(())
    }

    fn text(self, bytes: Range<usize>) -> Option<Text> {
        (!self.joints.is_empty()).then_some(Text { value: self.value, bytes, joints: self.joints })
    }
}

/// A part of a sum or a template.
pub(super) enum Part<'b, 'a> {
    Written(&'b str, Range<usize>),
    Value(&'b Expression<'a>),
}

impl Part<'_, '_> {
    fn bytes(&self) -> Range<usize> {
        match self {
            Self::Written(_, bytes) => bytes.clone(),
            Self::Value(value) => bytes(value.span()),
        }
    }
}

/// The parts of a sum or a template, in order; any other expression is one part.
pub(super) fn parts<'b, 'a>(expression: &'b Expression<'a>) -> Vec<Part<'b, 'a>> {
    let mut out = Vec::new();
    match expression.get_inner_expression() {
        Expression::BinaryExpression(_) => {
            // Left-deep chains are long; descend in a loop.
            let mut left = expression.get_inner_expression();
            while let Expression::BinaryExpression(b) = left
                && b.operator.as_str() == "+"
            {
                out.push(Part::Value(&b.right));
                left = b.left.get_inner_expression();
            }
            out.push(Part::Value(left));
            out.reverse();
        }
        Expression::TemplateLiteral(t) => template(t, &mut out),
        other => out.push(Part::Value(other)),
    }
    out
}

fn template<'b, 'a>(template: &'b TemplateLiteral<'a>, out: &mut Vec<Part<'b, 'a>>) {
    for (i, quasi) in template.quasis.iter().enumerate() {
        let value = quasi.value.cooked.as_ref().unwrap_or(&quasi.value.raw);
        if !value.is_empty() {
            out.push(Part::Written(value.as_str(), bytes(quasi.span)));
        }
        out.extend(template.expressions.get(i).map(Part::Value));
    }
}

/// Strings that names stand for, as long as they stand for one.
#[derive(Debug, Default)]
pub(super) struct Constants(HashMap<String, Option<String>>);

impl Constants {
    /// A variable is declared with a value.
    pub(super) fn declare(&mut self, name: &str, value: &Expression<'_>) {
        if self.0.len() >= MANY {
            return;
        }
        let value = self.fold(value).map(|f| f.value);
        match self.0.get_mut(name) {
            Some(known) if *known != value => *known = None,
            Some(_) => {}
            None => drop(self.0.insert(name.to_owned(), value)),
        }
    }

    /// A variable is given another value.
    pub(super) fn forget(&mut self, name: &str) {
        if let Some(known) = self.0.get_mut(name) {
            *known = None;
        }
    }

    /// What a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    /// The string that an expression is, whatever happens.
    pub(super) fn fold(&self, expression: &Expression<'_>) -> Option<Folded> {
        let mut out = Folded::default();
        self.add(expression, 0, &mut out)?;
        Some(out)
    }

    /// The same as a text, if it has several parts.
    pub(super) fn text(&self, expression: &Expression<'_>) -> Option<Text> {
        self.fold(expression)?.text(bytes(expression.span()))
    }

    /// The same of a call.
    pub(super) fn call(&self, call: &CallExpression<'_>) -> Option<Text> {
        let mut out = Folded::default();
        self.add_call(call, 0, &mut out)?;
        out.text(bytes(call.span))
    }

    /// The strings that neighbouring parts of a sum or template make together.
    pub(super) fn runs(&self, parts: &[Part<'_, '_>]) -> Vec<Text> {
        let mut out = Vec::new();
        let (mut now, mut place) = (Folded::default(), None::<Range<usize>>);
        for part in parts {
            let more = match part {
                Part::Written(text, _) => now.push(text),
                Part::Value(value) => {
                    self.fold(value).and_then(|f| {
                        // The joints of a part are its own affair, but what they join is not.
                        let at = now.value.len();
                        now.push(&f.value)?;
                        now.joints.extend(f.joints.iter().map(|j| at + j));
                        Some(())
                    })
                }
            };
            let bytes = part.bytes();
            if more.is_some() {
                place = Some(place.map_or(bytes.start, |p| p.start)..bytes.end);
            } else {
                let done = std::mem::take(&mut now);
                out.extend(place.take().and_then(|place| done.text(place)));
            }
        }
        out.extend(place.and_then(|place| now.text(place)));
        out
    }

    /// The string that a sum or template begins with.
    pub(super) fn beginning(&self, parts: &[Part<'_, '_>]) -> (String, usize) {
        let (mut out, mut count) = (Folded::default(), 0);
        for part in parts {
            let more = match part {
                Part::Written(text, _) => out.push(text),
                Part::Value(value) => self.fold(value).and_then(|f| out.push(&f.value)),
            };
            if more.is_none() {
                break;
            }
            count += 1;
        }
        (out.value, count)
    }

    fn add(&self, expression: &Expression<'_>, depth: usize, out: &mut Folded) -> Option<()> {
        if depth > DEEP {
            return None;
        }
        match expression.get_inner_expression() {
            Expression::StringLiteral(s) => out.push(&s.value),
            Expression::NumericLiteral(n) if depth > 0 && n.value.fract() == 0.0 && n.value.abs() < 1e6 => {
                out.push(&n.value.to_string())
            }
            Expression::Identifier(i) => out.push(self.get(&i.name)?),
            Expression::CallExpression(c) => self.add_call(c, depth, out),
            sum @ (Expression::BinaryExpression(_) | Expression::TemplateLiteral(_)) => {
                let parts = parts(sum);
                // A sum of numbers is a number; any other operation is no sum.
                let number = |p: &Part<'_, '_>| matches!(p, Part::Value(Expression::NumericLiteral(_)));
                if let [Part::Value(one)] = parts.as_slice()
                    && matches!(one, Expression::BinaryExpression(_))
                {
                    return None;
                }
                if parts.iter().take(2).all(number) && parts.len() > 1 {
                    return None;
                }
                for part in &parts {
                    match part {
                        Part::Written(text, _) => out.push(text)?,
                        Part::Value(value) => self.add(value, depth + 1, out)?,
                    }
                }
                Some(())
            }
            _ => None,
        }
    }

    /// `[…].join('')`, `'…'.concat('…')`, `String.fromCharCode(…)`.
    fn add_call(&self, call: &CallExpression<'_>, depth: usize, out: &mut Folded) -> Option<()> {
        let Expression::StaticMemberExpression(m) = &call.callee else { return None };
        let arguments = || call.arguments.iter().map(|a| a.as_expression());
        match (m.object.get_inner_expression(), m.property.name.as_str()) {
            (Expression::ArrayExpression(a), "join") => {
                let between = match arguments().next() {
                    None => ",".to_owned(),
                    Some(first) => self.fold(first?)?.value,
                };
                for (i, element) in a.elements.iter().enumerate() {
                    if matches!(element, ArrayExpressionElement::SpreadElement(_)) {
                        return None;
                    }
                    if i > 0 {
                        out.push(&between)?;
                    }
                    self.add(element.as_expression()?, depth + 1, out)?;
                }
                Some(())
            }
            (Expression::Identifier(i), "fromCharCode" | "fromCodePoint") if i.name == "String" => {
                for argument in arguments() {
                    let Expression::NumericLiteral(n) = argument?.get_inner_expression() else { return None };
                    let whole = n.value.fract() == 0.0 && (0.0..1_114_112.0).contains(&n.value);
                    let code = format!("{}", n.value).parse::<u32>().ok().filter(|_| whole)?;
                    out.push(char::from_u32(code)?.encode_utf8(&mut [0; 4]))?;
                }
                Some(())
            }
            (object, "concat") if !matches!(object, Expression::ArrayExpression(_)) => {
                self.add(object, depth + 1, out)?;
                for argument in arguments() {
                    self.add(argument?, depth + 1, out)?;
                }
                Some(())
            }
            _ => None,
        }
    }
}
