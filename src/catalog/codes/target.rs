//! Codes of what settles a run: selection, flags, live or mocked, variables, secrets.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "callback",
        summary: "The project's address for callbacks cannot be used.",
        docs: r"`callback.listen` is an address and a port of this machine, such as `0.0.0.0:9555`; `callback.url` is what services
elsewhere reach it by: `http://` or `https://`, without a query.
",
    },
    Page {
        id: "flag-disabled",
        summary: "The flag's state is DISABLED, so it has no value.",
        docs: r#"A flag that is off is `"state": "ENABLED"` with `"defaultVariant": "off"`; DISABLED means that nobody has decided.
"#,
    },
    Page {
        id: "flag-evaluation",
        summary: "The flag provider did not answer with a value.",
        docs: r"A provider that fails never becomes a default. `--flag KEY=false` decides for this run without the provider.
",
    },
    Page {
        id: "flag-provider",
        summary: "The settings of the flag provider cannot be used.",
        docs: r"`OFREP_ENDPOINT`, `OFREP_HEADERS` and `OFREP_TIMEOUT_MS` are those of OFREP, the OpenFeature remote evaluation
protocol.
",
    },
    Page {
        id: "flag-targeting",
        summary: "The flag has `targeting`, which is not evaluated here.",
        docs: r"Rules about users have no meaning for a run of suites, and to ignore them would be to guess. Remove them, or let a
provider evaluate the flag (`OFREP_ENDPOINT`).
",
    },
    Page {
        id: "flag-unknown",
        summary: "Nothing knows the flag.",
        docs: r"A flag that nobody defines has no value, and a default would decide who answers without anyone having said so. Add
it to the flags file, or correct the name.
",
    },
    Page {
        id: "flag-value",
        summary: "`HOLDPOINT_FLAG_<KEY>` is neither on nor off.",
        docs: r"Set it to true, false, 1, 0, on or off.
",
    },
    Page {
        id: "flag-variant",
        summary: "The flag's default variant is not one of its variants.",
        docs: r"Variants are `on: true` and `off: false`, and `defaultVariant` names one of them.
",
    },
    Page {
        id: "live-target",
        summary: "The target is live, and only a mock can be asked for wrong answers.",
        docs: r"`holdpoint prove` makes each answer wrong to see whether a suite notices; a live service answers as it likes. Give
`--mock`, or leave the flag or `--live` out that makes the target live.
",
    },
    Page {
        id: "live-unused",
        summary: "A target is made live that nothing in this run asks.",
        docs: r"This is a warning. The selection, or the name, is probably not what was meant.
",
    },
    Page {
        id: "live-without-url",
        summary: "A target is live and has no address.",
        docs: r"The flag, or `--live`, decides who answers; where that is has to be given as well. Set `HOLDPOINT_<TARGET>_URL`, or
write `--live target=https://…`. The variable alone does not make a target live.
",
    },
    Page {
        id: "mock",
        summary: "A mock cannot be served.",
        docs: r"The message says why. Its values come from `mocked`, never from the environment.
",
    },
    Page {
        id: "mock-expired",
        summary: "The mock may not stand in any longer.",
        docs: r"The target has a `mock_until` that has passed: someone decided that from then on only a live answer counts. Run the
target live, or decide anew.
",
    },
    Page {
        id: "no-mock",
        summary: "A target has no mock, and nothing makes it live.",
        docs: r"Nobody would answer. Say `--live target=https://…`, switch its flag on, or name a mock file under the target's
`mock`.
",
    },
    Page {
        id: "nothing-selected",
        summary: "Nothing would run.",
        docs: r"A run of nothing is no evidence, and never green. A suite, case, target, tag, check id or filter matched nothing;
the help names the nearest one. `holdpoint list` shows what there is.
",
    },
    Page {
        id: "secret-file",
        summary: "The file that `NAME_FILE` names cannot be used.",
        docs: r"It cannot be read, or is empty. A line break at its end is no part of the secret.
",
    },
    Page {
        id: "secret-given",
        summary: "A secret was given on the command line.",
        docs: r"The command line of a process can be read by others and stands in histories and logs. Set `NAME` or `NAME_FILE` in
the environment.
",
    },
    Page {
        id: "secret-missing",
        summary: "A selected case needs a secret that has no value.",
        docs: r"Set the environment variable `NAME`, or `NAME_FILE` to the path of a file that holds it. Secrets are not taken from
the command line, which other processes can read.
",
    },
    Page {
        id: "secret-twice",
        summary: "Both `NAME` and `NAME_FILE` are set.",
        docs: r"Which of them is meant cannot be seen. Unset one.
",
    },
    Page {
        id: "unknown-target",
        summary: "No target of that name is declared.",
        docs: r"Targets stand under `targets` in `suites/holdpoint.yaml`.
",
    },
    Page {
        id: "variable-missing",
        summary: "A selected case needs a variable that has no value.",
        docs: r"Set the environment variable, or give `--var NAME=VALUE`. A variable without which cases may be left out is declared
`optional: true`: they are then `not run`, with the reason.
",
    },
];
