#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every fuzz target for FUZZ_SECONDS (60). Findings land in build-fuzz/.
set -eu
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
build=build-fuzz

if [ ! -e $build/build.ninja ]; then
    CC=clang meson setup $build -Dfuzz=true -Db_sanitize=address,undefined \
        -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link >/dev/null
fi
targets=$(ninja -C $build -t targets all |
    sed -n 's/^fuzz\/\([a-z_]*_fuzz\): .*/\1/p' | sort -u)
[ -n "$targets" ] || { echo "no fuzz targets" >&2; exit 1; }
# shellcheck disable=SC2046 # a list of words
ninja -C $build --quiet $(for t in $targets; do echo "fuzz/$t"; done)

passed=0 failed=0
for target in $targets; do
    corpus=$build/corpus/$target
    mkdir -p "$corpus"
    seeds=
    [ -d "fuzz/seeds/$target" ] && seeds=fuzz/seeds/$target
    echo "== $target, $seconds s"
    if "$build/fuzz/$target" -max_total_time="$seconds" -rss_limit_mb=4096 \
        -artifact_prefix="$build/$target-" -print_final_stats=1 \
        "$corpus" $seeds >"$build/$target.log" 2>&1; then
        passed=$((passed + 1))
        grep -E 'stat::(number_of_executed_units|average_exec_per_sec)' \
            "$build/$target.log" || true
    else
        failed=$((failed + 1))
        tail -n 40 "$build/$target.log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
