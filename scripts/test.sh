#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everything that proves Rapport works, in about 25 minutes on two cores.
# Each part runs even when an earlier one failed; the last line counts parts.
set -u
cd "$(dirname "$0")/.."
build=${BUILD:-build}
passed=0 failed=0 failures=

part() {
    name=$1
    shift
    echo "== $name"
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        failures="$failures, $name"
    fi
}

part "house rules" python3 scripts/check-house.py
part "types and lint" npm run --silent check
part "compile everything" ninja -C "$build" --quiet
part "C: unit, vectors, stores, API" scripts/with-postgres.sh \
    meson test -C "$build" --no-rebuild --print-errorlogs
part "client: vault, models, vectors" node tests/web/run.mjs
part "client as it is delivered" node --test tests/client/
part "relay: whom it serves, and whom it never reaches" \
    node --test tests/faults/relay.test.mjs
# What the browser tests do not make go wrong on their way.
part "calls: a line cut, a laptop shut, a second window" \
    env FAULTS='cut for|is shut|second window|ends the' \
    node --test tests/faults/faults.test.mjs
part "browser: the journey of two people" node tests/browser/run.mjs

[ -n "$failures" ] && echo "Failed: ${failures#, }"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
