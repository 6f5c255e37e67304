#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the core as one WebAssembly module without imports:
#   scripts/build-wasm.sh OUT
# Needs clang, lld and wasi-libc (Debian 12 and 13). No compiler runtime and
# no start files: the core needs neither.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 OUT" >&2; exit 2; }
out=$1
# Files in the same order everywhere.
export LC_ALL=C
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$(dirname "$out")"

# The same bits as the native build: no contraction of a*b+c. Asserts are for
# the native tests; in a page they would pull in stdio.
${WASM_CC:-clang} --target=wasm32-wasi --sysroot=/usr -std=c17 \
    -Oz -flto -ffp-contract=off -DNDEBUG -fvisibility=hidden \
    -Wall -Wextra -I"$root" \
    -nostdlib -Wl,--no-entry -Wl,--strip-all -Wl,--gc-sections \
    -Wl,-z,stack-size=65536 \
    "$root"/core/base/*.c "$root"/core/*.c "$root"/core/wasm/*.c \
    -L/usr/lib/wasm32-wasi -lc \
    -o "$out.part"
mv "$out.part" "$out"
