//! Values that no run used before: new for each case, and the same again under the same seed.

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// What `fresh.` may be followed by.
pub const KINDS: [&str; 5] = ["id", "uuid", "version", "email", "int"];

/// The value of `fresh.<kind>` (or `fresh.<kind>.<label>`, for a second one) in a case.
///
/// # Errors
/// In words, for a kind that does not exist.
pub fn value(seed: u64, case: &str, kind: &str, label: &str) -> Result<Value, String> {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    // Each part ends in a byte that no UTF-8 text holds, so that no two triples run together.
    for part in [case, kind, label] {
        hash.update(part.as_bytes());
        hash.update([0xff]);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    let number = |from: usize| u64::from_be_bytes(bytes[from..from + 8].try_into().unwrap_or_default());
    Ok(match kind {
        "id" => format!("hp-{}", HEXLOWER.encode(&bytes[..8])).into(),
        "uuid" => {
            uuid::Builder::from_random_bytes(bytes[..16].try_into().unwrap_or_default()).into_uuid().to_string().into()
        }
        "version" => format!("{}.{}.{}", number(0) % 90 + 1, number(8) % 1000, number(16) % 100_000).into(),
        "email" => format!("hp-{}@example.test", HEXLOWER.encode(&bytes[..8])).into(),
        // Within what every JSON reader keeps exactly.
        "int" => (number(0) % 9_007_199_254_740_991).into(),
        other => {
            return Err(format!("there is no `fresh.{other}`; known are {}", KINDS.join(", ")));
        }
    })
}

/// A UUID for one request of a case, told apart by its number; the same again under the same seed.
#[must_use]
pub fn request_uuid(seed: u64, case: &str, number: u64) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(case.as_bytes());
    hash.update([0xff]);
    hash.update(number.to_be_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    uuid::Builder::from_random_bytes(bytes[..16].try_into().unwrap_or_default()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_case_give_the_same_and_others_do_not() {
        for kind in KINDS {
            let one = value(7, "a/b", kind, "").unwrap();
            assert_eq!(one, value(7, "a/b", kind, "").unwrap());
            assert_ne!(one, value(8, "a/b", kind, "").unwrap());
            assert_ne!(one, value(7, "a/c", kind, "").unwrap());
            assert_ne!(one, value(7, "a/b", kind, "second").unwrap());
        }
        assert!(value(1, "a", "name", "").is_err());
        let version = value(1, "a", "version", "").unwrap();
        assert!(semver::Version::parse(version.as_str().unwrap()).is_ok());
    }
}
