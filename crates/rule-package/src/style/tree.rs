//! The elements that a page shows, as they nest on the screen: templates and includes are put in where they are used, and
//! a component's own elements where its tag stands, with what it is handed in its slots.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    ops::Range,
};

use super::{
    dress::{dress, put_on, words},
    expr::{self, Condition, Expr, Words},
    matching::Seen,
};
use crate::app::{
    App, Unit, folder, resolve,
    visible::never_shown,
    wxml::{Kind, Node, Piece, Wxml, pieces},
};

/// An element, a page itself, or the root of a component's own elements.
#[derive(Debug, Clone)]
pub(crate) struct Element<'a> {
    /// Whose styles hold for it.
    pub(crate) scope: usize,
    pub(crate) seen: Seen<'a>,
    /// The element around it on the screen; also across the border of a component.
    pub(crate) above: Option<usize>,
    /// Its file and node; none for a root.
    pub(crate) node: Option<(&'a str, usize)>,
    /// A style attribute.
    pub(crate) inline: Vec<Inline<'a>>,
    /// The whole style or a class is computed: what holds is not known.
    pub(crate) computed: bool,
    /// A component whose own elements are not known.
    pub(crate) opaque: bool,
    /// Texts right inside it: bytes in its file.
    pub(crate) texts: Vec<Range<usize>>,
    pub(crate) hidden: bool,
    /// Classes that its component gets from outside, and the element that hands them in.
    pub(crate) external: Vec<(usize, &'a str)>,
    /// Conditions that its classes and style ask.
    pub(crate) asks: Vec<usize>,
    /// A condition under which it is shown, and the sense.
    pub(crate) shown: Option<(usize, bool)>,
}

/// A declaration in a style attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inline<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) value: Cow<'a, str>,
    pub(crate) important: bool,
    pub(crate) unsure: bool,
    /// What any style sheet says goes before it.
    pub(crate) weak: bool,
}

/// Style sheets that hold for the elements of one page or of one use of a component, weakest first.
#[derive(Debug, Default)]
pub(crate) struct Scope<'a> {
    /// File, and whether only its selectors of elements reach in.
    pub(crate) layers: Vec<(&'a str, bool)>,
}

/// A page's elements; parents stand before children.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    pub(crate) elements: Vec<Element<'a>>,
    pub(crate) scopes: Vec<Scope<'a>>,
    /// Conditions that classes and styles ask, by scope.
    pub(crate) conditions: BTreeMap<(usize, String), usize>,
    /// Expressions of classes and styles, by scope.
    pub(crate) expressions: BTreeMap<(usize, &'a str), Expr<'a>>,
    /// Conditions that do not hold only because data is not there yet.
    pub(crate) starts: BTreeSet<usize>,
    /// Components that were put in.
    pub(crate) put_in: BTreeSet<&'a str>,
}

/// Attributes of `<page-meta>` that change how the page looks, weakest first.
pub(super) const META: [&str; 3] = ["background-color", "root-background-color", "page-style"];
/// Longest path of data that is followed.
const LONG: usize = 200;
/// Most elements of one page.
const MOST: usize = 20_000;
/// Deepest nesting of components, and of templates.
const DEPTH: usize = 8;
/// Most uses of components that are put in.
const USES: usize = 300;
/// Most conditions that are followed.
const CONDITIONS: usize = 200;

struct Builder<'a> {
    app: &'a App<'a>,
    /// The page's styles, weakest first.
    outer: Vec<&'a str>,
    tree: Tree<'a>,
    used: BTreeSet<(&'a str, usize, usize)>,
    uses: usize,
    inside: Vec<&'a str>,
    /// Slots of each component that is put in, by name.
    slots: BTreeMap<usize, BTreeMap<&'a str, usize>>,
    /// Sisters by their parent in the scope, in order.
    children: BTreeMap<usize, Vec<usize>>,
    /// Elements with the condition of their `wx:if`.
    tests: Vec<(usize, Condition)>,
    /// Words of each unit's data.
    words: BTreeMap<&'a str, BTreeMap<&'a str, Words<'a>>>,
}

/// Where nodes are put in.
#[derive(Clone, Copy)]
struct Place<'a> {
    unit: &'a Unit,
    scope: usize,
    /// Element of the same scope around them.
    parent: usize,
    /// The use of the component that they belong to; the page's root otherwise.
    host: Option<usize>,
    depth: usize,
    optional: bool,
    repeated: bool,
}

/// Sheets of components whose styles hold around them too (`"styleIsolation": "shared"`).
fn shared<'a>(app: &'a App<'a>, unit: &'a Unit) -> Vec<&'a str> {
    let templates = unit.templates.iter().filter_map(|t| app.template(t));
    let tags: BTreeSet<&str> = templates.flat_map(|w| &w.nodes).filter_map(|n| n.name()).collect();
    let used = unit.components.iter().filter(|(tag, _)| tags.contains(tag.as_str()));
    let open =
        used.filter_map(|(_, base)| app.unit(base)).filter(|u| u.isolation.as_deref() == Some("shared"));
    open.flat_map(|u| app.sheets.with_imports(&format!("{}.wxss", u.base))).collect()
}

/// The elements of a page, or of a component that no page shows.
pub(crate) fn tree<'a>(app: &'a App<'a>, unit: &'a Unit) -> Tree<'a> {
    let mut builder = Builder {
        app,
        outer: Vec::new(),
        tree: Tree::default(),
        used: BTreeSet::new(),
        uses: 0,
        inside: vec![&unit.base],
        slots: BTreeMap::new(),
        children: BTreeMap::new(),
        tests: Vec::new(),
        words: BTreeMap::new(),
    };
    let mut layers = Vec::new();
    let alone = matches!(unit.isolation.as_deref(), Some("page-isolated" | "isolated"));
    if !unit.component && !alone && !app.independent(&unit.base) {
        layers = app.sheets.with_imports("app.wxss");
    }
    layers.extend(shared(app, unit));
    layers.extend(app.sheets.with_imports(&format!("{}.wxss", unit.base)));
    builder.tree.scopes.push(Scope { layers: layers.iter().map(|path| (*path, false)).collect() });
    builder.outer = layers;
    let tag = if unit.component { ":host" } else { "page" };
    builder.root(0, tag, None);
    let place = Place { unit, scope: 0, parent: 0, host: None, depth: 0, optional: false, repeated: false };
    builder.template(place);
    builder.number();
    builder.tree
}

impl<'a> Builder<'a> {
    fn root(&mut self, scope: usize, tag: &'a str, above: Option<usize>) -> usize {
        self.tree.elements.push(Element {
            scope,
            seen: Seen { tag, first: Some(1), last: Some(1), ..Seen::default() },
            above,
            node: None,
            inline: Vec::new(),
            computed: false,
            opaque: false,
            texts: Vec::new(),
            hidden: false,
            external: Vec::new(),
            asks: Vec::new(),
            shown: None,
        });
        self.tree.elements.len() - 1
    }

    /// The unit's own template.
    fn template(&mut self, place: Place<'a>) {
        let Some(path) = place.unit.templates.first() else { return };
        let (Some(doc), Some(wxml)) = (self.app.doc(path), self.app.template(path)) else { return };
        if !place.unit.component
            && let Some(i) = wxml.nodes.iter().position(|n| n.name() == Some("page-meta"))
        {
            self.page_meta(place, doc.path, i);
        }
        self.nodes(place, doc.path, wxml, 0..wxml.nodes.len());
    }

    /// What `<page-meta>` says of the page's own look.
    fn page_meta(&mut self, place: Place<'a>, path: &'a str, i: usize) {
        self.tree.elements[place.parent].node = Some((path, i));
        for name in META {
            let asked = self.asked(place, path, i, name);
            self.tree.elements[place.parent].asks.extend(asked);
        }
        self.dress(place.parent, &BTreeSet::new());
    }

    /// Conditions that an attribute asks.
    fn asked(&mut self, place: Place<'a>, path: &'a str, i: usize, name: &str) -> Vec<usize> {
        let mut out = Vec::new();
        let Some(wxml) = self.app.template(path) else { return out };
        let Some(value) = wxml.nodes[i].value(name).filter(|v| v.contains("{{")) else { return out };
        for piece in pieces(value, 0) {
            let Piece::Expression(text, _) = piece else { continue };
            let expression = self.expression(place, wxml, i, text);
            let mut asked = Vec::new();
            expression.conditions(&mut asked);
            for condition in asked {
                let number = self.condition(place.scope, &condition.text);
                self.tree.starts.extend(number.filter(|_| condition.start));
                out.extend(number);
            }
        }
        out
    }

    fn nodes(&mut self, place: Place<'a>, path: &'a str, wxml: &'a Wxml<'a>, range: Range<usize>) {
        // Around each node: element of the scope, whether a block makes it optional, repeated; `None`: not shown.
        let start = range.start;
        let mut map: Vec<Option<(usize, bool, bool)>> = vec![None; range.len()];
        let top = Some((place.parent, place.optional, place.repeated));
        let mut i = start;
        while i < range.end && self.tree.elements.len() < MOST {
            let node = &wxml.nodes[i];
            let around = node.parent.filter(|p| *p >= start).map_or(top, |p| map[p - start]);
            let Some((parent, optional, repeated)) = around else {
                i = node.end.max(i + 1);
                continue;
            };
            let optional =
                optional || node.attrs().iter().any(|a| matches!(a.name, "wx:if" | "wx:elif" | "wx:else"));
            let repeated = repeated || node.attr("wx:for").is_some() || node.attr("wx:for-items").is_some();
            let here = Place { parent, optional, repeated, ..place };
            match &node.kind {
                Kind::Text(text) => self.text(here, node, text),
                Kind::Element { name: "wxs" | "import", .. } => i = node.end - 1,
                Kind::Element { name: "template", .. } if node.attr("name").is_some() => i = node.end - 1,
                Kind::Element { name: name @ ("template" | "include"), .. } => {
                    let named = node.value(if *name == "include" { "src" } else { "is" });
                    let target = named.and_then(|n| find(self.app, path, wxml, *name == "include", n));
                    if let Some((path, wxml, inner)) = target
                        && place.depth < 2 * DEPTH
                        && !never_shown(node)
                        && self.used.insert((path, inner.start, place.scope))
                    {
                        self.nodes(Place { depth: place.depth + 1, ..here }, path, wxml, inner);
                    }
                    i = node.end - 1;
                }
                Kind::Element { name: "block", .. } => {
                    map[i - start] = (!never_shown(node)).then_some((parent, optional, repeated));
                }
                Kind::Element { name, .. } => {
                    let Some(element) = self.element(here, path, i, node) else {
                        i = node.end.max(i + 1);
                        continue;
                    };
                    map[i - start] = Some((element, false, false));
                    if place.unit.uses.contains(*name) {
                        self.component(here, name, element);
                    }
                }
            }
            i += 1;
        }
    }

    /// Where a child stands on the screen: in a slot of its parent, if that is a component.
    fn above(&self, parent: usize, slot: &str) -> Option<usize> {
        match self.slots.get(&parent) {
            Some(slots) => slots.get(slot).copied(),
            None => Some(parent),
        }
    }

    fn text(&mut self, place: Place<'a>, node: &Node<'a>, text: &str) {
        // Signs without a letter or digit are ornament.
        if !text.contains("{{") && !has_words(text) {
            return;
        }
        if let Some(above) = self.above(place.parent, "") {
            let lead = text.len() - text.trim_start().len();
            let from = node.bytes.start + lead;
            let bytes = from..from + text.trim().len();
            if above == place.parent {
                self.tree.elements[above].texts.push(bytes);
            } else if let Some((path, i)) = self.tree.elements[place.parent].node {
                // A text in a slot: it looks like the slot, and stands in the file that hands it in.
                let scope = place.scope;
                let at = self.root(scope, "", Some(above));
                let element = &mut self.tree.elements[at];
                element.node = Some((path, i));
                element.texts.push(bytes);
            }
        }
    }

    /// Puts a component's own elements in.
    fn component(&mut self, place: Place<'a>, tag: &str, element: usize) {
        let app = self.app;
        let base = place.unit.components.get(tag);
        let unit = base.and_then(|b| app.unit(b));
        let Some(unit) = unit
            .filter(|u| place.depth < DEPTH && self.uses < USES && !self.inside.contains(&u.base.as_str()))
        else {
            self.tree.elements[element].opaque = true;
            return;
        };
        if unit.templates.first().is_none_or(|t| app.template(t).is_none())
            || app.raw_style(&unit.base).is_some()
        {
            self.tree.elements[element].opaque = true;
            return;
        }
        self.uses += 1;
        self.tree.put_in.insert(&unit.base);
        let open = matches!(unit.isolation.as_deref(), Some("apply-shared" | "shared"));
        let mut layers: Vec<_> = self.outer.iter().map(|path| (*path, !open)).collect();
        layers
            .extend(app.sheets.with_imports(&format!("{}.wxss", unit.base)).into_iter().map(|p| (p, false)));
        self.tree.scopes.push(Scope { layers });
        let scope = self.tree.scopes.len() - 1;
        let root = self.root(scope, ":host", Some(element));
        self.slots.insert(element, BTreeMap::new());
        self.inside.push(&unit.base);
        let inner = Place {
            unit,
            scope,
            parent: root,
            host: Some(element),
            depth: place.depth + 1,
            optional: false,
            repeated: false,
        };
        self.template(inner);
        self.inside.pop();
    }

    fn condition(&mut self, scope: usize, text: &str) -> Option<usize> {
        let conditions = &mut self.tree.conditions;
        let next = conditions.len();
        let key = (scope, text.to_owned());
        if next < CONDITIONS {
            return Some(*conditions.entry(key).or_insert(next));
        }
        conditions.get(&key).copied()
    }

    fn expression(&mut self, place: Place<'a>, wxml: &'a Wxml<'a>, i: usize, text: &'a str) -> Expr<'a> {
        let app = self.app;
        let words = self.words.entry(&place.unit.base).or_insert_with(|| words(app, place.unit));
        let known = |path: &str| match real_path(wxml, i, path) {
            Some(path) => words.get(path.as_str()).cloned().unwrap_or_default(),
            None => Words::default(),
        };
        let filled = expr::parse(text).fill(&known);
        match self.tree.expressions.entry((place.scope, text)) {
            Entry::Vacant(vacant) => vacant.insert(filled).clone(),
            Entry::Occupied(there) if *there.get() == filled => filled,
            // The same text in another loop means something else: of both nothing is known from now on.
            Entry::Occupied(mut there) => {
                there.insert(expr::parse(text));
                expr::parse(text)
            }
        }
    }

    fn element(&mut self, place: Place<'a>, path: &'a str, i: usize, node: &'a Node<'a>) -> Option<usize> {
        let above = self.above(place.parent, node.value("slot").unwrap_or(""))?;
        let tag = node.name().unwrap_or("");
        let at = self.tree.elements.len();
        let literal = |a: &crate::app::wxml::Attr<'a>| a.value.filter(|v| !v.contains("{{"));
        let mut element = Element {
            scope: place.scope,
            seen: Seen {
                tag,
                id: node.attr("id").and_then(literal),
                attrs: node
                    .attrs()
                    .iter()
                    .map(|a| (a.name, literal(a).or(a.value.is_none().then_some(""))))
                    .collect(),
                parent: Some(place.parent),
                optional: place.optional,
                repeated: place.repeated,
                ..Seen::default()
            },
            above: Some(above),
            node: Some((path, i)),
            inline: Vec::new(),
            computed: false,
            opaque: false,
            texts: Vec::new(),
            hidden: never_shown(node),
            external: Vec::new(),
            asks: Vec::new(),
            shown: None,
        };
        for name in ["class", "style"] {
            for condition in self.asked(place, path, i, name) {
                if !element.asks.contains(&condition) {
                    element.asks.push(condition);
                }
            }
        }
        if let Some(test) = node.value("wx:if").and_then(|v| v.trim().strip_prefix("{{")?.strip_suffix("}}"))
        {
            self.tests.push((at, Condition::parse(test)));
        }
        self.tree.elements.push(element);
        self.dress(at, &BTreeSet::new());
        self.hand_in(at, place, node);
        self.children.entry(place.parent).or_default().push(at);
        if tag == "slot"
            && let Some(host) = place.host
            && let Some(slots) = self.slots.get_mut(&host)
        {
            slots.entry(node.value("name").unwrap_or("")).or_insert(at);
        }
        Some(at)
    }

    /// Classes that the element around a component hands in by name.
    fn hand_in(&mut self, at: usize, place: Place<'a>, node: &Node<'a>) {
        let Some((host, (path, i))) = place.host.and_then(|h| Some((h, self.tree.elements[h].node?))) else {
            return;
        };
        let Some(outside) = self.app.template(path).map(|w| &w.nodes[i]) else { return };
        let value = node.value("class").unwrap_or("");
        for attr in outside.attrs().iter().filter(|a| !matches!(a.name, "class" | "style" | "id")) {
            let named = place.unit.external.iter().any(|e| e == attr.name) || attr.name.ends_with("class");
            if named && value.split_whitespace().any(|w| w == attr.name) {
                let classes = attr.value.unwrap_or("").split_whitespace();
                self.tree.elements[at].external.extend(classes.map(|c| (host, c)));
            }
        }
    }

    fn dress(&mut self, at: usize, yes: &BTreeSet<usize>) {
        let element = &self.tree.elements[at];
        if let Some(dress) = dress(self.app, &self.tree, element, yes) {
            put_on(&mut self.tree.elements[at], dress);
        }
    }

    /// Numbers sisters.
    fn number(&mut self) {
        let elements = &mut self.tree.elements;
        for (at, test) in std::mem::take(&mut self.tests) {
            let known = self.tree.conditions.get(&(elements[at].scope, test.text));
            elements[at].shown = known.map(|c| (*c, !test.negated));
        }
        for sisters in self.children.values() {
            let loose: Vec<(bool, bool)> =
                sisters.iter().map(|s| (elements[*s].seen.optional, elements[*s].seen.repeated)).collect();
            let mut certain = true;
            let mut least = 1;
            for (k, s) in sisters.iter().enumerate() {
                let seen = &mut elements[*s].seen;
                seen.previous = (k > 0).then(|| sisters[k - 1]);
                seen.first = (certain && !loose[k].1).then_some(k + 1);
                seen.least.0 = least;
                certain &= !loose[k].0 && !loose[k].1;
                least += usize::from(!loose[k].0 && !loose[k].1);
            }
            let (mut certain, mut least) = (true, 1);
            for (k, s) in sisters.iter().enumerate().rev() {
                let seen = &mut elements[*s].seen;
                seen.last = (certain && !loose[k].1).then_some(sisters.len() - k);
                seen.least.1 = least;
                certain &= !loose[k].0 && !loose[k].1;
                least += usize::from(!loose[k].0 && !loose[k].1);
            }
        }
    }
}

/// The path of data that a path at a node means: `item` is what its loop walks over.
fn real_path(wxml: &Wxml<'_>, i: usize, path: &str) -> Option<String> {
    let mut path = path.to_owned();
    while let Some((from, to)) = path.find('[').and_then(|f| Some((f, f + path[f..].find(']')?))) {
        path.replace_range(from..=to, "");
    }
    let mut at = Some(i);
    while let Some(here) = at {
        let node = &wxml.nodes[here];
        at = node.parent;
        let Some(list) = node.value("wx:for").or_else(|| node.value("wx:for-items")) else { continue };
        let (root, rest) = path.split_at(path.find('.').unwrap_or(path.len()));
        if root == node.value("wx:for-index").unwrap_or("index") {
            return None;
        }
        if root == node.value("wx:for-item").unwrap_or("item") {
            let list = list.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
            let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.');
            if list.is_empty() || !list.chars().all(named) || path.len() > LONG {
                return None;
            }
            path = format!("{list}{rest}");
        }
    }
    Some(path)
}

/// Whether a text has a letter or digit. A blank has none, nor has a sign of an icon font.
fn has_words(text: &str) -> bool {
    let mut rest = text;
    while let Some(n) = rest.find('&') {
        if rest[..n].contains(char::is_alphanumeric) {
            return true;
        }
        rest = &rest[n..];
        let name = rest.find(';').map_or("", |end| &rest[1..end]);
        let number = match name.strip_prefix('#') {
            Some(n) if n.starts_with(['x', 'X']) => u32::from_str_radix(&n[1..], 16).ok(),
            Some(n) => n.parse().ok(),
            None => None,
        };
        let known = matches!(name, "nbsp" | "ensp" | "emsp" | "lt" | "gt" | "amp" | "quot" | "apos");
        if number.and_then(char::from_u32).is_some_and(char::is_alphanumeric) {
            return true;
        }
        rest = if known || number.is_some() { &rest[name.len() + 2..] } else { &rest[1..] };
    }
    rest.contains(char::is_alphanumeric)
}

/// The nodes that a template's use or an include puts in.
fn find<'a>(
    app: &'a App<'a>,
    path: &'a str,
    wxml: &'a Wxml<'a>,
    include: bool,
    named: &str,
) -> Option<(&'a str, &'a Wxml<'a>, Range<usize>)> {
    let open = |src: &str| {
        let target = resolve(folder(path), src)?;
        let target = if app.has(&target) { target } else { format!("{target}.wxml") };
        Some((app.doc(&target)?.path, app.template(&target)?))
    };
    if include {
        let (path, wxml) = open(named)?;
        return Some((path, wxml, 0..wxml.nodes.len()));
    }
    let defined = |path: &'a str, wxml: &'a Wxml<'a>| {
        let is = |n: &Node<'_>| n.name() == Some("template") && n.value("name") == Some(named);
        wxml.nodes.iter().position(is).map(|i| (path, wxml, i + 1..wxml.nodes[i].end))
    };
    defined(path, wxml).or_else(|| {
        let imports = wxml.nodes.iter().filter(|n| n.name() == Some("import"));
        imports.filter_map(|n| open(n.value("src")?)).find_map(|(path, wxml)| defined(path, wxml))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn blanks_and_icons_are_no_words() {
        for no in ["", " · ", "&nbsp;&ensp;", "&#xe600;", "\u{e600}", "&#58880; &gt;", "&&;"] {
            assert!(!super::has_words(no), "{no}");
        }
        for yes in ["字", "&nbsp;a", "a&#xe600;", "&#x5b57;", "a & b", "&copy x", "&"] {
            assert_eq!(super::has_words(yes), yes != "&", "{yes}");
        }
        super::has_words(&"&".repeat(100_000));
        super::has_words(&"&a".repeat(100_000));
    }
}
