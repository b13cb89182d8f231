//! Where the URLs of network calls are kept: options, tables by environment, other names of the calls.

use oxc_ast::ast::{Expression, ObjectExpression, ObjectPropertyKind};

use super::{super::Head, Collector, NETWORK, property, wx_member};

/// Name of what any of an object's values is called.
pub(super) fn any_of(name: &str) -> String {
    format!("{name}[]")
}

/// Name of the URL among the options that a variable holds.
pub(super) fn url_of(name: &str) -> String {
    format!("{name}.url")
}

/// Whether a name is one under which addresses are kept.
pub(super) fn holds_hosts(name: &str) -> bool {
    let name = name.to_lowercase();
    ["host", "url", "base", "api", "env", "server", "domain", "config"].iter().any(|w| name.contains(w))
}

/// Kind of the network's call that an expression is, or is made of.
pub(super) fn network_in(value: &Expression<'_>) -> Option<&'static str> {
    let kind = |e: &Expression<'_>| {
        let name = wx_member(e.get_inner_expression())?;
        NETWORK.iter().find(|(n, _)| *n == name).map(|(_, kind)| *kind)
    };
    match value.get_inner_expression() {
        Expression::CallExpression(c) => c.arguments.iter().filter_map(|a| a.as_expression()).find_map(kind),
        other => kind(other),
    }
}

impl Collector<'_> {
    /// Where the URL among the options of a network call begins.
    pub(super) fn url_heads(&self, options: &Expression<'_>) -> Vec<Head> {
        match options.get_inner_expression() {
            Expression::ObjectExpression(o) => match property(o, "url").or_else(|| self.computed(o, "url")) {
                Some(url) => self.heads(url),
                // `{ ...options, method }`
                None => o
                    .properties
                    .iter()
                    .filter_map(|p| match p {
                        ObjectPropertyKind::SpreadProperty(s) => Some(self.url_heads(&s.argument)),
                        ObjectPropertyKind::ObjectProperty(_) => None,
                    })
                    .flatten()
                    .collect(),
            },
            // `wx.request(options)`: the URL is a property of the variable or parameter.
            Expression::Identifier(i) => {
                let variable = || Head::Variable(url_of(&i.name));
                vec![self.parameter(&i.name, Some("url")).unwrap_or_else(variable)]
            }
            // `Object.assign({ url }, options)`
            Expression::CallExpression(c) if matches!(&c.callee, Expression::StaticMemberExpression(m) if m.property.name == "assign") => {
                c.arguments.iter().filter_map(|a| a.as_expression()).flat_map(|a| self.url_heads(a)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The property of a computed name that is known: `{ [k]: … }`.
    fn computed<'b, 'a>(&self, object: &'b ObjectExpression<'a>, name: &str) -> Option<&'b Expression<'a>> {
        object.properties.iter().find_map(|p| match p {
            ObjectPropertyKind::ObjectProperty(p) if p.computed => {
                let Expression::Identifier(key) = p.key.as_expression()? else { return None };
                (self.constants.get(&key.name) == Some(name)).then_some(&p.value)
            }
            _ => None,
        })
    }

    /// A variable that holds options of a call: `const options = { url: … }`.
    pub(super) fn options(&mut self, name: &str, value: &Expression<'_>) {
        if let Expression::ObjectExpression(o) = value.get_inner_expression()
            && let Some(url) = property(o, "url")
        {
            let heads = self.heads(url);
            if !heads.is_empty() {
                self.out.variables.push((url_of(name), heads));
            }
        }
    }

    /// Values of an object literal, one of which `NAME[key]` means.
    pub(super) fn any_values(&self, value: &Expression<'_>) -> Vec<Head> {
        let Expression::ObjectExpression(o) = value.get_inner_expression() else { return Vec::new() };
        let values = o.properties.iter().filter_map(|p| match p {
            ObjectPropertyKind::ObjectProperty(p) => Some(self.heads(&p.value)),
            ObjectPropertyKind::SpreadProperty(_) => None,
        });
        let heads: Vec<_> = values.flatten().collect();
        let address = |h: &Head| matches!(h, Head::Literal(t) if t.value.contains("://"));
        if heads.iter().any(address) { heads } else { Vec::new() }
    }
}
