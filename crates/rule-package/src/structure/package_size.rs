//! `package-size`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Counts the bytes of the main package, of each subpackage, and of all together; and names each source file that is
    /// too long to be read, which no rule looks into.
    ///
    /// ## Why
    /// A package over the limit cannot be uploaded; and a visitor waits for every byte.
    ///
    /// ## Fail example
    /// A main package of 2.4 MB where 2 MB are allowed.
    ///
    /// ## Pass example
    /// Pictures moved to a server, rarely used pages moved into a subpackage.
    ///
    /// ## References
    /// VER-1; WeChat: 分包加载.
    pub(crate) static META = {
        slug: "package-size", code: "STR003", group: Structure, severity: Error, requirement: "VER-1", since: "0.1.0",
    };
}

/// Endings of files that the developer tools upload: what they compile, and the list of 目录结构, 允许上传的文件
/// (<https://developers.weixin.qq.com/miniprogram/dev/framework/structure.html>). `webp` and fonts are not on it but are counted:
/// they are meant to be in the package.
const UPLOADED: [&str; 33] = [
    "js", "ts", "wxml", "wxss", "wxs", "less", "scss", "sass", "json", "png", "jpg", "jpeg", "gif", "svg",
    "webp", "cer", "cert", "mp3", "aac", "m4a", "mp4", "wav", "ogg", "silk", "wasm", "br", "bin", "ttf",
    "otf", "woff", "woff2", "zip", "pem",
];
/// Files that only the developer tools and npm read.
const OF_TOOLS: [&str; 7] = [
    "project.config.json",
    "project.private.config.json",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "jsconfig.json",
    "composer.json",
];

/// Whether a file goes into the package that is uploaded.
fn is_uploaded(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    UPLOADED.contains(&ending.as_str()) && !name.ends_with(".d.ts") && !OF_TOOLS.contains(&name)
}

fn kib(bytes: u64) -> String {
    format!("{:.1} KiB", bytes as f64 / 1024.0)
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let policy = &app.input.policy.package;
    let limit = |value: i64| u64::try_from(value).unwrap_or(0);
    let (each, total) = (limit(*policy.main_max_bytes), limit(*policy.total_max_bytes));
    let mut main = 0;
    let mut subs = vec![0; app.subpackages.len()];
    for (path, bytes) in app.input.source.iter().filter(|(path, _)| is_uploaded(path)) {
        let sub = app.subpackages.iter().position(|s| path.starts_with(&s.root));
        *sub.map_or(&mut main, |i| &mut subs[i]) += bytes.len() as u64;
    }
    let fix = || {
        bi(
            "把图片等资源移到服务器，或把少用的页面移入分包。",
            "Move pictures and the like to a server, or rarely used pages into a subpackage.",
        )
    };
    let all = main + subs.iter().sum::<u64>();
    if main > each {
        let message = bi(format!("主包有 {}。", kib(main)), format!("The main package has {}.", kib(main)));
        sink.report_file(&META, app.entry(), message, fix()).measured(kib(main), kib(each));
    }
    for (sub, bytes) in app.subpackages.iter().zip(subs) {
        if let Some(doc) = app.doc("app.json").filter(|_| bytes > each) {
            let message = bi(
                format!("分包 {} 有 {}。", sub.root, kib(bytes)),
                format!("The subpackage {} has {}.", sub.root, kib(bytes)),
            );
            sink.report(&META, doc, sub.bytes.clone(), message, fix()).measured(kib(bytes), kib(each));
        }
    }
    if all > total {
        let message =
            bi(format!("全部包共 {}。", kib(all)), format!("All packages together have {}.", kib(all)));
        // The first character after the brace: a place of its own beside the main package's.
        match app.doc(app.entry()).filter(|d| !d.text.is_empty()) {
            Some(doc) => sink.report(&META, doc, doc.text.len()..doc.text.len(), message, fix()),
            None => sink.report_file(&META, app.entry(), message, fix()),
        }
        .measured(kib(all), kib(total));
    }
    for (path, bytes) in &app.too_long {
        let most = limit(*policy.source_max_bytes);
        let message = bi(
            format!("源文件有 {}，过长，未作检查。", kib(*bytes)),
            format!("The source file has {}: too long, nothing looked into it.", kib(*bytes)),
        );
        let fix =
            bi("拆分文件，或把其中的数据移到服务器。", "Split the file, or move the data in it to a server.");
        sink.report_file(&META, path, message, fix).measured(kib(*bytes), kib(most));
    }
}
