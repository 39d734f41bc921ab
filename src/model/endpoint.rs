//! A target as declared, and as settled for this run.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use serde_json::Value;
use url::Url;

use super::journal::Journal;
use super::mode::Mode;
use super::node::Node;
use super::place::Place;
use super::secret::Secret;

/// A variable of a target.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name, which is also the environment variable's.
    pub name: String,
    /// What it is when the environment does not say.
    pub default: Option<Value>,
    /// Whether cases that need it are left out, with the reason, when it is unset.
    pub optional: bool,
    /// Whether its value is an address beside the target's own that requests may go to, without any caller.
    pub origin: bool,
    /// Where it was declared.
    pub place: Place,
}

/// The TLS settings of a target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsSettings {
    /// PEM file of additional roots.
    pub ca: Option<PathBuf>,
    /// PEM file of our certificate chain.
    pub cert: Option<PathBuf>,
    /// PEM file of our key.
    pub key: Option<PathBuf>,
    /// Accepts any certificate; shouted in the output.
    pub insecure: bool,
}

/// A target as the project file declares it, validated.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its name.
    pub name: Arc<str>,
    /// Where it was declared.
    pub place: Place,
    /// The live base URL as written, with `${env.X}`; `${env.HOLDPOINT_<NAME>_URL}` where left out.
    pub url: Option<(String, Place)>,
    /// The flag that makes it live.
    pub flag: Option<(String, Place)>,
    /// Its mock file.
    pub mock: Option<(PathBuf, Place)>,
    /// The day after which mocks are an error.
    pub mock_until: Option<(Date, Place)>,
    /// Its variables.
    pub variables: Vec<Variable>,
    /// The names of its secrets, each the environment variable's (or `NAME_FILE`).
    pub secrets: Vec<(String, Place)>,
    /// Values of variables and secrets when mocked.
    pub mocked: BTreeMap<String, Value>,
    /// Callers as written; `plan` compiles them.
    pub callers: Vec<(String, Node)>,
    /// Headers of every request, as written.
    pub headers: Vec<(String, Node)>,
    /// How many requests at once.
    pub max_concurrency: Option<usize>,
    /// How many requests a second.
    pub rate: Option<f64>,
    /// Whether HTTP/2 is spoken with prior knowledge on cleartext, or demanded by ALPN.
    pub http2: bool,
    /// TLS settings.
    pub tls: TlsSettings,
    /// A proxy's URL; else the environment's.
    pub proxy: Option<String>,
    /// The limit of one exchange.
    pub timeout: Option<Duration>,
    /// How many redirects are followed; 0 is the default.
    pub redirects: Option<usize>,
}

/// Where services reach us, as the project file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// What is listened on.
    pub listen: SocketAddr,
    /// What stands for it in `${callback.url}`.
    pub url: Url,
}

/// Where a flag's value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The flag.
    pub key: String,
    /// Its value.
    pub value: bool,
    /// `--live`, `--mock`, `--flag`, `HOLDPOINT_FLAG_…`, `ofrep`, `suites/flags.json`.
    pub source: String,
    /// Why, in OpenFeature's words where there are some: `STATIC`, `TARGETING_MATCH`.
    pub reason: String,
}

/// A target as settled for this run: the only thing that says where requests go.
#[derive(Debug)]
pub struct Endpoint {
    /// The declaration.
    pub target: Arc<Target>,
    /// Who answers.
    pub mode: Mode,
    /// The base of every request.
    pub base: Url,
    /// Why it is live or mocked, for people: `--live chatwoot`, `flag chatwoot_live off (suites/flags.json)`.
    pub because: String,
    /// Variables that have a value.
    pub variables: BTreeMap<String, Value>,
    /// Secrets that have a value.
    pub secrets: BTreeMap<String, Secret>,
    /// The mock's eyes, where a mock answers.
    pub journal: Option<Arc<dyn Journal>>,
    /// The SHA-256 of the mock file, where a mock answers.
    pub mock_sha256: Option<String>,
}

/// The header that tells a mock which case a request belongs to; never sent to a live target.
pub const CASE_HEADER: &str = "x-holdpoint-case";
/// What stands in that header between suite and case where the cases share a state, because something was set up once for
/// all of them; where each has its own, it is `::`.
pub const SHARING: &str = ":::";
/// The header by which a mock's answers can be known.
pub const MOCK_HEADER: &str = "x-holdpoint-mock";
/// The header in which an answer of a mock has the id of its stub, percent-encoded (RFC 3986).
pub const STUB_HEADER: &str = "x-holdpoint-stub";
