//! Where the program is in a project, and what is no part of it; the same from a folder and from its zip.

use std::io::{Cursor, Write};

use tongguan_source::{Limits, Note, Source, SourceError};
use zip::{ZipWriter, write::SimpleFileOptions};

const LIMITS: Limits = Limits { max_files: 50, max_file_bytes: 100_000, max_total_bytes: 150_000 };

/// Reads the files from a folder, from a zip, and from a zip of everything below one name; all three agree.
fn read(files: &[(&str, &str)]) -> Result<(String, Vec<String>), SourceError> {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let at = dir.path().join(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, text).unwrap();
    }
    let zip = |prefix: &str| {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, text) in files {
            out.start_file(format!("{prefix}{path}"), SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    };
    let from_dir = Source::from_dir(dir.path(), &LIMITS);
    let from_zip = Source::from_zip(&zip(""), &LIMITS);
    let below = Source::from_zip(&zip("demo/"), &LIMITS);
    match (&from_dir, &from_zip) {
        (Ok(a), Ok(b)) => {
            assert_eq!(a.digest(), b.digest());
            assert_eq!(a.root(), b.root());
            assert_eq!(a.digest(), below.unwrap().digest());
        }
        (Err(a), Err(b)) => assert_eq!(a, b),
        other => panic!("{other:?}"),
    }
    let source = from_dir?;
    Ok((source.root().to_owned(), source.iter().map(|(p, _)| p.to_owned()).collect()))
}

fn root(files: &[(&str, &str)]) -> String {
    read(files).unwrap().0
}

#[test]
fn the_app_root_is_found() {
    let config = r#"{ /* why */ "miniprogramRoot": "./src/", }"#;
    assert_eq!(root(&[("app.json", "{}"), ("sub/app.json", "{}")]), "");
    assert_eq!(root(&[("project.config.json", config), ("src/app.json", "{}"), ("app.json", "{}")]), "src/");
    // A root that is not there, beside one that is.
    assert_eq!(root(&[("project.config.json", config), ("app.json", "{}")]), "");
    // A developer's own settings decide nothing, and are no part of the package.
    let own = [
        ("project.private.config.json", r#"{"miniprogramRoot":"x/"}"#),
        ("app.json", "{}"),
        ("x/app.json", "{}"),
    ];
    let (at, files) = read(&own).unwrap();
    assert_eq!((at.as_str(), files.len()), ("", 2));
    // A root above the project is not followed.
    assert_eq!(root(&[("project.config.json", r#"{"miniprogramRoot":"../"}"#), ("app.json", "{}")]), "");
}

#[test]
fn frameworks_are_checked_by_what_they_build() {
    let uni = [("src/manifest.json", "{}"), ("src/pages.json", "{}"), ("package.json", "{}")];
    let taro = [("config/index.ts", ""), ("package.json", r#"{"dependencies":{"@tarojs/taro":"4"}}"#)];
    let with = |files: &[(&'static str, &'static str)], more: &'static str| [files, &[(more, "{}")]].concat();
    assert_eq!(root(&with(&uni, "dist/build/mp-weixin/app.json")), "dist/build/mp-weixin/");
    assert_eq!(
        root(&[
            ("manifest.json", "{}"),
            ("pages.json", "{}"),
            ("unpackage/dist/build/mp-weixin/app.json", "{}")
        ]),
        "unpackage/dist/build/mp-weixin/"
    );
    assert_eq!(root(&with(&taro, "dist/app.json")), "dist/");
    for (files, name, command) in [(&uni[..], "uni-app", "build:mp-weixin"), (&taro, "Taro", "build:weapp")] {
        let error = read(files).unwrap_err();
        assert_eq!(error.code(), "not-built");
        let said = error.to_string();
        assert!(said.contains(name) && said.contains(command), "{said}");
    }
    let config = ("project.config.json", r#"{"miniprogramRoot":"dist/"}"#);
    let other = read(&[config, ("package.json", "{}"), ("src/app.ts", "")]).unwrap_err();
    assert!(other.to_string().contains("dist/"), "{other}");
}

#[test]
fn what_pack_options_leave_out_is_no_part_of_the_package() {
    let config = r#"{ "miniprogramRoot": "mp/", "packOptions": {
        "ignore": [{ "type": "folder", "value": "docs" }, { "type": "suffix", "value": ".md" }, { "type": "glob", "value": "t/**/*.js" },
            { "type": "regexp", "value": "^x.*\\.ts$" }, { "type": "prefix", "value": "tmp_" }, { "type": "file", "value": "a.js" }],
        "include": [{ "type": "file", "value": "docs/keep.png" }] } }"#;
    let (_, files) = read(&[
        ("project.config.json", config),
        ("mp/app.json", "{}"),
        ("mp/a.js", ""),
        ("mp/docs/a.png", ""),
        ("mp/docs/keep.png", ""),
        ("mp/readme.md", ""),
        ("mp/t/u/v.js", ""),
        ("mp/xy.ts", ""),
        ("mp/tmp_1", ""),
        ("mp/node_modules/a/index.js", ""),
        ("mp/miniprogram_npm/a/index.js", ""),
    ])
    .unwrap();
    assert_eq!(files, ["app.json", "docs/keep.png", "miniprogram_npm/a/index.js"]);
}

/// Files beside the app root are not counted: they are not read.
#[test]
fn only_what_is_below_the_root_is_measured() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("mp")).unwrap();
    std::fs::write(dir.path().join("project.config.json"), r#"{"miniprogramRoot":"mp"}"#).unwrap();
    std::fs::write(dir.path().join("mp/app.json"), "{}").unwrap();
    for i in 0..60 {
        std::fs::write(dir.path().join(format!("{i}.psd")), "x".repeat(5000)).unwrap();
    }
    assert_eq!(Source::from_dir(dir.path(), &LIMITS).unwrap().len(), 1);
}

/// Far too much is refused by name, in time.
#[test]
fn far_too_much_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let code = |limits: &Limits| Source::from_dir(dir.path(), limits).map_or_else(|e| e.code(), |_| "ok");
    std::fs::write(dir.path().join("app.json"), "{}").unwrap();
    for i in 0..2000 {
        std::fs::write(dir.path().join(format!("{i}")), "").unwrap();
    }
    assert_eq!(code(&LIMITS), "too-many-files");
    let limits = Limits { max_files: 10_000, max_file_bytes: 1 << 20, max_total_bytes: 1 << 21 };
    assert_eq!(code(&limits), "ok");
    std::fs::write(dir.path().join("app.json"), vec![b'['; (1 << 20) + 1]).unwrap();
    assert_eq!(code(&limits), "file-too-large");
    std::fs::write(dir.path().join("app.json"), vec![b'['; 1 << 20]).unwrap();
    for name in ["a", "b"] {
        std::fs::write(dir.path().join(name), vec![0; 1 << 20]).unwrap();
    }
    assert_eq!(code(&limits), "package-too-large");
    let deep = dir.path().join("d/".repeat(40));
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::remove_file(dir.path().join("a")).unwrap();
    std::fs::write(dir.path().join("d/".repeat(33)).join("x"), "").unwrap();
    assert_eq!(code(&limits), "unsafe-path");
}

#[test]
fn a_plugin_is_a_package_of_its_own() {
    let config = r#"{ "miniprogramRoot": "./", "pluginRoot": "plugin" }"#;
    let project = [
        ("project.config.json", config),
        ("app.json", "{}"),
        ("plugins/a.js", ""),
        ("plugin/plugin.json", "{}"),
        ("plugin/index.js", ""),
    ];
    let (at, files) = read(&project).unwrap();
    assert_eq!(at, "");
    assert!(!files.iter().any(|f| f.starts_with("plugin/")), "{files:?}");
    assert!(files.iter().any(|f| f == "plugins/a.js"));
    let config = r#"{ "miniprogramRoot": "miniprogram/", "pluginRoot": "plugin/" }"#;
    let project =
        [("project.config.json", config), ("miniprogram/app.json", "{}"), ("plugin/plugin.json", "{}")];
    assert_eq!(read(&project).unwrap(), ("miniprogram/".to_owned(), vec!["app.json".to_owned()]));
    // The plugin's own folder is one too.
    assert_eq!(read(&[("plugin.json", "{}"), ("index.js", "")]).unwrap().0, "");
}

/// What is decided for the author is said to the author.
#[test]
fn what_may_not_be_meant_is_noted() {
    let notes = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned()));
        Source::from_files(files).rooted().unwrap().notes().to_vec()
    };
    assert_eq!(notes(&[("app.json", "{}")]), []);
    let two = [("a/app.json", "{}"), ("b/app.json", "{}"), ("c/dist/app.json", "{}"), ("x.md", "")];
    assert_eq!(notes(&two), [Note::Root("a/".into()), Note::Others(vec!["b/".into()])]);
    let gone = r#"{"miniprogramRoot":"gone/"}"#;
    assert_eq!(notes(&[("project.config.json", gone), ("app.json", "{}")]), [Note::Absent("gone/".into())]);
    let outside = r#"{"miniprogramRoot":"../../etc/"}"#;
    let outside = notes(&[("project.config.json", outside), ("app.json", "{}")]);
    assert_eq!(outside, [Note::Absent("../../etc/".into())]);
    let broken = notes(&[("project.config.json", "{"), ("app.json", "{}")]);
    assert_eq!(broken, [Note::Config("project.config.json".into())]);
}

/// The sources of a framework somewhere within a repository, and what is no mini program.
#[test]
fn sources_that_are_not_built_are_named_wherever_they_are() {
    for (package, name) in [
        (r#"{"dependencies":{"@tarojs/taro":"4"}}"#, "Taro"),
        (r#"{"dependencies":{"@dcloudio/uni-app":"3"}}"#, "uni-app"),
        (r#"{"dependencies":{"@mpxjs/core":"2"}}"#, "Mpx"),
        (r#"{"dependencies":{"@wepy/core":"2"}}"#, "WePY"),
    ] {
        let files = [("README.md", ""), ("frontend/package.json", package), ("frontend/src/a.vue", "")];
        let error = read(&files).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("frontend/"), "{error}");
    }
    assert_eq!(read(&[("game.json", "{}"), ("game.js", "")]).unwrap_err().code(), "mini-game");
    // A project without `app.json` is no framework's: the rules say that it is missing.
    let config = r#"{"miniprogramRoot":"src/"}"#;
    assert!(read(&[("project.config.json", config), ("src/a.wxml", "")]).is_ok());
}
