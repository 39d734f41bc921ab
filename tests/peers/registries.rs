//! Verdaccio and pypiserver: package registries that people run in their own houses.

use std::path::Path;
use std::process::Command;

use data_encoding::{BASE64, HEXLOWER};
use serde_json::json;
use sha2::{Digest as _, Sha256, Sha512};

use crate::peer::{Live, Otherwise, Peer, installed, node};

const NAME: &str = "holdpoint-probe";
const VERSION: &str = "1.4.2";
/// What is published; a registry does not look into it.
const BUILT: &[u8] = b"what was built";
/// Its SHA-1, which npm's client still sends beside the better digest.
const SHASUM: &str = "e4d1238b3b8fd5f7cfd2f0b7ceab697a648102ba";

/// A registry that keeps what it is given, asks nobody else, and lets anybody publish.
const VERDACCIO: &str = "\
storage: ./storage
auth: { htpasswd: { file: ./htpasswd } }
uplinks: {}
packages: { '**': { access: $all, publish: $all, unpublish: $all } }
log: { type: stdout, format: pretty, level: warn }
";

fn verdaccio(port: u16, folder: &Path) -> Command {
    std::fs::write(folder.join("config.yaml"), VERDACCIO).expect("its configuration");
    let mut command = node("verdaccio/bin/verdaccio", folder);
    command.args(["--config", "config.yaml", "--listen", &format!("127.0.0.1:{port}")]);
    command
}

fn integrity() -> String {
    format!("sha512-{}", BASE64.encode(&Sha512::digest(BUILT)))
}

/// Publishes as npm does.
async fn publish(url: &str) {
    let file = format!("{NAME}-{VERSION}.tgz");
    let dist = json!({ "integrity": integrity(), "shasum": SHASUM, "tarball": format!("{url}/{NAME}/-/{file}") });
    let version = json!({ "name": NAME, "version": VERSION, "_id": format!("{NAME}@{VERSION}"), "dist": dist });
    let attachment =
        json!({ "content_type": "application/octet-stream", "data": BASE64.encode(BUILT), "length": BUILT.len() });
    let package = json!({
        "_id": NAME,
        "name": NAME,
        "dist-tags": { "latest": VERSION },
        "versions": { VERSION: version },
        "_attachments": { file: attachment },
    });
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let request = client.put(format!("{url}/{NAME}")).header("content-type", "application/json");
    let answer = request.body(package.to_string()).send().await.expect("an answer");
    let status = answer.status();
    assert!(status.is_success(), "{status}: {}", answer.text().await.unwrap_or_default());
}

/// What our mock of npm's registry answers otherwise, whether our version is there or not.
const NPM: [Otherwise; 2] = [
    ("not published", "header content-type", "live `application/json; charset=utf-8`, mock nothing", WORDED),
    ("not published", "header etag", "live there, mock nothing", "what Express adds to each answer"),
];
/// How a refusal is worded nobody may rely on; our mocks word none.
const WORDED: &str = "it says in words that there is none";

#[tokio::test]
#[ignore = "needs servers of others: tests/peers/install DIR; HOLDPOINT_PEERS=DIR cargo test --test peers -- --ignored"]
async fn verdaccio_is_as_npms_registry_before_and_after_publishing() {
    let peer = Peer::start(verdaccio, "/-/ping").await;
    let asked = |phase: &str| {
        [
            ("SDK_NPM_NAME", NAME.to_owned()),
            ("SDK_VERSION", VERSION.to_owned()),
            ("SDK_PHASE", phase.to_owned()),
            ("SDK_NPM_INTEGRITY", integrity()),
        ]
    };
    let servers: &[(&str, &str)] = &[("npm-registry", &peer.url)];
    let (before, after) = (asked("before"), asked("after"));
    let before = Live { servers, more: &[], settings: &before[..3] };
    let after = Live { servers, more: &[], settings: &after };
    before.holds(&[]);
    let [worded, tagged] = NPM;
    before.drifts(&[
        worded,
        tagged,
        ("published", "status", "live 404, mock 200", "a mock is always after publishing"),
    ]);
    // What is claimed too early is red.
    after.holds(&[
        ("oa.registry.npm", "status", "it is not there"),
        ("oa.publish.integrity", "status", "nor its digest"),
    ]);
    publish(&peer.url).await;
    after.holds(&[]);
    after.drifts(&[
        worded,
        tagged,
        ("published", "$.contributors", "live array, mock nothing", "it fills manifests up"),
    ]);
    before.holds(&[("oa.registry.npm", "status", "it is there, and must not be")]);
}

fn pypiserver(port: u16, folder: &Path) -> Command {
    let packages = folder.join("packages");
    std::fs::create_dir(&packages).expect("a folder");
    std::fs::write(packages.join(format!("holdpoint_probe-{VERSION}-py3-none-any.whl")), BUILT).expect("a package");
    let mut command = Command::new("python3");
    command.args(["-m", "pypiserver", "run", "--interface", "127.0.0.1", "--port", &port.to_string()]);
    // What it does not have it would say that PyPI has.
    command.args(["--disable-fallback"]).arg(&packages).env("PYTHONPATH", installed().join("python"));
    command
}

#[tokio::test]
#[ignore = "needs servers of others: tests/peers/install DIR; HOLDPOINT_PEERS=DIR cargo test --test peers -- --ignored"]
async fn pypiserver_has_no_document_of_a_version() {
    let peer = Peer::start(pypiserver, "/").await;
    let digest = HEXLOWER.encode(&Sha256::digest(BUILT));
    let asked = |phase: &str| {
        [
            ("SDK_PYPI_NAME", NAME.to_owned()),
            ("SDK_VERSION", VERSION.to_owned()),
            ("SDK_PHASE", phase.to_owned()),
            ("SDK_PYPI_SHA256", digest.clone()),
        ]
    };
    let servers: &[(&str, &str)] = &[("pypi-registry", &peer.url)];
    Live { servers, more: &[], settings: &asked("before")[..3] }.holds(&[]);
    // It has the document of a project, and none of a version: so a version that is there cannot be seen there.
    let after = Live { servers, more: &[], settings: &asked("after") };
    after.holds(&[("oa.registry.pypi", "status", "404"), ("oa.publish.integrity", "status", "404")]);
    after.drifts(&[
        ("published", "status", "live 404, mock 200", "it has no document of a version"),
        ("not published", "header content-type", "live `text/html; charset=UTF-8`, mock nothing", WORDED),
    ]);
}
