//! The mails about a change of administrator.

use tongguan_model::{handover::Ground, text::Lang};

use crate::{Ctx, account::text, message::Text};

/// Somebody offers an app.
pub(super) fn offered(ctx: &Ctx, lang: Lang, title: &str) -> Text {
    let url = &ctx.config().public_url;
    text(
        ctx,
        lang,
        "handover_offered",
        (
            "请你接任管理员",
            format!(
                "小程序「{title}」的管理员请你接任。接受后你承担全部管理权限，原管理员随即退出。\n\n{url}/handovers"
            ),
        ),
        (
            "You are asked to become administrator",
            format!(
                "The administrator of the mini program \"{title}\" asks you to take over. Once you accept, all rights are yours and the other leaves.\n\n{url}/handovers"
            ),
        ),
    )
}

/// Who was administrator is so no longer.
pub(super) fn gone(ctx: &Ctx, lang: Lang, title: &str, ground: Ground) -> Text {
    let why = ground.label();
    text(
        ctx,
        lang,
        "handover_gone",
        (
            "你已不是管理员",
            format!("小程序「{title}」的管理员已变更（{}），你的权限已终止。如有异议请联系运营方。", why.zh),
        ),
        (
            "You are no administrator any more",
            format!(
                "The administrator of the mini program \"{title}\" has changed ({}); your rights have ended. Contact the operator if you object.",
                why.en
            ),
        ),
    )
}

/// Who is administrator now.
pub(super) fn came(ctx: &Ctx, lang: Lang, title: &str) -> Text {
    let url = &ctx.config().public_url;
    text(
        ctx,
        lang,
        "handover_done",
        ("你已成为管理员", format!("你已是小程序「{title}」的管理员。\n\n{url}/apps")),
        (
            "You are administrator now",
            format!("You are administrator of the mini program \"{title}\" now.\n\n{url}/apps"),
        ),
    )
}
