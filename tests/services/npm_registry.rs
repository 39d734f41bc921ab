//! A registry of npm packages with one scoped package, of which one version is published and an older one is there.

use std::sync::Arc;

use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};

/// The package, as it stands in a path: the scope's slash is encoded, and the `@` may be.
const NAMES: [&str; 4] = ["@acme%2Fledger", "%40acme%2Fledger", "@acme%2fledger", "%40acme%2fledger"];
const NAME: &str = "@acme/ledger";
const VERSION: &str = "2.3.0";
const OLDER: &str = "2.2.9";
const INTEGRITY: &str =
    "sha512-9rFBddOZObUDzc2LY0sXXJP4/SykRtEbBx3wb3gwv+2Yfk4Y1dImCHR8EOE1ImzdqUTUXaP1JfabxAxRoYeKlA==";
const OTHER_INTEGRITY: &str =
    "sha512-T3m1KCuDS8nvtPz2fhjKZxf/IqmYnNCsoLY2LILiYg3CcE7fQMddlaHXaY38/1Al56XSHmG7gDHMQI+nFauvOg==";

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "npm-registry",
    catalogue: include_str!("npm_registry/faults.tsv"),
    settings: |_| {
        vec![
            ("SDK_NPM_NAME", NAME.to_owned()),
            ("SDK_VERSION", VERSION.to_owned()),
            ("SDK_PHASE", "after".to_owned()),
            ("SDK_NPM_INTEGRITY", INTEGRITY.to_owned()),
        ]
    },
    service: |fault| Arc::new(Registry { fault }),
};

struct Registry {
    fault: Switch,
}

impl Registry {
    fn manifest(&self, version: &str) -> Value {
        let mut manifest = json!({
            "name": NAME,
            "version": version,
            "_id": format!("{NAME}@{version}"),
            "main": "index.js",
            "dist": {
                "integrity": INTEGRITY,
                "shasum": "3b1f0c9a7e5d4c2b8a6f1e0d9c8b7a6f5e4d3c2b",
                "tarball": format!("https://registry.example.test/{NAME}/-/ledger-{version}.tgz"),
                "fileCount": 7,
                "unpackedSize": 20_480,
                "signatures": [{ "keyid": "SHA256:made-up", "sig": "bWFkZSB1cA==" }],
            },
            "_npmVersion": "11.6.0",
        });
        let dist = &mut manifest["dist"];
        match self.fault.on() {
            "without-integrity" => remove(dist, "integrity"),
            "integrity-of-sha1" => dist["integrity"] = json!("sha1-OxrMhl9Q5ZvDk0o2nbZzq1VwYxg="),
            "integrity-of-another" => dist["integrity"] = json!(OTHER_INTEGRITY),
            "integrity-in-other-letters" => dist["integrity"] = json!(INTEGRITY.replace("9rFB", "9Rfb")),
            "shasum-in-capitals" => dist["shasum"] = json!("3B1F0C9A7E5D4C2B8A6F1E0D9C8B7A6F5E4D3C2B"),
            "without-shasum" => remove(dist, "shasum"),
            "tarball-relative" => dist["tarball"] = json!(format!("/{NAME}/-/ledger-{version}.tgz")),
            "tarball-of-another-version" => {
                dist["tarball"] = json!(format!("https://registry.example.test/{NAME}/-/ledger-{OLDER}.tgz"));
            }
            "size-as-text" => dist["unpackedSize"] = json!("20480"),
            "without-dist" => remove(&mut manifest, "dist"),
            "name-without-scope" => manifest["name"] = json!("ledger"),
            "id-of-another" => manifest["_id"] = json!(format!("{NAME}@{OLDER}")),
            "version-as-number" => manifest["version"] = json!(2.3),
            _ => {}
        }
        manifest
    }

    fn version(&self, version: &str) -> Answer {
        let published = match version {
            VERSION => !self.fault.is("not-published"),
            OLDER => true,
            _ => false,
        };
        if !published {
            let missing = Answer::json(404, &json!(format!("version not found: {version}")));
            return match self.fault.on() {
                "everything-found" => Answer::json(200, &self.manifest(OLDER)),
                "missing-is-empty" => Answer::json(200, &json!({})),
                "missing-is-a-page" => Answer::page(200, "npm"),
                "missing-is-400" => missing.status(400),
                "missing-is-410" => missing.status(410),
                "missing-is-204" => Answer::empty(204),
                "missing-is-slow" => missing.slow(),
                _ => missing,
            };
        }
        match self.fault.on() {
            "latest-for-any" => Answer::json(200, &self.manifest(OLDER)),
            "whole-package" => Answer::json(
                200,
                &json!({ "name": NAME, "dist-tags": { "latest": VERSION }, "versions": { VERSION: self.manifest(VERSION) } }),
            ),
            "published-is-a-page" => Answer::page(200, "npm"),
            "published-as-text" => Answer::new(200, "text/plain; charset=utf-8", self.manifest(version).to_string()),
            "published-is-202" => Answer::json(202, &self.manifest(version)),
            _ => Answer::json(200, &self.manifest(version)),
        }
    }
}

impl Service for Registry {
    fn answer(&self, request: &Request) -> Answer {
        let asked = request.path.trim_start_matches('/').split_once('/');
        match (request.method.as_str(), asked) {
            ("GET", Some((name, version))) if NAMES.contains(&name) => self.version(version),
            ("GET", _) => Answer::json(404, &json!({ "error": "Not found" })),
            _ => Answer::json(405, &json!({ "error": "Method not allowed" })).with("allow", "GET"),
        }
    }
}
