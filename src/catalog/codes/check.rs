//! Codes of checks and matchers.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "demands-nothing",
        summary: "A check is switched off where it can only be switched on.",
        docs: r"Remove the key. A check that is not written is not made, so `false` says nothing, and would read as if it did.
",
    },
    Page {
        id: "matcher",
        summary: "The matcher cannot mean anything here.",
        docs: r#"The message says why: an operand of the wrong kind, a rule about one value where a path selects a list, `absent`
beside a rule about the value. Such a matcher would always fail, or never.

```yaml
json: { "items[*].state": ok }               # wrong: a list is not a text
json: { "items[*].state": { each: ok } }     # right
```
"#,
    },
    Page {
        id: "open-schema",
        summary: "A JSON Schema speaks of members, and takes whatever is no object.",
        docs: r"`properties` and `required` say nothing about a list, a text or a number: without `type: object` an answer of `[]` fits.
This is a warning; what is meant is nearly always

```yaml
schema: { type: object, required: [id], properties: { id: { type: integer } } }
```

Schemas in files are taken as they are: they may be somebody else's.
",
    },
    Page {
        id: "too-few-samples",
        summary: "The percentile needs more samples.",
        docs: r"Of 10 samples the 95th percentile is simply the slowest: p95 needs at least 20, p99 at least 100.
",
    },
    Page {
        id: "unknown-matcher",
        summary: "No matcher has that name.",
        docs: r"A misspelt matcher would be equality with an object that has that key. `holdpoint explain matchers` lists all;
equality with an object is written `eq: {…}`.
",
    },
    Page {
        id: "vacuous",
        summary: "The matcher holds whatever the target answers.",
        docs: r"`{}`, `length: { ge: 0 }` and the like look like a check and are none. Say what would be wrong, or remove it.
",
    },
    Page {
        id: "wrong-comparator",
        summary: "The text does not compare with anything.",
        docs: r"Begin with `<`, `<=`, `>` or `>=`, then a span, as in `< 300ms`. Over several samples: `p95 < 300ms of 20`,
`mean < 100ms of 10`.
",
    },
    Page {
        id: "wrong-header",
        summary: "The name cannot be a header's.",
        docs: r"A header's name is made of letters, digits and ``!#$%&'*+-.^_`|~`` (RFC 9110, section 5.1).
",
    },
    Page {
        id: "wrong-host",
        summary: "The text is no name of a host.",
        docs: r"Write one such as `chat.example.com`: without scheme, port and wildcard.
",
    },
    Page {
        id: "wrong-path",
        summary: "The path into JSON cannot be read, or selects more than the check can judge.",
        docs: r"Paths are those of RFC 9535; the leading `$.` may be left out. Some checks judge one value and take names and
indexes only.
",
    },
    Page {
        id: "wrong-selector",
        summary: "The text is no CSS selector.",
        docs: r"Write one such as `tr[data-slug=a] .dot`.
",
    },
];
