//! Codes of what a file holds, whatever it is for: YAML, keys, types, files, templates.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "duplicate-key",
        summary: "A mapping has the same key twice.",
        docs: r#"One of the two would silently win, and what the other demands would never be checked. Remove one.

```yaml
expect:
  json: { status: ok }
  json: { version: "4.1.0" }   # wrong: put both under one `json`
```
"#,
    },
    Page {
        id: "empty",
        summary: "Something stands here that holds nothing.",
        docs: r"An empty expectation, list or mapping demands nothing, and would be green whatever the target answers. Say what has
to hold, or remove the key.

```yaml
expect: {}     # wrong
expect: 200    # right
```
",
    },
    Page {
        id: "file",
        summary: "A file that is named cannot be read.",
        docs: r"It does not exist, is a folder, has no UTF-8 in it or is larger than a suite should be; the message says which.
Paths in a suite start at the suite's folder, paths in the project file at the project file's, paths in a mock at
the mock's.
",
    },
    Page {
        id: "internal",
        summary: "Something failed that has nothing to do with what you wrote.",
        docs: r"This is a bug of holdpoint. Please report it, with the file and the command.
",
    },
    Page {
        id: "json-syntax",
        summary: "The file is not JSON.",
        docs: r"The mark stands where the reader gave up. A flags file is JSON by its ending: comments and trailing commas are no
part of it.
",
    },
    Page {
        id: "missing-key",
        summary: "A key is missing that has to be there.",
        docs: r"Nothing can be guessed in its place. The help says what the key is for.
",
    },
    Page {
        id: "needs-literal",
        summary: "A template stands where the value has to be known before anything is sent.",
        docs: r"File names, header names and the like are looked at when the suite is read, so that faults show at once. Write the
value out.
",
    },
    Page {
        id: "not-in-this-version",
        summary: "The key belongs to a part of holdpoint that this version does not have.",
        docs: r"What is written is never ignored: a suite that uses it would check less than it says. Remove the key.
",
    },
    Page {
        id: "out-of-range",
        summary: "The number, or the span, is outside of what makes sense here.",
        docs: r"The message says what is expected. Zero is often refused because it demands nothing, or leaves no time for anything.
",
    },
    Page {
        id: "path-outside",
        summary: "A path leads out of the project's folder.",
        docs: r"A suite that reads files of the machine it runs on is green in one place only, and could send what it reads. Keep
the file below the project's folder; `..` may stand in the path as long as it does not lead out.
",
    },
    Page {
        id: "template",
        summary: "The text between `${` and `}` cannot be read.",
        docs: r"It is a name (`${var.X}`, `${made.json.id}`), a call of a function (`${sha256(body)}`) or a literal in quotes. A
`${` that is meant as text is written `$${`. `holdpoint explain templates` has all of it.
",
    },
    Page {
        id: "template-here",
        summary: "No template, or not this one, may stand here.",
        docs: r"The project file is read before any target is settled. In a target's `url` only `${env.NAME}` may stand, in `mocked`
only `${base}`.
",
    },
    Page {
        id: "undefined",
        summary: "A name is used that this target does not declare.",
        docs: r"Variables stand under `vars`, secrets under `secrets` of the target. An undefined variable that is quietly empty
makes requests green that never asked what was meant. Declare it, or correct the name.
",
    },
    Page {
        id: "unknown-key",
        summary: "The key is not one that can stand here.",
        docs: r"A key that is ignored is a check that never runs, which is how a typo becomes a green suite. Correct it, or remove
it; the help names the nearest key that there is. `holdpoint explain KIND` shows the keys of a kind of step or
check.
",
    },
    Page {
        id: "wrong-span",
        summary: "The value is no span of time.",
        docs: r"Spans are written with a unit: `250ms`, `10s`, `1h 30m`, `7d`. A bare number would be seconds to one reader and
milliseconds to another.
",
    },
    Page {
        id: "wrong-type",
        summary: "The value is of another type than the key takes.",
        docs: r#"YAML tells `1` from `"1"` and `true` from `"true"`. Take the form that the message asks for; the editor's schema
shows it while you write.
"#,
    },
    Page {
        id: "wrong-word",
        summary: "The word is not one of those that can stand here.",
        docs: r"The message lists them. A word that nobody knows could not demand anything.
",
    },
    Page {
        id: "yaml-alias",
        summary: "An alias (`*name`) cannot be followed.",
        docs: r"It stands inside of the value that it names, or aliases bring in more values than a file that a person wrote would.
Write the value out, or use a fragment.
",
    },
    Page {
        id: "yaml-depth",
        summary: "The file is nested deeper than any suite has to be.",
        docs: r"A reader without a limit can be made to fail by a small file. Take the inner part out: into a fragment, or a file of
its own.
",
    },
    Page {
        id: "yaml-documents",
        summary: "The file holds a second document, after a line `---`.",
        docs: r"Only one document is read, and what is not read would pass for checked. Remove the line, or make two files of it.
",
    },
    Page {
        id: "yaml-key",
        summary: "A key is a list or a mapping.",
        docs: r#"Keys are words. What looks like one is often a value whose quotes are missing: `{` and `[` open a structure.

```yaml
{a}: 1      # wrong
"{a}": 1    # right
```
"#,
    },
    Page {
        id: "yaml-merge",
        summary: "What stands under the merge key `<<` is neither a mapping nor a list of mappings.",
        docs: r"`<<` takes over the keys of other mappings; keys of its own win. Give it an alias of a mapping, as in
`<<: *defaults`.
",
    },
    Page {
        id: "yaml-number",
        summary: "The number cannot be held exactly.",
        docs: r#"A number that was rounded while it was read would be compared in that form. Quote it where it is text, such as an
id.

```yaml
id: 123456789012345678901234567890      # wrong
id: "123456789012345678901234567890"    # right
```
"#,
    },
    Page {
        id: "yaml-syntax",
        summary: "The file is not YAML, and nothing in it can be trusted.",
        docs: r#"The mark stands where the reader gave up; the fault is often a line above: a missing quote, a tab, an indent that is
one off. A value that holds `: `, ` #` or begins with `{`, `[`, `*`, `&`, `!` or `%` needs quotes.

```yaml
why: 200: is not enough      # wrong
why: "200: is not enough"    # right
```
"#,
    },
    Page {
        id: "yaml-tag",
        summary: "The tag (`!something`) is not known.",
        docs: r"Tags can change what a value means, and none but those of YAML's core schema (`!!str`, `!!int`, …) is taken. Remove
it.
",
    },
];
