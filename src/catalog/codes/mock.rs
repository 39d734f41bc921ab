//! Codes of mock files.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "cel",
        summary: "The CEL expression cannot be read, is too long or too deep, or names what there is not.",
        docs: r#"CEL compares with `==`, joins with `&&` and `||`, and quotes text: `state.job == "ready"`. At most 4 KiB and 48
levels. A guard that is never true makes a stub that never answers.
"#,
    },
    Page {
        id: "contract-kept",
        summary: "`breaks_contract` stands on an answer that breaks no contract, or does not say why.",
        docs: r#"It is for a lie that is meant, such as an answer that a client has to survive, and says why: `breaks_contract: "an
old server sends this"`. On an answer that is what the contract says, or without a contract, it would be believed in vain.
"#,
    },
    Page {
        id: "delay",
        summary: "The delay cannot be one.",
        docs: r"Write `250ms`, `{ uniform: [10ms, 50ms] }` with the shorter one first, or
`{ lognormal: { p50: 80ms, p99: 900ms } }`.
",
    },
    Page {
        id: "duplicate-stub",
        summary: "Two stubs have the same `id`, or one is named `unmatched`.",
        docs: r"Ids stand in findings, in `expect` and in the check `calls`, where `unmatched` has its own meaning.
",
    },
    Page {
        id: "gap",
        summary: "The gap is none.",
        docs: r#"Write a comparator and a span, such as `">= 2s"`; a list has one for each gap.
"#,
    },
    Page {
        id: "header",
        summary: "A header of an answer or condition cannot be one.",
        docs: r"Its name is made of letters, digits and ``!#$%&'*+-.^_`|~``; its value has no line breaks and no control characters.
Some headers the server sets itself.
",
    },
    Page {
        id: "key",
        summary: "`key` stands without `steps` or `replay`.",
        docs: r"It tells requests apart for those two, and would do nothing. Add one of them, or remove it.
",
    },
    Page {
        id: "later",
        summary: "The key belongs to a lane that this version does not have.",
        docs: r"What is written in a mock is never ignored: a fault that does not happen would make a resilience suite green. Remove
it.
",
    },
    Page {
        id: "method",
        summary: "A method is written twice, or is none.",
        docs: r"Methods are written in capitals: `GET`, `PURGE`.
",
    },
    Page {
        id: "mock-name",
        summary: "The mock's name cannot stand in a header.",
        docs: r"Every answer bears it in `x-holdpoint-mock`. Use plain letters.
",
    },
    Page {
        id: "no-body",
        summary: "An answer with this status has no body.",
        docs: r"204, 205 and 304 end after the headers (RFC 9110, section 15). Remove the body, or change the status.
",
    },
    Page {
        id: "path",
        summary: "The path pattern cannot be read.",
        docs: r"A segment is literal, `{name}`, or `{name}` with literal text around it; `{rest+}` stands last and takes all that is
left.
",
    },
    Page {
        id: "replay",
        summary: "`replay` stands without `key`.",
        docs: r#"It gives the first result again for the same key. Say what the key is: `key: "${request.header.idempotency-key}"`.
"#,
    },
    Page {
        id: "same",
        summary: "`same` names something that arrivals are not compared by.",
        docs: r"Write `header.<name>` or `body_sha256`.
",
    },
    Page {
        id: "state",
        summary: "The state, or a change of it, cannot be what is written.",
        docs: r#"A value is given with `{ name: value }`, a row with `{ row: "table[key]", to: {…} }`, an item with
`{ append: list, value: … }`. A state begins with plain values; at most 10,000 rows or items.
"#,
    },
    Page {
        id: "status",
        summary: "An answer has no status, two of them, or one that is not between 200 and 599.",
        docs: r"Write `204`, or `{ 200: { json: … } }`. For one after another write `steps`.
",
    },
    Page {
        id: "stub-breaks-contract",
        summary: "A stub answers what the contract does not declare.",
        docs: r#"Both places are told: what the stub answers, and what the document says there. Suites that pass against such a
mock say nothing about the service. Answer as the contract says; where a lie is meant, say why beside the body:
`{ 200: { json: …, breaks_contract: "…" } }`. What templates fill in is passed over.
"#,
    },
    Page {
        id: "two-answers",
        summary: "A stub has `then` and `steps`.",
        docs: r"`then` is one answer for ever, `steps` one after another. Keep one.
",
    },
    Page {
        id: "two-contracts",
        summary: "A mock has `from` and `contract`.",
        docs: r"`from` answers from its document and holds the stubs to it as well; `contract` only holds them. Keep one.
",
    },
    Page {
        id: "two-paths",
        summary: "A `when` has two methods with paths, or `method` beside one.",
        docs: r"Write one of them: `GET: /path`, `any: /path`, or `method: [GET, PUT]` with `path: /path`. Different paths are
different stubs.
",
    },
    Page {
        id: "unknown-name",
        summary: "The name means nothing in this mock.",
        docs: r"`mocks/README.md` lists the names of templates and expressions; those of `state`, `vars` and `secrets` are declared
in the file. A name that is quietly empty would make a mock that lies.
",
    },
    Page {
        id: "unknown-operation",
        summary: "The contract has no such operation.",
        docs: r"`operations` names what is answered by `operationId`, or as `GET /path` where an operation has none. A name that
nothing bears would leave an operation out without a word.
",
    },
    Page {
        id: "unknown-stub",
        summary: "No stub has that `id`.",
        docs: r"`expect` is about stubs of the same file. An expectation about a stub that does not exist would always hold, or
never.
",
    },
    Page {
        id: "unreachable",
        summary: "The stub never answers, because an earlier one takes the same requests.",
        docs: r"A stub that nothing reaches is an answer that someone believes in. For one answer after another write `steps`; else
tell the two apart by `when`.
",
    },
];
