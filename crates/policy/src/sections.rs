//! The sections of a policy: one struct a section, one field an entry.

use serde::{Deserialize, Serialize};
use tongguan_model::subject::SubjectType;

use crate::{Entry, ImagePolicy, PerType, SubtypeRow};

/// Accounts (ACC-1 … ACC-6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountPolicy {
    /// Shortest password in characters (ACC-3).
    pub password_min_length: Entry<i64>,
    /// Longest password.
    pub password_max_length: Entry<i64>,
    /// Life of the activation link (ACC-5).
    pub activation_hours: Entry<i64>,
    /// Wait between two mails or codes.
    pub resend_seconds: Entry<i64>,
    /// Life of a reset link.
    pub reset_minutes: Entry<i64>,
    /// Life of a session.
    pub session_hours: Entry<i64>,
    /// Failed sign-ins before a pause.
    pub sign_in_failures: Entry<i64>,
    /// Length of that pause.
    pub sign_in_window_minutes: Entry<i64>,
    /// Life of a slider puzzle (ACC-4).
    pub puzzle_ttl_seconds: Entry<i64>,
    /// Allowed distance in picture pixels.
    pub puzzle_tolerance_px: Entry<i64>,
    /// Tries at one puzzle.
    pub puzzle_tries: Entry<i64>,
    /// Life of a QR ticket (ACC-6).
    pub ticket_minutes: Entry<i64>,
    /// Digits of a code.
    pub sms_code_digits: Entry<i64>,
    /// Life of a code.
    pub sms_ttl_seconds: Entry<i64>,
    /// Tries at one code.
    pub sms_tries: Entry<i64>,
    /// Codes to one phone a day.
    pub sms_per_phone_per_day: Entry<i64>,
    /// Accounts that one phone may bind.
    pub accounts_per_phone: Entry<i64>,
    /// Apps of one account.
    pub apps_per_account: Entry<i64>,
    /// Days that a change of an app's administrator waits (ACC-6).
    pub handover_days: Entry<i64>,
    /// Days that the outbox keeps a message.
    pub outbox_keep_days: Entry<i64>,
    /// Attempts to hand a mail to the server before it counts as failed.
    pub mail_attempts: Entry<i64>,
    /// Free-mail domains (ACC-2).
    pub free_mail: Entry<Vec<String>>,
    /// Domains of throw-away mail besides those shipped (ACC-2).
    pub disposable_mail: Entry<Vec<String>>,
    /// Domains of the shipped list that are none.
    pub not_disposable_mail: Entry<Vec<String>>,
    /// Whether nobody registers with such an address.
    pub refuse_disposable_mail: Entry<bool>,
}

/// Subjects (SUB-1 … SUB-6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectPolicy {
    /// Largest picture.
    pub material_max_bytes: Entry<i64>,
    /// Most pixels before decoding is refused.
    pub material_max_pixels: Entry<i64>,
    /// Limits of the measures of a licence's picture (SUB-2, SUB-5).
    pub image: ImagePolicy,
    /// Youngest applicant.
    pub min_age: Entry<i64>,
    /// Apps of one subject.
    pub apps_per_subject: Entry<i64>,
    /// Subjects that one ID number stands for (official 1007).
    pub subjects_per_person: Entry<i64>,
    /// Subjects that one phone stands for (official 1005).
    pub subjects_per_phone: Entry<i64>,
    /// Whether a submission needs the code that its number received (SUB-6); if not, its absence is a note for the reviewer.
    pub require_mobile_code: Entry<bool>,
    /// How papers are read and compared.
    pub reading: ReadingPolicy,
    /// Working days of the review, from and to (PRE-2 … PRE-4).
    pub review_days: PerType<[u32; 2]>,
    /// Kinds of material that must be there.
    pub materials: PerType<Vec<String>>,
    /// Codes and papers of the sub-types (PRE-1).
    pub subtypes: Entry<Vec<SubtypeRow>>,
}

/// How the text of a certificate is read and compared with what is declared (SUB-4), and how a picture is known again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingPolicy {
    /// Seconds after which the reading of a picture is stopped.
    pub seconds_max: Entry<i64>,
    /// Mebibytes of memory that the reading program may take.
    pub memory_mib_max: Entry<i64>,
    /// Tries before a picture counts as not read.
    pub tries: Entry<i64>,
    /// Confidence of the reading, 0 to 100, below which a difference counts as unsure.
    pub confidence_min: Entry<i64>,
    /// Bits of 64 in which the perceptual hashes of two pictures may differ to count as nearly the same; 0 to 3.
    pub duplicate_bits_max: Entry<i64>,
}

/// Names (NAM-1 … NAM-5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamingPolicy {
    /// Fewest units; a Chinese character counts 2.
    pub min_units: Entry<i64>,
    /// Most units.
    pub max_units: Entry<i64>,
    /// Working days of the review (NAM-4).
    pub review_days: Entry<[u32; 2]>,
    /// Rest after a rejection (NAM-5).
    pub cooldown_days: Entry<i64>,
    /// `app` or `name`.
    pub cooldown_scope: Entry<String>,
    /// Prohibited words (NAM-1).
    pub prohibited: Entry<Vec<String>>,
    /// Official titles in which they are fine.
    pub allowed: Entry<Vec<String>>,
    /// Words of the state, which others than a government body prove.
    pub protected: Entry<Vec<String>>,
    /// Public services, the government's behind a place.
    pub public_services: Entry<Vec<String>>,
    /// Commercial words closed to individuals (NAM-3).
    pub individual_commercial: Entry<Vec<String>>,
    /// Functions that one name lists at most.
    pub most_functions: Entry<i64>,
    /// Places. Like all lists down to `reserved`: words between spaces, a line `#` is a comment.
    pub places: Entry<Vec<String>>,
    /// What a program does; the words of one line mean the same.
    pub functions: Entry<Vec<String>>,
    /// Kinds of institution, which are a name of their own together with a place.
    pub institutions: Entry<Vec<String>>,
    /// Words that tell nothing apart.
    pub noise: Entry<Vec<String>>,
    /// Words that tell little apart.
    pub tails: Entry<Vec<String>>,
    /// Forms of companies.
    pub forms: Entry<Vec<String>>,
    /// Common words that prove nothing where two names share them.
    pub common: Entry<Vec<String>>,
    /// Alternatives, a set a line.
    pub contrasts: Entry<Vec<String>>,
    /// Characters that may be added or dropped without making another name.
    pub soft: Entry<Vec<String>>,
    /// Well-known names with their other spellings, one a line.
    pub brands: Entry<Vec<String>>,
    /// Names that the operator keeps for somebody, one a line.
    pub reserved: Entry<Vec<String>>,
    /// Two names conflict from this score on.
    pub conflict_from: Entry<f64>,
    /// Likeness of this score needs a proof at once.
    pub proof_from: Entry<f64>,
    /// Likeness that a reviewer is shown starts here.
    pub mention_from: Entry<f64>,
    /// Names that one search lists at most.
    pub most_hits: Entry<i64>,
    /// What differences cost and relations weigh.
    pub weights: Entry<NameWeights>,
}

/// What a difference of two names costs, of 1 for a character, and what a relation of theirs weighs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameWeights {
    /// Cost: another character of the same sound and tone.
    pub same_sound: f64,
    /// Cost: the same syllable in another tone.
    pub toneless: f64,
    /// Cost: syllables that accents confuse.
    pub confused: f64,
    /// Cost: a character that even a reader takes for the other.
    pub close_shape: f64,
    /// Cost: a character that looks like the other at a glance.
    pub near_shape: f64,
    /// Factor of the lower cost where both sound and shape are alike.
    pub sound_and_shape: f64,
    /// Cost: a digit for its numeral.
    pub numeral: f64,
    /// Cost: any other character.
    pub other: f64,
    /// Cost: one character more.
    pub insert: f64,
    /// Cost: one soft character more.
    pub soft_insert: f64,
    /// Cost: a character written twice.
    pub repeat: f64,
    /// Cost: two neighbours changed places.
    pub swap: f64,
    /// Score: equal to the eye.
    pub skeleton: f64,
    /// Least likeness of two own parts that counts.
    pub core_from: f64,
    /// Score: Chinese and its pinyin.
    pub spelled: f64,
    /// Score: the same words in another order.
    pub order: f64,
    /// Score: one name and words that tell nothing apart.
    pub affix: f64,
    /// Score: one name and places.
    pub place: f64,
    /// Score: one name and a word for what it does.
    pub extended: f64,
    /// Score: a common word and another function.
    pub common: f64,
    /// Score: a well-known name and another function.
    pub same_brand: f64,
    /// Score: a long name of its own and another function.
    pub same_core: f64,
    /// Score: a name of two characters and another function.
    pub short_core: f64,
    /// Score: one name inside another.
    pub contained: f64,
    /// Score: the same name and another word for the same function.
    pub synonym: f64,
    /// Factor: nearly the same name, one with a function.
    pub typo_extended: f64,
    /// Factor: nearly the same name, another function.
    pub typo_other: f64,
    /// Score: generic words only.
    pub generic: f64,
}

/// Certification (CER-1 … CER-8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificationPolicy {
    /// Range of the random amount (CER-2).
    pub micro_payment_cents: Entry<[i64; 2]>,
    /// Tries at the amount.
    pub micro_payment_tries: Entry<i64>,
    /// Amounts that are paid for one order before it is refused.
    pub micro_payment_rounds: Entry<i64>,
    /// Days to enter it.
    pub micro_payment_days: Entry<i64>,
    /// Hours to pay an order.
    pub payment_hours: Entry<i64>,
    /// Years it holds.
    pub validity_years: Entry<i64>,
    /// Working days of a human step.
    pub review_days: Entry<[u32; 2]>,
    /// Days before expiry with a reminder (CER-8).
    pub reminder_days: Entry<Vec<i64>>,
    /// Fee of the mini-program certification (CER-6).
    pub mini_program_fee_cents: Entry<i64>,
    /// Fee a year by subject type (CER-1).
    pub fee_cents: PerType<i64>,
    /// Whether it is required (CER-1).
    pub required: PerType<bool>,
    /// Steps in order (CER-2).
    pub steps: PerType<Vec<String>>,
}

/// Calls a day (CER-4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaPolicy {
    /// Where certification is required and absent.
    pub uncertified_daily: Entry<i64>,
    /// Certified.
    pub certified_daily: Entry<i64>,
    /// Individuals.
    pub individual_daily: Entry<i64>,
}

/// Developer settings (DEV-1 … DEV-6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeveloperPolicy {
    /// Server domains of one kind.
    pub domains_per_kind: Entry<i64>,
    /// Changes a month.
    pub domain_changes_per_month: Entry<i64>,
    /// Business domains.
    pub business_domains: Entry<i64>,
    /// Hosts that are never allowed.
    pub forbidden_hosts: Entry<Vec<String>>,
    /// Kinds of server domains that may be set (DEV-2, DEV-3).
    pub domain_kinds: Entry<Vec<String>>,
    /// Seconds that a look at an ownership file may take (DEV-4).
    pub probe_seconds: Entry<i64>,
    /// Bytes of an ownership file that are read.
    pub probe_max_bytes: Entry<i64>,
    /// Looks of one app an hour.
    pub probes_per_hour: Entry<i64>,
}

/// Deposits of contracts and works (CER-7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidencePolicy {
    /// Deposits of one app in 24 hours.
    pub deposits_per_day: Entry<i64>,
    /// Bytes of a file whose digest the platform makes.
    pub deposit_max_bytes: Entry<i64>,
    /// Characters of a title.
    pub title_max: Entry<i64>,
}

/// Package limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackagePolicy {
    /// Main package, and each subpackage.
    pub main_max_bytes: Entry<i64>,
    /// All packages together.
    pub total_max_bytes: Entry<i64>,
    /// The zip as uploaded.
    pub upload_max_bytes: Entry<i64>,
    /// All files unpacked.
    pub unpacked_max_bytes: Entry<i64>,
    /// One file unpacked.
    pub file_max_bytes: Entry<i64>,
    /// One source file that rules read; a longer one is a finding. As much in all is read as all packages may hold.
    pub source_max_bytes: Entry<i64>,
    /// Endings of files that the developer tools upload, in small letters: other files count for nothing.
    pub uploaded_endings: Entry<Vec<String>>,
    /// Names of files that only the developer tools and npm read.
    pub tool_files: Entry<Vec<String>>,
    /// Number of files.
    pub max_files: Entry<i64>,
    /// Findings of one rule in one file that a report lists.
    pub findings_per_file: Entry<i64>,
    /// Steps of matching styles for a package, after which its style rules answer "not checked".
    pub style_work_max: Entry<i64>,
}

/// Releases (VER-1, VER-5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasePolicy {
    /// Label of the first version.
    pub first_label: Entry<String>,
    /// User tiers the operator knows.
    pub tiers: Entry<Vec<String>>,
}

/// Log watching (VER-4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchPolicy {
    /// Window in which records are counted.
    pub window_minutes: Entry<i64>,
    /// Time-outs that raise an incident.
    pub timeout_count: Entry<i64>,
    /// Out-of-memory records that raise an incident.
    pub memory_count: Entry<i64>,
    /// Errors that raise an incident.
    pub error_count: Entry<i64>,
    /// Largest request as sent.
    pub body_max_bytes: Entry<i64>,
    /// Largest request unpacked: a small gzip must not become a large one.
    pub unpacked_max_bytes: Entry<i64>,
    /// Largest record with its attributes; a larger one is rejected, the others of its request are kept.
    pub record_max_bytes: Entry<i64>,
    /// Most records of a request.
    pub records_max: Entry<i64>,
    /// How far a sender's clock may be ahead.
    pub skew_minutes: Entry<i64>,
    /// Days that records are kept.
    pub keep_days: Entry<i64>,
}

/// Review and compliance (REV-1 … REV-4). Lists of words have lines as `tongguan_text::Word` reads them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewPolicy {
    /// Working days of a version review.
    pub version_days: Entry<[u32; 2]>,
    /// Withdrawals a day (VER-2).
    pub withdrawals_per_day: Entry<i64>,
    /// Advertising superlatives (REV-1).
    pub banned_words: Entry<Vec<String>>,
    /// Forbidden pictures: MD5 or SHA-256 of the file, in hex (REV-1).
    pub blocked_images: Entry<Vec<String>>,
    /// Pornography, gambling, drugs (REV-1).
    pub sensitive_words: Entry<Vec<String>>,
    /// Contexts in which they are fine.
    pub allowed_words: Entry<Vec<String>>,
    /// The operator's own words, of any class.
    pub own_words: Entry<Vec<String>>,
    /// Label that medical programs carry (REV-2).
    pub medical_label: Entry<String>,
    /// Industries that must carry it.
    pub medical_industries: Entry<Vec<String>>,
    /// Industries that must show their qualification (REV-2).
    pub finance_industries: Entry<Vec<String>>,
    /// Words of a financial business.
    pub finance_words: Entry<Vec<String>>,
    /// Words of a qualification shown.
    pub qualification_words: Entry<Vec<String>>,
    /// Words that promise or advertise a yield.
    pub yield_words: Entry<Vec<String>>,
    /// Words of a warning of risk, which has to stand beside a yield.
    pub risk_words: Entry<Vec<String>>,
    /// Contrast of text (REV-3).
    pub contrast_normal: Entry<f64>,
    /// Contrast of large text.
    pub contrast_large: Entry<f64>,
    /// Large from this size.
    pub large_text_px: Entry<f64>,
    /// Large from this size when bold.
    pub large_bold_px: Entry<f64>,
    /// Least width and height of anything else that can be tapped (REV-3).
    pub touch_target_px: Entry<f64>,
    /// Least width of a button (REV-3).
    pub button_width_px: Entry<f64>,
    /// Least height.
    pub button_height_px: Entry<f64>,
    /// Screen width for rpx.
    pub reference_width_px: Entry<f64>,
    /// Words of a field that asks for personal data, in its name, its hint or its binding (REV-4).
    pub personal_words: Entry<Vec<String>>,
    /// Kinds of data that a data plan may list (SYS-4).
    pub data_plan_uses: Entry<i64>,
    /// Longest text of a data plan, in characters.
    pub data_plan_text: Entry<i64>,
    /// Longest time that data may be kept, in days.
    pub data_plan_days: Entry<i64>,
    /// Words of an entry to the privacy policy (REV-4).
    pub privacy_words: Entry<Vec<String>>,
    /// Hosts that show an unfinished program.
    pub placeholder_hosts: Entry<Vec<String>>,
    /// Rules that are off or only inform.
    pub switches: Switches,
}

/// Which package rules are off, and which only inform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Requirement id.
    pub id: String,
    /// Where it comes from.
    pub source: String,
    /// Holds from this day.
    pub from: String,
    /// Slugs of rules that do not run.
    pub disabled: Vec<String>,
    /// Slugs of rules whose errors are warnings under this pack.
    pub not_enforced: Vec<String>,
    /// Slugs of rules whose findings no project may suppress or make lighter.
    #[serde(default)]
    pub required: Vec<String>,
    /// Whether review leaves out what a project suppressed with a reason. If not, it is shown and counts.
    #[serde(default)]
    pub honour_suppressions: bool,
}

/// How long personal data is kept that no running case and no verified subject needs (PIPL 19, 47).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyPolicy {
    /// Days that facts and materials stay which were never submitted, counted from the last change.
    pub unfinished_days: Entry<i64>,
    /// Days that facts and materials stay of what was refused, withdrawn or has run out, counted from its end.
    pub ended_days: Entry<i64>,
    /// Most bytes of pictures in one export.
    pub export_max_bytes: Entry<i64>,
}

/// What a capability needs besides the right subject type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// Nothing.
    None,
    /// A valid account certification (CER-5).
    Certified,
    /// A valid mini-program certification (CER-6).
    MiniProgram,
    /// A valid account certification where CER-1 requires one.
    CertifiedIfRequired,
}

/// One row of the capability table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapabilityRow {
    /// Stable key.
    pub key: String,
    /// Chinese term.
    pub zh: String,
    /// English term.
    pub en: String,
    /// Requirement id.
    pub rule: String,
    /// Subject types that can ever have it.
    pub types: Vec<SubjectType>,
    /// What opens it.
    pub needs: Needs,
}

/// The one table that says what a subject may use (SYS-1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapabilityTable {
    /// Requirement id.
    pub id: String,
    /// Where it comes from.
    pub source: String,
    /// Holds from this day.
    pub from: String,
    /// Rows.
    pub rows: Vec<CapabilityRow>,
}
