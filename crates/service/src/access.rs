//! Who may do what: platform roles, and rights of members in one app.

use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::{App, MemberRole, Right},
    ids::{AccountId, AppId},
};
use tongguan_store::{Tx, app};

use crate::{Error, Result};

/// The signed-in account, whatever its role.
pub fn account(actor: &Actor) -> Result<&AccountId> {
    actor.account().ok_or(Error::Unauthenticated)
}

/// The signed-in account, which must have this platform role.
pub fn platform(actor: &Actor, role: PlatformRole) -> Result<&AccountId> {
    let id = account(actor)?;
    if actor.role() == Some(role) { Ok(id) } else { Err(Error::forbidden()) }
}

/// The app, if the actor is a member with `right`. To others it does not exist.
pub async fn member(tx: &mut Tx, actor: &Actor, id: &AppId, right: Right) -> Result<(App, MemberRole)> {
    let account = account(actor)?;
    let app = app::find(tx, id).await?.ok_or(Error::NotFound("app"))?;
    let role = app::role_of(tx, id, account).await?.ok_or(Error::NotFound("app"))?;
    if role.may(right) { Ok((app, role)) } else { Err(Error::forbidden()) }
}

/// The app for looking at it: members, and staff.
pub async fn viewer(tx: &mut Tx, actor: &Actor, id: &AppId) -> Result<App> {
    match actor.role() {
        Some(PlatformRole::Reviewer | PlatformRole::Operator) => {
            app::find(tx, id).await?.ok_or(Error::NotFound("app"))
        }
        _ => Ok(member(tx, actor, id, Right::See).await?.0),
    }
}
