//! The mails about the end of a certification, in the language of the app's owner.

use tongguan_model::{app::App, certification::Product, text::Lang, time::Millis};

use crate::{Ctx, message::Text};

/// It ends in `days`, or has ended.
pub(super) fn ending(
    ctx: &Ctx,
    lang: Lang,
    app: &App,
    product: Product,
    until: Millis,
    days: Option<i64>,
) -> Text {
    let operator = &ctx.config().operator_name;
    let page = format!("{}/apps/{}/certification", ctx.config().public_url, app.id);
    let (label, title, end) = (product.label(), &app.title, until.clock());
    let closes = match product {
        Product::Account => (
            "支付、数据分析、自定义菜单、广告投放和版本发布",
            "payment, analytics, custom menus, advertising and publishing",
        ),
        Product::MiniProgram => ("UnionID 和模板消息推送", "UnionID and template messages"),
    };
    let (subject, body) = match (lang, days) {
        (Lang::Zh, Some(days)) => (
            format!("{}将在 {days} 天后到期", label.zh),
            format!(
                "小程序「{title}」的{}有效期至 {end}。到期后{}将关闭，续期后重新开放。\n\n续期：{page}",
                label.zh, closes.0
            ),
        ),
        (Lang::Zh, None) => (
            format!("{}已到期", label.zh),
            format!(
                "小程序「{title}」的{}已于 {end} 到期，{}已关闭，续期后重新开放。\n\n续期：{page}",
                label.zh, closes.0
            ),
        ),
        (Lang::En, Some(days)) => (
            format!("{} ends in {days} {}", label.en, if days == 1 { "day" } else { "days" }),
            format!(
                "The {} of the mini program \"{title}\" holds until {end}. After that {} close; a renewal opens them \
                 again.\n\nRenew: {page}",
                label.en.to_lowercase(),
                closes.1
            ),
        ),
        (Lang::En, None) => (
            format!("{} has ended", label.en),
            format!(
                "The {} of the mini program \"{title}\" ended at {end}. Now {} are closed; a renewal opens them \
                 again.\n\nRenew: {page}",
                label.en.to_lowercase(),
                closes.1
            ),
        ),
    };
    Text {
        template: if days.is_some() { "certification_reminder" } else { "certification_expired" },
        subject: format!("[{operator}] {subject}"),
        body: format!("{body}\n\n{operator}\n"),
        params: serde_json::Value::Null,
    }
}
