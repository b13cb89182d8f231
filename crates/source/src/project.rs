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
    /// Folder of a plugin, with its slash, that the project holds beside the program.
    pub(crate) plugin: Option<String>,
    pub(crate) pack: Pack,
}

impl Project {
    /// Whether a file below the app root is no part of the program: `packOptions` leaves it out, or it is the plugin's.
    pub(crate) fn leaves_out(&self, name: &str) -> bool {
        let plugin =
            self.plugin.as_deref().and_then(|p| p.strip_prefix(&self.root)).filter(|p| !p.is_empty());
        plugin.is_some_and(|p| name.starts_with(p)) || self.pack.leaves_out(name)
    }
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
    /// Finds the app root: `miniprogramRoot` of `project.config.json`, else the project itself (a plugin's own package has
    /// `plugin.json` there), else what a framework has built, else the outermost folder with an `app.json`, else a single folder that holds everything.
    pub(crate) fn find(files: &impl Listing) -> Result<Self, SourceError> {
        let config = Config::read(files, "");
        if let Some(root) = config.root.clone()
            && files.has(&format!("{root}app.json"))
        {
            return Ok(config.at(&root));
        }
        if files.has("app.json") {
            return Ok(config.at(""));
        }
        // A plugin's own package.
        if files.has("plugin.json") {
            return Ok(config.at(""));
        }
        if let Some(root) = built(files, "")? {
            return Ok(config.at(&root));
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
            if let Some(root) = config.root.clone().filter(|r| files.has(&format!("{r}app.json"))) {
                return Ok(config.at(&root));
            }
            if files.has(&format!("{prefix}app.json")) {
                return Ok(config.at(&prefix));
            }
            if let Some(root) = built(files, &prefix)? {
                return Ok(config.at(&root));
            }
        }
        match shortest("app.json") {
            Some(root) => {
                // The project that this program belongs to stands at its root or above.
                let mut at = root.as_str();
                loop {
                    let config = Config::read(files, at);
                    if config.root.as_deref() == Some(root.as_str()) {
                        return Ok(config.at(&root));
                    }
                    if at.is_empty() {
                        return Ok(Config::default().at(&root));
                    }
                    at = at.trim_end_matches('/').rfind('/').map_or("", |i| &at[..=i]);
                }
            }
            None if let Some(root) = shortest("plugin.json").filter(|r| files.all_below(r)) => {
                Ok(config.at(&root))
            }
            None => match config.root.clone().filter(|r| !r.is_empty()) {
                // The configuration names a folder that is not there, or not yet.
                Some(root) => Err(SourceError::NotBuilt {
                    kind: format!("miniprogramRoot {root}"),
                    build: "npm run build".into(),
                    outputs: root,
                }),
                None => Ok(config.at("")),
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
    plugin: Option<String>,
    pack: Pack,
}

impl Config {
    /// The project with its app root.
    fn at(self, root: &str) -> Project {
        Project { root: root.to_owned(), plugin: self.plugin, pack: self.pack }
    }

    fn read(files: &impl Listing, prefix: &str) -> Self {
        let Some(text) = files.text(&format!("{prefix}project.config.json")) else { return Self::default() };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        let Ok(Some(ast::Value::Object(object))) = parsed.map(|p| p.value) else { return Self::default() };
        let folder = |key| {
            let named = object.get_string(key)?;
            let value = named.value.trim_start_matches("./").trim_matches('/');
            let whole = if value.is_empty() || value == "." {
                prefix.to_owned()
            } else {
                format!("{prefix}{value}/")
            };
            (!whole.contains("..")).then_some(whole)
        };
        let pack = object.get_object("packOptions").map(Pack::read).unwrap_or_default();
        Self { root: folder("miniprogramRoot"), plugin: folder("pluginRoot"), pack }
    }
}
