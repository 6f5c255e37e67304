#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing on Debian 12 or 13: packages, then npm modules.
# Quick when nothing is missing. `setup.sh test` adds what only tests need.
set -eu
cd "$(dirname "$0")/.."

build_packages="gcc libc6-dev meson ninja-build pkg-config python3
libwebsockets-dev libwebsockets-evlib-ev libev-dev libsqlite3-dev libpq-dev
libjansson-dev libsodium-dev libinih-dev libical-dev libssl-dev tzdata
libcmocka-dev clang lld wasi-libc nodejs"
test_packages="postgresql chromium fonts-dejavu-core gettext"

packages=$build_packages
[ "${1:-}" = test ] && packages="$packages $test_packages"

has() {
    dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null |
        grep -q '^installed$'
}

# The compiler's WebAssembly support is named after clang's version, and npm
# may come with a nodejs that did not come from Debian.
missing=
for package in $packages; do
    if [ "$package" = nodejs ] && command -v node >/dev/null; then
        continue
    fi
    has "$package" || missing="$missing $package"
done
command -v npm >/dev/null || missing="$missing npm"
ls /usr/lib/llvm-*/lib/clang/*/lib/wasi/libclang_rt.builtins-wasm32.a \
    /usr/lib/llvm-*/lib/clang/*/lib/wasm32-unknown-wasi/libclang_rt.builtins.a \
    >/dev/null 2>&1 || wants_wasm=yes

if [ -n "$missing" ] || [ -n "${wants_wasm:-}" ]; then
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "Please install as root: apt-get install$missing" >&2
            exit 1
        }
        as_root=sudo
    fi
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq
    if [ -n "${wants_wasm:-}" ]; then
        version=$(apt-cache depends clang |
            sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
        missing="$missing libclang-rt-$version-dev-wasm32"
        missing="$missing libclang-rt-$version-dev"
    fi
    echo "Installing:$missing"
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

stamp=node_modules/.package-lock.json
if [ ! -e "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    npm ci --no-audit --no-fund --loglevel=error >/dev/null
    touch "$stamp"
fi
