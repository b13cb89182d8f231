//! The keys of the configuration files and what each holds.

use jsonc_parser::{ast, common::Ranged};
use tongguan_model::text::{Bilingual, bi};
use tongguan_rule::Severity;

use crate::{app::json::bytes, near::nearest};

/// What a value must be.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Several forms, or one that is not judged.
    Any,
    Bool,
    Number,
    Text,
    /// `#rrggbb`, or a variable of the theme.
    Colour,
    OneOf(&'static [&'static str]),
    List(&'static Shape),
    Object(&'static [Field]),
    /// Names that the author chose, each with a text.
    Names,
}

/// A key and its value.
#[derive(Clone, Copy)]
pub(super) struct Field(&'static str, Shape);

use Shape::{Any, Bool, Colour, List, Names, Number, Object, OneOf, Text};

const TEXTS: Shape = List(&Text);

const WINDOW: &[Field] = &[
    Field("navigationBarBackgroundColor", Colour),
    Field("navigationBarTextStyle", OneOf(&["black", "white"])),
    Field("navigationBarTitleText", Text),
    Field("navigationStyle", OneOf(&["default", "custom"])),
    Field("homeButton", Bool),
    Field("backgroundColor", Colour),
    Field("backgroundColorContent", Colour),
    Field("backgroundTextStyle", OneOf(&["dark", "light"])),
    Field("backgroundColorTop", Colour),
    Field("backgroundColorBottom", Colour),
    Field("enablePullDownRefresh", Bool),
    Field("onReachBottomDistance", Number),
    Field("pageOrientation", OneOf(&["portrait", "landscape", "auto"])),
    Field("restartStrategy", OneOf(&["homePage", "homePageAndLatestPage"])),
    Field("initialRenderingCache", OneOf(&["static", "dynamic", "capture"])),
    Field("visualEffectInBackground", OneOf(&["none", "hidden"])),
    Field("handleWebviewPreload", OneOf(&["static", "manual", "auto"])),
];

/// Keys that only pages and components have.
const OWN: &[Field] = &[
    Field("component", Bool),
    Field("usingComponents", Names),
    Field("componentGenerics", Any),
    Field("componentPlaceholder", Names),
    Field("disableScroll", Bool),
    Field(
        "styleIsolation",
        OneOf(&["isolated", "apply-shared", "shared", "page-isolated", "page-apply-shared", "page-shared"]),
    ),
    Field("singlePage", Any),
    Field("enableShareAppMessage", Bool),
    Field("enableShareTimeline", Bool),
    Field("renderer", OneOf(&["webview", "skyline", "xr-frame"])),
    Field("rendererOptions", Any),
    Field("componentFramework", Text),
    Field("pureDataPattern", Text),
];

const TAB: &[Field] = &[
    Field("pagePath", Text),
    Field("text", Text),
    Field("iconPath", Text),
    Field("selectedIconPath", Text),
    Field("visible", Bool),
    Field("dot", Bool),
];

const TAB_BAR: &[Field] = &[
    Field("color", Colour),
    Field("selectedColor", Colour),
    Field("backgroundColor", Colour),
    Field("borderStyle", OneOf(&["black", "white"])),
    Field("list", List(&Object(TAB))),
    Field("position", OneOf(&["bottom", "top"])),
    Field("custom", Bool),
];

const TIMEOUT: &[Field] = &[
    Field("request", Number),
    Field("connectSocket", Number),
    Field("uploadFile", Number),
    Field("downloadFile", Number),
];

const SUBPACKAGE: &[Field] = &[
    Field("root", Text),
    Field("name", Text),
    Field("pages", TEXTS),
    Field("independent", Bool),
    Field("entry", Text),
    Field("plugins", Any),
    Field("renderer", Text),
    Field("componentFramework", Text),
];

const APP: &[Field] = &[
    Field("entryPagePath", Text),
    Field("pages", TEXTS),
    Field("window", Object(WINDOW)),
    Field("tabBar", Object(TAB_BAR)),
    Field("networkTimeout", Object(TIMEOUT)),
    Field("debug", Bool),
    Field("subpackages", List(&Object(SUBPACKAGE))),
    Field("subPackages", List(&Object(SUBPACKAGE))),
    Field("requiredBackgroundModes", TEXTS),
    Field("requiredPrivateInfos", TEXTS),
    Field("resizable", Bool),
    Field("usingComponents", Names),
    Field("sitemapLocation", Text),
    Field("style", Text),
    Field("darkmode", Bool),
    Field("themeLocation", Text),
    Field("lazyCodeLoading", Text),
    Field("embeddedAppIdList", TEXTS),
    Field("navigateToMiniProgramAppIdList", TEXTS),
    Field("convertRpxToVw", Bool),
    Field("renderer", Text),
    Field("componentFramework", Text),
    Field("__usePrivacyCheck__", Bool),
    Field("permission", Any),
    Field("workers", Any),
    Field("plugins", Any),
    Field("preloadRule", Any),
    Field("functionalPages", Any),
    Field("useExtendedLib", Any),
    Field("entranceDeclare", Any),
    Field("singlePage", Any),
    Field("supportedMaterials", Any),
    Field("halfPage", Any),
    Field("debugOptions", Any),
    Field("enablePassiveEvent", Any),
    Field("resolveAlias", Any),
    Field("rendererOptions", Any),
    Field("appBar", Any),
    Field("miniApp", Any),
    Field("static", Any),
    Field("cloud", Any),
];

const RULE: &[Field] = &[
    Field("action", OneOf(&["allow", "disallow"])),
    Field("page", Text),
    Field("params", TEXTS),
    Field("matching", OneOf(&["exact", "inclusive", "exclusive", "partial"])),
    Field("priority", Number),
];

const SITEMAP: &[Field] = &[Field("desc", Text), Field("rules", List(&Object(RULE)))];

/// A plugin's own: WeChat, 插件开发接入指南.
const PLUGIN: &[Field] = &[
    Field("publicComponents", Names),
    Field("pages", Names),
    Field("main", Text),
    Field("workers", Text),
    Field("themeLocation", Text),
];

/// Which file it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    App,
    Page,
    Sitemap,
    Plugin,
}

/// A value that has not its shape, or a key that nobody knows.
pub(super) struct Wrong {
    pub(super) bytes: std::ops::Range<usize>,
    pub(super) what: Bilingual,
    pub(super) fix: Bilingual,
    pub(super) severity: Severity,
}

/// Compares a file with its table.
pub(super) fn compare(file: File, object: &ast::Object<'_>) -> Vec<Wrong> {
    let mut out = Vec::new();
    match file {
        File::App => {
            fields(object, &[APP], "", &mut out);
            elsewhere(object, WINDOW, "window", &mut out);
        }
        File::Page => {
            fields(object, &[WINDOW, OWN], "", &mut out);
            if let Some(window) = object.get("window") {
                out.push(Wrong {
                    bytes: name(window),
                    what: bi(
                        "页面配置中的 window 不起作用。",
                        "In a page's configuration window does nothing.",
                    ),
                    fix: bi(
                        "把其中的各项直接写在页面配置里。",
                        "Write its entries right into the page's configuration.",
                    ),
                    severity: Severity::Warning,
                });
            }
        }
        File::Sitemap => fields(object, &[SITEMAP], "", &mut out),
        File::Plugin => fields(object, &[PLUGIN], "", &mut out),
    }
    out
}

fn name(p: &ast::ObjectProp<'_>) -> std::ops::Range<usize> {
    let range = p.name.range();
    range.start..range.end
}

fn fields(object: &ast::Object<'_>, tables: &[&[Field]], path: &str, out: &mut Vec<Wrong>) {
    let known = || tables.iter().copied().flatten();
    for p in &object.properties {
        let key = p.name.as_str();
        let full = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        if let Some(field) = known().find(|f| f.0 == key) {
            value(&p.value, field.1, &full, out);
        } else if let Some(meant) = nearest(key, known().map(|f| f.0)) {
            out.push(Wrong {
                bytes: name(p),
                what: bi(
                    format!("没有配置项 {full}，它不起作用。"),
                    format!("There is no entry {full}; it does nothing."),
                ),
                fix: bi(format!("是不是 {meant}？"), format!("Is it {meant}?")),
                severity: Severity::Warning,
            });
        }
    }
}

/// Keys that stand outside the object they belong to.
fn elsewhere(object: &ast::Object<'_>, table: &[Field], home: &str, out: &mut Vec<Wrong>) {
    for p in &object.properties {
        let key = p.name.as_str();
        if table.iter().any(|f| f.0 == key) {
            out.push(Wrong {
                bytes: name(p),
                what: bi(
                    format!("{key} 不在 {home} 之内，它不起作用。"),
                    format!("{key} stands outside {home} and does nothing."),
                ),
                fix: bi(format!("移到 {home} 之内。"), format!("Move it into {home}.")),
                severity: Severity::Warning,
            });
        }
    }
}

fn value(value: &ast::Value<'_>, shape: Shape, path: &str, out: &mut Vec<Wrong>) {
    let text = value.as_string_lit().map(|s| s.value.as_ref());
    // A variable of the theme.
    let variable = text.is_some_and(|t| t.starts_with('@'));
    let (fits, must_zh, must_en, severity) = match shape {
        Any => return,
        Bool => (
            matches!(value, ast::Value::BooleanLit(_)),
            " true 或 false".into(),
            "true or false".into(),
            Severity::Warning,
        ),
        Number => {
            (matches!(value, ast::Value::NumberLit(_)), "数字".into(), "a number".into(), Severity::Warning)
        }
        Text => (text.is_some(), "字符串".into(), "a text".into(), Severity::Error),
        Colour => (
            variable || text.is_some_and(is_colour),
            " #rrggbb 形式的颜色".into(),
            "a colour as #rrggbb".into(),
            Severity::Warning,
        ),
        OneOf(words) => (
            variable || text.is_some_and(|t| words.contains(&t)),
            format!(" {} 之一", words.join("、")),
            format!("one of {}", words.join(", ")),
            Severity::Warning,
        ),
        List(inner) => {
            if let ast::Value::Array(array) = value {
                for (i, element) in array.elements.iter().enumerate() {
                    self::value(element, *inner, &format!("{path}[{i}]"), out);
                }
                return;
            }
            (false, "数组".into(), "a list".into(), Severity::Error)
        }
        Object(table) => {
            if let ast::Value::Object(object) = value {
                fields(object, &[table], path, out);
                return;
            }
            (false, "对象".into(), "an object".into(), Severity::Error)
        }
        Names => {
            if let ast::Value::Object(object) = value {
                for p in &object.properties {
                    self::value(&p.value, Text, &format!("{path}.{}", p.name.as_str()), out);
                }
                return;
            }
            (false, "对象".into(), "an object".into(), Severity::Error)
        }
    };
    if !fits {
        let (must_zh, must_en): (String, String) = (must_zh, must_en);
        out.push(Wrong {
            bytes: bytes(value),
            what: bi(format!("{path} 须是{must_zh}。"), format!("{path} must be {must_en}.")),
            fix: bi("按官方的配置格式改正。", "Mend it as the configuration's reference says."),
            severity,
        });
    }
}

fn is_colour(text: &str) -> bool {
    text.is_empty()
        || text == "transparent"
        || text
            .strip_prefix('#')
            .is_some_and(|h| matches!(h.len(), 3 | 4 | 6 | 8) && h.bytes().all(|b| b.is_ascii_hexdigit()))
}
