//! Texts below the data of pages and components, through the names that stand for them.

use oxc_ast::ast::{Expression, ObjectExpression, ObjectPropertyKind};

use super::{Collector, Keyed, gather::is_assign, property};

/// Most strings that a name stands for, and most names.
pub(super) const STRINGS: usize = 500;
pub(super) const NAMES: usize = 5000;

impl Collector<'_> {
    /// Strings of an object by its keys; a path as a key counts by its beginning.
    pub(super) fn keyed(&self, object: &ObjectExpression<'_>) -> Keyed {
        let mut out = Keyed::new();
        for p in &object.properties {
            let p = match p {
                ObjectPropertyKind::ObjectProperty(p) => p,
                ObjectPropertyKind::SpreadProperty(spread) => {
                    match spread.argument.get_inner_expression() {
                        Expression::Identifier(i) => {
                            let known =
                                self.objects.get(i.name.as_str()).map(Vec::as_slice).unwrap_or_default();
                            out.extend(known.iter().take(STRINGS).cloned());
                        }
                        Expression::ObjectExpression(o) => out.extend(self.keyed(o)),
                        _ => {}
                    }
                    continue;
                }
            };
            let Some(key) = p.key.static_name() else { continue };
            let root = key.split(['.', '[']).next().unwrap_or("").to_owned();
            out.extend(self.said(&p.value).into_iter().map(|t| (root.clone(), t)));
        }
        out
    }

    /// What a page or component shows: an object, or a variable that was given one.
    pub(super) fn data(&mut self, value: &Expression<'_>) {
        match value.get_inner_expression() {
            Expression::ObjectExpression(object) => {
                let keyed = self.keyed(object);
                self.binds(keyed);
            }
            Expression::Identifier(i) => {
                let known = self.objects.get(i.name.as_str()).cloned().unwrap_or_default();
                self.binds(known);
            }
            // `Object.assign({ … }, more)`
            Expression::CallExpression(c) if is_assign(&c.callee) => {
                for argument in c.arguments.iter().filter_map(|a| a.as_expression()) {
                    self.data(argument);
                }
            }
            // `data() { return { … } }` and `data: () => ({ … })`
            Expression::ArrowFunctionExpression(f) => {
                if let Some(value) = f.body.as_expression() {
                    self.data(value);
                }
            }
            _ => {}
        }
    }

    /// Remembers what a variable is given, if that is written out.
    pub(super) fn remember(&mut self, name: &str, value: &Expression<'_>) {
        if self.literals.len() >= NAMES {
            return;
        }
        let mut said = self.said(value);
        if said.is_empty() {
            return;
        }
        said.truncate(STRINGS);
        self.literals.insert(name.to_owned(), said);
        if let Expression::ObjectExpression(object) = value.get_inner_expression() {
            let mut keyed = self.keyed(object);
            keyed.truncate(STRINGS);
            self.objects.insert(name.to_owned(), keyed);
        }
    }

    /// Texts that properties of a component begin with.
    pub(super) fn defaults(&mut self, properties: &ObjectExpression<'_>) {
        for p in &properties.properties {
            if let ObjectPropertyKind::ObjectProperty(p) = p
                && let Some(key) = p.key.static_name()
            {
                self.out.given.push(key.to_string());
                let Expression::ObjectExpression(o) = p.value.get_inner_expression() else { continue };
                let Some(value) = property(o, "value") else { continue };
                let said = self.said(value);
                self.binds(said.into_iter().map(|t| (key.to_string(), t)).collect());
            }
        }
    }

    /// How a component's styles meet those around it.
    pub(super) fn component(&mut self, object: &ObjectExpression<'_>) {
        if let Some(Expression::ObjectExpression(options)) = property(object, "options") {
            let global =
                matches!(property(options, "addGlobalClass"), Some(Expression::BooleanLiteral(b)) if b.value);
            self.out.isolation = match property(options, "styleIsolation") {
                Some(Expression::StringLiteral(s)) => Some(s.value.to_string()),
                _ => global.then(|| "apply-shared".to_owned()),
            };
        }
        if let Some(external) = property(object, "externalClasses") {
            let names = self.said(external).into_iter();
            self.out.external = names.filter_map(|n| Some(n.text()?.value)).collect();
        }
    }
}
