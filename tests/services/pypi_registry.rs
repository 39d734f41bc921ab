//! A registry of Python packages with one project, of which one version is published and an older one is there.

use std::sync::Arc;

use serde_json::{Value, json};

use super::System;
use super::wire::{Answer, Request, Service, Switch, remove};

const NAME: &str = "acme-ledger";
const VERSION: &str = "2.3.0";
const OLDER: &str = "2.2.9";
const WHEEL: &str = "5d41402abc4b2a76b9719d911017c592ae6f4a1b3c7e8d9f0a1b2c3d4e5f6071";
const SDIST: &str = "7d793037a0760186574b0282f2f435e7c4a5b6d7e8f901a2b3c4d5e6f708192a";
const OTHER: &str = "00000000a0760186574b0282f2f435e7c4a5b6d7e8f901a2b3c4d5e6f708192a";

/// The system, for the table.
pub(super) const SYSTEM: System = System {
    target: "pypi-registry",
    catalogue: include_str!("pypi_registry/faults.tsv"),
    settings: |_| {
        vec![
            ("SDK_PYPI_NAME", NAME.to_owned()),
            ("SDK_VERSION", VERSION.to_owned()),
            ("SDK_PHASE", "after".to_owned()),
            ("SDK_PYPI_SHA256", WHEEL.to_owned()),
        ]
    },
    service: |fault| Arc::new(Registry { fault }),
};

struct Registry {
    fault: Switch,
}

impl Registry {
    fn file(&self, name: &str, kind: &str, digest: &str) -> Value {
        let mut file = json!({
            "filename": name,
            "packagetype": kind,
            "size": 4096,
            "url": format!("https://files.example.test/packages/{name}"),
            "digests": {
                "blake2b_256": digest.chars().rev().collect::<String>(),
                "md5": &digest[..32],
                "sha256": digest,
            },
            "upload_time_iso_8601": "2026-11-20T09:00:00.000000Z",
            "yanked": false,
            "yanked_reason": null,
        });
        let digests = &mut file["digests"];
        match self.fault.on() {
            "without-sha256" => remove(digests, "sha256"),
            "digest-in-capitals" => digests["sha256"] = json!(digest.to_uppercase()),
            "digest-cut" => digests["sha256"] = json!(&digest[..63]),
            "digest-of-another" => digests["sha256"] = json!(if digest == WHEEL { OTHER } else { digest }),
            "digest-under-another-name" => {
                digests["sha256"] = json!(OTHER);
                digests["blake2b_256"] = json!(digest);
            }
            "without-digests" => remove(&mut file, "digests"),
            "kind-that-is-none" => file["packagetype"] = json!("wheel"),
            "size-as-text" => file["size"] = json!("4096"),
            "address-relative" => file["url"] = json!(format!("../../packages/{name}")),
            "files-of-another-version" => file["filename"] = json!(name.replace(VERSION, OLDER)),
            "yanked-as-text" => file["yanked"] = json!("false"),
            "taken-back" => file["yanked"] = json!(true),
            "wheel-as-source" => file["packagetype"] = json!("sdist"),
            _ => {}
        }
        file
    }

    fn release(&self, version: &str) -> Value {
        let wheel = self.file(&format!("acme_ledger-{version}-py3-none-any.whl"), "bdist_wheel", WHEEL);
        let sdist = self.file(&format!("acme_ledger-{version}.tar.gz"), "sdist", SDIST);
        let mut release = json!({
            "info": { "name": NAME, "version": version, "summary": "A ledger", "yanked": false, "requires_dist": null },
            "last_serial": 31_337,
            "urls": [wheel, sdist],
            "vulnerabilities": [],
        });
        match self.fault.on() {
            "without-files" => release["urls"] = json!([]),
            "source-alone" => {
                release["urls"].as_array_mut().into_iter().for_each(|files| drop(files.remove(0)));
            }
            "without-urls" => remove(&mut release, "urls"),
            "name-of-another" => release["info"]["name"] = json!("acme"),
            "version-as-number" => release["info"]["version"] = json!(2.3),
            "serial-as-text" => release["last_serial"] = json!("31337"),
            _ => {}
        }
        release
    }

    fn version(&self, version: &str) -> Answer {
        let published = match version {
            VERSION => !self.fault.is("not-published"),
            OLDER => true,
            _ => false,
        };
        if !published {
            let missing = Answer::json(404, &json!({ "message": "Not Found" }));
            return match self.fault.on() {
                "everything-found" => Answer::json(200, &self.release(OLDER)),
                "missing-is-empty" => Answer::json(200, &json!({ "info": {}, "urls": [] })),
                "missing-is-a-page" => Answer::page(200, "Packages"),
                "missing-is-400" => missing.status(400),
                "missing-is-410" => missing.status(410),
                "missing-is-slow" => missing.slow(),
                _ => missing,
            };
        }
        match self.fault.on() {
            "latest-for-any" => Answer::json(200, &self.release(OLDER)),
            "published-is-a-page" => Answer::page(200, "Packages"),
            "published-as-text" => Answer::new(200, "text/plain; charset=utf-8", self.release(version).to_string()),
            "published-is-202" => Answer::json(202, &self.release(version)),
            _ => Answer::json(200, &self.release(version)),
        }
    }
}

impl Service for Registry {
    fn answer(&self, request: &Request) -> Answer {
        let parts: Vec<&str> = request.path.split('/').collect();
        match (request.method.as_str(), &parts[..]) {
            ("GET", ["", "pypi", NAME, version, "json"]) => self.version(version),
            // A slash too many is sent to the address without it.
            ("GET", ["", "pypi", NAME, version, "json", ""]) => {
                Answer::redirect(&format!("/pypi/{NAME}/{version}/json"))
            }
            ("GET", _) => Answer::json(404, &json!({ "message": "Not Found" })),
            _ => Answer::json(405, &json!({ "message": "Method Not Allowed" })).with("allow", "GET"),
        }
    }
}
