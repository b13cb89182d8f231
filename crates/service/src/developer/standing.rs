//! Where the developer settings stand on the track.

use tongguan_model::{
    app::App,
    refusal::Who,
    stage::{Stage, StageKey, StageState, Standing, Turn},
    text::bi,
};
use tongguan_store::{Tx, developer};

use crate::{Ctx, Result, revision::Pinned};

fn turn(page: &str) -> Turn {
    Turn {
        stage: StageKey::Developer,
        state: StageState::Turn,
        who: Who::Applicant,
        title: bi("", ""),
        body: bi("", ""),
        rules: Vec::new(),
        blocks: Vec::new(),
        due_at: None,
        due_provisional: false,
        page: page.into(),
    }
}

/// The developer stage and its turns. A program without a back end needs neither secret nor domains, so nothing here
/// blocks a version.
pub(crate) async fn standing(_: &Ctx, tx: &mut Tx, app: &App, _: &Pinned) -> Result<Standing> {
    let stage =
        |state, zh: &str, en: &str| Stage { key: StageKey::Developer, state, say: bi(zh, en), note: None };
    if app.appid.is_none() {
        let stage = stage(StageState::Shut, "主体通过后开放", "Opens with the AppID");
        return Ok(Standing { stage, turns: Vec::new() });
    }
    let secret = developer::secret(tx, &app.id).await?;
    let domains = developer::server_domains(tx, &app.id).await?;
    let business = developer::business_domains(tx, &app.id).await?;
    let mut turns = Vec::new();
    if secret.is_none() {
        turns.push(Turn {
            title: bi("生成 AppSecret", "Issue the AppSecret"),
            body: bi(
                "后端调用接口和上报日志需要 AppSecret。它只显示一次，请立即保存。",
                "Your back end needs it for calls and logs. It is shown once; keep it at once.",
            ),
            rules: vec!["DEV-1".into()],
            blocks: vec![bi("服务端接口", "Server calls"), bi("日志上报", "Log reports")],
            ..turn("/settings")
        });
    }
    if domains.is_empty() {
        turns.push(Turn {
            state: StageState::Warn,
            title: bi("配置服务器域名", "Set the server domains"),
            body: bi(
                "未配置任何服务器域名，小程序的网络请求会被拦截。没有后端的小程序无须配置。",
                "None is set, so the program's requests are stopped. One without a back end needs none.",
            ),
            rules: vec!["DEV-2".into(), "DEV-3".into()],
            ..turn("/domains")
        });
    }
    let shut = business.iter().filter(|d| !d.restrictions().is_empty()).count();
    if shut > 0 {
        turns.push(Turn {
            state: StageState::Warn,
            title: bi(
                format!("{shut} 个业务域名受限"),
                match shut {
                    1 => "1 business domain is restricted".to_owned(),
                    n => format!("{n} business domains are restricted"),
                },
            ),
            body: bi(
                "归属或备案未确认的业务域名，页面访问受限。请放置校验文件并填写备案号。",
                "Pages of a business domain are restricted until its ownership and filing are confirmed. Serve its \
                 file and state the filing.",
            ),
            rules: vec!["DEV-4".into()],
            ..turn("/domains")
        });
    }
    let stage = match (secret.is_some(), turns.is_empty()) {
        (false, _) => stage(StageState::Turn, "等你生成密钥", "Issue the secret"),
        (true, false) => stage(StageState::Warn, "可用，有提示", "Usable, with notes"),
        (true, true) => stage(StageState::Pass, "已配置", "Set"),
    };
    Ok(Standing { stage, turns })
}
