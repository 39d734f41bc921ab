//! No secret, in no encoding, in anything that is written: canaries sent every way there is, to a server that sends them back.

use std::fmt::Write as _;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use data_encoding::{BASE64, BASE64URL, HEXLOWER, HEXUPPER};

use crate::bench::server::{Asked, Reply, Server, answer};
use crate::bench::{Done, Yard};

/// Secrets of the shapes that real ones have, and of some that only a bad day has.
const CANARIES: [(&str, &str); 8] = [
    ("PLAIN", "canary0plain0token0A1b2C3"),
    ("QUOTES", "canary\"quotes'and`ticks\"1"),
    ("SPACES", "canary with spaces in it 2"),
    ("QUERY", "canary&a=b%20c+d?e#f;g/h 3"),
    ("UMLAUT", "canäry-ümläut-ßtraße-✓-4"),
    ("SLASHES", "canary\\back\\\\slash/and\\n5"),
    ("MARKUP", "canary<b>&amp;</b>]]>-->6"),
    ("DOLLAR", "canary${secret.PLAIN}$HOME{}7"),
];

/// A secret of several lines, which no header can bear.
const LINES: &str =
    "-----BEGIN CANARY-----\nMIIEvQcanaryIBADANBgkqhkiG9w0B\nAQEFAAcanarySCBKcwggSjAgEAAoIB\n-----END CANARY-----";

/// Everything as which a secret must not be found: its own encodings, made here and not by the product.
fn encodings(secret: &str) -> Vec<(&'static str, String)> {
    let bytes = secret.as_bytes();
    let percent = |kept: &str, upper: bool| -> String {
        bytes
            .iter()
            .map(|byte| match byte {
                byte if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(byte) => char::from(*byte).to_string(),
                byte if upper => format!("%{byte:02X}"),
                byte => format!("%{byte:02x}"),
            })
            .collect()
    };
    let json = serde_json::to_string(secret).unwrap();
    let json = json[1..json.len() - 1].to_owned();
    let ascii: String = json
        .chars()
        .map(|letter| if letter.is_ascii() { letter.to_string() } else { format!("\\u{:04x}", u32::from(letter)) })
        .collect();
    let xml = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut all = vec![
        ("raw", secret.to_owned()),
        ("percent", percent("-_.~", true)),
        ("percent, lower", percent("-_.~", false)),
        ("percent, with slashes", percent("-_.~/", true)),
        ("component", percent("-_.!~*'()", true)),
        ("form", percent("-_.*", true).replace("%20", "+")),
        ("hex", HEXLOWER.encode(bytes)),
        ("hex, upper", HEXUPPER.encode(bytes)),
        ("json", json.clone()),
        ("json in json", json.replace('\\', "\\\\").replace('"', "\\\"")),
        ("json, ascii", ascii),
        ("xml", xml.clone()),
        ("xml, quotes", xml.replace('"', "&quot;").replace('\'', "&apos;")),
        ("references", secret.chars().map(|letter| format!("&#{};", u32::from(letter))).collect::<Vec<_>>().concat()),
        (
            "references, hex",
            secret.chars().map(|letter| format!("&#x{:x};", u32::from(letter))).collect::<Vec<_>>().concat(),
        ),
        (
            "references, hex, upper",
            secret.chars().map(|letter| format!("&#x{:X};", u32::from(letter))).collect::<Vec<_>>().concat(),
        ),
        ("html, quotes", xml.replace('"', "&#34;").replace('\'', "&#39;")),
    ];
    for shift in 0..3 {
        let shifted = [&vec![b' '; shift], bytes].concat();
        let (from, to) = ((shift * 8_usize).div_ceil(6), shifted.len() * 8 / 6);
        all.push(("base64", BASE64.encode(&shifted)[from..to].to_owned()));
        all.push(("base64, url", BASE64URL.encode(&shifted)[from..to].to_owned()));
    }
    all
}

/// Demands that nothing that was written holds a secret.
fn nothing_leaks(yard: &Yard, done: &Done) {
    let mut written = vec![
        ("the standard output".to_owned(), done.out.clone().into_bytes()),
        ("the standard error".to_owned(), done.err.clone().into_bytes()),
    ];
    for folder in ["artifacts", "reports"] {
        written.extend(yard.files(folder).into_iter().map(|(path, bytes)| (path.display().to_string(), bytes)));
    }
    assert!(written.len() >= 8, "too little was written: {}", written.len());
    for (place, bytes) in &written {
        if let Some(found) = LOOKOUT.0.find(bytes) {
            let around = &bytes[found.start().saturating_sub(120)..(found.end() + 40).min(bytes.len())];
            panic!("{place} holds {}: …{}…", LOOKOUT.1[found.pattern().as_usize()], String::from_utf8_lossy(around));
        }
    }
}

/// All encodings of all canaries, and what to call each.
static LOOKOUT: LazyLock<(AhoCorasick, Vec<String>)> = LazyLock::new(|| {
    // The first and last line of a key are the same for everyone.
    let lines = LINES.lines().filter(|line| !line.starts_with("-----")).map(|line| ("LINES", line));
    let all = CANARIES.into_iter().chain(lines).flat_map(|(name, secret)| {
        encodings(secret).into_iter().map(move |(encoding, text)| (format!("{name} ({encoding})"), text))
    });
    let (names, texts): (Vec<String>, Vec<String>) = all.unzip();
    (AhoCorasick::new(texts).unwrap(), names)
});

/// What was asked, sent back in every form that there is.
fn echo(asked: &Asked, _: usize) -> Reply {
    let mut all = format!("{}\n", asked.path);
    for (name, value) in &asked.headers {
        let _ = writeln!(all, "{name}: {value}");
        if let Some(login) = value.strip_prefix("Basic ") {
            all.push_str(&String::from_utf8_lossy(&BASE64.decode(login.as_bytes()).unwrap()));
        }
    }
    all.push_str(&asked.text());
    let known: String = CANARIES
        .into_iter()
        .chain([("LINES", LINES)])
        .filter(|(_, secret)| all.contains(secret))
        .map(|(_, secret)| {
            encodings(secret).into_iter().map(|(_, text)| format!("{text}\n")).collect::<Vec<_>>().concat()
        })
        .collect();
    let body = serde_json::json!({"all": all, "again": known, "list": known.lines().collect::<Vec<_>>()});
    let header = HEXLOWER.encode(all.as_bytes());
    answer(
        200,
        &format!(
            "content-type: application/json\r\nx-echo: {header}\r\nx-path: {}\r\nset-cookie: sid={}\r\n",
            asked.path,
            BASE64URL.encode(all.as_bytes())
        ),
        body.to_string(),
    )
}

fn project() -> String {
    let mut text = "version: 1\ntargets:\n  api:\n    secrets: [LINES, ".to_owned();
    text.push_str(&CANARIES.map(|(name, _)| name).join(", "));
    text.push_str("]\n    callers:\n");
    for (name, _) in CANARIES {
        let _ = writeln!(text, "      query_{name}: {{ query: {{ token: '${{secret.{name}}}' }} }}");
        let _ = writeln!(text, "      header_{name}: {{ header: {{ x-token: '${{secret.{name}}}' }} }}");
        let _ = writeln!(text, "      bearer_{name}: {{ bearer: '${{secret.{name}}}' }}");
        let _ = writeln!(text, "      basic_{name}: {{ basic: {{ user: ada, password: '${{secret.{name}}}' }} }}");
        let _ = writeln!(text, "      cookie_{name}: {{ cookie: {{ sid: '${{secret.{name}}}' }} }}");
    }
    text
}

/// Cases that send every secret in every way, and expect what is never answered, so that answers get into findings.
fn cases(echoes: &str, expect: &str) -> String {
    let mut cases = String::new();
    let mut case = |name: String, what: &str, secret: &str| {
        let echoes = echoes.replace("NAME", secret);
        let _ = writeln!(cases, "  - {{ name: {name}, {echoes}{what}, expect: {expect} }}");
    };
    for (name, _) in CANARIES {
        for kind in ["query", "header", "bearer", "basic", "cookie"] {
            case(format!("{kind} {name}"), &format!("as: {kind}_{name}, call: GET /{kind}"), name);
        }
        let secret = format!("'${{secret.{name}}}'");
        case(format!("json {name}"), &format!("call: POST /json, json: {{ deep: [{{ token: {secret} }}] }}"), name);
        case(format!("form {name}"), &format!("call: POST /form, form: {{ token: {secret}, b: c }}"), name);
        case(format!("parts {name}"), &format!("call: POST /parts, multipart: {{ token: {secret} }}"), name);
        case(format!("text {name}"), &format!("call: POST /text, body: 'it is ${{secret.{name}}}, really'"), name);
        case(format!("url {name}"), &format!("call: 'GET /of/${{url(secret.{name})}}/things'"), name);
        case(format!("own query {name}"), &format!("call: GET /q, query: {{ t: {secret} }}"), name);
        case(format!("coded {name}"), &format!("call: GET /q, query: {{ t: '${{base64(secret.{name})}}' }}"), name);
        case(format!("own header {name}"), &format!("call: GET /h, headers: {{ x-t: {secret} }}"), name);
    }
    case("lines".into(), "call: POST /json, json: { pem: '${secret.LINES}' }", "LINES");
    cases
}

const REPORTS: [&str; 10] = [
    "--report",
    "junit=reports/junit.xml",
    "--report",
    "jsonl=reports/run.jsonl",
    "--report",
    "markdown=reports/run.md",
    "--report",
    "json=reports/run.json",
    "--report",
    "terminal=reports/run.txt",
];

fn yard(cases: &str) -> Yard {
    let yard = Yard::of_cases(cases).project(&project()).env("LINES", LINES).env("GITHUB_ACTIONS", "true");
    let yard = yard.file("reports/summary.md", "").file("reports/github.txt", "");
    let summary = yard.path("reports/summary.md").display().to_string();
    CANARIES.into_iter().fold(yard.env("GITHUB_STEP_SUMMARY", &summary), |yard, (name, secret)| yard.env(name, secret))
}

/// Runs against a server with every report, and looks for secrets in all that was written.
fn run(server: &Server, cases: &str, code: i32) -> Done {
    run_some(server, cases, ".", code)
}

/// The same, of the cases with such an id.
fn run_some(server: &Server, cases: &str, filter: &str, code: i32) -> Done {
    let yard = yard(cases);
    let live = server.live();
    let done =
        yard.run(&[&["--live", &live, "--approve", "ada: test", "-vvv", "--filter", filter], &REPORTS[..]].concat());
    assert_eq!(
        done.code,
        Some(code),
        "{}",
        [done.err.as_str(), &done.out].concat().chars().take(4000).collect::<String>()
    );
    nothing_leaks(&yard, &done);
    // What is rendered again from the evidence holds none either.
    let again = yard.does(&[&["report"], &REPORTS[..]].concat());
    assert_eq!(again.code, Some(code), "{}", again.err);
    nothing_leaks(&yard, &again);
    done
}

#[test]
fn the_canaries_do_leave_the_house() {
    // Else the other tests here would find nothing because nothing was sent.
    let server = Server::new(echo);
    run(&server, &cases("echoes: NAME, ", "200"), 0);
    let seen = server.seen();
    assert_eq!(seen.len(), CANARIES.len() * 13 + 1);
    let all: Vec<String> = seen.iter().map(|asked| format!("{asked:?}")).collect();
    assert!(all.iter().any(|asked| asked.contains("canary0plain0token0A1b2C3")));
    let basic = BASE64.encode(format!("ada:{}", CANARIES[1].1).as_bytes());
    assert!(all.iter().any(|asked| asked.contains(&basic)));
}

#[test]
fn a_secret_that_comes_back_is_red_and_not_shown() {
    let done = run(&Server::new(echo), &cases("", "200"), 100);
    // Every one of them was noticed.
    assert!(done.out.contains(&format!("RED  {} failed", CANARIES.len() * 13 + 1)), "one was not noticed");
}

#[test]
fn findings_that_quote_the_answer() {
    for expect in [
        "{ json: { all: nope, again: { matches: '^x$' }, 'list[*]': { each: nope } } }",
        "{ status: 500, body: { text: nope } }",
        "{ header: { x-echo: nope, x-path: { starts_with: nope }, set-cookie: { any: nope } } }",
        "{ json: { all: { absent: true }, nope: 1 }, schema: { type: array } }",
    ] {
        run_some(&Server::new(echo), &cases("echoes: NAME, ", expect), "/(basic|json|own query|lines)", 100);
    }
}

#[test]
fn words_of_the_other_side_in_errors() {
    let replies: [fn(&Asked, usize) -> Reply; 5] = [
        // The reason phrase and broken heads.
        |asked, _| Reply::Bytes(format!("HTTP/1.1 200 {}\r\n\r\n", asked.path).into_bytes()),
        |asked, _| Reply::Bytes(format!("{asked:?}\r\n\r\n").into_bytes()),
        |asked, _| {
            Reply::Bytes(format!("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{}", asked.text()).into_bytes())
        },
        // To another origin, with all that was sent.
        |asked, _| answer(302, &format!("location: https://other.test{}\r\n", asked.path), asked.text()),
        |asked, _| {
            answer(
                500,
                "content-type: application/problem+json\r\n",
                format!("{{\"title\": {}}}", serde_json::json!(asked.text())),
            )
        },
    ];
    for reply in replies {
        let cases = cases("", "{ status: 200, redirect: { to: /x } }");
        run_some(&Server::new(reply), &cases, "/(query|bearer|json|url|lines)", 100);
    }
}

#[test]
fn values_that_were_saved() {
    let mut all = String::new();
    for (name, _) in CANARIES {
        let _ = write!(
            all,
            "  - name: saved {name}\n    echoes: {name}\n    steps:\n      - {{ call: POST /a, json: {{ t: '${{secret.{name}}}' }}, expect: 200, save: {{ it: all }} }}\n      - {{ call: GET /b, query: {{ again: '${{url(it)}}' }}, expect: {{ json: {{ all: '${{it}}' }} }}, undo: {{ call: POST /c, json: {{ x: '${{it}}' }}, expect: 404 }} }}\n"
        );
    }
    run(&Server::new(echo), &all, 100);
}

#[test]
fn nobody_to_send_it_to() {
    let yard = yard(&cases("", "200"));
    let live = format!("api={}", crate::bench::server::nobody());
    let done = yard.run(&[&["--live", &live, "--approve", "ada: test", "-vvv"], &REPORTS[..]].concat());
    assert_eq!(done.code, Some(75));
    nothing_leaks(&yard, &done);
}

#[test]
fn secrets_in_words_that_a_person_gives() {
    let server = Server::new(echo);
    let yard = yard("  - { name: a, call: 'GET /${var.V}', expect: 200 }\n")
        .project(&project().replace("secrets:", "vars: { V: {} }\n    secrets:"));
    let secret = CANARIES[0].1;
    let approve = format!("ada: {secret}");
    let var = format!("V={secret}");
    let done = yard.run(
        &[
            &[
                "--live",
                &server.live(),
                "--approve",
                &approve,
                "--var",
                &var,
                "--filter",
                "a|canary0plain0token0A1b2C3",
                "-vvv",
            ],
            &REPORTS[..],
        ]
        .concat(),
    );
    assert_eq!(done.code, Some(100), "{}", done.err);
    nothing_leaks(&yard, &done);
}
