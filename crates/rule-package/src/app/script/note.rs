//! The second walk over a script's tree.

mod knows;
mod pages;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use oxc_ast::ast::{
    ArrowFunctionExpression, AssignmentExpression, AssignmentTarget, BindingPattern, CallExpression,
    ConditionalExpression, Expression, Function, IfStatement, ImportExpression, LogicalExpression,
    MethodDefinition, NewExpression, ObjectProperty, PropertyDefinition, SpreadElement, Statement,
    StringLiteral, TemplateLiteral, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;

use knows::Names;
use pages::is_written;

use super::{
    ROUTES, Text,
    collect::{bytes, is_function, is_wx, property, string_text, wx_member},
    fold::Constants,
    notes::{Flag, Gate, Knows, Named, Notes, Place, Route, Use},
};

/// Calls that change which tabs there are.
const TABS: [&str; 4] = ["setTabBarItem", "hideTabBar", "showTabBar", "setTabBarStyle"];
/// Calls whose call-backs run when a server has answered.
const ANSWERS: [&str; 6] =
    ["request", "uploadFile", "downloadFile", "connectSocket", "callFunction", "callContainer"];
/// Shortest string without a name that is kept.
const LONG: usize = 16;
/// Longest that may be a path.
const PATH: usize = 300;

pub(super) struct Noter<'t> {
    text: &'t str,
    out: Notes,
    /// Names of the functions around.
    frames: Vec<Option<String>>,
    pending: Option<String>,
    /// Call-backs of the network around.
    answers: usize,
    /// Literals that were kept under their name.
    kept: BTreeSet<u32>,
    variables: BTreeMap<String, Knows>,
    /// Gates whose branches are being walked.
    gates: Vec<Gate>,
    /// Object literals of a page's or component's data around.
    data: usize,
    pages: usize,
    handlers: BTreeSet<String>,
    unclear: bool,
    /// Flags of the objects that variables hold.
    objects: BTreeMap<String, Range<usize>>,
    /// Calls of `setData` around.
    sets: usize,
    /// Names that were given what an attribute `data-…` says.
    datasets: BTreeMap<String, String>,
    /// Members of `wx` that have a name of their own.
    natives: BTreeMap<String, String>,
    /// Strings that names stand for.
    constants: Constants,
}

impl<'t> Noter<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            out: Notes::default(),
            frames: Vec::new(),
            pending: None,
            answers: 0,
            kept: BTreeSet::new(),
            variables: BTreeMap::new(),
            gates: Vec::new(),
            data: 0,
            pages: 0,
            handlers: BTreeSet::new(),
            unclear: false,
            objects: BTreeMap::new(),
            sets: 0,
            datasets: BTreeMap::new(),
            natives: BTreeMap::new(),
            constants: Constants::default(),
        }
    }

    pub(super) fn finish(mut self) -> Notes {
        if self.pages == 1 && !self.unclear {
            self.out.handlers = Some(self.handlers);
        }
        self.out
    }

    fn function(&self) -> String {
        self.frames.iter().flatten().next().cloned().unwrap_or_default()
    }

    /// Whether this is given by `setData` as soon as a page opens, whatever happens.
    fn first(&self) -> bool {
        let opens =
            matches!(self.function().as_str(), "onLoad" | "onShow" | "onReady" | "attached" | "created");
        self.sets > 0
            && opens
            && self.gates.is_empty()
            && self.frames.iter().flatten().count() == self.frames.len()
    }

    /// Data takes in what a variable holds.
    fn takes_in(&mut self, name: &str) {
        let flags = self.objects.get(name).cloned().unwrap_or_default();
        self.out.flags.get_mut(flags).into_iter().flatten().for_each(|f| f.data = true);
    }

    /// The name of an attribute `data-…` that an expression reads.
    fn dataset(&self, value: &Expression<'_>) -> Option<String> {
        match value.get_inner_expression() {
            Expression::Identifier(i) => self.datasets.get(i.name.as_str()).cloned(),
            Expression::StaticMemberExpression(m) => match m.object.get_inner_expression() {
                Expression::StaticMemberExpression(o) if o.property.name == "dataset" => {
                    Some(m.property.name.to_string())
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn place(&self) -> Place {
        Place { function: self.function(), answered: self.answers > 0 }
    }

    /// Keeps a literal under the name it is given.
    fn give(&mut self, name: &str, value: &Expression<'_>) {
        match value.get_inner_expression() {
            Expression::StringLiteral(s) => {
                self.kept.insert(s.span.start);
                self.string(Some(name.to_owned()), string_text(&s.value, s.span));
            }
            Expression::TemplateLiteral(t) if t.expressions.is_empty() => {
                if let Some(text) = self.quasi(t, 0) {
                    self.kept.insert(t.span.start);
                    self.string(Some(name.to_owned()), text);
                }
            }
            Expression::BooleanLiteral(b) => self.out.flags.push(Flag {
                name: name.to_owned(),
                value: b.value,
                bytes: bytes(b.span),
                data: self.data > 0,
                first: self.first(),
            }),
            // `!0` and `!1` of minifiers.
            Expression::UnaryExpression(u) if u.operator.as_str() == "!" => {
                if let Expression::NumericLiteral(n) = &u.argument {
                    let flag = Flag {
                        name: name.to_owned(),
                        value: n.value == 0.0,
                        bytes: bytes(u.span),
                        data: self.data > 0,
                        first: self.first(),
                    };
                    self.out.flags.push(flag);
                }
            }
            inner @ (Expression::BinaryExpression(_)
            | Expression::CallExpression(_)
            | Expression::TemplateLiteral(_)) => {
                if let Some(text) = self.constants.text(inner) {
                    self.string(Some(name.to_owned()), text);
                }
            }
            inner if is_function(inner) => self.pending = Some(name.to_owned()),
            _ => {}
        }
        let knows = self.knows(value);
        if knows != Knows::NOTHING {
            let known = self.variables.entry(name.to_owned()).or_default();
            *known = known.and(knows);
        }
    }

    fn string(&mut self, name: Option<String>, text: Text) {
        if text.value.len() < PATH && text.value.contains(['/', '.']) {
            self.out.paths.push(text.value.clone());
        }
        if text.value.len() >= LONG || name.is_some() {
            self.out.strings.push(Named { name, text });
        }
    }

    /// A written part of a template, with its bytes.
    fn quasi(&self, template: &TemplateLiteral<'_>, i: usize) -> Option<Text> {
        let quasi = template.quasis.get(i)?;
        let raw = quasi.value.raw.as_str();
        let start = (quasi.span.start as usize).min(self.text.len());
        let skew = (0..3).find(|n| self.text.get(start + n..).is_some_and(|t| t.starts_with(raw)))?;
        let value = quasi.value.cooked.as_ref().unwrap_or(&quasi.value.raw).to_string();
        Some(Text { value, bytes: start + skew..start + skew + raw.len(), joints: Vec::new() })
    }

    /// The written beginning of a value, and whether it is the whole.
    fn beginning(&self, expression: &Expression<'_>) -> Option<(Text, bool)> {
        match expression.get_inner_expression() {
            Expression::StringLiteral(s) => Some((string_text(&s.value, s.span), true)),
            Expression::TemplateLiteral(t) => Some((self.quasi(t, 0)?, t.expressions.is_empty())),
            Expression::BinaryExpression(b) if b.operator.as_str() == "+" => {
                let mut left = &b.left;
                while let Expression::BinaryExpression(inner) = left.get_inner_expression() {
                    left = &inner.left;
                }
                match left.get_inner_expression() {
                    Expression::StringLiteral(s) => Some((string_text(&s.value, s.span), false)),
                    Expression::TemplateLiteral(t) => Some((self.quasi(t, 0)?, false)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn gate<'a>(&mut self, test: &Expression<'a>, branches: impl FnOnce(&mut Self)) {
        let mut names = Names::default();
        names.read(test, 0);
        let base = self.gates.len();
        self.gates.push(Gate {
            bytes: bytes(test.span()),
            knows: self.knows(test),
            names: names.0,
            answered: self.answers > 0,
            leads: false,
            tabs: false,
            shows: false,
        });
        self.probe(test, 0);
        branches(self);
        self.close(base);
    }

    /// What was decided from here on is known.
    fn close(&mut self, base: usize) {
        let closed = self.gates.drain(base..).filter(|g| g.leads || g.shows);
        self.out.gates.extend(closed);
    }

    /// After `if (…) return;` the rest of the function hangs on the condition.
    fn rest(&mut self, it: &IfStatement<'_>) {
        let returns = |s: &Statement<'_>| matches!(s, Statement::ReturnStatement(r) if r.argument.is_none());
        let leaves = match &it.consequent {
            Statement::BlockStatement(b) => b.body.len() == 1 && b.body.iter().all(returns),
            other => returns(other),
        };
        if leaves && it.alternate.is_none() {
            let mut names = Names::default();
            names.read(&it.test, 0);
            let (bytes, knows) = (bytes(it.test.span()), self.knows(&it.test));
            self.gates.push(Gate {
                bytes,
                knows,
                names: names.0,
                answered: self.answers > 0,
                leads: false,
                tabs: false,
                shows: false,
            });
        }
    }

    fn leads(&mut self, tabs: bool) {
        for gate in &mut self.gates {
            gate.leads = true;
            gate.tabs |= tabs;
        }
    }

    /// `if (wx.x)` asks whether there is such a member.
    fn probe(&mut self, test: &Expression<'_>, depth: usize) {
        match test.get_inner_expression() {
            Expression::LogicalExpression(l) if depth < 20 => {
                self.probe(&l.left, depth + 1);
                self.probe(&l.right, depth + 1);
            }
            Expression::UnaryExpression(u) if depth < 20 => self.probe(&u.argument, depth + 1),
            member if wx_member(member).is_some() => {
                self.out.probes.insert(member.span().start as usize);
            }
            _ => {}
        }
    }

    fn wx_call(&mut self, name: &str, call: &CallExpression<'_>) {
        self.out.uses.push(Use {
            api: name.to_owned(),
            bytes: bytes(call.callee.span()),
            place: self.place(),
        });
        let first =
            call.arguments.first().and_then(|a| a.as_expression()).map(Expression::get_inner_expression);
        let object = match first {
            Some(Expression::ObjectExpression(o)) => Some(o),
            _ => None,
        };
        if let Some(route) = ROUTES.iter().find(|r| **r == name) {
            self.leads(matches!(name, "switchTab" | "reLaunch"));
            if let Some((url, whole)) =
                object.and_then(|o| property(o, "url")).and_then(|u| self.beginning(u))
            {
                self.out.routes.push(Route { call: route, url, whole, place: self.place() });
            }
            if let Some(name) = object.and_then(|o| property(o, "url")).and_then(|u| self.dataset(u)) {
                self.out.dataset_routes.push((route, name));
            }
        }
        if TABS.contains(&name) {
            self.leads(true);
        }
        let on = match object.and_then(|o| property(o, "enableDebug")).map(Expression::get_inner_expression) {
            Some(Expression::BooleanLiteral(on)) => on.value,
            Some(Expression::Identifier(i)) => {
                self.out.flags.iter().rev().find(|f| f.name == i.name.as_str()).is_some_and(|f| f.value)
            }
            _ => false,
        };
        if name == "setEnableDebug" && on {
            self.out.debug.push(bytes(call.callee.span()));
        }
    }
}

impl<'a> Visit<'a> for Noter<'_> {
    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if let (Some(init), BindingPattern::BindingIdentifier(id)) = (&it.init, &it.id) {
            self.constants.declare(&id.name, init);
            self.give(&id.name, init);
            if let Some(name) = self.dataset(init) {
                self.datasets.insert(id.name.to_string(), name);
            }
        }
        if let (Some(init), BindingPattern::ObjectPattern(o)) = (&it.init, &it.id) {
            let data = matches!(init.get_inner_expression(), Expression::StaticMemberExpression(m) if m.property.name == "dataset");
            for p in &o.properties {
                let (Some(key), BindingPattern::BindingIdentifier(b)) = (p.key.static_name(), &p.value)
                else {
                    continue;
                };
                if data {
                    self.datasets.insert(b.name.to_string(), key.to_string());
                }
                if is_wx(init) {
                    self.natives.insert(b.name.to_string(), key.to_string());
                }
            }
        }
        let before = self.out.flags.len();
        walk::walk_variable_declarator(self, it);
        if let (BindingPattern::BindingIdentifier(id), Some(init)) = (&it.id, &it.init)
            && matches!(init.get_inner_expression(), Expression::ObjectExpression(_))
        {
            self.objects.insert(id.name.to_string(), before..self.out.flags.len());
        }
    }

    fn visit_spread_element(&mut self, it: &SpreadElement<'a>) {
        if self.data > 0
            && let Expression::Identifier(i) = &it.argument
        {
            self.takes_in(&i.name);
        }
        walk::walk_spread_element(self, it);
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        let mut data = false;
        if let Some(key) = it.key.static_name() {
            data = key == "data" && self.frames.is_empty();
            self.give(&key, &it.value);
            if let Expression::Identifier(i) = it.value.get_inner_expression()
                && data
            {
                self.takes_in(&i.name);
            }
        }
        self.data += usize::from(data);
        walk::walk_object_property(self, it);
        self.data -= usize::from(data);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        if let (Some(key), Some(value)) = (it.key.static_name(), &it.value) {
            self.give(&key, value);
        }
        walk::walk_property_definition(self, it);
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        self.pending = it.key.static_name().map(|k| k.to_string());
        walk::walk_method_definition(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        match &it.left {
            AssignmentTarget::AssignmentTargetIdentifier(i) => {
                self.out.wraps |= matches!(i.name.as_str(), "Page" | "Component");
                self.constants.forget(&i.name);
                self.give(&i.name, &it.right);
            }
            AssignmentTarget::StaticMemberExpression(m) => {
                let name = m.property.name.as_str();
                let global = match m.object.get_inner_expression() {
                    Expression::Identifier(i) => {
                        matches!(i.name.as_str(), "globalThis" | "global" | "window" | "wx")
                    }
                    Expression::ThisExpression(_) => true,
                    _ => false,
                };
                self.out.wraps |= global && matches!(name, "Page" | "Component");
                self.handlers.insert(name.to_owned());
                self.give(name, &it.right);
            }
            AssignmentTarget::ComputedMemberExpression(m)
                if matches!(m.object.get_inner_expression(), Expression::ThisExpression(_)) =>
            {
                self.unclear = true;
            }
            _ => {}
        }
        walk::walk_assignment_expression(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        let pending = self.pending.take();
        self.frames.push(it.id.as_ref().map(|i| i.name.to_string()).or(pending));
        let base = self.gates.len();
        walk::walk_function(self, it, flags);
        self.close(base);
        self.frames.pop();
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        let pending = self.pending.take();
        self.frames.push(pending);
        let base = self.gates.len();
        walk::walk_arrow_function_expression(self, it);
        self.close(base);
        self.frames.pop();
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.visit_expression(&it.test);
        self.gate(&it.test, |noter| {
            noter.visit_statement(&it.consequent);
            if let Some(alternate) = &it.alternate {
                noter.visit_statement(alternate);
            }
        });
        self.rest(it);
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.visit_expression(&it.test);
        self.gate(&it.test, |noter| {
            noter.visit_expression(&it.consequent);
            noter.visit_expression(&it.alternate);
        });
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        self.visit_expression(&it.left);
        self.gate(&it.left, |noter| noter.visit_expression(&it.right));
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        if !self.kept.remove(&it.span.start) {
            self.string(None, string_text(&it.value, it.span));
        }
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        if !self.kept.remove(&it.span.start) {
            for i in 0..it.quasis.len() {
                if let Some(text) = self.quasi(it, i) {
                    self.string(None, text);
                }
            }
        }
        walk::walk_template_literal(self, it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        if let Expression::Identifier(i) = &it.callee {
            match i.name.as_str() {
                "Function" => self.run("Function", bytes(it.span), &it.arguments),
                "VConsole" | "vConsole" => self.out.debug.push(bytes(it.callee.span())),
                _ => {}
            }
        }
        walk::walk_new_expression(self, it);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.out.computed_require |= !matches!(it.source, Expression::StringLiteral(_));
        walk::walk_import_expression(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let first =
            it.arguments.first().and_then(|a| a.as_expression()).map(Expression::get_inner_expression);
        let mut answers = false;
        let mut sets = false;
        let native = match &it.callee {
            Expression::Identifier(i) => self.natives.get(i.name.as_str()).cloned(),
            _ => None,
        };
        if let Some(name) = wx_member(&it.callee).map(str::to_owned).or(native) {
            self.wx_call(&name, it);
            answers = ANSWERS.contains(&name.as_str());
        } else {
            match &it.callee {
                Expression::Identifier(i) => match i.name.as_str() {
                    "require" => {
                        self.out.computed_require |= !first.is_some_and(is_written);
                    }
                    name @ ("Page" | "Component") => self.page(name, first),
                    "eval" => self.run("eval", bytes(it.span), &it.arguments),
                    "Function" => self.run("Function", bytes(it.span), &it.arguments),
                    name => {
                        self.out.calls.insert((self.function(), name.to_owned()));
                    }
                },
                Expression::StaticMemberExpression(m) => {
                    let name = m.property.name.as_str();
                    match name {
                        "setData" => {
                            sets = true;
                            for gate in &mut self.gates {
                                gate.shows = true;
                            }
                            self.set_data(first);
                        }
                        "constructor" if is_function(m.object.get_inner_expression()) => {
                            self.run("Function", bytes(it.span), &it.arguments);
                        }
                        "then" | "catch" => answers = true,
                        _ if ANSWERS.contains(&name) => answers = true,
                        _ => {}
                    }
                    let function = self.function();
                    let own = match m.object.get_inner_expression() {
                        Expression::ThisExpression(_) => true,
                        Expression::Identifier(i) => matches!(i.name.as_str(), "that" | "self" | "_this"),
                        _ => false,
                    };
                    let calls = if own { &mut self.out.calls } else { &mut self.out.other_calls };
                    calls.insert((function, name.to_owned()));
                }
                _ => {}
            }
        }
        self.visit_expression(&it.callee);
        self.answers += usize::from(answers);
        self.sets += usize::from(sets);
        for argument in &it.arguments {
            self.visit_argument(argument);
        }
        self.answers -= usize::from(answers);
        self.sets -= usize::from(sets);
    }
}
