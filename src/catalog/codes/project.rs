//! Codes of the project file.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "contradiction",
        summary: "Two things are said that cannot both hold.",
        docs: r"The message names both: `--live` with `--mock`, a variable that has a default and is `optional`, a certificate
without its key, a name with two values. One of them would silently win. Remove one.
",
    },
    Page {
        id: "duplicate-name",
        summary: "The same name is given twice.",
        docs: r"A later value under a name would hide the earlier one, and which of them a template means could not be seen. Rename
one.
",
    },
    Page {
        id: "header-value",
        summary: "A header cannot bear this value.",
        docs: r"HTTP takes visible ASCII, spaces and tabs (RFC 9110, section 5.5), no line breaks.
",
    },
    Page {
        id: "literal-credential",
        summary: "A credential stands in the file as plain text.",
        docs: r#"Files are shared and kept for ever; so is a credential in them. Declare it under the target's `secrets`, set it in
the environment, and write `${secret.NAME}`. A wrong key that no service shall know is written `${fresh.id}`. The
excerpt hides what was written.

```yaml
callers:
  key: { header: { x-api-key: abc123 } }              # wrong
  key: { header: { x-api-key: "${secret.API_KEY}" } } # right
```
"#,
    },
    Page {
        id: "mocked-missing",
        summary: "A variable or secret has no value for a mocked run.",
        docs: r"A mocked run must not depend on the environment that it runs in. Add a made-up value under the target's `mocked`.
",
    },
    Page {
        id: "mocked-value",
        summary: "A value under `mocked` cannot be filled in.",
        docs: r"Only `${base}`, the address of the mock itself, may stand in it.
",
    },
    Page {
        id: "name",
        summary: "The name cannot be one.",
        docs: r"A target's name has lower-case letters, digits and `-`; a variable or secret is named as an environment variable is
(`CHATWOOT_ACCOUNT_ID`); a saved value, a step's id and a parameter have letters, digits and `_`, and are no word of
the template language (`var`, `secret`, `row`, `flag`, `run`, `now`, `fresh`, `env`).
",
    },
    Page {
        id: "url",
        summary: "The address cannot be used.",
        docs: r"A target's address is absolute, `http` or `https`, without login, query and fragment: a path is joined to it, and
what it held beside that would be lost. A login belongs to a caller: `basic: { user, password }`.
",
    },
    Page {
        id: "version",
        summary: "The project file has a version that this program does not know.",
        docs: r"Write `version: 1`. A newer file could say what an older program would overlook.
",
    },
    Page {
        id: "wrong-date",
        summary: "The value is no date.",
        docs: r"Write a day as `2027-01-31`. It counts in UTC.
",
    },
    Page {
        id: "wrong-rate",
        summary: "The value is no rate.",
        docs: r"Write `20/s`, `600/m` or `1000/h`.
",
    },
];
