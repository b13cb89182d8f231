//! The check of a package by the rules of review (VER-3, SYS-2): the same engine as `tongguan check`, with the platform's facts.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use tongguan_model::{app::App, refusal::FieldError, release::ReleaseState, text::bi};
use tongguan_rule::{CheckInput, Facts, Lexicons, Report, Settings};
use tongguan_source::{Limits, Source, SourceError};
use tongguan_store::{Tx, developer, release, version};

use crate::{Ctx, Result, revision::Pinned, subject};

/// Word lists by number of the policy revision; they never change, so they are built once.
#[derive(Debug, Default)]
pub(crate) struct LexiconCache(Mutex<HashMap<i64, Arc<Lexicons>>>);

fn lexicons(ctx: &Ctx, policy: &Pinned) -> Arc<Lexicons> {
    let cache = &ctx.lexicons().0;
    let found = cache.lock().unwrap_or_else(PoisonError::into_inner).get(&policy.number).cloned();
    found.unwrap_or_else(|| {
        let built = Arc::new(Lexicons::from_policy(policy));
        cache.lock().unwrap_or_else(PoisonError::into_inner).insert(policy.number, built.clone());
        built
    })
}

/// What the platform knows of an app besides its package. What is not known yet stays `None`: its rules then answer "not
/// checked".
pub(crate) async fn facts(tx: &mut Tx, app: &App, number: Option<&str>) -> Result<Facts> {
    let domains = match app.appid {
        None => None,
        Some(_) => {
            let mut by_kind: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for d in developer::server_domains(tx, &app.id).await? {
                by_kind.entry(d.kind.as_str().into()).or_default().push(d.domain);
            }
            Some(by_kind)
        }
    };
    let live = release::of_app(tx, &app.id).await?.into_iter().find(|r| r.state == ReleaseState::Live);
    let live_version = match live {
        Some(r) => version::find(tx, &r.target).await?.map(|v| v.number),
        None => None,
    };
    Ok(Facts {
        industry: Some(app.industry.clone()),
        subject_type: subject::kind_of(tx, &app.id).await?.map(|(kind, _)| kind),
        name: app.name.clone(),
        domains,
        data_plan: app.data_plan.clone(),
        live_version,
        version: number.map(ToOwned::to_owned),
        settings: Settings::default(),
    })
}

/// Limits of a package under a policy.
pub(crate) fn limits(policy: &Pinned) -> Limits {
    let n = |n: i64| u64::try_from(n).unwrap_or_default();
    Limits {
        max_files: n(*policy.package.max_files),
        max_file_bytes: n(*policy.package.file_max_bytes),
        max_total_bytes: n(*policy.package.unpacked_max_bytes),
    }
}

/// What a zip holds and what the rules say of it.
#[derive(Debug)]
pub(crate) struct Checked {
    /// Files inside.
    pub files: usize,
    /// Bytes of all files.
    pub unpacked: u64,
    /// The report.
    pub report: Report,
}

/// Reads a zip and checks it, off the threads that serve requests.
pub(crate) async fn run(ctx: &Ctx, policy: &Pinned, facts: &Facts, zip: bytes::Bytes) -> Result<Checked> {
    let (lexicons, policy, facts) = (lexicons(ctx, policy), policy.clone(), facts.clone());
    let today = ctx.now().day();
    let check = move || {
        let source = Source::from_zip(&zip, &limits(&policy)).map_err(|e| unreadable(&e))?;
        if source.get("app.json").is_none() && source.get("plugin.json").is_some() {
            return Err(plugin());
        }
        let input =
            CheckInput { source: &source, facts: &facts, policy: &policy.policy, lexicons: &lexicons, today };
        let report = tongguan_rule_package::check(&input);
        Ok(Checked { files: source.len(), unpacked: source.bytes(), report })
    };
    Ok(ctx.heavy().checks.run(check).await??)
}

/// That a plugin is not the program: it can be checked in the terminal, and not be released here.
fn plugin() -> FieldError {
    FieldError::new(
        "package",
        "plugin",
        "VER-1",
        bi(
            "这是插件的代码包：有 plugin.json，没有 app.json。",
            "This is the package of a plugin: it has plugin.json and no app.json.",
        ),
        bi("请上传使用插件的小程序。", "Upload the mini program that uses the plugin."),
    )
}

/// Why the loader does not take a zip.
fn unreadable(error: &SourceError) -> FieldError {
    let field = |zh: String, en: String, fix_zh: &str, fix_en: &str| {
        FieldError::new("package", error.code(), "VER-3", bi(zh, en), bi(fix_zh, fix_en))
    };
    match error {
        SourceError::UnsafePath(p) => field(
            format!("路径不安全：{p:?}。"),
            format!("An unsafe path: {p:?}."),
            "包内只允许普通相对路径。",
            "Use plain relative paths only.",
        ),
        SourceError::NotPlain(p) => field(
            format!("{p:?} 不是普通文件。"),
            format!("{p:?} is no plain file."),
            "请去掉链接和设备文件，放入文件本身。",
            "Leave out links and devices; put the file itself in.",
        ),
        SourceError::Encrypted(p) => field(
            format!("{p:?} 已加密，无法审核。"),
            format!("{p:?} is encrypted and cannot be reviewed."),
            "请打包未加密的文件。",
            "Pack it without a password.",
        ),
        SourceError::Duplicate(p) => field(
            format!("{p:?} 出现两次（不分大小写）。"),
            format!("{p:?} is there twice, upper and lower case taken as one."),
            "每个路径只保留一个文件。",
            "Keep one file of each path.",
        ),
        SourceError::TooManyFiles(max) => field(
            "文件太多。".into(),
            "Too many files.".into(),
            "请去掉不需要的文件。",
            "Leave out what is not needed.",
        )
        .measured(format!("> {max}"), max),
        SourceError::FileTooLarge { path, max } => field(
            format!("{path:?} 解压后太大。"),
            format!("{path:?} is too large when unpacked."),
            "请压缩或拆分此文件。",
            "Shrink or split the file.",
        )
        .measured(format!("> {max}"), max),
        SourceError::TotalTooLarge(max) => field(
            "解压后的总大小超过上限。".into(),
            "Unpacked, the package is too large.".into(),
            "请减小包体积。",
            "Make the package smaller.",
        )
        .measured(format!("> {max}"), max),
        SourceError::Empty => field(
            "包内没有文件。".into(),
            "The package holds no file.".into(),
            "请打包小程序目录。",
            "Pack the folder of the mini program.",
        ),
        SourceError::NotBuilt { kind, build, outputs } => field(
            format!("{kind} 的源码还没有编译，在 {outputs} 下没有找到 app.json。"),
            format!("{kind}: nothing is built yet; there is no app.json in {outputs}."),
            &format!("请先运行 {build}，再打包其输出。"),
            &format!("Run {build} first, then pack what it writes."),
        ),
        SourceError::Game => field(
            "这是小游戏（game.json），不是小程序。".into(),
            "This is a mini game (game.json), not a mini program.".into(),
            "请上传小程序的代码包。",
            "Upload the package of a mini program.",
        ),
        SourceError::NotZip(why) | SourceError::Io { reason: why, .. } => field(
            format!("不是可读取的 zip：{why}"),
            format!("Not a readable zip: {why}."),
            "请重新打包为 zip。",
            "Pack it again as a zip.",
        ),
    }
}

/// What blocks, as fields: all at once, each with its place, rule, measured value, limit and fix.
pub(crate) fn blocking(report: &Report) -> Vec<FieldError> {
    report
        .rejecting()
        .map(|f| {
            let place =
                if f.line == 0 { f.path.clone() } else { format!("{}:{}:{}", f.path, f.line, f.column) };
            let rule = if f.clause.is_empty() { &f.rule } else { &f.clause };
            FieldError {
                measured: f.measured.clone(),
                limit: f.limit.clone(),
                ..FieldError::new(&place, &f.rule, rule, f.message.clone(), f.fix.clone())
            }
        })
        .collect()
}
