//! Codes of a suite: its names, cases, rows, fragments and steps.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "base",
        summary: "The base does not begin with `/`.",
        docs: r"It is put before paths, as `/platform` before `/health`. A step's path that begins with `//` leaves it out.
",
    },
    Page {
        id: "case-name",
        summary: "The case's name cannot be read on one line.",
        docs: r"It is what a person sees when the case fails. Say what holds when it is green.
",
    },
    Page {
        id: "duplicate-case",
        summary: "Two cases of a suite have the same name.",
        docs: r"Names select cases and stand in the evidence. Where only values differ, use `rows`.
",
    },
    Page {
        id: "duplicate-row",
        summary: "Two rows of a case have the same `id`.",
        docs: r"They could not be told apart in reports. A row without `id` is called by its number.
",
    },
    Page {
        id: "duplicate-suite",
        summary: "Two files hold a suite of the same name.",
        docs: r"Their ledgers would run into one another. Rename one.
",
    },
    Page {
        id: "exec-not-allowed",
        summary: "The suite runs a program, and nobody has allowed it.",
        docs: r"A suite file must not be able to start programs on whatever machine reads it. Look at what it runs, then say
`--allow-exec`, or `allow_exec: true` in the project file.
",
    },
    Page {
        id: "fragment-depth",
        summary: "Fragments use fragments too deep, or in a circle.",
        docs: r"More than 8 levels cannot be followed by a person either. Write some of it out.
",
    },
    Page {
        id: "fragment-steps",
        summary: "The fragment has several steps, and a key stands beside `use` that would belong to none of them.",
        docs: r"Only `with`, `as`, `base` and `why` may stand there. Put the key into the fragment's step that it is meant for.
",
    },
    Page {
        id: "lane",
        summary: "The lane is none of the four.",
        docs: r"`contract`: the shape and codes of answers. `runtime`: behaviour over several requests. `resilience`: behaviour
under faults. `health`: up and well now. In the lane health an unreachable target is red; elsewhere it is
inconclusive.
",
    },
    Page {
        id: "missing-parameter",
        summary: "The fragment needs a parameter that `with` does not give.",
        docs: r"Every name under `needs` has to be given.
",
    },
    Page {
        id: "no-action",
        summary: "The step does nothing.",
        docs: r"A step has exactly one of the keys that name a kind (`call`, `graphql`, `webhook`, `file`, `exec`, `wait`), or `use` for a
fragment.
",
    },
    Page {
        id: "no-check",
        summary: "The case, or the step, checks nothing.",
        docs: r"It would be green whatever the target answers. Say what has to hold, at least `expect: 200`.

```yaml
- name: it is up               # wrong
  call: GET /health
- name: it is up               # right
  call: GET /health
  expect: { json: { status: ok } }
```
",
    },
    Page {
        id: "row-id",
        summary: "A row's `id` is empty, or no word.",
        docs: r"It is the last part of the case's id: `suite/case[row]`.
",
    },
    Page {
        id: "step-and-steps",
        summary: "A case has `steps`, and beside them a key that belongs to a step.",
        docs: r"It would belong to none of the steps. Move it into the step that it is meant for. `as`, `base`, `why` and `undo` may
stand on the case.

```yaml
- name: made and read          # wrong: whose `expect` is it?
  steps: [ { call: POST /things }, { call: GET /things } ]
  expect: 200
```
",
    },
    Page {
        id: "suite-name",
        summary: "The suite's name cannot be one.",
        docs: r"It names files and stands in evidence: letters, digits, `-`, `_` and `.`, in parts divided by `/`, such as
`chatwoot/health`.
",
    },
    Page {
        id: "targets",
        summary: "A suite has `target` and `targets`.",
        docs: r"`target` is one, `targets` a list for each of which the suite runs. Keep one of the two keys.
",
    },
    Page {
        id: "two-actions",
        summary: "The step does two things.",
        docs: r"Which of them `expect` is about could not be seen. Make two steps of it.
",
    },
    Page {
        id: "undefined-name",
        summary: "The name in a template means nothing here.",
        docs: r"A name is declared by the target (`var`, `secret`), by the row, by a fragment's `needs`, or by an earlier step
(`save`, `id`). An undefined name that becomes an empty text is how a request asks for the wrong thing and gets a
right answer. `holdpoint explain templates` lists all names.
",
    },
    Page {
        id: "unknown-caller",
        summary: "The target has no caller of that name.",
        docs: r"Callers stand under the target's `callers` in the project file; `nobody: none` is one without credentials.
",
    },
    Page {
        id: "unknown-fragment",
        summary: "The suite has no fragment of that name.",
        docs: r"Fragments stand under `fragments` in the same file.
",
    },
    Page {
        id: "unknown-parameter",
        summary: "`with` gives a parameter that the fragment does not have.",
        docs: r"It would have no effect. Add it to the fragment's `needs`, or remove it.
",
    },
    Page {
        id: "waiver",
        summary: "What `prove: { waive }` says cannot be looked up.",
        docs: r"A waiver names a mutation that `holdpoint explain` knows, a case of the suite where it names one, and as `because` a
place in the suite's contract (`#/components/schemas/Order`) or an RFC with its section (`RFC 9110, section 8.8.3`). What
nobody else can look up is no reason to let a wrong answer pass.
",
    },
    Page {
        id: "with-without-use",
        summary: "`with` stands beside no `use`.",
        docs: r"It gives parameters to a fragment. Name the fragment, or remove it.
",
    },
];
