//! Texts below the data of pages and components, through the names that stand for them.

use oxc_ast::ast::{Expression, ObjectExpression, ObjectPropertyKind};

use super::{super::fold::parts, Collector, Keyed, gather::is_assign, property};

/// Most strings that a name stands for, and most names.
pub(super) const STRINGS: usize = 500;
pub(super) const NAMES: usize = 5000;

/// Deepest field of data that is looked at.
const FIELDS_DEEP: usize = 8;
/// Most words, and the longest, that are told apart at one path.
const WORDS: usize = 6;
const LONG: usize = 64;

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
            let key = match p.key.static_name() {
                Some(key) => key.to_string(),
                // `[k]` and `['list[' + i + '].name']`: what is written of it.
                None => {
                    p.key.as_expression().map(|k| self.constants.beginning(&parts(k)).0).unwrap_or_default()
                }
            };
            let root = key.split(['.', '[']).next().unwrap_or("").to_owned();
            if root.is_empty() {
                continue;
            }
            out.extend(self.said(&p.value).into_iter().map(|t| (root.clone(), t)));
        }
        out
    }

    /// What a page or component shows.
    pub(super) fn data(&mut self, value: &Expression<'_>) {
        match value.get_inner_expression() {
            Expression::ObjectExpression(object) => self.fields("", object, 0),
            Expression::Identifier(i) => {
                let known = self.objects.get(i.name.as_str()).cloned().unwrap_or_default();
                for (key, said) in &known {
                    self.leaf(key, said.clone().text().map(|t| t.value));
                }
            }
            Expression::CallExpression(c) if is_assign(&c.callee) => {
                let arguments = c.arguments.iter().filter_map(|a| a.as_expression());
                return arguments.for_each(|a| self.data(a));
            }
            Expression::ArrowFunctionExpression(f) => {
                return f.body.as_expression().into_iter().for_each(|value| self.data(value));
            }
            _ => {}
        }
        let keyed = self.keyed_data(value);
        self.binds(keyed);
    }

    /// The same by its keys: an object, or a variable that was given one.
    pub(super) fn keyed_data(&self, value: &Expression<'_>) -> Keyed {
        match value.get_inner_expression() {
            Expression::ObjectExpression(object) => self.keyed(object),
            Expression::Identifier(i) => self.objects.get(i.name.as_str()).cloned().unwrap_or_default(),
            // `Object.assign({ … }, more)`
            Expression::CallExpression(c) if is_assign(&c.callee) => {
                let arguments = c.arguments.iter().filter_map(|a| a.as_expression());
                arguments.flat_map(|a| self.keyed_data(a)).collect()
            }
            // `data() { return { … } }` and `data: () => ({ … })`
            Expression::ArrowFunctionExpression(f) => {
                f.body.as_expression().map(|value| self.keyed_data(value)).unwrap_or_default()
            }
            _ => Keyed::new(),
        }
    }

    /// What the fields of an object may be, below a path.
    fn fields(&mut self, path: &str, object: &ObjectExpression<'_>, depth: usize) {
        for p in &object.properties {
            let ObjectPropertyKind::ObjectProperty(p) = p else {
                self.leaf(path, None);
                continue;
            };
            let Some(key) = p.key.static_name() else { continue };
            // `list[0].name` is the name of an item.
            let mut key = key.to_string();
            while let Some((from, to)) = key.find('[').and_then(|f| Some((f, f + key[f..].find(']')?))) {
                key.replace_range(from..=to, "");
            }
            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
            self.values(&path, &p.value, depth + 1);
        }
    }

    /// What may stand at a path.
    fn values(&mut self, path: &str, value: &Expression<'_>, depth: usize) {
        if depth > FIELDS_DEEP {
            return self.leaf(path, None);
        }
        match value.get_inner_expression() {
            Expression::ObjectExpression(o) => self.fields(path, o, depth),
            Expression::ArrayExpression(a) => {
                for element in a.elements.iter().take(STRINGS) {
                    match element.as_expression() {
                        Some(e) => self.values(path, e, depth + 1),
                        None => self.leaf(path, None),
                    }
                }
            }
            Expression::ConditionalExpression(c) => {
                self.values(path, &c.consequent, depth + 1);
                self.values(path, &c.alternate, depth + 1);
            }
            Expression::NumericLiteral(n) => self.leaf(path, Some(n.value.to_string())),
            Expression::NullLiteral(_) => self.leaf(path, Some(String::new())),
            Expression::StringLiteral(s) => self.leaf(path, Some(s.value.to_string())),
            Expression::TemplateLiteral(t) if t.expressions.is_empty() => {
                self.leaf(path, t.quasis.first().map(|q| q.value.raw.to_string()));
            }
            value @ (Expression::Identifier(_) | Expression::StaticMemberExpression(_)) => {
                let said = self.said(value);
                if said.is_empty() {
                    self.leaf(path, None);
                }
                for said in said {
                    self.leaf(path, said.text().map(|t| t.value));
                }
            }
            _ => self.leaf(path, None),
        }
    }

    /// Takes in what may stand at a path; `None`: anything.
    fn leaf(&mut self, path: &str, word: Option<String>) {
        if self.out.leaves.len() >= NAMES && !self.out.leaves.contains_key(path) {
            return;
        }
        let later = self.later;
        let leaf = self.out.leaves.entry(path.to_owned()).or_default();
        leaf.later |= later;
        match word.filter(|w| w.len() <= LONG && leaf.words.len() <= WORDS) {
            Some(word) if leaf.words.contains(&word) => {}
            Some(word) => leaf.words.push(word),
            None => leaf.open = true,
        }
    }

    /// Remembers what a variable is given, if that is written out.
    pub(super) fn remember(&mut self, name: &str, value: &Expression<'_>) {
        if self.literals.len() >= NAMES {
            return;
        }
        let mut said = self.said(value);
        let object = matches!(value.get_inner_expression(), Expression::ObjectExpression(_));
        if said.is_empty() && !object {
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
