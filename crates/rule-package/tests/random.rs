//! Random and damaged files where a template, a style, a script or JSON is expected: an answer, never a panic, and the same
//! answer twice.

use std::sync::LazyLock;

use proptest::prelude::*;
use tongguan_policy::{Pack, Policy};
use tongguan_rule::{CheckInput, Facts, Lexicons, Report};
use tongguan_source::Source;

static POLICY: LazyLock<Pack> = LazyLock::new(|| Policy::builtin("default").unwrap().into());
static LEXICONS: LazyLock<Lexicons> = LazyLock::new(|| Lexicons::from_policy(&POLICY));

fn report(wxml: &str, wxss: &str, script: &str, json: &str) -> Report {
    let source = Source::from_files([
        ("app.json", r#"{"pages":["a"],"usingComponents":{"x-c":"/c"}}"#),
        ("app.js", "App({})"),
        ("app.wxss", wxss),
        ("a.js", script),
        ("a.json", json),
        ("a.wxml", wxml),
        ("a.wxss", wxss),
        ("c.js", "Component({})"),
        ("c.json", json),
        ("c.wxml", wxml),
        ("c.wxss", wxss),
        ("app.json5", json),
    ]);
    tongguan_rule_package::check(&CheckInput {
        source: &source,
        facts: &Facts::default(),
        policy: &POLICY,
        lexicons: &LEXICONS,
        today: time::macros::date!(2026 - 11 - 25),
    })
}

/// Words that mean something to a parser, in any order.
fn pieces(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = prop_oneof![4 => proptest::sample::select(words).prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    proptest::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

const WXML: &[&str] = &[
    "<view",
    " class=\"a {{b ? 'c' : ''}}\"",
    " style='color:{{c}};height:1px'",
    ">",
    "/>",
    "</view>",
    "<text>",
    "</text>",
    "{{",
    "}}",
    "文字",
    "<!--",
    "-->",
    "<slot name=\"{{x}}\"/>",
    "<x-c>",
    "</x-c>",
    "<template name='t'>",
    "<template is='t'/>",
    "</template>",
    "<include src='a.wxml'/>",
    "<import src=\"a\"/>",
    "<block wx:for=\"{{l}}\">",
    "<wxs>",
    "</wxs>",
    " wx:if=\"{{!b}}\"",
    "<button size='mini' bindtap=\"x\">",
    "</button>",
    "\"",
    "'",
    "=",
    "&nbsp;",
    "<!-- tongguan-ignore contrast: x -->",
    "<!-- tongguan-ignore",
    "{{a.b[c](...d)}}",
    "{{...a, b}}",
    " wx:for-item='i' wx:key='*this'",
    " data-a='{{ {a: 1} }}'",
    " bindtap='f'",
    "\n",
];
const WXSS: &[&str] = &[
    ".a",
    ".c",
    "view",
    "#d",
    "*",
    ":host",
    "page",
    " > ",
    " + ",
    " ~ ",
    ",",
    ":not(",
    ":is(",
    ")",
    ":nth-child(2n+1)",
    "::after",
    "[x^=\"y\"]",
    "{",
    "}",
    "color:#999",
    ";",
    "color:var(--a,",
    "--a:var(--b)",
    "background:linear-gradient(#fff,#000 50%)",
    "background:url(x)",
    "height:10rpx",
    "width:50%",
    "opacity:.5",
    "position:absolute",
    "!important",
    "@media (max-width:400px)",
    "@import \"a.wxss\";",
    "/*",
    "*/",
    "\"",
    "(",
    "font:12px/1 a",
    "padding:1px 2px 3px",
    "line-height:120%",
    "/* tongguan-ignore-next-line button-size: x */",
    "@import url(\"../a.wxss\") screen;",
    ":root{--a:calc(1px + 2rpx)}",
    "rgba(0 0 0 / 50%)",
    "\\31 ",
    "url(data:image/png;base64,AA==)",
    "margin:-50px",
];
const SCRIPT: &[&str] = &[
    "Page(",
    "Component(",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "data:",
    "b:",
    "'文字'",
    "`t${",
    "}`",
    "wx.request(",
    "url:",
    "=>",
    "a",
    "=",
    "const ",
    "function f",
    "return ",
    "...",
    ",",
    ";",
    "/",
    "/x/g",
    "//\n",
    "setData(",
    "?",
    ":",
    "as T",
    "await ",
    "import 'a'",
    "// tongguan-ignore insecure-url: x\n",
    "require('./a')",
    "'http://a.cn/'",
    "eval(",
    "class A { static ",
    "this.setData({ b: ",
    "<T>",
    "`",
    "\\u{1F600}",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"usingComponents\"",
    "\"x-c\"",
    "\"/c\"",
    "\"styleIsolation\"",
    "\"shared\"",
    "true",
    "1e9",
    "null",
    "//\n",
    "/*",
    "*/",
    "\"",
    "\\u",
    "\u{feff}",
];

/// The files that say what a program is made of.
const MANIFEST: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"pages\"",
    "\"a\"",
    "\"/a\"",
    "\"../a\"",
    "\"subPackages\"",
    "\"subpackages\"",
    "\"root\"",
    "\"plugins\"",
    "\"tabBar\"",
    "\"list\"",
    "\"pagePath\"",
    "\"iconPath\"",
    "\"usingComponents\"",
    "\"permission\"",
    "\"scope.userLocation\"",
    "\"desc\"",
    "\"lazyCodeLoading\"",
    "\"style\":\"v2\"",
    "\"miniprogramRoot\"",
    "\"packOptions\":{\"ignore\":[",
    "\"type\":\"regexp\"",
    "\"value\":\"(a*)*\"",
    "\"type\":\"glob\"",
    "\"value\":\"**/*\"",
    "true",
    "1",
    "null",
    "//\n",
    "\"",
];

fn manifest(app: &str, config: &str, text: &str) -> Option<Report> {
    let source = Source::from_files([
        ("app.json", app),
        ("project.config.json", config),
        ("sitemap.json", config),
        ("ext.json", config),
        ("plugin/plugin.json", config),
        ("app.js", "App({})"),
        ("a.ts", text),
        ("a.wxml", text),
        ("a.wxs", text),
        ("a.scss", text),
        ("package.json", config),
    ]);
    let source = source.rooted().ok()?;
    Some(tongguan_rule_package::check(&CheckInput {
        source: &source,
        facts: &Facts::default(),
        policy: &POLICY,
        lexicons: &LEXICONS,
        today: time::macros::date!(2026 - 11 - 25),
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_files_are_answered(wxml in pieces(WXML), wxss in pieces(WXSS), script in pieces(SCRIPT), json in pieces(JSON)) {
        let one = report(&wxml, &wxss, &script, &json);
        prop_assert_eq!(one, report(&wxml, &wxss, &script, &json));
    }

    #[test]
    fn any_manifest_is_answered(app in pieces(MANIFEST), config in pieces(MANIFEST), text in pieces(SCRIPT)) {
        let one = manifest(&app, &config, &text);
        prop_assert_eq!(&one, &manifest(&app, &config, &text));
        manifest(&format!("{{\"pages\":[\"a\"],{app}}}"), &format!("{{{config}}}"), &text);
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,300}") {
        report(&text, &text, &text, &text);
    }
}

/// A space of another kind inside a tag once kept the template compiler there for ever.
#[test]
fn wide_spaces_in_tags_come_to_an_end() {
    for space in ["\u{3000}", "\u{a0}", "\u{85}", "\u{2028}"] {
        report(&format!("<view{space}class='a'>字</view>{space}"), "", "Page({})", "{}");
    }
}

/// Whatever is repeated, however often, comes to an end: work that grew with the square would outlast the runner's limit.
#[test]
fn long_files_come_to_an_end() {
    let cases: [&dyn Fn(usize) -> [String; 2]; 4] = [
        &|n| ["<view class='a'>字</view>".repeat(n), ".a{color:#999}".repeat(n)],
        &|n| ["<view class='a {{b?\"c\":\"\"}}'>".repeat(n), ".a .a{color:red}".repeat(n / 8)],
        &|n| {
            [
                (0..n).map(|i| format!("<view class='{{{{b{i}?\"c\":\"\"}}}}'>字</view>")).collect(),
                ".c{color:red}".into(),
            ]
        },
        &|n| ["<view wx:if='{{x}}'>字</view>".repeat(n), "view+view~view:nth-child(2){color:red}".into()],
    ];
    for make in cases {
        let [wxml, wxss] = make(4000);
        report(&wxml, &wxss, "Page({})", "{}");
    }
}
