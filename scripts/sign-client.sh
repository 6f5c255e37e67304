#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Signs the built client with a minisign key, on a machine that need not be the
# server: sign-client.sh KEY [FOLDER (web/dist)]. Make the key once with
# `minisign -G -p rapport.pub -s rapport.key`, keep rapport.key off the server
# and publish rapport.pub. See docs/client-delivery.md.
set -eu
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "usage: $0 KEY [FOLDER]" >&2; exit 2; }
key=$1
folder=${2:-web/dist}
manifest=$folder/manifest.json

[ -e "$manifest" ] || { echo "$manifest is missing: make web" >&2; exit 1; }
command -v minisign >/dev/null || {
    echo "minisign is missing: apt-get install minisign" >&2
    exit 1
}
# What is signed is what is there: no file changed, none too many.
node scripts/check-client.mjs --folder "$folder" --unsigned || exit 1
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
sum=$(sha256sum "$manifest" | cut -d ' ' -f 1)
minisign -S -s "$key" -m "$manifest" -x "$manifest.minisig" \
    -t "rapport client $version sha256:$sum"
