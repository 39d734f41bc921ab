#!/usr/bin/env bash
# Measures holdpoint beside the least that any harness has to do (a bare hyper loop) in the same run, and prints
# ratios; it asserts no times. Usage: benches/compare.sh [client] [memory] [files] [slow] [mock] [explore] [prove]   (all by default)
# RUNS=9 takes medians of nine; HOLDPOINT=… LOOPS=… SERVICES=… measure binaries that are built already; SCHEMATHESIS=…
# says where it is, SECONDS_EACH=3 how long each explores (10 by default), COUNTS="10000 100000" of how many requests the
# memory is measured.
#
# CPU is user + system as bash's `time` says it (getrusage, 1 ms); a server's is read from /proc (schedstat, ns);
# peak memory is GNU time's where that is installed, else VmHWM polled from /proc. All on loopback, all bounded.
set -euo pipefail
# The command that `run` gives is meant to be split into words.
# shellcheck disable=SC2046,SC2206
cd "$(dirname "$0")/.."
RUNS=${RUNS:-5}
BIN=${CARGO_TARGET_DIR:-target}/release
# Two binaries that are given are taken as they are, so that an older one can be measured with the same loops.
[ -n "${HOLDPOINT:-}" ] && [ -n "${LOOPS:-}" ] || cargo build --quiet --release --bin holdpoint --example loops --example contract_services
HOLDPOINT=$(realpath "${HOLDPOINT:-$BIN/holdpoint}")
LOOPS=$(realpath "${LOOPS:-$BIN/examples/loops}")
SERVICES=$(realpath "${SERVICES:-$BIN/examples/contract_services}")
SCHEMATHESIS=${SCHEMATHESIS:-$(command -v st || command -v schemathesis || true)}
EACH=${SECONDS_EACH:-10}
WORK=$(mktemp -d)
STARTED=()
finish() {
    for pid in "${STARTED[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null || true; done
    rm -rf "$WORK"
}
trap finish EXIT
export TIMEFORMAT='%3U %3S %3R' LC_ALL=C NO_COLOR=1
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY CI 2>/dev/null || true

wants() { [ "${#ONLY[@]}" = 0 ] || [[ " ${ONLY[*]} " == *" $1 "* ]]; }
ONLY=("$@")
has() { command -v "$1" >/dev/null; }
say() { printf '%-44s %10s %10s %10s  %s\n' "$@"; }
title() { printf '\n%s\n' "$1"; say '' "${@:2:3}" ''; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# Runs a command RUNS times; gives the medians of CPU and wall seconds.
cost() {
    local n
    for n in $(seq "$RUNS"); do
        { time "$@" >"$WORK/out" 2>"$WORK/err" || { cat "$WORK/out" "$WORK/err" >&2; echo "failed: $*" >&2; exit 1; }; } 2>>"$WORK/times.$$"
    done
    tail -n "$RUNS" "$WORK/times.$$" | awk '{ print $1 + $2 }' | median
    tail -n "$RUNS" "$WORK/times.$$" | awk '{ print $3 }' | median
}

# Runs the limit, then a command, RUNS times over, so that both meet the same noise; gives the medians of the limit's
# CPU, the command's CPU, the command's wall seconds and the pairs' ratios: beside TIMES_OF_LIMIT COMMAND…
beside() {
    local n
    : >"$WORK/limit"; : >"$WORK/ours"
    for n in $(seq "$RUNS"); do
        { time "$LOOPS" hyper "$URL" "$1" >/dev/null; } 2>>"$WORK/limit"
        { time "${@:2}" >"$WORK/out" 2>"$WORK/err" || { cat "$WORK/out" "$WORK/err" >&2; exit 1; }; } 2>>"$WORK/ours"
    done
    awk '{ print $1 + $2 }' "$WORK/limit" | median
    awk '{ print $1 + $2 }' "$WORK/ours" | median
    awk '{ print $3 }' "$WORK/ours" | median
    paste -d' ' "$WORK/limit" "$WORK/ours" | awk '{ print ($4 + $5) / ($1 + $2 + 0.0001) }' | median
}

# Runs a command once; gives its peak memory in MiB.
peak() {
    if [ -x /usr/bin/time ]; then
        timeout 1200 /usr/bin/time -f %M -o "$WORK/rss" "$@" >"$WORK/out" 2>"$WORK/err"
        awk 'END { printf "%.1f", $1 / 1024 }' "$WORK/rss"
    else
        timeout 1200 "$@" >"$WORK/out" 2>&1 & local pid=$! most=0 now
        sleep 0.02
        local child; child=$(pgrep -P "$pid" || echo "$pid")
        while now=$(awk '/VmHWM/ { print $2 }' "/proc/$child/status" 2>/dev/null) && [ -n "$now" ]; do most=$now; sleep 0.02; done
        wait "$pid"; calc %.1f "$most / 1024"
    fi
}

# Starts a server; its URL goes to URL, its process to PID.
start() {
    : >"$WORK/url"
    "$@" >"$WORK/url" 2>/dev/null &
    PID=$!; STARTED+=("$PID"); disown "$PID"
    for _ in $(seq 200); do grep -qs http "$WORK/url" && break; sleep 0.05; done
    URL=$(grep -o 'http://[0-9.:]*' "$WORK/url" | head -1)
}
used() { cat "/proc/$1/task/"*/schedstat | awk '{ n += $1 } END { print n / 1000 }'; }
resident() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# A project with a suite of so many files, cases and repeats: project FOLDER FILES CASES REPEAT ORDER
project() {
    mkdir -p "$1/suites"
    printf 'version: 1\nartifacts: ../artifacts\ntargets: { api: {} }\n' >"$1/suites/holdpoint.yaml"
    local file case
    for file in $(seq "$2"); do
        {
            printf 'suite: bench/n%s\nlane: health\ntarget: api\norder: %s\ncases:\n' "$file" "$5"
            for case in $(seq "$3"); do
                printf '  - name: answers %s\n    call: GET /health\n' "$case"
                [ "$4" = 1 ] || printf '    repeat: %s\n' "$4"
                printf '    expect: { status: 200, json: { status: ok, queue_services: ok, data_services: ok } }\n'
            done
        } >"$1/suites/n$file.yaml"
    done
}
# The words of the command that runs a project; they hold no spaces.
run() { echo "$HOLDPOINT run --project $1/suites/holdpoint.yaml --live api=$URL --quiet"; }

echo "$("$HOLDPOINT" --version) · $(nproc) cores · load $(cut -d' ' -f1 /proc/loadavg) · median of $RUNS"
for peer in hurl k6; do has "$peer" || echo "$peer: not installed"; done
[ -n "$SCHEMATHESIS" ] || echo 'schemathesis: not installed'

start "$LOOPS" serve --for 900
BARE=$URL BAREPID=$PID

if wants client; then
    title '1,000 checked GETs, one after another' 'CPU s' 'of limit' 'wall s'
    # line TIMES NAME NOTE COMMAND…
    line() {
        local limit c w ratio
        read -r limit c w ratio < <(beside "$1" "${@:4}" | paste -sd' ')
        say "$2" "$c" "$(calc %.1f "$ratio")" "$w" "(limit $limit) $3"
    }
    line 1000 'hyper loop (the limit)' '' "$LOOPS" hyper "$URL" 1000
    line 1000 'reqwest loop' '' "$LOOPS" reqwest "$URL" 1000
    project "$WORK/repeat" 1 1 1000 sequential
    project "$WORK/repeat10k" 1 1 10000 sequential
    line 1000 'holdpoint, one case with repeat: 1000' '<= 3 x limit' $(run "$WORK/repeat")
    line 10000 'holdpoint, one case with repeat: 10000' '' $(run "$WORK/repeat10k")
    project "$WORK/cases" 1 1000 1 sequential
    line 1000 'holdpoint, 1,000 cases, order: sequential' '<= 3 x limit' $(run "$WORK/cases")
    if has hurl; then
        for _ in $(seq 1000); do printf 'GET %s/health\nHTTP 200\n[Asserts]\njsonpath "$.status" == "ok"\njsonpath "$.queue_services" == "ok"\njsonpath "$.data_services" == "ok"\n\n' "$URL"; done >"$WORK/all.hurl"
        line 1000 hurl '' hurl --test "$WORK/all.hurl"
    fi
    if has k6; then
        printf 'import http from "k6/http"; import { check } from "k6"; export const options = { iterations: 1000 };\nexport default () => { const r = http.get("%s/health"); check(r, { ok: r => r.status == 200 && r.json("status") == "ok" && r.json("queue_services") == "ok" && r.json("data_services") == "ok" }); };\n' "$URL" >"$WORK/k6.js"
        line 1000 k6 '' k6 run --quiet "$WORK/k6.js"
    fi

    title 'one request, and none' 'CPU s' 'of limit' 'wall s'
    line 1 'hyper loop, 1 request' '' "$LOOPS" hyper "$URL" 1
    project "$WORK/one" 1 1 1 sequential
    line 1 'holdpoint run, 1 request' '<= 0.005 s' $(run "$WORK/one")
    line 1 'holdpoint --version' '<= 0.005 s' "$HOLDPOINT" --version
    if has hurl; then head -7 "$WORK/all.hurl" >"$WORK/one.hurl"; line 1 hurl '' hurl --test "$WORK/one.hurl"; fi

    title '5,000 cases in one file, 64 at once' 'CPU s' 'probes/s' 'wall s'
    project "$WORK/probes" 1 5000 1 parallel
    read -r c w < <(cost $(run "$WORK/probes") | paste -sd' ')
    say holdpoint "$c" "$(calc %.0f "5000 / $w")" "$w" '>= 5,000 probes/s'
fi

if wants memory; then
    title 'memory of many requests, one case' '1,000' '10,000' '100,000 (MiB)'
    row=()
    for times in 1000 10000 100000; do project "$WORK/m$times" 1 1 "$times" sequential; row+=("$(peak $(run "$WORK/m$times"))"); done
    say holdpoint "${row[@]}" '<= 20 MiB, constant'
    if has hurl; then say 'hurl (1,000 entries)' "$(peak hurl --test "$WORK/all.hurl")" '' '' ''; fi
fi

if wants files; then
    title 'many files' 'CPU s' 'wall s' 'MiB'
    read -r c w < <(cost "$LOOPS" hyper "$URL" 2000 | paste -sd' ')
    say 'hyper loop, 2,000 requests' "$c" "$w" '' ''
    project "$WORK/files" 200 10 1 sequential
    read -r c w < <(cost $(run "$WORK/files") | paste -sd' ')
    say '200 suites of 10 cases' "$c" "$w" "$(peak $(run "$WORK/files"))" '<= 0.16 CPU s (Hurl)'
    project "$WORK/big" 100 100 1 parallel
    for verb in list 'list --filter answers.7$' check; do
        words=("$HOLDPOINT" $verb --project "$WORK/big/suites/holdpoint.yaml")
        [ "$verb" = check ] || words+=(--live "api=$URL")
        read -r c w < <(cost "${words[@]}" | paste -sd' ')
        say "10,000 cases: $verb" "$c" "$w" "$(peak "${words[@]}")" 'well under 1 s'
    done
fi

if wants slow; then
    title '50 probes of a 300 ms endpoint, one file' 'CPU s' 'wall s' 'of ideal'
    start "$LOOPS" serve --delay 300 --for 300
    project "$WORK/slow" 1 50 1 parallel
    read -r c w < <(cost $(run "$WORK/slow") | paste -sd' ')
    say holdpoint "$c" "$w" "$(calc %.2f "$w / 0.3")" '<= 0.4 s'
    if has hurl; then
        mkdir "$WORK/hurls"; for n in $(seq 50); do printf 'GET %s/health\nHTTP 200\n' "$URL" >"$WORK/hurls/$n.hurl"; done
        read -r c w < <(cost hurl --test "$WORK"/hurls/*.hurl | paste -sd' '); say 'hurl, 50 files' "$c" "$w" "$(calc %.2f "$w / 0.3")" ''
    fi
    URL=$BARE
fi

# mocks NAME: writes a mock file of so many stubs: mock FILE paths|bodies COUNT
mock() {
    {
        printf 'mock: bench\nstubs:\n'
        local n
        for n in $(seq 0 $(($3 - 1))); do
            if [ "$2" = paths ]; then
                printf '  - { id: s%s, when: { GET: /items/%s }, then: { 200: { json: { id: %s, status: ok, name: "an item of usual length", tags: [a, b, c], at: "2026-01-01T00:00:00Z" } } } }\n' "$n" "$n" "$n"
            else
                printf '  - { id: s%s, when: { POST: /orders, json: { order: %s } }, then: { 200: { json: { id: %s, status: ok } } } }\n' "$n" "$n" "$n"
            fi
        done
    } >"$1"
}
# load URL PID REQUESTS ARGS…: gives requests/s and the server's CPU in µs a request
load() {
    local before after rate
    before=$(used "$2")
    rate=$("$LOOPS" load "$1" --requests "$3" "${@:4}")
    after=$(used "$2")
    [ "${rate##* }" = 0 ] || { echo "answers were wrong: $rate" >&2; exit 1; }
    echo "${rate%% *} $(calc %.2f "($after - $before) / $3")"
}
# Pairs of runs, one of the bare server, then one of the mock, so that both meet the same noise.
versus() {
    local name=$1 note=$2 n; shift 2
    : >"$WORK/ours"; : >"$WORK/bare"
    for n in $(seq "$RUNS"); do
        load "$BARE" "$BAREPID" 40000 >>"$WORK/bare"
        load "$URL" "$PID" 40000 "$@" >>"$WORK/ours"
    done
    local rate cpu limit
    rate=$(awk '{ print $1 }' "$WORK/ours" | median) cpu=$(awk '{ print $2 }' "$WORK/ours" | median)
    limit=$(awk '{ print $2 }' "$WORK/bare" | median)
    say "$name" "$cpu" "$(calc %.0f%% "100 * $limit / $cpu")" "$rate" "$note (raw $limit us, $(awk '{ print $1 }' "$WORK/bare" | median)/s)"
}

if wants mock; then
    title 'mock servers, 32 keep-alive connections' 'CPU us/req' 'raw/ours' 'req/s'
    mock "$WORK/one.yaml" paths 1; mock "$WORK/paths.yaml" paths 200; mock "$WORK/bodies.yaml" bodies 200
    start "$HOLDPOINT" mock "$WORK/one.yaml" --listen 127.0.0.1:0 --quiet
    versus 'holdpoint mock, 1 stub' '>= 85 % of raw'
    kill "$PID"
    start "$HOLDPOINT" mock "$WORK/paths.yaml" --listen 127.0.0.1:0 --quiet
    versus 'holdpoint mock, 200 path stubs' '>= 85 % of raw' --paths 200
    "$LOOPS" load "$URL" --requests 1000000 --paths 200 >"$WORK/million"
    say 'RSS after 1 million requests (MiB)' "$(resident "$PID")" '' "$(cut -d' ' -f1 "$WORK/million")" '<= 64 MiB'
    kill "$PID"
    start "$HOLDPOINT" mock "$WORK/bodies.yaml" --listen 127.0.0.1:0 --quiet
    versus 'holdpoint mock, 200 JSON-body stubs' '<= 12 us' --bodies 200
    kill "$PID"
    printf '{"openapi":"3.1.0","info":{"title":"bench","version":"1"},"paths":{"/items/{id}":{"get":{"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer"}}],"responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"type":"object","required":["id","status","name","tags","at"],"properties":{"id":{"type":"integer"},"status":{"enum":["ok"]},"name":{"type":"string","minLength":20,"maxLength":24},"tags":{"type":"array","minItems":3,"maxItems":3,"items":{"type":"string","maxLength":3}},"at":{"type":"string","format":"date-time"}}}}}}}}}}}' >"$WORK/contract.json"
    start "$HOLDPOINT" mock "$WORK/contract.json" --listen 127.0.0.1:0 --quiet
    versus 'holdpoint mock, from a contract' '>= 50,000/s' --paths 200
    kill "$PID"
    printf 'mock: slow\nstubs:\n  - { id: s, when: { GET: "/items/{id}" }, then: { 200: { json: { status: ok } } }, delay: 100ms }\n' >"$WORK/slow.yaml"
    start "$HOLDPOINT" mock "$WORK/slow.yaml" --listen 127.0.0.1:0 --quiet
    # The first round opens the connections, and is not counted.
    late() { "$LOOPS" load "$URL" --requests 400 --connections 200 >/dev/null; "$LOOPS" load "$URL" --requests 20000 --connections 200 | cut -d' ' -f1; }
    ours=$(late)
    start "$LOOPS" serve --delay 100 --for 300
    say '100 ms delay, 200 connections' '' '' "$ours" ">= 1,900/s of 2,000 (raw $(late)/s)"
fi

if wants explore; then
    DOCUMENT=$PWD/tests/services/contract/shop.yaml
    title "exploring the shop for $EACH s, the server on the same cores" 'CPU us/req' 'req/s' 'findings'
    # The words of the command that explores, without its budget.
    explore() { echo "$HOLDPOINT explore $DOCUMENT $URL --auth bearer:env:SHOP_TOKEN --seed 7"; }
    # explored NAME SERVER_PID ARGS…: both tools against what answers at URL, with what each says that it asked and found.
    explored() {
        local before user system took asked found rate theirs note
        before=$(used "$2")
        { time $(explore) --approve 'compare: a server of its own' --budget "${EACH}s" "${@:3}" >"$WORK/out" 2>"$WORK/err" || true; } 2>"$WORK/took"
        asked=$(grep -o '[0-9]* requests (' "$WORK/out" | tail -1 | cut -d' ' -f1 || true)
        found=$(grep -c '^FOUND' "$WORK/out" || true)
        [ -n "$asked" ] || { cat "$WORK/out" "$WORK/err" >&2; exit 1; }
        read -r user system took <"$WORK/took"
        note="of the server: $(calc %.1f "($(used "$2") - $before) / $asked") us/req"
        rate=$(calc %.0f "$asked / $took")
        say "holdpoint explore, $1" "$(calc %.1f "($user + $system) * 1000000 / $asked")" "$rate" "$found" "$note"
        if [ -n "$SCHEMATHESIS" ]; then
            { time (cd "$WORK" && timeout 120 "$SCHEMATHESIS" run "$DOCUMENT" --url "$URL" -H "Authorization: Bearer $SHOP_TOKEN" \
                --max-time "$EACH" --continue-on-failure --no-color >"$WORK/out" 2>"$WORK/err" || true); } 2>"$WORK/took"
            asked=$(grep -o '[0-9]* generated' "$WORK/out" | tail -1 | cut -d' ' -f1 || true)
            found=$(grep -o '[0-9]* unique failure' "$WORK/out" | tail -1 | cut -d' ' -f1 || true)
            read -r user system took <"$WORK/took"
            if [ -n "$asked" ]; then
                theirs=$(calc %.0f "$asked / $took")
                say "schemathesis, $1" "$(calc %.1f "($user + $system) * 1000000 / $asked")" "$theirs" "${found:-0}" "ours/theirs $(calc %.0f "$rate / ($asked / $took)") (>= 40)"
            else
                say "schemathesis, $1" '' '' '' 'said nothing that is known here'
            fi
        else
            say "schemathesis, $1" '' '' '' 'not installed'
        fi
    }
    export SHOP_TOKEN=anyone-who-asks
    # It remembers nothing, and is told so; but it keeps up.
    start "$HOLDPOINT" mock "$DOCUMENT" --listen 127.0.0.1:0 --quiet
    explored 'our mock' "$PID"
    kill "$PID"
    # What mocks/README.md says that a mock of a document does not do.
    skips=()
    for oracle in paging-gap filter-ignored order-ignored idempotency wrong-auth-accepted; do skips+=(--skip "$oracle"); done
    start "$HOLDPOINT" mock "$DOCUMENT" --state --listen 127.0.0.1:0 --quiet
    MOCKED=$URL MOCKPID=$PID
    explored 'our mock with --state' "$MOCKPID" "${skips[@]}"
    start "$SERVICES" --api shop
    sleep 0.1
    SHOP_TOKEN=$(grep -m1 -o 'Bearer .*' "$WORK/url" | cut -d' ' -f2)
    explored 'the service of the tests' "$PID"
    kill "$PID"

    read -r -a counts <<<"${COUNTS:-10000 100000 1000000}"
    title 'memory of exploring our mock, MiB' "${counts[0]}" "${counts[1]:-}" "${counts[2]:-}"
    URL=$MOCKED
    row=()
    for count in "${counts[@]}"; do
        row+=("$(peak $(explore) --approve 'compare:alone' --budget "$count" || true)")
    done
    say 'holdpoint explore' "${row[0]}" "${row[1]:-}" "${row[2]:-}" 'constant'
    kill "$MOCKPID"
    URL=$BARE
fi

if wants prove; then
    title 'all that is shipped, mocked' 'wall s' 'a second' ''
    read -r _ took < <(cost "$HOLDPOINT" run --quiet --artifacts "$WORK/artifacts/integrations" | xargs)
    count=$("$HOLDPOINT" list --output json | grep -o '"not_run"' | wc -l)
    say 'holdpoint run' "$took" "$(calc %.0f "$count / $took")" '' '< 3 s'
    RUNS=1
    read -r _ took < <(cost "$HOLDPOINT" prove --output json | xargs)
    rate=$(grep -o '"mutants_per_second":[0-9]*' "$WORK/out" | cut -d: -f2)
    say 'holdpoint prove, mutants' "$took" "$rate" '' ">= 500/s (score $(grep -o '"score":[0-9.]*' "$WORK/out" | head -1 | cut -d: -f2 | cut -c1-5))"
fi
