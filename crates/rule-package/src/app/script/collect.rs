//! One walk over a script's tree.

mod basics;
mod data;
mod gather;
mod heads;
mod makes;
mod urls;

use std::collections::{HashMap, HashSet};

use oxc_ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, AssignmentExpression, AssignmentTarget, BindingPattern,
    CallExpression, ComputedMemberExpression, Declaration, ExportAllDeclaration, ExportDeclaration,
    ExportDefaultDeclaration, ExportFromDeclaration, Expression, FormalParameters, Function,
    ImportDeclaration, ImportDeclarationSpecifier, ImportOrExportKind, MethodDefinition, ObjectProperty,
    ObjectPropertyKind, PropertyDefinition, ReturnStatement, StaticMemberExpression, StringLiteral,
    TSEnumDeclaration, TSEnumMember, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;

use basics::{BUILT_IN, NETWORK, SHARES, SHOWN};
pub(super) use basics::{bytes, is_function, is_wx, property, string_text, wx_member};
use urls::{any_of, holds_hosts, network_in};

use super::{Argument, Elsewhere, Head, NetworkCall, Parameter, ROUTES, Script, Text, fold::Constants};

/// A function around the place that is looked at.
struct Frame {
    name: String,
    /// Names of its parameters, their positions, and the property where it is taken out of an object.
    parameters: Vec<(String, usize, Option<String>)>,
}

pub(super) struct Collector<'t> {
    text: &'t str,
    out: Script,
    frames: Vec<Frame>,
    /// Name that the next function gets.
    pending: Option<String>,
    /// Inside `setData`.
    later: bool,
    /// What stands below the literal that a variable was given.
    literals: HashMap<String, Vec<Said>>,
    /// The same for an object, by its keys.
    objects: HashMap<String, Keyed>,
    /// Names out of other modules: the module, and what they are called there.
    imports: HashMap<String, (String, Option<String>)>,
    /// Members of `wx` that have a name of their own: `const { request } = wx`.
    natives: HashMap<String, String>,
    /// Strings that functions return.
    told: HashMap<String, Vec<Text>>,
    /// Names under which calls of the network are kept: `const request = promisify(wx.request)`.
    aliases: Vec<(String, &'static str)>,
    /// Strings that names stand for.
    constants: Constants,
    /// Data of what a page may be made of, by the variable that holds it.
    pages: HashMap<String, Keyed>,
    /// Data of objects that the script hands to something that may make a page of them.
    made: Keyed,
    /// A page, component or behaviour is made of what is known.
    makes: bool,
    /// Other names of `wx`.
    wx: HashSet<String>,
    /// Lists whose items a function is called with, by the name of its parameter.
    items: HashMap<String, makes::Root>,
}

/// A string, or where one stands that a name means.
#[derive(Clone)]
enum Said {
    Text(Text),
    Elsewhere(Elsewhere),
}

/// What is said by the key it stands below.
type Keyed = Vec<(String, Said)>;

impl<'t> Collector<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            out: Script::default(),
            frames: Vec::new(),
            pending: None,
            later: false,
            literals: HashMap::new(),
            objects: HashMap::new(),
            aliases: Vec::new(),
            imports: HashMap::new(),
            told: HashMap::new(),
            natives: HashMap::new(),
            constants: Constants::default(),
            pages: HashMap::new(),
            made: Keyed::new(),
            makes: false,
            wx: HashSet::new(),
            items: HashMap::new(),
        }
    }

    pub(super) fn finish(mut self) -> Script {
        if !self.makes {
            // Whatever this script hands its object to makes the page.
            let made = std::mem::take(&mut self.made);
            self.binds(made);
        }
        self.settle();
        self.out
    }

    fn parameter(&self, name: &str, property: Option<&str>) -> Option<Head> {
        self.frames.iter().rev().find_map(|frame| {
            let (_, index, taken) = frame.parameters.iter().find(|(n, ..)| n == name)?;
            let property = match (taken, property) {
                (Some(taken), None) => Some(taken.clone()),
                (None, property) => property.map(str::to_owned),
                // A property of a property: too far.
                (Some(_), Some(_)) => return None,
            };
            Some(Head::Parameter(Parameter { function: frame.name.clone(), index: *index, property }))
        })
    }

    fn argument(&self, expression: &Expression<'_>) -> Argument {
        let mut argument = Argument { heads: self.heads(expression), properties: Vec::new() };
        if let Expression::ObjectExpression(object) = expression.get_inner_expression() {
            for p in &object.properties {
                if let ObjectPropertyKind::ObjectProperty(p) = p
                    && let Some(key) = p.key.static_name()
                {
                    let heads = self.heads(&p.value);
                    if !heads.is_empty() {
                        argument.properties.push((key.to_string(), heads));
                    }
                }
            }
        }
        argument
    }

    fn wx_call(&mut self, name: &str, call: &CallExpression<'_>) {
        let first =
            call.arguments.first().and_then(|a| a.as_expression()).map(Expression::get_inner_expression);
        if let Some((_, kind)) = NETWORK.iter().find(|(n, _)| *n == name) {
            let heads = first.map(|f| self.url_heads(f)).unwrap_or_default();
            self.out.network.push(NetworkCall { kind, heads });
        }
        if let Some(kind) = ROUTES.iter().find(|n| **n == name) {
            // What is written in the call itself is known already.
            let mut heads = first.map(|f| self.url_heads(f)).unwrap_or_default();
            heads.retain(|h| !matches!(h, Head::Literal(_)));
            self.out.network.push(NetworkCall { kind, heads });
        }
        match (SHOWN.iter().find(|(n, _)| *n == name), first) {
            (Some((_, options)), Some(Expression::ObjectExpression(o))) => {
                for value in options.iter().filter_map(|option| property(o, option)) {
                    let said = self.said(value);
                    self.show(said);
                    self.teller(value, 0);
                }
            }
            (Some((_, options)), Some(Expression::Identifier(i))) => {
                for option in *options {
                    let head = self.parameter(&i.name, Some(option));
                    self.out.tellers.extend(head.and_then(makes::named_parameter));
                }
            }
            _ => {}
        }
    }

    /// A call of a function of the program's own.
    fn call(&mut self, name: &str, call: &CallExpression<'_>) {
        let arguments = call.arguments.iter().map(|a| a.as_expression());
        let arguments: Vec<_> = arguments.map(|a| a.map(|e| self.argument(e)).unwrap_or_default()).collect();
        if arguments.iter().any(|a| !a.heads.is_empty() || !a.properties.is_empty()) {
            self.out.calls.push((name.to_owned(), arguments));
        }
    }

    fn frame(&mut self, name: Option<&str>, parameters: &FormalParameters<'_>) {
        let pending = self.pending.take();
        let name = name.map(str::to_owned).or(pending).unwrap_or_default();
        let mut found = Vec::new();
        for (i, item) in parameters.items.iter().enumerate() {
            let mut pattern = &item.pattern;
            while let BindingPattern::AssignmentPattern(a) = pattern {
                pattern = &a.left;
            }
            match pattern {
                BindingPattern::BindingIdentifier(b) => found.push((b.name.to_string(), i, None)),
                BindingPattern::ObjectPattern(o) => {
                    for p in &o.properties {
                        let mut value = &p.value;
                        while let BindingPattern::AssignmentPattern(a) = value {
                            value = &a.left;
                        }
                        if let (Some(key), BindingPattern::BindingIdentifier(b)) =
                            (p.key.static_name(), value)
                        {
                            found.push((b.name.to_string(), i, Some(key.to_string())));
                        }
                    }
                }
                _ => {}
            }
        }
        self.frames.push(Frame { name, parameters: found });
    }

    fn returned(&mut self, expression: &Expression<'_>) {
        let Some(name) = self.frames.last().map(|f| f.name.clone()).filter(|n| !n.is_empty()) else { return };
        self.tells(&name, expression);
        if SHARES.contains(&name.as_str())
            && let Expression::ObjectExpression(o) = expression.get_inner_expression()
            && let Some(title) = property(o, "title")
        {
            let said = self.said(title);
            self.show(said);
        }
        let heads = self.heads(expression);
        if !heads.is_empty() {
            self.out.returns.push((name, heads));
        }
    }

    /// A module that is loaded, or only its types, which are gone when the program runs.
    fn module(&mut self, source: &StringLiteral<'_>, kind: ImportOrExportKind) {
        let modules = if kind.is_type() { &mut self.out.types } else { &mut self.out.requires };
        modules.push(string_text(&source.value, source.span));
    }

    fn named(&mut self, name: Option<String>, value: &Expression<'_>) {
        if is_function(value.get_inner_expression()) {
            self.pending = name;
        }
    }
}

impl<'a> Visit<'a> for Collector<'_> {
    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if let Some(init) = &it.init {
            match &it.id {
                BindingPattern::BindingIdentifier(id) => {
                    self.constants.declare(&id.name, init);
                    self.holds(&id.name, init);
                    let heads = self.heads(init);
                    if !heads.is_empty() {
                        self.out.variables.push((id.name.to_string(), heads));
                    }
                    self.remember(&id.name, init);
                    self.loaded(&id.name, init);
                    let any = self.any_values(init);
                    if !any.is_empty() {
                        self.out.variables.push((any_of(&id.name), any));
                    }
                    self.named(Some(id.name.to_string()), init);
                    if let Expression::CallExpression(call) = init.get_inner_expression()
                        && is_function(call.callee.get_inner_expression())
                    {
                        // `const BASE = (() => { … return '…' })()`
                        self.out
                            .variables
                            .push((id.name.to_string(), vec![Head::Returned(id.name.to_string())]));
                        self.pending = Some(id.name.to_string());
                    }
                    self.options(&id.name, init);
                    if let Some(kind) = network_in(init) {
                        self.aliases.push((id.name.to_string(), kind));
                    }
                }
                // `const { base } = require('./config')`, or out of a parameter.
                BindingPattern::ObjectPattern(o) => {
                    for p in &o.properties {
                        if let (Some(key), BindingPattern::BindingIdentifier(b)) =
                            (p.key.static_name(), &p.value)
                        {
                            let head = match init.get_inner_expression() {
                                Expression::Identifier(i) => self.parameter(&i.name, Some(&key)),
                                _ => None,
                            };
                            self.taken(&b.name, &key, init);
                            if is_wx(init) {
                                self.natives.insert(b.name.to_string(), key.to_string());
                            }
                            let head = head.unwrap_or_else(|| Head::Property(key.to_string()));
                            self.out.variables.push((b.name.to_string(), vec![head]));
                            let any = Head::Property(any_of(&key));
                            self.out.variables.push((any_of(&b.name), vec![any]));
                        }
                    }
                }
                _ => {}
            }
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        if let Some(key) = it.key.static_name() {
            let heads = self.heads(&it.value);
            if !heads.is_empty() {
                self.out.properties.push((key.to_string(), heads));
            }
            let any = match it.value.get_inner_expression() {
                Expression::Identifier(i) if holds_hosts(&key) => vec![Head::Variable(any_of(&i.name))],
                value => self.any_values(value),
            };
            if !any.is_empty() {
                self.out.properties.push((any_of(&key), any));
            }
            self.named(Some(key.to_string()), &it.value);
        }
        walk::walk_object_property(self, it);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        let heads = self.heads(&it.right);
        match &it.left {
            AssignmentTarget::AssignmentTargetIdentifier(i) => {
                self.constants.forget(&i.name);
                if !heads.is_empty() && it.operator.as_str() == "=" {
                    self.out.variables.push((i.name.to_string(), heads));
                }
                self.also(&i.name, &it.right);
                self.named(Some(i.name.to_string()), &it.right);
            }
            AssignmentTarget::StaticMemberExpression(m) => {
                let name = m.property.name.to_string();
                if !heads.is_empty() && it.operator.as_str() == "=" {
                    self.out.properties.push((name.clone(), heads));
                }
                self.put(&m.object, &name, &it.right);
                self.puts(&m.object, Some(&name), &it.right);
                self.named(Some(name), &it.right);
            }
            AssignmentTarget::ComputedMemberExpression(m) => self.puts(&m.object, None, &it.right),
            _ => {}
        }
        walk::walk_assignment_expression(self, it);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        if let (Some(key), Some(value)) = (it.key.static_name(), &it.value) {
            let heads = self.heads(value);
            if !heads.is_empty() {
                self.out.properties.push((key.to_string(), heads));
            }
            self.named(Some(key.to_string()), value);
        }
        walk::walk_property_definition(self, it);
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        self.pending = it.key.static_name().map(|k| k.to_string());
        walk::walk_method_definition(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.frame(it.id.as_ref().map(|i| i.name.as_str()), &it.params);
        walk::walk_function(self, it, flags);
        self.frames.pop();
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.frame(None, &it.params);
        if let ArrowFunctionBody::FunctionBody(_) = &it.body {
        } else if let Some(expression) = it.body.as_expression() {
            self.returned(expression);
        }
        walk::walk_arrow_function_expression(self, it);
        self.frames.pop();
    }

    fn visit_return_statement(&mut self, it: &ReturnStatement<'a>) {
        if let Some(argument) = &it.argument {
            self.returned(argument);
        }
        walk::walk_return_statement(self, it);
    }

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        self.module(&it.source, it.import_kind);
        let from = it.source.value.as_str();
        for specifier in it.specifiers.iter().flatten() {
            let (local, name) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(s) => {
                    (s.local.name.to_string(), Some(s.imported.name().to_string()))
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(s) => {
                    (s.local.name.to_string(), Some("default".to_owned()))
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(s) => (s.local.name.to_string(), None),
            };
            self.imports.insert(local, (from.to_owned(), name));
            if let ImportDeclarationSpecifier::ImportSpecifier(s) = specifier {
                let head = Head::Property(s.imported.name().to_string());
                self.out.variables.push((s.local.name.to_string(), vec![head]));
            }
        }
        walk::walk_import_declaration(self, it);
    }

    fn visit_export_declaration(&mut self, it: &ExportDeclaration<'a>) {
        // `export const BASE = '…'`: other scripts know it by its name.
        if let Declaration::VariableDeclaration(variables) = &it.declaration {
            for v in &variables.declarations {
                if let (BindingPattern::BindingIdentifier(id), Some(init)) = (&v.id, &v.init) {
                    let heads = self.heads(init);
                    if !heads.is_empty() {
                        self.out.properties.push((id.name.to_string(), heads));
                    }
                }
            }
        }
        walk::walk_export_declaration(self, it);
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        if let Some(value) = it.declaration.as_expression() {
            self.gives("default", value);
        }
        walk::walk_export_default_declaration(self, it);
    }

    fn visit_export_from_declaration(&mut self, it: &ExportFromDeclaration<'a>) {
        self.module(&it.source, it.export_kind);
        walk::walk_export_from_declaration(self, it);
    }

    fn visit_export_all_declaration(&mut self, it: &ExportAllDeclaration<'a>) {
        self.module(&it.source, it.export_kind);
        walk::walk_export_all_declaration(self, it);
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        if let Expression::Identifier(object) = &it.object
            && (object.name == "wx" || self.wx.contains(object.name.as_str()))
        {
            self.out.apis.push((it.property.name.to_string(), bytes(it.span())));
        }
        walk::walk_static_member_expression(self, it);
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        if let Expression::StringLiteral(name) = &it.expression
            && is_wx(&it.object)
        {
            self.out.apis.push((name.value.to_string(), bytes(it.span())));
        }
        walk::walk_computed_member_expression(self, it);
    }

    fn visit_ts_enum_declaration(&mut self, it: &TSEnumDeclaration<'a>) {
        let mut keyed = Keyed::new();
        for member in &it.body.members {
            let said = member.initializer.as_ref().map(|init| self.said(init)).unwrap_or_default();
            keyed.extend(said.into_iter().map(|s| (member.id.static_name().to_string(), s)));
        }
        self.literals.insert(it.id.name.to_string(), keyed.iter().map(|(_, said)| said.clone()).collect());
        self.objects.insert(it.id.name.to_string(), keyed);
        walk::walk_ts_enum_declaration(self, it);
    }

    fn visit_ts_enum_member(&mut self, it: &TSEnumMember<'a>) {
        if let Some(init) = &it.initializer {
            let heads = self.heads(init);
            if !heads.is_empty() {
                self.out.properties.push((it.id.static_name().to_string(), heads));
            }
        }
        walk::walk_ts_enum_member(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let first =
            it.arguments.first().and_then(|a| a.as_expression()).map(Expression::get_inner_expression);
        let native = match &it.callee {
            Expression::Identifier(i) if self.parameter(&i.name, None).is_none() => {
                self.natives.get(i.name.as_str()).cloned()
            }
            _ => None,
        };
        if let Some(name) = wx_member(&it.callee) {
            self.wx_call(name, it);
            // `wx.$tip = (text) => …` is none of the platform's.
            if !matches!(first, None | Some(Expression::ObjectExpression(_))) {
                self.call(name, it);
            }
        } else if let Some(name) = self.member_of_wx(&it.callee) {
            self.wx_call(&name, it);
        } else if let Some(name) = native {
            self.out.apis.push((name.clone(), bytes(it.callee.span())));
            self.wx_call(&name, it);
        } else {
            let callee = match &it.callee {
                Expression::Identifier(i) => Some(i.name.as_str()),
                Expression::StaticMemberExpression(m) => Some(m.property.name.as_str()),
                _ => None,
            };
            let made = match &it.callee {
                Expression::CallExpression(_) => network_in(&it.callee),
                _ => callee
                    .and_then(|name| self.aliases.iter().find(|(n, _)| n == name))
                    .map(|(_, kind)| *kind),
            };
            if let (Some(kind), Some(options)) = (made, first) {
                let heads = self.url_heads(options);
                self.out.network.push(NetworkCall { kind, heads });
            }
            self.drawn(it);
            self.called_for(it);
            match (callee, first) {
                // A bundle hands its modules a `require` of its own, which knows what is in the bundle.
                (Some("require"), Some(Expression::StringLiteral(s)))
                    if self.parameter("require", None).is_none() =>
                {
                    self.out.requires.push(string_text(&s.value, s.span));
                }
                (Some("setData"), Some(data)) => {
                    self.later = true;
                    self.data(data);
                    self.later = false;
                }
                (Some("App"), Some(Expression::ObjectExpression(o))) => {
                    if let Some(Expression::ObjectExpression(global)) = property(o, "globalData") {
                        let keyed = self.keyed(global);
                        self.out.globals.extend(keyed.into_iter().filter_map(|(k, s)| Some((k, s.text()?))));
                    }
                }
                (
                    Some(maker @ ("Page" | "Component" | "Behavior")),
                    Some(Expression::ObjectExpression(o)),
                ) => {
                    self.makes = true;
                    self.out.behavior |= maker == "Behavior";
                    if let Some(data) = property(o, "data") {
                        self.data(data);
                    }
                    if let Some(Expression::ObjectExpression(properties)) = property(o, "properties") {
                        self.defaults(properties);
                    }
                    self.component(o);
                    let more = self.spread(o);
                    self.binds(more);
                }
                (Some("Page" | "Component" | "Behavior"), Some(other)) => self.make(other),
                // A method that texts and lists have is none of the program's own.
                (Some(name), Some(_))
                    if !(BUILT_IN.contains(&name)
                        && matches!(it.callee, Expression::StaticMemberExpression(_))) =>
                {
                    self.call(name, it);
                    self.may_make(it);
                }
                _ => {}
            }
        }
        self.grows(it);
        self.goes_through(it);
        walk::walk_call_expression(self, it);
    }
}
