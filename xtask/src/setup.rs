//! `cargo xtask setup`: what the tests need beside Rust.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{
    command::{self, cargo, command, find, is_root, output},
    postgres,
};

/// A component: how to see that it is there, and Debian's packages that bring it.
struct Component {
    name: &'static str,
    packages: &'static [&'static str],
    present: fn() -> bool,
}

const COMPONENTS: &[Component] = &[
    Component {
        name: "PostgreSQL server",
        packages: &["postgresql"],
        present: || postgres::bin("initdb").is_ok(),
    },
    Component {
        name: "Redis server",
        packages: &["redis-server"],
        present: || find("redis-server").is_some(),
    },
    Component { name: "Chromium", packages: &["chromium"], present: || find("chromium").is_some() },
    Component {
        name: "Tesseract with simplified Chinese",
        packages: &["tesseract-ocr", "tesseract-ocr-chi-sim"],
        present: || {
            output(&mut command("tesseract", &["--list-langs"])).is_ok_and(|langs| langs.contains("chi_sim"))
        },
    },
    Component {
        name: "CJK fonts",
        packages: &["fonts-noto-cjk"],
        present: || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").is_file(),
    },
    Component {
        name: "fonts of the second set of drawn licences",
        packages: &["fonts-wqy-zenhei", "fonts-wqy-microhei", "fonts-arphic-uming", "fonts-arphic-ukai"],
        present: || {
            ["wqy/wqy-zenhei.ttc", "wqy/wqy-microhei.ttc", "arphic/uming.ttc", "arphic/ukai.ttc"]
                .iter()
                .all(|file| Path::new("/usr/share/fonts/truetype").join(file).is_file())
        },
    },
    Component {
        name: "fonts of the third set of drawn licences",
        packages: &[
            "fonts-arphic-gbsn00lp",
            "fonts-arphic-gkai00mp",
            "fonts-lxgw-wenkai",
            "fonts-droid-fallback",
        ],
        present: || {
            [
                "fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf",
                "fonts/truetype/arphic-gkai00mp/gkai00mp.ttf",
                "fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
                "fonts-droid-fallback/truetype/DroidSansFallback.ttf",
            ]
            .iter()
            .all(|file| Path::new("/usr/share").join(file).is_file())
        },
    },
    Component { name: "Node.js", packages: &["nodejs"], present: || find("node").is_some() },
    Component { name: "npm", packages: &["npm"], present: || find("npm").is_some() },
];

fn missing() -> Vec<&'static Component> {
    COMPONENTS.iter().filter(|c| !(c.present)()).collect()
}

/// Installs what is missing, or says how.
fn packages() -> Result<()> {
    let absent = missing();
    if absent.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = absent.iter().flat_map(|c| c.packages).copied().collect();
    let names: Vec<_> = absent.iter().map(|c| c.name).collect();
    let install =
        format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    if !is_root() || find("apt-get").is_none() {
        bail!("missing: {}\nrun as root on Debian or Ubuntu:\n\n  {install}\n", names.join(", "));
    }
    println!("installing: {}", names.join(", "));
    command::run(
        command("apt-get", &["-o", "Acquire::Retries=3", "update"]).env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    let mut args = vec!["-o", "Acquire::Retries=3", "install", "-y", "--no-install-recommends"];
    args.extend(packages);
    command::run(command("apt-get", &args).env("DEBIAN_FRONTEND", "noninteractive"))?;
    let still = missing();
    if !still.is_empty() {
        let names: Vec<_> = still.iter().map(|c| c.name).collect();
        bail!("installed, and still not found: {}", names.join(", "));
    }
    Ok(())
}

fn nextest() -> Result<()> {
    if output(&mut cargo(&["nextest", "--version"])).is_ok() {
        return Ok(());
    }
    println!("installing cargo-nextest");
    command::run(&mut cargo(&["install", "--locked", "cargo-nextest"])).context("cargo-nextest is needed")
}

/// Packages of a folder with a lock file, exactly those.
pub(crate) fn npm(dir: &Path) -> Result<()> {
    let (lock, stamp) = (dir.join("package-lock.json"), dir.join("node_modules/.tongguan-lock"));
    let wanted = std::fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    command::run(command("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(dir))
        .with_context(|| format!("the packages of {} are needed", dir.display()))?;
    std::fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Folder of the browser tests.
pub(crate) fn browser_dir() -> std::path::PathBuf {
    command::root().join("tests/browser")
}

/// Everything.
pub(crate) fn run() -> Result<()> {
    packages()?;
    nextest()?;
    npm(&browser_dir())
}
