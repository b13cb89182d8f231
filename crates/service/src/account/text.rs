//! The mails about an account, in the language of its holder.

use tongguan_model::text::Lang;

use crate::{Ctx, message::Text};

fn link(ctx: &Ctx, path: &str, token: &str) -> String {
    format!("{}/{path}/{token}", ctx.config().public_url)
}

pub(crate) fn text(
    ctx: &Ctx,
    lang: Lang,
    template: &'static str,
    zh: (&str, String),
    en: (&str, String),
) -> Text {
    let operator = &ctx.config().operator_name;
    let (subject, body) = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    Text {
        template,
        subject: format!("[{operator}] {subject}"),
        body: format!("{body}\n\n{operator}\n"),
        params: serde_json::Value::Null,
    }
}

/// The activation mail (ACC-5); with some links the password is chosen anew.
pub(super) fn activation(ctx: &Ctx, lang: Lang, token: &str, hours: i64, chooses: bool) -> Text {
    let link = link(ctx, "activate", token);
    let (zh, en) = if chooses {
        (
            "打开时须设置密码，以前的激活链接和密码不再有效。",
            " You choose the password there; earlier links and passwords no longer count.",
        )
    } else {
        ("", "")
    };
    text(
        ctx,
        lang,
        "activation",
        (
            "激活账号",
            format!(
                "打开下面的链接即可激活小程序账号。链接 {hours} 小时内有效，只能使用一次。{zh}\n\n{link}\n\n\
                 如果不是本人注册，请不要打开，账号不会生效。"
            ),
        ),
        (
            "Activate your account",
            format!(
                "Open this link to activate your mini-program account. It works once, within {hours} hours.{en}\n\n{link}\n\n\
                 If it was not you who registered, do not open it; the account stays without effect."
            ),
        ),
    )
}

/// Somebody registered with an address that has an account (ACC-1); only its owner is told.
pub(super) fn already_registered(ctx: &Ctx, lang: Lang) -> Text {
    let url = &ctx.config().public_url;
    text(
        ctx,
        lang,
        "already_registered",
        (
            "此邮箱已注册",
            format!(
                "有人用此邮箱再次注册账号。此邮箱已有账号，没有新建。\n\n登录：{url}/signin\n忘记密码：{url}/reset\n\n\
                 如果不是本人操作，无须处理。"
            ),
        ),
        (
            "This e-mail is registered already",
            format!(
                "Somebody registered again with this e-mail. It has an account already, and no new one was made.\n\n\
                 Sign in: {url}/signin\nForgotten password: {url}/reset\n\nIf it was not you, nothing is to be done."
            ),
        ),
    )
}

/// The link that sets a new password.
pub(super) fn reset(ctx: &Ctx, lang: Lang, token: &str, minutes: i64) -> Text {
    let link = link(ctx, "reset", token);
    text(
        ctx,
        lang,
        "reset",
        (
            "重设密码",
            format!(
                "打开下面的链接设置新密码。链接 {minutes} 分钟内有效，只能使用一次。\n\n{link}\n\n\
                 如果不是本人操作，请不要打开，密码不会改变。"
            ),
        ),
        (
            "Reset your password",
            format!(
                "Open this link to set a new password. It works once, within {minutes} minutes.\n\n{link}\n\n\
                 If it was not you who asked, do not open it; the password stays as it is."
            ),
        ),
    )
}

/// The password was changed.
pub(super) fn password_changed(ctx: &Ctx, lang: Lang) -> Text {
    let url = &ctx.config().public_url;
    text(
        ctx,
        lang,
        "password_changed",
        (
            "密码已修改",
            format!(
                "账号的密码已修改，其他设备上的登录已全部退出。\n\n如果不是本人操作，请立即重设密码：{url}/reset"
            ),
        ),
        (
            "Your password was changed",
            format!(
                "The password of your account was changed and all other sessions were ended.\n\n\
                 If it was not you, reset it at once: {url}/reset"
            ),
        ),
    )
}
