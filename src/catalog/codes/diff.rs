//! Codes of what a person wrote for a comparison of contracts: which changes are known, and how much each weighs.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "diff-change",
        summary: "No change of a contract bears this name.",
        docs: r"The files of `--ignore` and `--severity-levels` name changes by their ids: those of `holdpoint diff`, such as
`request-max-length-decreased`, or those of oasdiff, such as `request-parameter-max-length-decreased`. `holdpoint explain ID`
has each of them. An id that nothing bears would be passed over in silence.
",
    },
    Page {
        id: "diff-ignore",
        summary: "An entry of the ignored changes has no reason, or no day on which it ends.",
        docs: r"Each entry says why, and until when:

```yaml
ignore:
  - id: request-max-length-decreased
    operation: POST /orders          # only there; everywhere where it is left out
    because: no client sends more than 10, by the logs of October
    until: 2027-01-31
```

After that day the change is told again.
",
    },
    Page {
        id: "diff-severity",
        summary: "A line of the levels is not `ID LEVEL`, or says a level twice.",
        docs: r"One change a line, as oasdiff has them: `endpoint-added warn`. The levels are `error` (or `err`), `warn`, `info`, and
`none` for what is not to be told at all. What stands behind `#` is a comment.
",
    },
];
