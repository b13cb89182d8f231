//! Strings below an expression that is data, and where those stand that a name means.

use oxc_ast::ast::{ArrayExpressionElement, CallExpression, Expression, ObjectPropertyKind, TemplateLiteral};

use super::{
    super::{
        Elsewhere, Text,
        fold::{Part, parts},
    },
    Collector, Keyed, Said,
    data::STRINGS,
    string_text,
};

/// Deepest expression that is looked into.
const DEEP: usize = 40;
/// Methods of lists whose result has what the list has.
const LISTS: [&str; 10] =
    ["map", "filter", "concat", "slice", "reverse", "sort", "flat", "flatMap", "join", "find"];

/// `Object.assign`.
pub(super) fn is_assign(callee: &Expression<'_>) -> bool {
    matches!(callee, Expression::StaticMemberExpression(m) if m.property.name == "assign"
        && matches!(&m.object, Expression::Identifier(i) if i.name == "Object"))
}

/// The module of `require('…')`.
fn required<'b>(value: &'b Expression<'_>) -> Option<&'b str> {
    let Expression::CallExpression(c) = value.get_inner_expression() else { return None };
    match (&c.callee, c.arguments.first()?.as_expression()?) {
        (Expression::Identifier(i), Expression::StringLiteral(s)) if i.name == "require" => {
            Some(s.value.as_str())
        }
        _ => None,
    }
}

impl Said {
    pub(super) fn text(self) -> Option<Text> {
        match self {
            Self::Text(text) => Some(text),
            Self::Elsewhere(_) => None,
        }
    }
}

impl Collector<'_> {
    /// What is said below an expression.
    pub(super) fn said(&self, expression: &Expression<'_>) -> Vec<Said> {
        let mut out = Vec::new();
        self.gather(expression, 0, &mut out);
        out
    }

    fn gather(&self, expression: &Expression<'_>, depth: usize, out: &mut Vec<Said>) {
        if depth > DEEP {
            return;
        }
        let deeper = depth + 1;
        match expression.get_inner_expression() {
            Expression::StringLiteral(s) => out.push(Said::Text(string_text(&s.value, s.span))),
            Expression::TemplateLiteral(t) => {
                if !t.expressions.is_empty() {
                    let together = self.together(&parts(expression));
                    out.extend(together);
                }
                self.quasis(t, out);
            }
            Expression::ArrayExpression(a) => {
                for element in &a.elements {
                    match element {
                        ArrayExpressionElement::SpreadElement(s) => self.gather(&s.argument, deeper, out),
                        element => {
                            if let Some(e) = element.as_expression() {
                                self.gather(e, deeper, out);
                            }
                        }
                    }
                }
            }
            Expression::ObjectExpression(o) => {
                for p in &o.properties {
                    match p {
                        ObjectPropertyKind::ObjectProperty(p) => self.gather(&p.value, deeper, out),
                        ObjectPropertyKind::SpreadProperty(s) => self.gather(&s.argument, deeper, out),
                    }
                }
            }
            Expression::ConditionalExpression(c) => {
                self.gather(&c.consequent, deeper, out);
                self.gather(&c.alternate, deeper, out);
            }
            Expression::LogicalExpression(l) => {
                self.gather(&l.left, deeper, out);
                self.gather(&l.right, deeper, out);
            }
            Expression::BinaryExpression(b) if b.operator.as_str() == "+" => {
                let parts = parts(expression);
                let together = self.together(&parts);
                out.extend(together);
                for part in &parts {
                    if let Part::Value(value) = part {
                        self.gather(value, deeper, out);
                    }
                }
            }
            Expression::AwaitExpression(a) => self.gather(&a.argument, deeper, out),
            // A constant that was written before, here or in another module.
            Expression::Identifier(i) => self.name(&i.name, out),
            Expression::StaticMemberExpression(m) => {
                let name = m.property.name.as_str();
                match m.object.get_inner_expression() {
                    Expression::Identifier(i) if self.parameter(&i.name, None).is_some() => {}
                    Expression::Identifier(i) => {
                        let known = self.objects.get(i.name.as_str()).map(Vec::as_slice).unwrap_or_default();
                        out.extend(
                            known.iter().filter(|(key, _)| key == name).take(STRINGS).map(|(_, s)| s.clone()),
                        );
                        if let Some((module, _)) = self.imports.get(i.name.as_str()) {
                            out.push(elsewhere(module, Some(name)));
                        }
                    }
                    Expression::StaticMemberExpression(o) if o.property.name == "globalData" => {
                        out.push(Said::Elsewhere(Elsewhere::Global(name.to_owned())));
                    }
                    // `TEXTS.home.title`: the module knows its keys.
                    Expression::StaticMemberExpression(o) => {
                        if let Expression::Identifier(i) = o.object.get_inner_expression()
                            && let Some((module, _)) = self.imports.get(i.name.as_str())
                        {
                            out.push(elsewhere(module, Some(name)));
                        }
                    }
                    // `require('…').NAME`
                    object => {
                        if let Some(module) = required(object) {
                            out.push(elsewhere(module, Some(name)));
                        }
                    }
                }
            }
            Expression::CallExpression(c) => self.called(c, deeper, out),
            // `TEXTS[kind]` may be any of them.
            Expression::ComputedMemberExpression(m) => {
                if let Expression::Identifier(i) = m.object.get_inner_expression() {
                    self.name(&i.name, out);
                }
            }
            // `new Map([…])`
            Expression::NewExpression(n) if matches!(&n.callee, Expression::Identifier(i) if i.name == "Map" || i.name == "Set") => {
                for argument in n.arguments.iter().filter_map(|a| a.as_expression()) {
                    self.gather(argument, deeper, out);
                }
            }
            _ => {}
        }
    }

    /// What neighbouring constants make together.
    fn together(&self, parts: &[Part<'_, '_>]) -> Vec<Said> {
        let hidden = |p: &Part<'_, '_>| matches!(p, Part::Value(Expression::Identifier(i)) if self.parameter(&i.name, None).is_some());
        let runs = parts.split(hidden).flat_map(|run| self.constants.runs(run));
        runs.map(Said::Text).collect()
    }

    fn called(&self, call: &CallExpression<'_>, deeper: usize, out: &mut Vec<Said>) {
        if let Expression::StaticMemberExpression(m) = &call.callee
            && matches!(m.property.name.as_str(), "join" | "concat" | "fromCharCode" | "fromCodePoint")
        {
            out.extend(self.constants.call(call).map(Said::Text));
        }
        let arguments = call.arguments.iter().filter_map(|a| a.as_expression());
        match &call.callee {
            callee if is_assign(callee) => arguments.for_each(|a| self.gather(a, deeper, out)),
            Expression::StaticMemberExpression(m) => {
                let name = m.property.name.as_str();
                if matches!(m.object.get_inner_expression(), Expression::ThisExpression(_)) {
                    out.push(Said::Elsewhere(Elsewhere::Returned(name.to_owned())));
                } else if let (Expression::Identifier(i), "get") = (m.object.get_inner_expression(), name) {
                    self.name(&i.name, out);
                } else if LISTS.contains(&name) {
                    self.gather(&m.object, deeper, out);
                    for argument in arguments {
                        match argument.get_inner_expression() {
                            Expression::ArrowFunctionExpression(f)
                                if name.ends_with("ap") || name == "flatMap" =>
                            {
                                if let Some(value) = f.body.as_expression() {
                                    self.gather(value, deeper, out);
                                }
                            }
                            _ if name == "concat" => self.gather(argument, deeper, out),
                            _ => {}
                        }
                    }
                }
            }
            Expression::Identifier(i) if self.parameter(&i.name, None).is_none() => {
                out.push(Said::Elsewhere(Elsewhere::Returned(i.name.to_string())));
            }
            _ => {}
        }
    }

    fn quasis(&self, template: &TemplateLiteral<'_>, out: &mut Vec<Said>) {
        for quasi in &template.quasis {
            let start = self.text.len().min(quasi.span.start as usize);
            let raw = quasi.value.raw.as_str();
            let skew = (0..3).find(|n| self.text.get(start + n..).is_some_and(|t| t.starts_with(raw)));
            let skew = skew.unwrap_or(0);
            let bytes = start + skew..start + skew + raw.len();
            out.push(Said::Text(Text { value: raw.to_owned(), bytes, joints: Vec::new() }));
        }
    }

    fn name(&self, name: &str, out: &mut Vec<Said>) {
        if self.parameter(name, None).is_some() {
            return;
        }
        let known = self.literals.get(name).map(Vec::as_slice).unwrap_or_default();
        let room = STRINGS.saturating_sub(out.len());
        out.extend(known.iter().take(room).cloned());
        if known.is_empty()
            && let Some((module, there)) = self.imports.get(name)
        {
            out.push(elsewhere(module, there.as_deref()));
        }
    }

    /// A variable that is given more.
    pub(super) fn also(&mut self, name: &str, value: &Expression<'_>) {
        let said = self.said(value);
        if said.is_empty() || self.literals.len() >= super::data::NAMES {
            return;
        }
        let known = self.literals.entry(name.to_owned()).or_default();
        known.extend(said);
        known.truncate(STRINGS);
    }

    /// `list.push(…)`
    pub(super) fn grows(&mut self, call: &CallExpression<'_>) {
        if let Expression::StaticMemberExpression(m) = &call.callee
            && matches!(m.property.name.as_str(), "push" | "unshift")
            && let Expression::Identifier(i) = m.object.get_inner_expression()
        {
            for argument in call.arguments.iter().filter_map(|a| a.as_expression()) {
                self.also(&i.name, argument);
            }
        }
    }

    /// `const x = require('…')`, or one name out of it.
    pub(super) fn loaded(&mut self, name: &str, value: &Expression<'_>) {
        let (value, there) = match value.get_inner_expression() {
            Expression::StaticMemberExpression(m) => (&m.object, Some(m.property.name.to_string())),
            _ => (value, None),
        };
        if let Some(module) = required(value) {
            self.imports.insert(name.to_owned(), (module.to_owned(), there));
        }
    }

    /// `const { there: name } = require('…')`, or out of what was loaded.
    pub(super) fn taken(&mut self, name: &str, there: &str, value: &Expression<'_>) {
        let module = required(value).map(str::to_owned).or_else(|| match value.get_inner_expression() {
            Expression::Identifier(i) => self.imports.get(i.name.as_str()).map(|(module, _)| module.clone()),
            _ => None,
        });
        if let Some(module) = module {
            self.imports.insert(name.to_owned(), (module, Some(there.to_owned())));
        }
    }

    /// What is put into an object: what a module gives, or what the whole program shares.
    pub(super) fn put(&mut self, object: &Expression<'_>, name: &str, value: &Expression<'_>) {
        match object.get_inner_expression() {
            Expression::Identifier(i) if i.name == "module" && name == "exports" => {
                self.gives("default", value)
            }
            Expression::Identifier(i) if i.name == "exports" => self.gives(name, value),
            Expression::StaticMemberExpression(m) if m.property.name == "exports" => self.gives(name, value),
            Expression::StaticMemberExpression(m) if m.property.name == "globalData" => {
                let texts = self.said(value).into_iter().filter_map(Said::text);
                self.out.globals.extend(texts.map(|t| (name.to_owned(), t)));
            }
            _ => {}
        }
    }

    /// What a module gives under a name, and below its keys.
    pub(super) fn gives(&mut self, name: &str, value: &Expression<'_>) {
        let texts = self.said(value).into_iter().filter_map(Said::text);
        self.out.constants.extend(texts.map(|t| (name.to_owned(), t)));
        if let Expression::ObjectExpression(o) = value.get_inner_expression() {
            let keyed = self.keyed(o);
            self.out.constants.extend(keyed.into_iter().filter_map(|(k, s)| Some((k, s.text()?))));
        }
    }

    /// What a function returns.
    pub(super) fn tells(&mut self, name: &str, value: &Expression<'_>) {
        if self.told.len() >= super::data::NAMES {
            return;
        }
        let texts: Vec<_> = self.said(value).into_iter().filter_map(Said::text).collect();
        if !texts.is_empty() {
            let known = self.told.entry(name.to_owned()).or_default();
            known.extend(texts);
            known.truncate(STRINGS);
        }
    }

    /// Data of a page or component.
    pub(super) fn binds(&mut self, keyed: Keyed) {
        for (key, said) in keyed {
            match said {
                Said::Text(text) => self.out.data.push((key, text)),
                Said::Elsewhere(place) => self.out.elsewhere.push((Some(key), place)),
            }
        }
    }

    /// Texts that a call shows.
    pub(super) fn show(&mut self, said: Vec<Said>) {
        for said in said {
            match said {
                Said::Text(text) => self.out.shown.push(text),
                Said::Elsewhere(place) => self.out.elsewhere.push((None, place)),
            }
        }
    }

    /// What was said of functions and names is known at the end.
    pub(super) fn settle(&mut self) {
        let told = std::mem::take(&mut self.told);
        let mut open = Vec::new();
        for (key, place) in std::mem::take(&mut self.out.elsewhere) {
            match &place {
                Elsewhere::Returned(name) => {
                    let texts = told.get(name).map(Vec::as_slice).unwrap_or_default();
                    self.out.told.extend(texts.iter().map(|t| (key.clone(), t.clone())));
                }
                _ if !open.contains(&(key.clone(), place.clone())) && open.len() < STRINGS => {
                    open.push((key, place))
                }
                _ => {}
            }
        }
        self.out.told.truncate(4 * STRINGS);
        self.out.elsewhere = open;
        // What a function returns, other modules and templates (WXS) may show.
        for (name, texts) in told {
            self.out.constants.extend(texts.into_iter().map(|t| (name.clone(), t)));
        }
        for (name, said) in std::mem::take(&mut self.literals) {
            let texts = said.into_iter().filter_map(Said::text);
            self.out.constants.extend(texts.map(|t| (name.clone(), t)));
        }
        for (_, keyed) in std::mem::take(&mut self.objects) {
            self.out.constants.extend(keyed.into_iter().filter_map(|(k, s)| Some((k, s.text()?))));
        }
        // Maps have no order.
        self.out.constants.sort_by(|a, b| (&a.0, a.1.bytes.start).cmp(&(&b.0, b.1.bytes.start)));
        self.out.constants.dedup();
    }
}

fn elsewhere(module: &str, name: Option<&str>) -> Said {
    Said::Elsewhere(Elsewhere::Module { module: module.to_owned(), name: name.map(str::to_owned) })
}
