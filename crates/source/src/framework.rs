//! Frameworks whose sources are no mini program until they are built.

use crate::{SourceError, project::Listing};

struct Framework {
    name: &'static str,
    /// What `package.json` of its projects names.
    packages: &'static [&'static str],
    /// Folders that its build writes to, the best first.
    outputs: &'static [&'static str],
    build: &'static str,
}

const UNI_APP: Framework = Framework {
    name: "uni-app",
    packages: &["\"@dcloudio/"],
    outputs: &[
        "dist/build/mp-weixin/",
        "unpackage/dist/build/mp-weixin/",
        "dist/dev/mp-weixin/",
        "unpackage/dist/dev/mp-weixin/",
    ],
    build: "npm run build:mp-weixin",
};

const ALL: [Framework; 5] = [
    UNI_APP,
    Framework {
        name: "Taro",
        packages: &["\"@tarojs/"],
        outputs: &["dist/", "dist/weapp/"],
        build: "npm run build:weapp",
    },
    Framework {
        name: "Mpx",
        packages: &["\"@mpxjs/core\""],
        outputs: &["dist/wx/", "dist/"],
        build: "npm run build",
    },
    Framework {
        name: "WePY",
        packages: &["\"wepy\"", "\"@wepy/core\""],
        outputs: &["dist/", "weapp/"],
        build: "npm run build",
    },
    Framework {
        name: "Remax",
        packages: &["\"remax\""],
        outputs: &["dist/", "dist/wechat/"],
        build: "npm run build",
    },
];

/// Whether a folder holds what another folder's sources are built to.
pub(crate) fn is_output(root: &str) -> bool {
    const NAMES: [&str; 5] = ["dist", "unpackage", "build", "node_modules", "miniprogram_npm"];
    root.split('/').any(|part| NAMES.contains(&part))
}

/// The output of a framework whose project stands at `prefix`; an error if it is not built.
pub(crate) fn built(files: &impl Listing, prefix: &str) -> Result<Option<String>, SourceError> {
    let has = |path: &str| files.has(&format!("{prefix}{path}"));
    // HBuilderX needs no `package.json`.
    let uni =
        ["", "src/"].iter().any(|at| has(&format!("{at}manifest.json")) && has(&format!("{at}pages.json")));
    let package = files.text(&format!("{prefix}package.json")).unwrap_or_default();
    let named = ALL.iter().find(|f| f.packages.iter().any(|p| package.contains(p)));
    let Some(framework) = (if uni { Some(&UNI_APP) } else { named }) else { return Ok(None) };
    match framework.outputs.iter().find(|o| has(&format!("{o}app.json"))) {
        Some(output) => Ok(Some(format!("{prefix}{output}"))),
        None => Err(SourceError::NotBuilt {
            kind: framework.name.into(),
            build: framework.build.into(),
            outputs: framework.outputs.iter().map(|o| format!("{prefix}{o}")).collect::<Vec<_>>().join(", "),
        }),
    }
}
