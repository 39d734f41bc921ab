//! Signatures of ledger lines: ed25519 over the SHA-256 of the line as it was before `sig` was added as its last key.

use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use sha2::{Digest, Sha256};

use super::error::Error;

const BEFORE: &[u8] = b",\"sig\":\"";
const AFTER: &[u8] = b"\"}";

/// A key that signs; its `Debug` shows nothing of it.
pub struct Signer(SigningKey);

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer")
    }
}

impl Signer {
    /// Reads a private key in PKCS#8 PEM.
    ///
    /// # Errors
    /// Where there is none.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let pem = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        let key = SigningKey::from_pkcs8_pem(&pem)
            .map_err(|error| Error::Key { path: path.display().to_string(), cause: error.to_string() })?;
        Ok(Self(key))
    }

    /// The key that verifies what this one signs.
    #[must_use]
    pub fn verifier(&self) -> VerifyingKey {
        self.0.verifying_key()
    }

    /// Adds `sig` to a JSON object without its newline.
    pub fn sign(&self, line: &mut Vec<u8>) {
        let signature = self.0.sign(&Sha256::digest(&*line));
        line.pop();
        line.extend_from_slice(BEFORE);
        line.extend_from_slice(BASE64.encode(&signature.to_bytes()).as_bytes());
        line.extend_from_slice(AFTER);
    }

    /// The signature of bytes that stand elsewhere, base64.
    #[must_use]
    pub fn detached(&self, bytes: &[u8]) -> String {
        BASE64.encode(&self.0.sign(bytes).to_bytes())
    }
}

/// What a key is known by: the first 16 digits of the SHA-256 of its 32 bytes, lower-case hex.
#[must_use]
pub fn key_id(key: &VerifyingKey) -> String {
    HEXLOWER.encode(&Sha256::digest(key.as_bytes())[..8])
}

/// Whether a signature (base64) is one of `key` over these bytes.
#[must_use]
pub fn is_signature(signature: &str, bytes: &[u8], key: &VerifyingKey) -> bool {
    let signature = BASE64.decode(signature.as_bytes()).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
    signature.is_some_and(|signature| key.verify(bytes, &signature).is_ok())
}

/// Reads a public key in PEM.
///
/// # Errors
/// Where there is none.
pub fn public(path: &Path) -> Result<VerifyingKey, Error> {
    let pem = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
    VerifyingKey::from_public_key_pem(&pem)
        .map_err(|error| Error::Key { path: path.display().to_string(), cause: error.to_string() })
}

/// Whether a line without its newline bears a signature of `key`.
#[must_use]
pub fn is_signed_by(line: &[u8], key: &VerifyingKey) -> bool {
    let Some(rest) = line.strip_suffix(AFTER) else { return false };
    let Some(at) = rest.windows(BEFORE.len()).rposition(|window| window == BEFORE) else { return false };
    let Ok(bytes) = BASE64.decode(&rest[at + BEFORE.len()..]) else { return false };
    let Ok(signature) = Signature::from_slice(&bytes) else { return false };
    let mut unsigned = rest[..at].to_vec();
    unsigned.push(b'}');
    key.verify(&Sha256::digest(&unsigned), &signature).is_ok()
}
