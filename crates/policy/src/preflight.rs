//! What the rules over a package look for: interfaces, names, shapes and words.

use serde::{Deserialize, Serialize};

use crate::Entry;

/// Lists and numbers of the package rules (REV-1 … REV-4, DEV-3, VER-3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreflightPolicy {
    /// Interfaces that touch personal data, by the key under which the privacy guide names it (REV-4).
    pub privacy_interfaces: Entry<Vec<PrivacyInterface>>,
    /// Scopes whose purpose `app.json` must say, and the calls that need them.
    pub purpose_scopes: Entry<Vec<PurposeScope>>,
    /// Calls that `requiredPrivateInfos` must list.
    pub required_private_infos: Entry<Vec<String>>,
    /// Calls that ask for consent, or find out whether it was given.
    pub consent_calls: Entry<Vec<String>>,
    /// Functions that run without the visitor's doing.
    pub first_functions: Entry<Vec<String>>,
    /// Words of a consent.
    pub consent_words: Entry<Vec<String>>,
    /// Words of what is consented to.
    pub agreement_words: Entry<Vec<String>>,
    /// Names under which secrets are kept.
    pub credential_names: Entry<Vec<String>>,
    /// Shapes of keys that give themselves away.
    pub credential_shapes: Entry<Vec<CredentialShape>>,
    /// Parts of values that only stand for a secret.
    pub credential_placeholders: Entry<Vec<String>>,
    /// Shortest value that may be a secret by its name alone.
    pub credential_length: Entry<i64>,
    /// Least entropy of such a value, in bits a character.
    pub credential_entropy: Entry<f64>,
    /// Interfaces that are given up.
    pub deprecated_calls: Entry<Vec<Deprecated>>,
    /// `open-type`s that are given up.
    pub deprecated_open_types: Entry<Vec<Deprecated>>,
    /// Modules and components that only debug.
    pub debug_modules: Entry<Vec<String>>,
    /// Switches that turn made-up data on.
    pub mock_flags: Entry<Vec<String>>,
    /// Folders and files of made-up data.
    pub mock_modules: Entry<Vec<String>>,
    /// Texts that stand where the real ones are missing.
    pub placeholder_texts: Entry<Vec<String>>,
    /// Names of switches that know of a review.
    pub review_flags: Entry<Vec<String>>,
    /// Names that may be such a switch, or something of the business.
    pub review_flags_unclear: Entry<Vec<String>>,
    /// Names of switches in a server's answer that may lead to other pages after the review.
    pub remote_switches: Entry<Vec<String>>,
    /// Modules that run programs that are not in the package.
    pub interpreters: Entry<Vec<String>>,
    /// Words by which a text speaks against what it names: such hits a person judges.
    pub spoken_against: Entry<Vec<String>>,
    /// Bytes behind such a text in which it still speaks.
    pub spoken_against_bytes: Entry<i64>,
    /// Brands of others.
    pub brands: Entry<Vec<String>>,
    /// Words that begin like a brand and are none.
    pub brand_longer: Entry<Vec<String>>,
    /// The platform's own names, and what they are mistaken for.
    pub platform_brands: Entry<Vec<String>>,
    /// Names that only look like the platform's.
    pub brand_disguises: Entry<Vec<String>>,
    /// Words that, beside a platform's name, speak in its voice.
    pub official_words: Entry<Vec<String>>,
    /// Words of a page that asks to sign in.
    pub login_words: Entry<Vec<String>>,
    /// Words that lead past signing in.
    pub login_past_words: Entry<Vec<String>>,
    /// Words of a business by industry.
    pub category_words: Entry<Vec<CategoryWords>>,
    /// Different words of one industry that make a program look like one of it.
    pub category_words_min: Entry<i64>,
}

/// Interfaces of one kind of personal data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyInterface {
    /// Key of the privacy guide, e.g. `Location`.
    pub key: String,
    /// Members of `wx`.
    pub calls: Vec<String>,
    /// `open-type`s of a button.
    pub open_types: Vec<String>,
    /// Elements.
    pub elements: Vec<String>,
}

/// A scope and the calls that need its purpose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeScope {
    /// Key below `permission`, e.g. `scope.userLocation`.
    pub scope: String,
    /// Members of `wx`.
    pub calls: Vec<String>,
}

/// The shape of a key: what it begins with and how much follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialShape {
    /// What it opens.
    pub name: String,
    /// First characters.
    pub prefix: String,
    /// Fewest and most letters, digits, `-` and `_` after them.
    pub length: [usize; 2],
}

/// Something given up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deprecated {
    /// Its name.
    pub name: String,
    /// Since when.
    pub since: String,
    /// What to use.
    pub instead: String,
}

/// Words of one industry's business.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryWords {
    /// Key of the catalogue.
    pub industry: String,
    /// Words that hardly another industry says.
    pub words: Vec<String>,
}
