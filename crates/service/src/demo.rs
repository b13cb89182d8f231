//! The accounts of `serve --demo`. Their passwords are known to everybody, so a database that has them is marked and
//! opens only in that mode, and one that is in real use never gets them.

use tongguan_model::{
    account::{Account, AccountState, Trust},
    actor::{Actor, PlatformRole},
    ids::AccountId,
};
use tongguan_rule_subject::email;
use tongguan_store::{Tx, account, setting};

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

/// Setting that marks a demo's database.
const MARK: &str = "demo";

/// Whether a database may be opened in the mode that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It may.
    Fits,
    /// It is a demo's, and demo mode was not asked for: anybody knows the way in.
    IsDemo,
    /// It has an operator of its own, and demo mode was asked for: it would let anybody in.
    IsReal,
}

/// Compares the database with the mode, and marks a demo's before it gets its accounts.
pub async fn fit(ctx: &Ctx) -> Result<Fit> {
    transact!(ctx, tx, fit_in(ctx, &mut tx))
}

async fn fit_in(ctx: &Ctx, tx: &mut Tx) -> Result<Fit> {
    let mut demo = setting::get(tx, MARK).await?.is_some();
    // A demo from before databases were marked. Only an operator makes an operator, so nobody can fake one.
    for one in ACCOUNTS.iter().filter(|a| a.role == PlatformRole::Operator) {
        let known = account::find_by_email(tx, &email::key(one.email)).await?;
        demo = demo || known.is_some_and(|a| a.role == PlatformRole::Operator);
    }
    match (ctx.config().demo, demo) {
        (false, false) => Ok(Fit::Fits),
        (false, true) => Ok(Fit::IsDemo),
        (true, false) if !account::list(tx, Some(PlatformRole::Operator), 1).await?.is_empty() => {
            Ok(Fit::IsReal)
        }
        (true, _) => {
            setting::set(tx, MARK, "1").await?;
            Ok(Fit::Fits)
        }
    }
}

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
