#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing on Debian 12 or 13: packages, then npm modules.
# Quick when nothing is missing. `setup.sh test` adds what only tests need,
# `setup.sh sure` also what the long checks and the fuzz targets need, and
# `setup.sh bench` what is measured against.
set -eu
cd "$(dirname "$0")/.."

build_packages="gcc libc6-dev meson ninja-build pkg-config python3
libwebsockets-dev libwebsockets-evlib-ev libev-dev libsqlite3-dev libpq-dev
libjansson-dev libsodium-dev libssl-dev libinih-dev libfido2-dev liboath-dev
libseccomp-dev libp11-kit-dev tzdata
libcmocka-dev clang lld wasi-libc nodejs"
test_packages="postgresql chromium fonts-dejavu-core gettext mandoc
gnupg sq bsdutils softhsm2 minisign gdb coturn openssl
iproute2 iptables tcpdump"
# libclang-rt-dev is the one that fits the clang of this Debian.
sure_packages="clang-tidy clang-format libclang-rt-dev
nginx-light curl sslscan testssl.sh wapiti slowhttptest systemd"
bench_packages="r-base-core"

packages=$build_packages
case ${1:-} in
'') ;;
test) packages="$packages $test_packages" ;;
bench) packages="$packages $test_packages $bench_packages" ;;
sure) packages="$packages $test_packages $sure_packages" ;;
*)
    echo "usage: $0 [test | sure | bench]" >&2
    exit 2
    ;;
esac

has() {
    dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null |
        grep -q '^installed$'
}

# A nodejs that did not come from Debian is as good, and brings its npm.
missing=
for package in $packages; do
    if [ "$package" = nodejs ] && command -v node >/dev/null; then
        continue
    fi
    has "$package" || missing="$missing $package"
done
command -v npm >/dev/null || missing="$missing npm"

if [ -n "$missing" ]; then
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "Please install as root: apt-get install$missing" >&2
            exit 1
        }
        as_root=sudo
    fi
    echo "Installing:" $missing
    # Debian's unit starts coturn as soon as it is installed; the tests start
    # one of their own. Where it was before, it is left as it is.
    case "$missing " in
    *' coturn '*)
        $as_root mkdir -p /etc/systemd/system
        $as_root ln -sf /dev/null /etc/systemd/system/coturn.service
        ;;
    esac
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

stamp=node_modules/.package-lock.json
if [ ! -e "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
    npm ci --no-audit --no-fund --loglevel=error >/dev/null
    touch "$stamp"
fi
