//! A mini program of 350 pages for the bench: always the same, in the sizes of WeChat's own demo, with defects at known lines.
//!
//! A page is put together from the parts in `tests/bench/parts`.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};

use super::picture::picture;
use crate::command::root;

/// Pages of the main package, then of each subpackage.
const PACKAGES: [usize; 9] = [22, 41, 41, 41, 41, 41, 41, 41, 41];
const PARTS: [&str; 6] = ["list", "form", "tabs", "gallery", "order", "notice"];
/// Of each package.
const COMPONENTS: usize = 20;
const IMAGES: usize = 21;
const UTILITIES: usize = 8;
/// Functions of a utility.
const STEPS: usize = 32;
/// Sets of classes in the common style sheet, which makes it as large as the style library in WeChat's demo.
const UTILITY_CLASSES: usize = 230;
/// Every so many pages have a defect.
const DEFECT_EVERY: usize = 12;

/// A defect that was planted, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Planted {
    pub rule: &'static str,
    pub path: String,
    pub line: u64,
}

/// The generated program.
#[derive(Debug)]
pub(crate) struct App {
    /// Path in the project folder to content.
    pub files: BTreeMap<String, Vec<u8>>,
    pub planted: Vec<Planted>,
    pub pages: usize,
}

/// A kind of defect: rule, ending of the file, the text that is replaced, what stands there then.
type Defect = (&'static str, &'static str, &'static str, &'static str);

/// Each replaces a text within one line, so that no line moves.
const DEFECTS: [Defect; 9] = [
    ("contrast", "wxss", "color: #22302a", "color: #b9beb9"),
    ("insecure-url", "js", "Page({", "wx.request({ url: 'http://api.qinghuai.cn/v1/hits' }); Page({"),
    (
        "missing-route",
        "js",
        "Page({",
        "const leave = () => wx.navigateTo({ url: '/pages/gone/gone' }); Page({",
    ),
    (
        "missing-asset",
        "wxml",
        "<view class=\"page\">",
        "<view class=\"page\"><image src=\"/images/gone.png\" />",
    ),
    ("duplicate-attr", "wxml", "<view class=\"page\">", "<view class=\"page\" class=\"wide\">"),
    ("banned-word", "wxml", "<view class=\"page\">", "<view class=\"page\">国家级书店"),
    ("wxml-literal-condition", "wxml", "<view class=\"page\">", "<view class=\"page\" wx:if=\"ready\">"),
    (
        "hardcoded-credential",
        "js",
        "Page({",
        "const APP_SECRET = '9f86d081884c7d659a2feaa0c55ad015'; console.info(APP_SECRET); Page({",
    ),
    ("domain-whitelist", "js", "Page({", "wx.request({ url: 'https://stats.qingshu.cn/hit' }); Page({"),
];

struct Parts {
    texts: BTreeMap<String, String>,
    words: Vec<String>,
}

impl Parts {
    fn read() -> Result<Self> {
        let dir = root().join("tests/bench");
        let mut texts = BTreeMap::new();
        for (name, bytes) in tree(&dir.join("parts"))? {
            texts.insert(name, String::from_utf8(bytes)?);
        }
        let words = fs::read_to_string(dir.join("words.txt")).context("cannot read words.txt")?;
        Ok(Self { texts, words: words.lines().map(str::to_owned).collect() })
    }

    /// A part with its marks filled in.
    fn filled(&self, name: &str, marks: &[(&str, &str)]) -> String {
        marks.iter().fold(self.texts[name].clone(), |text, (mark, value)| text.replace(mark, value))
    }
}

/// Files below a folder.
fn tree(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut out = BTreeMap::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            out.extend(
                tree(&entry.path())?.into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)),
            );
        } else {
            out.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(out)
}

/// Numbers that only look random (xorshift).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % below as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, from: &'a [String]) -> &'a str {
        &from[self.next(from.len())]
    }
}

fn package(p: usize) -> String {
    if p == 0 { String::new() } else { format!("part{p}/") }
}

fn page(p: usize, n: usize) -> String {
    format!("{}pages/page{n}/page{n}", package(p))
}

/// The four files of a page or of a component.
struct Unit {
    wxml: String,
    wxss: String,
    data: String,
    methods: String,
}

/// Puts parts together; `p` is the package.
fn unit(parts: &Parts, dice: &mut Dice, p: usize, count: usize) -> Unit {
    let mut unit =
        Unit { wxml: String::new(), wxss: String::new(), data: String::new(), methods: String::new() };
    for id in 0..count {
        let name = PARTS[dice.next(PARTS.len())];
        let mut fill = |text: &str| {
            let mut out = text.replace("@ID", &format!("{id}"));
            for (mark, kind) in [("@TEXT", 0), ("@ROUTE", 1), ("@IMAGE", 2)] {
                while out.contains(mark) {
                    let value = match kind {
                        0 => dice.pick(&parts.words).to_owned(),
                        1 => format!("/{}", page(p, dice.next(PACKAGES[p]))),
                        _ => format!("/{}images/cover{}.png", package(p), dice.next(IMAGES)),
                    };
                    out = out.replacen(mark, &value, 1);
                }
            }
            out
        };
        unit.wxml += &fill(&parts.texts[&format!("{name}.wxml")]);
        unit.wxss += &fill(&parts.texts[&format!("{name}.wxss")]);
        let js = fill(&parts.texts[&format!("{name}.js")]);
        if let Some((data, methods)) = js.split_once("// ---\n") {
            unit.data += data;
            unit.methods += methods;
        }
    }
    unit
}

impl App {
    /// Makes it.
    pub(crate) fn generate() -> Result<Self> {
        let parts = Parts::read()?;
        let mut dice = Dice(0x2545_f491_4f6c_dd1d);
        let base = tree(&root().join("tests/bench/base"))?;
        let mut app = Self { files: base, planted: Vec::new(), pages: PACKAGES.iter().sum() };
        app.whole(&parts);
        for (p, pages) in PACKAGES.into_iter().enumerate() {
            app.shared(&parts, &mut dice, p);
            for n in 0..COMPONENTS {
                app.component(&parts, &mut dice, p, n);
            }
            for n in 0..pages {
                app.page(&parts, &mut dice, p, n);
            }
        }
        let mut seen = 0;
        for (p, pages) in PACKAGES.into_iter().enumerate() {
            for n in 0..pages {
                seen += 1;
                if seen % DEFECT_EVERY == 0 {
                    app.plant(
                        &format!("miniprogram/{}", page(p, n)),
                        DEFECTS[seen / DEFECT_EVERY % DEFECTS.len()],
                    )?;
                }
            }
        }
        Ok(app)
    }

    /// Writes it into a folder that is emptied first.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        for (path, bytes) in &self.files {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().context("a file has a folder")?)?;
            fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(())
    }

    fn add(&mut self, path: &str, text: impl Into<Vec<u8>>) {
        self.files.insert(format!("miniprogram/{path}"), text.into());
    }

    /// What belongs to no package alone.
    fn whole(&mut self, parts: &Parts) {
        let list = |p: usize| {
            let pages =
                (0..PACKAGES[p]).map(|n| format!("\"{}\"", page(p, n).trim_start_matches(&package(p))));
            pages.collect::<Vec<_>>().join(",\n    ")
        };
        let subs: Vec<_> = (1..PACKAGES.len())
            .map(|p| format!("{{ \"root\": \"part{p}\", \"pages\": [{}] }}", list(p)))
            .collect();
        let manifest = [
            format!("\"pages\": [\n    {}\n  ]", list(0)),
            format!("\"subPackages\": [\n    {}\n  ]", subs.join(",\n    ")),
            "\"window\": { \"navigationBarTitleText\": \"青槐书店\", \"navigationBarTextStyle\": \"black\" }"
                .into(),
            "\"lazyCodeLoading\": \"requiredComponents\"".into(),
            "\"style\": \"v2\"".into(),
            "\"sitemapLocation\": \"sitemap.json\"".into(),
        ];
        self.add("app.json", format!("{{\n  {}\n}}\n", manifest.join(",\n  ")));
        let common = (0..UTILITY_CLASSES).map(|n| {
            let (a, b) = ((n * 2).to_string(), (n % 40).to_string());
            parts.filled("common.wxss", &[("@N", &n.to_string()), ("@A", &a), ("@B", &b)])
        });
        self.add("styles/common.wxss", common.collect::<String>());
    }

    /// Scripts and pictures that the pages of a package share.
    fn shared(&mut self, parts: &Parts, dice: &mut Dice, p: usize) {
        let folder = package(p);
        if p > 0 {
            let request = self.files["miniprogram/utils/request.js"].clone();
            self.add(&format!("{folder}utils/request.js"), request);
        }
        for u in 0..UTILITIES {
            let names: Vec<_> = (0..STEPS).map(|f| format!("step{u}x{f}")).collect();
            let mut text = String::from("// 计算与排版\n");
            for (f, name) in names.iter().enumerate() {
                let (limit, kinds) = ((dice.next(90) + 7).to_string(), (dice.next(12) + 2).to_string());
                let marks =
                    [("@STEP", &*f.to_string()), ("@NAME", name), ("@LIMIT", &limit), ("@KINDS", &kinds)];
                text += &parts.filled("step.js", &marks);
            }
            text += &format!("\nmodule.exports = {{\n  {},\n}};\n", names.join(",\n  "));
            self.add(&format!("{folder}utils/steps{u}.js"), text);
        }
        for n in 0..IMAGES {
            self.add(&format!("{folder}images/cover{n}.png"), picture(dice));
        }
    }

    fn component(&mut self, parts: &Parts, dice: &mut Dice, p: usize, n: usize) {
        let unit = unit(parts, dice, p, 1 + n % 2);
        let at = format!("{}components/box{n}/box{n}", package(p));
        self.add(&format!("{at}.wxml"), parts.filled("box.wxml", &[("@PARTS", &unit.wxml)]));
        let own = ".box { margin: 16rpx 0; background-color: #ffffff; color: #1f2a26; --brand: #0b6b4f; }\n";
        self.add(&format!("{at}.wxss"), format!("{own}{}", unit.wxss));
        self.add(&format!("{at}.json"), "{\n  \"component\": true,\n  \"usingComponents\": {}\n}\n");
        let marks = [("@N", &*n.to_string()), ("@DATA", &unit.data), ("@METHODS", &unit.methods)];
        self.add(&format!("{at}.js"), parts.filled("box.js", &marks));
    }

    fn page(&mut self, parts: &Parts, dice: &mut Dice, p: usize, n: usize) {
        let count = 1 + dice.next(3);
        let mut unit = unit(parts, dice, p, count);
        if (p, n) == (0, 0) {
            unit.wxml += "  <view>隐私政策见“设置”</view>\n";
        }
        let at = page(p, n);
        let (title, heading) = (dice.pick(&parts.words), dice.pick(&parts.words));
        let boxes = [n % COMPONENTS, (n * 7 + 3) % COMPONENTS].map(|c| c.to_string());
        let (n, p, u) = (n.to_string(), p.to_string(), (n % UTILITIES).to_string());
        let marks = [("@N", &*n), ("@HEADING", heading), ("@TITLE", title), ("@PARTS", &unit.wxml)];
        self.add(&format!("{at}.wxml"), parts.filled("page.wxml", &marks));
        self.add(&format!("{at}.wxss"), format!("{}{}", parts.texts["page.wxss"], unit.wxss));
        self.add(&format!("{at}.json"), parts.filled("page.json", &[("@A", &boxes[0]), ("@B", &boxes[1])]));
        let marks = [
            ("@AT", &*at),
            ("@HEADING", heading),
            ("@TITLE", title),
            ("@P", &p),
            ("@N", &n),
            ("@U", &u),
            ("@DATA", &unit.data),
            ("@METHODS", &unit.methods),
        ];
        self.add(&format!("{at}.js"), parts.filled("page.js", &marks));
    }

    fn plant(&mut self, page: &str, (rule, end, from, to): Defect) -> Result<()> {
        let path = format!("{page}.{end}");
        let bytes = self.files.get_mut(&path).with_context(|| format!("no {path}"))?;
        let text = String::from_utf8(std::mem::take(bytes))?;
        let at = text.find(from).with_context(|| format!("nothing to replace in {path} for {rule}"))?;
        *bytes = text.replacen(from, to, 1).into_bytes();
        let line = text[..at].matches('\n').count() as u64 + 1;
        self.planted.push(Planted { rule, path: path.trim_start_matches("miniprogram/").to_owned(), line });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bench measures the same bytes each time, in the sizes it promises.
    #[test]
    fn the_app_is_always_the_same_and_has_its_pages_and_defects() {
        let (one, two) = (App::generate().unwrap(), App::generate().unwrap());
        assert_eq!(one.files, two.files);
        assert_eq!(one.planted, two.planted);
        assert_eq!(one.pages, 350);
        let pages = one.files.keys().filter(|f| f.contains("/pages/") && f.ends_with(".wxml")).count();
        assert_eq!(pages, 350);
        assert_eq!(one.planted.len(), 29);
        for planted in &one.planted {
            let text =
                String::from_utf8(one.files[&format!("miniprogram/{}", planted.path)].clone()).unwrap();
            let line = text.lines().nth(usize::try_from(planted.line).unwrap() - 1).unwrap();
            let replaced = DEFECTS.iter().find(|d| d.0 == planted.rule).unwrap().3;
            assert!(line.contains(replaced), "{planted:?}: {line}");
        }
        assert!(one.files.values().all(|f| !String::from_utf8_lossy(f).contains("@TEXT")));
    }
}
