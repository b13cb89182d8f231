//! What rules want to know of a script: calls, constants, texts, and where the URL of a request comes from.

mod collect;
mod fold;
mod note;
mod notes;

pub(crate) use notes::{Flag, Gate, Knows, Notes};

use std::{collections::BTreeMap, ops::Range};

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit;
use oxc_parser::Parser;
use oxc_span::SourceType;
use tongguan_model::text::{Bilingual, bi};

use super::{depth, json::Problem};

/// A string written in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) value: String,
    /// Its bytes, without quotes.
    pub(crate) bytes: Range<usize>,
    /// Where parts meet of which it is put together; none where it is one literal.
    pub(crate) joints: Vec<usize>,
}

/// Calls that lead to a page.
pub(crate) const ROUTES: [&str; 4] = ["navigateTo", "redirectTo", "switchTab", "reLaunch"];

/// Where a string stands that a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Elsewhere {
    /// In another module, under a name or below a key.
    Module { module: String, name: Option<String> },
    /// In `globalData`, below a key.
    Global(String),
    /// In what a function of the script returns.
    Returned(String),
}

/// What a value begins with: the head of a URL decides scheme and host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Head {
    /// Written out.
    Literal(Text),
    /// A variable of the same file.
    Variable(String),
    /// A property of that name, of any object.
    Property(String),
    /// What a function of that name returns.
    Returned(String),
    /// A parameter of a function, or a property of it.
    Parameter(Parameter),
}

/// A parameter of a function by position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Parameter {
    pub(crate) function: String,
    pub(crate) index: usize,
    pub(crate) property: Option<String>,
}

/// A call of the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NetworkCall {
    /// `request`, `upload`, `download` or `socket`.
    pub(crate) kind: &'static str,
    pub(crate) heads: Vec<Head>,
}

/// An argument of a call: where it begins with, and where its properties do, if it is an object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Argument {
    pub(crate) heads: Vec<Head>,
    pub(crate) properties: Vec<(String, Vec<Head>)>,
}

/// What a script says.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) problem: Option<Problem>,
    pub(crate) network: Vec<NetworkCall>,
    pub(crate) variables: Vec<(String, Vec<Head>)>,
    pub(crate) properties: Vec<(String, Vec<Head>)>,
    pub(crate) returns: Vec<(String, Vec<Head>)>,
    pub(crate) calls: Vec<(String, Vec<Argument>)>,
    /// Members of `wx` that are named.
    pub(crate) apis: Vec<(String, Range<usize>)>,
    /// Strings below a key of a page's or component's data.
    pub(crate) data: Vec<(String, Text)>,
    /// What a page's or component's data may be, by its path; a list is what its items are.
    pub(crate) leaves: BTreeMap<String, Leaf>,
    /// The same where a function returns them; without a key, they are shown by a call.
    pub(crate) told: Vec<(Option<String>, Text)>,
    /// Names of other modules and of the program that stand below a key of data, or are shown by a call.
    pub(crate) elsewhere: Vec<(Option<String>, Elsewhere)>,
    /// Strings that other modules may mean by a name, in order of the names.
    pub(crate) constants: Vec<(String, Text)>,
    /// Strings of `globalData` by name.
    pub(crate) globals: Vec<(String, Text)>,
    /// The script makes a behaviour.
    pub(crate) behavior: bool,
    /// Properties of a component, which whoever uses it may give any value.
    pub(crate) given: Vec<String>,
    /// Texts that the script itself shows: toasts, dialogs.
    pub(crate) shown: Vec<Text>,
    /// Parameters that a function shows: `tip(text) { wx.showToast({ title: text }) }`.
    pub(crate) tellers: Vec<Parameter>,
    /// `styleIsolation` of a component, or what its older options say the same by.
    pub(crate) isolation: Option<String>,
    /// `externalClasses` of a component.
    pub(crate) external: Vec<String>,
    /// Modules that are required or imported.
    pub(crate) requires: Vec<Text>,
    /// Modules of which only types are imported.
    pub(crate) types: Vec<Text>,
    /// What the second look saw.
    pub(crate) notes: Notes,
}

/// What stands at a path of data.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Leaf {
    /// Strings and numbers that are written out.
    pub(crate) words: Vec<String>,
    /// Something else may stand there: what is computed, or too much.
    pub(crate) open: bool,
    /// `setData` puts something there.
    pub(crate) later: bool,
}

/// Reads a script. A text that nests too deep is refused before a recursive parser sees it.
pub(crate) fn parse(path: &str, text: &str) -> Script {
    let problem = |at: usize, what: Bilingual| Script {
        problem: Some(Problem { bytes: at..at, what }),
        ..Script::default()
    };
    if u32::try_from(text.len()).is_err() {
        return problem(0, bi("文件过长", "too long"));
    }
    let deep = depth::refuse(text);
    if let Some((at, why)) = deep {
        return problem(at, depth::reason(why));
    }
    let allocator = Allocator::default();
    let kind = if path.ends_with(".ts") { SourceType::ts() } else { SourceType::unambiguous() };
    let parsed = Parser::new(&allocator, text, kind).parse();
    let error = parsed.diagnostics.iter().next().map(|e| {
        let at = e.labels.first().map_or(0, |l| l.offset() as usize).min(text.len());
        Problem { bytes: at..at, what: bi(e.message.to_string(), e.message.to_string()) }
    });
    if parsed.panicked {
        return Script { problem: error, ..Script::default() };
    }
    let mut collector = collect::Collector::new(text);
    collector.visit_program(&parsed.program);
    let mut noter = note::Noter::new(text);
    noter.visit_program(&parsed.program);
    Script { problem: error, notes: noter.finish(), ..collector.finish() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_their_urls_are_found_through_names() {
        let script = parse(
            "a.js",
            "const base = 'http://a.cn'; const get = (path, opt) => wx.request({ url: base + path });
             function send({ url }) { return new Promise(function (ok) { wx.uploadFile({ url: `${url}/x` }) }) }
             exports.api = { list: base + '/list' }; get('/b'); wx.getLocation({});",
        );
        assert_eq!(script.problem, None);
        assert_eq!(script.network[0].heads, [Head::Variable("base".into())]);
        assert_eq!((script.network[0].kind, script.network[1].kind), ("request", "upload"));
        let parameter = Parameter { function: "send".into(), index: 0, property: Some("url".into()) };
        assert_eq!(script.network[1].heads, [Head::Parameter(parameter)]);
        assert!(script.properties.contains(&("list".into(), vec![Head::Variable("base".into())])));
        assert!(
            script
                .variables
                .iter()
                .any(|(n, h)| n == "base" && matches!(&h[0], Head::Literal(t) if t.value == "http://a.cn"))
        );
        assert!(script.apis.iter().any(|(name, _)| name == "getLocation"));
        assert!(script.calls.iter().any(|(name, _)| name == "get"));
    }

    #[test]
    fn texts_of_data_and_of_dialogs_are_found() {
        let text = "Page({ data: { a: '甲', list: [{ b: '乙' }] }, f() { this.setData({ 'list[0].b': '丙' }); wx.showToast({ title: '丁' }) } });";
        let script = parse("a.js", text);
        let data: Vec<_> = script.data.iter().map(|(k, t)| (k.as_str(), t.value.as_str())).collect();
        assert_eq!(data, [("a", "甲"), ("list", "乙"), ("list", "丙")]);
        assert_eq!(script.shown[0].value, "丁");
        assert_eq!(&text[script.data[1].1.bytes.clone()], "乙");
    }

    #[test]
    fn what_data_may_be_is_known_by_its_path() {
        let script = parse(
            "a.js",
            "Page({ data: { k: '', n: 1, h: -4, list: [{ c: '#ddd' }, { c: `#333`, d: x }], o: { on: true }, e: null },
              f(r) { this.setData({ k: ok ? 'dark' : 'light', 'list[0].c': '#eee', n: r.n, [`a${r}`]: 1 }) } })",
        );
        let of = |path: &str| {
            let leaf = &script.leaves[path];
            format!("{}{}", leaf.words.join(","), if leaf.open { "?" } else { "" })
        };
        let all = ["k", "n", "h", "list.c", "list.d", "o.on", "e"].map(of);
        assert_eq!(all, [",dark,light", "1?", "?", "#ddd,#333,#eee", "?", "?", ""]);
    }

    #[test]
    fn texts_that_stand_in_constants_are_found_where_they_are_bound() {
        let text = "const list = [{ n: '甲' }]; const more = { a: '乙', b: list }; let data = { c: '丙' };
            Page({ data: { list, title: ok ? '丁' : '戊', ...more } as Data, f() { const d = '己'; this.setData({ d }) } });
            Component({ data, properties: { p: { type: String, value: '庚' } } });";
        let script = parse("a.ts", text);
        assert_eq!(script.problem, None);
        let data: Vec<_> = script.data.iter().map(|(k, t)| format!("{k}{}", t.value)).collect();
        assert_eq!(data, ["list甲", "title丁", "title戊", "a乙", "b甲", "d己", "c丙", "p庚"]);
        // Names of names do not multiply.
        let mut text = String::from("var a0=['x','y'];");
        for i in 1..60 {
            text += &format!("var a{i}=[a{},a{}];", i - 1, i - 1);
        }
        text += "Page({data:{a:a59}})";
        assert!(parse("a.js", &text).data.len() <= 500);
    }

    #[test]
    fn a_script_that_cannot_be_read_is_a_problem_with_a_place() {
        let problem = parse("a.js", "Page({\n  data: \n});").problem.unwrap();
        assert!(problem.bytes.start > 7, "{problem:?}");
        for hostile in
            ["(".repeat(100_000), "!".repeat(100_000), "a=>".repeat(100_000), "a?b:".repeat(50_000)]
        {
            assert!(parse("a.js", &hostile).problem.is_some());
        }
        assert!(parse("a.ts", "const a: number = <number>1; export default a").problem.is_none());
    }

    #[test]
    fn what_the_guard_lets_through_does_not_exhaust_the_stack() {
        let deep = crate::roomy(|| {
            for (one, last, close, n) in [
                ("(", "1", ")", 390),
                ("[", "1", "]", 390),
                ("f(function(){", "", "})", 190),
                ("!", "a", "", 7900),
                ("a=>", "a", "", 2600),
                ("a?b:", "a", "", 1900),
                ("a+", "a", "", 3900),
                ("a.b", "", "", 3900),
                ("if(a);else ", ";", "", 1100),
                ("for(;;)", ";", "", 1900),
                ("a**", "a", "", 3900),
                ("a=", "a", "", 3900),
                ("new ", "a", "", 7900),
            ] {
                let text = format!("{}{last}{}", one.repeat(n), close.repeat(n));
                parse("a.js", &text);
            }
            true
        });
        assert!(deep);
    }
}
