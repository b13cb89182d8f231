//! The accounts of `serve --demo`. Their passwords are known to everybody, so they exist only in that mode.

use tongguan_model::{
    account::{Account, AccountState, Trust},
    actor::{Actor, PlatformRole},
    ids::AccountId,
};
use tongguan_rule_subject::email;
use tongguan_store::{Tx, account};

use crate::{Ctx, Error, Result, crypto, staff, transact};

/// An account that anybody may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoAccount {
    /// E-mail.
    pub email: &'static str,
    /// Password.
    pub password: &'static str,
    /// Platform role.
    pub role: PlatformRole,
}

const PASSWORD: &str = "Demo-Gate-8!";

/// The demo accounts. Two reviewers, because a second look is never the first reviewer's.
pub const ACCOUNTS: [DemoAccount; 4] = [
    DemoAccount { email: "applicant@tongguan.example", password: PASSWORD, role: PlatformRole::Applicant },
    DemoAccount { email: "reviewer@tongguan.example", password: PASSWORD, role: PlatformRole::Reviewer },
    DemoAccount { email: "reviewer2@tongguan.example", password: PASSWORD, role: PlatformRole::Reviewer },
    DemoAccount { email: "operator@tongguan.example", password: PASSWORD, role: PlatformRole::Operator },
];

/// Makes the demo accounts that are missing and returns all; nothing outside demo mode.
pub async fn ensure(ctx: &Ctx) -> Result<&'static [DemoAccount]> {
    if !ctx.config().demo {
        return Ok(&[]);
    }
    for demo in &ACCOUNTS {
        let known = {
            let mut tx = ctx.store().read().await?;
            account::find_by_email(&mut tx, &email::key(demo.email)).await?
        };
        if known.is_some() {
            continue;
        }
        if demo.role == PlatformRole::Applicant {
            applicant(ctx, demo).await?;
        } else {
            match staff::create(ctx, &Actor::System, demo.email, demo.password, demo.role).await {
                // Another server on the same database was quicker.
                Err(Error::Invalid(fields)) if fields.iter().any(|f| f.code == "email-taken") => {}
                other => drop(other?),
            }
        }
    }
    Ok(&ACCOUNTS)
}

async fn applicant(ctx: &Ctx, demo: &DemoAccount) -> Result<()> {
    let new = Account {
        id: AccountId::from_trusted(ctx.id()),
        email: demo.email.into(),
        email_key: email::key(demo.email),
        password_hash: crypto::hash_password(ctx, demo.password).await?,
        role: PlatformRole::Applicant,
        state: AccountState::Active,
        trust: Trust::Corporate,
        phone_sealed: None,
        phone_index: None,
        lang: "zh".into(),
        created_at: ctx.now(),
        version: 1,
    };
    transact!(ctx, tx, insert(&mut tx, &new))
}

async fn insert(tx: &mut Tx, new: &Account) -> Result<()> {
    if account::find_by_email(tx, &new.email_key).await?.is_none() {
        account::insert(tx, new).await?;
    }
    Ok(())
}
