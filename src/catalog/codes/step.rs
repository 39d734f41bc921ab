//! Codes of single steps and what is done around them.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "body-of-get",
        summary: "A GET, HEAD or TRACE has a body.",
        docs: r"It has no meaning there (RFC 9110, section 9.3), and proxies drop it. Use `query`, or another method.
",
    },
    Page {
        id: "content-type",
        summary: "The text is no media type.",
        docs: r"Write one such as `application/json` or `text/plain; charset=utf-8`.
",
    },
    Page {
        id: "css-selector",
        summary: "The text is no CSS selector.",
        docs: r"Write one such as `tr[data-slug=a] .dot`.
",
    },
    Page {
        id: "diff-against",
        summary: "The check `diff` has nothing to compare with, or has it twice.",
        docs: r"On an answer or a file it says what that is compared with: `diff: { against: openapi.yaml }`. The step `diff` names both
sides itself, and is judged by one word: `diff: breaking`, `risky` or `any`.
",
    },
    Page {
        id: "exec",
        summary: "An argument of `exec` is null.",
        docs: r"A program is given text. `exec` is a list: the program, then its arguments; no shell stands between.
",
    },
    Page {
        id: "explore",
        summary: "An exploration that cannot be made as it is written.",
        docs: r"Its budget is a span such as `10s` or a number of requests; `only` and `skip` name oracles (`holdpoint explain` lists
them); `operation` fits at least one operation of the document. It belongs to a suite of the lane `contract`: whether what the
document promises holds is not a question of health, of faults or of a course of requests.
",
    },
    Page {
        id: "header-name",
        summary: "The name cannot be a header's.",
        docs: r"A header's name is made of letters, digits and ``!#$%&'*+-.^_`|~`` (RFC 9110, section 5.1).
",
    },
    Page {
        id: "json-path",
        summary: "The text is no path into JSON (RFC 9535).",
        docs: r"The leading `$.` may be left out. A name with other characters than letters, digits and `_` is written `$['a-b']`.
",
    },
    Page {
        id: "no-answer",
        summary: "A check of an answer stands under `listen`.",
        docs: r"`listen` takes a request, which has no status, no certificate and no cookies that are set. `header`, `json`, `schema`,
`body` and `same_as` judge it.
",
    },
    Page {
        id: "no-messages",
        summary: "A check of JSON-RPC stands under another step.",
        docs: r"`rpc` and `messages` judge what answers the step `json_rpc`. Of a `call`, judge the body with `json` or `schema`.
",
    },
    Page {
        id: "part",
        summary: "A part of a `multipart` body has neither `text` nor `file`, or both.",
        docs: r"Write `name: text`, `{ text: … }` or `{ file: path }`.
",
    },
    Page {
        id: "regex",
        summary: "The text is no regular expression.",
        docs: r"The syntax is that of RE2 and of Rust's `regex`: no look-around and no back-references. In YAML write it in single
quotes, where a backslash is a backslash.
",
    },
    Page {
        id: "request-line",
        summary: "The request is not a method and a path.",
        docs: r"Write `GET /health`: a method in capitals, one space, a path that begins with `/`. The address is the target's,
never the suite's.
",
    },
    Page {
        id: "rpc-id",
        summary: "A notification has an id.",
        docs: r"A message of JSON-RPC with an id is a request, and one without is a notification (JSON-RPC 2.0, section 4.1). Remove
`rpc_id`, or `notification`.
",
    },
    Page {
        id: "save",
        summary: "The saved value comes from nowhere, or from two places.",
        docs: r"Write `name: json.path`, or one of `json`, `header`, `cookie`, `html`, `body`, as in `name: { header: etag }`.
`matches` may stand beside it.
",
    },
    Page {
        id: "two-bodies",
        summary: "A request or an answer has two bodies.",
        docs: r"Only one of `json`, `form`, `multipart`, `body`, `body_file` (of a request), or of `json`, `text`, `html`,
`problem`, `file` (of a mock's answer) can be sent.
",
    },
    Page {
        id: "mutates",
        summary: "A PUT, PATCH or DELETE is said to change nothing.",
        docs: r"`mutates: false` is for a POST that only reads, such as a search: it may then be sent to a live target without
approval. A method that writes by its very meaning may not be talked out of it; remove the key.
",
    },
    Page {
        id: "unsafe-retry",
        summary: "A step that changes something would be sent again after a failure.",
        docs: r#"Nobody can tell whether the first one took effect. Send an `idempotency-key` where the target knows it, or remove
`retry`.

```yaml
call: POST /orders
headers: { idempotency-key: "${fresh.uuid}" }
retry: { times: 2, on: [503, timeout] }
```
"#,
    },
    Page {
        id: "until",
        summary: "`until` gives no time.",
        docs: r"It would never look. Write `until: 10s`.
",
    },
    Page {
        id: "until-without-check",
        summary: "`until` stands beside no `expect`.",
        docs: r"It repeats the step until what is expected holds; with nothing expected, the first answer would do, whatever it
says.
",
    },
    Page {
        id: "wait",
        summary: "The wait has no length, or more than 10 minutes.",
        docs: r"Where there is something to ask for, `until` is better: it goes on as soon as what is expected holds.
",
    },
    Page {
        id: "webhook-body",
        summary: "The signature does not cover the body.",
        docs: r"`over` lists what is signed, and has to hold the word `body`: a receiver that checks such a signature has checked
nothing of what it was sent.
",
    },
    Page {
        id: "webhook-timestamp",
        summary: "The delivery signs a timestamp, or breaks one, and has none.",
        docs: r"Say which header holds it: `timestamp: { header: x-provider-timestamp }`.
",
    },
];
