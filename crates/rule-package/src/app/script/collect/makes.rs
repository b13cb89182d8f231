//! Data on its way to a page: objects that pages are made of, what is put into them later, helpers that show a text, other
//! names of `wx`.

use oxc_ast::ast::{
    BindingPattern, CallExpression, Expression, FormalParameters, ObjectExpression, ObjectPropertyKind,
};

use super::{
    super::{Head, NetworkCall, Parameter, fold::parts},
    Collector, Keyed, NETWORK,
    data::{NAMES, STRINGS},
    gather::is_assign,
    is_wx, property,
    urls::{network_in, url_of},
};
use crate::app::script::fold::Part;

/// Deepest expression that is looked into.
const DEEP: usize = 8;
/// Methods of lists that call a function with each item.
const EACH: [&str; 6] = ["forEach", "map", "filter", "some", "every", "find"];
/// Names that stand for no object of the program's data.
const NOT_DATA: [&str; 6] = ["module", "exports", "wx", "app", "that", "self"];

/// What a chain of properties begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Root {
    Variable(String),
    /// A key of the page's data.
    Data(String),
}

/// `list[0].item` begins with `list`; `this.data.list[0]` with the data's `list`.
fn root(expression: &Expression<'_>) -> Option<Root> {
    let mut at = expression.get_inner_expression();
    for _ in 0..DEEP {
        at = match at {
            Expression::Identifier(i) => return Some(Root::Variable(i.name.to_string())),
            Expression::StaticMemberExpression(m) => {
                if let Expression::StaticMemberExpression(of) = m.object.get_inner_expression()
                    && of.property.name == "data"
                    && match of.object.get_inner_expression() {
                        Expression::ThisExpression(_) => true,
                        Expression::Identifier(i) => matches!(i.name.as_str(), "that" | "self" | "_this"),
                        _ => false,
                    }
                {
                    return Some(Root::Data(m.property.name.to_string()));
                }
                m.object.get_inner_expression()
            }
            Expression::ComputedMemberExpression(m) => m.object.get_inner_expression(),
            _ => return None,
        };
    }
    None
}

/// The parameter of a function that has a name.
pub(super) fn named_parameter(head: Head) -> Option<Parameter> {
    match head {
        Head::Parameter(p) if !p.function.is_empty() => Some(p),
        _ => None,
    }
}

impl Collector<'_> {
    /// What a variable is given: another name of `wx`, or what a page may be made of.
    pub(super) fn holds(&mut self, name: &str, value: &Expression<'_>) {
        if is_wx(value) {
            self.wx.insert(name.to_owned());
        }
        let object = matches!(value.get_inner_expression(), Expression::ObjectExpression(_));
        if self.pages.len() < NAMES
            && (object
                || matches!(value.get_inner_expression(), Expression::CallExpression(c) if is_assign(&c.callee)))
        {
            let keyed = self.made_of(value, 0);
            if object || !keyed.is_empty() {
                self.pages.insert(name.to_owned(), keyed);
            }
        }
    }

    /// Data of what a page is made of.
    fn made_of(&self, value: &Expression<'_>, depth: usize) -> Keyed {
        if depth > DEEP {
            return Keyed::new();
        }
        match value.get_inner_expression() {
            Expression::ObjectExpression(o) => {
                let mut out = property(o, "data").map(|data| self.keyed_data(data)).unwrap_or_default();
                out.extend(self.spread_into(o, depth));
                out
            }
            Expression::Identifier(i) => self.pages.get(i.name.as_str()).cloned().unwrap_or_default(),
            // `Object.assign({}, base)`, `withLogin({ … })`
            Expression::CallExpression(c) => {
                let arguments = c.arguments.iter().filter_map(|a| a.as_expression());
                arguments.flat_map(|a| self.made_of(a, depth + 1)).collect()
            }
            _ => Keyed::new(),
        }
    }

    fn spread_into(&self, object: &ObjectExpression<'_>, depth: usize) -> Keyed {
        let spreads = object.properties.iter().filter_map(|p| match p {
            ObjectPropertyKind::SpreadProperty(s) => Some(&s.argument),
            ObjectPropertyKind::ObjectProperty(_) => None,
        });
        spreads.flat_map(|s| self.made_of(s, depth + 1)).collect()
    }

    /// Data of the objects that an object takes in.
    pub(super) fn spread(&self, object: &ObjectExpression<'_>) -> Keyed {
        self.spread_into(object, 0)
    }

    /// A page or component of something that is no object literal.
    pub(super) fn make(&mut self, value: &Expression<'_>) {
        let handed = match value.get_inner_expression() {
            Expression::Identifier(i) => self.parameter(&i.name, None).is_some(),
            _ => !self.frames.is_empty(),
        };
        self.makes |= !handed;
        let keyed = self.made_of(value, 0);
        self.binds(keyed);
    }

    /// `create({ data: … })` at the top of a script that makes no page itself.
    pub(super) fn may_make(&mut self, call: &CallExpression<'_>) {
        if !self.frames.is_empty() || self.makes || self.made.len() > STRINGS {
            return;
        }
        for argument in call.arguments.iter().filter_map(|a| a.as_expression()) {
            if matches!(
                argument.get_inner_expression(),
                Expression::ObjectExpression(_) | Expression::Identifier(_)
            ) {
                let keyed = self.made_of(argument, 0);
                self.made.extend(keyed);
            }
        }
    }

    /// `page.data = …`, `p.intro = …`, `list[0].name = …`, `options.url = …`
    pub(super) fn puts(&mut self, object: &Expression<'_>, name: Option<&str>, value: &Expression<'_>) {
        let mut found = root(object);
        if let Some(Root::Variable(variable)) = &found
            && self.parameter(variable, None).is_some()
        {
            found = self.items.get(variable).cloned();
        }
        match found {
            Some(Root::Data(key)) => {
                let said = self.said(value);
                self.binds(said.into_iter().map(|s| (key.clone(), s)).collect());
            }
            Some(Root::Variable(variable)) if !NOT_DATA.contains(&variable.as_str()) => {
                let direct = matches!(object.get_inner_expression(), Expression::Identifier(_));
                if let (Some("data"), true) = (name, direct) {
                    let keyed = self.keyed_data(value);
                    self.pages.insert(variable.clone(), keyed);
                }
                if let (Some("url"), true) = (name, direct) {
                    let heads = self.heads(value);
                    self.out.variables.push((url_of(&variable), heads));
                }
                if let (Some(name), true) = (name, direct)
                    && self.objects.get(&variable).is_some_and(|o| o.len() < STRINGS)
                {
                    let said: Vec<_> = self.said(value).into_iter().map(|s| (name.to_owned(), s)).collect();
                    self.objects.entry(variable.clone()).or_default().extend(said);
                }
                self.also(&variable, value);
            }
            _ => {}
        }
    }

    /// `list.forEach((item) => …)`: the item is one of the list's.
    pub(super) fn goes_through(&mut self, call: &CallExpression<'_>) {
        let Expression::StaticMemberExpression(m) = &call.callee else { return };
        if !EACH.contains(&m.property.name.as_str()) || self.items.len() >= NAMES {
            return;
        }
        let parameters: Option<&FormalParameters<'_>> =
            call.arguments.first().and_then(|a| a.as_expression()).and_then(|f| {
                match f.get_inner_expression() {
                    Expression::ArrowFunctionExpression(f) => Some(&*f.params),
                    Expression::FunctionExpression(f) => Some(&*f.params),
                    _ => None,
                }
            });
        if let Some(BindingPattern::BindingIdentifier(item)) =
            parameters.and_then(|p| p.items.first()).map(|p| &p.pattern)
            && let Some(root) = root(&m.object)
        {
            self.items.insert(item.name.to_string(), root);
        }
    }

    /// A value that a call shows may be a parameter.
    pub(super) fn teller(&mut self, value: &Expression<'_>, depth: usize) {
        if depth > DEEP {
            return;
        }
        let head = match value.get_inner_expression() {
            Expression::Identifier(i) => self.parameter(&i.name, None),
            Expression::StaticMemberExpression(m) => match m.object.get_inner_expression() {
                Expression::Identifier(i) => self.parameter(&i.name, Some(&m.property.name)),
                _ => None,
            },
            Expression::LogicalExpression(l) => {
                self.teller(&l.left, depth + 1);
                return self.teller(&l.right, depth + 1);
            }
            Expression::ConditionalExpression(c) => {
                self.teller(&c.consequent, depth + 1);
                return self.teller(&c.alternate, depth + 1);
            }
            other @ (Expression::TemplateLiteral(_) | Expression::BinaryExpression(_)) => {
                let parts = parts(other);
                if parts.len() > 1 {
                    for part in &parts {
                        if let Part::Value(value) = part {
                            self.teller(value, depth + 1);
                        }
                    }
                }
                return;
            }
            _ => None,
        };
        self.out.tellers.extend(head.and_then(named_parameter));
    }

    /// `context.fillText('…', x, y)` draws a text.
    pub(super) fn drawn(&mut self, call: &CallExpression<'_>) {
        if let Expression::StaticMemberExpression(m) = &call.callee
            && matches!(m.property.name.as_str(), "fillText" | "strokeText")
            && let Some(text) = call.arguments.first().and_then(|a| a.as_expression())
        {
            let said = self.said(text);
            self.show(said);
            self.teller(text, 0);
        }
    }

    /// `send.call(wx, { url: … })`, where `send` is a call of the network.
    pub(super) fn called_for(&mut self, call: &CallExpression<'_>) {
        let Expression::StaticMemberExpression(m) = &call.callee else { return };
        if m.property.name != "call" {
            return;
        }
        let kind = match m.object.get_inner_expression() {
            Expression::Identifier(i) => {
                self.aliases.iter().find(|(n, _)| *n == i.name.as_str()).map(|(_, kind)| *kind)
            }
            other => network_in(other),
        };
        if let (Some(kind), Some(options)) = (kind, call.arguments.get(1).and_then(|a| a.as_expression())) {
            let heads = self.url_heads(options);
            self.out.network.push(NetworkCall { kind, heads });
        }
    }

    /// The member of `wx` that is called by another name of `wx`.
    pub(super) fn member_of_wx(&self, callee: &Expression<'_>) -> Option<String> {
        let Expression::StaticMemberExpression(m) = callee else { return None };
        let Expression::Identifier(i) = m.object.get_inner_expression() else { return None };
        let known = self.wx.contains(i.name.as_str()) && self.parameter(&i.name, None).is_none();
        let name = m.property.name.as_str();
        (known
            && (NETWORK.iter().any(|(n, _)| *n == name)
                || name.starts_with("show")
                || name.starts_with("set")))
        .then(|| name.to_owned())
    }
}
