//! What a number is: every kind that registration meets, read part by part, with the reasons when it fails.
//!
//! One file a kind; those that forms use have theirs beside this folder ([`crate::uscc`], [`crate::resident_id`], [`crate::mobile`], [`crate::bank`],
//! [`crate::email`]). A check digit that fits never means that the number exists.

pub(crate) mod checksum;
mod reading;
pub(crate) mod suggest;

pub mod bank_card;
pub mod division;
pub mod duns;
pub mod foreigner;
pub mod hk_business;
pub mod home_id;
pub mod icp;
pub mod lei;
pub mod macau;
pub mod organisation_code;
pub mod public_security;
pub mod registration_number;
pub mod taiwan_business;
pub mod travel_permit;

pub use reading::{Kind, Part, Problem, Reading};
pub use suggest::Suggestion;
use time::Date;
use tongguan_policy::Policy;

use crate::{bank, email, mobile, resident_id, uscc};

/// Longest text that is looked at, in characters.
const MOST: usize = 254;

/// Everything that a text may be, the likeliest first. Kinds that its form rules out are left out.
pub fn identify(text: &str, policy: &Policy, today: Date) -> Vec<Reading> {
    let text = text.trim();
    if text.chars().count() > MOST {
        return Vec::new();
    }
    let known = &policy.identity;
    let mut all: Vec<Reading> = [
        uscc::read(text),
        organisation_code::read(text),
        registration_number::read(text),
        resident_id::read(text, today),
        resident_id::read_old(text, today),
        foreigner::read(text, today),
        travel_permit::read_hk_mo(text),
        travel_permit::read_taiwan(text),
        home_id::read_hk(text),
        home_id::read_taiwan(text),
        home_id::read_macau(text),
        hk_business::read(text),
        macau::read(text),
        taiwan_business::read(text),
        lei::read(text),
        duns::read(text),
        bank::read_bank_number(text, known),
        bank_card::read(text),
        bank::read_account(text),
        mobile::read(text, known),
        icp::read(text, known),
        public_security::read(text, known),
        email::read(text, policy),
    ]
    .into_iter()
    .flatten()
    .collect();
    all.sort_by_key(|r| (std::cmp::Reverse(r.fit), r.kind));
    // Where a check digit fits, a kind that any digits would be is no news.
    let best = all.first().filter(|r| r.ok()).map_or(0, |r| r.fit);
    all.retain(|r| r.fit + 65 > best);
    all
}

/// As one kind reads it, whatever else it may be.
pub fn read_as(kind: Kind, text: &str, policy: &Policy, today: Date) -> Option<Reading> {
    let known = &policy.identity;
    match kind {
        Kind::SocialCreditCode => uscc::read(text),
        Kind::OrganisationCode => organisation_code::read(text),
        Kind::RegistrationNumber => registration_number::read(text),
        Kind::ResidentId | Kind::ResidencePermit => resident_id::read(text, today).filter(|r| r.kind == kind),
        Kind::ResidentIdOld => resident_id::read_old(text, today),
        Kind::ForeignerCard | Kind::ForeignerCardOld => {
            foreigner::read(text, today).filter(|r| r.kind == kind)
        }
        Kind::HkMoTravelPermit => travel_permit::read_hk_mo(text),
        Kind::TaiwanTravelPermit => travel_permit::read_taiwan(text),
        Kind::HkIdCard => home_id::read_hk(text),
        Kind::TaiwanIdCard => home_id::read_taiwan(text),
        Kind::MacauIdCard => home_id::read_macau(text),
        Kind::HkBusinessRegistration => hk_business::read(text),
        Kind::MacauRegistration => macau::read(text),
        Kind::TaiwanUbn => taiwan_business::read(text),
        Kind::Lei => lei::read(text),
        Kind::Duns => duns::read(text),
        Kind::BankNumber => bank::read_bank_number(text, known),
        Kind::BankCard => bank_card::read(text),
        Kind::CorporateAccount => bank::read_account(text),
        Kind::Mobile => mobile::read(text, known),
        Kind::IcpFiling | Kind::IcpLicence | Kind::TelecomLicence => {
            icp::read(text, known).filter(|r| r.kind == kind)
        }
        Kind::PublicSecurityFiling => public_security::read(text, known),
        Kind::Email => email::read(text, policy),
    }
}
