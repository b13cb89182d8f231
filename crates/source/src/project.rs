//! What a project folder or its zip says of itself: where the app root is, and what is left out of the package.

use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};

use crate::{SourceError, pack::Pack};

/// A project as its files are listed, before they are read.
pub(crate) trait Listing {
    /// The text of a file; `None` if it is absent or not UTF-8.
    fn text(&self, path: &str) -> Option<String>;
    /// Whether there is a file.
    fn has(&self, path: &str) -> bool;
    /// The paths of files with this name, in any order.
    fn named(&self, name: &str) -> Vec<String>;
    /// Whether every file stands below a folder.
    fn all_below(&self, prefix: &str) -> bool;
}

/// Where the program is.
#[derive(Debug)]
pub(crate) struct Project {
    /// Folder of the app root with its slash; empty if it is the project itself.
    pub(crate) root: String,
    pub(crate) pack: Pack,
}

/// A framework whose sources are no mini program until they are built.
struct Framework {
    name: &'static str,
    /// Folders that its build writes to, the best first.
    outputs: &'static [&'static str],
    build: &'static str,
}

const UNI_APP: Framework = Framework {
    name: "uni-app",
    outputs: &[
        "dist/build/mp-weixin/",
        "unpackage/dist/build/mp-weixin/",
        "dist/dev/mp-weixin/",
        "unpackage/dist/dev/mp-weixin/",
    ],
    build: "npm run build:mp-weixin",
};
const TARO: Framework =
    Framework { name: "Taro", outputs: &["dist/", "dist/weapp/"], build: "npm run build:weapp" };

impl Project {
    /// Finds the app root: `miniprogramRoot` of `project.config.json`, else the project itself, else what a framework has
    /// built, else the outermost folder with an `app.json`, else a single folder that holds everything.
    pub(crate) fn find(files: &impl Listing) -> Result<Self, SourceError> {
        let config = Config::read(files, "");
        if let Some(root) = &config.root
            && files.has(&format!("{root}app.json"))
        {
            return Ok(Self { root: root.clone(), pack: config.pack });
        }
        if files.has("app.json") {
            return Ok(Self { root: String::new(), pack: config.pack });
        }
        if let Some(root) = built(files, "")? {
            return Ok(Self { root, pack: config.pack });
        }
        // A zip of a project folder: everything below one name.
        let shortest = |name: &str| {
            let prefixes = files.named(name).into_iter().map(|p| p[..p.len() - name.len()].to_owned());
            prefixes.min_by_key(|p| (p.matches('/').count(), p.clone()))
        };
        for mark in ["project.config.json", "package.json", "manifest.json"] {
            let Some(prefix) = shortest(mark).filter(|p| !p.is_empty() && files.all_below(p)) else {
                continue;
            };
            let config = Config::read(files, &prefix);
            if let Some(root) = config.root.filter(|r| files.has(&format!("{r}app.json"))) {
                return Ok(Self { root, pack: config.pack });
            }
            if files.has(&format!("{prefix}app.json")) {
                return Ok(Self { root: prefix, pack: config.pack });
            }
            if let Some(root) = built(files, &prefix)? {
                return Ok(Self { root, pack: config.pack });
            }
        }
        match shortest("app.json") {
            Some(root) => {
                // The project that this program belongs to stands at its root or above.
                let mut at = root.as_str();
                loop {
                    let config = Config::read(files, at);
                    if config.root.is_some_and(|r| r == root) {
                        return Ok(Self { root: root.clone(), pack: config.pack });
                    }
                    if at.is_empty() {
                        return Ok(Self { root: root.clone(), pack: Pack::default() });
                    }
                    at = at.trim_end_matches('/').rfind('/').map_or("", |i| &at[..=i]);
                }
            }
            None => match config.root.filter(|r| !r.is_empty()) {
                // The configuration names a folder that is not there, or not yet.
                Some(root) => Err(SourceError::NotBuilt {
                    kind: format!("miniprogramRoot {root}"),
                    build: "npm run build".into(),
                    outputs: root,
                }),
                None => Ok(Self { root: String::new(), pack: config.pack }),
            },
        }
    }
}

/// The output of a framework whose project stands at `prefix`; an error if it is not built.
fn built(files: &impl Listing, prefix: &str) -> Result<Option<String>, SourceError> {
    let has = |path: &str| files.has(&format!("{prefix}{path}"));
    let uni =
        ["", "src/"].iter().any(|at| has(&format!("{at}manifest.json")) && has(&format!("{at}pages.json")));
    let taro = ["config/index.js", "config/index.ts"].iter().any(|c| has(c))
        && files.text(&format!("{prefix}package.json")).is_some_and(|t| t.contains("\"@tarojs/"));
    let framework = match (uni, taro) {
        (true, _) => &UNI_APP,
        (_, true) => &TARO,
        _ => return Ok(None),
    };
    match framework.outputs.iter().find(|o| has(&format!("{o}app.json"))) {
        Some(output) => Ok(Some(format!("{prefix}{output}"))),
        None => Err(SourceError::NotBuilt {
            kind: framework.name.into(),
            build: framework.build.into(),
            outputs: framework.outputs.join(", "),
        }),
    }
}

/// `project.config.json`; `project.private.config.json` is a developer's own and decides nothing.
#[derive(Debug, Default)]
struct Config {
    root: Option<String>,
    pack: Pack,
}

impl Config {
    fn read(files: &impl Listing, prefix: &str) -> Self {
        let Some(text) = files.text(&format!("{prefix}project.config.json")) else { return Self::default() };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        let Ok(Some(ast::Value::Object(object))) = parsed.map(|p| p.value) else { return Self::default() };
        let root = object.get_string("miniprogramRoot").map(|s| {
            let value = s.value.trim_start_matches("./").trim_matches('/');
            if value.is_empty() || value == "." { prefix.to_owned() } else { format!("{prefix}{value}/") }
        });
        let pack = object.get_object("packOptions").map(Pack::read).unwrap_or_default();
        Self { root: root.filter(|r| !r.contains("..")), pack }
    }
}
