#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The long checks, about half an hour on two cores. Each part runs even when
# an earlier one failed; the last line counts parts.
#   SURE_ROUNDS (50)   how often the durability drill kills the program
#   FUZZ_SECONDS (30)  how long each fuzz target runs
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0 failures=
# Whoever signs up in a drill has no phone with an app.
export RAPPORT_SECOND_FACTOR=offered

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

format() {
    git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror
}

# gcc's sanitizers, and every C test under them, on both stores.
sanitized() {
    [ -e build-sure/build.ninja ] || CC=gcc meson setup build-sure \
        --buildtype=debugoptimized -Db_sanitize=address,undefined \
        >/dev/null || return
    ninja -C build-sure --quiet || return
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
        ASAN_OPTIONS=detect_stack_use_after_return=1 \
        scripts/with-postgres.sh meson test -C build-sure --no-rebuild \
        --print-errorlogs --timeout-multiplier 5
}

clang_build() {
    [ -e build-clang/build.ninja ] || CC=clang meson setup build-clang \
        >/dev/null || return
    ninja -C build-clang --quiet all
}

# One process a file: clang-tidy 14 mixes up the va_lists of two. What it
# counts as suppressed goes to stderr and is of no interest.
tidy() {
    git ls-files 'core/*.c' 'daemon/*.c' | grep -v '^core/wasm/' |
        xargs -n 1 -P "$(nproc)" clang-tidy -p build-clang --quiet 2>/dev/null
}

# Killed in full load, again and again: what was acknowledged is there.
drill() {
    ninja -C build-clang --quiet rapport tests/daemon/durability_test \
        tests/daemon/crash_test || return
    RAPPORT_BINARY=build-clang/rapport RAPPORT_ROUNDS=${SURE_ROUNDS:-50} \
        scripts/with-postgres.sh build-clang/tests/daemon/durability_test &&
        scripts/with-postgres.sh build-clang/tests/daemon/crash_test
}

part "form of the C" format
part "house rules" python3 scripts/check-house.py
part "types and lint" npm run --silent check
part "exports somebody uses" node scripts/unused-exports.mjs
part "words for translators" node scripts/locale.mjs check
part "types of the API" node scripts/api-types.mjs --check
part "clang, warnings are errors" clang_build
part "clang-tidy" tidy
part "address and undefined behaviour" sanitized
part "durability drill" drill
part "the unit under a real systemd" tests/packaging/boot.sh
part "scanners and slow clients" scripts/scan.sh
part "calls behind NAT, where root" node --test tests/faults/nat.test.mjs
part "rapport doctor call, where root" node --test tests/faults/doctor.test.mjs
part "fuzzing" env FUZZ_SECONDS="${FUZZ_SECONDS:-30}" scripts/fuzz.sh

[ -n "$failures" ] && echo "Failed: ${failures#, }"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
