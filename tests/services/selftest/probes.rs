//! What the self-test asks each service, request by request, under the check id that the request belongs to.

use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use serde_json::Value;
use sha2::Sha256;

use super::super::{chatwoot, chatwoot_receiver, integrations};

/// How long the self-test waits: past any jitter, short of a slow answer.
const PATIENCE: Duration = Duration::from_millis(2500);

/// The outcome of a request that no answer came to.
pub(super) const LATE: &str = "no answer in time";

/// What of an answer belongs to the check.
#[derive(Clone, Copy)]
enum View {
    Whole,
    Members(&'static [&'static str]),
    Limits,
}

/// One request, and the check id that it stands for.
pub(super) struct Probe {
    pub(super) case: &'static str,
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
    view: View,
}

fn get(case: &'static str, path: impl Into<String>) -> Probe {
    Probe { case, method: Method::GET, path: path.into(), headers: Vec::new(), body: None, view: View::Whole }
}

fn post(case: &'static str, path: impl Into<String>, body: impl Into<String>) -> Probe {
    Probe { method: Method::POST, body: Some(body.into()), ..get(case, path) }.with("content-type", "application/json")
}

impl Probe {
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn seen(mut self, view: View) -> Self {
        self.view = view;
        self
    }
}

/// The client of the self-test: no redirect is followed, no proxy asked.
pub(super) fn client() -> Client {
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .expect("a client")
}

/// What came of a request, in words that are equal from run to run.
pub(super) async fn outcome(client: &Client, url: &str, probe: &Probe) -> String {
    let mut request = client.request(probe.method.clone(), format!("{url}{}", probe.path));
    for (name, value) in &probe.headers {
        request = request.header(*name, value);
    }
    if let Some(body) = &probe.body {
        request = request.body(body.clone());
    }
    let response = match request.send().await {
        Ok(response) => response,
        Err(failure) if failure.is_timeout() => return LATE.to_owned(),
        Err(failure) => return format!("no answer: {failure:?}"),
    };
    let status = response.status();
    let headers = response.headers().clone();
    let Ok(body) = response.text().await else {
        return format!("{status}, body broken off");
    };
    match probe.view {
        View::Whole => format!(
            "{status} {} {body}",
            named(&headers, &["content-type", "content-encoding", "location", "cache-control"])
        ),
        View::Limits => {
            let kinds = ["x-ratelimit-limit", "x-ratelimit-reset"].map(|name| {
                headers.get(name).map(|value| value.to_str().is_ok_and(|text| text.parse::<u64>().is_ok()))
            });
            format!("{kinds:?} {}", named(&headers, &["x-ratelimit-remaining"]))
        }
        View::Members(names) => {
            let body: Value = serde_json::from_str(&body).unwrap_or_default();
            let members: Vec<String> = names.iter().map(|name| settled(name, &body[*name])).collect();
            members.join(" ")
        }
    }
}

fn named(headers: &HeaderMap, names: &[&str]) -> String {
    let values: Vec<_> = names.iter().map(|name| headers.get(*name)).collect();
    format!("{values:?}")
}

/// A time as whether it is now, any other value as it is.
fn settled(name: &str, value: &Value) -> String {
    if name != "timestamp" {
        return value.to_string();
    }
    let text = value.as_str().unwrap_or_default();
    let Some(moment) =
        DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok().and_then(|at| at.to_zoned(TimeZone::UTC).ok())
    else {
        return "malformed".to_owned();
    };
    let skew = moment.timestamp().as_second().abs_diff(Timestamp::now().as_second());
    (if skew < 120 { "now" } else { "another time" }).to_owned()
}

/// The requests of a target, in their order.
pub(super) fn probes(target: &str) -> Vec<Probe> {
    match target {
        "chatwoot" => of_chatwoot(),
        "chatwoot-receiver" => of_receiver(),
        _ => of_integrations(),
    }
}

fn of_chatwoot() -> Vec<Probe> {
    let account = format!("/api/v1/accounts/{}", chatwoot::ACCOUNT);
    let labels = format!("{account}/conversations/{}/labels", chatwoot::CONVERSATION);
    let transcript = format!("{account}/conversations/{}/transcript", chatwoot::CONVERSATION);
    let agent = |probe: Probe| probe.with("api_access_token", chatwoot::TOKEN);
    let profile = "/api/v1/profile";
    let mut all: Vec<Probe> = (0..3).map(|_| get("cw.liveness", "/health")).collect();
    all.extend([
        get("cw.readiness", "/api").seen(View::Members(&["queue_services", "data_services"])),
        get("cw.clock", "/api").seen(View::Members(&["timestamp"])),
        get("cw.version", "/api").seen(View::Members(&["version"])),
        get("cw.seedpath", "/rails/health"),
        agent(get("cw.auth.profile", profile)),
        get("cw.auth.missing", profile),
        get("cw.auth.bad", profile).with("api_access_token", "bad"),
        get("cw.swagger.errors", profile).with("api_access_token", "bad").seen(View::Members(&["description"])),
        get("cw.auth.bearer", profile).with("authorization", format!("Bearer {}", chatwoot::TOKEN)),
        agent(get("cw.account.other", "/api/v1/accounts/999999")),
        agent(get("cw.conversations", format!("{account}/conversations?page=1"))),
        agent(get("cw.labels.list", format!("{account}/labels"))),
        agent(get("cw.conv.labels", &labels)),
        agent(post("cw.conv.labels", &labels, r#"{"labels":["vip","shipping"]}"#)),
        agent(get("cw.conv.labels", &labels)),
        agent(post("cw.transcript.noemail", &transcript, "{}")),
        agent(post("cw.transcript.ok", &transcript, r#"{"email":"sink@example.test"}"#)),
        agent(get("cw.notfound", format!("{account}/conversations/0"))),
    ]);
    all
}

/// A body with spaces, escapes and letters beyond ASCII, so that re-serialising it changes it.
pub(super) const BODY: &str = "{ \"event\": \"message_created\",\n  \"content\": \"Ol\\u00e1, Zoë\\/\" }";

/// A delivery that is right but for what the caller changes.
pub(super) fn delivery(case: &'static str, id: &str, age: i64, secret: &str) -> Probe {
    delivered(case, id, age, secret, BODY)
}

fn delivered(case: &'static str, id: &str, age: i64, secret: &str, body: &str) -> Probe {
    let timestamp = (Timestamp::now().as_second() - age).to_string();
    let mut hmac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    hmac.update(format!("{timestamp}.{body}").as_bytes());
    let signature = data_encoding::HEXLOWER.encode(&hmac.finalize().into_bytes());
    post(case, "/webhooks/chatwoot", body)
        .with("x-chatwoot-delivery", id)
        .with("x-chatwoot-timestamp", timestamp)
        .with("x-chatwoot-signature", format!("sha256={signature}"))
}

fn of_receiver() -> Vec<Probe> {
    const HMAC: &str = "cw.webhook.hmac";
    const DUP: &str = "cw.webhook.dup";
    let right = |case, id: &str| delivery(case, id, 0, chatwoot_receiver::SECRET);
    let without = |mut probe: Probe, name: &str| {
        probe.headers.retain(|(known, _)| *known != name);
        probe
    };
    let mut changed = right(HMAC, "changed");
    changed.body = Some(BODY.replace("created", "creaked"));
    vec![
        delivery(HMAC, "forged", 0, "another secret"),
        get(HMAC, "/effects/forged"),
        changed,
        without(right(HMAC, "unsigned"), "x-chatwoot-signature"),
        without(right(HMAC, "untimed"), "x-chatwoot-timestamp"),
        without(right(HMAC, "nameless"), "x-chatwoot-delivery"),
        delivery(HMAC, "stale", 600, chatwoot_receiver::SECRET),
        delivery(HMAC, "ancient", 86_400, chatwoot_receiver::SECRET),
        delivery(HMAC, "early", -600, chatwoot_receiver::SECRET),
        right(HMAC, "right"),
        right(DUP, "twice"),
        right(DUP, "twice"),
        get(DUP, "/effects/twice"),
        right("cw.webhook.timeout", "timed"),
        delivered(
            "cw.webhook.timeout",
            "updated",
            0,
            chatwoot_receiver::SECRET,
            r#"{ "event": "conversation_updated" }"#,
        ),
    ]
}

fn of_integrations() -> Vec<Probe> {
    let keyed = |probe: Probe, key: &str| probe.with("x-api-key", key);
    let full = |case, path: &str| keyed(get(case, path), integrations::KEY);
    let bare = |case, path: &str| keyed(get(case, path), integrations::KEY_NO_SCOPES);
    let (installation, limited) = ("/integrations/v1/installation", "/integrations/v1/publications");
    // The limits first: what other requests use up is no concern of theirs.
    let mut all = vec![
        full("int.ratelimit.headers", limited).seen(View::Limits),
        full("int.ratelimit.headers", limited).seen(View::Limits),
        get("int.health.version", "/integrations/v1/health"),
        get("int.health.root", "/health"),
        get("int.auth.missing", installation),
        keyed(get("int.auth.missing", installation), ""),
        get("int.auth.bearer-only", installation).with("authorization", "Bearer x"),
        keyed(get("int.auth.invalid", installation), "nobody-has-this-key"),
        full("int.auth.ok", installation),
        keyed(get("int.auth.inactive", installation), integrations::KEY_INACTIVE),
        full("int.auth.origin", installation).with("origin", "https://elsewhere.example.test"),
        keyed(get("int.auth.origin", installation), integrations::KEY_UNVERIFIED),
        bare("int.scope.people", "/v1/people"),
        bare("int.scope.publications", "/integrations/v1/publications"),
        bare("int.scope.works", "/integrations/v1/works"),
        full("int.people.shape", "/v1/people?page=1&per_page=2"),
        full("int.people.bounds", "/v1/people?per_page=101"),
        full("int.people.bounds", "/v1/people?page=0"),
        full("int.people.bounds", "/v1/people?sort=bogus"),
        full("int.doi.encoding", "/v1/doi/10.1234%2FExample"),
        get("int.undocumented", "/integrations/v1/__nope__"),
    ];
    all.extend((1..=5).map(|page| full("int.pagination.walk", &format!("/v1/people?page={page}&per_page=5"))));
    all
}
