//! All rules, sorted by slug.

use tongguan_rule::{CheckInput, RuleMeta};

use crate::{
    app::App,
    content::{banned_word, blocked_image, sensitive_text},
    function::{category_mismatch, finance_qualification, finance_yield_claim, medical_notice},
    honesty::{brand_imitation, login_wall, review_cloaking},
    interface::{button_size, contrast, touch_target},
    network::{domain_whitelist, insecure_url, placeholder_domain},
    privacy::{
        missing_privacy_entry, privacy_api, privacy_consent, privacy_default_consent, privacy_undeclared,
        purpose_missing,
    },
    quality::{debug_enabled, deprecated_api, mock_in_release},
    secrets::hardcoded_credential,
    sink::Sink,
    structure::{
        duplicate_attr, js_syntax, json_schema, missing_asset, missing_file, missing_page, missing_route,
        package_size, unused_file, wxml_bad_directive, wxml_literal_condition, wxml_syntax, wxss_syntax,
    },
    suppression,
    version::version_increment,
};

/// A rule: what is said of it, and what it does.
pub(crate) struct Rule {
    pub(crate) meta: &'static RuleMeta,
    pub(crate) check: fn(&App<'_>, &mut Sink<'_>),
}

macro_rules! rules {
    ($($module:ident)+) => { &[$(Rule { meta: &$module::META, check: $module::check }),+] };
}

#[rustfmt::skip]
pub(crate) static RULES: &[Rule] = rules! {
    banned_word
    blocked_image
    brand_imitation
    button_size
    category_mismatch
    contrast
    debug_enabled
    deprecated_api
    domain_whitelist
    duplicate_attr
    finance_qualification
    finance_yield_claim
    hardcoded_credential
    insecure_url
    js_syntax
    json_schema
    login_wall
    medical_notice
    missing_asset
    missing_file
    missing_page
    missing_privacy_entry
    missing_route
    mock_in_release
    package_size
    placeholder_domain
    privacy_api
    privacy_consent
    privacy_default_consent
    privacy_undeclared
    purpose_missing
    review_cloaking
    sensitive_text
    suppression
    touch_target
    unused_file
    version_increment
    wxml_bad_directive
    wxml_literal_condition
    wxml_syntax
    wxss_syntax
};

/// What is said of every rule, sorted by slug.
pub fn rules() -> impl Iterator<Item = &'static RuleMeta> {
    RULES.iter().map(|r| r.meta)
}

/// Whether a rule runs: the pack can switch it off, and so can the project if the pack does not require it.
pub(crate) fn runs(input: &CheckInput<'_>, slug: &str) -> bool {
    let switches = &input.policy.review.switches;
    if switches.disabled.iter().any(|d| d == slug) {
        return false;
    }
    let off = input.facts.settings.rules.get(slug).is_some_and(|s| s.severity.is_none());
    !off || switches.required.iter().any(|r| r == slug)
}
