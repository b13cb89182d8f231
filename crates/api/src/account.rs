//! Accounts: verification, registration, activation, passwords, phone; and the operator's list of users.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which verification to serve (ACC-4).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PuzzleIn {
    /// `picture` (default), or `question` for those who do not see a picture.
    #[serde(default)]
    pub variant: Option<String>,
}

/// A verification. Exactly one of `picture` and `question` is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PuzzleOut {
    /// Id.
    pub id: String,
    /// `picture` or `question`.
    pub variant: String,
    /// Good until.
    pub expires_at: i64,
    /// How many answers are taken.
    pub tries: i64,
    /// The picture puzzle.
    pub picture: Option<PictureOut>,
    /// The question; its answer is a number.
    pub question: Option<String>,
}

/// A picture puzzle; the answer is where the piece's left edge belongs, in pixels from the picture's left edge.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PictureOut {
    /// The picture with the hole, base64 PNG.
    pub picture: String,
    /// The piece on transparent ground, base64 PNG.
    pub piece: String,
    /// Width of the picture.
    pub width: u32,
    /// Height of the picture.
    pub height: u32,
    /// Side of the piece's picture.
    pub piece_side: u32,
    /// Upper edge of the piece.
    pub y: u32,
}

/// An answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PuzzleAnswerIn {
    /// The number, in digits.
    pub answer: String,
}

/// The pass of a solved verification; good for one registration.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PassOut {
    /// The pass.
    pub pass: String,
    /// Good until.
    pub expires_at: i64,
}

/// A registration (ACC-1 … ACC-5).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterIn {
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
    /// The pass of a solved verification.
    pub pass: String,
    /// Language of mails, `zh` or `en`; that of the request if absent.
    #[serde(default)]
    pub lang: Option<String>,
}

/// What follows a registration. The same whether or not the address has an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RegisteredOut {
    /// Where a mail went, masked.
    pub sent_to: String,
    /// `corporate` or `free_mail` (ACC-2).
    pub trust: String,
    /// What that means.
    pub trust_note: String,
    /// Life of the link in hours (ACC-5).
    pub hours: i64,
}

/// An address.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailIn {
    /// E-mail.
    pub email: String,
}

/// An activation by the link of a mail.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivateIn {
    /// Token of the link.
    pub token: String,
    /// The password to be in force. Needed (`password-needed`) unless the link is that of the only registration.
    #[serde(default)]
    pub password: Option<String>,
}

/// An activated account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ActivatedOut {
    /// Id.
    pub id: String,
    /// E-mail, for signing in.
    pub email: String,
}

/// A new password by a reset link.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetIn {
    /// Token of the link.
    pub token: String,
    /// New password.
    pub password: String,
}

/// A new password while signed in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordIn {
    /// Present password.
    pub old: String,
    /// New password.
    pub new: String,
}

/// One of the caller's sessions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionRowOut {
    /// Id.
    pub id: String,
    /// Signed in at.
    pub created_at: i64,
    /// Last used at, to within some minutes.
    pub seen_at: i64,
    /// Ends at.
    pub expires_at: i64,
    /// Browser or program.
    pub agent: String,
    /// Whether it is the session of this request.
    pub current: bool,
}

/// A QR code that binds a phone (ACC-6).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PhoneTicketOut {
    /// The secret in it.
    pub token: String,
    /// The address it leads to.
    pub url: String,
    /// The code as SVG.
    pub qr_svg: String,
    /// Good until.
    pub expires_at: i64,
}

/// How far a binding is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BindingOut {
    /// `open`, `code_sent`, `bound` or `ended`.
    pub state: String,
    /// Whose account, masked.
    pub email: String,
    /// Which number, masked.
    pub phone: Option<String>,
    /// The code is good until.
    pub code_expires_at: Option<i64>,
    /// The QR code is good until.
    pub expires_at: i64,
}

/// A number to send a code to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneIn {
    /// Mainland mobile number.
    pub phone: String,
}

/// The code that came by SMS.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeIn {
    /// Code.
    pub code: String,
}

/// A user, for the operator.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UserOut {
    /// Id.
    pub id: String,
    /// E-mail.
    pub email: String,
    /// `applicant`, `reviewer` or `operator`.
    pub role: String,
    /// `pending`, `active` or `suspended`.
    pub state: String,
    /// `corporate` or `free_mail`.
    pub trust: String,
    /// Whether a phone is bound.
    pub phone_bound: bool,
    /// Registered at.
    pub created_at: i64,
}

/// A new reviewer or operator.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffIn {
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
    /// `reviewer` or `operator`.
    pub role: String,
}

/// The first operator, by the link that `serve` prints.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupIn {
    /// Token of the link.
    pub token: String,
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
}

/// Everything that is held on an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExportOut {
    /// Account, sessions, apps with subjects and materials, log.
    #[schema(value_type = Object)]
    pub held: serde_json::Value,
}

/// What stands against deleting an account or closing an app, and the way out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BlockerOut {
    /// Which app.
    pub app: String,
    /// Its title.
    pub title: String,
    /// What is so.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// Whose move it is.
    pub who: String,
}

/// What deleting the account would do.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeletionOut {
    /// What stands against it; empty when it can be done.
    pub blockers: Vec<BlockerOut>,
    /// Titles of the apps that nobody else administers, which are closed with it.
    pub closes: Vec<String>,
}

/// Deletes the account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeletionIn {
    /// The present password.
    pub password: String,
}

/// Closes an app for good.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosingIn {
    /// Its title, typed to say that this one is meant.
    pub title: String,
}
