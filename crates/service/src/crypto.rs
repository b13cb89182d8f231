//! Keys derived from the operator's key: sealing personal data, blind indexes, form tokens, password hashes.

use std::fmt;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};
use tongguan_ledger::{KeyKind, Signer};
use zeroize::Zeroizing;

use crate::{Ctx, Error, Result};

/// The operator's key and what is derived from it. Lives outside the database.
pub struct Keys {
    seal: Zeroizing<[u8; 32]>,
    index: Zeroizing<[u8; 32]>,
    form: Zeroizing<[u8; 32]>,
    verdict: Zeroizing<[u8; 32]>,
    log: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(..)")
    }
}

impl Keys {
    /// Derives the keys from 32 bytes of the operator.
    pub fn derive(master: &[u8; 32]) -> Self {
        let kdf = Hkdf::<Sha256>::new(Some(b"tongguan v1"), master);
        let key = |info: &[u8]| {
            let mut out = Zeroizing::new([0; 32]);
            // 32 bytes is far below HKDF's limit, so this cannot fail.
            let _ = kdf.expand(info, out.as_mut_slice());
            out
        };
        Self {
            seal: key(b"seal"),
            index: key(b"blind index"),
            form: key(b"form token"),
            verdict: key(b"verdict signature"),
            log: key(b"log checkpoint"),
        }
    }

    /// Encrypts; `context` (who and which field) must be the same to open it again.
    pub fn seal_bytes(&self, ctx: &Ctx, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = ctx.random::<24>();
        let cipher = XChaCha20Poly1305::new((&*self.seal).into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context.as_bytes() })
            .map_err(|_| Error::internal("cannot seal"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`Keys::seal_bytes`] made for the same `context`.
    pub fn open_bytes(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let (nonce, body) =
            sealed.split_first_chunk::<24>().ok_or_else(|| Error::internal("sealed value too short"))?;
        XChaCha20Poly1305::new((&*self.seal).into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: context.as_bytes() })
            .map_err(|_| Error::internal("sealed value does not open"))
    }

    /// Encrypts text for a `TEXT` column.
    pub fn seal(&self, ctx: &Ctx, context: &str, plain: &str) -> Result<String> {
        Ok(STANDARD.encode(self.seal_bytes(ctx, context, plain.as_bytes())?))
    }

    /// Decrypts text of a `TEXT` column.
    pub fn open(&self, context: &str, sealed: &str) -> Result<String> {
        let bytes = STANDARD.decode(sealed).map_err(Error::internal)?;
        String::from_utf8(self.open_bytes(context, &bytes)?).map_err(Error::internal)
    }

    /// A blind index: equal values of a field give equal text, and nothing can be read from it.
    pub fn index(&self, field: &str, value: &str) -> String {
        hex::encode(&mac(&self.index, &[field.as_bytes(), b"\0", value.as_bytes()])[..16])
    }

    fn verdict_pair(&self) -> Result<Ed25519KeyPair> {
        Ed25519KeyPair::from_seed_unchecked(&*self.verdict).map_err(Error::internal)
    }

    /// The public key of the platform's verdicts.
    pub fn verdict_key(&self) -> Result<Vec<u8>> {
        Ok(self.verdict_pair()?.public_key().as_ref().to_vec())
    }

    /// Signs the encoding of a verdict: Ed25519.
    pub fn sign_verdict(&self, encoded: &[u8]) -> Result<Vec<u8>> {
        Ok(self.verdict_pair()?.sign(encoded).as_ref().to_vec())
    }

    /// Who signs the checkpoints of the log of this name.
    pub fn log_signer(&self, origin: &str) -> Result<Signer> {
        Signer::new(origin, KeyKind::Note, &self.log).map_err(Error::internal)
    }

    /// The form token of a session (CSRF).
    pub fn form_token(&self, session: &str) -> String {
        hex::encode(&mac(&self.form, &[session.as_bytes()])[..16])
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else {
        unreachable!("hmac takes keys of any length")
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Hex SHA-256 of a token, as stored.
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Argon2id in PHC form, off the async threads.
pub async fn hash_password(ctx: &Ctx, password: &str) -> Result<String> {
    let (password, salt) = (Zeroizing::new(password.to_owned()), ctx.random::<16>());
    let hash = move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(Error::internal)
    };
    ctx.heavy().hashing.run(hash).await?
}

/// Whether a password fits a hash, off the async threads.
pub(crate) async fn verify_password(ctx: &Ctx, password: &str, hash: &str) -> Result<bool> {
    let (password, hash) = (Zeroizing::new(password.to_owned()), hash.to_owned());
    let verify = move || Argon2::default().verify_password(password.as_bytes(), &*hash).is_ok();
    ctx.heavy().hashing.run(verify).await
}
