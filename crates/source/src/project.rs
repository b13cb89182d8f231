//! What a project folder or its zip says of itself: where the app root is, and what is left out of the package.

use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};

use crate::{Note, SourceError, framework, pack::Pack};

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
    /// What whoever asked should know.
    pub(crate) notes: Vec<Note>,
    plugin: Option<String>,
    pack: Pack,
}

/// Folders with a file of this name, the outermost first.
fn folders(files: &impl Listing, name: &str) -> Vec<String> {
    let mut all: Vec<_> =
        files.named(name).into_iter().map(|p| p[..p.len() - name.len()].to_owned()).collect();
    all.sort_by_key(|p| (p.matches('/').count(), p.clone()));
    all
}

impl Project {
    /// Finds the app root: `miniprogramRoot` of `project.config.json`, else the project itself (a plugin's own package has
    /// `plugin.json` there), else what a framework has built, else the outermost folder with an `app.json`, else a single
    /// folder that holds everything.
    pub(crate) fn find(files: &impl Listing) -> Result<Self, SourceError> {
        let config = Config::read(files, "");
        if let Some(root) = config.rooted(files) {
            return Ok(config.at(&root));
        }
        // A plugin's own package has no `app.json`.
        if files.has("app.json") || files.has("plugin.json") {
            return Ok(config.at(""));
        }
        if let Some(root) = framework::built(files, "")? {
            return Ok(config.at(&root));
        }
        // A zip of a project folder: everything below one name.
        for mark in ["project.config.json", "package.json", "manifest.json"] {
            let first = folders(files, mark).into_iter().next();
            let Some(prefix) = first.filter(|p| !p.is_empty() && files.all_below(p)) else { continue };
            let config = Config::read(files, &prefix);
            if let Some(root) = config.rooted(files) {
                return Ok(config.at(&root));
            }
            if files.has(&format!("{prefix}app.json")) {
                return Ok(config.at(&prefix));
            }
            if let Some(root) = framework::built(files, &prefix)? {
                return Ok(config.at(&root));
            }
        }
        let programs = folders(files, "app.json");
        match programs.first() {
            Some(root) => Ok(Self::within(files, root).beside(&programs)),
            None => Self::none(files, config),
        }
    }

    /// A program somewhere within: the project that it belongs to stands at its root or above.
    fn within(files: &impl Listing, root: &str) -> Self {
        let mut at = root;
        loop {
            let config = Config::read(files, at);
            if config.root.as_deref() == Some(root) {
                return config.at(root);
            }
            if at.is_empty() {
                return Config::default().at(root);
            }
            at = at.trim_end_matches('/').rfind('/').map_or("", |i| &at[..=i]);
        }
    }

    /// Where there is no program: a plugin, the sources of a framework, a game, or nothing that is known.
    fn none(files: &impl Listing, config: Config) -> Result<Self, SourceError> {
        if let Some(root) = folders(files, "plugin.json").into_iter().find(|r| files.all_below(r)) {
            return Ok(config.at(&root));
        }
        let mut first = None;
        for prefix in folders(files, "package.json").iter().chain(&folders(files, "manifest.json")) {
            match framework::built(files, prefix) {
                Ok(Some(root)) => return Ok(config.at(&root)),
                Ok(None) => {}
                Err(error) => first = first.or(Some(error)),
            }
        }
        if let Some(error) = first {
            return Err(error);
        }
        if !folders(files, "game.json").is_empty() {
            return Err(SourceError::Game);
        }
        let whole = folders(files, "project.config.json").into_iter().next();
        if let Some(prefix) = whole.filter(|p| !p.is_empty() && files.all_below(p)) {
            return Ok(Config::read(files, &prefix).at(&prefix));
        }
        match &config.root {
            // The configuration names a folder that is not there, or not yet.
            Some(root) if !root.is_empty() && files.has("package.json") => Err(SourceError::NotBuilt {
                kind: format!("miniprogramRoot {root}"),
                build: "npm run build".into(),
                outputs: root.clone(),
            }),
            _ => Ok(config.at("")),
        }
    }

    /// Whether a file below the app root is no part of the program: `packOptions` leaves it out, or it is the plugin's.
    pub(crate) fn leaves_out(&self, name: &str) -> bool {
        let plugin =
            self.plugin.as_deref().and_then(|p| p.strip_prefix(&self.root)).filter(|p| !p.is_empty());
        plugin.is_some_and(|p| name.starts_with(p)) || self.pack.leaves_out(name)
    }

    /// Names the other programs that a folder holds.
    fn beside(mut self, programs: &[String]) -> Self {
        let other = |r: &&String| !r.starts_with(&self.root) && !framework::is_output(r);
        let others: Vec<_> = programs.iter().filter(other).cloned().collect();
        if !others.is_empty() {
            self.notes.push(Note::Others(others));
        }
        self
    }
}

/// `project.config.json`; `project.private.config.json` is a developer's own and decides nothing.
#[derive(Debug, Default)]
struct Config {
    root: Option<String>,
    plugin: Option<String>,
    pack: Pack,
    notes: Vec<Note>,
}

impl Config {
    /// The named root, if a program is there.
    fn rooted(&self, files: &impl Listing) -> Option<String> {
        self.root.clone().filter(|r| files.has(&format!("{r}app.json")))
    }

    /// The project with its app root.
    fn at(mut self, root: &str) -> Project {
        if let Some(named) = self.root.clone().filter(|named| named != root) {
            self.notes.push(Note::Absent(named));
        }
        if let Some(plugin) = &self.plugin {
            self.notes.push(Note::Plugin(plugin.clone()));
        }
        // What the configuration names is no news.
        if !root.is_empty() && self.root.as_deref() != Some(root) {
            self.notes.push(Note::Root(root.to_owned()));
        }
        Project { root: root.to_owned(), notes: self.notes, plugin: self.plugin, pack: self.pack }
    }

    fn read(files: &impl Listing, prefix: &str) -> Self {
        let path = format!("{prefix}project.config.json");
        let Some(text) = files.text(&path) else { return Self::default() };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let object = match parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()) {
            Ok(parsed) => match parsed.value {
                Some(ast::Value::Object(object)) => object,
                _ => return Self { notes: vec![Note::Config(path)], ..Self::default() },
            },
            Err(_) => return Self { notes: vec![Note::Config(path)], ..Self::default() },
        };
        let mut notes = Vec::new();
        let mut folder = |key| {
            let named = object.get_string(key)?;
            let value = named.value.trim_start_matches("./").trim_matches('/');
            let plain = value.is_empty() || value == ".";
            let whole = if plain { prefix.to_owned() } else { format!("{prefix}{value}/") };
            if whole.split('/').any(|part| part == "..") {
                notes.push(Note::Absent(named.value.to_string()));
                return None;
            }
            Some(whole)
        };
        let (root, plugin) = (folder("miniprogramRoot"), folder("pluginRoot"));
        let pack = object.get_object("packOptions").map(Pack::read).unwrap_or_default();
        Self { root, plugin, pack, notes }
    }
}
