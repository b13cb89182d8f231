//! Developer configuration (DEV-1 … DEV-4): the AppSecret, server domains, business domains.

mod business;
mod domains;
mod probe;
mod secret;
mod standing;

pub use business::{
    BusinessView, add_business, check_business, confirm_business, explain, remove_business, set_icp,
    waiting_business,
};
pub use domains::{Change, Settings, change, settings};
pub(crate) use probe::is_public;
pub use secret::{Issued, SecretView, authenticate, issue_secret, secret};
pub(crate) use standing::standing;

use tongguan_model::{
    actor::Actor,
    app::{App, Right},
    ids::AppId,
    refusal::Refusal,
    text::bi,
};
use tongguan_store::Tx;

use crate::{Result, access};

/// The app and its AppID, for a member with `right`; developer settings open when the AppID is issued.
async fn opened(tx: &mut Tx, actor: &Actor, id: &AppId, right: Right) -> Result<(App, String)> {
    let (app, _) = access::member(tx, actor, id, right).await?;
    match app.appid.clone() {
        Some(appid) => Ok((app, appid)),
        None => Err(Refusal::new(
            "no-appid",
            "DEV-1",
            bi("还没有 AppID，开发配置未开放。", "There is no AppID yet, so developer settings are closed."),
            bi(
                "请先完成主体登记；主体通过审核时发放 AppID。",
                "Register the subject first; the AppID is issued when it passes.",
            ),
        )
        .into()),
    }
}
