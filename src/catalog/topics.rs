//! Pages about what no single table holds: the language, and what stands around a run.

use crate::catalog::page::Page;

/// In reading order.
pub static PAGES: &[Page] = &[
    Page {
        id: "templates",
        summary: "`${…}`: names and functions in any value of a suite or mock.",
        docs: r"A value that is one template and nothing else keeps its type: `${row.status}` is a number where the row has one.
Within a text the value is written out; null cannot be. `$${` is a literal `${`. A name that means nothing is an
error before anything is sent.

| name | what it is |
|---|---|
| `var.X`, `secret.X` | a variable or secret that the target declares |
| `row.X`, `row.id` | a column of the case's row |
| `flag.X` | a feature flag: true or false |
| `X` | a value that an earlier step saved, or a parameter of the fragment |
| `ID.json…`, `.body`, `.status`, `.header.NAME` | the answer of the earlier step with that `id` |
| `ID.request_id`, `.traceparent`, `.url`, `.ms` | its request's marks and address, and how long it took |
| `ID.messages` | the messages of JSON-RPC that came before the answer of a `json_rpc` step |
| `ID.exit` | the exit code of an `exec` step |
| `run.id` | the run's id |
| `now` | the time, RFC 3339 in UTC |
| `callback.url` | the case's own address for callbacks, which `listen` waits for |
| `fresh.id`, `.uuid`, `.version`, `.email`, `.int` | made up for this case: the same within it, another in the next; `fresh.id.second` is one more |

Functions are a closed set: `hmac_sha256`, `sha256`, `base64`, `url`, `json`, `jwt`, `date`. They nest, and take
names and literals in single quotes: `${base64(hmac_sha256(secret.KEY, body))}`. `holdpoint explain date` explains
one.

`--seed N` makes the fresh values of a run the same again. The seed stands in the evidence.
",
    },
    Page {
        id: "matchers",
        summary: "What may be said of one value: in `json`, `header`, `html`, `body`, `calls` and mocks.",
        docs: r#"A bare value means equality. A mapping of matchers means that all of them hold. Equality with an object is
`eq: {…}`.

```yaml
json:
  status: active
  count: { ge: 1, le: 100 }
  "items[*].id": { each: { format: uuid } }
  error: { absent: true }
```

A path that selects nothing fails every matcher but `absent`, `absent_or` and `exists: false`. A path that can
select several values gives a list: say `each`, `any`, `none`, `contains`, `length` or `unordered` of it. An operand
may hold templates. A matcher that would hold for anything is refused.

`holdpoint explain` lists all matchers; `holdpoint explain between` explains one.
"#,
    },
    Page {
        id: "live",
        summary: "Live or mocked: who decides it, and what a live run needs.",
        docs: r"A target is mocked unless its flag is on. What counts, first to last: `--live TARGET[=URL]` and `--mock`,
`--flag KEY=BOOL`, `HOLDPOINT_FLAG_<KEY>`, the provider at `OFREP_ENDPOINT`, the flags file. A flag that cannot be
evaluated is an error, never a default.

The address is `--live TARGET=URL`, or the target's `url`, which is `${env.HOLDPOINT_<TARGET>_URL}` where it is left
out. The variable alone makes nothing live. Variables come from the environment or `--var`, secrets from `NAME` or
the file that `NAME_FILE` names. What a selected case needs and does not have is an error before anything is sent; a
variable that is `optional: true` leaves the case out, with the reason.

`holdpoint list` says for each target what is missing to go live.

The mode stands at every exchange in the evidence. An answer of a mock in a live run is an error, and so is an
answer of anything else in a mocked one. Writes need approval: see `holdpoint explain approval`.
",
    },
    Page {
        id: "approval",
        summary: "Writes on a live target need somebody who answers for them.",
        docs: r"A step writes when its method is not GET, HEAD, OPTIONS or TRACE. `mutates: false` says that a POST only reads,
`mutates: true` that a GET does not. A header that asks for another method (`x-http-method-override`, `x-http-method`,
`x-method-override`), of the step, its caller, the suite or the target, makes every request a write. A case that expects its write to be refused writes as well: what if it is not
refused? A POST that only reads is not repeated at another path without approval, whatever a redirect asks for.

Without approval such cases are `not run`, with that reason. With it they run, and the evidence keeps who and why:

    holdpoint run --live shop --approve 'ada: CHG-1234'
    HOLDPOINT_APPROVE='deploy-bot: nightly on staging' holdpoint run --live shop

A mocked target needs none. `--no-skips` makes cases that were not run a failure of the run.
",
    },
    Page {
        id: "diff",
        summary: "What changed between two contracts, by what they mean and not by how they are written.",
        docs: r"`holdpoint diff OLD NEW` pairs operations, parameters, bodies, answers and schemas of two OpenAPI documents, and tells
what changed: once a cause, with the operations that it touches.

    holdpoint diff git:main:openapi.yaml openapi.yaml
    holdpoint diff https://api.example.com/openapi.json openapi.yaml --format markdown > CHANGES.md
    holdpoint diff store:1.2.0 openapi.yaml --fail-on any --output json

- **Levels.** `error` breaks who uses the contract; `warn` is risky; `info` is added, or said anew. `--fail-on` (`breaking`,
  `risky`, `any`, `none`) says what makes the exit code 100. What nobody could decide is told as undecided; where only that
  would make it red, the exit code is 75.
- **A schema's change** is asked of the values that both versions allow: what allows the same is no change, and what breaks
  comes with a value that the one takes and the other refuses.
- **Names.** Each change has a page (`holdpoint explain request-max-length-decreased`), under oasdiff's name too.
- **`--ignore FILE`** lets pass what is known. Each entry has a reason and an end; after that day it is told again, and what
  is not there any more is told as well. Without `operation` it is let pass everywhere.

      ignore:
        - id: request-max-length-decreased
          operation: POST /orders
          because: no client sends more than 10, by the logs of October
          until: 2027-01-31

- **`--severity-levels FILE`** gives changes levels of your own, a line each, as oasdiff has them: `endpoint-added warn`,
  `tag-removed none`.
- **`--world open`** counts what a schema does not name as sent: a new optional property with a type is then breaking.
- **Addresses** are read without credentials, up to 32 MiB; without TLS only with `--allow-http`. `git:` takes one file.
",
    },
    Page {
        id: "drift",
        summary: "Where a mock lies: the same cases against mock and live, their answers compared by shape.",
        docs: r"`holdpoint drift --live TARGET=URL` runs the chosen cases against the live target and against its mock, with the same
seed, pairs the answers by case and step, and compares them. Of a step that is done more than once (a poll, pages) the last
answer counts: the one that was judged.

    holdpoint drift chatwoot --live chatwoot=https://chat.example.com
    holdpoint drift supabase --live supabase --approve 'ada: staging' --output json

- **Compared** are the status; headers that say something of the answer (of `content-type`, `allow` and the like also the
  value); JSON types and which members are there; and words where words are chosen, such as `status`, `error_code` or `type`.
  Other values are not: they are the suite's to judge, and so are ids, also where words are chosen. Of two statuses, or two
  media types, the bodies are two things; but a message of JSON-RPC is the same one in a stream of events.
- **A lie** is told once, with the stub that answered (`x-holdpoint-stub`), what it has to say instead, and the cases that saw it.
- **Nothing is known** where the live target did not answer, or where no case could be compared: that is never green.
- Without `--approve` only cases that read are compared; those that were left out are told, with the reason.
- `--var` says something of the live target alone: the mock keeps the values of `mocked`.

The evidence of the live run is kept as of any run, and `holdpoint report` renders it.
",
    },
    Page {
        id: "prove",
        summary: "Mutation testing: whether a green suite could have gone red.",
        docs: r#"`holdpoint prove` runs each case on its mock, in memory and on a virtual clock, and keeps its exchanges. Then it makes
the answer of one exchange wrong in one way, runs the case alone from a fresh state under the same seed, and demands
that it is not green. What stays green is a survivor: something that could break without anybody noticing.

    holdpoint prove shop/contract
    holdpoint prove --min-score 100 --output json

- **Mutations.** `holdpoint explain` lists them; each has a page. An exchange has at most 40 of one kind. Of a stream of events
  the last message is made wrong. Of a step that asks again (`until`, `retry`, `repeat`, samples of `time`) the last answer
  is made wrong, and all that come after it: the ones before are what the step asks away. Answers of `undo` are left as they are, and an `undo` that fails kills nothing.
- **Survivors** come with the exchange, the place of the step, and lines for its `expect` that would have noticed them.
- **Equivalent** is what survives and is free by the suite's `contract`: a property that is not required, null where it is
  let, a header that is not declared. It is told with the place in the document, and does not count. What `date` and
  `content-length` say is the connection's business (RFC 9110, sections 6.6.1 and 8.6), and is left alone.
- **Waived** is what a suite lets pass, with a reason that others can look up: a place in its contract, or a section of an RFC.
  It counts as not noticed; more than 3 in 100 makes the exit code 100. One that stands for no survivor is told.

      prove:
        waive:
          - { mutation: alter-header, field: header etag, because: "RFC 9110, section 8.8.3" }

- **The score** is what was noticed of what counts. A suite below `--min-score` (95) makes the exit code 100, and so does one
  of whose mutants the contract leaves more than `--max-free` (10) in 100 free: it promises too little to prove anything.
- Cases that explore, run programs, or judge what all others did are left out, and told. A live target is refused.
- A plain run that is not green proves nothing: it is told, and ends as such a run does.

Waits of `until`, `retry`, `wait` and of mocks take no time, and neither does an answer that is too late. `now` in suites
and mocks goes along with that clock.
"#,
    },
    Page {
        id: "artifacts",
        summary: "What a run leaves behind: one line in each suite's ledger, and the evidence of the run.",
        docs: r"`artifacts/integrations/<date>/<suite>.jsonl` is the ledger: one line a run of the suite, with its verdict, counts,
flags, approval and the digest of its evidence. Each line holds the digest of the one before.
`artifacts/runs/<date>/<run>.jsonl` is the evidence: each request and answer, each check with what it expected and
found.

    tail -1 artifacts/integrations/*/shop_health.jsonl | jq -r .verdict
    holdpoint report --verify

Secrets are masked in every usual encoding. `artifacts/README.md` says what can be relied on; the forms are
`artifacts/*.schema.json`. Days are UTC.
",
    },
    Page {
        id: "undo",
        summary: "`undo`: steps that put things back, whatever became of the case.",
        docs: r#"It stands on a case, or on the step that made the thing. The steps run when the case has ended, last first, also
after a failure and after Ctrl-C. One whose names were never saved is recorded as not needed: what was not made need
not be removed.

```yaml
call: POST /things
json: { name: "${fresh.id}" }
save: { thing: id }
undo: { call: "DELETE /things/${thing}", expect: { status: [2xx, 404] } }
```

An `undo` that fails makes the case red: it left something behind. Each of its steps has 15 seconds.
"#,
    },
    Page {
        id: "until",
        summary: "`until`: repeats a step until what is expected holds.",
        docs: r"The step is done again until its `expect` holds, or the time is over; then the last answer is the finding. Between
two tries it waits 200 ms, growing to 2 s, or what `every` says.

```yaml
call: GET /jobs/${job}
until:
  within: 30s
  every: 500ms
  states: { json: status, forward: [queued, running | paused], end: [done, failed] }
expect: { json: { status: done } }
```

With `states` an unknown state fails at once, and so does one that goes back. `|` joins states that stand equal. An
end state that is not the expected one ends the waiting.
",
    },
    Page {
        id: "retry",
        summary: "`retry`: repeats a step after a failed exchange, and says so.",
        docs: r"There is none unless it is written. It is for what the network does (`timeout`, `connect`, `reset`, `cut`) and for
the statuses 429, 502, 503 and 504; a wrong answer is never asked for again. `Retry-After` is obeyed; else the wait
grows from `base` (100 ms) to `cap` (2 s).

```yaml
call: GET /slow
retry: { times: 2, on: [503, timeout], backoff: { base: 100ms, cap: 2s, jitter: full } }
expect: 200
```

A pass on a retry is green and `flaky`, in the summary and in the ledger. With `expected: true` the case is about
the retry: a pass on one is no flake, and a pass without one is a finding. A method that is not safe is repeated
only with an `Idempotency-Key`.
",
    },
    Page {
        id: "rows",
        summary: "`rows`: the same case for several values, each reported by itself.",
        docs: r#"Each row is one case, `suite/case[id]`; a row without `id` is called by its number. The columns are `${row.X}`.

```yaml
- name: writing needs the right role
  rows:
    - { id: nobody, caller: nobody, status: 401 }
    - { id: viewer, caller: viewer, status: 403 }
  call: POST /things
  as: ${row.caller}
  json: { name: x }
  expect: { status: "${row.status}" }
```

A whole value may be a list or mapping: it is put in place before the step is read.
"#,
    },
    Page {
        id: "fragments",
        summary: "`fragments`: steps that several cases share, with parameters.",
        docs: r#"A fragment is a step, or a list of `steps`. `needs` names its parameters; `use` puts it in place and `with` gives
them, no more and no less.

```yaml
fragments:
  make:
    needs: [name]
    call: POST /things
    json: { name: "${name}" }
    expect: 201
    save: { thing: id }
cases:
  - name: what was made can be read
    steps:
      - { use: make, with: { name: one } }
      - { call: "GET /things/${thing}", expect: { json: { name: one } } }
```

Keys beside `use` replace those of a fragment of one step. A fragment of several takes only `as`, `base` and `why`.
Fragments may use fragments.
"#,
    },
    Page {
        id: "exchange",
        summary: "A finding of every step that sends: no whole answer came.",
        docs: r"The field says what was missing: `connection` (nothing answered: `dns`, `refused`, `connect_timeout`, `closed`,
`reset`), `tls` (the certificate was refused), `time` (the answer was not whole in time), `body` (cut, malformed or
too large), `origin` (the answer led to an address that is not the target's).

Where the service could not be reached nothing is known of it: inconclusive, but for the lane health, where that is
the finding. The rest is red in every lane. A step that expects a failure says so with the check `error`.
",
    },
    Page {
        id: "mode",
        summary: "A finding of every exchange: the wrong one of the two answered.",
        docs: r"Every answer of a mock bears its name in `x-holdpoint-mock`. In a live run such an answer is no evidence, and in a
mocked run an answer without it came from something that stands between. Look at the target's URL, or at the proxy
settings. The run is invalid.
",
    },
    Page {
        id: "save",
        summary: "`save`: names for parts of an answer, for later steps.",
        docs: r#"`save: { order: id }` keeps what stands at that path of the JSON body. The long form takes one of `json`, `header`,
`cookie`, `html` and `body: true`, and beside it `matches`, a regular expression whose first group is kept.

```yaml
save:
  order: id
  etag: { header: etag }
  number: { header: location, matches: "/([0-9]+)$" }
```

What is not there is a finding: a name that stays empty would send later steps to the wrong place.
"#,
    },
    Page {
        id: "deadline",
        summary: "The limit of a whole case; 5 minutes unless the case says another.",
        docs: r"A case that reaches it is red, and the finding names the step that was cut. The limit of one exchange is `timeout`:
the step's, the suite's, the target's, or 30 s.
",
    },
    Page {
        id: "expect",
        summary: "`expect`: what has to hold of a step; of a mock: what must have arrived.",
        docs: r"In a suite each key is a check: `holdpoint explain` lists them. `expect: 200` is short for `{ status: 200 }`. A step
that sends and whose checks say nothing of the status has to be answered with 2xx.

In a mock `expect` is judged when a case ends: how often a stub was asked, in which order, with which gaps.
`mocks/README.md` has all of it.
",
    },
    Page {
        id: "unmatched",
        summary: "A request arrived at a mock, and none of its stubs takes it.",
        docs: r"The mock answered 404 and said which stub was nearest and what kept it from matching; the case fails, because suite
and mock disagree. Where that is meant, the case says `unmatched: expected`.
",
    },
    Page {
        id: "runner",
        summary: "A finding against this program: it panicked outside of a check.",
        docs: r"The case is a bug of ours, and the run ends with 1. The other cases ran on. Please report it with the line that it
prints; secrets are masked in it.
",
    },
];
