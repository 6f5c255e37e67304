#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures the promises of speed and writes what came of them into
# docs/speed.md. Each bench says what was promised and whether it was kept; the
# last line counts. Measure on a quiet machine.
set -u
cd "$(dirname "$0")/.."
build=${BUILD:-build}
kept=0 broken=0 breaks=
# Whoever signs up in a bench has no phone with an app.
export RAPPORT_SECOND_FACTOR=offered

benches="bench/audit_bench bench/change_bench bench/core_bench bench/filter_bench
bench/keystore_bench bench/messages_bench bench/rooms_bench bench/sockets_bench
bench/store_bench"
# shellcheck disable=SC2086 # a list of words
ninja -C "$build" --quiet rapport $benches || exit 2

folder=$(mktemp -d "$build/bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
export BENCH_ROWS="$folder/rows"
: >"$BENCH_ROWS"

promise() {
    name=$1
    shift
    echo "== $name"
    rows=$(wc -l <"$BENCH_ROWS")
    if "$@"; then
        kept=$((kept + 1))
    else
        broken=$((broken + 1))
        breaks="$breaks, $name"
    fi
    [ "$(wc -l <"$BENCH_ROWS")" -gt "$rows" ] ||
        echo "{\"what\": \"$name\", \"promised\": \"\"," \
            "\"measured\": \"did not finish\", \"kept\": false}" \
            >>"$BENCH_ROWS"
}

# The same pairs through our table of reliable change and R's formulas.
change_against_r() {
    "$build/bench/change_bench" "$folder" && Rscript bench/change.R "$folder"
}

# Ten sessions through the relay, behind gates that nothing else passes.
join_by_relay() {
    NAT_ROUNDS=10 node --test --test-name-pattern='through the relay the first' \
        tests/faults/nat.test.mjs
}

# The same series through our filter and R's.
filter_against_r() {
    "$build/bench/filter_bench" "$folder" && Rscript bench/filter.R "$folder"
}

model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
machine="${model:-$(uname -m)}, $(nproc) cores, Linux $(uname -r | cut -d. -f1,2)"
changed=
git diff --quiet HEAD -- 2>/dev/null || changed=" and what is not committed"
commit=$(git rev-parse --short HEAD 2>/dev/null || echo none)$changed
echo "machine: $machine"
echo "commit: $commit"

promise "start and memory" node bench/start.mjs "$build/rapport"
promise "core" "$build/bench/core_bench"
promise "filter against R" filter_against_r
promise "reliable change against R" change_against_r
promise "keystore" "$build/bench/keystore_bench" "$folder"
promise "idle sockets" "$build/bench/sockets_bench"
promise "store" scripts/with-postgres.sh "$build/bench/store_bench" "$folder"
promise "audit log" "$build/bench/audit_bench" "$folder"
promise "messages" "$build/bench/messages_bench" "$build/rapport" "$folder"
promise "rooms" "$build/bench/rooms_bench" "$build/rapport" "$folder"
promise "conversation" node bench/conversation.mjs
promise "signing in" node bench/sign_in.mjs
promise "sealing frames" node bench/frames.mjs
promise "joining a session" node bench/join.mjs
if [ "$(id -u)" -eq 0 ]; then
    promise "joining through the relay" join_by_relay
else
    echo "== joining through the relay: NOT measured, run as root"
fi

node scripts/speed.mjs "$BENCH_ROWS" "$machine" "$commit" || exit 2
[ -n "$breaks" ] && echo "Broken: ${breaks#, }"
echo "$kept kept, $broken broken"
[ "$broken" -eq 0 ]
