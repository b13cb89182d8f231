//! `package-size`.

use tongguan_model::text::bi;
use tongguan_policy::PackagePolicy;
use tongguan_rule::declare_rule;
use tongguan_source::Source;

use crate::{
    app::{App, Subpackage},
    sink::Sink,
};

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

/// Whether the developer tools upload a file: by its ending, unless it is one that only they and npm read.
fn is_uploaded(policy: &PackagePolicy, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    let of_tools = name.ends_with(".d.ts") || policy.tool_files.iter().any(|f| f == name);
    policy.uploaded_endings.contains(&ending) && !of_tools
}

/// Bytes that are uploaded of the main package and then of each subpackage.
pub(crate) fn weigh(source: &Source, policy: &PackagePolicy, subpackages: &[Subpackage]) -> Vec<u64> {
    let mut all = vec![0; subpackages.len() + 1];
    for (path, bytes) in source.iter().filter(|(path, _)| is_uploaded(policy, path)) {
        let sub = subpackages.iter().position(|s| path.starts_with(&s.root));
        all[sub.map_or(0, |i| i + 1)] += bytes.len() as u64;
    }
    all
}

fn kib(bytes: u64) -> String {
    format!("{:.1} KiB", bytes as f64 / 1024.0)
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let policy = &app.input.policy.package;
    let limit = |value: i64| u64::try_from(value).unwrap_or(0);
    let (each, total) = (limit(*policy.main_max_bytes), limit(*policy.total_max_bytes));
    let weights = weigh(app.input.source, policy, &app.subpackages);
    let (main, subs) = weights.split_first().map_or((0, &[][..]), |(main, subs)| (*main, subs));
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
    for (sub, bytes) in app.subpackages.iter().zip(subs.iter().copied()) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_uploaded_has_weight() {
        let policy = tongguan_policy::Policy::builtin("default").unwrap().package;
        let files = ["README.md", "project.config.json", "a.d.ts", "app.js", "sub/a.PNG", "sub/LICENSE"];
        let source = Source::from_files(files.map(|path| (path, vec![0; 10])));
        let sub = Subpackage { root: "sub/".into(), independent: false, bytes: 0..0 };
        assert_eq!(weigh(&source, &policy, &[sub]), [10, 10]);
    }
}
