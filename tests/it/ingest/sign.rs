//! Signatures: made where there is a key, and whatever is changed without it shows.

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _};

use super::{Shop, document, host};
use crate::bench::Yard;

/// A folder whose program signs with the key that is made of this byte.
fn signing(byte: u8) -> Shop {
    let key = SigningKey::from_bytes(&[byte; 32]);
    let yard = Yard::empty()
        .file("key.pem", key.to_pkcs8_pem(LineEnding::LF).unwrap().as_bytes())
        .file("public.pem", key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap())
        .env("HOLDPOINT_SIGNING_KEY_FILE", "key.pem");
    Shop { yard }
}

fn verified(shop: &Shop, key: &str) -> crate::bench::Done {
    let mut command = shop.yard.command(&["ingest", "--verify-store"]);
    command.env_remove("HOLDPOINT_SIGNING_KEY_FILE").env("HOLDPOINT_VERIFY_KEY_FILE", key);
    crate::bench::Done::of(command.spawn().unwrap())
}

#[test]
fn what_is_stored_is_signed_and_verified_with_the_public_key() {
    let shop = signing(7).has("1.9.0").has("1.10.0");
    assert!(shop.kept().contains(&"signatures/openapi-1.10.0.dsse.json".to_owned()), "{:?}", shop.kept());
    verified(&shop, "public.pem").is(0, &["2 versions, 8 lines, 3 signatures: as they were written"]);
    let log = crate::bench::lines(&shop.yard.path("openapi/log.jsonl"));
    for line in &log {
        crate::bench::fits("ingest-log.schema.json", line);
    }
    let other = signing(8);
    std::fs::copy(other.yard.path("public.pem"), shop.yard.path("other.pem")).unwrap();
    verified(&shop, "other.pem").is(100, &["RED", "openapi-1.9.0.dsse.json: it bears no signature of the key"]);
    // What bears the key's name shows nothing of the key.
    let private = shop.yard.read("key.pem");
    let secret = private.lines().nth(1).unwrap();
    assert!(shop.yard.files("openapi").iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains(secret)));
}

#[test]
fn what_is_changed_without_the_key_shows_and_ends_the_next_run() {
    let shop = signing(7).has("1.9.0");
    let path = shop.yard.path("openapi/signatures/openapi-1.9.0.dsse.json");
    let changed =
        shop.yard.read("openapi/signatures/openapi-1.9.0.dsse.json").replacen("\"sig\": \"", "\"sig\": \"A", 1);
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, changed).unwrap();
    verified(&shop, "public.pem").is(100, &["openapi-1.9.0.dsse.json"]);
    let text = document("1.9.0");
    shop.take(&host(&text), "1.9.0", &text, &[])
        .is(100, &["the store was changed: signatures/openapi-1.9.0.dsse.json"]);
}

#[test]
fn a_store_begins_with_its_key() {
    let shop = Shop::new().has("1.9.0");
    verified(&shop, "/dev/null").is(2, &["failed to read the signing key /dev/null"]);
    let signed = signing(7);
    for file in ["key.pem", "public.pem"] {
        std::fs::copy(signed.yard.path(file), shop.yard.path(file)).unwrap();
    }
    verified(&shop, "public.pem").is(100, &["log.jsonl:1: the line bears no signature of the key"]);
    let shop = Shop { yard: shop.yard.env("HOLDPOINT_SIGNING_KEY_FILE", "key.pem") };
    let text = document("1.10.0");
    shop.take(&host(&text), "1.10.0", &text, &[]).is(100, &["the store was changed: log.jsonl:1"]);
}
