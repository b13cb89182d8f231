//! What the account says about an app: activated, phone bound (ACC-5, ACC-6).

use tongguan_model::{
    account::AccountState,
    app::App,
    refusal::Who,
    stage::{Stage, StageKey, StageState, Standing, Turn},
    text::{Bilingual, bi},
};
use tongguan_store::{Tx, account};

use crate::{Ctx, Error, Result, revision::Pinned};

fn stage(state: StageState, say: Bilingual) -> Stage {
    Stage { key: StageKey::Account, state, say, note: None }
}

/// The stage "account" of an app: its owner's.
pub(crate) async fn standing(_: &Ctx, tx: &mut Tx, app: &App, _: &Pinned) -> Result<Standing> {
    let owner = account::find(tx, &app.owner).await?.ok_or(Error::NotFound("account"))?;
    if owner.state == AccountState::Suspended {
        let turn = Turn {
            stage: StageKey::Account,
            state: StageState::Wait,
            who: Who::Operator,
            title: bi("管理员账号已停用", "The administrator's account is suspended"),
            body: bi("运营方停用了账号。请联系运营方。", "The operator suspended it. Contact the operator."),
            rules: Vec::new(),
            blocks: Vec::new(),
            due_at: None,
            due_provisional: false,
            page: String::new(),
        };
        return Ok(Standing {
            stage: stage(StageState::Wait, bi("已停用", "Suspended")), turns: vec![turn]
        });
    }
    if owner.phone_sealed.is_some() {
        return Ok(Standing {
            stage: stage(StageState::Pass, bi("已激活，手机已绑定", "Activated, phone bound")),
            turns: Vec::new(),
        });
    }
    let turn = Turn {
        stage: StageKey::Account,
        state: StageState::Turn,
        who: Who::Applicant,
        title: bi("用手机扫码绑定管理员", "Bind the administrator's phone by its QR code"),
        body: bi(
            "账号已激活，还没有绑定手机。请在「我的账号」页打开二维码，用手机扫描并填写短信验证码。",
            "The account is activated, no phone is bound. Open the QR code on the page of your account, scan it and \
             enter the code from the SMS.",
        ),
        rules: vec!["ACC-6".into()],
        blocks: vec![bi("主体登记的管理员绑定", "Binding the administrator to the subject")],
        due_at: None,
        due_provisional: false,
        page: "/phone".into(),
    };
    Ok(Standing {
        stage: stage(StageState::Turn, bi("等你绑定手机", "Bind your phone")), turns: vec![turn]
    })
}
